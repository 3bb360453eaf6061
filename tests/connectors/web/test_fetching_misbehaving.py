"""Fetching from servers that misbehave on purpose: each is a clear failure, in time and in little memory."""

import asyncio
import gzip
import json
import sys
import zlib
from collections.abc import Callable, Iterator

import aiohttp
import brotli
import pytest
from backports import zstd

from connectors.connector import NOTHING_REMEMBERED
from connectors.web.fetching import Fetched, FetchFailed, HttpFetcher
from tests.connectors.misbehaving import (
    Answer,
    brotli_bomb,
    gzip_bomb,
    gzip_in_gzip_bomb,
    gzip_of_nothing,
    head,
    raw_server,
    says,
    says_for_ever,
    streams,
    zstd_bomb,
)
from tests.virtual_clock import VirtualClock

TEXT = "<rss>خبر عاجل من بيروت</rss>".encode() * 50
GZIPPED = gzip.compress(TEXT)
MEGABYTES_60 = 60 * 1024 * 1024


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(data) + compressor.flush()


def chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


async def fetch(answer: Answer, session: aiohttp.ClientSession, seconds: float = 10) -> Fetched | FetchFailed:
    async with raw_server(answer) as server:
        fetcher = HttpFetcher(f"{server.url}/feed", session, VirtualClock(), maximum_bytes=1024 * 1024, seconds=seconds)
        result = await fetcher.fetch(NOTHING_REMEMBERED)
    assert isinstance(result, Fetched | FetchFailed)
    return result


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nsome"), "the answer broke off", id="length too long"
        ),
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"),
            "the document is larger than the 1 MiB that are read",
            id="a length above the limit is not even read",
        ),
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsome and more"),
            "the answer is not valid HTTP",
            id="length too short",
        ),
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nsome"),
            "the answer is not valid HTTP",
            id="a length that is no number",
        ),
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nsome"),
            "the answer is not valid HTTP",
            id="two lengths",
        ),
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nsome\r\n"),
            "the answer ",  # broke off or is not valid HTTP: it depends on how the bytes arrive
            id="broken chunks",
        ),
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(b"some")),
            "the answer broke off",
            id="chunks without an end",
        ),
        pytest.param(says(head(Content_Encoding="gzip"), GZIPPED[:-9]), "the answer broke off", id="gzip cut"),
        pytest.param(says(head(Content_Encoding="gzip"), b"\x1f"), "the answer broke off", id="gzip cut at once"),
        pytest.param(
            says(head(Content_Encoding="deflate"), zlib.compress(TEXT)[:-3]), "the answer broke off", id="zlib cut"
        ),
        pytest.param(
            says(head(Content_Encoding="deflate"), raw_deflate(TEXT)[:-3]), "the answer broke off", id="raw deflate cut"
        ),
        pytest.param(
            says(head(Content_Encoding="br"), brotli.compress(TEXT)[:-3]), "the answer broke off", id="brotli cut"
        ),
        pytest.param(
            says(head(Content_Encoding="zstd"), zstd.compress(TEXT)[:-3]), "the answer broke off", id="zstd cut"
        ),
        pytest.param(
            says(head(Content_Encoding="gzip"), GZIPPED[:-8] + bytes(8)),
            "the answer is wrongly compressed",
            id="gzip damaged",
        ),
        pytest.param(
            says(head(Content_Encoding="gzip"), b"\x00\x01\x02"), "the answer is wrongly compressed", id="not gzip"
        ),
        pytest.param(says(head(Content_Encoding="br"), b"\xff" * 50), "the answer is wrongly compressed", id="not br"),
        pytest.param(
            says(head(Content_Encoding="zstd"), b"\xff" * 50), "the answer is wrongly compressed", id="not zstd"
        ),
        pytest.param(
            says(head(Content_Encoding="gzip, gzip, gzip"), GZIPPED),
            "the answer is compressed more than 2 times over",
            id="too many encodings",
        ),
        pytest.param(
            says(head(Content_Encoding="gzip"), gzip.compress(b"") * 2000),
            "the answer is compressed in more than 1000 pieces",
            id="a thousand empty members",
        ),
        pytest.param(
            streams(head(Content_Encoding="gzip, gzip"), gzip_of_nothing),
            "the answer is compressed in more than 1000 pieces",
            id="a million empty members, compressed",
        ),
        pytest.param(
            says_for_ever(head(Content_Type="text/xml"), b"x" * 65536),
            "the document is larger than the 1 MiB that are read",
            id="endless body",
        ),
        pytest.param(
            says_for_ever(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunked(b"x" * 65536)),
            "the document is larger than the 1 MiB that are read",
            id="endless chunks",
        ),
        pytest.param(
            says_for_ever(b"HTTP/1.1 200 OK\r\n", b"X-More: of this\r\n"),
            "the answer has more than 200 headers",
            id="endless headers",
        ),
        pytest.param(
            says_for_ever(b"HTTP/1.1 200 OK\r\nX-Long: ", b"x" * 4096),
            "a header of the answer is longer than 32 KiB",
            id="endless header",
        ),
        pytest.param(
            says_for_ever(b"", b"x" * 4096), "the answer is not valid HTTP", id="endless status line that is none"
        ),
        pytest.param(
            says_for_ever(b"HTTP/1.1 200 ", b"x" * 4096),
            "a header of the answer is longer than 32 KiB",
            id="endless status line",
        ),
        pytest.param(says(b""), "the server closed the connection without an answer", id="nothing"),
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nContent-Ty"),
            "the server closed the connection without an answer",
            id="half a head",
        ),
        pytest.param(says(b"\x00\x01\x02\x03\r\n\r\n"), "the answer is not valid HTTP", id="bytes"),
        pytest.param(
            says(b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-3/100\r\nContent-Length: 4\r\n\r\nsome"),
            "the server answers HTTP 206 (Partial Content)",
            id="a part that nobody asked for",
        ),
        pytest.param(
            says(b"HTTP/1.1 204 No Content\r\n\r\n"), "the server answers HTTP 204 (No Content)", id="no content"
        ),
        pytest.param(
            says(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
            "the server answers HTTP 304 (Not Modified)",
            id="a 304 that nobody asked for",
        ),
        pytest.param(
            says(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
            "the server answers HTTP 302 (Found)",
            id="a redirect to nowhere",
        ),
    ],
)
async def test_is_a_clear_failure(answer: Answer, reason: str, session: aiohttp.ClientSession) -> None:
    result = await fetch(answer, session)
    assert isinstance(result, FetchFailed)
    assert result.reason.startswith(reason)
    assert len(result.reason) < 300


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(says_for_ever(head(), b"x", 0.01), id="a body that drips"),
        pytest.param(says_for_ever(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", 0.01), id="a header that drips"),
        pytest.param(
            says_for_ever(head(Content_Encoding="gzip") + GZIPPED[:10], b"", 0.01), id="gzip that stands still"
        ),
        pytest.param(says_for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01), id="only promises of an answer"),
        pytest.param(
            says_for_ever(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0", 0.01),
            id="a chunk size that drips",
        ),
    ],
)
async def test_a_slow_answer_ends_in_time(answer: Answer, session: aiohttp.ClientSession) -> None:
    started = asyncio.get_running_loop().time()
    assert await fetch(answer, session, seconds=0.2) == FetchFailed("no complete answer within 0.2 seconds")
    assert asyncio.get_running_loop().time() - started < 5


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        pytest.param(says(head(), b""), b"", id="an empty document"),
        pytest.param(says(head(Content_Encoding="gzip"), b""), b"", id="an empty document, said to be gzip"),
        pytest.param(says(head(Content_Encoding="gzip"), GZIPPED), TEXT, id="gzip"),
        pytest.param(says(head(Content_Encoding="X-GZip"), GZIPPED), TEXT, id="gzip by its old name"),
        pytest.param(says(head(Content_Encoding="gzip"), GZIPPED * 3), TEXT * 3, id="gzip in several members"),
        pytest.param(
            says(head(Content_Encoding="gzip"), GZIPPED + b"\0" * 99), TEXT, id="gzip with something after it"
        ),
        pytest.param(
            says(head(Content_Encoding="gzip"), b"\n" + TEXT), b"\n" + TEXT, id="text that is said to be gzip"
        ),
        pytest.param(says(head(Content_Encoding="zstd"), TEXT), TEXT, id="text that is said to be zstd"),
        pytest.param(says(head(), GZIPPED), TEXT, id="a gzip file"),
        pytest.param(says(head(Content_Encoding="gzip"), gzip.compress(GZIPPED)), TEXT, id="a gzip file, compressed"),
        pytest.param(says(head(Content_Encoding="deflate"), zlib.compress(TEXT)), TEXT, id="deflate as zlib"),
        pytest.param(says(head(Content_Encoding="deflate"), raw_deflate(TEXT)), TEXT, id="deflate, raw"),
        pytest.param(says(head(Content_Encoding="br"), brotli.compress(TEXT)), TEXT, id="brotli"),
        pytest.param(says(head(Content_Encoding="zstd"), zstd.compress(TEXT)), TEXT, id="zstd"),
        pytest.param(says(head(Content_Encoding="zstd"), zstd.compress(TEXT) * 2), TEXT * 2, id="two zstd frames"),
        pytest.param(says(head(Content_Encoding="gzip, br"), brotli.compress(GZIPPED)), TEXT, id="gzip, then brotli"),
        pytest.param(says(head(Content_Encoding="utf-8"), TEXT), TEXT, id="an encoding that is none"),
        pytest.param(
            says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(TEXT) + b"0\r\n\r\n"),
            TEXT,
            id="chunks",
        ),
        pytest.param(says(b"HTTP/1.0 200 OK\r\n\r\n", TEXT), TEXT, id="HTTP/1.0"),
        pytest.param(says(b"HTTP/1.1 100 Continue\r\n\r\n", head(), TEXT), TEXT, id="a promise before the answer"),
    ],
)
async def test_is_read_all_the_same(answer: Answer, body: bytes, session: aiohttp.ClientSession) -> None:
    result = await fetch(answer, session)
    assert isinstance(result, Fetched), result
    assert result.body == body


