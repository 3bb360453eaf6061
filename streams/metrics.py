"""The numbers that the pipeline tells about itself, in Prometheus' terms.

Every label set is created when its owner is, so that a rate never begins with a gap. Cardinality is bounded:
stages, groups, topics and reasons are closed sets.
"""

from collections.abc import Iterable
from typing import Final

from prometheus_client import Counter, Gauge, Histogram

DEAD_LETTER_REASONS: Final = ("too_large", "unicode", "not_json", "schema", "handler", "rejected", "expired")
"""Every reason for which a record can end in the dead letters."""

OUTCOMES: Final = ("handled", "dead", "retried")

STAGE_RECORDS: Final = Counter(
    "marsad_stage_records", "Records that a stage took, by what became of them.", ["stage", "outcome"]
)
STAGE_SECONDS: Final = Histogram(
    "marsad_stage_seconds",
    "Seconds that a stage needed for one batch of records.",
    ["stage"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
DEAD_LETTERS_TOTAL: Final = Counter(
    "marsad_dead_letters", "Records that could not be handled, by stage and reason.", ["stage", "reason"]
)
PUBLISHED: Final = Counter("marsad_published_records", "Records made durable on a topic.", ["topic"])
CONSUMER_LAG: Final = Gauge(
    "marsad_consumer_lag_records",
    "Records on a topic that a group has not finished with.",
    ["group", "topic"],
)


def declare_stage(stage: str) -> None:
    """Create the label sets of a stage."""
    STAGE_SECONDS.labels(stage)
    for outcome in OUTCOMES:
        STAGE_RECORDS.labels(stage, outcome)
    for reason in DEAD_LETTER_REASONS:
        DEAD_LETTERS_TOTAL.labels(stage, reason)


def declare_topics(topics: Iterable[str]) -> None:
    """Create the label sets of the topics."""
    for topic in topics:
        PUBLISHED.labels(topic)


def declare_group(group: str, topic: str) -> None:
    """Create the label set of a consumer group."""
    CONSUMER_LAG.labels(group, topic)
