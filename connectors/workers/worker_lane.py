"""The workers of one lane of a pool: who is free, who waits for one, and who takes the place of one that is gone."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any

from connectors.workers.worker import Worker, WorkerSettings
from streams.errors import MarsadError, SurroundingsFailed


class PoolClosed(MarsadError):
    """There are no workers any more."""


class Lane:
    """Up to ``size`` workers, started as they are needed. First come, first served, but for those who go ahead."""

    def __init__(self, size: int, settings: WorkerSettings) -> None:
        self.closed = False
        self._size = size
        self._settings = settings
        self._workers: set[Worker] = set()
        self._free: list[Worker] = []
        self._waiting_ahead: deque[asyncio.Future[Worker]] = deque()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._starting = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._empty = asyncio.Event()

    @property
    def pids(self) -> frozenset[int]:
        """The ids of the lane's processes that run."""
        return frozenset(worker.pid for worker in self._workers if worker.alive)

    @property
    def is_starting(self) -> bool:
        """Whether a worker is on its way."""
        return self._starting > 0

    async def warm(self) -> None:
        """Have at least one worker ready. Raises PoolClosed, SurroundingsFailed."""
        self.give(await self.take(ahead=True))

    def free(self) -> Worker | None:
        """A worker that is ready and that nobody has. If there is none, one is started for the next who asks."""
        while self._free:
            worker = self._free.pop()  # the last one used: its memory is warm, and the others may rest
            if worker.alive:
                return worker
            self._bury(worker)
        if len(self._workers) < self._size and not self.closed:
            self._start()
        return None

    async def take(self, *, ahead: bool) -> Worker:
        """A worker, in turn or ``ahead`` of all that wait in turn. It must come back by ``give`` or ``replace``.

        Raises PoolClosed, SurroundingsFailed.
        """
        if self.closed:
            raise PoolClosed("the pool was closed")
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        (self._waiting_ahead if ahead else self._waiting).append(turn)
        worker = self.free()
        if worker is not None:
            self.give(worker)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.give(turn.result())
            raise

    def give(self, worker: Worker) -> None:
        """Let the next one have the worker."""
        if self.closed:
            self.replace(worker)
            return
        turn = self._next()
        if turn is None:
            self._free.append(worker)
        else:
            turn.set_result(worker)

    def replace(self, worker: Worker) -> None:
        """End the worker and start another one at once: its imports take longer than most work."""
        self._bury(worker)
        if not self.closed:
            self._start()

    def exchange(self, worker: Worker, other: "Lane") -> bool:
        """Change a worker that is busy for a free one of the ``other`` lane, if it has one."""
        free = other.free()
        if free is None:
            return False
        self._workers ^= {worker, free}
        other._workers ^= {worker, free}
        self.give(free)
        return True

    async def close(self) -> None:
        """End all workers and wait until they are gone. Who waits gets PoolClosed."""
        self.closed = True
        while turn := self._next():
            turn.set_exception(PoolClosed("the pool was closed"))
        for worker in self._workers:
            worker.end()
        while self._free:
            self._bury(self._free.pop())
        if self._workers:  # each is buried by the one who has it
            await self._empty.wait()
        await asyncio.gather(*self._tasks)

    def _start(self) -> None:
        """Start a worker; the next one in turn gets it when it is ready, or the reason why it cannot be."""
        try:
            worker = Worker(self._settings)
        except SurroundingsFailed as error:
            self._disappoint(error)
            return
        self._workers.add(worker)
        self._in_the_background(self._prepare(worker))

    async def _prepare(self, worker: Worker) -> None:
        self._starting += 1
        try:
            await worker.ready()
        except SurroundingsFailed as error:
            self._bury(worker)
            self._disappoint(error)
        else:
            self.give(worker)
        finally:
            self._starting -= 1

    def _disappoint(self, error: SurroundingsFailed) -> None:
        """Nobody waits in vain."""
        while turn := self._next():
            turn.set_exception(error)

    def _next(self) -> asyncio.Future[Worker] | None:
        for waiting in (self._waiting_ahead, self._waiting):
            while waiting:
                turn = waiting.popleft()
                if not turn.done():
                    return turn
        return None

    def _bury(self, worker: Worker) -> None:
        worker.end()
        self._workers.discard(worker)
        self._in_the_background(worker.buried())
        if self.closed and not self._workers:
            self._empty.set()

    def _in_the_background(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
