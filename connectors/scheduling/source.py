"""A connector together with how it is to be treated."""

from dataclasses import dataclass

from connectors.connector import Connector
from connectors.parsing.entries import Origin
from connectors.settings import Backfill, Pages
from streams.records import Article


@dataclass(frozen=True, slots=True)
class Source:
    """A connector that the runner polls.

    ``gates`` name what bounds requests to it: its host, its publisher. ``pages`` says whether the pages of its articles
    are fetched. ``sliding`` says that it shows the newest part of a longer series, so that two polls in time share an
    item. ``settings`` is a digest of what the configuration says of it: if that changed, it is polled at once.
    """

    connector: Connector
    origin: Origin
    gates: tuple[str, ...] = ()
    backfill: Backfill = "all"
    pages: Pages = "never"
    sliding: bool = False
    settings: str = ""

    @property
    def id(self) -> str:
        """The connector's."""
        return self.connector.id

    @property
    def publisher(self) -> str:
        """The origin's."""
        return self.origin.publisher


def is_history(article: Article, backfill: Backfill) -> bool:
    """Whether an article that stood in its source when that was first read is history.

    One without a date is news if there is any backfill: nobody can tell how old it is, and it was asked for.
    """
    if backfill == "all":
        return False
    if not backfill:
        return True
    return article.published_at is not None and article.published_at < article.fetched_at - backfill
