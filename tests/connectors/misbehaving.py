"""Servers that break the rules of HTTP on purpose, over raw sockets on loopback."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import brotli
from backports import zstd

GIBIBYTE = 1024 * 1024 * 1024
_BLOCK = bytes(1024 * 1024)

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""Writes what a server says after it has read a request."""


@dataclass
class RawServer:
    """Where the server is, and the heads of the requests that reached it."""

    url: str
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    written: int = 0


@asynccontextmanager
async def raw_server(answer: Answer, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[RawServer]:
    """A server that says ``answer`` to each request and then closes the connection."""
    talking: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talking.add(task)
        server.connections += 1
        with suppress(OSError, asyncio.IncompleteReadError):
            server.requests.append(await reader.readuntil(b"\r\n\r\n"))
            await answer(writer)
            await writer.drain()
        talking.discard(task)
        writer.close()

    listener = await asyncio.start_server(talk, host, port)
    server = RawServer(f"http://{host}:{listener.sockets[0].getsockname()[1]}")
    try:
        yield server
    finally:
        listener.close()
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)


def says(*pieces: bytes) -> Answer:
    """Writes exactly these bytes."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return answer


def says_for_ever(head: bytes, piece: bytes, pause: float = 0.0) -> Answer:
    """Writes ``head``, and then ``piece`` until the other side has had enough."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return answer


def streams(head: bytes, pieces: Callable[[], Iterator[bytes]]) -> Answer:
    """Writes ``head`` and then pieces that are made while they are sent."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for piece in pieces():
            writer.write(piece)
            await writer.drain()

    return answer


def head(**headers: str) -> bytes:
    """The head of a 200 without a length: the body ends when the connection does."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode("latin-1")


def gzip_bomb(size: int = GIBIBYTE) -> Iterator[bytes]:
    """Zeros, as gzip; about a thousandth of their size."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(size // len(_BLOCK)):
        if piece := compressor.compress(_BLOCK):
            yield piece
    yield compressor.flush()


def brotli_bomb(size: int = GIBIBYTE) -> Iterator[bytes]:
    """Zeros, as brotli; about a millionth of their size."""
    compressor = brotli.Compressor(quality=1)
    for _ in range(size // len(_BLOCK)):
        if piece := compressor.process(_BLOCK):
            yield piece
    yield compressor.finish()


def zstd_bomb(size: int = GIBIBYTE) -> Iterator[bytes]:
    """Zeros, as zstd; about a thirty-thousandth of their size."""
    compressor = zstd.ZstdCompressor(level=1)
    for _ in range(size // len(_BLOCK)):
        if piece := compressor.compress(_BLOCK):
            yield piece
    yield compressor.flush()


def gzip_in_gzip_bomb(size: int = GIBIBYTE) -> Iterator[bytes]:
    """A gzip bomb that is compressed again."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    for piece in gzip_bomb(size):
        yield compressor.compress(piece)
    yield compressor.flush()


def gzip_of_nothing() -> Iterator[bytes]:
    """A gzip stream of a million empty gzip streams: it comes to nothing, at great length."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    empty = gzip.compress(b"") * 1000
    for _ in range(1000):
        yield compressor.compress(empty)
    yield compressor.flush()
