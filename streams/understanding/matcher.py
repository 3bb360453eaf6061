"""Finding many names in a text at once: a trie over folded words, entered through a memo of raw chunks.

Normalising words costs far more than walking the trie, and news repeats itself; so each chunk between white space is
looked up raw in a memo, and taken apart, folded and stripped of particles only when it is new.

Promises:

* Leftmost, then longest match, within each kind of pattern. A phrase stops at punctuation.
* ``text[found.start:found.end] == found.surface``, whole words as written.
* Of a word's readings the literal one comes first; with Arabic particles taken off (first word of a phrase only, in
  Arabic and undetermined text only) it counts where no longer match disputes it.
* The memo holds at most ``memo_size`` chunks of at most 64 characters, about 200 bytes each; then it starts anew.

Chinese, Japanese and Thai, which part words by no space, are matched only where white space or punctuation does.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from streams.understanding.clitics import without_clitics
from streams.understanding.folding import HALF_SPACES
from streams.understanding.patterns import Capitals, Found, Pattern, capitals_of
from streams.understanding.words import Word, words_of

_LONGEST_REMEMBERED: Final = 64
_WITH_CLITICS: Final = frozenset({"", "und", "ar"})
_NO_HALF_SPACES: Final = {ord(character): None for character in HALF_SPACES}
_WIDE_GAPS: Final = re.compile(r"^\s+|\s{2,}")


class _Node:
    """A place in the trie: what may follow, and the patterns that end here."""

    __slots__ = ("ends", "follows")

    def __init__(self) -> None:
        self.follows: dict[str, _Node] = {}
        self.ends: tuple[tuple[Pattern, Capitals], ...] = ()


class _Start(NamedTuple):
    """A reading of a word with which patterns begin."""

    node: _Node
    stripped: bool


class _Read(NamedTuple):
    """A word with its readings."""

    word: Word
    starts: tuple[_Start, ...]


class _Chunk(NamedTuple):
    """What the memo keeps of a chunk that holds a word of some pattern.

    ``begins``: where patterns may begin. ``open``: none of those ends inside the chunk, so that the next must go on.
    """

    reads: tuple[_Read, ...]
    begins: tuple[int, ...]
    closes: bool
    open: bool


class _Match(NamedTuple):
    """Patterns that end with the word ``place`` of the chunk ``at``."""

    at: int
    place: int
    patterns: list[Pattern]


class _Memo(dict[str, _Chunk | None]):
    """From a raw chunk to what it holds, None for nothing; fills itself."""

    def __init__(self, root: _Node, later: frozenset[str], size: int) -> None:
        super().__init__()
        self._root = root
        self._later = later
        self._size = size

    def __missing__(self, chunk: str) -> _Chunk | None:
        held = self._take_apart(chunk)
        if len(chunk) <= _LONGEST_REMEMBERED:
            if len(self) >= self._size:
                self.clear()
            self[chunk] = held
        return held

    def _take_apart(self, chunk: str) -> _Chunk | None:
        words, closes = words_of(chunk)
        reads = tuple(_Read(word, self._starts(word.folded)) for word in words)
        begins = tuple(place for place, read in enumerate(reads) if read.starts)
        if begins or any(word.folded in self._later for word in words):
            return _Chunk(reads, begins, closes, _open(reads, begins))
        return None

    def _starts(self, folded: str) -> tuple[_Start, ...]:
        first = self._root.follows
        literal = (_Start(first[folded], stripped=False),) if folded in first else ()
        return literal + tuple(_Start(first[form], stripped=True) for form in without_clitics(folded, first))


class Matcher:
    """Finds ``patterns`` in texts. Raises ValueError for a pattern that holds no word."""

    def __init__(self, patterns: Iterable[Pattern], memo_size: int = 200_000) -> None:
        root = _Node()
        later: set[str] = set()
        for pattern in patterns:
            for spelling in _spellings(pattern.text):
                _insert(root, pattern, spelling)
                later.update(spelling[1:])
        self._memo = _Memo(root, frozenset(later), memo_size)

    def find(self, text: str, language: str = "") -> list[Found]:
        """What stands in ``text``, an article in ``language`` (a code, "" if not known), in reading order."""
        chunks = text.split()
        held = list(map(self._memo.__getitem__, chunks))
        passage = _Passage(chunks, held, language)
        offsets: _Offsets | None = None
        found: list[Found] = []
        free: dict[str, tuple[int, int]] = {}
        last = len(held) - 1
        for index, chunk in enumerate(held):
            if chunk is None or (chunk.open and (index == last or held[index + 1] is None)):
                continue
            for place in chunk.begins:
                for kind, match in passage.longest(index, place, free).items():
                    free[kind] = (match.at, match.place + 1)
                    if any(pattern.silent for pattern in match.patterns):
                        continue
                    offsets = offsets or _Offsets(text, chunks)
                    start = offsets.of(index) + chunk.reads[place].word.start
                    end = offsets.of(match.at) + passage.word(match.at, match.place).end
                    surface = text[start:end]
                    found += [Found(kind, one.id, start, end, surface, one) for one in _one_of_each(match.patterns)]
        return found


class _Passage:
    """A text under search: its chunks, and what the memo holds of each."""

    __slots__ = ("_chunks", "_clitics", "_held", "_language")

    def __init__(self, chunks: Sequence[str], held: Sequence[_Chunk | None], language: str) -> None:
        self._chunks = chunks
        self._held = held
        self._language = language
        self._clitics = language in _WITH_CLITICS

    def word(self, index: int, place: int) -> Word:
        """The word ``place`` of the chunk ``index``, which holds one."""
        chunk = self._held[index]
        assert chunk is not None
        return chunk.reads[place].word

    def longest(self, index: int, place: int, free: dict[str, tuple[int, int]]) -> dict[str, _Match]:
        """The longest match of each kind that begins at that word and is ``free`` to, the literal reading first."""
        best: dict[str, _Match] = {}
        chunk = self._held[index]
        assert chunk is not None
        for start in chunk.reads[place].starts:
            if start.stripped and not self._clitics:
                continue
            here: dict[str, _Match] = {}
            for match in self._walk(start.node, index, place):
                for pattern in match.patterns:
                    held = here.get(pattern.kind)
                    if free.get(pattern.kind, (0, 0)) > (index, place):
                        continue
                    if held is None or (held.at, held.place) != (match.at, match.place):
                        here[pattern.kind] = _Match(match.at, match.place, [pattern])
                    else:
                        held.patterns.append(pattern)
            for kind, match in here.items():
                if kind not in best or (match.at, match.place) > (best[kind].at, best[kind].place):
                    best[kind] = match
        return best

    def _walk(self, node: _Node, index: int, place: int) -> Iterator[_Match]:
        """Every match along the trie from ``node``, the shortest first."""
        at, within = index, place
        while True:
            if node.ends:
                accepted = [one for one, asked in node.ends if self._accepts(one, asked, index, place, at)]
                if accepted:
                    yield _Match(at, within, accepted)
            if not node.follows:
                return
            chunk = self._held[at]
            assert chunk is not None
            within += 1
            if within == len(chunk.reads):
                at, within = at + 1, 0
                if chunk.closes or at == len(self._held):
                    return
                chunk = self._held[at]
                if chunk is None:
                    return
            word = chunk.reads[within].word
            following = node.follows.get(word.folded)
            if word.breaks or following is None:
                return
            node = following

    def _accepts(self, pattern: Pattern, asked: Capitals, index: int, place: int, last: int) -> bool:
        """Whether the article's language and the capitals in its text allow ``pattern``."""
        if pattern.only_in and self._language not in pattern.only_in:
            return False
        if asked is Capitals.ANY:
            return True
        word = self.word(index, place)
        if asked is Capitals.INITIAL:
            return self._chunks[index][word.start].isupper()
        return last == index and self._chunks[index][word.start : word.end].isupper()


