"""From records to what goes on a topic, for both engines: what cannot be written becomes a dead letter."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from streams.errors import BadRecord
from streams.execution import Encoded, Received, dead_letter, encoded
from streams.metrics import DEAD_LETTERS_TOTAL, STAGE_RECORDS
from streams.records import Record, derived_id
from streams.topics import DEAD_LETTERS, Topic

PUBLISH_STAGE: Final = "publish"
"""The stage that dead letters and metrics name for a record that never reached its topic."""


def publishable(topic: Topic[Any], records: Sequence[Record], at: datetime) -> list[Encoded]:
    """Each record ready for ``topic``, or its dead letter if it has no valid Unicode or is too large for the topic.

    Such a record has no place on a topic, so the letter's position is derived from its content: publishing it
    again makes the same letter.
    """
    ready: list[Encoded] = []
    for record in records:
        try:
            ready.append(_within(topic, encoded(topic, record)))
        except BadRecord as error:
            ready.append(_letter(topic, record, error, at))
    return ready


def _within(topic: Topic[Any], ready: Encoded) -> Encoded:
    """The same, if its topic takes that much."""
    if len(ready.value) > topic.maximum_bytes:
        raise BadRecord(
            "too_large",
            f"a record of {len(ready.value)} bytes, more than the {topic.maximum_bytes} that topic {topic.name} takes",
        )
    return ready


def _letter(topic: Topic[Any], record: Record, error: BadRecord, at: datetime) -> Encoded:
    """The dead letter for ``record``, with lone surrogates kept as JSON escapes."""
    value = json.dumps(msgspec.to_builtins(record)).encode("ascii")
    received = Received(topic, derived_id(value.decode("ascii")), value)
    STAGE_RECORDS.labels(PUBLISH_STAGE, "dead").inc()
    DEAD_LETTERS_TOTAL.labels(PUBLISH_STAGE, error.reason).inc()
    return encoded(DEAD_LETTERS, dead_letter(PUBLISH_STAGE, received, error, at))
