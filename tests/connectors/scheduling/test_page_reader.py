"""Articles completed from their pages, over real HTTP with real workers. What fails leaves the feed's own text."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import msgspec
import pytest
from aiohttp import web
from redis.asyncio import Redis

from connectors.parsing.entries import Origin
from connectors.parsing.pooled_parsing import PARSING
from connectors.scheduling.arrivals import Arrivals
from connectors.scheduling.page_reader import PageReader
from connectors.settings import Pages
from connectors.web.fetching import PageFetcher
from connectors.web.host_gates import HostGates
from connectors.web.robots import RobotsRules
from connectors.workers.worker_pool import WorkerPool
from streams.records import Article
from tests.connectors.articles import article
from tests.connectors.feeds import FeedServer
from tests.connectors.runner_world import World
from tests.virtual_clock import START, VirtualClock

CAIRO = Origin("wire", "Wire", "en", "EG")
TEASER = "The ministers met in Cairo to speak about the water of the river."
SENTENCES = " ".join(
    f"The ministers met in Cairo on day {number} to speak about the water of the river and what follows from it."
    for number in range(12)
)
HEAD = '<meta property="article:published_time" content="2026-11-20 10:05">'
PAGE = (
    f"<html><head><title>Title of a</title>{HEAD}</head><body><article><h1>Title of a</h1>"
    f"<p>{SENTENCES}</p><p>{SENTENCES.replace('day', 'evening')}</p></article></body></html>"
).encode()


@pytest.fixture
async def reader(session: aiohttp.ClientSession, clock: VirtualClock) -> AsyncIterator[PageReader]:
    async with WorkerPool(settings=PARSING) as pool:
        gates = HostGates(clock, 2, timedelta(seconds=2))
        yield PageReader(PageFetcher(session, clock), RobotsRules(session, clock), pool, gates, clock)


def teaser(server: FeedServer, path: str = "/a") -> Article:
    return msgspec.structs.replace(article(path.strip("/")), url=server.url(path), title="Title of a", summary=TEASER)


async def complete(reader: PageReader, one: Article, seconds: float = 30) -> Article:
    return await reader.complete(one, CAIRO, asyncio.get_running_loop().time() + seconds)


async def test_a_teaser_is_completed(server: FeedServer, reader: PageReader) -> None:
    server.serve("/a", PAGE, Content_Type="text/html; charset=utf-8")
    one = await complete(reader, teaser(server))
    assert "on evening 11 to speak" in one.body
    assert one.summary == TEASER
    assert one.extra["page"].startswith("read in full from the page")
    assert one.published_at == START.replace(hour=8, minute=5), "ten o'clock in Cairo"


@pytest.mark.parametrize(
    ("one", "pages", "wanted"),
    [
        pytest.param({"summary": TEASER}, "auto", True, id="a teaser"),
        pytest.param({"summary": TEASER}, "never", False, id="never"),
        pytest.param({"body": SENTENCES}, "auto", False, id="the feed gives the article"),
        pytest.param({"body": SENTENCES}, "always", True, id="always"),
        pytest.param({"summary": TEASER, "url": ""}, "always", False, id="without an address"),
        pytest.param({"summary": TEASER, "url": "mailto:x"}, "always", False, id="nothing that can be fetched"),
    ],
)
async def test_what_is_wanted(reader: PageReader, one: dict[str, str], pages: Pages, wanted: bool) -> None:
    assert reader.wants(msgspec.structs.replace(article("a"), **one), pages) == wanted


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        pytest.param(403, {}, "HTTP 403", id="403"),
        pytest.param(404, {}, "HTTP 404", id="404"),
        pytest.param(403, {"cf_mitigated": "challenge"}, "", id="a wall against robots"),
        pytest.param(429, {"Retry_After": "3600"}, "HTTP 429", id="429"),
        pytest.param(500, {}, "HTTP 500", id="500"),
    ],
)
async def test_a_page_that_cannot_be_had(
    server: FeedServer, reader: PageReader, status: int, headers: dict[str, str], reason: str
) -> None:
    server.serve_status("/a", status, **headers)
    one = await complete(reader, teaser(server))
    assert (one.body, one.summary) == ("", TEASER)
    assert reason in one.extra["page"]
    assert one.extra["page"].endswith("the feed's own text is kept")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"%PDF-1.7", "application/pdf", id="no page"),
        pytest.param(b"", "text/html", id="empty"),
        pytest.param(b"<html><body><p>Please log in.</p></body></html>", "text/html", id="no article"),
        pytest.param(b"<" * 200_000, "text/html", id="hostile"),
    ],
)
async def test_a_page_without_an_article(
    server: FeedServer, reader: PageReader, body: bytes, content_type: str
) -> None:
    server.serve("/a", body, Content_Type=content_type)
    one = await complete(reader, teaser(server))
    assert one.body == ""
    assert one.extra["page"].endswith("the feed's own text is kept")


async def test_what_robots_txt_forbids_is_not_fetched(server: FeedServer, reader: PageReader) -> None:
    server.serve("/a", PAGE, Content_Type="text/html")
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /")
    one = await complete(reader, teaser(server))
    assert "robots.txt" in one.extra["page"]
    assert [request.path for request in server.requests] == ["/robots.txt"]


async def test_the_pause_that_robots_txt_wishes_is_kept(
    server: FeedServer, reader: PageReader, clock: VirtualClock
) -> None:
    server.serve("/robots.txt", b"User-agent: *\nCrawl-delay: 7")
    server.serve("/a", PAGE, Content_Type="text/html")
    await complete(reader, teaser(server))
    second = asyncio.create_task(complete(reader, teaser(server)))
    await clock.until_sleeping(1)
    assert clock.waits() == [7]
    clock.advance(7)
    assert (await second).body


async def test_a_page_that_never_comes_costs_its_time_and_no_more(server: FeedServer, reader: PageReader) -> None:
    async def hang(_: web.Request) -> web.Response:
        await server.leaving.wait()
        return web.Response()

    server.serve_by("/a", hang)
    one = await complete(reader, teaser(server), seconds=0.2)
    assert one.extra["page"].startswith("the page could not be read in time")
    assert (await complete(reader, teaser(server), seconds=-1)).extra == one.extra


async def test_a_host_that_wants_fewer_requests_is_left_alone(
    server: FeedServer, reader: PageReader, clock: VirtualClock
) -> None:
    server.serve_status("/a", 429, Retry_After="600")
    server.serve("/b", PAGE, Content_Type="text/html")
    await complete(reader, teaser(server))
    before = len(server.requests)
    assert "wants fewer requests" in (await complete(reader, teaser(server, "/b"))).extra["page"]
    assert len(server.requests) == before
    clock.advance(600)
    assert (await complete(reader, teaser(server, "/b"))).body


@pytest.mark.parametrize("url", ["http://[", "https://[::1", "http://", "http://\udce9/", "http://user@:99999/"])
async def test_an_address_that_is_none(server: FeedServer, reader: PageReader, url: str) -> None:
    one = await complete(reader, msgspec.structs.replace(teaser(server), url=url))
    assert one.extra["page"].endswith("the feed's own text is kept")


async def test_a_fault_in_the_extraction_keeps_no_article_back(
    server: FeedServer, reader: PageReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.serve("/a", PAGE, Content_Type="text/html")
    monkeypatch.setattr("connectors.scheduling.page_reader.extract_page", "".join)
    one = await complete(reader, teaser(server))
    assert one.extra["page"] == "the page leads to an unexpected fault (TypeError); the feed's own text is kept"


async def test_a_wave_of_teasers_is_published_in_time(
    redis: Redis, namespace: str, server: FeedServer, reader: PageReader, clock: VirtualClock
) -> None:
    """Two at once, two seconds apart: whose turn does not come in time has the feed's text at once."""
    server.serve("/robots.txt", b"")
    world = World(redis, namespace, clock)
    articles = []
    for number in range(100):
        server.serve(f"/{number}", PAGE, Content_Type="text/html")
        articles.append(teaser(server, f"/{number}"))
    arrivals = Arrivals(world.journal.publish, world.seen, reader, world.patience, pages_seconds=20)
    bringing = asyncio.create_task(arrivals.bring(await arrivals.sift(articles), CAIRO, "auto"))
    while not bringing.done():
        await asyncio.sleep(0.01)
        clock.advance(1)
    await bringing
    assert sorted(world.journal.ids) == sorted(one.id for one in articles)
    read = [one for one in world.journal.articles if one.body]
    late = [one.extra["page"] for one in world.journal.articles if not one.body]
    assert 5 <= len(read) <= 100
    assert all("too many pages" in why or "in time" in why for why in late)
    assert (await arrivals.sift(articles)).known == 100