def _open(reads: Sequence[_Read], begins: Sequence[int]) -> bool:
    """Whether only the last word begins patterns, and only such as have more words."""
    at_the_end = all(place == len(reads) - 1 for place in begins)
    return at_the_end and not any(start.node.ends for place in begins for start in reads[place].starts)


def _spellings(text: str) -> list[tuple[str, ...]]:
    """The folded words of a pattern; with Persian half-spaces also as if they were not written."""
    variants = [text]
    if not HALF_SPACES.isdisjoint(text):
        variants.append(text.translate(_NO_HALF_SPACES))
    return [tuple(word.folded for chunk in variant.split() for word in words_of(chunk).words) for variant in variants]


def _insert(root: _Node, pattern: Pattern, spelling: tuple[str, ...]) -> None:
    if not spelling:
        raise ValueError(f"the {pattern.kind} pattern {pattern.text!r} of {pattern.id} holds no word to look for")
    node = root
    for word in spelling:
        node = node.follows.setdefault(word, _Node())
    capitals = capitals_of(pattern)
    for other, asked in node.ends:
        same = (other.kind, other.id, other.only_in, other.silent) == (
            pattern.kind,
            pattern.id,
            pattern.only_in,
            pattern.silent,
        )
        if same and asked is capitals:
            return
    node.ends += ((pattern, capitals),)


class _Offsets:
    """Where the chunks of a text start. Asked in reading order, all answers together cost one walk over the chunks.

    Most gaps are one character wide, so that adding up lengths gives the place; ``shifts`` are what wider gaps add,
    by the place that the chunk behind them would have without.
    """

    def __init__(self, text: str, chunks: Sequence[str]) -> None:
        self._chunks = chunks
        self._index = 0
        self._place = 0
        self._places: list[int] = []
        self._shifts = [0]
        if sum(map(len, chunks)) + len(chunks) - 1 != len(text):
            for gap in _WIDE_GAPS.finditer(text):
                shift = self._shifts[-1] + gap.end() - gap.start() - (1 if gap.start() else 0)
                self._places.append(gap.end() - shift)
                self._shifts.append(shift)

    def of(self, index: int) -> int:
        """The offset of the first character of that chunk."""
        if index >= self._index:
            self._place += sum(map(len, self._chunks[self._index : index])) + index - self._index
        else:
            self._place -= sum(map(len, self._chunks[index : self._index])) + self._index - index
        self._index = index
        return self._place + self._shifts[bisect_right(self._places, self._place)]


def _one_of_each(patterns: Sequence[Pattern]) -> Iterable[Pattern]:
    """One pattern for each id."""
    return {pattern.id: pattern for pattern in reversed(patterns)}.values()