@pytest.mark.slow
@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [
        pytest.param("gzip", gzip_bomb, id="gzip"),
        pytest.param("br", brotli_bomb, id="brotli"),
        pytest.param("zstd", zstd_bomb, id="zstd"),
        pytest.param("gzip, gzip", gzip_in_gzip_bomb, id="gzip in gzip"),
        pytest.param("gzip", gzip_in_gzip_bomb, id="a gzip bomb as a file, compressed"),
        pytest.param("identity", gzip_bomb, id="a gzip bomb as a file"),
    ],
)
async def test_a_bomb_of_a_gibibyte_takes_little_memory(encoding: str, bomb: Callable[[], Iterator[bytes]]) -> None:
    async with raw_server(streams(head(Content_Encoding=encoding), bomb)) as server:
        [(said, growth)] = await fetch_alone(server.url)
    assert said == "the document is larger than the 15 MiB that are read"
    assert growth < MEGABYTES_60


async def test_the_largest_document_takes_little_memory() -> None:
    largest = 15 * 1024 * 1024
    async with raw_server(streams(head(Content_Encoding="gzip"), lambda: gzip_bomb(largest))) as server:
        [(said, growth)] = await fetch_alone(server.url)
    assert said == f"{largest} bytes"
    assert growth < MEGABYTES_60


async def fetch_alone(*urls: str) -> list[tuple[str, int]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.connectors.fetch_alone", *urls, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    found: list[tuple[str, int]] = json.loads(output)
    return found


async def test_a_bomb_leaves_turns_to_others(session: aiohttp.ClientSession) -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    body = gzip.compress(bytes(15 * 1024 * 1024))
    async with raw_server(says(head(Content_Encoding="gzip"), body)) as server:
        fetching = HttpFetcher(server.url, session, VirtualClock()).fetch(NOTHING_REMEMBERED)
        other = asyncio.create_task(others())
        result = await fetching
        other.cancel()
    assert isinstance(result, Fetched)
    assert turns > 20
