"""Where the memories of the feeds are kept between polls and across restarts."""

from typing import Protocol

import msgspec
from redis.asyncio import Redis

from connectors.connector import NOTHING_REMEMBERED, FeedMemory


class FeedMemories(Protocol):
    """Keeps one memory for each feed."""

    async def load(self, feed: str) -> FeedMemory:
        """What is remembered of the feed with this id; an empty memory if nothing is."""

    async def save(self, feed: str, memory: FeedMemory) -> None:
        """Remember it."""


class RedisFeedMemory:
    """The memories as JSON in the hash ``<prefix>feeds``, by feed id. Redis' errors go through."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        self._redis = redis
        self._key = f"{prefix}feeds"

    async def load(self, feed: str) -> FeedMemory:
        """What is remembered; a memory that cannot be read is none, which costs one fetch in full."""
        stored = await self._redis.hget(self._key, feed)
        if stored is None:
            return NOTHING_REMEMBERED
        try:
            return msgspec.json.decode(stored, type=FeedMemory)
        except msgspec.MsgspecError:
            return NOTHING_REMEMBERED

    async def save(self, feed: str, memory: FeedMemory) -> None:
        """Remember it until it is replaced."""
        await self._redis.hset(self._key, feed, msgspec.json.encode(memory))
