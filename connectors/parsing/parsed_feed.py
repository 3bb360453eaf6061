"""What comes of reading a document of items, and the articles of its entries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from connectors.parsing.canonical_url import canonical_url
from connectors.parsing.entries import Entry, Origin, absolute, identified
from connectors.parsing.identity import folded_title
from streams.records import Article

Parser = Literal["fast", "feedparser", "own"]

LONGEST_TIME_TO_LIVE: Final = timedelta(days=7)
"""A feed that wants to be left alone longer has written seconds for minutes."""


@dataclass(frozen=True)
class ParsedFeed:
    """The articles of a feed in its order, and what it says of itself.

    Each item is one of ``articles``, or counted: ``empty`` held neither title nor text nor link, ``repeated`` stood in
    the document before. ``ttl`` is how long the feed asks to be left alone. ``dialect`` is the format in words such as
    ``rss 2.0``; ``parser`` tells which one read it.
    """

    articles: tuple[Article, ...]
    empty: int = 0
    repeated: int = 0
    ttl: timedelta | None = None
    dialect: str = ""
    parser: Parser = "own"
    title: str = ""


@dataclass(frozen=True)
class NotAFeed:
    """Bytes that are no feed, and why in one clause."""

    reason: str


@dataclass(frozen=True)
class _Named:
    """An entry with the addresses by which it may be told from others."""

    entry: Entry
    url: str
    canonical: str
    title: str


def parsed_feed(
    entries: Iterable[Entry],
    origin: Origin,
    fetched_at: datetime,
    *,
    base_url: str,
    dialect: str,
    parser: Parser = "own",
    title: str = "",
    ttl: timedelta | None = None,
) -> ParsedFeed:
    """The articles of the entries. What repeats another one to the letter of its identity is left out and counted."""
    named = []
    empty = 0
    for entry in entries:
        url = absolute(entry.link, base_url)
        if url or entry.title or entry.summary or entry.body:
            named.append(_Named(entry, url, canonical_url(url) if url else "", folded_title(entry.title)))
        else:
            empty += 1
    articles: dict[str, Article] = {}
    for one, identity in zip(named, identities(named), strict=True):
        made = identified(one.entry, origin, fetched_at, url=one.url, canonical=one.canonical, identity=identity)
        articles.setdefault(made.id, made)
    return ParsedFeed(
        tuple(articles.values()),
        empty=empty,
        repeated=len(named) - len(articles),
        ttl=ttl,
        dialect=dialect,
        parser=parser,
        title=title,
    )


def identities(named: Sequence[_Named]) -> list[tuple[str, ...]]:
    """What identifies each entry within its feed: the guid, else the canonical URL, else title and text.

    A guid that several entries carry which differ in address or title identifies none of them (a fault of many
    content systems); the next of the three counts for them. So does an address that entries of several titles share.
    """
    by_guid = defaultdict(set)
    for one in named:
        if one.entry.guid:
            by_guid[one.entry.guid].add((one.canonical, one.title))
    without = [one for one in named if len(by_guid.get(one.entry.guid, ())) != 1]
    by_url = defaultdict(set)
    for one in without:
        by_url[one.canonical].add(one.title)
    return [_identity(one, len(by_guid.get(one.entry.guid, ())) == 1, len(by_url[one.canonical]) == 1) for one in named]


def _identity(one: _Named, guid_tells: bool, url_tells: bool) -> tuple[str, ...]:
    if guid_tells:
        return (one.entry.guid,)
    if one.canonical and url_tells:
        return (one.canonical,)
    if one.canonical and one.title:
        return ("url+title", one.canonical, one.title)
    return (one.entry.title, one.entry.summary, one.entry.body)


def minutes_to_live(text: str) -> timedelta | None:
    """The time that an RSS ``ttl`` says; None if it says none.

    ``sy:updatePeriod`` is not read: it is the default of a content system ("hourly") and nobody's wish.
    """
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        return None
    ttl = timedelta(minutes=int(digits))
    return ttl if timedelta(0) < ttl <= LONGEST_TIME_TO_LIVE else None
