"""The embedded engine: Redis streams carry the records, one process does the work.

A record's way through a group:

1. XREADGROUP takes it; from now on it is pending.
2. The group's stages handle it.
3. One MULTI holds the XADD of everything that follows from it and its XACK.

Whatever happens before 3 leaves it pending, and the next run claims it before it reads on.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, Final

import structlog
from redis.asyncio import Redis

from streams.clock import Clock
from streams.engines import Lag, Stored, TopicDescription
from streams.engines.embedded_carrying import Carrier
from streams.engines.embedded_link import Link
from streams.engines.embedded_reading import GroupReader, newest, stored
from streams.engines.embedded_writing import Unit, Writer
from streams.engines.progress import Progress
from streams.engines.publishing import PUBLISH_STAGE, publishable
from streams.engines.trimming import Trimmer
from streams.errors import MarsadError, SetupError
from streams.execution import Encoded, Execution
from streams.metrics import CONSUMER_LAG, declare_group, declare_stage, declare_topics
from streams.readiness import Readiness
from streams.records import Record
from streams.stage import Group, Independent
from streams.topics import TOPICS, Topic

logger = structlog.get_logger("marsad.engine")

DEFAULT_BUDGET_BYTES: Final = 128 * 1024 * 1024
TRIM_EVERY_SECONDS: Final = 60.0
MEASURE_EVERY_SECONDS: Final = 15.0
_OLDEST_SERVER: Final = (7, 0)


class EmbeddedEngine:
    """Carries records over Redis streams named ``prefix`` + topic. See the Engine protocol for what it promises.

    ``client`` comes from :func:`streams.connection.redis_client` or an EmbeddedServer; the engine closes it.
    ``exclusive`` says that the server is ours alone: pending records are then nobody else's and are claimed at
    once, on a shared server only when nobody has touched them for half a minute. ``budget_bytes`` bounds the memory of
    all streams together, and that of the dead letters once more.
    """

    name = "embedded"

    def __init__(
        self,
        client: Redis,
        clock: Clock,
        readiness: Readiness,
        *,
        prefix: str = "marsad:",
        exclusive: bool = True,
        budget_bytes: int = DEFAULT_BUDGET_BYTES,
        consumer: str = "marsad",
    ) -> None:
        self._client = client
        self._clock = clock
        self._readiness = readiness
        self._prefix = prefix
        self._exclusive = exclusive
        self._consumer = consumer
        self._link = Link(client, clock, readiness)
        self._writer = Writer(self._link, prefix, press_every=max(1, budget_bytes // 8))
        self._trimmer = Trimmer(client, prefix, TOPICS, budget_bytes)
        self._progress = Progress(clock)
        self._groups: tuple[Group, ...] = ()
        self._carriers: dict[str, Carrier] = {}
        declare_topics(topic.name for topic in TOPICS)
        declare_stage(PUBLISH_STAGE)

    async def open(self) -> None:
        """Wait until the server answers. Raises SetupError if it is too old or refuses us."""
        server = await self._link.patiently(lambda: self._client.info("server"))
        version = str(server["redis_version"])
        if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST_SERVER:
            raise SetupError(f"Redis {version} is too old: Marsad needs Redis 7 or Valkey")
        persistence = await self._link.patiently(lambda: self._client.info("persistence"))
        if not persistence.get("aof_enabled"):
            logger.warning(
                "Redis keeps no append-only file, so its crash loses records: set appendonly yes, appendfsync always."
            )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def publish(self, topic: Topic[Any], records: Sequence[Record]) -> None:
        """Return when every record is on the topic, or among the dead letters if it cannot be written."""
        ready = publishable(topic, records, self._clock.now())
        await self._writer.write(Unit((output,)) for output in ready)

    async def publish_raw(self, topic: Topic[Any], values: Sequence[tuple[bytes, bytes]]) -> None:
        """Return when every (key, value) pair is on the topic."""
        await self._writer.write(Unit((Encoded(topic, key, value),)) for key, value in values)

    async def create_groups(self, groups: Sequence[Group]) -> None:
        """Make sure that the groups exist, so that what is published from now on is kept until they have read it.

        ``run`` does so for the groups that it is given; call it for those that other processes run.
        """
        for group in groups:
            await self._link.patiently(self._reader(group).create_group)

    async def run(self, groups: Sequence[Group]) -> None:
        """Carry records through ``groups`` and trim the streams, until cancelled.

        Raises MarsadError, with its cause, if the engine itself fails.
        """
        self._groups = tuple(groups)
        for group in groups:
            declare_group(group.name, group.reads.name)
        try:
            async with asyncio.TaskGroup() as tasks:
                await self.create_groups(groups)
                for group in groups:
                    tasks.create_task(self._carry(group), name=f"group {group.name}")
                tasks.create_task(self._trim_regularly(), name="trim")
                tasks.create_task(self._measure_regularly(), name="measure")
        except BaseExceptionGroup as failures:
            cause = _first(failures)
            if isinstance(cause, MarsadError):
                raise cause from cause.__cause__
            raise MarsadError(f"the embedded engine cannot go on: {type(cause).__name__}: {cause}") from cause

    def read(self, topic: Topic[Any], after: str = "") -> AsyncIterator[Stored]:
        """The records on the topic after a position, up to its present end, oldest first."""
        return stored(self._link, self._prefix + topic.name, after)

    async def end(self, topic: Topic[Any]) -> str:
        """The position of the newest record on the topic, "" if it has none."""
        return await self._link.patiently(lambda: newest(self._link, self._prefix + topic.name))

    async def lags(self) -> Sequence[Lag]:
        """What each group of ``run`` has not been given or has not acknowledged; also tells the metrics."""
        lags = [await self._link.patiently(partial(self._lag, group)) for group in self._groups]
        for lag in lags:
            CONSUMER_LAG.labels(lag.group, lag.topic).set(lag.records)
        return lags

    async def describe(self) -> Sequence[TopicDescription]:
        """Every topic with its number of records and the memory that it takes."""
        return [await self._link.patiently(partial(self._describe, topic)) for topic in TOPICS]

    def stuck(self) -> str | None:
        """A sentence if a group lets records wait and moves nothing; None while something known is in the way."""
        return None if self._readiness.faults else self._progress.stuck()

    async def trim(self) -> int:
        """Free what is older than its topic keeps it or beyond the budget; the number of records freed."""
        return await self._link.patiently(lambda: self._trimmer.trim(self._clock.now()))

    def _reader(self, group: Group) -> GroupReader:
        return GroupReader(self._link, self._prefix, group.reads, group.name, self._consumer, self._exclusive)

    async def _carry(self, group: Group) -> None:
        """The loop of one group, and on a shared server the word that what is in hand is not abandoned."""
        reader = self._reader(group)
        execution = Execution(group, self._clock, self._readiness)
        self._carriers[group.name] = Carrier(group, reader, self._writer, execution, self._progress)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._carriers[group.name].run(), name=f"carry {group.name}")
            if not self._exclusive:
                tasks.create_task(reader.keep(), name=f"keep {group.name}")

    async def _trim_regularly(self) -> None:
        """Trim every minute, and sooner when much was written."""
        while True:
            self._writer.pressed.clear()
            await self.trim()
            minute = asyncio.ensure_future(self._clock.sleep(TRIM_EVERY_SECONDS))
            pressed = asyncio.ensure_future(self._writer.pressed.wait())
            try:
                await asyncio.wait((minute, pressed), return_when=asyncio.FIRST_COMPLETED)
            finally:
                minute.cancel()
                pressed.cancel()

    async def _measure_regularly(self) -> None:
        """Keep the lag metrics current."""
        while True:
            await self.lags()
            await self._clock.sleep(MEASURE_EVERY_SECONDS)

    async def _lag(self, group: Group) -> Lag:
        stream = self._prefix + group.reads.name
        for description in await self._client.xinfo_groups(stream) if await self._client.exists(stream) else ():
            if description["name"].decode() == group.name:
                # The server does not know the distance after entries in the middle were deleted by hand.
                untaken = description["lag"] if description["lag"] is not None else await self._client.xlen(stream)
                self._progress.waiting(group.name, self._kept_waiting(group, untaken, description["pending"]))
                return Lag(group.name, group.reads.name, untaken + description["pending"])
        return Lag(group.name, group.reads.name, 0)

    def _kept_waiting(self, group: Group, untaken: int, pending: int) -> int:
        """How many records wait for the loop itself; what an independent task has in hand may take its time."""
        if isinstance(group.flow, Independent):
            carrier = self._carriers.get(group.name)
            return 0 if carrier is not None and carrier.full else untaken
        return untaken + pending

    async def _describe(self, topic: Topic[Any]) -> TopicDescription:
        stream = self._prefix + topic.name
        return TopicDescription(
            name=topic.name,
            partitions=1,
            records=await self._client.xlen(stream),
            bytes=await self._trimmer.size(stream),
            retention_seconds=int(topic.retention.total_seconds()),
        )


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first failure within nested groups."""
    failure: BaseException = failures
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    return failure
