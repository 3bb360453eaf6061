"""The topics: their names, the record each one carries, its key and how long it is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Generic, TypeVar

from streams.records import Alert, Article, DeadLetter, FeedEvent, Record, TaggedArticle

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Topic(Generic[R]):
    """A stream of one kind of record.

    ``key`` decides the partition: records of one key stay in order. ``durable`` is False for what is only
    handed from one stage to the next inside a group and never written. ``maximum_bytes`` bounds one record.
    """

    name: str
    record: type[R]
    key: Callable[[R], str]
    retention: timedelta
    durable: bool = True
    maximum_bytes: int = 32 * 1024 * 1024


ARTICLES: Final = Topic("articles", Article, lambda article: article.id, timedelta(hours=48))
ANNOTATED: Final = Topic("annotated", TaggedArticle, lambda tagged: tagged.article.id, timedelta(0), durable=False)
TAGGED: Final = Topic("tagged", TaggedArticle, lambda tagged: tagged.story or tagged.article.id, timedelta(hours=48))
FEED_EVENTS: Final = Topic("feed-events", FeedEvent, lambda event: event.feed, timedelta(days=7))
ALERTS: Final = Topic("alerts", Alert, lambda alert: alert.story, timedelta(days=7))
DEAD_LETTERS: Final = Topic("dead-letters", DeadLetter, lambda letter: letter.id, timedelta(days=30))

TOPICS: Final[tuple[Topic[Any], ...]] = (ARTICLES, TAGGED, FEED_EVENTS, ALERTS, DEAD_LETTERS)
"""The topics that exist on the wire, in the order of the pipeline."""


def topic_named(name: str) -> Topic[Any]:
    """The topic of that name. Raises KeyError for one that does not exist."""
    for topic in TOPICS:
        if topic.name == name:
            return topic
    raise KeyError(name)
