"""The connector for pages that list articles and have no feed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

import msgspec

from connectors.connector import Failed, FeedMemory, NewArticles, Poll, Unchanged
from connectors.parsing.entries import Origin
from connectors.sources.feed import current, moved_memory
from connectors.sources.page_items import ItemSelectors, ListedArticles, UnreadablePage, listed_articles
from connectors.web.fetch_results import Fetched, FetchFailed, NotModified
from connectors.web.fetching import Fetcher
from connectors.workers.offloading import Workers, WorkFailed
from streams.clock import Clock

_MATCHED = "matched"
"""The position of a page on which the selectors found articles: from then on, finding none is a failure."""


@dataclass(frozen=True)
class PageListConnector:
    """A web page on which ``selectors`` find articles. Satisfies ``Connector``.

    A page whose selectors find nothing is a failure if they ever found something, since its layout has changed then;
    a page where they never did is named in ``skipped``.
    """

    id: str
    every: timedelta | None
    origin: Origin
    selectors: ItemSelectors
    fetcher: Fetcher
    clock: Clock
    workers: Workers

    async def poll(self, memory: FeedMemory) -> Poll:
        """Fetch the page with what is remembered, and read it if it has changed."""
        now = self.clock.now()
        matched = memory.position == _MATCHED and memory.address == self._address
        known = current(memory, self._address, now)
        result = await self.fetcher.fetch(known)
        match result:
            case NotModified(moved_to, max_age):
                return Unchanged(moved_memory(known, moved_to), max_age)
            case FetchFailed():
                return failure(result)
            case Fetched():
                return await self._read(result, known, now, matched=matched)

    @property
    def _address(self) -> str:
        """The page and what is looked for: with other selectors it is read again."""
        selectors = self.selectors
        parts = (selectors.items, selectors.link, selectors.title, selectors.date, selectors.summary)
        return "\n".join((self.fetcher.address, *parts))

    async def _read(self, document: Fetched, known: FeedMemory, now: datetime, *, matched: bool) -> Poll:
        fingerprint = blake2b(document.body, digest_size=16).hexdigest()
        changed = fingerprint != known.fingerprint
        memory = msgspec.structs.replace(
            moved_memory(known, document.moved_to),
            address=self._address,
            etag=document.etag,
            last_modified=document.last_modified,
            fingerprint=fingerprint,
            read_at=now if changed else known.read_at,
        )
        if not changed:
            return Unchanged(memory, document.max_age)
        try:
            page = await self.workers(
                listed_articles,
                document.body,
                self.selectors,
                self.origin,
                now,
                base_url=document.url,
                charset=document.charset,
            )
        except WorkFailed as error:
            return Failed(str(error))
        match page:
            case UnreadablePage(reason):
                return Failed(reason)
            case ListedArticles():
                return self._found(page, memory, matched=matched)

    def _found(self, page: ListedArticles, memory: FeedMemory, *, matched: bool) -> Poll:
        """The articles; or, where there are none, what that means."""
        if page.articles:
            skipped = (f"{page.empty} items have no link",) if page.empty else ()
            return NewArticles(page.articles, msgspec.structs.replace(memory, position=_MATCHED), skipped)
        what = (
            f"no item has a link: {page.items} match {self.selectors.items!r}"
            if page.items
            else f"nothing on the page matches {self.selectors.items!r}"
        )
        if matched:
            return Failed(f"{what}; it did before, so the site's layout has changed and the selectors must be mended")
        return NewArticles((), memory, (f"{what}; look at the page's source and mend the selectors",))


def failure(result: FetchFailed) -> Failed:
    """What a fetch that failed means for the poll."""
    return Failed(result.reason, result.retry_after, result.kind)
