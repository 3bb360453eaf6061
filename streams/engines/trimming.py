"""How the embedded engine keeps its streams small: by age, and by a budget of bytes, whichever comes first.

Promise: an entry that some group has not been given, or has not acknowledged, is never trimmed, whatever the age
and whatever the budget. Dead letters have a budget of their own, so that neither can drive the other out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import structlog
from redis.asyncio import Redis

from streams.topics import DEAD_LETTERS, Topic

logger = structlog.get_logger("marsad.engine")

_ENTRIES_OF_A_NODE: Final = 100
"""Redis frees whole nodes of a stream; its default node holds up to 100 small entries."""


class Position(NamedTuple):
    """An entry id: milliseconds since 1970 and a counter within the millisecond."""

    milliseconds: int
    counter: int

    @classmethod
    def parse(cls, text: bytes | str) -> "Position":
        """The position in Redis' notation, ``1526919030474-55``."""
        decoded = text.decode() if isinstance(text, bytes) else text
        milliseconds, _, counter = decoded.partition("-")
        return cls(int(milliseconds), int(counter or 0))

    def __str__(self) -> str:
        return f"{self.milliseconds}-{self.counter}"


NO_LIMIT: Final = Position(2**64 - 1, 2**64 - 1)


@dataclass(frozen=True)
class GroupProgress:
    """How far a group is: the last entry it was given, and the lowest one that it has not acknowledged."""

    last_delivered: Position
    lowest_pending: Position | None


def needed_from(groups: Sequence[GroupProgress]) -> Position:
    """The lowest position that some group still needs; NO_LIMIT if no group reads the stream."""
    return min(
        (
            group.lowest_pending or Position(group.last_delivered.milliseconds, group.last_delivered.counter + 1)
            for group in groups
        ),
        default=NO_LIMIT,
    )


def expired_before(topic: Topic[Any], now: datetime, needed: Position) -> Position:
    """Entries before this position are older than the topic's retention and needed by nobody."""
    oldest = Position(max(0, int((now - topic.retention).timestamp() * 1000)), 0)
    return min(oldest, needed)


def surplus(entries: int, size: int, over: int) -> int:
    """How many of a stream's oldest entries to free, so that ``over`` bytes of its ``size`` go."""
    return min(entries, math.ceil(over * entries / size)) if size else 0


class Trimmer:
    """Trims the streams of ``topics``. ``budget_bytes`` counts what they take in the server's memory."""

    def __init__(self, client: Redis, prefix: str, topics: Sequence[Topic[Any]], budget_bytes: int) -> None:
        self._client = client
        self._prefix = prefix
        self._topics = topics
        self._budget_bytes = budget_bytes

    async def trim(self, now: datetime) -> int:
        """Free what is too old or too much; the number of entries freed."""
        freed = 0
        needed: dict[str, Position] = {}
        for topic in self._topics:
            stream = self._prefix + topic.name
            needed[stream] = needed_from(await self._progress(stream))
            before = expired_before(topic, now, needed[stream])
            freed += await self._client.xtrim(stream, minid=str(before), approximate=False)
        records = {stream: needed[stream] for stream in needed if stream != self._prefix + DEAD_LETTERS.name}
        letters = {stream: needed[stream] for stream in needed if stream not in records}
        freed += await self._shed(records)
        letters_freed = await self._shed(letters)
        if letters_freed:
            logger.warning(f"The {letters_freed} oldest dead letters had to go: they took more than their memory.")
        return freed + letters_freed

    async def size(self, stream: str) -> int:
        """The bytes of the server's memory that the stream takes."""
        return await self._client.memory_usage(stream, samples=0) or 0

    async def _shed(self, needed: dict[str, Position]) -> int:
        """Free the oldest entries of the largest streams until all are within the budget or nothing may go."""
        freed = 0
        sizes = {stream: await self.size(stream) for stream in needed}
        candidates = set(needed)
        while candidates and (over := sum(sizes.values()) - self._budget_bytes) > 0:
            largest = max(candidates, key=sizes.__getitem__)
            went = await self._free(largest, needed[largest], over, sizes[largest])
            if not went:
                candidates.discard(largest)
            freed += went
            sizes[largest] = await self.size(largest)
        return freed

    async def _free(self, stream: str, needed: Position, over: int, size: int) -> int:
        """Free about ``over`` bytes of the entries before ``needed``, whole nodes only; how many entries went."""
        count = surplus(await self._client.xlen(stream), size, over)
        for limit in (count, count + _ENTRIES_OF_A_NODE):
            # To Redis a limit of 0 means no limit at all.
            went: int = await self._client.xtrim(stream, minid=str(needed), approximate=True, limit=max(1, limit))
            if went:
                return went
        return 0

    async def _progress(self, stream: str) -> list[GroupProgress]:
        if not await self._client.exists(stream):
            return []
        progress: list[GroupProgress] = []
        for group in await self._client.xinfo_groups(stream):
            # Read in this order: an entry given out in between is pending and not yet counted as delivered.
            delivered = Position.parse(group["last-delivered-id"])
            pending = await self._client.xpending(stream, group["name"])
            lowest = Position.parse(pending["min"]) if pending["pending"] else None
            progress.append(GroupProgress(delivered, lowest))
        return progress
