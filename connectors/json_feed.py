"""JSON Feed, versions 1 and 1.1.

Source: https://www.jsonfeed.org/version/1.1/
"""

import json
from datetime import UTC, datetime
from typing import Any

from connectors.entries import Entry, UnreadableFeed
from connectors.plain_text import one_line, one_line_each, plain_text


def looks_like_json(text: str) -> bool:
    """Whether the document is JSON rather than XML."""
    return text.lstrip()[:1] in ("{", "[")


def entries(text: str) -> list[Entry]:
    """The items of the feed in its order. Raises UnreadableFeed if it is no JSON Feed."""
    try:
        feed = json.loads(text)
    except RecursionError as error:
        raise UnreadableFeed("the JSON is nested too deeply") from error
    except ValueError as error:
        raise UnreadableFeed(f"the JSON cannot be read ({error})") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise UnreadableFeed("the JSON is no JSON Feed: it has no list of items")
    language = _text(feed.get("language"))
    return [_entry(item, language) for item in feed["items"] if isinstance(item, dict)]


def _entry(item: dict[str, Any], language: str) -> Entry:
    html = _text(item.get("content_html"))
    raw = _text(item.get("date_published")) or _text(item.get("date_modified"))
    return Entry(
        guid=_text(item.get("id")).strip(),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=one_line(_text(item.get("title"))),
        summary=one_line_each(_text(item.get("summary"))),
        body=plain_text(html) if html else one_line_each(_text(item.get("content_text"))),
        published=_moment(raw),
        published_raw=one_line(raw),
        language=_text(item.get("language")) or language,
        author=one_line(_author(item)),
    )


def _author(item: dict[str, Any]) -> str:
    """The name of the first author: a list since version 1.1, a single one before."""
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return _text(first.get("name")) if isinstance(first, dict) else ""


def _text(value: Any) -> str:
    """A string as it is, a number as digits (some feeds number their items), all else as nothing."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _moment(raw: str) -> datetime | None:
    """An RFC 3339 date and time; without a zone it is taken for UTC, as feedparser does."""
    try:
        moment = datetime.fromisoformat(raw.strip())
    except ValueError:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
