"""Reading the pages of articles whose feed gives only a teaser."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import structlog

from connectors.extraction import ExtractedPage, NoArticle, Teaser, completed, extract_page, is_teaser
from connectors.metrics import PAGES
from connectors.parsing.entries import Origin
from connectors.settings import Pages
from connectors.web.fetch_results import Fetched, FetchFailed
from connectors.web.fetching import PageFetcher
from connectors.web.host_gates import HostGates, NoTurn
from connectors.web.robots import Disallowed, RobotsRules
from connectors.workers.offloading import WorkFailed
from connectors.workers.worker_pool import WorkerPool
from streams.clock import Clock
from streams.errors import SurroundingsFailed
from streams.records import Article

logger = structlog.get_logger("marsad.connectors")

HELD: Final = timedelta(minutes=5)
"""How long a host's pages are left alone if it wants fewer requests and does not say for how long."""

EXTRACTION_SECONDS: Final = 10.0
_IN_TIME: Final = "the page could not be read in time"


@dataclass(frozen=True)
class PageReader:
    """Completes articles from their pages. A page that cannot be had costs nothing: the feed's own text is kept."""

    fetcher: PageFetcher
    robots: RobotsRules
    pool: WorkerPool
    gates: HostGates
    clock: Clock

    def wants(self, article: Article, pages: Pages) -> bool:
        """Whether the article's page is to be read."""
        if pages == "never" or not article.url.startswith(("http://", "https://")):
            return False
        return pages == "always" or isinstance(is_teaser(article), Teaser)

    async def complete(self, article: Article, origin: Origin, by: float) -> Article:
        """The article with its page's text, or as it is; ``extra["page"]`` says in words which, and why.

        Not later than ``by``, in the loop's time. ``origin`` tells in which zone a date on the page is.
        """
        page = await self.page(article, by)
        PAGES.labels("read" if isinstance(page, ExtractedPage) else "not read").inc()
        return completed(article, page, country=origin.country, time_zone=origin.time_zone)

    async def page(self, article: Article, by: float) -> ExtractedPage | NoArticle:
        """What stands on the article's page, or why it cannot be had. Not later than ``by``, in the loop's time."""
        seconds = by - asyncio.get_running_loop().time()
        if seconds <= 0:
            return NoArticle(_IN_TIME)
        try:
            async with asyncio.timeout(seconds):
                return await self._read(article, seconds)
        except TimeoutError:
            return NoArticle(_IN_TIME)
        except NoTurn as reason:
            return NoArticle(str(reason))
        except Exception as error:
            # Whatever a page does to its reader, it must not keep the article back.
            logger.exception("A page could not be read; please report it.", feed=article.source, url=article.url)
            return NoArticle(f"the page leads to an unexpected fault ({type(error).__name__})")

    async def _read(self, article: Article, seconds: float) -> ExtractedPage | NoArticle:
        by = self.clock.now() + timedelta(seconds=seconds)
        allowed = await self.robots.allows(article.url)
        if isinstance(allowed, Disallowed):
            return NoArticle(allowed.reason)
        host = urlsplit(article.url).hostname or ""
        async with self.gates.turn(host, by, allowed.crawl_delay or timedelta(0)):
            document = await self.fetcher.fetch(article.url)
            if isinstance(document, FetchFailed) and document.kind == "throttled":
                self.gates.hold(host, self.clock.now() + (document.retry_after or HELD))
        if isinstance(document, FetchFailed):
            return NoArticle(document.reason)
        return await self._extract(document, article)

    async def _extract(self, document: Fetched, article: Article) -> ExtractedPage | NoArticle:
        try:
            return await self.pool.run(
                extract_page,
                document.body,
                document.url,
                document.charset,
                article.language,
                seconds=EXTRACTION_SECONDS,
                key=f"page of {article.source}",
            )
        except (WorkFailed, SurroundingsFailed) as failure:
            return NoArticle(f"its text cannot be extracted: {failure}")
