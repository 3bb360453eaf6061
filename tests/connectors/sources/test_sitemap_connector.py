"""News sitemaps and indexes of sitemaps over real HTTP."""

import gzip
from dataclasses import replace
from datetime import datetime, timedelta

import aiohttp
import pytest

from connectors.connector import NOTHING_REMEMBERED, Failed, FeedMemory, NewArticles, Unchanged
from connectors.parsing.entries import Origin
from connectors.parsing.parsed_feed import NotAFeed
from connectors.sources.sitemap_connector import SitemapConnector
from connectors.sources.sitemap_reading import RecentArticles, recent_articles
from connectors.web.fetching import HttpFetcher
from connectors.workers.offloading import Threads
from tests.connectors.contract import ConnectorContract, Source
from tests.connectors.feeds import FeedServer
from tests.virtual_clock import START, VirtualClock

ORIGIN = Origin("wire", "Wire")
XML = '<?xml version="1.0" encoding="UTF-8"?>'
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def news(*titles: str, at: datetime | None = START) -> bytes:
    urls = "".join(
        f"<url><loc>https://wire.example/{title.replace(' ', '-')}</loc><news:news><news:title>{title}</news:title>"
        f"{f'<news:publication_date>{at.isoformat()}</news:publication_date>' if at else ''}</news:news></url>"
        for title in titles
    )
    return (
        f'{XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="{NEWS}">{urls}</urlset>'.encode()
    )


def plain(**pages: str) -> bytes:
    urls = "".join(
        f"<url><loc>https://wire.example/{name}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>"
        for name, date in pages.items()
    )
    return f'{XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def index(**sitemaps: str) -> bytes:
    entries = "".join(
        f"<sitemap><loc>{address}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</sitemap>"
        for address, date in sitemaps.items()
    )
    return f'{XML}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'.encode()


@pytest.fixture
def connector(server: FeedServer, session: aiohttp.ClientSession, clock: VirtualClock) -> SitemapConnector:
    return SitemapConnector(
        "wire",
        timedelta(minutes=5),
        ORIGIN,
        server.url("/sitemap.xml"),
        lambda address: HttpFetcher(address, session, clock),
        clock,
        Threads(),
        children=2,
    )


async def poll(connector: SitemapConnector, memory: FeedMemory = NOTHING_REMEMBERED) -> NewArticles:
    found = await connector.poll(memory)
    assert isinstance(found, NewArticles), found
    return found


def titles(found: NewArticles | RecentArticles) -> list[str]:
    return [article.title for article in found.articles]


def recent(body: bytes, days: int = 3) -> RecentArticles:
    found = recent_articles(body, ORIGIN, START, days, base_url="https://wire.example/")
    assert isinstance(found, RecentArticles), found
    return found


def test_what_is_too_old_is_left_out() -> None:
    assert titles(recent(news("New", at=START - timedelta(days=2)))) == ["New"]
    assert titles(recent(news("Old", at=START - timedelta(days=4)))) == []
    assert titles(recent(news("Undated", at=None))) == ["Undated"]


def test_a_sitemap_that_is_no_news_sitemap() -> None:
    found = recent(plain(new="2026-11-20", old="2026-01-01", undated=""))
    assert [article.url for article in found.articles] == ["https://wire.example/new"]
    assert found.skipped == ("1 entries have no date, so nobody can tell which of them are new",)


def test_a_sitemap_that_is_a_gzip_file() -> None:
    assert titles(recent(gzip.compress(news("New")))) == ["New"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(gzip.compress(b"\0" * 16 * 1024 * 1024), "unpacks to more than", id="a bomb"),
        pytest.param(b"\x1f\x8bno", "is damaged", id="a damaged gzip file"),
        pytest.param(b"<html><body>no", "no sitemap", id="a page"),
        pytest.param(b"", "empty", id="nothing"),
    ],
)
def test_what_is_no_sitemap(body: bytes, reason: str) -> None:
    found = recent_articles(body, ORIGIN, START, 3, base_url="https://wire.example/")
    assert isinstance(found, NotAFeed)
    assert reason in found.reason


async def serve_index(server: FeedServer, **dates: str) -> None:
    server.serve("/sitemap.xml", index(**{server.url(f"/{name}.xml"): date for name, date in dates.items()}))


