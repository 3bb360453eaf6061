"""What every connector promises, as tests that anybody can run against a connector.

Derive a test class from ``ConnectorContract`` and give it the fixture ``source``. For one that brings by itself, derive
from ``SubscriptionContract`` and give it ``feeding``. Needs pytest and pytest-asyncio with
``asyncio_mode = "auto"``.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import msgspec
import pytest

from connectors.connector import NOTHING_REMEMBERED, Connector, Failed, FeedMemory, NewArticles, Unchanged
from connectors.sources.feed import READ_IN_FULL_EVERY
from connectors.subscription import Subscription
from connectors.testing.virtual_clock import VirtualClock
from streams.records import Article, decode, encode


@dataclass(frozen=True)
class Source:
    """A connector and the hands to change what it reads: ``write`` titles, ``break_it`` so that nothing can be read."""

    connector: Connector
    write: Callable[[list[str]], Awaitable[None]]
    break_it: Callable[[], Awaitable[None]]


class ConnectorContract:
    """The suite. The fixture ``source`` gives a source with the articles "First title" and "Second title".

    ``forgets_daily`` is False for a connector that keeps what it remembers for longer than a day.
    """

    forgets_daily = True

    @pytest.fixture
    def clock(self) -> VirtualClock:
        """The clock to build the connector with."""
        return VirtualClock()

    @pytest.fixture
    async def source(self, clock: VirtualClock) -> Source:
        """The connector under test and the hands to change its source."""
        raise NotImplementedError

    async def test_the_first_poll_gives_every_article(self, source: Source, clock: VirtualClock) -> None:
        """Each article is of its source, found now, and a valid record."""
        poll = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(poll, NewArticles)
        assert {article.title for article in poll.articles} == {"First title", "Second title"}
        assert poll.skipped == ()
        for article in poll.articles:
            assert article.source == source.connector.id
            assert article.fetched_at == clock.now()
            assert article.publisher
            assert decode(Article, encode(article)) == article

    async def test_unchanged_content_is_said_to_be_unchanged(self, source: Source) -> None:
        """A poll that finds what the last one found says so."""
        first = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        again = await source.connector.poll(first.memory)
        assert isinstance(again, Unchanged)
        assert isinstance(await source.connector.poll(again.memory), Unchanged)

    async def test_a_memory_survives_the_wire(self, source: Source) -> None:
        """What is remembered can be stored as JSON."""
        first = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        restored = msgspec.json.decode(msgspec.json.encode(first.memory), type=FeedMemory)
        assert isinstance(await source.connector.poll(restored), Unchanged)

    async def test_the_same_content_gives_the_same_ids(self, source: Source, clock: VirtualClock) -> None:
        """Ids come from the content and not from the moment."""
        first = await source.connector.poll(NOTHING_REMEMBERED)
        clock.advance(60)
        again = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        assert isinstance(again, NewArticles)
        ids = [article.id for article in first.articles]
        assert ids == [article.id for article in again.articles]
        assert len(set(ids)) == 2

    async def test_a_new_article_is_found(self, source: Source) -> None:
        """What is added is found, under an id of its own."""
        first = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        await source.write(["First title", "Second title", "Third title"])
        second = await source.connector.poll(first.memory)
        assert isinstance(second, NewArticles)
        known = {article.id for article in first.articles}
        assert [article.title for article in second.articles if article.id not in known] == ["Third title"]

    async def test_everything_is_read_again_once_a_day(self, source: Source, clock: VirtualClock) -> None:
        """Validators are not trusted for ever."""
        first = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        clock.advance(READ_IN_FULL_EVERY.total_seconds())
        again = await source.connector.poll(first.memory)
        if self.forgets_daily:
            assert isinstance(again, NewArticles)
            assert len(again.articles) == 2
        else:
            assert isinstance(again, Unchanged)

    async def test_a_memory_of_another_address_is_worth_nothing(self, source: Source) -> None:
        """After a change of the configuration everything is read anew."""
        first = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        elsewhere = msgspec.structs.replace(first.memory, address="elsewhere")
        assert isinstance(await source.connector.poll(elsewhere), NewArticles)

    async def test_a_broken_source_is_an_answer_and_heals(self, source: Source) -> None:
        """A source that cannot be read raises nothing, says why in a clause, and can be read again."""
        await source.break_it()
        broken = await source.connector.poll(NOTHING_REMEMBERED)
        reasons = (broken.reason,) if isinstance(broken, Failed) else ()
        skipped = broken.skipped if isinstance(broken, NewArticles) else ()
        assert reasons or skipped
        for reason in (*reasons, *skipped):
            assert reason.strip()
            assert not reason.endswith(".")
        await source.write(["First title", "Second title"])
        memory = broken.memory if isinstance(broken, NewArticles) else NOTHING_REMEMBERED
        healed = await source.connector.poll(memory)
        assert isinstance(healed, NewArticles)
        assert len(healed.articles) == 2


@dataclass(frozen=True)
class Feeding:
    """A subscription and the hand that sends it titles; ``send`` returns when they are on their way."""

    subscription: Subscription
    send: Callable[[list[str]], Awaitable[None]]


@dataclass
class Taken:
    """Takes articles over as the stream does; ``failing`` has it fail first."""

    articles: list[Article] = field(default_factory=list)
    failing: list[Exception] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def bring(self, articles: Sequence[Article]) -> None:
        """Fail as told, else keep the articles."""
        if self.failing:
            raise self.failing.pop(0)
        async with self.changed:
            self.articles.extend(articles)
            self.changed.notify_all()

    async def until(self, *titles: str, deadline: float = 30.0) -> None:
        """Return when articles of these titles are there. TimeoutError after ``deadline`` seconds."""
        async with asyncio.timeout(deadline), self.changed:
            await self.changed.wait_for(lambda: set(titles) <= {article.title for article in self.articles})


@asynccontextmanager
async def running(subscription: Subscription, taken: Taken) -> AsyncIterator[None]:
    """The subscription runs within the block; what it raises is raised at its end."""
    task = asyncio.create_task(subscription.run(taken.bring))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()


class SubscriptionContract:
    """The suite. The fixture ``feeding`` gives a subscription and what sends to it."""

    @pytest.fixture
    def clock(self) -> VirtualClock:
        """The clock to build the subscription with."""
        return VirtualClock()

    @pytest.fixture
    async def feeding(self, clock: VirtualClock) -> Feeding:
        """The subscription under test and what sends to it."""
        raise NotImplementedError

    async def test_what_is_sent_is_brought(self, feeding: Feeding, clock: VirtualClock) -> None:
        """Each article is of its source, found now, and a valid record."""
        taken = Taken()
        async with running(feeding.subscription, taken):
            await feeding.send(["First title", "Second title"])
            await taken.until("First title", "Second title")
        for article in taken.articles:
            assert article.source == feeding.subscription.id
            assert article.fetched_at == clock.now()
            assert article.publisher
            assert decode(Article, encode(article)) == article

    async def test_the_same_content_gives_the_same_ids(self, feeding: Feeding) -> None:
        """What is sent twice is known the second time."""
        taken = Taken()
        async with running(feeding.subscription, taken):
            await feeding.send(["First title"])
            await taken.until("First title")
            await feeding.send(["First title", "Second title"])
            await taken.until("First title", "Second title")
        assert len({article.id for article in taken.articles}) == 2

    async def test_it_ends_when_told_and_begins_again(self, feeding: Feeding) -> None:
        """A cancellation ends it at once; a new run goes on."""
        taken = Taken()
        async with running(feeding.subscription, taken):
            await feeding.send(["First title"])
            await taken.until("First title")
        async with running(feeding.subscription, taken):
            await feeding.send(["Second title"])
            await taken.until("Second title")
