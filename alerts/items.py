"""What an alert shows, one item after the other, whatever it is about: its articles, or what happened to a feed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from streams.records import Alert, ArticleReference, FeedEvent, FeedEventKind

_HEADLINES: Final[Mapping[FeedEventKind, str]] = {
    "broken": "Feed {feed} cannot be read",
    "recovered": "Feed {feed} works again",
    "missed items": "Feed {feed} lost items between two polls",
    "silent": "Feed {feed} has fallen silent",
    "resumed": "Feed {feed} brings articles again",
}
_SINCE: Final[Mapping[FeedEventKind, str]] = {
    "broken": "since",
    "recovered": "broken since",
    "missed items": "last read",
    "silent": "last article",
    "resumed": "silent since",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One headline with what belongs to it. Its texts are as they came: whoever shows them escapes them.

    ``origin`` is who says it; ``when`` are moments in words. ``lead`` and ``url`` may be empty.
    """

    headline: str
    language: str
    origin: str
    when: tuple[str, ...]
    lead: str = ""
    url: str = ""


def items(alert: Alert) -> tuple[Item, ...]:
    """The articles of ``alert`` in their order, then what happened to a feed, if that is what it tells."""
    articles = tuple(_of_article(article) for article in alert.articles)
    return articles if alert.feed_event is None else (*articles, _of_event(alert.feed_event))


def _of_article(article: ArticleReference) -> Item:
    return Item(
        headline=article.title,
        language=article.language,
        origin=article.publisher or article.source,
        when=(_moment(article.fetched_at),),
        lead=article.lead,
        url=article.url,
    )


def _of_event(event: FeedEvent) -> Item:
    """Its reason is not among this: that is the alert's own, since a rule asked for the event."""
    return Item(
        headline=_HEADLINES[event.kind].format(feed=event.feed),
        language="en",
        origin=event.publisher,
        when=(f"{_SINCE[event.kind]} {_moment(event.since)}", f"noticed {_moment(event.at)}"),
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%d %b %Y %H:%M UTC")
