"""From settings to sources: gates, defaults, origins, lists of feeds."""

from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from connectors.factory import Factory, Sources
from connectors.origins import country_of_host, origin_of
from connectors.parsing.entries import Origin
from connectors.plugins import ConnectorSurroundings
from connectors.scheduling.source import Source
from connectors.settings import FeedSettings, FetchSettings, OpmlSettings, TextSettings
from connectors.source_settings import PageListSettings, PushSettings, SitemapSettings
from connectors.sources.listed_feeds import host_name, name_of
from connectors.web.fetching import HttpFetcher
from connectors.workers.offloading import Threads
from connectors.workers.worker_pool import WorkerPool
from streams.errors import SetupError
from streams.settings import Settings
from tests.virtual_clock import VirtualClock

DAY = timedelta(days=1)
URL = "https://www.wire.example/feed"


class Building:
    """Builds sources in a folder."""

    def __init__(self, base: Path, session: aiohttp.ClientSession, clock: VirtualClock) -> None:
        self.base = base
        self.surroundings = ConnectorSurroundings(
            base, session, clock, Threads(), lambda url, most: HttpFetcher(url, session, clock, maximum_bytes=most)
        )

    def all(self, *settings: Settings, fetch: FetchSettings | None = None) -> Sources:
        return Factory(fetch or FetchSettings(), self.surroundings, WorkerPool()).sources(settings)

    def one(self, settings: Settings, fetch: FetchSettings | None = None) -> Source:
        (source,) = self.all(settings, fetch=fetch).polled
        return source


@pytest.fixture
async def building(tmp_path: Path, session: aiohttp.ClientSession, clock: VirtualClock) -> Building:
    return Building(tmp_path, session, clock)


@pytest.mark.parametrize(
    ("settings", "gates"),
    [
        pytest.param(FeedSettings(id="wire", url=URL), ("host:www.wire.example",), id="its host"),
        pytest.param(
            FeedSettings(id="wire", url=URL, publisher="The Wire"),
            ("host:www.wire.example", "publisher:the wire"),
            id="its host and its publisher",
        ),
        pytest.param(
            FeedSettings(id="wire", url="https://WIRE.example.:8443/x"), ("host:wire.example",), id="one host"
        ),
        pytest.param(FeedSettings(id="wire", url="feeds/wire.xml", publisher="The Wire"), (), id="a file has none"),
        pytest.param(TextSettings(kind="text", id="wire", paths=("*.txt",)), (), id="text files have none"),
    ],
)
async def test_gates(building: Building, settings: Settings, gates: tuple[str, ...]) -> None:
    assert building.one(settings).gates == gates


FETCH = FetchSettings(backfill=DAY, pages="never")


@pytest.mark.parametrize(
    ("settings", "backfill", "pages", "sliding"),
    [
        pytest.param(FeedSettings(id="wire", url=URL), DAY, "never", True, id="a feed has the common ones"),
        pytest.param(FeedSettings(id="wire", url=URL, backfill="all", pages="always"), "all", "always", True, id="own"),
        pytest.param(
            FeedSettings(id="wire", url=URL, backfill=timedelta(0)), timedelta(0), "never", True, id="no backfill"
        ),
        pytest.param(
            TextSettings(kind="text", id="wire", paths=("*.txt",)), "all", "never", False, id="files are news at once"
        ),
        pytest.param(SitemapSettings(kind="sitemap", id="wire", url=URL, backfill="all"), "all", None, True, id="map"),
        pytest.param(
            PageListSettings(kind="page_list", id="wire", url=URL, items="li"), DAY, None, True, id="a list of pages"
        ),
    ],
)
async def test_how_a_source_is_treated(
    building: Building, settings: Settings, backfill: object, pages: str | None, sliding: bool
) -> None:
    source = building.one(settings, FETCH)
    assert (source.backfill, source.sliding) == (backfill, sliding)
    assert pages in (None, source.pages)


async def test_what_brings_by_itself_is_listened_to(building: Building) -> None:
    push = PushSettings(kind="push", id="push", bind="127.0.0.1:8080", secret="a secret of some length", publisher="P")
    sources = building.all(FeedSettings(id="wire", url=URL), push)
    assert [one.id for one in sources.polled] == ["wire"]
    assert [(one.subscription.id, one.origin.publisher, one.pages) for one in sources.listened] == [
        ("push", "P", "never")
    ]


