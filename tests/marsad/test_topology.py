"""The pipeline on both engines, from what connectors publish to what people read."""

import asyncio
import io
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from rich.console import Console

from alerts.channel import Receiver
from alerts.channels.console import ConsoleChannel
from alerts.delivering import Delivering
from alerts.firing import Matching
from alerts.incidents import Incidents
from alerts.ledger import Ledger, Owner
from alerts.matching import Rules
from alerts.noticing import Noticing
from alerts.settings import RuleSettings
from marsad.topology import Handlers, topology
from streams.clock import SystemClock
from streams.connection import redis_client
from streams.copy_index import RedisCopyIndex
from streams.engines import Engine
from streams.engines.embedded import EmbeddedEngine
from streams.engines.kafka import KafkaEngine
from streams.readiness import Readiness
from streams.records import Alert, Article, decode
from streams.topics import ALERTS, ARTICLES, FEED_EVENTS
from streams.understanding.copies import CopyFolder
from streams.understanding.matcher import Matcher
from streams.understanding.tagger import Tagger
from tests.alerts.samples import FETCHED, article, feed_event
from tests.streams.engines.contract import everything, running, until, until_idle

pytestmark = pytest.mark.redis

LONG_TEXT = "The envoy arrived on Monday to speak about the border crossing that was closed last month, he said. " * 3
EDITED = LONG_TEXT.replace("Monday", "Tuesday")
MakeEngine = Callable[[], Engine]


@pytest.fixture(
    params=[pytest.param("embedded", id="embedded"), pytest.param("kafka", id="kafka", marks=pytest.mark.kafka)]
)
def make_engine(request: pytest.FixtureRequest, redis_url: str, namespace: str) -> MakeEngine:
    if request.param == "embedded":
        return lambda: EmbeddedEngine(redis_client(redis_url), SystemClock(), Readiness(), prefix=f"{namespace}:")
    bootstrap: str = request.getfixturevalue("kafka_bootstrap")
    return lambda: KafkaEngine(
        bootstrap=bootstrap,
        prefix=f"{namespace}.",
        worker="worker-1",
        clock=SystemClock(),
        readiness=Readiness(),
        partitions=2,
    )


def rules() -> Rules:
    told = {"name": "Desk", "receivers": ["desk"]}
    matches = {"envoys": {"sources": ["gulf"]}, "feeds": {"feed_events": ["broken", "recovered"]}}
    return Rules([RuleSettings.model_validate({"id": name, "match": match} | told) for name, match in matches.items()])


def published(identifier: str, body: str, minutes: int = 0, **fields: object) -> Article:
    return article(id=identifier, body=body, fetched_at=FETCHED + timedelta(minutes=minutes), **fields)


async def test_news_and_broken_feeds_are_told_once_and_history_and_edits_are_not(
    make_engine: MakeEngine, redis_url: str, namespace: str
) -> None:
    shown = io.StringIO()
    clock, readiness = SystemClock(), Readiness()
    channel = ConsoleChannel("console", Console(file=shown), {})
    async with redis_client(redis_url) as redis:
        handlers = Handlers(
            tagger=Tagger(Matcher([])),
            folder=CopyFolder(RedisCopyIndex(redis, f"{namespace}:")),
            matching=Matching(rules(), Incidents(redis, f"{namespace}:")),
            noticing=Noticing(rules()),
            delivering=Delivering(
                [Receiver("desk", (channel,))], Ledger(redis, f"{namespace}:"), Owner("one", "life"), clock, readiness
            ),
        )
        articles: Sequence[Article] = (
            published("history", "Another text, long enough to be told from others by its letters. " * 3, history=True),
            published("news", LONG_TEXT, title="The envoy arrives"),
        )
        async with running(make_engine(), *topology(handlers)) as engine:
            for _ in range(2):
                await engine.publish(ARTICLES, articles)
                await engine.publish(FEED_EVENTS, [feed_event(), feed_event(id="event-2", kind="silent")])
            await _told(engine, 2)
            await engine.publish(ARTICLES, [published("news", EDITED, 5, revision=1)])
            await engine.publish(FEED_EVENTS, [feed_event(id="event-3", kind="recovered")])
            await _told(engine, 3)
            await asyncio.wait_for(until_idle(engine), 60)
            alerts = await _alerts(engine)
        keys = [key async for key in redis.scan_iter(f"{namespace}:*")]
        await redis.delete(*keys)
    assert {(one.rule, one.story.split("-")[0]) for one in alerts} == {("envoys", "story"), ("feeds", "feed")}
    assert len({one.id for one in alerts}) == 3
    assert [shown.getvalue().count(text) for text in ("The envoy arrives", "cannot be read\n", "works again\n")] == [
        1,
        1,
        1,
    ]
    assert "Another text" not in shown.getvalue()


async def _alerts(engine: Engine) -> list[Alert]:
    return [decode(Alert, stored.value) for stored in await everything(engine, ALERTS)]


async def _told(engine: Engine, number: int) -> None:
    """Return when there are so many alerts."""

    async def enough() -> bool:
        return len({one.id for one in await _alerts(engine)}) >= number

    await until(enough)
