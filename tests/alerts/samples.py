"""Articles, alerts and deliveries to test with."""

from datetime import UTC, datetime, timedelta
from typing import Any

from streams.records import Alert, Article, ArticleReference, Delivery, FeedEvent, TaggedArticle, Why

FETCHED: datetime = datetime(2026, 11, 20, 11, 59, 58, tzinfo=UTC)


def article(**fields: Any) -> Article:
    standard: dict[str, Any] = {
        "id": "article-1",
        "url": "https://news.example.org/a?x=1&y=2",
        "canonical_url": "https://news.example.org/a",
        "source": "gulf",
        "publisher": "Gulf Courier",
        "title": "Envoy arrives in Muscat",
        "fetched_at": FETCHED,
    }
    return Article(**(standard | fields))


def tagged(of: Article | None = None, **fields: Any) -> TaggedArticle:
    return TaggedArticle(article=of or article(), **({"language": "en", "story": "story-1"} | fields))


def alert(title: str = "مبعوث يصل إلى مسقط", **fields: Any) -> Alert:
    reference: dict[str, Any] = {
        "id": "article-1",
        "url": "https://news.example.org/a?x=1&y=2",
        "title": title,
        "publisher": "وكالة الخليج",
        "source": "gulf",
        "language": "ar",
        "fetched_at": FETCHED,
        "lead": "A lead.",
    }
    standard: dict[str, Any] = {
        "id": "alert-1",
        "rule": "envoys",
        "rule_name": "Envoys in the Gulf",
        "story": "story-1",
        "severity": "high",
        "reason": "first",
        "receivers": ("desk",),
        "at": FETCHED,
        "articles": (ArticleReference(**reference),),
        "countries": ("OM", "IR"),
        "why": (Why(decision="countries", subject="OM", reason="country OM in the title"),),
    }
    return Alert(**(standard | fields))


def delivery(identifier: str = "delivery-1") -> Delivery:
    return Delivery(id=identifier, alert="alert-1", receiver="desk", channel="channel", state="sending", attempts=1)


def feed_event(**fields: Any) -> FeedEvent:
    standard: dict[str, Any] = {
        "id": "event-1",
        "feed": "riwaq",
        "publisher": "رواق",
        "kind": "broken",
        "at": FETCHED,
        "since": FETCHED - timedelta(hours=1),
        "reason": "Feed riwaq cannot be read: the server answered 503.",
    }
    return FeedEvent(**(standard | fields))


def feed_alert(**fields: Any) -> Alert:
    event = feed_event(**fields)
    why = (Why(decision="feed events", subject=event.kind, reason=event.reason),)
    return alert(articles=(), countries=(), reason="feed event", story=f"feed-{event.feed}", why=why, feed_event=event)
