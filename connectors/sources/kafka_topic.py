"""Articles of somebody else on a Kafka topic, read in a consumer group of our own.

1. Read some records.
2. Make articles of them; what is none is counted, said, and passed over.
3. Bring the articles; this returns when they are durable.
4. Commit the offsets.

A crash between any two steps reads records again and loses none. It is the one connector that knows Kafka, which it
imports when it runs.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import structlog

from connectors.parsing.entries import Origin
from connectors.sources.json_article import BadArticle, article_from_json
from connectors.sources.json_fields import mapped
from connectors.subscription import SKIPPED_RECORDS, Bring
from streams.backoff import Backoff
from streams.cancellation import obey_cancellation
from streams.clock import Clock
from streams.errors import SurroundingsFailed, surroundings_failed
from streams.records import MAXIMUM_RECORD_BYTES, Article

logger = structlog.get_logger("marsad.connectors")

RECORDS_AT_ONCE: Final = 200
POLL_MILLISECONDS: Final = 1_000

_decoder: Final = msgspec.json.Decoder()


@dataclass(frozen=True)
class KafkaAccess:
    """How to reach the brokers. With ``username`` the connection is authenticated by ``mechanism``."""

    bootstrap: str
    tls: bool = False
    username: str = ""
    password: str = field(default="", repr=False)
    mechanism: str = "SCRAM-SHA-512"


@dataclass
class KafkaTopicSubscription:
    """The topic of somebody else. Satisfies ``Subscription``.

    ``fields`` say where in a record's JSON the fields of an article are. ``from_earliest`` is where a group without
    offsets begins; from then on it goes on where it ended. ``reading`` is set while the topic is being read.
    """

    id: str
    origin: Origin
    access: KafkaAccess
    topic: str
    group: str
    clock: Clock
    fields: Mapping[str, str] = field(default_factory=dict)
    from_earliest: bool = False
    reading: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, bring: Bring) -> None:
        """Read until cancelled. What fails is tried again with growing pauses."""
        backoff = Backoff()
        while True:
            try:
                await self._read(bring, backoff)
            except Exception as error:
                # Whatever it was, the records are still there and uncommitted.
                if not is_expected(error):
                    logger.exception(f"Reading the topic {self.topic} failed; it is tried again.", feed=self.id)
                elif not backoff.tries:
                    reason = str(error) or type(error).__name__
                    logger.warning(f"The topic {self.topic} cannot be read: {reason}; it is tried again.", feed=self.id)
            finally:
                self.reading.clear()
            obey_cancellation()
            await self.clock.sleep(backoff.next())

    async def _read(self, bring: Bring, backoff: Backoff) -> None:
        """Read in one consumer until something fails."""
        consumer = self._consumer()
        try:
            await consumer.start()
            await self._hold_beginning(consumer)
            if backoff.tries:
                logger.info(f"The topic {self.topic} can be read again.", feed=self.id)
            self.reading.set()
            while True:
                batches = await consumer.getmany(timeout_ms=POLL_MILLISECONDS, max_records=RECORDS_AT_ONCE)
                obey_cancellation()
                if not batches:
                    continue
                articles = await asyncio.to_thread(self._articles, batches.values())
                if articles:
                    await bring(articles)
                await consumer.commit({partition: records[-1].offset + 1 for partition, records in batches.items()})
                backoff.reset()
        finally:
            await consumer.stop()

    def _consumer(self) -> Any:
        from aiokafka import AIOKafkaConsumer  # only who reads such a topic pays for it
        from aiokafka.helpers import create_ssl_context

        access = self.access
        options: dict[str, Any] = {}
        if access.username:
            options = {
                "sasl_mechanism": access.mechanism,
                "sasl_plain_username": access.username,
                "sasl_plain_password": access.password,
            }
        return AIOKafkaConsumer(
            self.topic,
            bootstrap_servers=access.bootstrap,
            group_id=self.group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            security_protocol=("SASL_" if access.username else "") + ("SSL" if access.tls else "PLAINTEXT"),
            ssl_context=create_ssl_context() if access.tls else None,
            max_partition_fetch_bytes=2 * MAXIMUM_RECORD_BYTES,
            **options,
        )

    async def _hold_beginning(self, consumer: Any) -> None:
        """Commit where a new group begins, so that nothing which comes before its first records is passed over.

        A group that has offsets already begins new partitions at their beginning.
        """
        from aiokafka import TopicPartition

        numbers = consumer.partitions_for_topic(self.topic)
        if not numbers:
            raise SurroundingsFailed("the brokers know no such topic")
        if self.from_earliest:
            return
        for number in numbers:
            if await consumer.committed(TopicPartition(self.topic, number)) is not None:
                return
        assigned = consumer.assignment()
        if assigned:
            await consumer.seek_to_end(*assigned)
            await consumer.commit({partition: await consumer.position(partition) for partition in assigned})

    def _articles(self, batches: Iterable[Sequence[Any]]) -> list[Article]:
        """The articles of some records. Takes tenths of a second, which the event loop does not have."""
        return [made for records in batches for record in records if (made := self._article(record))]

    def _article(self, record: Any) -> Article | None:
        """The article of a record, or None after saying why there is none. A record without a value is a deletion."""
        if record.value is None:
            return None
        made = article_of_record(record.value, self.fields, self.origin, self.clock)
        if isinstance(made, Article):
            return made
        SKIPPED_RECORDS.labels("kafka").inc()
        logger.warning(
            f"The record at {record.topic}:{record.partition}:{record.offset} is passed over: {made}.", feed=self.id
        )
        return None


def is_expected(error: Exception) -> bool:
    """Whether an error speaks of the brokers or of what stands behind us, and not of a fault in the program."""
    from aiokafka.errors import KafkaError

    return isinstance(error, KafkaError | OSError) or surroundings_failed(error)


def article_of_record(value: bytes, fields: Mapping[str, str], origin: Origin, clock: Clock) -> Article | str:
    """The article in a record's value, or in one clause why there is none."""
    if len(value) > MAXIMUM_RECORD_BYTES:
        return f"it has {len(value)} bytes, more than the {MAXIMUM_RECORD_BYTES} that are read"
    try:
        return article_from_json(mapped(_decoder.decode(value), fields), origin, clock.now())
    except RecursionError:
        return "it is nested too deeply"
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return f"it is no JSON ({error})"
    except BadArticle as error:
        return f"it {error}" if not error.field else f"its {error.field} {error}"
