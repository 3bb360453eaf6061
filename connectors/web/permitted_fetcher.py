"""Fetching a page only if its site permits robots to: feeds are published for programs, pages are not."""

from dataclasses import dataclass

from connectors.connector import FeedMemory
from connectors.web.fetch_results import FetchFailed, FetchResult
from connectors.web.fetching import Fetcher
from connectors.web.robots import Disallowed, RobotsRules


@dataclass(frozen=True)
class PermittedFetcher:
    """What ``fetcher`` gives, if the site's robots.txt permits it. Satisfies ``Fetcher``."""

    fetcher: Fetcher
    robots: RobotsRules

    @property
    def address(self) -> str:
        """The page."""
        return self.fetcher.address

    async def fetch(self, memory: FeedMemory) -> FetchResult:
        """Ask for permission, then for the page."""
        answer = await self.robots.allows(self.address)
        if isinstance(answer, Disallowed):
            return FetchFailed(answer.reason)
        return await self.fetcher.fetch(memory)
