"""A text under search: from the words that the memo knows along the trie to what stands there.

Promises: the longest match of each kind that begins at a word, and of equals the simplest reading; no two matches of
one kind overlap, the one that begins first has the words.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from streams.understanding.memo import FIRST_ONLY, VARIANT, WRITTEN, Chunk
from streams.understanding.offsets import Offsets
from streams.understanding.patterns import Capitals, Found, PatternTable, one_of_each
from streams.understanding.readings import Rule
from streams.understanding.skeleton import LATIN_ARTICLES, alike
from streams.understanding.trie import NOWHERE, Trie
from streams.understanding.words import Word

_alike: Final = lru_cache(maxsize=16_384)(alike)
"""To compare letters takes as long as all the rest of an article, and news repeats its names."""


class _Match(NamedTuple):
    """Patterns, by number, that end with the word ``place`` of the chunk ``at``."""

    at: int
    place: int
    rule: int
    order: int
    patterns: list[int]


_Way = tuple[int, int, int, int, int, bool]
"""A node, and the chunk and the place in it of the last word that led there; by which rules; which reading of the
first word it began with, the simplest one being the first; whether the last word is an article that is no part of the
name, so that no name ends with it. A plain tuple, since most ways lead nowhere."""


class Passage:
    """A text under search: its chunks, and what the memo holds of each."""

    __slots__ = ("_chunks", "_free", "_held", "_language", "_offsets", "_table", "_text", "_trie")

    def __init__(
        self,
        trie: Trie,
        table: PatternTable,
        text: str,
        chunks: Sequence[str],
        held: Sequence[Chunk | None],
        offsets: Offsets,
        language: str,
    ) -> None:
        self._trie = trie
        self._table = table
        self._text = text
        self._chunks = chunks
        self._held = held
        self._language = language
        self._offsets = offsets
        self._free: dict[str, tuple[int, int]] = {}

    def search(self, index: int, found: list[Found]) -> int:
        """Add the names that begin in that chunk to ``found``. Returns the last chunk that one of them reaches into."""
        covered = index
        chunk, offsets = self._held[index], self._offsets
        assert chunk is not None
        for place in chunk.begins:
            for kind, match in self._longest(index, place).items():
                covered = max(covered, match.at)
                patterns = [self._table[number] for number in match.patterns]
                if any(pattern.silent for pattern in patterns):
                    continue
                start = offsets.of(index) + chunk.words[place].start
                end = offsets.of(match.at) + self._word(match.at, match.place).end
                surface, rule = self._text[start:end], Rule(match.rule)
                if match.rule & VARIANT:
                    patterns = [one for one in patterns if _alike(surface, one.text)]
                found += [Found(kind, one.id, start, end, surface, one, rule) for one in one_of_each(patterns)]
        return covered

    def _word(self, index: int, place: int) -> Word:
        """The word ``place`` of the chunk ``index``, which holds one."""
        chunk = self._held[index]
        assert chunk is not None
        return chunk.words[place]

    def _longest(self, index: int, place: int) -> dict[str, _Match]:
        """The longest match of each kind that begins at that word and is free to; the simplest reading of equals."""
        best: dict[str, _Match] = {}
        trie, table, free = self._trie, self._table, self._free
        for node, at, within, rule, order, _ in self._walk(index, place):
            for number in trie.ends(node):
                traits = table.traits(number)
                kind = traits.kind
                if not traits.counts_in(self._language):
                    continue
                if free.get(kind, (0, 0)) > (index, place):
                    continue
                if traits.dotted and not self._dotted(at, within):
                    continue
                if traits.capitals is not Capitals.ANY and not self._capitals(traits.capitals, index, place, at):
                    continue
                held = best.get(kind)
                if held is None or (at, within, -rule, -order) > (held.at, held.place, -held.rule, -held.order):
                    best[kind] = _Match(at, within, rule, order, [number])
                elif (at, within, rule, order) == held[:4]:
                    held.patterns.append(number)
        for kind, match in best.items():
            free[kind] = (match.at, match.place + 1)
        return best

    def _walk(self, index: int, place: int) -> Iterator[_Way]:
        """Every node where names end on the ways along the trie, with the last word and the rules that led there."""
        trie = self._trie
        chunk = self._held[index]
        assert chunk is not None
        ways: list[_Way] = [
            (trie.starts[one.number], index, place + one.width - 1, one.rule, order, False)
            for order, one in enumerate(chunk.readings[place])
            if trie.starts[one.number] != NOWHERE
        ]
        while ways:
            way = ways.pop()
            node, at, within, rule, order, passing = way
            if not passing and trie.has_ends(node):
                yield way
            if not trie.goes_on(node):
                continue
            chunk = self._held[at]
            assert chunk is not None
            within += 1
            if within >= len(chunk.words):
                at, within = at + 1, 0
                if chunk.closes or at == len(self._held):
                    continue
                chunk = self._held[at]
                if chunk is None:
                    continue
            if chunk.words[within].breaks:
                continue
            variant = rule & VARIANT
            for one in chunk.readings[within]:
                if not one.rule & FIRST_ONLY and (one.rule & VARIANT) == variant:
                    following = trie.step(node, one.number)
                    if following != NOWHERE:
                        ways.append((following, at, within + one.width - 1, _both(rule, one.rule), order, False))
            if variant and chunk.words[within].folded in LATIN_ARTICLES:
                ways.append((node, at, within, rule, order, True))

    def _dotted(self, index: int, place: int) -> bool:
        """Whether a dot stands right after that word."""
        end = self._word(index, place).end
        return self._chunks[index][end : end + 1] == "."

    def _capitals(self, asked: Capitals, index: int, place: int, last: int) -> bool:
        """Whether the capitals of the text are those that a pattern asks for."""
        word = self._word(index, place)
        if asked is Capitals.INITIAL:
            return self._chunks[index][word.start].isupper()
        return last == index and self._chunks[index][word.start : word.end].isupper()


def _both(rule: int, other: int) -> int:
    """The rules by which both of two words were read; "as written" is none beside another."""
    if rule == WRITTEN:
        return other
    return rule if other == WRITTEN else rule | other
