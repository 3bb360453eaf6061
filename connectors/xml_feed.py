"""RSS 0.9x, 1.0 and 2.0, Atom and RDF, read by feedparser, which forgives what newspapers write.

feedparser is given UTF-8 that was decoded before, a stream (it would open a string as a path or URL), and neither
sanitises nor resolves; that is done here.
"""

import calendar
import html
import io
import re
from datetime import UTC, datetime
from typing import Any, Final

import feedparser

from connectors.entries import Entry, UnreadableFeed
from connectors.plain_text import one_line, one_line_each, plain_text

_PROLOG: Final = re.compile(r"\s*<\?xml[^>]*>")
_MARKUP_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})


def entries(text: str) -> list[Entry]:
    """The items of the feed in its order. Raises UnreadableFeed if it is no feed."""
    # The prolog may name the encoding that the bytes had before they were decoded.
    document = b'<?xml version="1.0" encoding="utf-8"?>\n' + _PROLOG.sub("", text, count=1).strip().encode("utf-8")
    try:
        parsed = feedparser.parse(
            io.BytesIO(document),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # feedparser raises whatever crafted input brings about
        raise UnreadableFeed(f"the feed cannot be parsed ({type(error).__name__})") from error
    if not parsed.entries and not parsed.version:
        raise UnreadableFeed("the document is no feed: neither RSS nor Atom nor JSON Feed")
    declared = _text(parsed.feed.get("language"))
    strict = str(parsed.version).startswith("atom")
    return [_entry(item, declared, strict=strict) for item in parsed.entries]


def _entry(item: Any, language: str, *, strict: bool) -> Entry:
    """An entry. ``strict`` says that types are declared, as in Atom; in RSS everything but a title is HTML."""
    contents = [content for content in item.get("content") or () if content.get("value")]
    content = contents[0] if contents else {}
    summary = _text(item.get("summary"))
    if summary == content.get("value"):
        summary = ""  # feedparser's copy of the content, where the feed has no summary
    raw, parsed = _date(item)
    return Entry(
        guid=_text(item.get("id")).strip(),
        link=_text(item.get("link")),
        title=one_line(_title(item, strict=strict)),
        summary=_rendered(summary, (item.get("summary_detail") or {}).get("type"), strict=strict),
        body=_rendered(_text(content.get("value")), content.get("type"), strict=strict),
        published=parsed,
        published_raw=one_line(raw),
        language=_text(content.get("language")) or language,
        author=one_line(_text(item.get("author"))),
    )


def _title(item: Any, *, strict: bool) -> str:
    title = _text(item.get("title"))
    if (item.get("title_detail") or {}).get("type") in _MARKUP_TYPES:
        return plain_text(title)
    return title if strict else html.unescape(title)


def _rendered(value: str, kind: Any, *, strict: bool) -> str:
    """The plain text of a summary or content of the given media type."""
    return plain_text(value) if kind in _MARKUP_TYPES or not strict else one_line_each(value)


def _date(item: Any) -> tuple[str, datetime | None]:
    """What the item says of its publication, or else of its last change; and the moment in UTC if it is readable."""
    for name in ("published", "updated", "created"):
        # Of the plain dictionary: feedparser's own ``get`` answers with one date for another, and warns of it.
        raw = _text(dict.get(item, name))
        if raw:
            return raw, _moment(dict.get(item, f"{name}_parsed"))
    return "", None


def _moment(parsed: Any) -> datetime | None:
    """The moment of a time tuple, which feedparser gives in UTC."""
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _text(value: Any) -> str:
    """A string, or nothing: feedparser leaves None and dictionaries in odd places."""
    return value if isinstance(value, str) else ""
