"""What the channels over HTTP share: the session, and what a failure says about whether the message arrived."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isnan
from typing import Final

import aiohttp

from alerts.channel import Ambiguous, Retry

TIMEOUT: Final = 30.0
"""Seconds until a request without an answer is given up. Far less than a delivery's lease."""

_KEEP_ALIVE: Final = 4.0
"""Seconds that an idle connection is kept: less than the 5 s after which common servers close theirs, since a request
on a connection that is just being closed has a lost answer."""

_LONGEST_PAUSE: Final = 86_400.0


def open_session(seconds: float = TIMEOUT) -> aiohttp.ClientSession:
    """A session for the channels, with a limit for each request, and half of it for the connection.

    It keeps no cookies, and honours HTTPS_PROXY and NO_PROXY.
    """
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=seconds, sock_connect=seconds / 2),
        # No limit here: the channels' turns bound the requests, before a delivery is marked as being sent.
        connector=aiohttp.TCPConnector(keepalive_timeout=_KEEP_ALIVE, limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=True,
    )


def failure(error: aiohttp.ClientError | asyncio.TimeoutError | OSError, host: str) -> Retry | Ambiguous:
    """Retry if the request cannot have left, Ambiguous if it may have. The reason is in our own words.

    Libraries' messages are kept out, since they may hold the address with its token.
    """
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Retry(None, f"no connection to {host} ({type(error).__name__})")
    if isinstance(error, asyncio.TimeoutError):
        return Ambiguous(f"{host} took the request and gave no answer in time")
    return Ambiguous(f"the connection to {host} broke before the answer ({type(error).__name__})")


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for: seconds or a date. None if it is missing or unreadable; a day at most."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            until = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds()
    return None if isnan(seconds) else timedelta(seconds=min(max(seconds, 0.0), _LONGEST_PAUSE))
