"""What a feed says of one item, and the article that this makes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin, urlsplit

from connectors.dates import Dated, Undated, read_date
from connectors.parsing.canonical_url import canonical_url
from connectors.parsing.decoding import clean
from connectors.parsing.headline import first_sentence
from streams.errors import MarsadError
from streams.records import Article, derived_id

MAXIMUM_TITLE: Final = 1_000
MAXIMUM_SUMMARY: Final = 50_000
MAXIMUM_BODY: Final = 300_000
"""Characters that are kept of a field. Together they stay below the record limit even at four bytes a character and
with every other character escaped; what was cut is named in ``extra["cut"]``."""

MAXIMUM_ADDRESS: Final = 4_000
"""Characters of a link or a guid. Longer links are data, not addresses."""

MAXIMUM_DATE: Final = 200
"""Characters that are kept of a date as it stood in the feed."""

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""No feed is older; an earlier date is a mistake or of another calendar, and the article counts as undated."""


class UnreadableFeed(MarsadError):
    """A document that is no feed. Its message is one clause."""


@dataclass(frozen=True)
class Origin:
    """Where articles come from: the feed's id, its publisher, and the language if the configuration sets it.

    ``country`` (ISO 3166-1) and ``time_zone`` (IANA) are the publisher's, for dates that do not say their zone.
    """

    source: str
    publisher: str
    language: str = ""
    country: str = ""
    time_zone: str = ""


@dataclass(frozen=True)
class Entry:
    """One item as the feed has it, in plain text. ``published_raw`` is the date as it stands there, readable or not.

    ``publication`` is the newspaper that a news sitemap names, ``keywords`` what it says the article is about.
    """

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    body: str = ""
    published_raw: str = ""
    language: str = ""
    author: str = ""
    publication: str = ""
    keywords: str = ""


def article(entry: Entry, origin: Origin, base_url: str, fetched_at: datetime) -> Article | None:
    """The article of an entry that stands alone; None if it has neither title nor text nor link.

    The id comes from the feed's id and the first of these that there is: the raw guid, the canonical URL, title and
    text. A link is resolved against ``base_url``. A date after ``fetched_at`` becomes ``fetched_at``.
    """
    url = absolute(entry.link, base_url)
    if not (url or entry.title or entry.summary or entry.body):
        return None
    canonical = canonical_url(url) if url else ""
    identity = (entry.guid,) if entry.guid else (canonical,) if canonical else (entry.title, entry.summary, entry.body)
    return identified(entry, origin, fetched_at, url=url, canonical=canonical, identity=identity)


def identified(
    entry: Entry, origin: Origin, fetched_at: datetime, *, url: str, canonical: str, identity: tuple[str, ...]
) -> Article:
    """The article of an entry that has a title, a text or an address.

    ``url`` is the absolute address, ``canonical`` its canonical form, and ``identity`` what the id is derived from,
    together with the feed's id. An entry without a title gets its first sentence. What had to be cut, could not be
    dated or was taken for granted is said in ``extra``.
    """
    title = entry.title or first_sentence(entry.summary or entry.body)
    cut = [
        name
        for name, text, limit in (
            ("title", title, MAXIMUM_TITLE),
            ("summary", entry.summary, MAXIMUM_SUMMARY),
            ("body", entry.body, MAXIMUM_BODY),
        )
        if len(text) > limit
    ]
    published = _publication(entry.published_raw, origin, fetched_at)
    extra = {
        "guid": entry.guid[:MAXIMUM_ADDRESS],
        "author": entry.author[:MAXIMUM_TITLE],
        "publication": entry.publication[:MAXIMUM_TITLE],
        "keywords": entry.keywords[:MAXIMUM_TITLE],
        "title_from": "text" if title and not entry.title else "",
        "undated": published.reason if isinstance(published, Undated) else "",
        "date_assumed": published.assumed if isinstance(published, Dated) else "",
        "cut": ", ".join(cut),
    }
    return Article(
        id=derived_id(origin.source, *identity),
        url=url,
        canonical_url=canonical,
        source=origin.source,
        publisher=origin.publisher,
        title=title[:MAXIMUM_TITLE],
        summary=entry.summary[:MAXIMUM_SUMMARY],
        body=entry.body[:MAXIMUM_BODY],
        language=clean(origin.language or entry.language)[:35],
        published_at=published.moment if isinstance(published, Dated) else None,
        published_raw=entry.published_raw[:MAXIMUM_DATE],
        fetched_at=fetched_at,
        extra={name: clean(value) for name, value in extra.items() if value},
    )


def _publication(raw: str, origin: Origin, fetched_at: datetime) -> Dated | Undated | None:
    """The date of publication as far as it can be believed; None if the entry says none."""
    if not raw:
        return None
    date = read_date(raw[:MAXIMUM_DATE], fetched_at, country=origin.country, time_zone=origin.time_zone)
    if isinstance(date, Dated) and date.moment < EARLIEST:
        return Undated(f"the date {date.moment:%Y-%m-%d} lies before there were feeds")
    return date


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
