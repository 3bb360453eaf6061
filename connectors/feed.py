"""The connector for feeds: fetch, see whether anything changed, parse."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from connectors.connector import Failed, FeedMemory, NewArticles, Poll, Unchanged
from connectors.entries import Origin
from connectors.feed_parsing import NotAFeed, parse_feed
from connectors.fetching import Fetched, Fetcher, FetchFailed, NotModified
from connectors.metrics import FETCH_SECONDS
from streams.clock import Clock

READ_IN_FULL_EVERY: Final = timedelta(days=1)
"""How long validators and fingerprint are trusted. Some servers answer an old 304 for ever; and what is read again
keeps its articles in the memory of those seen."""


@dataclass(frozen=True)
class FeedConnector:
    """A feed over HTTP or from a file, as the ``fetcher`` gets it. Satisfies ``Connector``."""

    id: str
    every: timedelta
    origin: Origin
    fetcher: Fetcher
    clock: Clock

    async def poll(self, memory: FeedMemory) -> Poll:
        """Fetch with what is remembered; parse, in a thread, only content that is not."""
        now = self.clock.now()
        known = current(memory, self.fetcher.address, now)
        started = self.clock.monotonic()
        result = await self.fetcher.fetch(known)
        FETCH_SECONDS.observe(self.clock.monotonic() - started)
        match result:
            case NotModified():
                return Unchanged(known)
            case FetchFailed(reason, retry_after):
                return Failed(reason, retry_after)
            case Fetched():
                return await self._read(result, known, now)

    async def _read(self, document: Fetched, known: FeedMemory, now: datetime) -> Poll:
        fingerprint = blake2b(document.body, digest_size=16).hexdigest()
        changed = fingerprint != known.fingerprint
        memory = FeedMemory(
            address=self.fetcher.address,
            etag=document.etag,
            last_modified=document.last_modified,
            fingerprint=fingerprint,
            read_at=now if changed else known.read_at,
        )
        if not changed:
            return Unchanged(memory)
        parsed = await asyncio.to_thread(
            parse_feed, document.body, self.origin, now, base_url=document.url, charset=document.charset
        )
        if isinstance(parsed, NotAFeed):
            return Failed(parsed.reason)
        skipped = (f"{parsed.empty} items have neither title nor text nor link",) if parsed.empty else ()
        return NewArticles(parsed.articles, memory, skipped)


def current(memory: FeedMemory, address: str, now: datetime) -> FeedMemory:
    """What of ``memory`` holds for this address at this moment: all of it, or nothing."""
    if memory.address != address or memory.read_at is None:
        return FeedMemory(address=address)
    age = now - memory.read_at
    return memory if timedelta(0) <= age < READ_IN_FULL_EVERY else FeedMemory(address=address)
