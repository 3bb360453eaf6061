"""Taking turns: at most so many at once, at most one each so often, and none while a pause lasts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from streams.clock import Clock


class Pace:
    """One turn at a time, each at least ``seconds`` after the end of the one before.

    Counting from the end keeps two messages apart at the far side too, however long the way of each was.
    Turns are given in the order in which they were asked for.
    """

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._not_before = clock.monotonic()
        self._lock = asyncio.Lock()

    def pause(self, seconds: float) -> None:
        """Give no turn for ``seconds`` from now."""
        self._not_before = max(self._not_before, self._clock.monotonic() + seconds)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the turn and hold it while inside."""
        async with self._lock:
            while (wait := self._not_before - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            try:
                yield
            finally:
                self.pause(self._seconds)
