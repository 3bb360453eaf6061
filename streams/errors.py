"""The errors that Marsad raises on purpose.

::

    MarsadError
    ├── SetupError            what a person must mend: configuration, port, directory (exit code 2)
    ├── BadRecord             a record that no retry can mend: to the dead letters, with its reason
    └── SurroundingsFailed    Redis, the broker or the network is gone: pause, retry, never dead-letter

Libraries' own connection errors count as failed surroundings too: :func:`surroundings_failed` decides.
"""


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


def surroundings_failed(error: BaseException) -> bool:
    """Whether ``error`` speaks of the surroundings rather than of the record that was being handled.

    A disk that is full reaches us as Redis' MISCONF answer; it is the surroundings too.
    """
    if isinstance(error, SurroundingsFailed | ConnectionError | TimeoutError):
        return True
    # Here, since processes that only parse need the errors of this module, and not the 18 MB of a Redis client.
    from redis import exceptions

    transient = (
        exceptions.ConnectionError,
        exceptions.TimeoutError,
        exceptions.BusyLoadingError,
        exceptions.ReadOnlyError,
        exceptions.OutOfMemoryError,
        exceptions.TryAgainError,
        exceptions.ClusterDownError,
        exceptions.MasterDownError,
    )
    if isinstance(error, transient):
        return True
    return isinstance(error, exceptions.ResponseError) and str(error).startswith(("MISCONF", "LOADING", "OOM"))
