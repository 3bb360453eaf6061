"""JSON Feed, versions 1 and 1.1.

Source: https://www.jsonfeed.org/version/1.1/
"""

import json
from dataclasses import dataclass
from typing import Any

from connectors.parsing.entries import Entry, UnreadableFeed
from connectors.parsing.plain_text import one_line, one_line_each, plain_text


@dataclass(frozen=True)
class JsonFeed:
    """The items of the document in its order, one empty entry for each that is no object."""

    entries: list[Entry]
    title: str
    dialect: str


def looks_like_json(text: str) -> bool:
    """Whether the document is JSON rather than XML."""
    return text.lstrip()[:1] in ("{", "[")


def read(text: str) -> JsonFeed:
    """The feed. Raises UnreadableFeed if it is no JSON Feed."""
    try:
        feed = json.loads(text)
    except RecursionError as error:
        raise UnreadableFeed("the JSON is nested too deeply") from error
    except ValueError as error:
        raise UnreadableFeed(f"the JSON cannot be read ({error})") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise UnreadableFeed("the JSON is no JSON Feed: it has no list of items")
    language = _text(feed.get("language"))
    entries = [_entry(item, language) if isinstance(item, dict) else Entry() for item in feed["items"]]
    version = _text(feed.get("version")).rstrip("/").rpartition("/")[2]
    return JsonFeed(entries, one_line(_text(feed.get("title"))), f"json feed {version[:10]}".strip())


def _entry(item: dict[str, Any], language: str) -> Entry:
    html = _text(item.get("content_html"))
    return Entry(
        guid=_text(item.get("id")).strip(),
        link=_text(item.get("url")) or _text(item.get("external_url")) or _attachment(item),
        title=one_line(_text(item.get("title"))),
        summary=one_line_each(_text(item.get("summary"))),
        body=plain_text(html) if html else one_line_each(_text(item.get("content_text"))),
        published_raw=one_line(_text(item.get("date_published")) or _text(item.get("date_modified"))),
        language=_text(item.get("language")) or language,
        author=one_line(_author(item)),
    )


def _attachment(item: dict[str, Any]) -> str:
    """The address of the first file that comes with the item."""
    attachments = item.get("attachments")
    first = attachments[0] if isinstance(attachments, list) and attachments else None
    return _text(first.get("url")) if isinstance(first, dict) else ""


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
