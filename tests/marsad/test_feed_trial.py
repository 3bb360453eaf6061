"""Trying a feed out: everything that a person wants to know of it, and nothing kept."""

import gzip
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from connectors.extraction import Full, Teaser
from connectors.settings import FeedSettings
from marsad import services
from marsad.config import Configuration, parse
from marsad.feed_trial import Trial, tried
from marsad.options import Asked, settle
from marsad.reception import described_sources
from marsad.trial_report import trial as report
from tests.connectors.feeds import FeedServer, feed_server, item, rss

HEAD = "feeds: [{id: one, url: one.xml}]\n"
REST = """fetch: {allow_addresses: [127.0.0.0/8], host_pause: 0s}
rules: [{id: all, name: All, match: {languages: [ar]}, receivers: [desk]}]
receivers: [{id: desk, channels: [{kind: console}]}]
"""
LONG = "قال المتحدث في بيان اليوم إن الاجتماع ناقش ملف الممر. " * 20
PAGE = "<html><head><title>Talks open</title></head><body><article><h1>Talks open</h1>{}</article></body></html>"
PARAGRAPHS = "".join(
    f"<p>Talks open, said delegate number {number}, and told the press what was on the table that day.</p>"
    for number in range(20)
)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as one:
        yield one


async def trial_of(tmp_path: Path, feeds: str, pages: int = 0) -> Trial:
    """What comes of trying the first source of a configuration."""
    path = tmp_path / "watch.yml"
    configuration: Configuration = parse(path, feeds + REST, {})
    options = settle(path, configuration, Asked())
    surroundings = services.surroundings()
    async with described_sources(configuration, options, surroundings) as sources:
        return await tried(sources.polled[0], "the address", configuration.fetch, surroundings, pages)


async def feed_trial(tmp_path: Path, url: str, more: str = "", pages: int = 0) -> Trial:
    return await trial_of(tmp_path, f"feeds: [{{id: one, url: '{url}'{more}}}]\n", pages)


async def test_a_fetch_is_told_from_request_to_text(server: FeedServer, tmp_path: Path) -> None:
    body = rss(item("1", "بدء المحادثات", description=LONG), encoding="windows-1256", head="<ttl>30</ttl>")

    async def packed(_: web.Request) -> web.Response:
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/rss+xml; charset=windows-1256"}
        return web.Response(body=gzip.compress(body), headers={**headers, "ETag": '"1"', "Cache-Control": "max-age=60"})

    server.serve_by("/new.xml", packed)
    old = server.serve_status("/old.xml", 301, Location="/new.xml")
    found = await feed_trial(tmp_path, old)
    assert [(one.status, one.url) for one in found.exchanges] == [(301, old), (200, server.url("/new.xml"))]
    assert found.exchanges[0].location == "/new.xml"
    assert found.exchanges[1].compression == "gzip"
    assert found.document is not None
    assert found.document.sent == len(gzip.compress(body))
    assert found.document.fetched.moved_to == server.url("/new.xml")
    assert (found.document.text.encoding, found.document.text.damaged) == ("cp1256", 0)
    assert found.parsing is not None
    assert (found.parsing.feed.dialect, found.parsing.feed.parser) == ("rss 2.0", "fast")
    assert found.leave_alone is not None
    assert found.leave_alone.total_seconds() == 1800
    assert found.following is not None
    assert found.following.reason == "the feed asks to be left alone for so long"
    assert found.items[0].article.title == "بدء المحادثات"
    assert found.fault == ""


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param([item("1", "A", link="https://a.example/1")], [("guid", False)], id="the guid"),
        pytest.param(
            ["<item><title>A</title><link>https://a.example/1</link></item>"], [("address", False)], id="no guid"
        ),
        pytest.param(["<item><title>A</title></item>"], [("title and text", False)], id="neither guid nor address"),
        pytest.param(
            [item("same", "A", link="https://a.example/1"), item("same", "B", link="https://a.example/2")],
            [("address", True), ("address", True)],
            id="a guid that two items share",
        ),
        pytest.param(
            [item("same", "A", link="https://a.example/1"), item("same", "B", link="https://a.example/1")],
            [("address and title", True), ("address and title", True)],
            id="guid and address that two items share",
        ),
    ],
)
async def test_by_what_an_item_is_known(
    server: FeedServer, tmp_path: Path, items: list[str], expected: list[tuple[str, bool]]
) -> None:
    found = await feed_trial(tmp_path, server.serve("/one.xml", rss(*items)))
    assert [(one.identity, one.guid_fault) for one in found.items] == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        pytest.param("Sat, 21 Nov 2020 10:00:00 +0000", "from 'Sat, 21 Nov 2020 10:00:00 +0000'", id="a plain date"),
        pytest.param("someday", "undated: no date is written in it, 'someday'", id="no date"),
        pytest.param("", "undated: the item has no date", id="nothing"),
    ],
)
async def test_how_a_date_was_read(server: FeedServer, tmp_path: Path, date: str, expected: str) -> None:
    found = await feed_trial(tmp_path, server.serve("/one.xml", rss(item("1", pubDate=date))))
    assert found.items[0].date == expected


