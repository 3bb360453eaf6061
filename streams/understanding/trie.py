"""Half a million names in a trie that takes tens of megabytes: numbers in arrays, not an object a node.

A name is a sequence of words; each word of the vocabulary has a number. Nodes are numbered level by level, so that the
edges of a node stand side by side, sorted by word, and a step along the trie is one binary search in a slice. Edges are
numbered as the nodes that they lead to, the root aside: edge ``n`` leads to the node ``n + 1``.

While it is built a name is one string of bytes, the numbers of its words, an end mark and its value, since half a
million tuples of numbers would take three times the memory of all the rest.

Promises: built once, then read only; ``step`` costs one search among the words that may follow; a name that is added
twice counts twice.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

ROOT: Final = 0
NOWHERE: Final = 0
"""The node that no step leads to: the root is never entered again."""


class Trie:
    """A trie over word numbers. ``names`` are sequences of words with the number of what they stand for."""

    def __init__(self, names: Iterable[tuple[Sequence[str], int]]) -> None:
        self.numbers: dict[str, int] = {}
        entries = [self._entry(words, value) for words, value in names]
        entries.sort()
        self._edges = array("I", [0])
        self._words = array("I")
        self._ends = array("I", [0])
        self._values = array("I")
        self._build(entries)
        self.starts = array("I", bytes(4 * len(self.numbers)))
        """For each word by number the node of the names that begin with it, NOWHERE if none does."""
        for place in range(self._edges[1]):
            self.starts[self._words[place]] = place + 1
        self.later = bytearray(len(self.numbers))
        """For each word by number 1 if a name holds it behind its first word."""
        for place in range(self._edges[1], len(self._words)):
            self.later[self._words[place]] = 1

    def _entry(self, words: Sequence[str], value: int) -> bytes:
        """A name as bytes that sort as the numbers of its words do, a name before those that go on from it."""
        numbers = self.numbers
        parts = [(numbers.setdefault(word, len(numbers)) + 1).to_bytes(_WIDTH, "big") for word in words]
        return b"".join((*parts, _END, value.to_bytes(_WIDTH, "big")))

    def _build(self, entries: list[bytes]) -> None:
        """Level by level: a node is the stretch of sorted entries that share their first words."""
        level = array("I", [0, len(entries)])
        """Where the stretch of each node of the level begins and ends."""
        at = 0
        while level:
            following = array("I")
            behind = at + _WIDTH
            for node in range(0, len(level), 2):
                place, high = level[node], level[node + 1]
                while place < high and entries[place][at:behind] == _END:
                    self._values.append(int.from_bytes(entries[place][behind:], "big"))
                    place += 1
                self._ends.append(len(self._values))
                while place < high:
                    word, start = entries[place][at:behind], place
                    place += 1
                    while place < high and entries[place][at:behind] == word:
                        place += 1
                    self._words.append(int.from_bytes(word, "big") - 1)
                    following.append(start)
                    following.append(place)
                self._edges.append(len(self._words))
            level = following
            at = behind

    def step(self, node: int, word: int) -> int:
        """The node behind ``word`` at ``node``, NOWHERE if no name goes on so."""
        high = self._edges[node + 1]
        place = bisect_left(self._words, word, self._edges[node], high)
        return place + 1 if place < high and self._words[place] == word else NOWHERE

    def goes_on(self, node: int) -> bool:
        """Whether any name goes on behind ``node``."""
        return self._edges[node] != self._edges[node + 1]

    def following(self, node: int) -> "array[int]":
        """The words that names go on with behind ``node``."""
        return self._words[self._edges[node] : self._edges[node + 1]]

    def ends(self, node: int) -> "array[int]":
        """What the names stand for that end at ``node``."""
        return self._values[self._ends[node] : self._ends[node + 1]]

    def has_ends(self, node: int) -> bool:
        """Whether a name ends at ``node``."""
        return self._ends[node] != self._ends[node + 1]


_WIDTH: Final = 4
_END: Final = bytes(_WIDTH)
"""Sorts before every word, whose numbers are written with one added."""
