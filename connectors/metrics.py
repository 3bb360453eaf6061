"""The numbers that the connectors tell about themselves, in Prometheus' terms."""

from typing import Final

from prometheus_client import Counter, Histogram

POLL_OUTCOMES: Final = ("new", "unchanged", "failed")
ARTICLE_OUTCOMES: Final = ("new", "seen")

FEED_POLLS: Final = Counter("marsad_feed_polls", "Polls of feeds and other sources, by what came of them.", ["outcome"])
ARTICLES: Final = Counter("marsad_articles", "Articles that polls found, by whether they were published.", ["outcome"])
FETCH_SECONDS: Final = Histogram(
    "marsad_fetch_seconds",
    "Seconds that fetching one feed took, successful or not.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30),
)


def declare_connectors() -> None:
    """Create the label sets."""
    for outcome in POLL_OUTCOMES:
        FEED_POLLS.labels(outcome)
    for outcome in ARTICLE_OUTCOMES:
        ARTICLES.labels(outcome)
