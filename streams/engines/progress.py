"""Whether work moves: a live process that moves nothing is as good as dead, and its health check says so."""

from dataclasses import dataclass
from typing import Final

from streams.clock import Clock

STUCK_AFTER_SECONDS: Final = 120.0


@dataclass
class _Group:
    waiting: int
    moved_at: float


class Progress:
    """What each group has to do, and when it last got something done."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._groups: dict[str, _Group] = {}

    def moved(self, group: str) -> None:
        """The group took or finished a record."""
        self._of(group).moved_at = self._clock.monotonic()

    def waiting(self, group: str, records: int) -> None:
        """So many records wait for the group now. With none, there is nothing that could move."""
        known = self._of(group)
        if not records or not known.waiting:
            known.moved_at = self._clock.monotonic()
        known.waiting = records

    def stuck(self) -> str | None:
        """A sentence about a group that has let records wait for too long; None if there is none."""
        for name, group in self._groups.items():
            seconds = self._clock.monotonic() - group.moved_at
            if group.waiting and seconds > STUCK_AFTER_SECONDS:
                return f"Group {name} has moved nothing for {seconds:.0f} s while {group.waiting} records wait."
        return None

    def _of(self, group: str) -> _Group:
        return self._groups.setdefault(group, _Group(0, self._clock.monotonic()))
