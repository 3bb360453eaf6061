"""Hostile work in processes of their own: a parser that hangs, grows or crashes takes only its own feed with it.

Two lanes. Work begins in the quick one. What is not done within ``patience`` goes on in the slow lane: the two
lanes change workers if a slow one is free. If none is after twice that time, the work is stopped and begins again when
its turn in the slow lane comes. Large work, and work whose ``key`` was slow the last time, waits for the slow lane from
the beginning. So a feed that hangs costs the others twice ``patience`` at most, and that once; and a ``proven`` feed,
one that could be read before, does not wait behind feeds of which nothing is known.

The event loop never waits: bodies travel in small writes as the socket takes them, and a large answer comes in pieces.
It is protection from accidents and bombs, not a sandbox: a worker has the rights of its parent.
"""

import asyncio
import pickle
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any, Final, ParamSpec, Self, TypeVar, TypeVarTuple, cast

from connectors.workers.offloading import WorkFailed
from connectors.workers.worker import Request, Worker, WorkerEnded, WorkerSettings, cause_of_death
from connectors.workers.worker_lane import Lane, PoolClosed
from connectors.workers.worker_process import BY_THE_CLOCK, OUT_OF_TIME, Frame

P = ParamSpec("P")
T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

LARGE: Final = 512 * 1024
"""Bytes of arguments from which on work belongs in the slow lane."""

LARGEST_ANSWER: Final = 64 * 1024 * 1024
"""Bytes of an answer, pickled. A feed of 15 MiB cannot honestly make more; a crafted one would fill the parent."""

_GRACE: Final = 2.0
"""Seconds after which we end a worker that did not end itself in time."""

_REMEMBERED: Final = 20_000
"""How many keys are remembered as slow."""


class WorkTimedOut(WorkFailed):
    """The work took longer than it may; its worker was ended."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it was not done after {seconds:g} s")
        self.seconds = seconds


class WorkCrashed(WorkFailed):
    """The worker died of the work, or its answer was too large."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class _Turn:
    """A piece of work with its worker, and what became of it meanwhile."""

    worker: Worker
    lane: Lane
    fit: bool = False
    overdue: bool = False
    begins_again: bool = False
    timers: list[asyncio.TimerHandle] = field(default_factory=list)

    def end(self) -> None:
        """The worker did not keep its own time."""
        self.overdue = True
        self.worker.end()


