"""Somebody else's articles on a real Kafka."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from connectors.parsing.entries import Origin
from connectors.sources.json_fields import at, mapped
from connectors.sources.kafka_topic import KafkaAccess, KafkaTopicSubscription, article_of_record
from connectors.subscription import SKIPPED_RECORDS
from streams.clock import SystemClock
from streams.records import MAXIMUM_RECORD_BYTES, Article
from tests.connectors.contract import Feeding, SubscriptionContract, Taken, running
from tests.virtual_clock import START, VirtualClock

ORIGIN = Origin("partner", "Partner")
FIELDS = {"id": "doc.id", "title": "doc.headline", "author": "doc.authors.0.name", "published_at": "doc.when"}

kafka = pytest.mark.kafka


def record(title: str, number: int = 0) -> bytes:
    document = {"id": number, "headline": title, "authors": [{"name": "A Writer"}], "when": "2026-11-20T10:00:00Z"}
    return json.dumps({"doc": document}).encode()


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("a", 1, id="a field"),
        pytest.param("b.c", "d", id="a field of a field"),
        pytest.param("e.1.f", 2, id="an element of a list"),
        pytest.param("e.7", None, id="no such element"),
        pytest.param("e.x", None, id="no number"),
        pytest.param("a.b", None, id="a field of a number"),
        pytest.param("b.c.0", None, id="a letter is no element"),
        pytest.param("none", None, id="no such field"),
    ],
)
def test_paths(path: str, found: object) -> None:
    assert at({"a": 1, "b": {"c": "d"}, "e": [{}, {"f": 2}]}, path) == found


def test_without_a_mapping_the_names_are_ours() -> None:
    assert mapped({"title": "x"}, {}) == {"title": "x"}
    assert mapped([1], FIELDS) == [1]


def test_a_record(clock: VirtualClock) -> None:
    made = article_of_record(record("Talks begin", 17), FIELDS, ORIGIN, clock)
    assert isinstance(made, Article)
    assert (made.title, made.source, made.publisher) == ("Talks begin", "partner", "Partner")
    assert made.extra == {"guid": "17", "author": "A Writer"}
    assert made.fetched_at == START
    assert made.published_raw == "2026-11-20T10:00:00Z"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(b"no JSON", "no JSON", id="no JSON"),
        pytest.param(b'"\xff"', "no JSON", id="no UTF-8"),
        pytest.param(b"[" * 100_000, "nested too deeply", id="nested too deeply"),
        pytest.param(b"17", "is a number, not an object", id="no object"),
        pytest.param(b'{"title": "x"}', "has neither title nor text", id="other fields than those mapped"),
        pytest.param(b" " * (MAXIMUM_RECORD_BYTES + 1), "more than the", id="too large"),
    ],
)
def test_what_is_no_article(clock: VirtualClock, value: bytes, reason: str) -> None:
    made = article_of_record(value, FIELDS, ORIGIN, clock)
    assert isinstance(made, str)
    assert reason in made


@dataclass
class Partner:
    """Who writes the topic."""

    bootstrap: str
    topic: str
    producer: AIOKafkaProducer

    async def send(self, *values: bytes | None) -> None:
        for value in values:
            await self.producer.send_and_wait(self.topic, value, key=b"one")

    async def committed(self, group: str) -> int | None:
        consumer = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, group_id=group, enable_auto_commit=False)
        await consumer.start()
        try:
            offset: int | None = await consumer.committed(TopicPartition(self.topic, 0))
            return offset
        finally:
            await consumer.stop()


@pytest.fixture
async def partner(kafka_bootstrap: str, namespace: str) -> AsyncIterator[Partner]:
    topic = f"{namespace}-articles"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap)
    await producer.start()
    yield Partner(kafka_bootstrap, topic, producer)
    await producer.stop()


def subscription_to(partner: Partner, **options: Any) -> KafkaTopicSubscription:
    options = {"fields": FIELDS, "clock": SystemClock(), "from_earliest": True, **options}
    return KafkaTopicSubscription(
        "partner",
        ORIGIN,
        KafkaAccess(partner.bootstrap),
        partner.topic,
        f"{partner.topic}-readers",
        **options,
    )


async def until_reading(subscription: KafkaTopicSubscription) -> None:
    async with asyncio.timeout(30):
        await subscription.reading.wait()


@kafka
async def test_a_new_group_begins_with_what_comes_next(partner: Partner) -> None:
    await partner.send(record("Before"))
    subscription, taken = subscription_to(partner, from_earliest=False), Taken()
    async with running(subscription, taken):
        await until_reading(subscription)
        assert await partner.committed(subscription.group) == 1
    await partner.send(record("While nobody read"))
    async with running(subscription, taken):
        await taken.until("While nobody read")
    assert [article.title for article in taken.articles] == ["While nobody read"]


@kafka
async def test_or_with_everything(partner: Partner) -> None:
    await partner.send(record("Before"))
    taken = Taken()
    async with running(subscription_to(partner), taken):
        await taken.until("Before")


@kafka
async def test_bad_records_are_counted_and_block_nothing(partner: Partner) -> None:
    before = SKIPPED_RECORDS.labels("kafka")._value.get()  # the value has no public name
    taken = Taken()
    async with running(subscription_to(partner), taken):
        await partner.send(b"no JSON", None, b"{}", record("Good", 1))
        await taken.until("Good")
    assert SKIPPED_RECORDS.labels("kafka")._value.get() - before == 2


@kafka
async def test_nothing_is_committed_before_it_is_durable(partner: Partner) -> None:
    begun, free = asyncio.Event(), asyncio.Event()

    class Blocking(Taken):
        async def bring(self, articles: Sequence[Article]) -> None:
            begun.set()
            await free.wait()
            await super().bring(articles)

    subscription = subscription_to(partner)
    await partner.send(record("One"))
    async with running(subscription, Blocking()), asyncio.timeout(30):
        await begun.wait()
        assert await partner.committed(subscription.group) is None
    taken = Taken()
    async with running(subscription, taken):
        await taken.until("One")


@kafka
@pytest.mark.parametrize("error", [ConnectionError("gone"), RuntimeError("a fault")], ids=repr)
async def test_what_could_not_be_brought_is_read_again(partner: Partner, error: Exception) -> None:
    taken = Taken(failing=[error])
    await partner.send(record("One", 1), record("Two", 2))
    async with running(subscription_to(partner), taken):
        await taken.until("One", "Two")


async def test_brokers_that_are_not_there_are_tried_again_and_it_ends_when_told(clock: VirtualClock) -> None:
    subscription = KafkaTopicSubscription("partner", ORIGIN, KafkaAccess("127.0.0.1:1"), "x", "y", clock)
    async with running(subscription, Taken()):
        for _ in range(2):
            await clock.until_sleeping(1, deadline=60)
            assert not subscription.reading.is_set()
            clock.advance(60)


@kafka
class TestContract(SubscriptionContract):
    @pytest.fixture
    async def feeding(self, clock: VirtualClock, partner: Partner) -> Feeding:
        numbers = {"First title": 1, "Second title": 2}

        async def send(titles: list[str]) -> None:
            await partner.send(*(record(title, numbers[title]) for title in titles))

        return Feeding(subscription_to(partner, clock=clock), send)
