"""Walking along a topic whose records lie in several partitions.

A position says for each partition which offset comes next: ``0:17,1:4``. It can be handed back, and partitions that
it does not name are read from their beginning.
"""

from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Final, Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.engines import Stored

_TAKE: Final = 500
_TAKE_MILLISECONDS: Final = 200


class Source(Protocol):
    """What gives the records of chosen partitions, by partition number."""

    async def more(self, partitions: set[int]) -> Mapping[int, Sequence[Any]]:
        """More records of some of ``partitions``, or none yet. A record has key, value, offset and timestamp."""

    async def reached(self, partition: int) -> int:
        """The offset after the last record that was given; further on where records have been deleted."""


def position(offsets: Mapping[int, int]) -> str:
    """The position from which each partition goes on at its offset."""
    return ",".join(f"{partition}:{offset}" for partition, offset in sorted(offsets.items()))


def offsets(text: str) -> dict[int, int]:
    """The next offset of each partition in a position. Raises ValueError for what is none."""
    pairs = (pair.partition(":") for pair in text.split(",") if pair)
    return {int(partition): int(offset) for partition, _, offset in pairs}


async def merged(source: Source, start: Mapping[int, int], end: Mapping[int, int]) -> AsyncGenerator[Stored, None]:
    """The records from ``start`` up to ``end``, oldest first by the broker's time, each with the position after it.

    Within a partition the order is that of the offsets. Of each partition only a handful is held at a time.
    """
    following = dict(start)
    held: dict[int, deque[Any]] = {partition: deque() for partition in end if start[partition] < end[partition]}
    while held:
        empty = {partition for partition, records in held.items() if not records}
        if empty:
            for partition, records in (await source.more(empty)).items():
                held[partition].extend(record for record in records if record.offset < end[partition])
            for partition in empty:
                if not held[partition] and await source.reached(partition) >= end[partition]:
                    del held[partition]
            continue
        oldest = min(held, key=lambda partition: (held[partition][0].timestamp, partition))
        record = held[oldest].popleft()
        following[oldest] = record.offset + 1
        yield Stored(position(following), record.key or b"", record.value or b"")
        if following[oldest] >= end[oldest]:
            del held[oldest]


class Reader:
    """A consumer without a group that stands where it is told. Use ``open``, then it is a Source, then ``close``."""

    def __init__(self, bootstrap: str, topic: str, start: Mapping[int, int]) -> None:
        self._topic = topic
        self._start = start
        self._bootstrap = bootstrap
        self._consumer: AIOKafkaConsumer | None = None

    async def open(self) -> None:
        """Connect and stand at the start. Raises a KafkaError if no broker answers; it may then be tried again."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            client_id="marsad",
            group_id=None,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            fetch_max_wait_ms=_TAKE_MILLISECONDS,
        )
        try:
            await consumer.start()
        except BaseException:
            await consumer.stop()
            raise
        self._consumer = consumer
        consumer.assign([self._place(partition) for partition in self._start])
        for partition, offset in self._start.items():
            consumer.seek(self._place(partition), offset)

    async def close(self) -> None:
        """Disconnect."""
        if self._consumer is not None:
            await self._consumer.stop()

    async def more(self, partitions: set[int]) -> Mapping[int, Sequence[Any]]:
        """What has come of ``partitions``; nothing while the brokers are gone."""
        assert self._consumer is not None
        records = await self._consumer.getmany(
            *(self._place(partition) for partition in partitions), timeout_ms=_TAKE_MILLISECONDS, max_records=_TAKE
        )
        return {place.partition: taken for place, taken in records.items()}

    async def reached(self, partition: int) -> int:
        """Where the next record will be taken from."""
        assert self._consumer is not None
        return int(await self._consumer.position(self._place(partition)))

    def _place(self, partition: int) -> TopicPartition:
        return TopicPartition(self._topic, partition)
