"""Keeping a group going: an application that crashed or hangs is replaced, and who does not get on is noticed."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog

from streams.backoff import Backoff
from streams.engines.kafka.administration import Waiting
from streams.engines.kafka.carrying import Carrier
from streams.engines.kafka.link import Link, mend_by_hand, sentence
from streams.errors import MarsadError, SetupError

logger = structlog.get_logger("marsad.engine")

LOOK_EVERY_SECONDS: Final = 0.5
REPLACE_AFTER_SECONDS: Final = 60.0
"""An application that has nothing in hand while records wait is replaced after so long."""
STUCK_AFTER_SECONDS: Final = 300.0
"""After so long without any progress the process says that it is stuck."""
RIVALRY_WITHIN_SECONDS: Final = 60.0
RIVALRY_CHANGES: Final = 5
_STEADY_SECONDS: Final = 120.0


class Carrying(Protocol):
    """What is supervised: an application of Faust."""

    async def start(self) -> None:
        """Return when it carries."""

    async def stop(self) -> None:
        """Return when it does not any more."""

    @property
    def crash(self) -> BaseException | None:
        """Why it gave up."""

    @property
    def partitions(self) -> frozenset[int] | None:
        """The partitions that it has; None if it has not been told."""

    @property
    def member(self) -> str:
        """Its id in the group."""


@dataclass
class Progress:
    """Since when nothing has moved although records wait. Progress is a commit, or a record that was finished."""

    _mark: tuple[int, ...] = ()
    _since: float | None = None

    def look(self, now: float, waiting: int, mark: tuple[int, ...]) -> float:
        """For how many seconds nothing has moved; 0 while something does or nothing waits."""
        if waiting <= 0 or mark != self._mark or self._since is None:
            self._mark = mark
            self._since = now
        return now - self._since


@dataclass
class Rivalry:
    """Notices that another process uses the same worker name: each throws the other out of the group, over and over."""

    _member: str = ""
    _changes: deque[float] = field(default_factory=deque)

    def look(self, now: float, member: str) -> bool:
        """Whether the member had to join anew so often within a minute that nothing else explains it."""
        if member != self._member:
            self._member = member
            self._changes.append(now)
        while self._changes and now - self._changes[0] > RIVALRY_WITHIN_SECONDS:
            self._changes.popleft()
        return len(self._changes) > RIVALRY_CHANGES


def own_waiting(standing: Mapping[int, Waiting], partitions: frozenset[int] | None, in_hand: int) -> int:
    """How many records wait for this worker and are not in its hands.

    Before the first assignment all partitions count: a member that never gets any is stuck too.
    """
    own = [waiting for partition, waiting in standing.items() if partitions is None or partition in partitions]
    return sum(waiting.records for waiting in own) - in_hand


class Supervision:
    """Runs one group's applications, one after the other."""

    def __init__(
        self, name: str, link: Link, make: Callable[[Carrier], Carrying], carrier: Callable[[], Carrier]
    ) -> None:
        self._name = name
        self._link = link
        self._make = make
        self._make_carrier = carrier
        self._application: Carrying | None = None
        self._carrier: Carrier | None = None
        self._progress = Progress()
        self._idle = 0.0

    async def run(self) -> None:
        """Carry until cancelled. Raises MarsadError for what a new application would not mend."""
        backoff = Backoff(first=0.5)
        while True:
            started = self._link.clock.monotonic()
            reason = await self._one_life()
            refusal = mend_by_hand(reason)
            if refusal is not None:
                raise refusal from reason
            if self._link.clock.monotonic() - started > _STEADY_SECONDS:
                backoff.reset()
            wait = backoff.next()
            logger.warning(
                f"Group {self._name} starts anew in {wait:.1f} s ({sentence(reason)}); nothing is lost.",
                group=self._name,
            )
            await self._link.clock.sleep(wait)

    def observe(self, standing: Mapping[int, Waiting]) -> float:
        """Take in how far the group is; for how many seconds this worker has not got on with what waits for it."""
        if self._application is None or self._carrier is None or self._link.down:
            self._progress = Progress()
            self._idle = 0.0
            return 0.0
        waiting = own_waiting(standing, self._application.partitions, self._carrier.in_hand)
        committed = sum(place.committed for place in standing.values())
        stagnant = self._progress.look(self._link.clock.monotonic(), waiting, (committed, self._carrier.finished))
        self._idle = stagnant if self._carrier.in_hand == 0 else 0.0
        return stagnant

    async def _one_life(self) -> BaseException:
        """Start an application and watch it; the reason why it must be replaced."""
        carrier = self._carrier = self._make_carrier()
        application = self._application = self._make(carrier)
        self._progress = Progress()
        self._idle = 0.0
        rivalry = Rivalry()
        rivals = False
        try:
            try:
                await application.start()
            except Exception as error:  # noqa: BLE001 - Faust lets through whatever its parts raise
                return error
            started = self._link.clock.monotonic()
            while True:
                now = self._link.clock.monotonic()
                if not rivals and rivalry.look(now, application.member):
                    rivals = True
                    self._meet_rival(settled=now - started > 2 * RIVALRY_WITHIN_SECONDS)
                if carrier.fault is not None:
                    raise MarsadError(
                        f"group {self._name} was stopped by a fault of its own:"
                        f" {type(carrier.fault).__name__}: {carrier.fault}"
                    ) from carrier.fault
                if application.crash is not None:
                    return application.crash
                if self._idle > REPLACE_AFTER_SECONDS:
                    return TimeoutError(f"nothing came in for {self._idle:.0f} s although records wait")
                await self._link.clock.sleep(LOOK_EVERY_SECONDS)
        finally:
            self._application = None
            await application.stop()
            await carrier.settle()

    def _meet_rival(self, *, settled: bool) -> None:
        """The newcomer of two workers with one name gives way; the settled one stays and tells."""
        if not settled:
            raise SetupError(
                f"another worker of group {self._name} has the same name as this one: give each its own with --worker"
            )
        logger.warning(
            f"Another worker of group {self._name} has the same name as this one; stop it, or give it its own with"
            " --worker. Until then both handle the same records.",
            group=self._name,
        )
