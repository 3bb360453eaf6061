"""Reading from Redis streams: one group's new and abandoned entries, and a topic from end to end.

Promises of a GroupReader:

1. Each entry is taken once while it is in hand; what another run or a lost answer left pending is taken first.
2. An entry that is pending but no longer on the stream is let go of, never tried again.
3. Groups that are gone (an empty server after a loss of data) are made again from the beginning of their topic.
4. Waiting for records costs one blocking command every few seconds.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from functools import partial
from typing import Any, Final

import redis.exceptions
import structlog

from streams.engines import Stored
from streams.engines.embedded_link import Link
from streams.execution import Received
from streams.topics import Topic

logger = structlog.get_logger("marsad.engine")

BLOCK_SECONDS: Final = 5.0
ABANDONED_AFTER_SECONDS: Final = 30.0
"""On a shared server, a pending entry that nobody has touched for so long belongs to a process that is gone."""
KEEP_EVERY_SECONDS: Final = 10.0
"""On a shared server, how often we say that the entries in hand are still being handled."""

_PAGE_BYTES: Final = 4 * 1024 * 1024
_BEGINNING: Final = "0-0"
_Entries = Sequence[tuple[bytes | None, dict[bytes, bytes] | None]]


class Pages:
    """How many entries to ask for next, so that a page of 20 MB records fits in memory: begin small and adapt."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.size = min(4, most)

    def took(self, entries: int, size: int) -> None:
        """Learn from a page of ``entries`` entries and ``size`` bytes."""
        if size > _PAGE_BYTES:
            self.size = max(1, self.size // 2)
        elif entries >= self.size:
            self.size = min(self._most, self.size * 2)


class GroupReader:
    """Takes entries of one topic for one group. ``exclusive``: no other process reads for this group."""

    def __init__(self, link: Link, prefix: str, topic: Topic[Any], group: str, consumer: str, exclusive: bool) -> None:
        self._link = link
        self._topic = topic
        self._stream = prefix + topic.name
        self._group = group
        self._consumer = consumer
        self._idle_milliseconds = 0 if exclusive else int(ABANDONED_AFTER_SECONDS * 1000)
        self._claim_every = None if exclusive else ABANDONED_AFTER_SECONDS
        self._in_hand: set[str] = set()
        self._abandoned_from: str | None = _BEGINNING
        self._claimed_at = link.clock.monotonic()
        self._claims = Pages(200)

    async def take(self, most: int) -> list[Received]:
        """One to ``most`` entries, abandoned ones first; waits until there are some."""
        while True:
            entries = await self._link.patiently(lambda: self._try_to_take(most))
            if entries:
                self._in_hand.update(entry.position for entry in entries)
                return entries

    def done(self, positions: Iterable[str]) -> None:
        """The entries at these positions are acknowledged."""
        self._in_hand.difference_update(positions)

    async def create_group(self) -> None:
        """Make sure that the group exists; a new one reads its topic from the beginning."""
        try:
            await self._link.client.xgroup_create(self._stream, self._group, _BEGINNING, mkstream=True)
        except redis.exceptions.ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    async def keep(self) -> None:
        """Tell the other processes that what is in hand is not abandoned, however long it takes. Until cancelled."""
        while True:
            await self._link.clock.sleep(KEEP_EVERY_SECONDS)
            if positions := tuple(self._in_hand):
                await self._link.patiently(partial(self._touch, positions))

    async def _touch(self, positions: Sequence[str]) -> None:
        await self._link.client.xclaim(
            self._stream, self._group, self._consumer, min_idle_time=0, message_ids=[*positions], justid=True
        )

    async def _try_to_take(self, most: int) -> list[Received]:
        if self._claim_every is not None and self._link.clock.monotonic() - self._claimed_at > self._claim_every:
            self._abandoned_from = self._abandoned_from or _BEGINNING
        try:
            if self._abandoned_from is not None:
                return await self._claim(self._abandoned_from, most)
            return await self._read(most)
        except redis.exceptions.ResponseError as error:
            if not str(error).startswith(("NOGROUP", "UNBLOCKED")):
                raise
            await self.create_group()
            return []
        except Exception:
            # The server may have handed entries to us in an answer that never came.
            self._abandoned_from = _BEGINNING
            raise

    async def _read(self, most: int) -> list[Received]:
        answer: Any = await self._link.client.xreadgroup(
            self._group, self._consumer, {self._stream: ">"}, count=most, block=int(BLOCK_SECONDS * 1000)
        )
        return self._received(answer[0][1]) if answer else []

    async def _claim(self, start: str, most: int) -> list[Received]:
        answer: Any = await self._link.client.xautoclaim(
            self._stream,
            self._group,
            self._consumer,
            min_idle_time=self._idle_milliseconds,
            start_id=start,
            count=min(most, self._claims.size),
        )
        following, entries = answer[0].decode(), answer[1]
        missing = answer[2] if len(answer) > 2 else []
        if missing:
            logger.warning(
                f"Group {self._group} lost {len(missing)} records of {self._topic.name}: they are no longer stored.",
                group=self._group,
                topic=self._topic.name,
            )
        self._abandoned_from = None if following == _BEGINNING else following
        self._claimed_at = self._link.clock.monotonic()
        received = [entry for entry in self._received(entries) if entry.position not in self._in_hand]
        self._claims.took(len(received), sum(len(entry.value) for entry in received))
        return received

    def _received(self, entries: _Entries) -> list[Received]:
        return [
            Received(self._topic, position.decode(), fields.get(b"v", b""))
            for position, fields in entries
            if position is not None and fields is not None
        ]


async def stored(link: Link, stream: str, after: str) -> AsyncIterator[Stored]:
    """The entries of ``stream`` after a position up to its present end, oldest first."""
    last = await link.patiently(lambda: newest(link, stream))
    pages = Pages(500)
    position = after
    while last and position != last:
        start = f"({position}" if position else "-"
        entries: Any = await link.patiently(partial(link.client.xrange, stream, start, last, count=pages.size))
        if not entries:
            return
        size = 0
        for identifier, fields in entries:
            position = identifier.decode()
            value = fields.get(b"v", b"")
            size += len(value)
            yield Stored(position, fields.get(b"k", b""), value)
        pages.took(len(entries), size)


async def newest(link: Link, stream: str) -> str:
    """The position of the newest entry, "" if there is none."""
    entries: Any = await link.client.xrevrange(stream, count=1)
    return entries[0][0].decode() if entries else ""
