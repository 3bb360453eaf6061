"""When a source is polled next: pure arithmetic."""

from datetime import timedelta
from hashlib import blake2b
from typing import Final

LONGEST_WAIT: Final = timedelta(hours=4)
"""The longest that a failing source is left alone, unless its own interval or its server asks for more."""


def next_wait(every: timedelta, failures: int = 0, retry_after: timedelta | None = None) -> timedelta:
    """How long to wait after a poll.

    The interval, doubled for each failure in a row up to four hours; never less than the interval itself or what the
    server asked for.
    """
    doubled = every.total_seconds() * 2.0 ** min(failures, 30)
    wait = timedelta(seconds=min(doubled, max(every, LONGEST_WAIT).total_seconds()))
    return max(wait, retry_after or timedelta(0))


def spread(identifier: str) -> float:
    """A stable fraction in [0.5, 1) for this id.

    The first wait of a source is multiplied by it, so that sources which were all polled at the start do not all
    come back at the same moment.
    """
    digest = blake2b(identifier.encode("utf-8"), digest_size=8).digest()
    return 0.5 + int.from_bytes(digest, "big") / 2.0**65
