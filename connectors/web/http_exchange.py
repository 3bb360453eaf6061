"""One document over HTTP: the redirects, the limits while reading, the meaning of the answer.

The redirects are followed here and not by the client, since it matters whether all of them were permanent, and since
validators and credentials are for one host alone:

* Only http and https are followed, at most ten times, and not in a circle.
* A redirect to another host carries neither validators nor credentials.
* From https to http is followed, since some newspapers do that, but without credentials, and never counts as permanent.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Final

import aiohttp
from yarl import URL

from connectors.web.decompression import Decompression, TooMuch, WronglyCompressed, encodings
from connectors.web.fetch_results import MAXIMUM_BODY_BYTES, Fetched, FetchFailed, FetchResult, NotModified, size
from connectors.web.http_errors import client_failure, invalid_url, status_failure, without_credentials
from streams.clock import Clock

MAXIMUM_REDIRECTS: Final = 10
CONNECT_SECONDS: Final = 10.0
"""How long making a connection may take, with its TLS handshake."""

_CHUNK_BYTES: Final = 64 * 1024
_BYTES_IN_A_ROW: Final = 64 * 1024
"""So much is decompressed before other tasks have a turn."""

_PERMANENT: Final = (301, 308)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_DEFAULT_PORTS: Final = (80, 443)


async def get(
    session: aiohttp.ClientSession,
    address: str,
    clock: Clock,
    *,
    start: str = "",
    etag: str = "",
    last_modified: str = "",
    accept: str = "",
    maximum_bytes: int = MAXIMUM_BODY_BYTES,
    cut: bool = False,
    refuse: Callable[[str], str | None] | None = None,
) -> FetchResult:
    """The document at ``address``, beginning at ``start`` if that is given. Failures are answers.

    ``etag`` and ``last_modified`` are shown to the host that is asked first. Of a document that is too large, ``cut``
    wants the beginning. ``refuse`` says of a Content-Type why such a document is not to be read. The time is the
    caller's to limit.
    """
    try:
        home = URL(address)
        url = (URL(start) if start else home).with_fragment(None)
        authorization = _authorization(home)
    except ValueError:
        return invalid_url(start or address)
    headers = {}
    if accept:
        headers["Accept"] = accept
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    conditional = bool(etag or last_modified)
    moving = bool(start)
    permanent = True
    visited: set[URL] = set()
    while True:
        if not url.raw_host or url.scheme not in ("http", "https"):
            return invalid_url(str(url))
        if authorization:
            url = url.with_user(None)
            if _same_place(home, url):
                headers["Authorization"] = authorization
            else:
                headers.pop("Authorization", None)
        try:
            response = await session.get(url, headers=headers, allow_redirects=False)
            try:
                if response.status == HTTPStatus.NOT_MODIFIED and conditional:
                    return NotModified(
                        str(url) if moving and permanent else "",
                        max_age(response.headers.get("Cache-Control", ""), response.headers.get("Age", "")),
                    )
                location = response.headers.get("Location", "") if response.status in _REDIRECTS else ""
                if not location:
                    moved_to = str(url) if moving and permanent else ""
                    return await _document(response, url, moved_to, clock, maximum_bytes, cut, refuse)
            finally:
                response.release()
        except aiohttp.InvalidURL:
            return invalid_url(str(url))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return client_failure(error, url.host or "", CONNECT_SECONDS)
        target = _target(url, location)
        if isinstance(target, FetchFailed):
            return target
        moving = True
        visited.add(url)
        if target in visited:
            return FetchFailed(f"it redirects in a circle, back to {_shown(target)}", status=response.status)
        if len(visited) > MAXIMUM_REDIRECTS:
            return FetchFailed(f"it redirects more than {MAXIMUM_REDIRECTS} times", status=response.status)
        if target.raw_host != url.raw_host:
            headers.pop("If-None-Match", None)
            headers.pop("If-Modified-Since", None)
            conditional = False
        downgraded = url.scheme == "https" and target.scheme == "http"
        permanent = permanent and response.status in _PERMANENT and not downgraded
        url = target


async def _document(
    response: aiohttp.ClientResponse,
    url: URL,
    moved_to: str,
    clock: Clock,
    maximum_bytes: int,
    cut: bool,
    refuse: Callable[[str], str | None] | None,
) -> Fetched | FetchFailed:
    """The document of a response that has begun and is no redirect. Raises what the client raises while reading."""
    status, headers = response.status, response.headers
    if status not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
        return status_failure(
            status, mitigated=headers.get("cf-mitigated", ""), wait=headers.get("Retry-After", ""), now=clock.now()
        )
    content_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    unwanted = refuse(content_type) if refuse is not None else None
    if unwanted is not None:
        return FetchFailed(unwanted, status=status)
    if not cut and (response.content_length or 0) > maximum_bytes:
        return FetchFailed(_too_large(maximum_bytes), status=status)
    body = await _body(response, maximum_bytes, cut=cut)
    if isinstance(body, FetchFailed):
        return body
    return Fetched(
        body=body,
        url=str(url),
        charset=response.charset or "",
        etag=headers.get("ETag", ""),
        last_modified=headers.get("Last-Modified", ""),
        content_type=content_type,
        moved_to=moved_to,
        max_age=max_age(headers.get("Cache-Control", ""), headers.get("Age", "")),
    )


async def _body(response: aiohttp.ClientResponse, maximum_bytes: int, *, cut: bool) -> bytes | FetchFailed:
    """The document without its compression. Reads no further than the limit."""
    pieces: list[bytes] = []
    length = in_a_row = 0
    try:
        decompression = Decompression(
            encodings(response.headers.get("Content-Encoding", "")), MAXIMUM_BODY_BYTES if cut else maximum_bytes
        )
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            for piece in decompression.feed(chunk):
                pieces.append(piece)
                length += len(piece)
                in_a_row += len(piece)
                if length > maximum_bytes:
                    if cut:
                        return b"".join(pieces)[:maximum_bytes]
                    return FetchFailed(_too_large(maximum_bytes), status=response.status)
                if in_a_row >= _BYTES_IN_A_ROW:
                    in_a_row = 0
                    await asyncio.sleep(0)
        decompression.finish()
    except TooMuch:
        return FetchFailed(_too_large(maximum_bytes), status=response.status)
    except WronglyCompressed as error:
        return FetchFailed(str(error), status=response.status)
    except aiohttp.ClientPayloadError:
        return FetchFailed("the answer broke off", status=response.status)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _too_large(maximum_bytes: int) -> str:
    return f"the document is larger than the {size(maximum_bytes)} that are read"


def _target(url: URL, location: str) -> URL | FetchFailed:
    """Where a redirect leads, without user name, password and fragment."""
    try:
        target = url.join(URL(location.strip())).with_fragment(None)
        if target.scheme not in ("http", "https") or not target.raw_host:
            return FetchFailed(f"it redirects to {_shown(target)}, which is no http(s) URL")
        return target.with_user(None) if target.raw_user or target.raw_password else target
    except ValueError:
        return FetchFailed(f"it redirects to something that is no URL: {without_credentials(location)[:200]!r}")


def _shown(url: URL) -> str:
    """A URL for a reason: without credentials, and not longer than a person reads."""
    return without_credentials(str(url))[:200]


def _authorization(home: URL) -> str:
    """The header for the user name and password of a URL, empty if it has none. Raises ValueError."""
    if home.raw_user is None and home.raw_password is None:
        return ""
    return aiohttp.encode_basic_auth(home.user or "", home.password or "", encoding="utf-8")


def _same_place(home: URL, url: URL) -> bool:
    """Whether what ``home`` is told in secret may be told to ``url``: the same host and port, or its https."""
    if home.raw_host != url.raw_host:
        return False
    if home.scheme == url.scheme:
        return home.port == url.port
    return home.scheme == "http" and (home.port, url.port) == _DEFAULT_PORTS


@lru_cache(maxsize=1024)
def max_age(cache_control: str, age: str) -> timedelta | None:
    """How long the headers Cache-Control and Age say that an answer stays fresh; None if they do not say.

    What is said to shared caches (``s-maxage``) is not for us.
    """
    if not cache_control:
        return None
    seconds: int | None = None
    for directive in cache_control.lower().split(","):
        name, _, value = directive.strip().partition("=")
        name = name.strip()
        if name in ("no-cache", "no-store") and not value:
            return None
        if name == "max-age" and seconds is None:
            seconds = _seconds(value)
    if seconds is None:
        return None
    return timedelta(seconds=max(0, seconds - (_seconds(age) or 0)))


def _seconds(value: str) -> int | None:
    """A number of seconds as a header writes it, quoted or not."""
    value = value.strip().strip('"')
    return min(int(value[:12]), 10**9) if value.isascii() and value.isdigit() else None
