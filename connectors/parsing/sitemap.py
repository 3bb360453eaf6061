"""News sitemaps and indexes of sitemaps.

Sources: https://www.sitemaps.org/protocol.html and
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from connectors.dates import Dated, read_date
from connectors.parsing.decoding import decode
from connectors.parsing.entries import MAXIMUM_DATE, Entry, Origin, UnreadableFeed, absolute
from connectors.parsing.parsed_feed import NotAFeed, ParsedFeed, parsed_feed
from connectors.parsing.plain_text import one_line
from connectors.parsing.xml_feed import without_prolog

MOST_ADDRESSES: Final = 50_000
"""Addresses of one document that are read, which is all that the protocol allows."""

_ROOT: Final = re.compile(
    r"(?:\s|(?><!--.*?-->)|<\?[^>]*+>|<!DOCTYPE[^>\[]*+>)*+<(?:[\w.-]++:)?(?:urlset|sitemapindex)\b", re.DOTALL
)
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class ChildSitemap:
    """A sitemap that an index names, and when it was last changed if the index says so."""

    url: str
    changed_at: datetime | None = None


@dataclass(frozen=True)
class SitemapIndex:
    """The sitemaps of an index, the last changed first; those without a date keep their order at the end."""

    sitemaps: tuple[ChildSitemap, ...]


def is_sitemap(text: str) -> bool:
    """Whether the document's first element is a sitemap's or an index's."""
    return _ROOT.match(text[:20_000]) is not None


def parse_sitemap(
    body: bytes, origin: Origin, fetched_at: datetime, *, base_url: str = "", charset: str = ""
) -> ParsedFeed | SitemapIndex | NotAFeed:
    """The articles or the sitemaps that the decompressed document names. Never raises; as pure as ``parse_feed``."""
    text = decode(body, charset)
    if not text.strip():
        return NotAFeed("the document is empty")
    if not is_sitemap(text):
        return NotAFeed("the document is no sitemap: it begins with neither <urlset> nor <sitemapindex>")
    try:
        return read_sitemap(text, origin, fetched_at, base_url=base_url)
    except UnreadableFeed as error:
        return NotAFeed(str(error))


def read_sitemap(text: str, origin: Origin, fetched_at: datetime, *, base_url: str) -> ParsedFeed | SitemapIndex:
    """The same from decoded text. Raises UnreadableFeed.

    A document that was cut off or is damaged gives what stands before and after the damage. An address without a news
    entry is an article without a title, dated by its last change.
    """
    root = _root(text)
    if _local(root) == "sitemapindex":
        return SitemapIndex(_children(root, origin, fetched_at, base_url))
    urls = [element for element in root if _local(element) == "url"][:MOST_ADDRESSES]
    news = any(_local(child) == "news" for element in urls for child in element)
    return parsed_feed(
        [_entry(element) for element in urls],
        origin,
        fetched_at,
        base_url=base_url,
        dialect="news sitemap" if news else "sitemap",
    )


def _root(text: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(without_prolog(text).encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFeed(f"the sitemap cannot be parsed ({error.msg})") from error
    if root is None:
        raise UnreadableFeed("the sitemap cannot be parsed (it holds no element)")
    return root


def _children(root: etree._Element, origin: Origin, fetched_at: datetime, base_url: str) -> tuple[ChildSitemap, ...]:
    found: dict[str, ChildSitemap] = {}
    for element in [child for child in root if _local(child) == "sitemap"][:MOST_ADDRESSES]:
        fields = _fields(element)
        url = absolute(fields.get("loc", ""), base_url)
        if url:
            raw = fields.get("lastmod", "")[:MAXIMUM_DATE]
            date = read_date(raw, fetched_at, country=origin.country, time_zone=origin.time_zone) if raw else None
            found.setdefault(url, ChildSitemap(url, date.moment if isinstance(date, Dated) else None))
    return tuple(sorted(found.values(), key=lambda one: one.changed_at or _NEVER, reverse=True))


def _entry(element: etree._Element) -> Entry:
    fields = _fields(element)
    news = next((_fields(child) for child in element if _local(child) == "news"), {})
    publication = next(
        (
            _fields(part)
            for child in element
            if _local(child) == "news"
            for part in child
            if _local(part) == "publication"
        ),
        {},
    )
    return Entry(
        link=fields.get("loc", ""),
        title=news.get("title", ""),
        published_raw=news.get("publication_date") or fields.get("lastmod", ""),
        language=publication.get("language", ""),
        publication=publication.get("name", ""),
        keywords=news.get("keywords", ""),
    )


def _fields(element: etree._Element) -> dict[str, str]:
    """The texts of the children by their local names; of several the first that is not empty."""
    fields: dict[str, str] = {}
    for child in element:
        name = _local(child)
        if not fields.get(name):
            fields[name] = one_line(child.text or "")
    return fields


def _local(element: etree._Element) -> str:
    """The element's name without its namespace, since publishers write that in a dozen ways."""
    tag: object = element.tag  # of an entity that was not resolved it is a function
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
