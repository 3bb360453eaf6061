"""A web page that was found where a feed should be: which feeds it names."""

import html
import re
from typing import Final
from urllib.parse import urljoin

_PAGE: Final = re.compile(
    r"(?:\s|(?><!--.*?-->)|<\?xml[^>]*+>)*+(?:<!doctype\s+html|<html)\b", re.IGNORECASE | re.DOTALL
)
_FEED_ELEMENT: Final = re.compile(r"<(?:\w+:)?(?:rss|rdf|feed|item|entry)\b", re.IGNORECASE)
_LINK: Final = re.compile(r"<link\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"(?<![a-zA-Z-])([a-zA-Z-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
"""Without ``application/json``: that is how pages name their content system's interface."""

_SEARCHED: Final = 300_000
"""Characters in which links are looked for; a page's head is shorter."""

_MOST_NAMED: Final = 5


def is_web_page(text: str) -> bool:
    """Whether the document is HTML in which no feed is hidden."""
    return _PAGE.match(text[:5_000]) is not None and _FEED_ELEMENT.search(text) is None


def feeds_of(text: str, base_url: str) -> list[str]:
    """The addresses of the feeds that the page names, in its order."""
    found: dict[str, None] = {}
    for link in _LINK.finditer(text, 0, _SEARCHED):
        own = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(link[1])}
        kind = own.get("type", "").lower().partition(";")[0].strip()
        if "alternate" in own.get("rel", "").lower().split() and kind in _FEED_TYPES and own.get("href"):
            try:
                found[urljoin(base_url, own["href"].strip())] = None
            except ValueError:
                continue
    return list(found)


def reason(text: str, base_url: str) -> str:
    """Why the page is no feed, and where its feeds are, in one clause."""
    feeds = feeds_of(text, base_url)
    if not feeds:
        return "the document is no feed but a web page, and it names no feed; look for the feed's own address"
    more = f" and {len(feeds) - _MOST_NAMED} more" if len(feeds) > _MOST_NAMED else ""
    return f"the document is no feed but a web page; its feeds are: {', '.join(feeds[:_MOST_NAMED])}{more}"
