"""What a source is that is not asked but brings by itself: articles that are posted to us, a topic that is read.

The counterpart of ``connectors.connector``. A subscription keeps no state beyond that of its protocol and publishes
nothing itself: it hands articles over and acknowledges them to their sender only when they are durable.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol

from prometheus_client import Counter

from streams.records import Article

Bring = Callable[[Sequence[Article]], Awaitable[None]]
"""Takes articles over. Returns when they are durable; what was brought before is no error."""

SKIPPED_RECORDS: Final = Counter(
    "marsad_skipped_records", "Records that others sent and that could not be made an article, by kind.", ["kind"]
)


class Subscription(Protocol):
    """A source that brings articles by itself. ``id`` is its name in the configuration."""

    @property
    def id(self) -> str:
        """The name in the configuration; every article carries it as its ``source``."""

    async def run(self, bring: Bring) -> None:
        """Bring articles until cancelled. What goes wrong with the source or with one record ends nothing.

        Nothing is acknowledged to the sender before ``bring`` returned for it, so a crash repeats and never loses.
        The same record gives an article with the same id. Raises SetupError for what only a person can mend.
        """
