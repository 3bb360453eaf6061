"""What a feed says of one item, and the article that this makes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin, urlsplit

from connectors.canonical_url import canonical_url
from connectors.decoding import clean
from streams.errors import MarsadError
from streams.records import Article, derived_id

MAXIMUM_TITLE: Final = 1_000
MAXIMUM_SUMMARY: Final = 50_000
MAXIMUM_BODY: Final = 300_000
"""Characters that are kept of a field. Together they stay below the record limit even at four bytes a character and
with every other character escaped; what was cut is named in ``extra["cut"]``."""

MAXIMUM_ADDRESS: Final = 4_000
"""Characters of a link or a guid. Longer links are data, not addresses."""

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""No feed is older; an earlier date is a mistake or of another calendar, and the article counts as undated."""


class UnreadableFeed(MarsadError):
    """A document that is no feed. Its message is one clause."""


@dataclass(frozen=True)
class Origin:
    """Where articles come from: the feed's id, its publisher, and the language if the configuration sets it."""

    source: str
    publisher: str
    language: str = ""


@dataclass(frozen=True)
class Entry:
    """One item as the feed has it, in plain text. ``published_raw`` is what the feed says, readable or not."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    body: str = ""
    published: datetime | None = None
    published_raw: str = ""
    language: str = ""
    author: str = ""


def article(entry: Entry, origin: Origin, base_url: str, fetched_at: datetime) -> Article | None:
    """The article of an entry; None if it has neither title nor text nor link.

    The id comes from the feed's id and the first of these that there is: the raw guid, the canonical URL, title and
    text. A link is resolved against ``base_url``. A date after ``fetched_at`` becomes ``fetched_at``.
    """
    url = absolute(entry.link, base_url)
    if not (url or entry.title or entry.summary or entry.body):
        return None
    canonical = canonical_url(url) if url else ""
    cut = [
        name
        for name, text, limit in (
            ("title", entry.title, MAXIMUM_TITLE),
            ("summary", entry.summary, MAXIMUM_SUMMARY),
            ("body", entry.body, MAXIMUM_BODY),
        )
        if len(text) > limit
    ]
    extra = {"guid": entry.guid[:MAXIMUM_ADDRESS], "author": entry.author[:MAXIMUM_TITLE], "cut": ", ".join(cut)}
    identity = (entry.guid,) if entry.guid else (canonical,) if canonical else (entry.title, entry.summary, entry.body)
    return Article(
        id=derived_id(origin.source, *identity),
        url=url,
        canonical_url=canonical,
        source=origin.source,
        publisher=origin.publisher,
        title=entry.title[:MAXIMUM_TITLE],
        summary=entry.summary[:MAXIMUM_SUMMARY],
        body=entry.body[:MAXIMUM_BODY],
        language=(origin.language or entry.language)[:35],
        published_at=publication(entry.published, fetched_at),
        published_raw=entry.published_raw[:200],
        fetched_at=fetched_at,
        extra={name: value for name, value in extra.items() if value},
    )


def publication(published: datetime | None, fetched_at: datetime) -> datetime | None:
    """The date of publication as far as it can be believed: never after the fetch, never before there were feeds."""
    if published is None or published < EARLIEST:
        return None
    return min(published, fetched_at)


def absolute(link: str, base_url: str) -> str:
    """The http(s) address that a link of the feed means; empty if it means none."""
    link = "".join(clean(link).split())
    if not link or len(link) > MAXIMUM_ADDRESS:
        return ""
    try:
        url = urljoin(base_url, link)
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and host else ""
