"""What servers and the HTTP client say when a fetch fails, as a reason that a person understands and a kind.

Nothing here shows a user name or password of a URL.
"""

import re
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import aiohttp

from connectors.connector import FailureKind
from connectors.web.address_guard import ADVICE, AddressRefused
from connectors.web.fetch_results import FetchFailed

MAXIMUM_RETRY_AFTER: Final = timedelta(days=1)
"""A server that asks for more is asked again after a day."""

MAXIMUM_HEADERS: Final = 200
MAXIMUM_HEADER_BYTES: Final = 32 * 1024
"""The longest header line, in bytes."""

_CREDENTIALS: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*@")
_ANYTHING_LIKE_CREDENTIALS: Final = re.compile(r"//.*@", re.DOTALL)
_MAXIMUM_SHOWN: Final = 200


def without_credentials(url: str) -> str:
    """The URL without user name and password, fit to be shown, stored and logged."""
    return _CREDENTIALS.sub(lambda found: f"{found[1] or ''}//", url)


def invalid_url(url: str) -> FetchFailed:
    """The failure for what is no http(s) URL. What may be a password is not shown."""
    shown = _ANYTHING_LIKE_CREDENTIALS.sub("//", url)[:_MAXIMUM_SHOWN]
    return FetchFailed(f"{shown!r} is no valid http(s) URL")


def status_failure(status: int, *, mitigated: str, wait: str, now: datetime) -> FetchFailed:
    """The failure for an answer that brings no document.

    ``mitigated`` is Cloudflare's header cf-mitigated, ``wait`` the header Retry-After.
    """
    kind: FailureKind = "failed"
    if mitigated == "challenge":
        kind = "challenge"
    elif status == HTTPStatus.GONE:
        kind = "gone"
    elif status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        kind = "throttled"
    return FetchFailed(status_reason(status, mitigated), retry_after(wait, now), kind, status)


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


def client_failure(error: Exception, host: str, connect_seconds: float) -> FetchFailed:
    """What an exception of the HTTP client means. ``host`` is the one that was asked."""
    refused = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(refused, AddressRefused):
        return refused_failure(host, refused.address, refused.why)
    return FetchFailed(_reason(error, host, connect_seconds))


def refused_failure(host: str, address: str, why: str) -> FetchFailed:
    """The failure for an address that Marsad may not connect to."""
    if host == address:
        return FetchFailed(f"{host} is {why}; {ADVICE}", kind="refused")
    return FetchFailed(f"{host} leads to {address}, {why}; {ADVICE}", kind="refused")


def _reason(error: Exception, host: str, connect_seconds: float) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"the name {host} cannot be resolved"
        case aiohttp.ClientConnectorCertificateError():
            return f"the certificate of {host} is not valid ({_innermost(error.certificate_error)})"
        case aiohttp.ClientConnectorSSLError() | ssl.SSLError():
            return f"no secure connection can be made ({_innermost(error)})"
        case aiohttp.ClientConnectorError(os_error=ConnectionRefusedError()):
            return f"{host} refuses connections on port {error.port}"
        case aiohttp.ClientConnectorError():
            return f"{host} cannot be reached ({error.os_error.strerror or error.os_error})"
        case aiohttp.ServerDisconnectedError():
            return "the server closed the connection without an answer"
        case TimeoutError():
            return f"{host} cannot be reached within {connect_seconds:g} seconds"
        case aiohttp.ClientPayloadError():
            return "the answer broke off"
        case aiohttp.ClientResponseError():
            return _not_http(error.message)
        case aiohttp.ClientOSError():
            return f"the connection to {host} broke ({error.strerror or error})"
        case _:
            return f"the fetch failed ({type(error).__name__}: {without_credentials(str(error))})"


def _not_http(message: str) -> str:
    """What the client's parser says, without the bytes that it quotes."""
    first = message.strip().partition("\n")[0][:_MAXIMUM_SHOWN].rstrip(":. ")
    lowered = first.lower()
    if lowered.startswith("too many headers") or "headers received" in lowered:
        return f"the answer has more than {MAXIMUM_HEADERS} headers"
    if lowered.startswith("got more than"):
        return f"a header of the answer is longer than {MAXIMUM_HEADER_BYTES // 1024} KiB"
    return f"the answer is not valid HTTP ({first})"


def _innermost(error: BaseException) -> str:
    """The library's own words about a TLS error, without its numbers."""
    inner = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(inner, ssl.SSLCertVerificationError):
        return inner.verify_message
    return str(getattr(inner, "reason", "") or inner)
