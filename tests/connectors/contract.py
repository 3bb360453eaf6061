"""What every connector promises. Derive from ``ConnectorContract`` and give it a source that can be changed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec
import pytest

from connectors.connector import NOTHING_REMEMBERED, Connector, Failed, FeedMemory, NewArticles, Unchanged
from connectors.feed import READ_IN_FULL_EVERY
from streams.records import Article, decode, encode
from tests.virtual_clock import VirtualClock


@dataclass(frozen=True)
class Source:
    """A connector and the hands to change what it reads: ``write`` titles, ``break_it`` so that nothing can be read."""

    connector: Connector
    write: Callable[[list[str]], Awaitable[None]]
    break_it: Callable[[], Awaitable[None]]


class ConnectorContract:
    """The suite. The fixture ``source`` gives a source with the articles "First title" and "Second title"."""

    @pytest.fixture
    async def source(self, clock: VirtualClock) -> Source:
        raise NotImplementedError

    async def test_the_first_poll_gives_every_article(self, source: Source, clock: VirtualClock) -> None:
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
        first = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        again = await source.connector.poll(first.memory)
        assert isinstance(again, Unchanged)
        assert isinstance(await source.connector.poll(again.memory), Unchanged)

    async def test_a_memory_survives_the_wire(self, source: Source) -> None:
        first = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        restored = msgspec.json.decode(msgspec.json.encode(first.memory), type=FeedMemory)
        assert isinstance(await source.connector.poll(restored), Unchanged)

    async def test_the_same_content_gives_the_same_ids(self, source: Source, clock: VirtualClock) -> None:
        first = await source.connector.poll(NOTHING_REMEMBERED)
        clock.advance(60)
        again = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        assert isinstance(again, NewArticles)
        ids = [article.id for article in first.articles]
        assert ids == [article.id for article in again.articles]
        assert len(set(ids)) == 2

    async def test_a_new_article_is_found(self, source: Source) -> None:
        first = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        await source.write(["First title", "Second title", "Third title"])
        second = await source.connector.poll(first.memory)
        assert isinstance(second, NewArticles)
        known = {article.id for article in first.articles}
        assert [article.title for article in second.articles if article.id not in known] == ["Third title"]

    async def test_everything_is_read_again_once_a_day(self, source: Source, clock: VirtualClock) -> None:
        first = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        clock.advance(READ_IN_FULL_EVERY.total_seconds())
        again = await source.connector.poll(first.memory)
        assert isinstance(again, NewArticles)
        assert len(again.articles) == 2

    async def test_a_memory_of_another_address_is_worth_nothing(self, source: Source) -> None:
        first = await source.connector.poll(NOTHING_REMEMBERED)
        assert isinstance(first, NewArticles)
        elsewhere = msgspec.structs.replace(first.memory, address="elsewhere")
        assert isinstance(await source.connector.poll(elsewhere), NewArticles)

    async def test_a_broken_source_is_an_answer_and_heals(self, source: Source) -> None:
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
