"""One worker process as its parent sees it: start it, talk with it, end it. Never blocks the event loop for long."""

import asyncio
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from connectors.workers.worker_process import HEADER, Following, Frame
from streams.errors import MarsadError, SurroundingsFailed

_READ: Final = 256 * 1024
"""Bytes that are read at once; about what a socket holds."""

_START_SECONDS: Final = 60.0
"""How long a process may take for its imports."""

_MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class WorkerSettings:
    """What every worker of a pool is like: modules to import first, and two bounds of memory in bytes.

    Work that needs more than ``memory`` fails. A worker that holds more than ``keeps`` after its work is replaced.
    """

    imports: tuple[str, ...] = ()
    memory: int = 1024 * _MEBIBYTE
    keeps: int = 128 * _MEBIBYTE


class WorkerEnded(MarsadError):
    """The process closed its line: it died, or it was ended."""


class Request:
    """A piece of work on its way, ready to be sent more than once. Raises what pickling raises."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...], seconds: float, *, streaming: bool):
        bodies = [each for each in arguments if type(each) is bytes]
        rest = [Following() if type(each) is bytes else each for each in arguments]
        work = pickle.dumps((function, rest, seconds, streaming), pickle.HIGHEST_PROTOCOL)
        self.size = sum(map(len, bodies))
        self.frames = [(Frame.WORK, work), *((Frame.BYTES, body) for body in bodies)]


class Worker:
    """A process that does one piece of work at a time. Starting takes milliseconds, its imports some tenths more."""

    def __init__(self, settings: WorkerSettings) -> None:
        """Start the process. Raises SurroundingsFailed if the system has no room for one."""
        self.works = 0
        self._settings = settings
        self._received = bytearray()
        try:
            self._process, self._line, self._lifeline = _start(settings)
        except OSError as error:
            raise SurroundingsFailed(f"No worker process can be started: {error.strerror}.") from error

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    async def ready(self) -> None:
        """Wait for the imports. Raises SurroundingsFailed if they fail."""
        stuck = asyncio.get_running_loop().call_later(_START_SECONDS, self.end)
        try:
            kind, payload = await self.receive()
        except WorkerEnded as error:
            raise SurroundingsFailed("A worker process ended while it started.") from error
        finally:
            stuck.cancel()
        if kind is not Frame.READY:
            raise SurroundingsFailed(f"The worker process cannot begin its work: {payload.decode()}")

    async def send(self, request: Request) -> None:
        """Hand over the work. Raises WorkerEnded."""
        loop = asyncio.get_running_loop()
        self.works += 1
        try:
            if request.size <= _READ:
                parts = (part for kind, body in request.frames for part in (HEADER.pack(kind, len(body)), body))
                await loop.sock_sendall(self._line, b"".join(parts))
                return
            for kind, body in request.frames:
                await loop.sock_sendall(self._line, HEADER.pack(kind, len(body)))
                await loop.sock_sendall(self._line, body)
        except (OSError, ValueError) as error:  # ValueError: the line was closed by ``end``
            raise WorkerEnded("the worker does not listen") from error

    async def receive(self) -> tuple[Frame, bytes]:
        """The next frame. Raises WorkerEnded."""
        kind, length = HEADER.unpack(await self._exactly(HEADER.size))
        return Frame(kind), await self._exactly(length)

    def end(self) -> None:
        """End the process at once, whatever it does. May be called again."""
        if self.alive:
            self._process.kill()

    async def buried(self) -> int:
        """Wait until the process is gone and let go of all that belongs to it: its exit code, negative for a signal."""
        code = self._process.poll()
        if code is None:
            code = await asyncio.to_thread(self._process.wait)
        self._line.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        return code

    async def _exactly(self, length: int) -> bytes:
        loop = asyncio.get_running_loop()
        while len(self._received) < length:
            try:
                data = await loop.sock_recv(self._line, _READ)
            except (OSError, ValueError) as error:
                raise WorkerEnded("the worker does not answer") from error
            if not data:
                raise WorkerEnded("the worker ended")
            self._received += data
        taken = bytes(memoryview(self._received)[:length])
        del self._received[:length]
        return taken


def _start(settings: WorkerSettings) -> tuple[subprocess.Popen[bytes], socket.socket, int]:
    """The process, our end of its line, and our end of its lifeline."""
    line, its_line = socket.socketpair()
    its_lifeline, lifeline = os.pipe()
    arguments = (its_line.fileno(), its_lifeline, settings.imports, settings.memory, settings.keeps)
    served = f"from connectors.workers.worker_process import serve; serve(*{arguments!r})"
    code = f"import sys; sys.path[:] = {sys.path!r}; {served}"
    try:
        process = subprocess.Popen(  # noqa: S603 our own interpreter and our own code
            [sys.executable, "-P", "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # what parsers print about hostile input is no message to anybody
            pass_fds=(its_line.fileno(), its_lifeline),
            process_group=0,  # Ctrl-C in the terminal is not for it, not even while it starts
        )
    except OSError:
        line.close()
        os.close(lifeline)
        raise
    finally:
        its_line.close()
        os.close(its_lifeline)
    line.setblocking(False)
    return process, line, lifeline


def cause_of_death(code: int) -> str:
    """What the exit code of a process says, in a clause."""
    if code == -signal.SIGKILL:
        return "the worker was killed, perhaps by the system for want of memory"
    if code < 0:
        try:
            return f"the worker died of {signal.Signals(-code).name}"
        except ValueError:
            return f"the worker died of signal {-code}"
    return f"the worker ended by itself with exit code {code}"
