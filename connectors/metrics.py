"""The numbers that the connectors tell about themselves, in Prometheus' terms."""

from typing import Final, get_args

from prometheus_client import Counter, Gauge, Histogram

from streams.records import FeedEventKind

POLL_OUTCOMES: Final = ("new", "unchanged", "failed")
ARTICLE_OUTCOMES: Final = ("new", "edited", "seen")
PAGE_OUTCOMES: Final = ("read", "not read")

FEEDS: Final = Gauge("marsad_feeds", "Sources that this process polls, shared with others or not.")
FEED_POLLS: Final = Counter("marsad_feed_polls", "Polls of feeds and other sources, by what came of them.", ["outcome"])
FEED_EVENTS: Final = Counter("marsad_feed_events", "What happened to feeds themselves, by kind.", ["kind"])
ARTICLES: Final = Counter("marsad_articles", "Articles that polls found, by whether they were published.", ["outcome"])
PAGES: Final = Counter(
    "marsad_pages", "Pages of articles that were to be read in full, by what came of it.", ["outcome"]
)
FETCH_SECONDS: Final = Histogram(
    "marsad_fetch_seconds",
    "Seconds that fetching one feed took, successful or not.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30),
)
POLL_OVERDUE_SECONDS: Final = Histogram(
    "marsad_poll_overdue_seconds",
    "Seconds between the moment for which a poll was planned and its beginning.",
    buckets=(0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600),
)


def declare_connectors() -> None:
    """Create the label sets."""
    for outcome in POLL_OUTCOMES:
        FEED_POLLS.labels(outcome)
    for outcome in ARTICLE_OUTCOMES:
        ARTICLES.labels(outcome)
    for outcome in PAGE_OUTCOMES:
        PAGES.labels(outcome)
    for kind in get_args(FeedEventKind):
        FEED_EVENTS.labels(kind)
