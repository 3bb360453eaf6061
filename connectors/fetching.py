"""Getting the bytes of a feed over HTTP: conditional, limited while reading, with a clear reason for each failure."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, Protocol

import aiohttp

from connectors.connector import FeedMemory
from streams.clock import Clock

MAXIMUM_BODY_BYTES: Final = 15 * 1024 * 1024
"""The largest document that is read, in bytes after decompression."""

FETCH_SECONDS: Final = 20.0
"""How long a fetch may take from the first redirect to the last byte."""

MAXIMUM_REDIRECTS: Final = 10
MAXIMUM_RETRY_AFTER: Final = timedelta(days=1)
"""A server that asks for more is asked again after a day."""

_CHUNK_BYTES: Final = 64 * 1024
_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.9, "
    "text/xml;q=0.9, */*;q=0.5"
)


@dataclass(frozen=True)
class Fetched:
    """A document. ``url`` is where it was found at last; ``charset`` what the server says of its encoding."""

    body: bytes
    url: str
    charset: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class NotModified:
    """The server says that nothing has changed since the memory that it was shown."""


@dataclass(frozen=True)
class FetchFailed:
    """No document, and why in one clause. ``retry_after`` is what the server asked for."""

    reason: str
    retry_after: timedelta | None = None


FetchResult = Fetched | NotModified | FetchFailed


class Fetcher(Protocol):
    """Gets one document. ``address`` says which, for the memory."""

    @property
    def address(self) -> str:
        """Where the document is: a URL or a path."""

    async def fetch(self, memory: FeedMemory) -> FetchResult:
        """Get it, unless it is as ``memory`` says. Failures are answers, never exceptions."""


def open_session(version: str) -> aiohttp.ClientSession:
    """The session that all fetchers share. Must be called in the event loop that uses it, and closed by the caller."""
    return aiohttp.ClientSession(
        headers={"User-Agent": f"Mozilla/5.0 (compatible; Marsad/{version})", "Accept": _ACCEPT},
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit=100, limit_per_host=4, ttl_dns_cache=300),
        max_line_size=32 * 1024,
        max_field_size=32 * 1024,
    )


@dataclass(frozen=True)
class HttpFetcher:
    """One document over HTTP. The limits are bytes after decompression and seconds for the whole."""

    address: str
    session: aiohttp.ClientSession
    clock: Clock
    maximum_bytes: int = MAXIMUM_BODY_BYTES
    seconds: float = FETCH_SECONDS

    async def fetch(self, memory: FeedMemory) -> FetchResult:
        """Get the document with the validators of ``memory``."""
        headers = {}
        if memory.etag:
            headers["If-None-Match"] = memory.etag
        if memory.last_modified:
            headers["If-Modified-Since"] = memory.last_modified
        try:
            async with self.session.get(
                self.address,
                headers=headers,
                max_redirects=MAXIMUM_REDIRECTS,
                timeout=aiohttp.ClientTimeout(total=self.seconds),
            ) as response:
                return await self._read(response, conditional=bool(headers))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return FetchFailed(self._reason(error))

    async def _read(self, response: aiohttp.ClientResponse, *, conditional: bool) -> FetchResult:
        """The document of a response that has begun."""
        if response.status == HTTPStatus.NOT_MODIFIED and conditional:
            return NotModified()
        if not 200 <= response.status < 300:
            return FetchFailed(
                status_reason(response.status, response.headers.get("cf-mitigated", "")),
                retry_after(response.headers.get("Retry-After", ""), self.clock.now()),
            )
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            body += chunk
            if len(body) > self.maximum_bytes:
                return FetchFailed(f"the document is larger than the {_size(self.maximum_bytes)} that are read")
        return Fetched(
            body=bytes(body),
            url=str(response.url),
            charset=response.charset or "",
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
        )

    def _reason(self, error: Exception) -> str:
        """What an exception of the client means, in one clause."""
        match error:
            case aiohttp.TooManyRedirects():
                return f"it redirects more than {MAXIMUM_REDIRECTS} times"
            case aiohttp.InvalidURL():
                return f"{error.url} is no valid http(s) URL"
            case aiohttp.ClientConnectorDNSError():
                return f"the name {error.host} cannot be resolved"
            case aiohttp.ClientConnectorCertificateError():
                return f"the certificate of {error.host} is not valid ({_innermost(error.certificate_error)})"
            case aiohttp.ClientConnectorSSLError() | ssl.SSLError():
                return f"no secure connection can be made ({_innermost(error)})"
            case aiohttp.ClientConnectorError(os_error=ConnectionRefusedError()):
                return f"{error.host} refuses connections on port {error.port}"
            case aiohttp.ClientConnectorError():
                return f"{error.host} cannot be reached ({error.os_error.strerror or error.os_error})"
            case aiohttp.ServerDisconnectedError():
                return "the server closed the connection without an answer"
            case TimeoutError():
                return f"no complete answer within {self.seconds:g} seconds"
            case aiohttp.ClientPayloadError():
                return "the answer broke off or is wrongly compressed"
            case aiohttp.ClientResponseError():
                return f"the answer is not valid HTTP ({error.message})"
            case _:
                return f"the fetch failed ({type(error).__name__}: {error})"


def status_reason(status: int, mitigated: str = "") -> str:
    """What an HTTP status means for a feed. ``mitigated`` is Cloudflare's header of that name."""
    if mitigated == "challenge":
        return f"the site asks for a browser challenge instead of answering (HTTP {status})"
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "unknown status"
    return f"the server answers HTTP {status} ({phrase})"


def retry_after(value: str, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for: seconds or an HTTP date; None if it asks for nothing readable."""
    value = value.strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        wait = timedelta(seconds=min(int(value[:12]), MAXIMUM_RETRY_AFTER.total_seconds()))
    else:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return max(timedelta(0), min(wait, MAXIMUM_RETRY_AFTER))


def _size(number: int) -> str:
    """A number of bytes for a person."""
    return f"{number / 1024 / 1024:g} MiB" if number >= 1024 * 1024 else f"{number} bytes"


def _innermost(error: BaseException) -> str:
    """The library's own words about a TLS error, without its numbers."""
    inner = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(inner, ssl.SSLCertVerificationError):
        return inner.verify_message
    return str(getattr(inner, "reason", "") or inner)
