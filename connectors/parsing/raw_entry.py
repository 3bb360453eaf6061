"""An item as the XML of a feed has it, before its HTML is read; and the plain entry that this makes.

Both XML parsers end here, so that they can only differ in what they find, never in what is made of it.
"""

import html
import re
from dataclasses import dataclass, field
from typing import Final

from connectors.parsing.entries import Entry
from connectors.parsing.plain_text import one_line, one_line_each, plain_text

MARKUP_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
INLINE_TYPE: Final = "application/xhtml+xml"
"""The type of what is, or turns out to be, markup in the XML itself."""

_ELEMENT: Final = re.compile(
    r"</(?:a|abbr|article|aside|b|big|blockquote|caption|center|cite|code|del|div|em|figure|font|h[1-6]|i|ins|li|ol|p"
    r"|pre|q|s|section|small|span|strong|sub|sup|table|td|tr|u|ul)\s*>"
    r"|<(?:br|hr|img)\b[^<>]*>|<p>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Content:
    """One of the full texts of an item, the media type that it has or turned out to have, and its language."""

    value: str
    kind: str
    language: str = ""


@dataclass(slots=True)
class RawEntry:
    """An item's fields as they stand in the document. ``enclosure`` is the first file that comes with it."""

    guid: str = ""
    link: str = ""
    enclosure: str = ""
    title: str = ""
    title_kind: str = ""
    summary: str = ""
    summary_kind: str = ""
    contents: list[Content] = field(default_factory=list)
    published: str = ""
    author: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class RawFeed:
    """The items of a document and what it says of itself. ``typed``: as in Atom, the types of texts are declared."""

    entries: list[RawEntry]
    version: str
    title: str = ""
    language: str = ""
    minutes_to_live: str = ""

    @property
    def typed(self) -> bool:
        """Whether text without a type is plain text (Atom) rather than HTML (RSS)."""
        return self.version.startswith("atom")


def entry(raw: RawEntry, feed: RawFeed) -> Entry:
    """The entry in plain text. Of several full texts the longest is the body; a copy of it is no summary."""
    content = max(raw.contents, key=lambda one: len(one.value), default=None)
    summary, kind = raw.summary, raw.summary_kind
    if summary and not kind:
        # Without a summary of its own, an item gets the copy of a content.
        kind = next((one.kind for one in raw.contents if one.value == summary), "")
    if content is not None and summary == content.value:
        summary = ""
    return Entry(
        guid=raw.guid.strip(),
        link=raw.link or raw.enclosure,
        title=one_line(_title(raw, typed=feed.typed)),
        summary=_rendered(summary, kind, typed=feed.typed),
        body=_rendered(content.value, content.kind, typed=feed.typed) if content is not None else "",
        published_raw=one_line(raw.published),
        language=raw.language or (content.language if content is not None else "") or feed.language,
        author=one_line(raw.author),
    )


def _title(raw: RawEntry, *, typed: bool) -> str:
    if raw.title_kind == INLINE_TYPE or (typed and raw.title_kind in MARKUP_TYPES) or is_markup(raw.title):
        return plain_text(raw.title)
    return raw.title if typed else html.unescape(raw.title)


def _rendered(value: str, kind: str, *, typed: bool) -> str:
    """The plain text of a summary or content of the given media type."""
    if not value:
        return ""
    return plain_text(value) if not typed or kind in MARKUP_TYPES or is_markup(value) else one_line_each(value)


def is_markup(text: str) -> bool:
    """Whether a text that is declared to be plain holds elements of HTML all the same. One ``<b>`` alone is none."""
    return "<" in text and _ELEMENT.search(text) is not None
