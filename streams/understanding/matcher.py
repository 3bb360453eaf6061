"""Finding many names in a text at once: a trie over folded words, entered through a memo of raw chunks.

Promises:

* Leftmost, then longest match, within each kind of pattern. A phrase stops at punctuation.
* ``text[found.start:found.end] == found.surface``, whole words as written.
* Of a word's readings the literal one comes first; another (particles, endings, spelling variants:
  :mod:`streams.understanding.readings`) counts where no longer match disputes it.
* Chinese, Japanese and Thai, which part words by no space, are searched by substring
  (:mod:`streams.understanding.unspaced`).
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final

from streams.understanding.folding import HALF_SPACES
from streams.understanding.memo import VARIANT, WRITTEN, Chunk, Memory, Reading
from streams.understanding.offsets import Offsets
from streams.understanding.passage import Passage
from streams.understanding.patterns import Capitals, Found, Pattern, PatternTable
from streams.understanding.readings import written_together
from streams.understanding.skeleton import skeletons
from streams.understanding.trie import NOWHERE, Trie
from streams.understanding.unspaced import Unspaced, is_unspaced
from streams.understanding.words import APOSTROPHES, folded_words

_NO_APOSTROPHES: Final = {ord(character): None for character in APOSTROPHES}
_NO_HALF_SPACES: Final = {ord(character): None for character in HALF_SPACES}


class Matcher:
    """Finds ``patterns`` in texts. Raises ValueError for a pattern that holds no word."""

    def __init__(self, patterns: Iterable[Pattern], memo_size: int = 200_000) -> None:
        self._table = PatternTable()
        self._unspaced = Unspaced()
        small: set[str] = set()
        self._trie = Trie(self._spelt(patterns, small))
        self._words = list(self._trie.numbers)
        small_numbers = frozenset(self._trie.numbers[word] for word in small)
        self._memory = Memory(self._trie, small_numbers, self._alone, memo_size)
        self._unspaced.build()

    def _spelt(self, patterns: Iterable[Pattern], small: set[str]) -> Iterator[tuple[tuple[str, ...], int]]:
        """Every spelling of every pattern with the pattern's number, each spelling of one thing once.

        ``small`` takes in the first words of patterns that may be written small, in scripts that have such letters.
        """
        for pattern in patterns:
            if is_unspaced(pattern.text):
                self._unspaced.add(pattern)
                continue
            number = self._table.add(pattern)
            spellings = dict.fromkeys(_spellings(pattern))
            if not all(spellings):
                raise ValueError(
                    f"the {pattern.kind} pattern {pattern.text!r} of {pattern.id} holds no word to look for"
                )
            if self._table.traits(number).capitals is Capitals.ANY and pattern.text.lower() != pattern.text.upper():
                small.update(words[0] for words in spellings)
            for words in spellings:
                yield words, number

    def find(self, text: str, language: str = "") -> list[Found]:
        """What stands in ``text``, an article in ``language`` (a code, "" if not known), in reading order."""
        chunks = text.split()
        held = list(map(self._memory.of(language).__getitem__, chunks))
        offsets = Offsets(text, chunks)
        found: list[Found] = []
        passage = None
        covered, last = -1, len(held) - 1
        for index in [index for index, chunk in enumerate(held) if chunk is not None and chunk.tells]:
            chunk, following = held[index], held[index + 1] if index < last else None
            assert chunk is not None
            goes_on = following is not None and chunk.reach & following.bits and self._goes_on(held, index)
            if index > covered and not goes_on:
                if chunk.alone:
                    start = offsets.of(index)
                    found += [
                        Found(one.kind, one.id, start + one.start, start + one.end, one.surface, one.pattern, one.rule)
                        for one in chunk.alone
                    ]
                continue
            if passage is None:
                passage = Passage(self._trie, self._table, text, chunks, held, offsets, language)
            covered = max(covered, passage.search(index, found))
        if self._unspaced.speaks(text, language):
            found += self._unspaced.find(text, language)
            found.sort(key=lambda one: one.start)
        return found

    def _goes_on(self, held: Sequence[Chunk | None], index: int) -> bool:
        """Whether a name may begin in the chunk ``index`` and end in a later one. What it says no to is sure."""
        trie = self._trie
        chunk = held[index]
        ways = [(node, index + 1) for node in chunk.tails] if chunk is not None else []
        while ways:
            node, at = ways.pop()
            chunk = held[at] if at < len(held) else None
            if chunk is None:
                continue
            if chunk.article:
                return True
            for word in chunk.heads:
                following = trie.step(node, word)
                if following != NOWHERE:
                    if len(chunk.words) > 1 or trie.has_ends(following):
                        return True
                    if not chunk.closes:
                        ways.append((following, at + 1))
        return False

    def _alone(self, written: str, chunk: Chunk, language: str) -> tuple[Found, ...]:
        """What a chunk holds where neither what stands before it nor what follows is part of the same name."""
        found: list[Found] = []
        offsets = Offsets(written, [written])
        Passage(self._trie, self._table, written, [written], [chunk], offsets, language).search(0, found)
        return tuple(found)

    def find_words(
        self, text: str, language: str, wanted: Container[tuple[str, ...]]
    ) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Where the sequences of ``wanted`` stand, one or two words of the vocabulary each: start, end and which.

        Particles and endings are taken off as for names. In reading order; the longer one where both fit.
        """
        chunks = text.split()
        places = [
            (index, place, word, chunk)
            for index, chunk in enumerate(map(self._memory.of(language).__getitem__, chunks))
            if chunk is not None
            for place, word in enumerate(chunk.words)
        ]
        offsets = Offsets(text, chunks)
        taken = -1
        for number, (index, place, word, chunk) in enumerate(places):
            if number <= taken:
                continue
            following = places[number + 1] if number + 1 < len(places) else None
            for form in _written(word.folded, chunk.readings[place], self._words):
                pair = (form, following[2].folded) if following and following[0] - index <= 1 else ()
                hit = pair if pair in wanted else (form,) if (form,) in wanted else None
                if hit is None:
                    continue
                at, last = (following[0], following[2]) if following and hit is pair else (index, word)
                taken = number + len(hit) - 1
                yield offsets.of(index) + word.start, offsets.of(at) + last.end, hit
                break


def _written(folded: str, readings: Sequence[Reading], words: Sequence[str]) -> Iterator[str]:
    """The word as written, and what it is with particles and endings taken off."""
    yield folded
    for one in readings:
        if not one.rule & (VARIANT | WRITTEN):
            yield words[one.number]


def _spellings(pattern: Pattern) -> Iterator[tuple[str, ...]]:
    """The sequences of folded words under which ``pattern`` is found: as written, and in the spellings that we know.

    Persian half-spaces may be left out; Arabic compounds are written in one word or two; a foreign name has variants.
    """
    words = folded_words(pattern.text)
    yield words
    if not HALF_SPACES.isdisjoint(pattern.text):
        yield folded_words(pattern.text.translate(_NO_HALF_SPACES))
    if words and words[0] and "\u0600" <= words[0][0] <= "\u06ff":
        yield from written_together(words)
    if pattern.foreign:
        yield from skeletons(words)
        if not APOSTROPHES.isdisjoint(pattern.text):
            yield from skeletons(folded_words(pattern.text.translate(_NO_APOSTROPHES)))
