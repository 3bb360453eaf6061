"""What the brokers know of our topics and groups: made, described, measured and read."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    BrokerResponseError,
    InvalidReplicationFactorError,
    KafkaError,
    NoError,
    TopicAlreadyExistsError,
    for_code,
)

from streams.engines import Stored, TopicDescription
from streams.engines.kafka.link import Link
from streams.engines.kafka.reading import Reader, merged, offsets
from streams.errors import SetupError
from streams.topics import Topic

_REQUEST_MILLISECONDS: Final = 10_000
_FRAME_BYTES: Final = 1024 * 1024
"""What a record may weigh on the wire beyond ``Topic.maximum_bytes``: its key and its frame."""
_BROKERS_JOIN_WITHIN_SECONDS: Final = 60.0

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Waiting:
    """A partition as a group stands on it: the next offset to read, and the topic's end."""

    committed: int
    end: int

    @property
    def records(self) -> int:
        """How many the group has not finished with."""
        return max(0, self.end - self.committed)


class Administration:
    """Questions and orders to the brokers. Every method waits until they answer."""

    def __init__(self, link: Link, prefix: str, partitions: int, replication: int) -> None:
        self._link = link
        self._prefix = prefix
        self._partitions = partitions
        self._replication = replication
        self._admin: AIOKafkaAdminClient | None = None
        self._observer: AIOKafkaConsumer | None = None
        self._connecting = asyncio.Lock()

    async def ensure(self, topics: Sequence[Topic[Any]]) -> None:
        """Make the topics that do not exist. Raises SetupError for what the brokers will never accept."""
        first_try = self._link.clock.monotonic()

        async def create() -> None:
            admin, _ = await self._clients()
            existing = set(await admin.list_topics())
            missing = [topic for topic in topics if self._prefix + topic.name not in existing]
            if missing:
                answer = await admin.create_topics([self._order(topic) for topic in missing])
                for name, code, *more in answer.topic_errors:
                    self._check_creation(name, for_code(code), more, since=first_try)
            await self._check_limits(topics)

        await self._try(create)

    async def describe(self, topics: Sequence[Topic[Any]]) -> list[TopicDescription]:
        """The topics that exist, as they stand."""

        async def ask() -> list[TopicDescription]:
            configurations = await self._configurations(topics)
            return [
                await self._describe(topic, configurations[topic.name])
                for topic in topics
                if configurations.get(topic.name)
            ]

        return await self._try(ask)

    async def waiting(self, group: str, topic: Topic[Any]) -> dict[int, Waiting]:
        """How far a consumer group is on each partition of a topic."""

        async def ask() -> dict[int, Waiting]:
            admin, observer = await self._clients()
            partitions = await self._places(topic)
            committed = await admin.list_consumer_group_offsets(group, partitions=partitions)
            begin, end = await asyncio.gather(observer.beginning_offsets(partitions), observer.end_offsets(partitions))
            standing: dict[int, Waiting] = {}
            for place in partitions:
                known = committed.get(place)
                offset = known.offset if known is not None and known.offset >= 0 else begin[place]
                standing[place.partition] = Waiting(max(offset, begin[place]), end[place])
            return standing

        return await self._try(ask)

    async def ends(self, topic: Topic[Any]) -> dict[int, int]:
        """The offset that the next record of each partition will get."""
        _, end = await self._bounds(topic)
        return end

    async def read(self, topic: Topic[Any], after: str) -> AsyncGenerator[Stored, None]:
        """The records after a position up to the present end, oldest first."""
        begin, end = await self._bounds(topic)
        given = offsets(after)
        start = {place: min(max(given.get(place, 0), begin[place]), end[place]) for place in end}
        if start == end:
            return
        reader = Reader(self._link.bootstrap, self._prefix + topic.name, start)
        try:
            await self._link.patiently(reader.open)
            async with aclosing(merged(reader, start, end)) as records:
                async for stored in records:
                    yield stored
        finally:
            await reader.close()

    async def close(self) -> None:
        """Close the connections."""
        admin, self._admin = self._admin, None
        observer, self._observer = self._observer, None
        if admin is not None:
            await admin.close()
        if observer is not None:
            await observer.stop()

    async def _try(self, operation: Callable[[], Awaitable[Answer]]) -> Answer:
        """Patiently; after a failure with new connections."""

        async def once() -> Answer:
            try:
                return await operation()
            except (KafkaError, OSError, TimeoutError):
                await self.close()
                raise

        return await self._link.patiently(once)

    async def _clients(self) -> tuple[AIOKafkaAdminClient, AIOKafkaConsumer]:
        """Both connections, made when they are first needed."""
        async with self._connecting:
            if self._admin is None:
                admin = AIOKafkaAdminClient(
                    bootstrap_servers=self._link.bootstrap,
                    client_id="marsad",
                    request_timeout_ms=_REQUEST_MILLISECONDS,
                )
                try:
                    await admin.start()
                except BaseException:
                    await admin.close()
                    raise
                self._admin = admin
            if self._observer is None:
                observer = AIOKafkaConsumer(
                    bootstrap_servers=self._link.bootstrap,
                    client_id="marsad",
                    group_id=None,
                    request_timeout_ms=_REQUEST_MILLISECONDS,
                )
                try:
                    await observer.start()
                except BaseException:
                    await observer.stop()
                    raise
                self._observer = observer
            return self._admin, self._observer

    def _order(self, topic: Topic[Any]) -> NewTopic:
        """What to ask of the brokers for a new topic."""
        settings = {
            "cleanup.policy": "delete",
            "retention.ms": str(_milliseconds(topic.retention)),
            "max.message.bytes": str(topic.maximum_bytes + _FRAME_BYTES),
            # With three copies, two of them must hold a record before it counts as written.
            "min.insync.replicas": str(max(1, self._replication - 1)),
        }
        return NewTopic(self._prefix + topic.name, self._partitions, self._replication, topic_configs=settings)

    def _check_creation(self, name: str, error: type[BrokerResponseError], more: Sequence[Any], since: float) -> None:
        """Raise what speaks against a topic's creation; nothing if it exists now."""
        if error in (NoError, TopicAlreadyExistsError):
            return
        reason = next((str(text) for text in more if text), error.__name__)
        if error is InvalidReplicationFactorError:
            if self._link.clock.monotonic() - since < _BROKERS_JOIN_WITHIN_SECONDS:
                raise error(f"topic {name} cannot have {self._replication} copies yet: {reason}")
            raise SetupError(f"Kafka cannot keep {self._replication} copies of topic {name}: lower kafka.replication")
        if error.retriable:
            raise error(reason)
        raise SetupError(f"Kafka did not create topic {name}: {reason}")

    async def _check_limits(self, topics: Sequence[Topic[Any]]) -> None:
        """Raise SetupError for a topic, made by somebody else, that does not take our largest records."""
        configurations = await self._configurations(topics)
        for topic in topics:
            limit = int(configurations[topic.name].get("max.message.bytes", 0))
            if 0 < limit < topic.maximum_bytes:
                raise SetupError(
                    f"topic {self._prefix}{topic.name} takes records of at most {limit} bytes:"
                    f" set its max.message.bytes to {topic.maximum_bytes + _FRAME_BYTES}"
                )

    async def _configurations(self, topics: Sequence[Topic[Any]]) -> dict[str, dict[str, str]]:
        """The settings of each topic, by our name for it; empty for one that does not exist."""
        admin, _ = await self._clients()
        resources = [ConfigResource(ConfigResourceType.TOPIC, self._prefix + topic.name) for topic in topics]
        settings: dict[str, dict[str, str]] = {topic.name: {} for topic in topics}
        for answer in await admin.describe_configs(resources):
            for _, _, _, name, entries in answer.resources:
                settings[name.removeprefix(self._prefix)] = {entry[0]: entry[1] for entry in entries}
        return settings

    async def _describe(self, topic: Topic[Any], settings: Mapping[str, str]) -> TopicDescription:
        begin, end = await self._bounds_now(topic)
        return TopicDescription(
            name=topic.name,
            partitions=len(end),
            records=sum(end[partition] - begin[partition] for partition in end),
            bytes=-1,
            retention_seconds=int(settings.get("retention.ms", -1000)) // 1000,
        )

    async def _bounds(self, topic: Topic[Any]) -> tuple[dict[int, int], dict[int, int]]:
        return await self._try(lambda: self._bounds_now(topic))

    async def _bounds_now(self, topic: Topic[Any]) -> tuple[dict[int, int], dict[int, int]]:
        """The first offset and the one after the last, by partition."""
        _, observer = await self._clients()
        places = await self._places(topic)
        begin, end = await asyncio.gather(observer.beginning_offsets(places), observer.end_offsets(places))
        return (
            {place.partition: offset for place, offset in begin.items()},
            {place.partition: offset for place, offset in end.items()},
        )

    async def _places(self, topic: Topic[Any]) -> list[TopicPartition]:
        """The partitions of a topic, asked anew, since an operator may add some."""
        admin, _ = await self._clients()
        (description,) = await admin.describe_topics([self._prefix + topic.name])
        error = for_code(description["error_code"])
        if error is not NoError:
            raise error(f"topic {self._prefix}{topic.name}")
        return [TopicPartition(description["topic"], one["partition"]) for one in description["partitions"]]


def _milliseconds(duration: timedelta) -> int:
    return int(duration.total_seconds() * 1000)
