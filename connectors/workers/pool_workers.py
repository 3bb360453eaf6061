"""Connectors' slow work in the worker pool."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, ParamSpec, TypeVar

from connectors.workers.worker_pool import WorkerPool

P = ParamSpec("P")
T = TypeVar("T")

WORK_SECONDS: Final = 10.0


@dataclass(frozen=True)
class PoolWorkers:
    """Work in processes that are killed if they take longer than ``seconds``. Satisfies ``Workers``."""

    pool: WorkerPool
    seconds: float = WORK_SECONDS

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The result, from a worker process. Raises WorkFailed, and SurroundingsFailed if none can be started."""
        return await self.pool.run(partial(function, *args, **kwargs), seconds=self.seconds)
