"""What a chunk of text holds, worked out once and remembered: its words, and what they may be in the vocabulary.

Normalising words costs far more than walking the trie, and news repeats itself; so each chunk between white space is
looked up raw, and taken apart, folded and stripped only when it is new. The memo holds at most ``size`` chunks of at most
64 characters, about 250 bytes each with the ones that hold nothing (measured by ``benchmarks/tagging.py``); then it
starts anew.
"""

from typing import Final, NamedTuple

from streams.understanding.readings import FIRST_WORD_ONLY, Rule, readings
from streams.understanding.skeleton import SIGN, labels
from streams.understanding.trie import NOWHERE, Trie
from streams.understanding.words import Word, words_of

_LONGEST_REMEMBERED: Final = 64


class Reading(NamedTuple):
    """A word of the vocabulary by number that one word of the text may be, or ``width`` of them written together."""

    number: int
    rule: int
    width: int


class Chunk(NamedTuple):
    """A chunk that holds a word of some pattern.

    ``begins``: where patterns may begin. ``open``: none of those ends inside the chunk, so that the next must go on.
    """

    words: tuple[Word, ...]
    readings: tuple[tuple[Reading, ...], ...]
    begins: tuple[int, ...]
    closes: bool
    open: bool


class Memo(dict[str, Chunk | None]):
    """From a raw chunk to what it holds, None for nothing; fills itself."""

    def __init__(self, trie: Trie, size: int) -> None:
        super().__init__()
        self._trie = trie
        self._size = size
        self._with_variants = any(word.startswith(SIGN) for word in trie.numbers)

    def __missing__(self, chunk: str) -> Chunk | None:
        held = self._take_apart(chunk)
        if len(chunk) <= _LONGEST_REMEMBERED:
            if len(self) >= self._size:
                self.clear()
            self[chunk] = held
        return held

    def _take_apart(self, chunk: str) -> Chunk | None:
        words, closes = words_of(chunk)
        read = tuple(tuple(self._readings(words, place)) for place in range(len(words)))
        if not any(read):
            return None
        starts = self._trie.starts
        begins = tuple(
            place for place, options in enumerate(read) if any(starts[one.number] != NOWHERE for one in options)
        )
        return Chunk(words, read, begins, closes, self._open(read, begins))

    def _readings(self, words: tuple[Word, ...], place: int) -> list[Reading]:
        """What the word at ``place`` may be, the literal reading first."""
        numbers, folded = self._trie.numbers, words[place].folded
        found = [Reading(numbers[folded], WRITTEN, 1)] if folded in numbers else []
        found += [Reading(numbers[form], int(rule), 1) for rule, form in readings(folded, numbers)]
        if self._with_variants:
            found += self._variants(folded, 1)
            if place + 1 < len(words) and not words[place + 1].breaks:
                found += self._variants(folded + words[place + 1].folded, 2)
        return found

    def _variants(self, folded: str, width: int) -> list[Reading]:
        """The labels of the vocabulary that ``folded`` has, with its particles and without."""
        numbers = self._trie.numbers
        looked_up = dict.fromkeys(label for form in (folded, *_bare(folded)) for label in labels(form))
        return [Reading(numbers[label], VARIANT, width) for label in looked_up if label in numbers]

    def _open(self, read: tuple[tuple[Reading, ...], ...], begins: tuple[int, ...]) -> bool:
        """Whether only the last word begins patterns, and only such as have more words."""
        trie = self._trie
        return all(place == len(read) - 1 for place in begins) and not any(
            trie.has_ends(trie.starts[one.number])
            for place in begins
            for one in read[place]
            if trie.starts[one.number] != NOWHERE
        )


def _bare(folded: str) -> list[str]:
    """``folded`` without an Arabic conjunction and preposition, whatever remains: a variant's rest is never known."""
    bare: list[str] = []
    if len(folded) > _LONG_ENOUGH and "\u0600" <= folded[0] <= "\u06ff":
        rest = folded[1:] if folded[0] in "وف" else folded
        if rest is not folded:
            bare.append(rest)
        if rest[0] in "بكل":
            bare.append(rest[1:])
    return bare


_LONG_ENOUGH: Final = 4
FIRST_ONLY: Final = int(FIRST_WORD_ONLY)
VARIANT: Final = int(Rule.VARIANT)
WRITTEN: Final = int(Rule.WRITTEN)
