"""Where connectors have slow work done, so that the event loop stays free.

A parser runs in a worker that can be killed. What a connector needs of it is this one call; composition decides which
workers do it.
"""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

from streams.errors import MarsadError

P = ParamSpec("P")
T = TypeVar("T")


class WorkFailed(MarsadError):
    """A worker that gave no result: it took too long or died. The message is one clause."""


class Workers(Protocol):
    """What runs a function elsewhere."""

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``function`` gives for the arguments; all of them can be pickled. Raises WorkFailed."""


class Threads:
    """Work in threads of this process: for files that are ours, and where there is no pool. Nothing is killed."""

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The result, from a thread."""
        return await asyncio.to_thread(function, *args, **kwargs)
