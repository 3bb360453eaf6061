"""The engine's link to its server: an operation is tried until it works, and the readiness says what is in the way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import redis.exceptions
from redis.asyncio import Redis

from streams.backoff import Backoff
from streams.clock import Clock
from streams.errors import SetupError, surroundings_failed
from streams.readiness import Readiness

PART: Final = "redis"
"""What the readiness calls the server, whoever started it."""

ANSWER_WITHIN_SECONDS: Final = 30.0
"""A server that says nothing for so long counts as gone. Longer than any blocking read."""

Answer = TypeVar("Answer")


class Link:
    """A client together with the patience to wait for its server.

    However many operations fail at the same time, the fault is told once and its end is told once.
    """

    def __init__(self, client: Redis, clock: Clock, readiness: Readiness) -> None:
        self.client = client
        self.clock = clock
        self._readiness = readiness
        self._down = True
        readiness.starting(PART)

    async def patiently(self, operation: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer of ``operation``, tried again with back-off while the server is gone.

        Raises SetupError if the server refuses us, and whatever else the operation raises.
        """
        backoff = Backoff(most=5.0)
        while True:
            try:
                async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
                    answer = await operation()
            except (redis.exceptions.AuthenticationError, redis.exceptions.NoPermissionError) as error:
                raise SetupError(f"Redis refuses Marsad ({error}): mend the user or password in its address") from error
            except Exception as error:
                if not surroundings_failed(error):
                    raise
                self._down = True
                self._readiness.failed(PART, f"Redis does not answer ({_sentence(error)}): waiting until it does.")
                await self.clock.sleep(backoff.next())
            else:
                if self._down:
                    self._down = False
                    self._readiness.ready(PART)
                return answer


def _sentence(error: Exception) -> str:
    """The error in one line without its full stop."""
    return " ".join(str(error).split()).rstrip(".") or "no answer in time"
