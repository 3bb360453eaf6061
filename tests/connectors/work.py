"""Work for the worker pool, good and bad. Workers import it by name, so it is a module of its own."""

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path


def length(body: bytes) -> int:
    return len(body)


def joined(left: bytes, between: str, right: bytes, *, times: int = 1) -> str:
    return (left.decode() + between + right.decode()) * times


def process() -> int:
    return os.getpid()


def process_group() -> int:
    return os.getpgrp()


def numbers(count: int) -> Iterator[int]:
    yield from range(count)


def some_and_then_a_fault() -> Iterator[int]:
    yield 1
    raise ValueError("the second piece")


def larger_than_any_answer() -> Iterator[bytes]:
    for _ in range(100):
        yield bytes(1_000_000)


def hang() -> None:
    """What no signal handler of Python can end: the regular expression never returns to the interpreter."""
    re.match("(a*)*b", "a" * 60)


def hang_and_say_so(path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    hang()


def rest(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def sleep_for_ever() -> None:
    time.sleep(3600)


def fill_memory() -> int:
    return len(b"x" * 2_000_000_000)


HELD: list[bytearray] = []


def hold_much() -> int:
    HELD.append(bytearray(os.urandom(1024)) * (300 * 1024))
    return len(HELD)


def hold_much_for_a_moment() -> int:
    return len(bytearray(os.urandom(1024)) * (300 * 1024))


def abort() -> None:
    os.abort()


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    os._exit(7)


def exit_as_a_program() -> None:
    sys.exit(3)


def fail() -> None:
    raise KeyError("no such thing")


class OddError(Exception):
    """It can be pickled and not read back."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)
        self.second = second


def fail_oddly() -> None:
    raise OddError("one", "two")


def answer_what_cannot_travel() -> object:
    return lambda: None
