"""Fetching against a real server that behaves as servers do, well and badly."""

import asyncio
import gzip
import ssl
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from connectors.connector import NOTHING_REMEMBERED, FeedMemory
from connectors.fetching import Fetched, FetchFailed, FetchResult, HttpFetcher, NotModified, retry_after, status_reason
from connectors.files import FileFetcher
from tests.connectors.feeds import FeedServer, rss
from tests.services import free_port
from tests.virtual_clock import START, VirtualClock


class Fetch:
    """Fetches a URL with small limits."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def __call__(
        self, url: str, memory: FeedMemory = NOTHING_REMEMBERED, *, maximum_bytes: int = 100_000, seconds: float = 10
    ) -> FetchResult:
        return await HttpFetcher(url, self.session, VirtualClock(), maximum_bytes, seconds).fetch(memory)


@pytest.fixture
def fetch(session: aiohttp.ClientSession) -> Fetch:
    return Fetch(session)


def reason(result: FetchResult) -> str:
    assert isinstance(result, FetchFailed)
    return result.reason


async def test_a_document_with_its_headers(server: FeedServer, fetch: Fetch) -> None:
    url = server.serve(
        "/feed", b"text", Content_Type="text/xml; charset=windows-1256", ETag='"v1"', Last_Modified="yesterday"
    )
    assert await fetch(url) == Fetched(b"text", url, "windows-1256", '"v1"', "yesterday")


async def test_says_who_asks(server: FeedServer, fetch: Fetch) -> None:
    await fetch(server.serve("/feed", b"text"))
    headers = server.requests[0].headers
    assert headers["User-Agent"] == "Mozilla/5.0 (compatible; Marsad/0.0.0)"
    assert "gzip" in headers["Accept-Encoding"]
    assert "If-None-Match" not in headers


async def test_a_conditional_request_is_answered_with_304(server: FeedServer, fetch: Fetch) -> None:
    async def answer(request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match") == '"v1"' and request.headers.get("If-Modified-Since") == "then"
        return web.Response(status=304 if known else 200)

    url = server.serve_by("/feed", answer)
    assert isinstance(await fetch(url, FeedMemory(etag='"v1"', last_modified="then")), NotModified)
    assert isinstance(await fetch(url, FeedMemory(etag='"v2"')), Fetched)


async def test_a_304_that_nobody_asked_for_is_a_failure(server: FeedServer, fetch: Fetch) -> None:
    assert "304" in reason(await fetch(server.serve_status("/feed", 304)))


async def test_a_redirect_is_followed_and_the_last_address_told(server: FeedServer, fetch: Fetch) -> None:
    new = server.serve("/new/feed", b"text")
    result = await fetch(server.serve_status("/old", 301, Location="/new/feed"))
    assert isinstance(result, Fetched)
    assert result.url == new


async def test_a_redirect_loop(server: FeedServer, fetch: Fetch) -> None:
    url = server.serve_status("/a", 302, Location="/a")
    assert reason(await fetch(url)) == "it redirects more than 10 times"


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/x", "javascript:alert(1)", "http://", "http://[1"])
async def test_a_redirect_to_nowhere(server: FeedServer, fetch: Fetch, target: str) -> None:
    assert reason(await fetch(server.serve_status("/a", 302, Location=target)))


async def test_a_refused_connection(fetch: Fetch) -> None:
    port = free_port()
    assert reason(await fetch(f"http://127.0.0.1:{port}/")) == f"127.0.0.1 refuses connections on port {port}"


async def test_a_name_that_does_not_exist(fetch: Fetch) -> None:
    assert reason(await fetch("http://no-such-host.invalid/")) == "the name no-such-host.invalid cannot be resolved"


async def test_a_server_that_hangs(server: FeedServer, fetch: Fetch) -> None:
    async def hang(_: web.Request) -> web.Response:
        await server.leaving.wait()
        return web.Response()

    url = server.serve_by("/feed", hang)
    assert reason(await fetch(url, seconds=0.05)) == "no complete answer within 0.05 seconds"


async def test_a_server_that_drips(server: FeedServer, fetch: Fetch) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while not server.leaving.is_set():
            await response.write(b"x")
            await asyncio.sleep(0.01)
        return response

    assert reason(await fetch(server.serve_by("/feed", drip), seconds=0.1)) == "no complete answer within 0.1 seconds"


async def test_a_server_that_hangs_up(server: FeedServer, fetch: Fetch) -> None:
    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    url = server.serve_by("/feed", hang_up)
    assert reason(await fetch(url)) == "the server closed the connection without an answer"


async def test_an_answer_that_breaks_off(server: FeedServer, fetch: Fetch) -> None:
    async def break_off(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"some")
        assert request.transport is not None
        request.transport.close()
        return response

    url = server.serve_by("/feed", break_off)
    assert reason(await fetch(url)) == "the answer broke off or is wrongly compressed"


async def test_a_false_compression(server: FeedServer, fetch: Fetch) -> None:
    url = server.serve("/feed", b"this is no gzip", Content_Encoding="gzip")
    assert reason(await fetch(url)) == "the answer broke off or is wrongly compressed"


async def test_what_is_no_http(fetch: Fetch) -> None:
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        assert reason(await fetch(f"http://127.0.0.1:{port}/")).startswith("the answer is not valid HTTP")


async def test_https_where_there_is_none(server: FeedServer, fetch: Fetch) -> None:
    url = server.serve("/feed", b"text").replace("http://", "https://")
    assert reason(await fetch(url)).startswith("no secure connection can be made")


async def test_a_certificate_that_nobody_vouches_for(fetch: Fetch, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    process = await asyncio.create_subprocess_exec(
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"),
        *("-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")),
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context) as listener:
        port = listener.sockets[0].getsockname()[1]
        assert reason(await fetch(f"https://127.0.0.1:{port}/")).startswith("the certificate of 127.0.0.1 is not valid")


async def test_the_limit_holds_while_reading(server: FeedServer, fetch: Fetch) -> None:
    written = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal written
        response = web.StreamResponse()
        await response.prepare(request)
        while not server.leaving.is_set():
            await response.write(b"x" * 65536)
            written += 65536
        return response

    url = server.serve_by("/feed", endless)
    assert reason(await fetch(url, maximum_bytes=1024 * 1024)) == "the document is larger than the 1 MiB that are read"
    assert written < 64 * 1024 * 1024


async def test_the_limit_counts_after_decompression(server: FeedServer, fetch: Fetch) -> None:
    bomb = gzip.compress(b" " * 20_000_000)
    assert len(bomb) < 50_000
    url = server.serve("/feed", bomb, Content_Encoding="gzip")
    assert reason(await fetch(url)) == "the document is larger than the 100000 bytes that are read"
    default = HttpFetcher(url, fetch.session, VirtualClock())
    assert reason(await default.fetch(NOTHING_REMEMBERED)) == "the document is larger than the 15 MiB that are read"


async def test_gzip_is_read(server: FeedServer, fetch: Fetch) -> None:
    result = await fetch(server.serve("/feed", gzip.compress(rss()), Content_Encoding="gzip"))
    assert isinstance(result, Fetched)
    assert result.body == rss()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500, 503, 204 + 400])
async def test_a_status_is_a_reason(server: FeedServer, fetch: Fetch, status: int) -> None:
    result = await fetch(server.serve_status("/feed", status))
    assert result == FetchFailed(status_reason(status))
    assert str(status) in reason(result)


async def test_retry_after_is_handed_on(server: FeedServer, fetch: Fetch) -> None:
    result = await fetch(server.serve_status("/feed", 429, Retry_After="120"))
    assert result == FetchFailed("the server answers HTTP 429 (Too Many Requests)", timedelta(seconds=120))


async def test_a_browser_challenge_is_recognised(server: FeedServer, fetch: Fetch) -> None:
    assert "browser challenge" in reason(await fetch(server.serve_status("/feed", 403, cf_mitigated="challenge")))


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        pytest.param("", None, id="none"),
        pytest.param("60", timedelta(seconds=60), id="seconds"),
        pytest.param(" 0 ", timedelta(0), id="at once"),
        pytest.param("9" * 400, timedelta(days=1), id="never is a day"),
        pytest.param("Fri, 20 Nov 2026 12:10:00 GMT", timedelta(minutes=10), id="a date"),
        pytest.param("Fri, 20 Nov 2026 15:10:00 +0300", timedelta(minutes=10), id="a date in another zone"),
        pytest.param("Fri, 20 Nov 2026 12:10:00 -0000", timedelta(minutes=10), id="a date without a zone"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 GMT", timedelta(0), id="a date that is over"),
        pytest.param("soon", None, id="a word"),
        pytest.param("-5", None, id="less than nothing"),
        pytest.param("٦٠", None, id="other digits"),
        pytest.param("Fri, 99 Nov 99999 99:99:99 GMT", None, id="no date"),
    ],
)
def test_retry_after(value: str, wait: timedelta | None) -> None:
    assert retry_after(value, START) == wait


async def test_files(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    fetcher = FileFetcher(path, maximum_bytes=10)
    assert reason(await fetcher.fetch(NOTHING_REMEMBERED)) == f"the file {path} does not exist"
    path.write_bytes(b"0123456789")
    assert await fetcher.fetch(NOTHING_REMEMBERED) == Fetched(b"0123456789", "")
    path.write_bytes(b"0123456789a")
    assert reason(await fetcher.fetch(NOTHING_REMEMBERED)).endswith("is larger than the 10 bytes that are read")
    assert reason(await FileFetcher(tmp_path).fetch(NOTHING_REMEMBERED)) == f"{tmp_path} is not a file"
