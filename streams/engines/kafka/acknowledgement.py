"""Acknowledgements in any order become acknowledgements in the order of the offsets.

Kafka remembers one offset for a partition: everything before it is done. Faust computes it from the offsets that
were acknowledged, and while it knows of no commit, or when exactly one record is missing at the front, it commits past
the missing one (``faust.transport.consumer.Consumer._new_offset``). A record that is still in hand would be lost with a
crash. So an event is acknowledged to Faust only when all before it are.
"""

import heapq
from enum import Enum
from typing import Generic, TypeVar

Event = TypeVar("Event")


class Taken(Enum):
    """What to do with an event that has come."""

    NEW = "handle it"
    IN_HAND = "it is being handled already, since the partition was read again from the last commit"
    HANDLED = "it was handled and acknowledged before; acknowledge this event too"


class OrderedAcknowledgement(Generic[Event]):
    """The records of one partition that were taken and not acknowledged yet, by offset."""

    def __init__(self) -> None:
        self._events: dict[int, Event] = {}
        self._offsets: list[int] = []
        self._done: set[int] = set()
        self._before = -1

    @property
    def waiting(self) -> int:
        """How many were taken and are not acknowledged."""
        return len(self._events)

    def take(self, offset: int, event: Event) -> Taken:
        """Note that ``event`` has come. The newest event of an offset is the one to acknowledge."""
        if offset in self._events:
            self._events[offset] = event
            return Taken.IN_HAND
        if offset < self._before:
            return Taken.HANDLED
        self._events[offset] = event
        heapq.heappush(self._offsets, offset)
        return Taken.NEW

    def done(self, offset: int) -> list[Event]:
        """Note that a record is done; the events that may be acknowledged now, in the order of their offsets."""
        self._done.add(offset)
        ready: list[Event] = []
        while self._offsets and self._offsets[0] in self._done:
            first = heapq.heappop(self._offsets)
            self._done.remove(first)
            self._before = first + 1
            ready.append(self._events.pop(first))
        return ready
