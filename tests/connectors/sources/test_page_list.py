"""Articles out of web pages that list them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from connectors.connector import NOTHING_REMEMBERED, Failed, NewArticles, Unchanged
from connectors.parsing.entries import Origin
from connectors.sources.page_items import ItemSelectors, ListedArticles, UnreadablePage, listed_articles
from connectors.sources.page_list import PageListConnector
from connectors.sources.selectors import checked_selector
from connectors.web.fetching import HttpFetcher
from connectors.workers.offloading import Threads
from connectors.workers.pool_workers import PoolWorkers
from connectors.workers.worker_pool import WorkerPool
from streams.records import Article
from tests.connectors.contract import ConnectorContract, Source
from tests.connectors.feeds import FeedServer
from tests.virtual_clock import START, VirtualClock

ORIGIN = Origin("desk", "Desk")
URL = "https://desk.example/news/"


def page(*items: str, head: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body><nav><a href=/about>About</a></nav>{''.join(items)}</body>"


def card(title: str, link: str | None = None) -> str:
    link = link or f"/{title.replace(' ', '-')}"
    return (
        f"<article class=card><h2><a href='{link}'>{title}</a></h2><time datetime=2026-11-20T09:00Z>x</time></article>"
    )


def listed(markup: str | bytes, selectors: ItemSelectors | str = ".card", charset: str = "") -> ListedArticles:
    body = markup.encode() if isinstance(markup, str) else markup
    selectors = ItemSelectors(selectors) if isinstance(selectors, str) else selectors
    found = listed_articles(body, selectors, ORIGIN, START, base_url=URL, charset=charset)
    assert isinstance(found, ListedArticles), found
    return found


def one(markup: str, selectors: ItemSelectors | str = ".card") -> Article:
    (article,) = listed(page(markup), selectors).articles
    return article


def test_an_item_without_further_selectors() -> None:
    article = one(card("Talks begin", "talks"))
    assert (article.title, article.url) == ("Talks begin", "https://desk.example/news/talks")
    assert article.published_at == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert article.published_raw == "2026-11-20T09:00Z"
    assert (article.source, article.publisher, article.fetched_at) == ("desk", "Desk", START)


@pytest.mark.parametrize(
    ("selectors", "title"),
    [
        pytest.param(ItemSelectors("div.i", title="span"), "From a span", id="CSS"),
        pytest.param(ItemSelectors("//div[@class='i']", title=".//span"), "From a span", id="XPath within the item"),
        pytest.param(
            ItemSelectors("xpath:descendant::div", title="xpath:descendant::span"), "From a span", id="xpath:"
        ),
        pytest.param(ItemSelectors("div.i", title="./@data-title"), "From an attribute", id="an attribute"),
        pytest.param(ItemSelectors("div.i", title="xpath:string(./b)"), "Bold", id="a text that XPath makes"),
        pytest.param(ItemSelectors("div.i", title="b, span"), "Bold", id="the first of several in the page's order"),
        pytest.param(ItemSelectors("div.i"), "The link", id="without one, the text of the link"),
    ],
)
def test_titles(selectors: ItemSelectors, title: str) -> None:
    item = "<div class=i data-title='From an attribute'><a href=x>The link</a><b>Bold</b><span>From a span</span></div>"
    assert listed(page(item), selectors).articles[0].title.split(" From a span")[0] == title


@pytest.mark.parametrize(
    ("item", "link", "title"),
    [
        pytest.param("<a class=card href=/x>Title</a>", "https://desk.example/x", "Title", id="the item is the link"),
        pytest.param(
            "<div class=card><a href=/x><img src=i></a><a href=/y>Title</a></div>",
            "https://desk.example/y",
            "Title",
            id="a link with a text before one without",
        ),
        pytest.param(
            "<div class=card><a href=/x><img alt='A picture'></a></div>",
            "https://desk.example/x",
            "A picture",
            id="alt",
        ),
        pytest.param(
            "<div class=card><h3>Head<br>line</h3><a href=/x>more</a></div>",
            "https://desk.example/x",
            "Head line",
            id="the heading before the link",
        ),
        pytest.param(
            "<a class=card href=/x>Ti<b>tl</b>e<script>no()</script></a>",
            "https://desk.example/x",
            "Title",
            id="script",
        ),
        pytest.param("<a class=card href='//other.example/x'>T</a>", "https://other.example/x", "T", id="another host"),
        pytest.param(
            "<a class=card href=/x>محادثات في جنيف</a>", "https://desk.example/x", "محادثات في جنيف", id="Arabic"
        ),
    ],
)
def test_what_is_found_by_custom(item: str, link: str, title: str) -> None:
    article = one(item)
    assert (article.url, article.title) == (link, title)


@pytest.mark.parametrize(
    ("selectors", "raw"),
    [
        pytest.param(ItemSelectors(".card", date=".d"), "20 November 2026", id="text"),
        pytest.param(ItemSelectors(".card", date="meta"), "2026-11-19T10:00:00Z", id="for machines before people"),
        pytest.param(ItemSelectors(".card", date="./@data-t"), "2026-11-18", id="an attribute"),
        pytest.param(ItemSelectors(".card", date=".none"), "", id="none"),
    ],
)
def test_dates_are_kept_as_written(selectors: ItemSelectors, raw: str) -> None:
    item = (
        "<div class=card data-t=2026-11-18><a href=x>T</a><i class=d>20 November 2026</i>"
        "<meta itemprop=datePublished content=2026-11-19T10:00:00Z></div>"
    )
    assert one(item, selectors).published_raw == raw


def test_the_summary_is_every_match() -> None:
    item = "<div class=card><a href=x>T</a><p>One.</p><p>Two.</p></div>"
    assert one(item, ItemSelectors(".card", summary="p")).summary == "One. Two."


def test_items_without_a_link_are_counted_and_links_twice_are_one() -> None:
    found = listed(page(card("A", "/a"), "<div class=card>none</div>", card("A again", "/a#top"), card("B", "/b")))
    assert [article.title for article in found.articles] == ["A", "B"]
    assert (found.items, found.empty) == (4, 1)


def test_the_base_of_the_page_counts() -> None:
    assert listed(page(card("A", "a"), head="<base href='/deep/'>")).articles[0].url == "https://desk.example/deep/a"


def test_the_encoding_that_the_page_names() -> None:
    markup = page(card("Émeutes à Genève"), head="<meta charset=windows-1252>").encode("cp1252")
    assert listed(markup).articles[0].title == "Émeutes à Genève"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b" \n", id="white space"),
        pytest.param(b"<!-- -->", id="a comment"),
    ],
)
def test_what_is_no_page(body: bytes) -> None:
    assert isinstance(listed_articles(body, ItemSelectors("a"), ORIGIN, START, base_url=URL), UnreadablePage)


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        pytest.param("div[", "no valid CSS selector", id="CSS that ends too early"),
        pytest.param("a::after", "no valid CSS selector", id="a pseudo-element"),
        pytest.param("//div[", "no valid XPath expression", id="XPath that ends too early"),
        pytest.param("//a[nope(.)]", "", id="an unknown function is found when it is used"),
    ],
)
def test_selectors_that_are_not_valid(selector: str, message: str) -> None:
    if message:
        with pytest.raises(ValueError, match=message):
            checked_selector(selector)
    else:
        found = listed_articles(page(card("A")).encode(), ItemSelectors(selector), ORIGIN, START, base_url=URL)
        assert isinstance(found, UnreadablePage)
        assert "selectors cannot be used" in found.reason


@pytest.mark.parametrize(
    "selector", ["xpath:document('/etc/passwd')", "xpath:$x", "//a[re:test(., 'x')]", "xpath:count(//a)"]
)
def test_xpath_reaches_nothing_but_the_page(selector: str) -> None:
    found = listed_articles(page(card("A")).encode(), ItemSelectors(selector), ORIGIN, START, base_url=URL)
    assert isinstance(found, UnreadablePage)


def test_entities_of_a_page_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    markup = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a class=card href=/x>T &x;</a>'
    assert "a secret" not in one(markup).title


@pytest.fixture
def connector(server: FeedServer, session: aiohttp.ClientSession, clock: VirtualClock) -> PageListConnector:
    fetcher = HttpFetcher(server.url("/news"), session, clock)
    return PageListConnector("desk", timedelta(minutes=5), ORIGIN, ItemSelectors(".card"), fetcher, clock, Threads())


async def test_a_changed_layout_is_a_failure_that_says_so(connector: PageListConnector, server: FeedServer) -> None:
    server.serve("/news", page(card("A")).encode())
    first = await connector.poll(NOTHING_REMEMBERED)
    assert isinstance(first, NewArticles)
    server.serve("/news", page(card("B").replace("card", "tile")).encode())
    broken = await connector.poll(first.memory)
    assert isinstance(broken, Failed)
    assert "nothing on the page matches '.card'" in broken.reason
    assert "layout has changed" in broken.reason


async def test_it_is_remembered_for_longer_than_a_day_that_there_were_items(
    connector: PageListConnector, server: FeedServer, clock: VirtualClock
) -> None:
    server.serve("/news", page(card("A")).encode())
    first = await connector.poll(NOTHING_REMEMBERED)
    assert isinstance(first, NewArticles)
    clock.advance(30 * 3600)
    server.serve("/news", page("<div class=card>A without a link</div>").encode())
    broken = await connector.poll(first.memory)
    assert isinstance(broken, Failed)
    assert "no item has a link: 1 match '.card'" in broken.reason


async def test_a_page_that_never_matched_is_named(connector: PageListConnector, server: FeedServer) -> None:
    server.serve("/news", page().encode())
    first = await connector.poll(NOTHING_REMEMBERED)
    assert isinstance(first, NewArticles)
    assert first.articles == ()
    assert "nothing on the page matches '.card'" in first.skipped[0]
    assert isinstance(await connector.poll(first.memory), Unchanged)


async def test_other_selectors_read_the_page_again(connector: PageListConnector, server: FeedServer) -> None:
    server.serve("/news", page(card("A")).encode())
    first = await connector.poll(NOTHING_REMEMBERED)
    assert isinstance(first, NewArticles)
    other = replace(connector, selectors=ItemSelectors("h2"))
    assert isinstance(await other.poll(first.memory), NewArticles)


async def test_an_expression_that_takes_for_ever_is_ended(connector: PageListConnector, server: FeedServer) -> None:
    server.serve("/news", page(*(card(f"Title {number}") for number in range(400))).encode())
    endless = ItemSelectors("//*[count(//*[count(//*[count(//*) > 0]) > 0]) > 0]")
    async with WorkerPool() as pool:
        good = await replace(connector, workers=PoolWorkers(pool, 5.0)).poll(NOTHING_REMEMBERED)
        assert isinstance(good, NewArticles)
        assert len(good.articles) == 400
        bad = await replace(connector, workers=PoolWorkers(pool, 0.5), selectors=endless).poll(NOTHING_REMEMBERED)
    assert isinstance(bad, Failed)
    assert "not done after 0.5 s" in bad.reason


class TestContract(ConnectorContract):
    @pytest.fixture
    async def source(self, clock: VirtualClock, server: FeedServer, session: aiohttp.ClientSession) -> Source:
        async def write(titles: list[str]) -> None:
            server.serve("/news", page(*(card(title) for title in titles)).encode())

        async def break_it() -> None:
            server.serve_status("/news", 500)

        await write(["First title", "Second title"])
        fetcher = HttpFetcher(server.url("/news"), session, clock)
        selectors = ItemSelectors(".card")
        return Source(
            PageListConnector("desk", timedelta(minutes=5), ORIGIN, selectors, fetcher, clock, Threads()),
            write,
            break_it,
        )
