"""The connector for feeds over real HTTP, with real workers."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from connectors.connector import NOTHING_REMEMBERED, Failed, FeedMemory, NewArticles, Unchanged
from connectors.parsing.entries import Origin
from connectors.parsing.pooled_parsing import PARSING
from connectors.sources.feed import READ_IN_FULL_EVERY, FeedConnector, current
from connectors.web.fetching import HttpFetcher
from connectors.workers.worker_pool import WorkerPool
from tests.connectors.feeds import FeedServer, item, rss
from tests.virtual_clock import START, VirtualClock

FEED = rss(item("one", "First title"), item("two", "Second title"), head="<ttl>30</ttl>")


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    async with WorkerPool(settings=PARSING) as running:
        yield running


@pytest.fixture
def feed(server: FeedServer, session: aiohttp.ClientSession, clock: VirtualClock, pool: WorkerPool) -> FeedConnector:
    fetcher = HttpFetcher(server.url("/feed"), session, clock)
    return FeedConnector("wire", None, Origin("wire", "Wire"), fetcher, clock, pool)


async def read(feed: FeedConnector, memory: FeedMemory = NOTHING_REMEMBERED) -> NewArticles:
    poll = await feed.poll(memory)
    assert isinstance(poll, NewArticles)
    return poll


async def test_identical_bytes_are_not_parsed_again(server: FeedServer, feed: FeedConnector, pool: WorkerPool) -> None:
    server.serve("/feed", FEED)
    first = await read(feed)
    await pool.__aexit__(None, None, None)
    assert isinstance(await feed.poll(first.memory), Unchanged), "no worker was asked"
    server.serve("/feed", FEED + b" ")
    assert isinstance(await feed.poll(first.memory), Failed)


async def test_validators_are_shown_and_kept(server: FeedServer, feed: FeedConnector) -> None:
    server.serve("/feed", FEED, ETag='"v1"', Last_Modified="Fri, 20 Nov 2026 10:00:00 GMT")
    first = await read(feed)
    server.serve_status("/feed", 304)
    assert await feed.poll(first.memory) == Unchanged(first.memory)
    assert server.requests[-1].headers["If-None-Match"] == '"v1"'
    assert server.requests[-1].headers["If-Modified-Since"] == "Fri, 20 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("max_age", "wish"),
    [
        pytest.param("", timedelta(minutes=30), id="ttl alone"),
        pytest.param("max-age=60", timedelta(minutes=30), id="the longer one: ttl"),
        pytest.param("max-age=7200", timedelta(hours=2), id="the longer one: max-age"),
    ],
)
async def test_how_long_it_wants_to_be_left_alone(
    server: FeedServer, feed: FeedConnector, max_age: str, wish: timedelta
) -> None:
    server.serve("/feed", FEED, Cache_Control=max_age)
    assert (await read(feed)).leave_alone == wish


async def test_what_was_not_read_is_not_remembered(server: FeedServer, feed: FeedConnector) -> None:
    server.serve("/feed", FEED, ETag='"v1"')
    first = await read(feed)
    server.serve("/feed", b"<html>Back soon</html>", ETag='"v2"')
    failed = await feed.poll(first.memory)
    assert isinstance(failed, Failed)
    server.serve("/feed", FEED + b" ", ETag='"v3"')
    assert len((await read(feed, first.memory)).articles) == 2


@pytest.mark.parametrize(
    ("memory", "kept"),
    [
        pytest.param(NOTHING_REMEMBERED, FeedMemory(address="x"), id="nothing"),
        pytest.param(FeedMemory(address="y", etag="v1", read_at=START), FeedMemory(address="x"), id="another address"),
        pytest.param(
            FeedMemory(address="x", etag="v1", read_at=START),
            FeedMemory(address="x", etag="v1", read_at=START),
            id="all of it",
        ),
        pytest.param(
            FeedMemory(address="x", etag="v1", read_at=START - READ_IN_FULL_EVERY, moved_to="z", moved_times=3),
            FeedMemory(address="x", moved_to="z", moved_times=3),
            id="after a day only where it moved",
        ),
        pytest.param(
            FeedMemory(address="x", etag="v1", read_at=START + timedelta(minutes=1)),
            FeedMemory(address="x"),
            id="read in the future",
        ),
    ],
)
def test_what_of_a_memory_holds(memory: FeedMemory, kept: FeedMemory) -> None:
    assert current(memory, "x", START) == kept
