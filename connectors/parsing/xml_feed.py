"""RSS 0.9x, 1.0 and 2.0, Atom and RDF, read by feedparser, which forgives what newspapers write.

It is the reference: ``fast_feed`` reads the same from what is well-formed. feedparser is given UTF-8 that was decoded
before, a stream (it would open a string as a path or URL), and neither sanitises nor resolves; that is done here.
"""

import io
import re
from typing import Any, Final

import feedparser

from connectors.parsing.entries import UnreadableFeed
from connectors.parsing.raw_entry import Content, RawEntry, RawFeed

_PROLOG: Final = re.compile(r"\s*<\?xml[^>]*>")
_BEFORE_THE_PROLOG: Final = 1_000
"""Characters within which a prolog is looked for: some stand behind an error message or a comment."""

FULL_TEXTS: Final = ("yandex_full-text", "full-text", "full_text", "fulltext")
"""Elements outside all standards in which newspapers give the whole text; ``yandex:full-text`` is usual in Russia."""

PRISM_DATE: Final = "prism_publicationdate"


def without_prolog(text: str) -> str:
    """The document without its XML prolog, which may name the encoding that the bytes had before they were decoded."""
    prolog = _PROLOG.search(text, 0, _BEFORE_THE_PROLOG)
    return (text[: prolog.start()] + text[prolog.end() :] if prolog else text).strip()


def read(text: str) -> RawFeed:
    """The items of the feed in its order. Raises UnreadableFeed if it is no feed."""
    document = b'<?xml version="1.0" encoding="utf-8"?>\n' + without_prolog(text).encode("utf-8")
    try:
        parsed = feedparser.parse(
            io.BytesIO(document),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        version = _text(parsed.version)
        feed = RawFeed(
            [_entry(item) for item in parsed.entries],
            version,
            title=_text(parsed.feed.get("title")),
            language=_text(parsed.feed.get("language")),
            minutes_to_live=_text(parsed.feed.get("ttl")),
        )
    except Exception as error:  # feedparser raises whatever crafted input brings about, RecursionError among it
        raise UnreadableFeed(f"the feed cannot be parsed ({type(error).__name__})") from error
    if not feed.entries and not version:
        raise UnreadableFeed("the document is no feed: neither RSS nor Atom nor JSON Feed")
    return feed


def _entry(item: Any) -> RawEntry:
    contents = [
        Content(_text(one.get("value")), _text(one.get("type")), _text(one.get("language")))
        for one in item.get("content") or ()
        if one.get("value")
    ]
    contents.extend(Content(value, "text/html") for name in FULL_TEXTS if (value := _text(item.get(name))))
    return RawEntry(
        guid=_text(item.get("id")),
        link=_text(item.get("link")),
        enclosure=_enclosure(item),
        title=_text(item.get("title")),
        title_kind=_text((item.get("title_detail") or {}).get("type")),
        summary=_text(item.get("summary")),
        summary_kind=_text((item.get("summary_detail") or {}).get("type")),
        contents=contents,
        published=_date(item),
        author=_text(item.get("author")),
        language=_text(item.get("language")),
    )


def _enclosure(item: Any) -> str:
    """The address of the first file that comes with the item."""
    for link in item.get("links") or ():
        if link.get("rel") == "enclosure" and _text(link.get("href")):
            return str(link["href"])
    return ""


def _date(item: Any) -> str:
    """What the item says of its publication, or else of its last change."""
    for name in ("published", "updated", "created", PRISM_DATE):
        # Of the plain dictionary: feedparser's own ``get`` answers with one date for another, and warns of it.
        if raw := _text(dict.get(item, name)):
            return raw
    return ""


def _text(value: Any) -> str:
    """A string, or nothing: feedparser leaves None and dictionaries in odd places."""
    return value if isinstance(value, str) else ""
