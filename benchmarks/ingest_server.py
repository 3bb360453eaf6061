"""The server of the connectors' benchmark: feeds on many loopback addresses, fast enough not to be what is measured.

    python benchmarks/ingest_server.py

Prints its port, which is the same at each of ``ADDRESSES``, and serves until it is ended:

* any path: an RSS feed of 20 items. Of the requests that show the present ETag, the share that was set last is
  answered with 304; each of the others finds one new item in the feed, and one fewer at its end.
* ``/share/0.95``: sets that share for all feeds.
* ``/hostile/NUMBER``, and whatever follows: a document of the hostile corpus of the tests, by its place there, with
  other last bytes each time, so that it is always new.
"""

import asyncio
import sys
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

import uvloop

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.ingest_documents import LANGUAGES, document
from tests.connectors.hostile import CORPUS
from tests.servers import free_port

ADDRESSES: Final = tuple(f"127.0.1.{number}" for number in range(1, 201))
"""As many hosts. Linux has them all without being told."""

ITEMS: Final = 20
_END: Final = b"\r\n\r\n"
_SHOWN: Final = b"If-None-Match: "
_HOSTILE: Final = list(CORPUS.values())


class Feeds:
    """Every feed that was asked for, and what the next answer is."""

    def __init__(self) -> None:
        self.share = 0.0
        self._newest: dict[str, int] = {}
        self._owed = 0.0
        self._hostile = 0

    def answer(self, request: bytes) -> bytes:
        """The response to one request."""
        path = request.split(b" ", 2)[1].decode()
        if path.startswith("/share/"):
            self.share = float(path.removeprefix("/share/"))
            return _response(b"", "")
        if path.startswith("/hostile/"):
            self._hostile += 1
            return _response(hostile(int(path.split("/")[2])) + b"<!-- %d -->" % self._hostile, "")
        newest = self._newest.setdefault(path, ITEMS)
        if f'"{newest}"'.encode() == _shown(request):
            self._owed += self.share
            if self._owed >= 1.0:
                self._owed -= 1.0
                return b'HTTP/1.1 304 Not Modified\r\nETag: "%d"\r\n\r\n' % newest
            newest = self._newest[path] = newest + 1
        language = LANGUAGES[len(path) % len(LANGUAGES)]
        return _response(document("rss", language, path.strip("/"), newest, ITEMS), f'"{newest}"')


class Connection(asyncio.Protocol):
    """One client: requests without a body, one after the other."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        *requests, self._received = (self._received + data).split(_END)
        for request in requests:
            self._transport.write(self._feeds.answer(request))


@lru_cache(maxsize=len(_HOSTILE))
def hostile(number: int) -> bytes:
    """A document of the corpus; it is made when it is first asked for."""
    return _HOSTILE[number % len(_HOSTILE)]()


def _shown(request: bytes) -> bytes:
    """The ETag that the client shows."""
    return request.partition(_SHOWN)[2].partition(b"\r\n")[0]


def _response(body: bytes, etag: str) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\n"
    return (head + (f"ETag: {etag}\r\n" if etag else "") + "\r\n").encode() + body


async def serve() -> None:
    """Listen at every address until cancelled."""
    feeds, port = Feeds(), free_port()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(feeds), ADDRESSES, port, backlog=1000)
    print(port, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve())