async def test_the_newest_sitemaps_of_an_index(connector: SitemapConnector, server: FeedServer) -> None:
    await serve_index(server, a="2026-11-18", b="2026-11-20", c="2026-11-19", d="2020-01-01")
    for name in "abcd":
        server.serve(f"/{name}.xml", news(f"From {name}"), ETag=f'"{name}"')
    first = await poll(connector)
    assert titles(first) == ["From b", "From c"]
    server.requests.clear()
    again = await connector.poll(first.memory)
    assert isinstance(again, Unchanged)
    assert [request.headers.get("If-None-Match") for request in server.requests] == [None, '"b"', '"c"']


async def test_a_child_that_changed_while_its_index_did_not(connector: SitemapConnector, server: FeedServer) -> None:
    await serve_index(server, a="2026-11-20")
    server.serve("/a.xml", news("One"))
    first = await poll(connector)
    server.serve("/a.xml", news("One", "Two"))
    assert titles(await poll(connector, first.memory)) == ["One", "Two"]


async def test_an_index_that_is_not_modified(connector: SitemapConnector, server: FeedServer) -> None:
    server.serve("/sitemap.xml", index(**{server.url("/a.xml"): "2026-11-20"}), ETag='"1"')
    server.serve("/a.xml", news("One"))
    first = await poll(connector)
    server.serve_status("/sitemap.xml", 304)
    server.serve("/a.xml", news("One", "Two"))
    assert titles(await poll(connector, first.memory)) == ["One", "Two"]


async def test_a_child_that_fails_keeps_no_other_back(connector: SitemapConnector, server: FeedServer) -> None:
    await serve_index(server, a="2026-11-20", b="2026-11-19")
    server.serve("/a.xml", news("From a"))
    server.serve_status("/b.xml", 500)
    first = await poll(connector)
    assert titles(first) == ["From a"]
    assert first.skipped[0].startswith(f"{server.url('/b.xml')}: the server answers HTTP 500")
    server.serve("/b.xml", news("From b"))
    assert titles(await poll(connector, first.memory)) == ["From b"]


async def test_an_index_of_which_nothing_can_be_read(connector: SitemapConnector, server: FeedServer) -> None:
    await serve_index(server, a="2026-11-20", b="")
    assert isinstance(await connector.poll(NOTHING_REMEMBERED), Failed)


@pytest.mark.parametrize(
    ("date", "child", "sentence"),
    [
        pytest.param("2020-01-01", b"", "none of the 1 sitemaps was changed", id="nothing but old ones"),
        pytest.param("", index(x="2026-11-20"), "an index within an index", id="an index within"),
    ],
)
async def test_what_an_index_is_told_of(
    connector: SitemapConnector, server: FeedServer, date: str, child: bytes, sentence: str
) -> None:
    await serve_index(server, a=date)
    server.serve("/a.xml", child)
    found = await poll(connector)
    assert found.articles == ()
    assert sentence in found.skipped[0]


async def test_more_days(connector: SitemapConnector, server: FeedServer) -> None:
    server.serve("/sitemap.xml", news("Old", at=START - timedelta(days=20)))
    assert titles(await poll(connector)) == []
    assert titles(await poll(replace(connector, days=30))) == ["Old"]


class TestContract(ConnectorContract):
    @pytest.fixture
    async def source(self, clock: VirtualClock, server: FeedServer, session: aiohttp.ClientSession) -> Source:
        async def write(names: list[str]) -> None:
            server.serve("/sitemap.xml", news(*names))

        async def break_it() -> None:
            server.serve_status("/sitemap.xml", 500)

        await write(["First title", "Second title"])
        connector = SitemapConnector(
            "wire",
            None,
            ORIGIN,
            server.url("/sitemap.xml"),
            lambda address: HttpFetcher(address, session, clock),
            clock,
            Threads(),
        )
        return Source(connector, write, break_it)


class TestContractOfAnIndex(ConnectorContract):
    @pytest.fixture
    async def source(self, clock: VirtualClock, server: FeedServer, session: aiohttp.ClientSession) -> Source:
        async def write(names: list[str]) -> None:
            await serve_index(server, a="2026-11-20")
            server.serve("/a.xml", news(*names))

        async def break_it() -> None:
            server.serve("/a.xml", b"no sitemap")

        await write(["First title", "Second title"])
        connector = SitemapConnector(
            "wire",
            None,
            ORIGIN,
            server.url("/sitemap.xml"),
            lambda address: HttpFetcher(address, session, clock),
            clock,
            Threads(),
        )
        return Source(connector, write, break_it)
