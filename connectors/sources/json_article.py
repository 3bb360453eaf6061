"""One article as others write it in JSON: a line of a file, a pushed document, a record of their topic.

The fields have the article's own names. Where a source is strict, what is unknown or cannot be read is a mistake that
its sender hears of; elsewhere it is left out, as long as something remains to be told.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from connectors.dates import Dated, read_date
from connectors.parsing.entries import Entry, Origin, absolute, article
from connectors.parsing.plain_text import one_line, one_line_each, plain_text
from streams.errors import MarsadError
from streams.records import Article

TEXT_FIELDS: Final = (
    "id",
    "url",
    "title",
    "summary",
    "body",
    "published_at",
    "language",
    "publisher",
    "author",
)
"""What a sender may say of an article. ``id`` is the sender's own and counts within the source."""

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

_MARKUP: Final = re.compile(
    r"</(?:a|b|blockquote|div|em|figure|h[1-6]|i|li|ol|p|span|strong|table|u|ul)\s*>|<(?:br|p)\s*/?>", re.IGNORECASE
)
"""What stands in HTML and in no plain text."""


class BadArticle(MarsadError):
    """A value that is no article. ``field`` names the part that is wrong, or nothing; the message is one clause."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def article_from_json(
    value: object, origin: Origin, now: datetime, *, strict: bool = False, replay: bool = False
) -> Article:
    """The article in a decoded JSON value. Raises BadArticle.

    Its ``fetched_at`` is ``now``; with ``replay`` it is the value's own ``fetched_at``, else its ``published_at``, as
    far as one of them can be read and is not in the future. ``guid`` is another name for ``id``.
    """
    if not isinstance(value, Mapping):
        raise BadArticle("", f"is {_kind(value)}, not an object with the fields of an article")
    if strict:
        for name in value:
            if name not in TEXT_FIELDS:
                raise BadArticle(str(name)[:100], f"is no field of an article; it has {', '.join(TEXT_FIELDS)}")
    text = {name: _text(value, name, strict=strict) for name in (*TEXT_FIELDS, "guid", "fetched_at")}
    fetched_at = _original_time(text, now, origin) if replay else now
    if strict:
        _check(text)
    entry = Entry(
        guid=(text["guid"] or text["id"]).strip(),
        link=text["url"],
        title=one_line(text["title"]),
        summary=_plain(text["summary"]),
        body=_plain(text["body"]),
        published_raw=one_line(text["published_at"]),
        language=text["language"],
        author=one_line(text["author"]),
    )
    publisher = one_line(text["publisher"])[:200]
    made = article(entry, replace(origin, publisher=publisher) if publisher else origin, "", fetched_at)
    if made is None:
        raise BadArticle("", "has neither title nor text nor a web address")
    if strict and text["published_at"] and made.published_at is None:
        raise BadArticle("published_at", "is no date that can be relied on; write it as 2026-11-20T12:00:00Z")
    return made


def _plain(text: str) -> str:
    """A text without markup. Many senders hand on the HTML that their editors wrote."""
    return plain_text(text) if _MARKUP.search(text) else one_line_each(text)


def _original_time(text: Mapping[str, str], now: datetime, origin: Origin) -> datetime:
    """When the article was found, as far as its record says so."""
    for name in ("fetched_at", "published_at"):
        moment = _date(text[name], now, origin)
        if moment is not None:
            return min(moment, now)
    return now


def _check(text: Mapping[str, str]) -> None:
    """Raise BadArticle for what was said but cannot be used."""
    if text["url"] and not absolute(text["url"], ""):
        raise BadArticle("url", "is no web address; write it as https://host/path")
    if text["language"] and not _LANGUAGE.fullmatch(text["language"]):
        raise BadArticle("language", "is no language tag; write it as ar or pt-BR")


def _text(value: Mapping[str, Any], name: str, *, strict: bool) -> str:
    """A field as text. Numbers are digits, since some number their articles and some count seconds."""
    found = value.get(name)
    if isinstance(found, str):
        return found
    if found is None:
        return ""
    if isinstance(found, int | float) and not isinstance(found, bool) and name in ("id", "guid", "published_at"):
        return str(int(found)) if name == "published_at" and abs(found) < 1e15 else str(found)
    if name == "fetched_at" and isinstance(found, int | float) and abs(found) < 1e15:
        return str(int(found))
    if strict:
        raise BadArticle(name, f"is {_kind(found)}, not a text")
    return ""


def _date(raw: str, fetched_at: datetime, origin: Origin) -> datetime | None:
    """The moment that a text names, if it can be relied on."""
    if not raw:
        return None
    read = read_date(raw, fetched_at, country=origin.country, time_zone=origin.time_zone)
    return read.moment if isinstance(read, Dated) else None


def _kind(value: object) -> str:
    """What a JSON value is, for a person."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list() | tuple():
            return "a list"
        case _:
            return "an object"
