"""Where the chunks of a text start, a chunk being what stands between two stretches of white space.

Asked in reading order, all answers together cost one walk over the chunks. Most gaps are one character wide, so that
adding up lengths gives the place; ``shifts`` are what wider gaps add, by the place that the chunk behind them would
have without.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

_WIDE_GAPS: Final = re.compile(r"^\s+|\s{2,}")


class Offsets:
    """The offsets of ``chunks``, which are ``text.split()``."""

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
