"""A parsed feed in pieces that are small enough to be read one at a time. A worker imports this and no more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from connectors.parsing.entries import Origin
from connectors.parsing.feed_parsing import NotAFeed, ParsedFeed, parse_feed
from streams.records import Article

_PIECE: Final = 50_000
"""Characters of articles in a piece. Reading one takes a fraction of a millisecond."""

_BESIDES: Final = 500
"""Characters that an article has besides its title and its texts, about."""


def feed_in_pieces(
    body: bytes, origin: Origin, fetched_at: datetime, base_url: str, charset: str
) -> Iterator[ParsedFeed | NotAFeed | tuple[Article, ...]]:
    """The answer without its articles, and then these, some at a time."""
    parsed = parse_feed(body, origin, fetched_at, base_url=base_url, charset=charset)
    if isinstance(parsed, NotAFeed):
        yield parsed
        return
    yield replace(parsed, articles=())
    piece: list[Article] = []
    size = 0
    for article in parsed.articles:
        piece.append(article)
        size += _BESIDES + len(article.title) + len(article.summary) + len(article.body)
        if size >= _PIECE:
            yield tuple(piece)
            piece, size = [], 0
    yield tuple(piece)