class WorkerPool:
    """Processes that run functions of modules with a limit of time and memory. An asynchronous context manager.

    It starts with no process and grows to ``quick`` + ``slow`` ones as work comes. ``imports`` are modules that a
    worker imports before its first work. A worker is replaced after ``works_each`` pieces of work.
    """

    def __init__(
        self,
        quick: int = 2,
        slow: int = 1,
        *,
        settings: WorkerSettings | None = None,
        patience: float = 0.25,
        works_each: int = 5_000,
    ) -> None:
        if quick < 1 or slow < 1:
            raise ValueError("A pool needs at least one worker in each lane.")
        self._settings = settings or WorkerSettings()
        self._patience = patience
        self._works_each = works_each
        self._quick = Lane(quick, self._settings)
        self._slow = Lane(slow, self._settings)
        self._slow_keys: dict[Hashable, None] = {}

    async def __aenter__(self) -> Self:
        """Ready for work. No process is started yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all workers and wait until they are gone. What waits or runs fails with WorkCrashed."""
        await asyncio.gather(self._quick.close(), self._slow.close())

    async def warm(self) -> None:
        """Start a worker of each lane and wait until they are ready, so that the first work does not wait for that."""
        await asyncio.gather(self._quick.warm(), self._slow.warm())

    @property
    def pids(self) -> frozenset[int]:
        """The ids of the processes that run now."""
        return self._quick.pids | self._slow.pids

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """``run`` with named arguments and nothing else to say. Satisfies ``Workers``."""
        return await self.run(partial(function, **kwargs) if kwargs else function, *args)

    async def run(
        self,
        function: Callable[[*Arguments], T],
        *arguments: *Arguments,
        seconds: float = 5.0,
        key: Hashable = None,
        proven: bool = False,
    ) -> T:
        """What ``function`` answers, or raise what it raises. It and its arguments must be picklable.

        The ``seconds`` are of processor time and begin when a worker begins; by the clock it may be twice as long.
        ``key`` says whose work it is, to remember whether it was slow; ``proven``, that it was done well before, so
        that it goes ahead of what is not.
        Raises WorkTimedOut, WorkCrashed, and SurroundingsFailed if no worker can be started.
        An answer of more than some 100 kB holds the loop while it is read: use ``collect``.
        """
        (answer,) = await self._answer(
            Request(function, arguments, seconds, streaming=False), seconds, key, proven=proven
        )
        return cast("T", answer)

    async def collect(
        self,
        function: Callable[[*Arguments], Iterable[T]],
        *arguments: *Arguments,
        seconds: float = 5.0,
        key: Hashable = None,
        proven: bool = False,
    ) -> list[T]:
        """All that ``function`` yields, as ``run`` does it. Each value comes by itself; the loop runs in between."""
        return await self._answer(Request(function, arguments, seconds, streaming=True), seconds, key, proven=proven)

    async def _answer(self, request: Request, seconds: float, key: Hashable, *, proven: bool) -> list[Any]:
        slow = request.size > LARGE or key in self._slow_keys
        answer = None if slow else await self._try(request, seconds, key, self._quick, proven=proven)
        if answer is None:
            answer = await self._try(request, seconds, key, self._slow, proven=proven)
        if answer is None:
            raise AssertionError("Work in the slow lane does not begin again.")
        return answer

    async def _try(
        self, request: Request, seconds: float, key: Hashable, lane: Lane, *, proven: bool
    ) -> list[Any] | None:
        """The answer; None if the work must begin again in the slow lane."""
        try:
            worker = await lane.take(ahead=proven)
        except PoolClosed:
            raise WorkCrashed("the pool was closed") from None
        turn = _Turn(worker, lane)
        try:
            answer = await self._dialogue(turn, request, seconds, key)
        except WorkerEnded:
            if turn.begins_again:
                return None
            code = await worker.buried()
            if turn.lane.closed:
                raise WorkCrashed("the pool was closed") from None
            if turn.overdue or code in OUT_OF_TIME:
                self._remember(key)
                raise WorkTimedOut(seconds) from None
            raise WorkCrashed(cause_of_death(code)) from None
        finally:
            for timer in turn.timers:
                timer.cancel()
            if turn.fit and worker.works < self._works_each:
                turn.lane.give(worker)
            else:
                turn.lane.replace(worker)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    async def _dialogue(
        self, turn: _Turn, request: Request, seconds: float, key: Hashable
    ) -> list[Any] | BaseException:
        """All pieces of the answer, or what the work raised. ``turn.fit`` says whether the worker is fit for more."""
        loop = asyncio.get_running_loop()
        worker = turn.worker
        began = loop.time()
        turn.timers.append(loop.call_later(seconds * BY_THE_CLOCK + _GRACE, turn.end))
        if turn.lane is self._quick:
            turn.timers += [
                loop.call_later(self._patience, self._exchange, turn, key),
                loop.call_later(2 * self._patience, self._stop, turn),
            ]
        await worker.send(request)
        pieces: list[Any] = []
        size = 0
        while True:
            kind, payload = await worker.receive()
            match kind:
                case Frame.PIECE:
                    size += len(payload)
                    if size > LARGEST_ANSWER:
                        raise WorkCrashed(f"the answer is larger than {LARGEST_ANSWER // 1024**2} MiB")
                    pieces.append(pickle.loads(payload))  # noqa: S301 our own worker; not a sandbox, as said above
                    await asyncio.sleep(0)  # reading goes on without a pause as long as there is data
                case Frame.DONE:
                    turn.fit = not payload
                    if turn.lane is self._slow and loop.time() - began < self._patience:
                        self._slow_keys.pop(key, None)
                    return pieces
                case Frame.RAISED:
                    turn.fit = True
                    return cast("BaseException", pickle.loads(payload))  # noqa: S301 as above
                case Frame.OUT_OF_MEMORY:
                    raise WorkCrashed(f"it needs more than {self._settings.memory // 1024**2} MiB of memory")
                case _:
                    raise AssertionError(f"A worker sent {kind.name} in the middle of its work.")

    def _exchange(self, turn: _Turn, key: Hashable) -> None:
        """The work has taken long: let it go on in the slow lane if there is a worker to change with."""
        self._remember(key)
        if self._quick.exchange(turn.worker, self._slow):
            turn.lane = self._slow

    def _stop(self, turn: _Turn) -> None:
        """The work has taken too long for the quick lane: out of it, unless a slow worker is about to be ready."""
        if turn.lane is self._slow:
            return
        if self._quick.exchange(turn.worker, self._slow):
            turn.lane = self._slow
        elif self._slow.is_starting:
            turn.timers.append(asyncio.get_running_loop().call_later(self._patience, self._stop, turn))
        else:
            turn.begins_again = True
            turn.worker.end()

    def _remember(self, key: Hashable) -> None:
        if key is not None:
            self._slow_keys.pop(key, None)
            self._slow_keys[key] = None
            if len(self._slow_keys) > _REMEMBERED:
                del self._slow_keys[next(iter(self._slow_keys))]
