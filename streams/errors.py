"""The errors that Marsad raises on purpose.

::

    MarsadError
    ├── SetupError            what a person must mend: configuration, port, directory (exit code 2)
    ├── BadRecord             a record that no retry can mend: to the dead letters, with its reason
    └── SurroundingsFailed    Redis, the broker or the network is gone: pause, retry, never dead-letter

Libraries' own connection errors count as failed surroundings too: :func:`surroundings_failed` decides.
"""

import asyncio
from typing import Final

import redis.exceptions


class MarsadError(Exception):
    """The root. Its message is one sentence for a person: what, where, what to do."""


class SetupError(MarsadError):
    """Something that only a person can mend before Marsad can run."""


class BadRecord(MarsadError):
    """A record that cannot be handled. ``reason`` is a short word of a closed set, fit for a metric label."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class SurroundingsFailed(MarsadError):
    """A service that Marsad stands on does not answer; the same call may work later."""


_TRANSIENT: Final = (
    SurroundingsFailed,
    ConnectionError,
    asyncio.TimeoutError,
    TimeoutError,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    redis.exceptions.BusyLoadingError,
    redis.exceptions.ReadOnlyError,
    redis.exceptions.OutOfMemoryError,
    redis.exceptions.TryAgainError,
    redis.exceptions.ClusterDownError,
    redis.exceptions.MasterDownError,
)


def surroundings_failed(error: BaseException) -> bool:
    """Whether ``error`` speaks of the surroundings rather than of the record that was being handled.

    A disk that is full reaches us as Redis' MISCONF answer; it is the surroundings too.
    """
    if isinstance(error, _TRANSIENT):
        return True
    return isinstance(error, redis.exceptions.ResponseError) and str(error).startswith(("MISCONF", "LOADING", "OOM"))
