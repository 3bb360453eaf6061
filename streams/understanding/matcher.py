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
from typing import Final, NamedTuple

from streams.understanding.folding import HALF_SPACES, fold
from streams.understanding.memo import FIRST_ONLY, VARIANT, Chunk, Memo, Reading
from streams.understanding.offsets import Offsets
from streams.understanding.patterns import Capitals, Found, Pattern, PatternTable, one_of_each
from streams.understanding.readings import Rule, allowed_in, written_together
from streams.understanding.skeleton import LATIN_ARTICLES, alike, skeletons
from streams.understanding.trie import NOWHERE, Trie
from streams.understanding.unspaced import Unspaced, is_unspaced
from streams.understanding.words import Word, words_of

_NO_HALF_SPACES: Final = {ord(character): None for character in HALF_SPACES}


class _Match(NamedTuple):
    """Patterns, by number, that end with the word ``place`` of the chunk ``at``."""

    at: int
    place: int
    rule: int
    order: int
    patterns: list[int]


class _Way(NamedTuple):
    """A node that the words up to ``place`` of the chunk ``at`` lead to by ``rule``.

    ``order``: which reading of the first word it began with, the simplest one being the first.
    ``passing``: its last word is an article that is no part of the name, so that no name ends with it.
    """

    node: int
    at: int
    place: int
    rule: int
    order: int
    passing: bool


