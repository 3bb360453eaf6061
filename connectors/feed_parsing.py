"""The bytes of a feed into articles. Pure: the same bytes at the same moment give the same articles."""

from dataclasses import dataclass
from datetime import datetime

from connectors import json_feed, xml_feed
from connectors.decoding import decode
from connectors.entries import Origin, UnreadableFeed, article
from streams.records import Article


@dataclass(frozen=True)
class ParsedFeed:
    """The articles of a feed in its order, and how many of its items held nothing."""

    articles: tuple[Article, ...]
    empty: int = 0


@dataclass(frozen=True)
class NotAFeed:
    """Bytes that are no feed, and why in one clause."""

    reason: str


def parse_feed(
    body: bytes, origin: Origin, fetched_at: datetime, *, base_url: str = "", charset: str = ""
) -> ParsedFeed | NotAFeed:
    """The articles in ``body``: RSS, Atom, RDF or JSON Feed, found by its content.

    Relative links are resolved against ``base_url``; ``charset`` is what the HTTP header says. Never raises; takes
    tenths of a second for a large feed, so it does not belong on the event loop.
    """
    text = decode(body, charset)
    if not text.strip():
        return NotAFeed("the document is empty")
    try:
        found = json_feed.entries(text) if json_feed.looks_like_json(text) else xml_feed.entries(text)
    except UnreadableFeed as error:
        return NotAFeed(str(error))
    made = [article(entry, origin, base_url, fetched_at) for entry in found]
    articles = tuple(each for each in made if each is not None)
    return ParsedFeed(articles, empty=len(made) - len(articles))
