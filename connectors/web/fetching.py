"""Fetching over HTTP: the shared session, feeds with their memory, and pages once.

What a fetch promises: it answers within its time, reads no more than its limit, connects to no address that is not
public unless that is allowed, and every failure is an answer with its reason.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import aiohttp
from aiohttp.abc import AbstractResolver

from connectors.connector import NOTHING_REMEMBERED, FeedMemory
from connectors.web.address_guard import guarded_sockets, networks
from connectors.web.fetch_results import MAXIMUM_BODY_BYTES, Fetched, FetchFailed, FetchResult, NotModified
from connectors.web.http_errors import MAXIMUM_HEADER_BYTES, MAXIMUM_HEADERS
from connectors.web.http_exchange import CONNECT_SECONDS, get
from connectors.web.name_resolution import NameResolver
from streams.clock import Clock

__all__ = [
    "MAXIMUM_BODY_BYTES",
    "FetchFailed",
    "FetchResult",
    "Fetched",
    "Fetcher",
    "HttpFetcher",
    "NotModified",
    "PageFetcher",
    "moved",
    "open_session",
]

HOMEPAGE: Final = "https://github.com/marsad/marsad"
"""Where the administrator of a server learns what Marsad is."""

FETCH_SECONDS: Final = 20.0
"""How long a fetch may take from the first redirect to the last byte."""

MAXIMUM_CONNECTIONS: Final = 500
CONNECTIONS_TO_A_HOST: Final = 50
"""Far above what the gates of the schedule let through."""

SURE_AFTER: Final = 3
"""So many identical permanent redirects in a row, and the new address is asked directly."""

_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.9, "
    "text/xml;q=0.9, */*;q=0.5"
)
_ACCEPT_PAGE: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_PAGES: Final = frozenset(("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain", ""))
_NOTHING_THERE: Final = (0, 404, 410)


class Fetcher(Protocol):
    """Gets one document. ``address`` says which, for the memory."""

    @property
    def address(self) -> str:
        """Where the document is: a URL or a path."""

    async def fetch(self, memory: FeedMemory) -> FetchResult:
        """Get it, unless it is as ``memory`` says. Failures are answers, never exceptions."""


def open_session(
    version: str,
    user_agent: str = "",
    allow_addresses: Sequence[str] = (),
    *,
    resolver: AbstractResolver | None = None,
) -> aiohttp.ClientSession:
    """The session that all fetchers share. Must be called in the event loop that uses it, and closed by the caller.

    ``user_agent`` takes the place of the whole of ours. ``allow_addresses`` are IP networks that may be connected to
    although they are not public. Proxies of the environment are not used: they would connect past the guard.
    """
    return aiohttp.ClientSession(
        headers={
            "User-Agent": user_agent or f"Mozilla/5.0 (compatible; Marsad/{version}; +{HOMEPAGE})",
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate, br, zstd",
        },
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(
            limit=MAXIMUM_CONNECTIONS,
            limit_per_host=CONNECTIONS_TO_A_HOST,
            ttl_dns_cache=300,
            resolver=resolver or NameResolver(),
            socket_factory=guarded_sockets(networks(allow_addresses)),
        ),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        auto_decompress=False,
        trust_env=False,
        max_line_size=MAXIMUM_HEADER_BYTES,
        max_field_size=MAXIMUM_HEADER_BYTES,
        max_headers=MAXIMUM_HEADERS,
    )


@dataclass(frozen=True, slots=True)
class HttpFetcher:
    """One document over HTTP, again and again. The limits are bytes, before and after decompression, and seconds."""

    address: str
    session: aiohttp.ClientSession
    clock: Clock
    maximum_bytes: int = MAXIMUM_BODY_BYTES
    seconds: float = FETCH_SECONDS

    async def fetch(self, memory: FeedMemory) -> FetchResult:
        """Get the document with the validators of ``memory``, where it has moved to if that is certain.

        If nothing is there, the address itself is asked again. If that fails too, the move is still remembered, since
        a failure leaves the memory as it is.
        """
        try:
            async with asyncio.timeout(self.seconds):
                if not memory.moved_to or memory.moved_times < SURE_AFTER:
                    return await self._get(memory)
                result = await self._get(memory, memory.moved_to)
                if isinstance(result, FetchFailed) and result.status in _NOTHING_THERE:
                    return _either(result, await self._get(NOTHING_REMEMBERED), memory.moved_to)
                return result
        except TimeoutError:
            return FetchFailed(f"no complete answer within {self.seconds:g} seconds")

    async def _get(self, memory: FeedMemory, start: str = "") -> FetchResult:
        return await get(
            self.session,
            self.address,
            self.clock,
            start=start,
            etag=memory.etag,
            last_modified=memory.last_modified,
            maximum_bytes=self.maximum_bytes,
        )


def _either(new: FetchFailed, old: FetchResult, moved_to: str) -> FetchResult:
    """What to answer when nothing is at the new address and the old one was asked again."""
    if not isinstance(old, FetchFailed) or old.reason == new.reason:
        return old
    return FetchFailed(
        f"{new.reason} at {moved_to}, where it had moved; at its old address: {old.reason}",
        old.retry_after,
        new.kind if old.kind == "failed" else old.kind,
        old.status,
    )


def moved(memory: FeedMemory, moved_to: str) -> tuple[str, int]:
    """The ``moved_to`` and ``moved_times`` to remember after a fetch that began with ``memory``.

    ``moved_to`` is the one of the result. What is certain is not counted further, so that the memory stays as it is.
    """
    if not moved_to:
        return "", 0
    return moved_to, min(memory.moved_times + 1, SURE_AFTER) if moved_to == memory.moved_to else 1


@dataclass(frozen=True, slots=True)
class PageFetcher:
    """Any page once, without a memory."""

    session: aiohttp.ClientSession
    clock: Clock
    maximum_bytes: int = MAXIMUM_BODY_BYTES
    seconds: float = FETCH_SECONDS

    async def fetch(self, url: str) -> Fetched | FetchFailed:
        """The page. What is no page, by its Content-Type, is not read. Failures are answers, never exceptions."""
        try:
            async with asyncio.timeout(self.seconds):
                result = await get(
                    self.session,
                    url,
                    self.clock,
                    accept=_ACCEPT_PAGE,
                    maximum_bytes=self.maximum_bytes,
                    refuse=_no_page,
                )
        except TimeoutError:
            return FetchFailed(f"no complete answer within {self.seconds:g} seconds")
        assert not isinstance(result, NotModified), "nothing was shown that could be unmodified"
        return result


def _no_page(content_type: str) -> str | None:
    """Why a document of this type is no page."""
    return None if content_type in _PAGES else f"it is {content_type[:100]}, not a page"
