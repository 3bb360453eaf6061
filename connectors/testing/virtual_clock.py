"""A clock that stands still until a test moves it: for whoever tests a connector."""

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta
from typing import Final

START: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""The moment at which the clock stands first."""


class VirtualClock:
    """A ``streams.clock.Clock`` for tests. Who sleeps wakes when the test has moved the time far enough."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._changed = asyncio.Event()

    def now(self) -> datetime:
        """The start and what the test has moved the time since, in UTC."""
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        """The seconds that the test has moved the time."""
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Return when the test has moved the time so far."""
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + max(0.0, seconds), next(self._order), waking))
        self._changed.set()
        await waking

    @property
    def sleeping(self) -> int:
        """How many are asleep."""
        return sum(not waking.done() for _, _, waking in self._sleepers)

    def waits(self) -> list[float]:
        """How long each sleeper has still to wait, in seconds, shortest first."""
        return sorted(due - self._elapsed for due, _, waking in self._sleepers if not waking.done())

    async def until_sleeping(self, number: int = 1, deadline: float = 10.0) -> None:
        """Return when exactly so many are asleep; TimeoutError after ``deadline`` real seconds."""
        async with asyncio.timeout(deadline):
            while self.sleeping != number:
                self._changed.clear()
                await self._changed.wait()

    def advance(self, seconds: float) -> None:
        """Move the time and wake whoever is due. Use ``until_sleeping`` to wait for what they do then."""
        self._elapsed += seconds
        while self._sleepers and self._sleepers[0][0] <= self._elapsed:
            _, _, waking = heapq.heappop(self._sleepers)
            if not waking.done():
                waking.set_result(None)
