"""A runner with everything that belongs to it on a real Redis, and articles and connectors that do as a test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
from redis.asyncio import Redis

from connectors.connector import FeedMemory, NewArticles
from connectors.parsing.entries import Origin
from connectors.scheduling.arrivals import Arrivals
from connectors.scheduling.feed_state import FeedState, RedisFeedStates
from connectors.scheduling.patience import Patience
from connectors.scheduling.polling import Polling
from connectors.scheduling.runner import Runner
from connectors.scheduling.schedule import Schedule, Standing
from connectors.scheduling.seen import SeenArticles
from connectors.scheduling.source import Source
from connectors.settings import Backfill, Pages
from streams.readiness import Readiness
from streams.records import Article, FeedEvent
from tests.connectors.articles import ScriptedConnector, article
from tests.virtual_clock import VirtualClock

ORIGIN = Origin("wire", "Wire")


class Killed(BaseException):
    """The process ends here."""


class PagesAsTold:
    """Wants the page of articles whose title says so, and reads it as ``read`` does."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.read: Callable[[Article], Awaitable[str]] | None = None

    def wants(self, article: Article, pages: Pages) -> bool:
        return pages != "never" and "teaser" in article.title

    async def complete(self, article: Article, origin: Origin, by: float) -> Article:
        self.asked.append(article.id)
        text = await self.read(article) if self.read else "The page."
        return msgspec.structs.replace(article, body=text, extra={"page": "read"})


class Journal:
    """What was published, in order."""

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self.events: list[FeedEvent] = []
        self.batches: list[int] = []

    async def publish(self, articles: Sequence[Article]) -> None:
        self.articles.extend(articles)
        self.batches.append(len(articles))

    async def publish_events(self, events: Sequence[FeedEvent]) -> None:
        self.events.extend(events)

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.articles]

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


class World:
    """One process: what it publishes is in ``journal``, which several may share."""

    def __init__(self, redis: Redis, namespace: str, clock: VirtualClock, journal: Journal | None = None) -> None:
        self.clock = clock
        self.journal = journal or Journal()
        self.readiness = Readiness()
        self.patience = Patience(clock, self.readiness)
        self.pages = PagesAsTold()
        prefix = f"{namespace}:"
        self.seen = SeenArticles(redis, prefix)
        self.states = RedisFeedStates(redis, prefix)
        self.schedule = Schedule(redis, prefix)

    @property
    def arrivals(self) -> Arrivals:
        return Arrivals(self.journal.publish, self.seen, self.pages, self.patience)

    @property
    def polling(self) -> Polling:
        return Polling(self.arrivals, self.journal.publish_events, self.clock, self.patience, poll_seconds=20)

    def runner(self, sources: Iterable[Source], *, at_once: int = 16, polling: Polling | None = None) -> Runner:
        return Runner(
            sources, polling or self.polling, self.schedule, self.states, self.clock, self.patience, at_once=at_once
        )

    @asynccontextmanager
    async def running(self, *sources: Source, at_once: int = 16) -> AsyncIterator["asyncio.Task[None]"]:
        """A runner at work; what ends it by itself is raised."""
        task = asyncio.create_task(self.runner(sources, at_once=at_once).run())
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                task.result()

    async def state(self, feed: str = "wire") -> FeedState:
        return (await self.states.load([feed]))[0]

    async def standing(self, feed: str = "wire") -> Standing | None:
        return (await self.schedule.due_times([feed])).get(feed)

    async def kept(self, feed: str = "wire") -> Standing:
        """Where the feed stands when its poll was kept."""
        async with asyncio.timeout(10):
            while True:
                standing = await self.standing(feed)
                if standing is not None and standing.state == "scheduled" and (await self.state(feed)).polled_at:
                    return standing
                await asyncio.sleep(0.002)

    async def next_poll(self, connector: ScriptedConnector) -> timedelta:
        """Move the time to the connector's next poll, return when that is kept; how long it was until then."""
        standing = await self.kept(connector.id)
        wait = standing.due - self.clock.now()
        polls = len(connector.memories)
        self.clock.advance(max(0.0, wait.total_seconds()))
        await until(lambda: len(connector.memories) > polls)
        await self.kept_after(connector.id, standing)
        return wait

    async def kept_after(self, feed: str, before: Standing) -> None:
        async with asyncio.timeout(10):
            # Redis says nothing when the schedule changes.
            while (await self.standing(feed)) == before or (await self.kept(feed)) == before:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.002)


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Return when the condition holds; TimeoutError after so many real seconds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - any condition, with a deadline
            await asyncio.sleep(0.002)


def source(
    connector: ScriptedConnector,
    *,
    gates: tuple[str, ...] = (),
    backfill: Backfill = "all",
    pages: Pages = "never",
    sliding: bool = False,
    settings: str = "",
) -> Source:
    origin = Origin(connector.id, "Wire")
    return Source(connector, origin, gates, backfill, pages, sliding, settings)


def holding(*articles: Article, address: str = "x", more: bool = False) -> NewArticles:
    return NewArticles(articles, FeedMemory(address=address), more=more)


def numbered(*numbers: int) -> NewArticles:
    return holding(*(article(f"item-{number}") for number in numbers))