class Matcher:
    """Finds ``patterns`` in texts. Raises ValueError for a pattern that holds no word."""

    def __init__(self, patterns: Iterable[Pattern], memo_size: int = 200_000) -> None:
        self._table = PatternTable()
        self._unspaced = Unspaced()
        self._trie = Trie(self._spelt(patterns))
        self._words = list(self._trie.numbers)
        self._memo = Memo(self._trie, memo_size)
        self._unspaced.build()

    def _spelt(self, patterns: Iterable[Pattern]) -> Iterator[tuple[tuple[str, ...], int]]:
        """Every spelling of every pattern with the pattern's number, each spelling of one thing once."""
        for pattern in patterns:
            if is_unspaced(pattern.text):
                self._unspaced.add(pattern)
                continue
            number = self._table.add(pattern)
            spellings = dict.fromkeys(_spellings(pattern))
            if not all(spellings):
                raise ValueError(f"the {pattern.kind} pattern {pattern.text!r} of {pattern.id} holds no word to look for")
            for words in spellings:
                yield words, number

    def find(self, text: str, language: str = "") -> list[Found]:
        """What stands in ``text``, an article in ``language`` (a code, "" if not known), in reading order."""
        chunks = text.split()
        held = list(map(self._memo.__getitem__, chunks))
        found: list[Found] = []
        passage = None
        last = len(held) - 1
        for index in [index for index, chunk in enumerate(held) if chunk is not None]:
            chunk = held[index]
            if chunk.open and (index == last or held[index + 1] is None or not chunk.begins or chunk.closes):
                continue
            if passage is None:
                passage = _Passage(self._trie, self._table, chunks, held, language)
                offsets = Offsets(text, chunks)
            for place in chunk.begins:
                for kind, match in passage.longest(index, place).items():
                    patterns = [self._table[number] for number in match.patterns]
                    if any(pattern.silent for pattern in patterns):
                        continue
                    start = offsets.of(index) + chunk.words[place].start
                    end = offsets.of(match.at) + passage.word(match.at, match.place).end
                    surface, rule = text[start:end], Rule(match.rule)
                    if match.rule & VARIANT:
                        patterns = [one for one in patterns if alike(surface, one.text)]
                    found += [Found(kind, one.id, start, end, surface, one, rule) for one in one_of_each(patterns)]
        if self._unspaced.speaks(text, language):
            found += self._unspaced.find(text, language)
            found.sort(key=lambda one: one.start)
        return found

    def find_words(
        self, text: str, language: str, wanted: Container[tuple[str, ...]]
    ) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Where the sequences of ``wanted`` stand, one or two words of the vocabulary each: start, end and which.

        Particles and endings are taken off as for names. In reading order; the longer one where both fit.
        """
        chunks = text.split()
        allowed = int(allowed_in(language))
        places = [
            (index, place, word, chunk)
            for index, chunk in enumerate(map(self._memo.__getitem__, chunks))
            if chunk is not None
            for place, word in enumerate(chunk.words)
        ]
        offsets = Offsets(text, chunks)
        taken = -1
        for number, (index, place, word, chunk) in enumerate(places):
            if number <= taken:
                continue
            following = places[number + 1] if number + 1 < len(places) else None
            for form in _written(word.folded, chunk.readings[place], allowed, self._words):
                pair = (form, following[2].folded) if following and following[0] - index <= 1 else ()
                hit = pair if pair in wanted else (form,) if (form,) in wanted else None
                if hit is None:
                    continue
                at, last = (following[0], following[2]) if following and hit is pair else (index, word)
                taken = number + len(hit) - 1
                yield offsets.of(index) + word.start, offsets.of(at) + last.end, hit
                break


def _written(folded: str, readings: Sequence[Reading], allowed: int, words: Sequence[str]) -> Iterator[str]:
    """The word as written, and what it is with particles and endings taken off."""
    yield folded
    for one in readings:
        if one.rule & allowed and not one.rule & (VARIANT | Rule.WRITTEN):
            yield words[one.number]


class _Passage:
    """A text under search: its chunks, and what the memo holds of each."""

    __slots__ = ("_allowed", "_chunks", "_free", "_held", "_language", "_table", "_trie")

    def __init__(
        self, trie: Trie, table: PatternTable, chunks: Sequence[str], held: Sequence[Chunk | None], language: str
    ) -> None:
        self._trie = trie
        self._table = table
        self._chunks = chunks
        self._held = held
        self._language = language
        self._allowed = int(allowed_in(language))
        self._free: dict[str, tuple[int, int]] = {}

    def word(self, index: int, place: int) -> Word:
        """The word ``place`` of the chunk ``index``, which holds one."""
        chunk = self._held[index]
        assert chunk is not None
        return chunk.words[place]

    def longest(self, index: int, place: int) -> dict[str, _Match]:
        """The longest match of each kind that begins at that word and is free to; the simplest reading of equals."""
        best: dict[str, _Match] = {}
        trie, table, free = self._trie, self._table, self._free
        for node, at, within, rule, order, _ in self._walk(index, place):
            for number in trie.ends(node):
                traits = table.traits(number)
                kind = traits.kind
                if (traits.only_in and self._language not in traits.only_in) or self._language in traits.not_in:
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
        trie, allowed = self._trie, self._allowed
        chunk = self._held[index]
        assert chunk is not None
        ways = [
            _Way(trie.starts[one.number], index, place + one.width - 1, one.rule, order, False)
            for order, one in enumerate(chunk.readings[place])
            if one.rule & allowed and trie.starts[one.number] != NOWHERE
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
                if one.rule & allowed and not one.rule & FIRST_ONLY and (one.rule & VARIANT) == variant:
                    following = trie.step(node, one.number)
                    if following != NOWHERE:
                        ways.append(_Way(following, at, within + one.width - 1, _both(rule, one.rule), order, False))
            if variant and chunk.words[within].folded in LATIN_ARTICLES:
                ways.append(_Way(node, at, within, rule, order, True))

    def _dotted(self, index: int, place: int) -> bool:
        """Whether a dot stands right after that word."""
        end = self.word(index, place).end
        return self._chunks[index][end : end + 1] == "."

    def _capitals(self, asked: Capitals, index: int, place: int, last: int) -> bool:
        """Whether the capitals of the text are those that a pattern asks for."""
        word = self.word(index, place)
        if asked is Capitals.INITIAL:
            return self._chunks[index][word.start].isupper()
        return last == index and self._chunks[index][word.start : word.end].isupper()


def _both(rule: int, other: int) -> int:
    """The rules by which both of two words were read; "as written" is none beside another."""
    if rule == Rule.WRITTEN:
        return other
    return rule if other == Rule.WRITTEN else rule | other


def _spellings(pattern: Pattern) -> Iterator[tuple[str, ...]]:
    """The sequences of folded words under which ``pattern`` is found: as written, and in the spellings that we know.

    Persian half-spaces may be left out; Arabic compounds are written in one word or two; a foreign name has variants.
    """
    words = _words(pattern.text)
    yield words
    if not HALF_SPACES.isdisjoint(pattern.text):
        yield _words(pattern.text.translate(_NO_HALF_SPACES))
    if words and words[0] and "\u0600" <= words[0][0] <= "\u06ff":
        yield from written_together(words)
    if pattern.foreign:
        yield from skeletons(words)


def _words(text: str) -> tuple[str, ...]:
    """The folded words of ``text``. One word of letters, by far the commonest pattern, takes the short way."""
    if text.isalpha():
        return (fold(text),)
    return tuple(word.folded for chunk in text.split() for word in words_of(chunk).words)
