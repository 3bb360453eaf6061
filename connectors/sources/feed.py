"""The connector for feeds: fetch, see whether anything changed, parse."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

import msgspec

from connectors.connector import Failed, FeedMemory, NewArticles, Poll, Unchanged
from connectors.metrics import FETCH_SECONDS
from connectors.parsing.entries import Origin
from connectors.parsing.feed_parsing import NotAFeed
from connectors.parsing.pooled_parsing import parse_in_pool
from connectors.web.fetch_results import Fetched, FetchFailed, NotModified
from connectors.web.fetching import Fetcher, moved
from connectors.workers.worker_pool import WorkerPool
from streams.clock import Clock

READ_IN_FULL_EVERY: Final = timedelta(days=1)
"""How long validators and fingerprint are trusted. Some servers answer an old 304 for ever; and what is read again
keeps its articles in the memory of those seen."""


@dataclass(frozen=True, slots=True)
class FeedConnector:
    """A feed over HTTP or from a file, as the ``fetcher`` gets it. Satisfies ``Connector``."""

    id: str
    every: timedelta | None
    origin: Origin
    fetcher: Fetcher
    clock: Clock
    pool: WorkerPool

    async def poll(self, memory: FeedMemory) -> Poll:
        """Fetch with what is remembered; parse, in a worker process, only content that is not."""
        now = self.clock.now()
        known = current(memory, self.fetcher.address, now)
        started = self.clock.monotonic()
        result = await self.fetcher.fetch(known)
        FETCH_SECONDS.observe(self.clock.monotonic() - started)
        match result:
            case NotModified(moved_to, max_age):
                return Unchanged(moved_memory(known, moved_to), max_age)
            case FetchFailed(reason, retry_after, kind):
                return Failed(reason, retry_after, kind)
            case Fetched():
                proven = memory.address == known.address and memory.read_at is not None
                return await self._read(result, known, now, proven=proven)

    async def _read(self, document: Fetched, known: FeedMemory, now: datetime, *, proven: bool) -> Poll:
        fingerprint = blake2b(document.body, digest_size=16).hexdigest()
        changed = fingerprint != known.fingerprint
        memory = moved_memory(
            msgspec.structs.replace(
                known,
                address=self.fetcher.address,
                etag=document.etag,
                last_modified=document.last_modified,
                fingerprint=fingerprint,
                read_at=now if changed else known.read_at,
            ),
            document.moved_to,
        )
        if not changed:
            return Unchanged(memory, document.max_age)
        parsed = await parse_in_pool(
            self.pool,
            document.body,
            self.origin,
            now,
            base_url=document.url,
            charset=document.charset,
            proven=proven,
        )
        if isinstance(parsed, NotAFeed):
            return Failed(parsed.reason)
        skipped = (f"{parsed.empty} items have neither title nor text nor link",) if parsed.empty else ()
        asked = [wait for wait in (parsed.ttl, document.max_age) if wait is not None]
        return NewArticles(parsed.articles, memory, skipped, max(asked, default=None))


def current(memory: FeedMemory, address: str, now: datetime) -> FeedMemory:
    """What of ``memory`` holds for this address at this moment: all of it, or only where the address moved to."""
    if memory.address != address:
        return FeedMemory(address=address)
    age = now - memory.read_at if memory.read_at is not None else READ_IN_FULL_EVERY
    if timedelta(0) <= age < READ_IN_FULL_EVERY:
        return memory
    return FeedMemory(address=address, moved_to=memory.moved_to, moved_times=memory.moved_times)


def moved_memory(memory: FeedMemory, moved_to: str) -> FeedMemory:
    """``memory`` with what a poll showed of where the address moved to."""
    address, times = moved(memory, moved_to)
    if (address, times) == (memory.moved_to, memory.moved_times):
        return memory
    return msgspec.structs.replace(memory, moved_to=address, moved_times=times)