async def test_what_was_taken_for_granted_in_a_date_is_said(server: FeedServer, tmp_path: Path) -> None:
    url = server.serve("/one.xml", rss(item("1", pubDate="2020-11-21 10:00")))
    found = await feed_trial(tmp_path, url, ", time_zone: Asia/Riyadh")
    assert "Asia/Riyadh" in found.items[0].date


async def test_teasers_are_completed_from_their_pages(server: FeedServer, tmp_path: Path) -> None:
    server.serve("/page", PAGE.format(PARAGRAPHS).encode(), Content_Type="text/html")
    items = [
        item("1", "Full", link=server.url("/full"), description=LONG),
        item("2", "Talks open", link=server.url("/page"), description="Talks open and ..."),
        item("3", "Talks", link=server.url("/other"), description="Talks ..."),
    ]
    found = await feed_trial(tmp_path, server.serve("/one.xml", rss(*items)), pages=1)
    assert [type(one.text) for one in found.items] == [Full, Teaser, Teaser]
    assert [one.page for one in found.items] == [False, True, True]
    assert "read in full" in found.items[1].article.extra["page"]
    assert "delegate number 7" in found.items[1].article.body
    assert "page" not in found.items[2].article.extra
    assert found.robots == (f"{server.address.removeprefix('http://')} permits its pages to be read",)


async def test_pages_that_robots_may_not_read(server: FeedServer, tmp_path: Path) -> None:
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /", Content_Type="text/plain")
    url = server.serve("/one.xml", rss(item("1", "Talks", link=server.url("/page"), description="Talks ...")))
    found = await feed_trial(tmp_path, url, pages=1)
    assert found.robots == (f"the robots.txt of {server.address} does not permit it",)
    assert found.items[0].article.extra["page"].startswith(found.robots[0])
    assert not found.fault, "nobody is asked about the feed itself"


async def test_history_and_rhythm_of_a_first_poll(server: FeedServer, tmp_path: Path) -> None:
    now = services.surroundings().clock.now()
    dates = [f"{now - timedelta(days=30, hours=hour):%a, %d %b %Y %H:%M:%S +0000}" for hour in range(24)]
    url = server.serve("/one.xml", rss(*(item(date, date, pubDate=date) for date in dates)))
    found = await feed_trial(tmp_path, url, ", backfill: 24h, every: 7m")
    assert all(one.history for one in found.items)
    assert found.following is not None
    assert found.following.reason == "the interval of the configuration"
    recent = await feed_trial(tmp_path, url, ", backfill: all")
    assert not any(one.history for one in recent.items)
    assert recent.rhythm.known


