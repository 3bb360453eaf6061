"""Fetching against a real server that behaves as servers do, well and badly."""

import asyncio
import gzip
import ssl
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from connectors.connector import NOTHING_REMEMBERED, FailureKind, FeedMemory
from connectors.sources.files import FileFetcher
from connectors.web.fetching import Fetched, FetchFailed, FetchResult, HttpFetcher, NotModified, open_session
from connectors.web.http_errors import retry_after, status_reason, without_credentials
from connectors.web.http_exchange import max_age
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
    assert await fetch(url) == Fetched(b"text", url, "windows-1256", '"v1"', "yesterday", "text/xml")


async def test_says_who_asks(server: FeedServer, fetch: Fetch) -> None:
    await fetch(server.serve("/feed", b"text"))
    headers = server.requests[0].headers
    assert headers["User-Agent"] == "Mozilla/5.0 (compatible; Marsad/0.0.0; +https://github.com/marsad/marsad)"
    assert headers["Accept-Encoding"] == "gzip, deflate, br, zstd"
    assert "Cookie" not in headers
    assert "If-None-Match" not in headers


async def test_says_who_asks_in_the_users_own_words(server: FeedServer) -> None:
    async with open_session("0.0.0", "newsroom (press@example.org)", ("127.0.0.1",)) as session:
        await Fetch(session)(server.serve("/feed", b"text"))
    assert server.requests[0].headers["User-Agent"] == "newsroom (press@example.org)"


async def test_a_proxy_of_the_environment_is_not_used(
    server: FeedServer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    assert isinstance(await fetch(server.serve("/feed", b"text")), Fetched)


async def test_a_conditional_request_is_answered_with_304(server: FeedServer, fetch: Fetch) -> None:
    async def answer(request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match") == '"v1"' and request.headers.get("If-Modified-Since") == "then"
        return web.Response(status=304 if known else 200)

    url = server.serve_by("/feed", answer)
    assert isinstance(await fetch(url, FeedMemory(etag='"v1"', last_modified="then")), NotModified)
    assert isinstance(await fetch(url, FeedMemory(etag='"v2"')), Fetched)


async def test_a_304_that_nobody_asked_for_is_a_failure(server: FeedServer, fetch: Fetch) -> None:
    assert "304" in reason(await fetch(server.serve_status("/feed", 304)))


async def test_a_refused_connection(fetch: Fetch) -> None:
    port = free_port()
    assert reason(await fetch(f"http://127.0.0.1:{port}/")) == f"127.0.0.1 refuses connections on port {port}"


@pytest.mark.parametrize("name", ["no-such-host.invalid", "a" * 64 + ".invalid", "a..invalid", "لا-يوجد.invalid"])
async def test_a_name_that_does_not_exist(fetch: Fetch, name: str) -> None:
    assert reason(await fetch(f"http://{name}/")) == f"the name {name} cannot be resolved"


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
    assert reason(await fetch(url)) == "the answer broke off"


async def test_a_false_compression(server: FeedServer, fetch: Fetch) -> None:
    url = server.serve("/feed", b"this is no gzip", Content_Encoding="gzip")
    assert reason(await fetch(url)) == "the answer is wrongly compressed"


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


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        pytest.param(400, {}, "failed", id="bad request"),
        pytest.param(401, {}, "failed", id="unauthorised"),
        pytest.param(403, {}, "failed", id="forbidden"),
        pytest.param(404, {}, "failed", id="not found"),
        pytest.param(410, {}, "gone", id="gone"),
        pytest.param(429, {}, "throttled", id="too many requests"),
        pytest.param(429, {"Retry_After": "120"}, "throttled", id="too many requests, until"),
        pytest.param(500, {}, "failed", id="broken"),
        pytest.param(503, {}, "throttled", id="overloaded"),
        pytest.param(503, {"Retry_After": "120"}, "throttled", id="overloaded, until"),
        pytest.param(403, {"cf_mitigated": "challenge"}, "challenge", id="challenge"),
        pytest.param(503, {"cf_mitigated": "challenge"}, "challenge", id="challenge as overloaded"),
        pytest.param(403, {"cf_mitigated": "block"}, "failed", id="another header of that kind"),
        pytest.param(604, {}, "failed", id="a status that does not exist"),
    ],
)
async def test_a_status_is_a_reason(
    server: FeedServer, fetch: Fetch, status: int, headers: dict[str, str], kind: FailureKind
) -> None:
    result = await fetch(server.serve_status("/feed", status, **headers))
    wait = timedelta(seconds=120) if "Retry_After" in headers else None
    assert result == FetchFailed(status_reason(status, headers.get("cf_mitigated", "")), wait, kind, status)
    assert str(status) in reason(result)
    assert ("browser challenge" in reason(result)) == (kind == "challenge")


@pytest.mark.parametrize(
    ("cache_control", "age", "left"),
    [
        pytest.param("", "", None, id="says nothing"),
        pytest.param("max-age=600", "", 600, id="ten minutes"),
        pytest.param("public, MAX-AGE = 600", "", 600, id="among others, written otherwise"),
        pytest.param('max-age="600"', "", 600, id="quoted"),
        pytest.param("max-age=600", "200", 400, id="of which some are over"),
        pytest.param("max-age=600", "999", 0, id="all over"),
        pytest.param("max-age=600", "old", 600, id="an age that is none"),
        pytest.param("max-age=0", "", 0, id="at once"),
        pytest.param("s-maxage=600", "", None, id="for shared caches"),
        pytest.param("max-age=60, s-maxage=600", "", 60, id="for both"),
        pytest.param("no-cache, max-age=600", "", None, id="not to be kept"),
        pytest.param("max-age=600, no-store", "", None, id="not to be stored"),
        pytest.param("max-age=-1", "", None, id="less than nothing"),
        pytest.param("max-age=600, max-age=5", "", 600, id="twice"),
        pytest.param("max-age=" + "9" * 500, "", 10**9, id="for ever"),
    ],
)
def test_max_age(cache_control: str, age: str, left: int | None) -> None:
    assert max_age(cache_control, age) == (None if left is None else timedelta(seconds=left))


@pytest.mark.parametrize("status", [200, 304])
async def test_max_age_is_handed_on(server: FeedServer, fetch: Fetch, status: int) -> None:
    url = server.serve_status("/feed", status, Cache_Control="max-age=600", Age="60")
    result = await fetch(url, FeedMemory(etag='"v1"'))
    assert isinstance(result, Fetched | NotModified)
    assert result.max_age == timedelta(seconds=540)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("https://a.example/x?y=z@w", "https://a.example/x?y=z@w", id="none"),
        pytest.param("https://user:secret@a.example/@x", "https://a.example/@x", id="user and password"),
        pytest.param("https://user@a.example/", "https://a.example/", id="user"),
        pytest.param("https://u:se@cret@a.example/", "https://a.example/", id="an at sign in the password"),
        pytest.param("//u:secret@a.example/", "//a.example/", id="no scheme"),
        pytest.param("feeds/a@b.xml", "feeds/a@b.xml", id="a path"),
    ],
)
def test_without_credentials(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        "http://user:secret@127.0.0.1:{port}/",
        "http://user:secret@no-such-host.invalid/",
        "http://user:secret@127.0.0.1:99999/",
        "http://user:sec/ret@127.0.0.1/",
        "ftp://user:secret@127.0.0.1/",
        "http://user:secret@/",
        "http://user:secret@[1/",
    ],
)
async def test_no_reason_tells_a_password(fetch: Fetch, url: str) -> None:
    said = reason(await fetch(url.format(port=free_port())))
    assert "sec" not in said


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
