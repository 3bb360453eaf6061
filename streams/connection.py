"""How Marsad connects to Redis or Valkey: one way, for the engine and for every state that lives there."""

import socket
from typing import Any, Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

_SILENT_CONNECTION: Final = {
    name: value
    for name, value in (
        (getattr(socket, "TCP_KEEPIDLE", None), 10),
        (getattr(socket, "TCP_KEEPINTVL", None), 5),
        (getattr(socket, "TCP_KEEPCNT", None), 4),
        (getattr(socket, "TCP_USER_TIMEOUT", None), 30_000),
    )
    if name is not None
}
"""Ends a TCP connection whose other side has said nothing for half a minute."""


def redis_client(url: str) -> Redis:
    """A client for ``redis://``, ``rediss://`` or ``unix://``; it connects when it is first used.

    It never retries by itself: whoever calls decides what to do when the server is gone, and says so.

    It has no ``socket_timeout``: redis-py puts that into ``asyncio.wait_for``, which on Python 3.11 loses a
    cancellation that arrives as the write completes. The system ends silent connections instead.
    """
    options: dict[str, Any] = {}
    if not url.startswith("unix:"):
        options = {"socket_keepalive": True, "socket_keepalive_options": _SILENT_CONNECTION}
    client: Redis = Redis.from_url(
        url,
        socket_timeout=None,
        socket_connect_timeout=5.0,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        client_name="marsad",
        max_connections=1024,
        **options,
    )
    return client
