"""What is kept of a feed between two polls and across restarts: its memory, its rhythm, and how it does."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

import msgspec
from redis.asyncio import Redis

from connectors.connector import FailureKind, FeedMemory
from connectors.scheduling.rhythm import Rhythm


class FeedState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that is known of one feed.

    ``polled_at`` is the last poll, whatever came of it, ``read_at`` the last one that succeeded; ``first_read_at`` is
    None until one did. ``items`` is how many articles the feed held when it was last read in full. ``failures`` counts
    those in a row since ``failing_since``; ``broken`` and ``silent`` say that people were told. ``next_poll`` says why
    it is polled when it is; ``settings`` is the source's at the last poll.
    """

    memory: FeedMemory = FeedMemory()
    rhythm: Rhythm = Rhythm()
    polled_at: datetime | None = None
    read_at: datetime | None = None
    first_read_at: datetime | None = None
    last_new_at: datetime | None = None
    items: int = 0
    articles: int = 0
    missed: int = 0
    missed_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    failure: str = ""
    failure_kind: FailureKind = "failed"
    skipped: str = ""
    broken: bool = False
    silent: bool = False
    next_poll: str = ""
    settings: str = ""


NEVER_POLLED: Final = FeedState()


class FeedStates(Protocol):
    """Keeps one state for each feed."""

    async def load(self, feeds: Sequence[str]) -> list[FeedState]:
        """The states of the feeds with these ids, in their order; an empty one for a feed that was never polled."""

    async def save(self, states: Mapping[str, FeedState]) -> None:
        """Keep the states, by feed id."""


class RedisFeedStates:
    """The states as JSON in the hash ``<prefix>feeds``, by feed id, each call one round trip. Redis' errors go through.

    A state that cannot be read is an empty one: what stands in the feed is read again and, if it is not known any more,
    is history.
    """

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._key = f"{prefix}feeds"

    async def load(self, feeds: Sequence[str]) -> list[FeedState]:
        """The states, in the order of ``feeds``."""
        if not feeds:
            return []
        return [_state(value) for value in await self._redis.hmget(self._key, list(feeds))]

    async def save(self, states: Mapping[str, FeedState]) -> None:
        """Keep them until they are replaced."""
        if states:
            await self._redis.hset(self._key, mapping={feed: _encoded(state) for feed, state in states.items()})

    async def forget(self, feeds: Sequence[str]) -> None:
        """Keep nothing of these feeds."""
        if feeds:
            await self._redis.hdel(self._key, *feeds)


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(FeedState)


def _encoded(state: FeedState) -> bytes:
    """The state as JSON. What is no Unicode becomes question marks: servers send headers in encodings of their own."""
    try:
        return _encoder.encode(state)
    except UnicodeEncodeError:
        return _encoder.encode(_printable(msgspec.to_builtins(state)))


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _printable(part) for name, part in value.items()}
    return value


def _state(value: bytes | str | None) -> FeedState:
    if value is None:
        return NEVER_POLLED
    try:
        return _decoder.decode(value)
    except msgspec.MsgspecError:
        return NEVER_POLLED