async def test_a_change_of_settings_is_noticed_and_no_other(building: Building) -> None:
    def digest(**fields: object) -> str:
        return building.one(FeedSettings.model_validate({"id": "wire", "url": URL} | fields)).settings

    assert digest() == digest()
    assert len({digest(), digest(publisher="x"), digest(every="5m"), digest(pages="never")}) == 4


@pytest.mark.parametrize(
    ("settings", "origin"),
    [
        pytest.param(FeedSettings(id="wire", url=URL), Origin("wire", "wire.example"), id="the host without www"),
        pytest.param(FeedSettings(id="wire", url="a.xml"), Origin("wire", "wire"), id="the id of a file"),
        pytest.param(
            FeedSettings(id="wire", url="https://spa.gov.sa/feed", publisher="SPA", language="ar"),
            Origin("wire", "SPA", "ar", "SA"),
            id="the country of the domain",
        ),
        pytest.param(
            FeedSettings(id="wire", url="https://x.co.uk/", country="IE", time_zone="Europe/Dublin"),
            Origin("wire", "x.co.uk", "", "IE", "Europe/Dublin"),
            id="what is configured goes first",
        ),
    ],
)
def test_origins(settings: Settings, origin: Origin) -> None:
    assert origin_of(settings) == origin


@pytest.mark.parametrize(
    ("host", "country"),
    [
        ("news.example.ma", "MA"),
        ("bbc.co.uk", "GB"),
        ("x.com", ""),
        ("x.tv", ""),
        ("x.ly", ""),
        ("", ""),
        ("1.2.3.44", ""),
    ],
)
def test_countries_of_hosts(host: str, country: str) -> None:
    assert country_of_host(host) == country


def opml(*outlines: str) -> str:
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{"".join(outlines)}</body></opml>'


LIST = OpmlSettings(kind="opml", id="list", path="feeds.opml", backfill=DAY, pages="never", country="EG")


async def test_a_list_of_feeds_is_its_feeds(building: Building) -> None:
    (building.base / "feeds.opml").write_text(
        opml(
            '<outline text="Arabic"><outline type="rss" text="The Wire" language="ar" xmlUrl="https://www.wire.example/a"/>'
            '<outline text="x" language="what they speak" xmlUrl="https://wire.example/b"/></outline>',
            '<outline text="again" xmlUrl="https://wire.example/b"/>',
            '<outline text="IDN" xmlUrl="https://موقع.مصر/feed"/>',
            '<outline text="no feed" xmlUrl="https://[::1/"/><outline text="ftp" xmlUrl="ftp://wire.example/"/>',
            f'<outline text="{"long " * 99}" xmlUrl="https://{"a" * 60}.{"b" * 60}.example/{"c" * 2000}"/>',
        ),
        "utf-8",
    )
    sources = building.all(LIST, FeedSettings(id="wire", url=URL)).polled
    assert len(sources) == 5
    assert [source.id for source in sources] == [source.id for source in building.all(LIST).polled] + ["wire"]
    first, second = sources[:2]
    assert first.id == f"list.{name_of('https://www.wire.example/a')}"
    assert first.origin == Origin(first.id, "The Wire", "ar", "EG")
    assert (second.origin.language, first.backfill, first.pages) == ("", DAY, "never")
    assert all(len(source.id) <= 64 for source in sources)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "The list of feeds list cannot be read", id="missing"),
        pytest.param("", "is not XML", id="empty"),
        pytest.param("<rss/>", "not OPML", id="something else"),
    ],
)
async def test_a_list_that_cannot_be_read(building: Building, content: str | None, message: str) -> None:
    if content is not None:
        (building.base / "feeds.opml").write_text(content, "utf-8")
    with pytest.raises(SetupError, match=message):
        building.all(LIST)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.wire.example/a", "wire-example"),
        ("https://feeds.wire.example/a", "wire-example"),
        ("https://موقع.مصر/feed", "feed"),
        ("feeds/wire.xml", "feed"),
    ],
)
def test_names_of_hosts(url: str, name: str) -> None:
    assert host_name(url) == name
    assert name_of(url).startswith(f"{name}.")
