"""Fetching a page once."""

import aiohttp
import pytest

from connectors.web.fetching import Fetched, FetchFailed, PageFetcher
from tests.connectors.feeds import FeedServer
from tests.connectors.misbehaving import raw_server, says_for_ever
from tests.virtual_clock import VirtualClock


@pytest.fixture
def pages(session: aiohttp.ClientSession) -> PageFetcher:
    return PageFetcher(session, VirtualClock(), maximum_bytes=100_000, seconds=10)


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "text/html; charset=utf-8", "Text/HTML", "application/xhtml+xml", "text/plain", "text/xml"],
)
async def test_a_page(content_type: str, server: FeedServer, pages: PageFetcher) -> None:
    url = server.serve("/page", b"<html></html>", Content_Type=content_type)
    result = await pages.fetch(url)
    assert isinstance(result, Fetched)
    assert (result.body, result.url) == (b"<html></html>", url)
    assert result.content_type == content_type.partition(";")[0].lower()
    assert server.requests[0].headers["Accept"].startswith("text/html")


@pytest.mark.parametrize("content_type", ["image/png", "application/pdf", "video/mp4", "audio/mpeg", "application/zip"])
async def test_what_is_no_page_is_not_read(content_type: str, pages: PageFetcher) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n".encode()
    async with raw_server(says_for_ever(head, b"x" * 65536)) as server:
        result = await pages.fetch(server.url)
    assert result == FetchFailed(f"it is {content_type}, not a page", status=200)


@pytest.mark.parametrize(
    ("status", "kind"), [(404, "failed"), (410, "gone"), (403, "failed"), (429, "throttled"), (304, "failed")]
)
async def test_a_page_that_is_not_given(status: int, kind: str, server: FeedServer, pages: PageFetcher) -> None:
    result = await pages.fetch(server.serve_status("/page", status))
    assert isinstance(result, FetchFailed)
    assert (result.status, result.kind) == (status, kind)


@pytest.mark.parametrize("url", ["", "page.html", "file:///etc/passwd", "http://", "mailto:a@b.example", "http://[1"])
async def test_what_is_no_address(url: str, pages: PageFetcher) -> None:
    result = await pages.fetch(url)
    assert isinstance(result, FetchFailed)
    assert result.reason.endswith("is no valid http(s) URL")


async def test_a_page_that_takes_too_long(session: aiohttp.ClientSession) -> None:
    async with raw_server(says_for_ever(b"HTTP/1.1 200 OK\r\n\r\n", b"x", 0.01)) as server:
        result = await PageFetcher(session, VirtualClock(), seconds=0.1).fetch(server.url)
    assert result == FetchFailed("no complete answer within 0.1 seconds")