@pytest.mark.parametrize(
    ("path", "body", "fault"),
    [
        pytest.param(
            "/",
            b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed.xml">',
            "the document is no feed but a web page; its feeds are: {}/feed.xml",
            id="a page",
        ),
        pytest.param("/one.xml", b"", "the document is empty", id="nothing"),
        pytest.param("/missing", None, "the server answers HTTP 404 (Not Found)", id="not there"),
    ],
)
async def test_what_is_no_feed_says_why(
    server: FeedServer, tmp_path: Path, path: str, body: bytes | None, fault: str
) -> None:
    if body is not None:
        server.serve(path, body)
    found = await feed_trial(tmp_path, server.url(path))
    assert found.fault == fault.format(server.address)
    assert found.items == ()
    assert found.exchanges


async def test_an_address_that_is_not_allowed(server: FeedServer, tmp_path: Path) -> None:
    url = server.serve("/one.xml", rss(item("1")))
    path = tmp_path / "watch.yml"
    configuration = parse(path, HEAD + REST, {})
    surroundings = services.surroundings()
    alone = configuration.model_copy(update={"feeds": (FeedSettings(id="one", url=url),)})
    fetch = configuration.fetch.model_copy(update={"allow_addresses": ()})
    options = settle(path, configuration, Asked())
    async with described_sources(alone, options, surroundings) as sources:
        found = await tried(sources.polled[0], url, fetch, surroundings)
    assert "fetch.allow_addresses" in found.fault
    assert server.requests == []


@pytest.mark.parametrize(
    ("feeds", "titles", "fault"),
    [
        pytest.param("{id: one, url: one.xml}", ["From a file"], "", id="a feed in a file"),
        pytest.param("{kind: text, id: one, paths: '*.txt'}", ["First line"], "", id="text files"),
        pytest.param(
            "{kind: files, id: one, paths: 'no/*.txt'}",
            [],
            "no file matches no/*.txt in ",
            id="files that are not there",
        ),
        pytest.param("{id: one, url: missing.xml}", [], "missing.xml", id="a file that is not there"),
    ],
)
async def test_sources_of_other_kinds(tmp_path: Path, feeds: str, titles: list[str], fault: str) -> None:
    (tmp_path / "one.xml").write_bytes(rss(item("1", "From a file")))
    (tmp_path / "one.txt").write_text("First line\n\nAnd more text that stands below it.\n", "utf-8")
    found = await trial_of(tmp_path, f"feeds: [{feeds}]\n")
    assert [one.article.title for one in found.items] == titles
    assert fault in found.fault
    assert bool(found.fault) == bool(fault)


async def test_what_is_printed(server: FeedServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = [
        item(str(number), f"Item [bold]{number}[/bold]", link=f"https://a.example/{number}") for number in range(3)
    ]
    document = rss(*items, head="<ttl>90</ttl>")
    url = server.serve("/one.xml", document, ETag='"1"', Cache_Control="max-age=600")
    found = await feed_trial(tmp_path, url, ", pages: never")
    report(found, shown_items=2, as_json=False)
    words, errors = capsys.readouterr()
    for part in (
        "rss 2.0, read by our fast parser",
        "3 items",
        "90 min (ttl 90 min, max-age 10 min)",
        "ETag make polls cheap",
        "Item [bold]1[/bold]",
    ):
        assert part in words
    assert "… 1 more" in words
    assert "Item [bold]2" not in words
    assert errors == ""


async def test_what_is_printed_for_scripts(
    server: FeedServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = await feed_trial(tmp_path, server.serve("/one.xml", rss(item("1", "Talks"))))
    broken = await feed_trial(tmp_path, server.url("/missing.xml"))
    report(found, shown_items=0, as_json=True)
    report(broken, shown_items=0, as_json=True)
    answers: list[dict[str, Any]] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["ok"] for answer in answers] == [True, False]
    assert [one["title"] for one in answers[0]["items"]] == ["Talks"]
    assert answers[0]["document"]["encoding"] == "utf-8"
    assert answers[1]["fault"] == "the server answers HTTP 404 (Not Found)"
