"""Half a million names in a trie that takes tens of megabytes: numbers in arrays, not an object a node.

A name is a sequence of words; each word of the vocabulary has a number. Nodes are numbered level by level, so that the
edges of a node stand side by side, sorted by word, and a step along the trie is one binary search in a slice.

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
        entries = sorted((tuple([self._number(word) for word in words]), value) for words, value in names)
        self._edges = array("I", [0])
        self._words = array("I")
        self._nodes = array("I")
        self._ends = array("I", [0])
        self._values = array("I")
        self._build(entries)
        self.starts = array("I", bytes(4 * len(self.numbers)))
        """For each word by number the node of the names that begin with it, NOWHERE if none does."""
        for place in range(self._edges[1]):
            self.starts[self._words[place]] = self._nodes[place]

    def _number(self, word: str) -> int:
        return self.numbers.setdefault(word, len(self.numbers))

    def _build(self, entries: list[tuple[tuple[int, ...], int]]) -> None:
        """Level by level: a node is the stretch of sorted entries that share their first words."""
        level = [(0, len(entries))]
        depth, nodes = 0, 1
        while level:
            following: list[tuple[int, int]] = []
            for low, high in level:
                place = low
                while place < high and len(entries[place][0]) == depth:
                    self._values.append(entries[place][1])
                    place += 1
                self._ends.append(len(self._values))
                while place < high:
                    word, start = entries[place][0][depth], place
                    while place < high and entries[place][0][depth] == word:
                        place += 1
                    self._words.append(word)
                    self._nodes.append(nodes)
                    nodes += 1
                    following.append((start, place))
                self._edges.append(len(self._words))
            level = following
            depth += 1

    def step(self, node: int, word: int) -> int:
        """The node behind ``word`` at ``node``, NOWHERE if no name goes on so."""
        high = self._edges[node + 1]
        place = bisect_left(self._words, word, self._edges[node], high)
        return self._nodes[place] if place < high and self._words[place] == word else NOWHERE

    def goes_on(self, node: int) -> bool:
        """Whether any name goes on behind ``node``."""
        return self._edges[node] != self._edges[node + 1]

    def ends(self, node: int) -> "array[int]":
        """What the names stand for that end at ``node``."""
        return self._values[self._ends[node] : self._ends[node + 1]]

    def has_ends(self, node: int) -> bool:
        """Whether a name ends at ``node``."""
        return self._ends[node] != self._ends[node + 1]
