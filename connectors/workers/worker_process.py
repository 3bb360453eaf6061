"""The process at the other end of a worker pool: does one piece of work after another until nobody listens.

Promises:

* A piece of work that takes longer than it may ends the process. The kernel's timers do that, so it needs neither the
  parent nor Python: a regular expression that never returns is ended too. What counts is processor time, so that
  honest work is not ended because the machine is busy; by the clock it may take ``BY_THE_CLOCK`` times as long.
* The process outlives its parent by no more than that time. On Linux it ends at once, even in the middle of work.
* Memory beyond the limit is an error of the work, not of the machine (not on macOS, which knows no such limit).

Frames on the socket, both ways: one byte for the kind, eight for the length, then so many bytes.
"""

import fcntl
import importlib
import os
import pickle
import resource
import signal
import struct
import traceback
from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, Final

HEADER: Final = struct.Struct("!BQ")

BY_THE_CLOCK: Final = 2
"""How many times its seconds of processor time a piece of work may take by the clock."""

OUT_OF_TIME: Final = frozenset({-signal.SIGPROF, -signal.SIGALRM})
"""The exit codes of a process whose work took too long."""


_LINUX: Final = os.path.exists("/proc/self/statm")  # noqa: PTH110 pathlib is an import that workers can do without
_NICE: Final = 5
"""Workers stand back behind the parent, whose event loop must not wait for them."""


class Frame(IntEnum):
    """The kinds of frames. The parent sends only WORK and BYTES; all others come from the worker."""

    WORK = 1
    """What to do, pickled: ``(function, arguments, seconds, streaming)``. Bytes among the arguments follow as BYTES."""

    BYTES = 2
    """An argument as it is: large bodies are not pickled."""

    READY = 3
    """The imports are done."""

    PIECE = 4
    """One value of the answer, pickled."""

    DONE = 5
    """The work is done. The payload is empty, or a reason why the process ends now."""

    RAISED = 6
    """The work raised this exception, pickled."""

    OUT_OF_MEMORY = 7
    """The work reached the limit. The process ends."""

    UNABLE = 8
    """The process could not begin: a traceback."""


class Following:
    """The place of an argument that follows as BYTES."""


def serve(line: int, lifeline: int, imports: tuple[str, ...], memory: int, keeps: int) -> None:
    """Work for the parent at the socket ``line`` until it closes.

    ``lifeline`` is a pipe whose other end only the parent holds. ``memory`` is the limit in bytes; a process that
    still holds more than ``keeps`` bytes after its work ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it tells us by closing the line
    try:
        _die_with_parent(lifeline)
        _limit(memory)
        for module in imports:
            importlib.import_module(module)
        os.nice(_NICE)
    except BaseException:  # whatever it was, the parent must read of it
        _send(line, Frame.UNABLE, traceback.format_exc().encode())
        raise
    _send(line, Frame.READY)
    try:
        while _work(line, keeps):
            pass
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent closed the pool


def _work(line: int, keeps: int) -> bool:
    """Do one piece of work. False if the process should end."""
    function, arguments, seconds, streaming = pickle.loads(_receive(line))  # noqa: S301 the parent is ourselves
    arguments = [_receive(line) if isinstance(each, Following) else each for each in arguments]
    _set_timers(seconds)
    try:
        _answer(line, function, arguments, streaming=streaming)
    except MemoryError:
        _set_timers(0)
        _send(line, Frame.OUT_OF_MEMORY)
        return False
    except (BrokenPipeError, ConnectionResetError):
        raise
    except BaseException as error:  # noqa: BLE001 a parser's SystemExit is a failure of the work like any other
        _set_timers(0)
        _send(line, Frame.RAISED, _pickled_error(error))
        return True
    _set_timers(0)
    outgrown = _held() > keeps
    _send(line, Frame.DONE, b"holds much memory" if outgrown else b"")
    return not outgrown


def _set_timers(seconds: float) -> None:
    """Have the kernel end the process after that time: nobody handles these signals. Zero stops the timers."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * BY_THE_CLOCK)


def _answer(line: int, function: Callable[..., Any], arguments: list[Any], *, streaming: bool) -> None:
    answer: Any = function(*arguments)
    pieces: Iterable[Any] = answer if streaming else (answer,)
    for piece in pieces:
        _send(line, Frame.PIECE, pickle.dumps(piece, pickle.HIGHEST_PROTOCOL))


def _pickled_error(error: BaseException) -> bytes:
    """The exception with its traceback as a note; a RuntimeError in its place if it cannot travel.

    What would end the parent, such as SystemExit, does not travel.
    """
    if isinstance(error, Exception):
        error.add_note("In the worker:\n" + "".join(traceback.format_exception(error)).rstrip())
        try:
            pickled = pickle.dumps(error, pickle.HIGHEST_PROTOCOL)
            pickle.loads(pickled)  # noqa: S301 our own bytes; some exceptions can be pickled and not read back
        except Exception:  # noqa: BLE001 its own methods may raise anything
            return pickle.dumps(_in_its_place(error), pickle.HIGHEST_PROTOCOL)
        return pickled
    return pickle.dumps(_in_its_place(error), pickle.HIGHEST_PROTOCOL)


def _in_its_place(error: BaseException) -> RuntimeError:
    return RuntimeError(f"{type(error).__name__}: {error}"[:1_000])


def _die_with_parent(lifeline: int) -> None:
    """Let the kernel end us with SIGIO when the parent's end of the pipe closes, whatever we are doing then."""
    if _LINUX:  # elsewhere SIGIO is ignored unless handled; the alarm ends us there
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the end of a worker is ordinary; no core files
    if _LINUX:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _held() -> int:
    """The memory that the process holds now, in bytes; where the system does not tell, the most that it ever held."""
    if _LINUX:  # where the most ever held includes the parent's, from the moment of the fork
        with open("/proc/self/statm", "rb", buffering=0) as pages:  # noqa: PTH123 pathlib is a needless import here
            return int(pages.read().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _receive(line: int) -> bytes:
    """The payload of the next frame. EOFError if the parent closed the line."""
    _, length = HEADER.unpack(_exactly(line, HEADER.size))
    return bytes(_exactly(line, length))


def _exactly(line: int, length: int) -> bytearray:
    received = bytearray(length)
    view = memoryview(received)
    while view:
        count = os.readv(line, [view])
        if not count:
            raise EOFError
        view = view[count:]
    return received


def _send(line: int, kind: Frame, payload: bytes = b"") -> None:
    view = memoryview(HEADER.pack(kind, len(payload)) + payload)
    while view:
        view = view[os.write(line, view) :]
