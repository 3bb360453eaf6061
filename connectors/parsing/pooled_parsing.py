"""Feeds parsed in the worker pool: the same answers as ``parse_feed`` gives, and a reason where it would not return."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from connectors.parsing.entries import Origin
from connectors.parsing.feed_parsing import NotAFeed, ParsedFeed
from connectors.parsing.feed_pieces import feed_in_pieces
from connectors.workers.offloading import WorkFailed
from connectors.workers.worker import WorkerSettings
from connectors.workers.worker_pool import WorkerPool

PARSING: Final = WorkerSettings(imports=("connectors.parsing.feed_pieces",))
"""Workers that can parse from their first work on."""


async def parse_in_pool(
    pool: WorkerPool,
    body: bytes,
    origin: Origin,
    fetched_at: datetime,
    *,
    base_url: str = "",
    charset: str = "",
    seconds: float = 5.0,
    proven: bool = False,
) -> ParsedFeed | NotAFeed:
    """What ``parse_feed`` answers, without blocking the event loop; NotAFeed if that takes too long or too much memory.

    ``proven`` says that the feed could be read before: it does not wait behind those of which nothing is known.
    Raises SurroundingsFailed if no worker can be started.
    """
    try:
        first, *pieces = await pool.collect(
            feed_in_pieces,
            body,
            origin,
            fetched_at,
            base_url,
            charset,
            seconds=seconds,
            key=origin.source,
            proven=proven,
        )
    except WorkFailed as failure:
        return NotAFeed(f"the document cannot be parsed: {failure}")
    if not isinstance(first, ParsedFeed):
        return first if isinstance(first, NotAFeed) else NotAFeed("the document cannot be parsed")
    articles = tuple(article for piece in pieces if isinstance(piece, tuple) for article in piece)
    return replace(first, articles=articles)
