"""What carries records between stages. Two engines keep one promise; the same suite of tests runs over both.

An engine delivers each record of a topic to each group that reads it at least once, makes everything that follows
from it durable before it acknowledges it, and survives being killed at any point in between.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from streams.records import Record
from streams.stage import Group
from streams.topics import Topic


@dataclass(frozen=True)
class Stored:
    """A record as it stands on its topic. ``position`` grows along the topic and can be handed back to ``read``."""

    position: str
    key: bytes
    value: bytes


@dataclass(frozen=True)
class Lag:
    """How many records of a topic a group has not finished with."""

    group: str
    topic: str
    records: int


@dataclass(frozen=True)
class TopicDescription:
    """A topic as the engine's server describes it. ``records`` counts what is kept now; ``bytes`` is -1 if unknown."""

    name: str
    partitions: int
    records: int
    bytes: int
    retention_seconds: int


class Engine(Protocol):
    """A carrier of records.

    Life cycle: ``open``, then any of the others, then ``close``. Everything that talks to the server waits out its
    absence with back-off and says so in the readiness; only what a person must mend raises SetupError.
    """

    name: str

    async def open(self) -> None:
        """Connect, waiting until the server answers, and make sure that the topics exist."""

    async def close(self) -> None:
        """Let go of connections; nothing that ``publish`` returned from is lost."""

    async def publish(self, topic: Topic[Any], records: Sequence[Record]) -> None:
        """Return when every record is durable. A record that cannot be encoded goes to the dead letters."""

    async def publish_raw(self, topic: Topic[Any], values: Sequence[tuple[bytes, bytes]]) -> None:
        """As ``publish``, for (key, value) pairs as they are: retried dead letters, and tests that poison a topic."""

    async def run(self, groups: Sequence[Group]) -> None:
        """Carry records through the groups until cancelled; a cancellation finishes or abandons the batch in hand.

        Raises MarsadError if it cannot go on and a new process might.
        """

    def read(self, topic: Topic[Any], after: str = "") -> AsyncIterator[Stored]:
        """The records that stand on the topic now, oldest first, after a position; ends at the present end."""

    async def end(self, topic: Topic[Any]) -> str:
        """The position of the newest record; handed to ``read`` as ``after``, it gives what comes later."""

    async def lags(self) -> Sequence[Lag]:
        """How far behind each group is that ``run`` was given."""

    async def describe(self) -> Sequence[TopicDescription]:
        """The topics as they stand."""

    def stuck(self) -> str | None:
        """A sentence if records wait and nothing has moved for too long; None while there is progress or no work."""
