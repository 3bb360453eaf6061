"""What a channel is: something that takes an alert to people, and says truthfully what became of it."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from streams.records import Alert, Delivery

KINDS: Final = ("console", "slack", "email", "webhook")
"""Every kind of channel; the labels of the delivery metrics."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted. ``ref`` is the channel's own name for the message."""

    ref: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Not accepted, and the same may be accepted later: not before ``after``, if the channel said so."""

    after: timedelta | None
    reason: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Sent, but the answer was lost: it may have been accepted or not."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused for good; only a person can mend it."""

    reason: str


Outcome = Sent | Retry | Ambiguous | Rejected


class Channel(Protocol):
    """One way to one place.

    ``send`` answers with an outcome and raises nothing but cancellation. No secret of the channel appears in its
    ``repr``, in an outcome or in a log. ``kind`` is one of :data:`KINDS`; ``name`` is unique in the receiver.
    """

    name: str
    kind: str

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Wait for the right to send, and hold it while inside: pace and number of connections are kept here.

        The wait may be long, so it comes before a delivery is marked as being sent.
        """

    async def send(self, delivery: Delivery, alert: Alert) -> Outcome:
        """Take ``alert`` there once. The same ``delivery.id`` makes the same message, so that repeats can be told."""

    async def close(self) -> None:
        """Let go of what the channel holds. What it was given from outside stays open."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody to tell, with the channels that lead to them."""

    id: str
    channels: tuple[Channel, ...]
