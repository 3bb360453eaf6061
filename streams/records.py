"""The contract between the stages: every record that crosses a topic, as JSON.

Promises:

* Unknown fields are kept out and missing new fields have defaults, so that neighbouring versions read each
  other's records. A ``schema`` more than one ahead of ours is refused by :func:`decode`.
* ``decode`` and ``encode`` raise only :class:`~streams.errors.BadRecord`, with a reason fit for a metric label.
* Identifiers are derived from content (:func:`derived_id`), never random, so that a replay makes the same ones.
"""

from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec

from streams.errors import BadRecord

SCHEMA: Final = 1
"""The version of the records that this code writes. It reads ``SCHEMA - 1`` to ``SCHEMA + 1``."""

MAXIMUM_RECORD_BYTES: Final = 2 * 1024 * 1024
"""The largest record that a stage takes, in bytes. Feeds' articles are a few kilobytes; what is larger is a fault."""

Timestamp = Annotated[datetime, msgspec.Meta(tz=True)]
"""An aware date and time; RFC 3339 on the wire."""

MentionKind = Literal["country", "actor", "place", "organisation"]
MentionField = Literal["title", "lead", "body"]
Severity = Literal["low", "medium", "high", "critical"]
AlertReason = Literal[
    "first",
    "new country",
    "new actor",
    "more publishers",
    "correction",
    "threshold",
    "spike",
    "silence",
    "feed event",
]
FeedEventKind = Literal["broken", "recovered", "missed items", "silent", "resumed"]
DeliveryState = Literal["pending", "sending", "sent", "dead"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What every record carries: the version of its shape."""

    schema: int = SCHEMA


class Article(Record, frozen=True, kw_only=True):
    """One article as a connector found it. ``source`` is the feed's id in the configuration.

    ``revision`` counts the edits since the article was first published here: the same ``id`` with another text.
    ``history`` says that it stood in its feed before the feed was watched, so that nobody is to be alerted.
    """

    id: str
    url: str
    canonical_url: str
    source: str
    publisher: str
    title: str
    fetched_at: Timestamp
    summary: str = ""
    body: str = ""
    language: str = ""
    published_at: Timestamp | None = None
    published_raw: str = ""
    revision: int = 0
    history: bool = False
    extra: dict[str, str] = msgspec.field(default_factory=dict)


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """One name in the text. ``start`` and ``end`` count code points in the raw field, ``end`` exclusive.

    ``title``, ``lead`` and ``body`` stand for the article's ``title``, ``summary`` and ``body``.
    """

    kind: MentionKind
    id: str
    surface: str
    start: int
    end: int
    field: MentionField


class Weighted(msgspec.Struct, frozen=True, kw_only=True):
    """A country or an actor of an article: its share of all mentions (0 to 1), and whether it is the subject."""

    id: str
    weight: float
    about: bool


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that a user may ask about: which one, about what, and the reason in words."""

    decision: str
    subject: str
    reason: str


class TaggedArticle(Record, frozen=True, kw_only=True):
    """An article with what it is about, where it says so, and the story that it belongs to."""

    article: Article
    language: str
    mentions: tuple[Mention, ...] = ()
    countries: tuple[Weighted, ...] = ()
    actors: tuple[Weighted, ...] = ()
    fingerprint: str = ""
    duplicate_of: str | None = None
    story: str = ""
    why: tuple[Why, ...] = ()


class ArticleReference(msgspec.Struct, frozen=True, kw_only=True):
    """What an alert shows of an article, without its body."""

    id: str
    url: str
    title: str
    publisher: str
    source: str
    language: str
    fetched_at: Timestamp
    published_at: Timestamp | None = None
    lead: str = ""


class FeedEvent(Record, frozen=True, kw_only=True):
    """What happened to a feed itself: that it broke, works again, lost items between two polls, fell silent, speaks.

    ``id`` is derived from feed, kind and ``since``, so that one event is told once. ``since`` is when the state began
    that is told of, or that is over now; ``reason`` is a sentence for a person; ``items`` is how many the event is
    about, if it counts any.
    """

    id: str
    feed: str
    publisher: str
    kind: FeedEventKind
    at: Timestamp
    since: Timestamp
    reason: str
    items: int = 0


class Alert(Record, frozen=True, kw_only=True):
    """An obligation to tell somebody. ``id`` is derived from rule, story and episode.

    ``why`` holds a sentence for each condition of the rule that held; ``at`` is the ``fetched_at`` of the
    article that caused it, so that a replay makes the same alert. An alert on what happened to a feed has no articles
    but a ``feed_event``, and that event's ``at``.
    """

    id: str
    rule: str
    rule_name: str
    story: str
    severity: Severity
    reason: AlertReason
    receivers: tuple[str, ...]
    at: Timestamp
    articles: tuple[ArticleReference, ...]
    episode: int = 0
    revision: int = 0
    countries: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    why: tuple[Why, ...] = ()
    feed_event: FeedEvent | None = None


class Delivery(Record, frozen=True, kw_only=True):
    """One alert to one channel of one receiver. ``ref`` is the channel's own name for it (Slack ts, Message-ID)."""

    id: str
    alert: str
    receiver: str
    channel: str
    state: DeliveryState = "pending"
    attempts: int = 0
    ref: str = ""
    error: str = ""


class DeadLetter(Record, frozen=True, kw_only=True):
    """A record that could not be handled, with its reason and its original bytes.

    ``topic`` and ``position`` say where it stood; ``payload`` is cut to ``MAXIMUM_DEAD_PAYLOAD_BYTES`` with
    ``payload_bytes`` telling the original length. ``delivery`` names the delivery that failed, if it was one.
    """

    id: str
    stage: str
    topic: str
    position: str
    reason: str
    error: str
    at: Timestamp
    payload: bytes
    payload_bytes: int
    traceback: str = ""
    delivery: str = ""


MAXIMUM_DEAD_PAYLOAD_BYTES: Final = 23 * 1024 * 1024
"""What a dead letter keeps of the original: 23 MiB, in base64 and with the rest under the 32 MiB of its topic."""

RecordType = TypeVar("RecordType", bound=Record)

_encoder: Final = msgspec.json.Encoder()
_decoders: Final[dict[type[Record], msgspec.json.Decoder[Any]]] = {}


def encode(record: Record) -> bytes:
    """The record as JSON. Raises BadRecord("unicode") for text that UTF-8 cannot hold (lone surrogates)."""
    try:
        return _encoder.encode(record)
    except UnicodeEncodeError as error:
        raise BadRecord("unicode", f"{type(record).__name__} holds text that is no valid Unicode: {error}") from error


def decode(kind: type[RecordType], value: bytes, limit: int = MAXIMUM_RECORD_BYTES) -> RecordType:
    """The record in ``value``. Raises BadRecord with reason too_large, unicode, not_json or schema."""
    if len(value) > limit:
        raise BadRecord("too_large", f"{kind.__name__} of {len(value)} bytes, more than the {limit} that a stage takes")
    decoder = _decoders.get(kind)
    if decoder is None:
        decoder = _decoders[kind] = msgspec.json.Decoder(kind)
    try:
        record: RecordType = decoder.decode(value)
    except msgspec.ValidationError as error:
        raise BadRecord("schema", f"not a valid {kind.__name__}: {error}") from error
    except msgspec.DecodeError as error:
        reason = "unicode" if _is_unicode_fault(error, value) else "not_json"
        raise BadRecord(reason, f"not a {kind.__name__} in JSON: {error}") from error
    except UnicodeDecodeError as error:
        raise BadRecord("unicode", f"not a {kind.__name__} in UTF-8: {error}") from error
    if not SCHEMA - 1 <= record.schema <= SCHEMA + 1:
        raise BadRecord(
            "schema",
            f"{kind.__name__} of schema {record.schema}, this version reads {SCHEMA - 1} to {SCHEMA + 1}; upgrade it",
        )
    return record


def _is_unicode_fault(error: msgspec.DecodeError, value: bytes) -> bool:
    """Whether the bytes are no UTF-8 or hold an escaped lone surrogate."""
    if "surrogate" in str(error):
        return True
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def derived_id(*parts: str) -> str:
    """A stable identifier of 20 hex digits (80 bits) from its parts; the same parts give the same one."""
    digest = blake2b(digest_size=10)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return digest.hexdigest()
