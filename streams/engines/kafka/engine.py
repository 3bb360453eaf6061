"""The Engine protocol on Kafka."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from streams.clock import Clock
from streams.engines import Lag, Stored, TopicDescription
from streams.engines.kafka.administration import Administration, Waiting
from streams.engines.kafka.carrying import Carrier
from streams.engines.kafka.library_logs import keep_to_one_line
from streams.engines.kafka.link import Link
from streams.engines.kafka.publisher import Publisher
from streams.engines.kafka.reading import position
from streams.engines.kafka.supervision import STUCK_AFTER_SECONDS, Carrying, Supervision
from streams.engines.publishing import PUBLISH_STAGE, publishable
from streams.errors import MarsadError
from streams.execution import Encoded, Execution
from streams.metrics import CONSUMER_LAG, declare_group, declare_stage, declare_topics
from streams.readiness import Readiness
from streams.records import Record
from streams.stage import Group
from streams.topics import TOPICS, Topic

MEASURE_EVERY_SECONDS: Final = 3.0


class KafkaEngine:
    """Carries records over Kafka. See the Engine protocol for what it promises.

    ``bootstrap`` is HOST:PORT[,HOST:PORT…]. ``prefix`` goes before every topic and consumer group. ``worker`` names
    this process among those of its groups: the same at each start, and no two alike at a time. ``partitions`` and
    ``replication`` are for topics that do not exist yet.
    """

    name = "kafka"

    def __init__(
        self,
        *,
        bootstrap: str,
        prefix: str,
        worker: str,
        clock: Clock,
        readiness: Readiness,
        partitions: int = 4,
        replication: int = 1,
    ) -> None:
        self._prefix = prefix
        self._worker = worker
        self._clock = clock
        self._readiness = readiness
        self._link = Link(bootstrap, clock, readiness)
        self._administration = Administration(self._link, prefix, partitions, replication)
        self._publisher = Publisher(self._link, prefix)
        self._supervised: list[tuple[Group, Supervision]] = []
        self._stagnant: dict[str, float] = {}
        declare_topics(topic.name for topic in TOPICS)
        declare_stage(PUBLISH_STAGE)

    async def open(self) -> None:
        """Wait until the brokers answer and make the topics that are missing. Raises SetupError if they refuse."""
        keep_to_one_line()
        await self._administration.ensure(TOPICS)

    async def close(self) -> None:
        """Close the connections."""
        await self._publisher.close()
        await self._administration.close()

    async def publish(self, topic: Topic[Any], records: Sequence[Record]) -> None:
        """Return when every record is on the topic, or among the dead letters if it cannot be written."""
        await self._publisher.publish(publishable(topic, records, self._clock.now()))

    async def publish_raw(self, topic: Topic[Any], values: Sequence[tuple[bytes, bytes]]) -> None:
        """Return when every (key, value) pair is on the topic."""
        await self._publisher.publish([Encoded(topic, key, value) for key, value in values])

    async def run(self, groups: Sequence[Group]) -> None:
        """Carry records through ``groups`` until cancelled. Raises MarsadError if a new process might do better."""
        self._supervised = [(group, self._supervision(group)) for group in groups]
        for group in groups:
            declare_group(group.name, group.reads.name)
        try:
            async with asyncio.TaskGroup() as tasks:
                for group, supervision in self._supervised:
                    tasks.create_task(supervision.run(), name=f"group {group.name}")
                tasks.create_task(self._measure_regularly(), name="measure")
        except BaseExceptionGroup as failures:
            cause = _first(failures)
            if isinstance(cause, MarsadError):
                raise cause from cause.__cause__
            raise MarsadError(f"the Kafka engine cannot go on: {type(cause).__name__}: {cause}") from cause

    def read(self, topic: Topic[Any], after: str = "") -> AsyncIterator[Stored]:
        """The records on the topic after a position, up to its present end, oldest first."""
        return self._administration.read(topic, after)

    async def end(self, topic: Topic[Any]) -> str:
        """The position after the newest record of every partition."""
        return position(await self._administration.ends(topic))

    async def lags(self) -> Sequence[Lag]:
        """What each group of ``run`` has not committed yet, on all partitions; also tells the metrics."""
        return [self._lag(group, await self._standing(group)) for group, _ in self._supervised]

    async def describe(self) -> Sequence[TopicDescription]:
        """The topics that exist. Kafka does not tell clients how many bytes they take."""
        return await self._administration.describe(TOPICS)

    def stuck(self) -> str | None:
        """A sentence if a group of this process has not got on for five minutes although records wait for it.

        Brokers that are gone and stages that wait for their surroundings are told by the readiness, not here.
        """
        for group, _ in self._supervised:
            seconds = self._stagnant.get(group.name, 0.0)
            waits_knowingly = any(stage.name in self._readiness.faults for stage in group.stages)
            if seconds > STUCK_AFTER_SECONDS and not waits_knowingly:
                return f"Group {group.name} has committed nothing for {seconds:.0f} s although records wait."
        return None

    def _supervision(self, group: Group) -> Supervision:
        # Faust is loaded by those who run groups only: a command that looks at a topic starts without it.
        from streams.engines.kafka.application import Application

        def application(carrier: Carrier) -> Carrying:
            topic = self._prefix + group.reads.name
            return Application(self._link.bootstrap, topic, self._group_id(group), self._worker, carrier.carry)

        execution = Execution(group, self._clock, self._readiness)
        return Supervision(group.name, self._link, application, lambda: Carrier(group, execution, self._publisher))

    def _group_id(self, group: Group) -> str:
        return f"{self._prefix}marsad-{group.name}"

    async def _measure_regularly(self) -> None:
        """Keep the lag metrics current, notice who is stuck, and that the brokers are gone."""
        while True:
            for group, supervision in self._supervised:
                standing = await self._standing(group)
                self._lag(group, standing)
                self._stagnant[group.name] = supervision.observe(standing)
            if not self._supervised:
                await self._administration.ends(TOPICS[0])
            await self._clock.sleep(MEASURE_EVERY_SECONDS)

    async def _standing(self, group: Group) -> dict[int, Waiting]:
        return await self._administration.waiting(self._group_id(group), group.reads)

    def _lag(self, group: Group, standing: dict[int, Waiting]) -> Lag:
        records = sum(waiting.records for waiting in standing.values())
        CONSUMER_LAG.labels(group.name, group.reads.name).set(records)
        return Lag(group.name, group.reads.name, records)


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first failure within nested groups."""
    failure: BaseException = failures
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    return failure
