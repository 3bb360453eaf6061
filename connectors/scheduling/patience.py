"""Waiting for a service that everything needs: Redis, the brokers."""

from collections.abc import Awaitable, Callable
from typing import Final, ParamSpec, TypeVar

from streams.backoff import Backoff
from streams.cancellation import obey_cancellation
from streams.clock import Clock
from streams.errors import surroundings_failed
from streams.readiness import Readiness

PART: Final = "connectors"

P = ParamSpec("P")
T = TypeVar("T")


class Patience:
    """Makes a call again for as long as a service does not answer, and tells readiness meanwhile.

    The connectors are ready again when no call waits any more, so that an outage is said once, whatever else works
    meanwhile.
    """

    def __init__(self, clock: Clock, readiness: Readiness) -> None:
        self._clock = clock
        self._readiness = readiness
        self._waiting = 0

    async def until(self, call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``call`` gives. Any other error passes through, and so does a cancellation."""
        try:
            result = await call(*args, **kwargs)
        except Exception as error:
            if not surroundings_failed(error):
                raise
            result = await self._wait(error, call, *args, **kwargs)
        obey_cancellation()
        if not self._waiting:
            self._readiness.ready(PART)
        return result

    async def _wait(self, error: Exception, call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``call``, which failed with ``error``, gives when the service is back."""
        backoff = Backoff()
        self._waiting += 1
        try:
            while True:
                self._readiness.failed(
                    PART, f"The connectors wait for a service that does not answer and try again ({error})."
                )
                obey_cancellation()
                await self._clock.sleep(backoff.next())
                try:
                    return await call(*args, **kwargs)
                except Exception as again:
                    if not surroundings_failed(again):
                        raise
                    error = again
        finally:
            self._waiting -= 1
