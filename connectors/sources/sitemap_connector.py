"""The connector for news sitemaps and for indexes of sitemaps, of which the newest are read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

import msgspec

from connectors.connector import Failed, FeedMemory, NewArticles, Poll, Unchanged
from connectors.parsing.entries import Origin
from connectors.parsing.parsed_feed import NotAFeed
from connectors.parsing.sitemap import SitemapIndex
from connectors.sources.feed import current, moved_memory
from connectors.sources.page_list import failure
from connectors.sources.sitemap_reading import RecentArticles, recent_articles
from connectors.web.fetch_results import Fetched, FetchFailed, NotModified
from connectors.web.fetching import Fetcher
from connectors.workers.offloading import Workers, WorkFailed
from streams.clock import Clock
from streams.records import Article


class _Child(msgspec.Struct, frozen=True, array_like=True):
    """What is remembered of a sitemap that an index names."""

    etag: str = ""
    last_modified: str = ""
    fingerprint: str = ""


Children = dict[str, _Child]
"""The sitemaps of an index that are read, by address; in the memory's ``position`` as JSON."""


@dataclass(frozen=True)
class SitemapConnector:
    """A sitemap at ``address``. Satisfies ``Connector``. ``fetcher_of`` gives what fetches a URL.

    Of an index the ``children`` last changed sitemaps are read, each with conditions of its own; a sitemap that cannot
    be read is named and keeps none of the others back. Articles from before the last ``days`` are left out.
    """

    id: str
    every: timedelta | None
    origin: Origin
    address: str
    fetcher_of: Callable[[str], Fetcher]
    clock: Clock
    workers: Workers
    days: int = 3
    children: int = 5

    async def poll(self, memory: FeedMemory) -> Poll:
        """Fetch with what is remembered, and read what has changed."""
        now = self.clock.now()
        known = current(memory, self.address, now)
        result = await self.fetcher_of(self.address).fetch(known)
        match result:
            case NotModified(moved_to, max_age):
                found = moved_memory(known, moved_to)
                return await self._children(found, _children(known), now, known, max_age)
            case FetchFailed():
                return failure(result)
            case Fetched():
                return await self._read(result, known, now)

    async def _read(self, document: Fetched, known: FeedMemory, now: datetime) -> Poll:
        fingerprint = blake2b(document.body, digest_size=16).hexdigest()
        changed = fingerprint != known.fingerprint
        memory = msgspec.structs.replace(
            moved_memory(known, document.moved_to),
            etag=document.etag,
            last_modified=document.last_modified,
            fingerprint=fingerprint,
            read_at=now if changed else known.read_at,
        )
        before = _children(known)
        if not changed:
            return await self._children(memory, before, now, known, document.max_age)
        found = await self._parse(document, now)
        match found:
            case NotAFeed(reason):
                return Failed(reason)
            case RecentArticles(articles, skipped):
                return NewArticles(articles, msgspec.structs.replace(memory, position=""), skipped, document.max_age)
            case SitemapIndex(sitemaps):
                since = now - timedelta(days=self.days)
                newest = [one.url for one in sitemaps if one.changed_at is None or one.changed_at >= since]
                if not newest:
                    sentence = f"none of the {len(sitemaps)} sitemaps was changed within {self.days} days"
                    return NewArticles((), msgspec.structs.replace(memory, position=""), (sentence,), document.max_age)
                chosen = {address: before.get(address, _Child()) for address in newest[: self.children]}
                return await self._children(memory, chosen, now, known, document.max_age)

    async def _children(
        self, memory: FeedMemory, children: Children, now: datetime, known: FeedMemory, max_age: timedelta | None
    ) -> Poll:
        """What has changed in the sitemaps of an index; unchanged where there are none."""
        articles: list[Article] = []
        skipped: list[str] = []
        failures: list[Failed] = []
        after: Children = {}
        for address, child in children.items():
            found = await self._child(address, child, now)
            if isinstance(found, Failed):
                after[address] = child
                failures.append(found)
                skipped.append(f"{address}: {found.reason}")
                continue
            after[address], new, left_out = found
            articles += new
            skipped += [f"{address}: {sentence}" for sentence in left_out]
        if failures and len(failures) == len(children):
            return failures[0]
        position = msgspec.json.encode(after).decode() if after else ""
        memory = msgspec.structs.replace(memory, position=position)
        if (
            not articles
            and not skipped
            and (memory.position, memory.fingerprint) == (known.position, known.fingerprint)
        ):
            return Unchanged(memory, max_age)
        return NewArticles(tuple(articles), memory, tuple(skipped), max_age)

    async def _child(
        self, address: str, child: _Child, now: datetime
    ) -> tuple[_Child, Sequence[Article], Sequence[str]] | Failed:
        """What is to be remembered of a sitemap, its articles if it has changed, and what was left out of them."""
        conditions = FeedMemory(address=address, etag=child.etag, last_modified=child.last_modified)
        document = await self.fetcher_of(address).fetch(conditions)
        match document:
            case NotModified():
                return child, (), ()
            case FetchFailed():
                return failure(document)
        fingerprint = blake2b(document.body, digest_size=16).hexdigest()
        after = _Child(document.etag, document.last_modified, fingerprint)
        if fingerprint == child.fingerprint:
            return after, (), ()
        found = await self._parse(document, now)
        match found:
            case NotAFeed(reason):
                return Failed(reason)
            case SitemapIndex():
                return after, (), ("an index within an index is not read; name it as a source of its own",)
            case RecentArticles(articles, skipped):
                return after, articles, skipped

    async def _parse(self, document: Fetched, now: datetime) -> RecentArticles | SitemapIndex | NotAFeed:
        try:
            return await self.workers(
                recent_articles,
                document.body,
                self.origin,
                now,
                self.days,
                base_url=document.url,
                charset=document.charset,
            )
        except WorkFailed as error:
            return NotAFeed(f"the sitemap cannot be parsed: {error}")


def _children(memory: FeedMemory) -> Children:
    """The sitemaps of the index that a memory speaks of."""
    try:
        return msgspec.json.decode(memory.position, type=Children)
    except msgspec.MsgspecError:
        return {}
