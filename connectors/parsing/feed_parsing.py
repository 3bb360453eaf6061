"""The bytes of a feed into articles. Pure: the same bytes at the same moment give the same articles."""

from datetime import datetime
from typing import Final

from connectors.parsing import fast_feed, json_feed, raw_entry, sitemap, web_page, xml_feed
from connectors.parsing.decoding import decode
from connectors.parsing.entries import Origin, UnreadableFeed
from connectors.parsing.parsed_feed import NotAFeed, ParsedFeed, Parser, minutes_to_live, parsed_feed
from connectors.parsing.plain_text import one_line

__all__ = ["NotAFeed", "ParsedFeed", "parse_feed"]

_DIALECTS: Final = {
    "rss": "rss",
    "rss090": "rss 0.90",
    "rss091n": "rss 0.91",
    "rss091u": "rss 0.91",
    "rss092": "rss 0.92",
    "rss093": "rss 0.93",
    "rss094": "rss 0.94",
    "rss10": "rss 1.0",
    "rss20": "rss 2.0",
    "atom": "atom",
    "atom01": "atom 0.1",
    "atom02": "atom 0.2",
    "atom03": "atom 0.3",
    "atom10": "atom 1.0",
    "cdf": "cdf",
}


def parse_feed(
    body: bytes, origin: Origin, fetched_at: datetime, *, base_url: str = "", charset: str = ""
) -> ParsedFeed | NotAFeed:
    """The articles in ``body``: RSS, Atom, RDF, JSON Feed or a sitemap, found by its content.

    Relative links are resolved against ``base_url``; ``charset`` is what the HTTP header says. Never raises. What is
    well-formed takes milliseconds, what feedparser has to forgive tenths of a second, and crafted input anything, so it
    belongs in a process that can be ended.
    """
    text = decode(body, charset)
    if not text.strip():
        return NotAFeed("the document is empty")
    try:
        if json_feed.looks_like_json(text):
            return _from_json(text, origin, fetched_at, base_url)
        if web_page.is_web_page(text):
            return NotAFeed(web_page.reason(text, base_url))
        if sitemap.is_sitemap(text):
            found = sitemap.read_sitemap(text, origin, fetched_at, base_url=base_url)
            if isinstance(found, sitemap.SitemapIndex):
                return NotAFeed("the document is no feed but an index of sitemaps; name it as a sitemap")
            return found
        return _from_xml(text, origin, fetched_at, base_url)
    except UnreadableFeed as error:
        return NotAFeed(str(error))


def _from_json(text: str, origin: Origin, fetched_at: datetime, base_url: str) -> ParsedFeed:
    feed = json_feed.read(text)
    return parsed_feed(
        feed.entries, origin, fetched_at, base_url=base_url, dialect=feed.dialect, parser="own", title=feed.title
    )


def _from_xml(text: str, origin: Origin, fetched_at: datetime, base_url: str) -> ParsedFeed:
    feed = fast_feed.read(text)
    parser: Parser = "fast"
    if feed is None:
        feed, parser = xml_feed.read(text), "feedparser"
    return parsed_feed(
        [raw_entry.entry(one, feed) for one in feed.entries],
        origin,
        fetched_at,
        base_url=base_url,
        dialect=_DIALECTS.get(feed.version, feed.version),
        parser=parser,
        title=one_line(feed.title),
        ttl=minutes_to_live(feed.minutes_to_live),
    )
