"""What a chunk of text holds, worked out once and remembered: its words, and what they may be in the vocabulary.

Normalising words costs far more than walking the trie, and news repeats itself; so each chunk between white space is
looked up raw, and taken apart, folded and stripped only when it is new. Most names are one word, and most words that
begin a name are not gone on from, so that is remembered too. The memory holds at most ``size`` chunks of at most 64
characters over all languages, those that hold nothing among them; then it starts anew. What a chunk takes is measured
by ``benchmarks/tagging.py``.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from typing import Final, NamedTuple

from streams.understanding.patterns import Found
from streams.understanding.readings import FIRST_WORD_ONLY, Rule, allowed_in, readings
from streams.understanding.skeleton import LATIN_ARTICLES, SIGN, labels
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

    ``begins``: the places of the words that patterns may begin with, as they are written here. ``tails``: the nodes
    that its last words lead to and that patterns go on from, into the next chunk. ``heads``: what its first word may be
    as a later word of a pattern, by number. ``article``: it may stand before such a one, as in Bashar al Assad.

    ``reach`` has a bit in common with the ``bits`` of every chunk that its patterns may go on into, and of few others.
    ``alone``: what it holds by itself, offsets counted from its start. ``tells``: it holds something or may go on.
    """

    words: tuple[Word, ...]
    readings: tuple[tuple[Reading, ...], ...]
    begins: tuple[int, ...]
    tails: tuple[int, ...]
    heads: tuple[int, ...]
    reach: int
    bits: int
    article: bool
    closes: bool
    alone: tuple[Found, ...] = ()
    tells: bool = False


class Memory:
    """What is remembered of chunks, by the language of the article: ``size`` of them in all.

    ``small``: the numbers of the words that begin a pattern which may be written with a small letter. ``alone`` tells
    what a chunk holds by itself in an article in a language.
    """

    def __init__(
        self, trie: Trie, small: Container[int], alone: Callable[[str, Chunk, str], tuple[Found, ...]], size: int
    ) -> None:
        self._of: dict[str, Memo] = {}
        self._size = size
        self._free = size
        self.trie = trie
        self.small = small
        self.alone = alone
        self.with_variants = any(word.startswith(SIGN) for word in trie.numbers)

    def of(self, language: str) -> "Memo":
        """The memo for articles in ``language``."""
        memo = self._of.get(language)
        if memo is None:
            memo = self._of[language] = Memo(self, language)
        return memo

    def make_room(self) -> None:
        """Forget everything if one more chunk is one too many."""
        if self._free <= 0:
            for memo in self._of.values():
                memo.clear()
            self._free = self._size
        self._free -= 1

    def __iter__(self) -> Iterator["Memo"]:
        return iter(self._of.values())


class Memo(dict[str, Chunk | None]):
    """From a raw chunk to what it holds in articles in ``language``, None for nothing; fills itself."""

    def __init__(self, memory: Memory, language: str) -> None:
        super().__init__()
        self._memory = memory
        self._trie = memory.trie
        self._language = language
        self._allowed = int(allowed_in(language))

    def __missing__(self, chunk: str) -> Chunk | None:
        held = self._take_apart(chunk)
        if len(chunk) <= _LONGEST_REMEMBERED:
            self._memory.make_room()
            self[chunk] = held
        return held

    def _take_apart(self, chunk: str) -> Chunk | None:
        words, closes = words_of(chunk)
        read = tuple(tuple(self._readings(words, place)) for place in range(len(words)))
        if not any(read):
            return None
        begins = tuple(place for place in range(len(words)) if self._begins(chunk[words[place].start], read[place]))
        tails = () if closes else tuple(self._tails(words, read, begins))
        later = () if words[0].breaks else read[0]
        heads = tuple(one.number for one in later if self._trie.later[one.number] and not one.rule & FIRST_ONLY)
        article = not words[0].breaks and words[0].folded in LATIN_ARTICLES
        bits = ANYTHING if article else _bits(heads)
        held = Chunk(words, read, begins, tails, heads, self._reach(tails), bits, article, closes)
        alone = self._memory.alone(chunk, held, self._language) if begins else ()
        return held._replace(alone=alone, tells=bool(alone or tails))

    def _reach(self, tails: tuple[int, ...]) -> int:
        """The bits of the words that go on from ``tails``; of very many words all bits."""
        following = [self._trie.following(node) for node in tails]
        return ANYTHING if sum(map(len, following)) > _MANY else _bits(word for words in following for word in words)

    def _begins(self, letter: str, options: tuple[Reading, ...]) -> bool:
        """Whether a pattern may begin with the word of these readings, which begins with ``letter``."""
        starts, small = self._trie.starts, letter.islower()
        return any(starts[one.number] != NOWHERE and (not small or one.number in self._memory.small) for one in options)

    def _tails(
        self, words: tuple[Word, ...], read: tuple[tuple[Reading, ...], ...], begins: tuple[int, ...]
    ) -> Iterator[int]:
        """The nodes that patterns from ``begins`` on may have reached with the last word; a few cannot be reached."""
        trie, last = self._trie, len(words) - 1
        ways = [(trie.starts[one.number], place + one.width - 1) for place in begins for one in read[place]]
        while ways:
            node, place = ways.pop()
            if node == NOWHERE or not trie.goes_on(node):
                continue
            if place == last:
                yield node
            elif not words[place + 1].breaks:
                ways += [(trie.step(node, one.number), place + one.width) for one in read[place + 1]]
                if words[place + 1].folded in LATIN_ARTICLES:
                    ways.append((node, place + 1))

    def _readings(self, words: tuple[Word, ...], place: int) -> list[Reading]:
        """What the word at ``place`` may be, the literal reading first."""
        numbers, folded, allowed = self._trie.numbers, words[place].folded, self._allowed
        found = [Reading(numbers[folded], WRITTEN, 1)] if folded in numbers else []
        found += [
            Reading(numbers[form], rule.value, 1) for rule, form in readings(folded, numbers) if rule.value & allowed
        ]
        if self._memory.with_variants:
            found += self._variants(folded, 1)
            if place + 1 < len(words) and not words[place + 1].breaks:
                found += self._variants(folded + words[place + 1].folded, 2)
        return found

    def _variants(self, folded: str, width: int) -> list[Reading]:
        """The labels of the vocabulary that ``folded`` has, with its particles and without."""
        numbers = self._trie.numbers
        looked_up = dict.fromkeys(label for form in (folded, *_bare(folded)) for label in labels(form))
        return [Reading(numbers[label], VARIANT, width) for label in looked_up if label in numbers]


def _bits(words: Iterable[int]) -> int:
    """One of so many bits for each word. A name goes on with a word only if it has its bit."""
    bits = 0
    for word in words:
        bits |= 1 << word % _BITS
    return bits


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
_BITS: Final = 120
_MANY: Final = 60
ANYTHING: Final = (1 << _BITS) - 1
