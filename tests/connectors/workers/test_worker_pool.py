"""Work that hangs, grows or crashes takes only itself with it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from connectors.workers.worker import WorkerSettings
from connectors.workers.worker_pool import WorkCrashed, WorkerPool, WorkTimedOut
from streams.errors import SurroundingsFailed
from tests.connectors import work

PATIENCE = 0.1


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    async with WorkerPool(1, 1, patience=PATIENCE) as pool:
        yield pool


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until the world outside, which sends no events, is so."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 processes and files tell nobody
            await asyncio.sleep(0.01)


async def test_answers_and_arguments_travel(pool: WorkerPool) -> None:
    assert await pool.run(work.length, b"x" * 1000) == 1000
    assert await pool.run(work.length, b"x" * 15_000_000) == 15_000_000
    assert await pool.run(work.joined, "ا".encode(), "ب", "ج".encode()) == "ابج"
    assert await pool(work.joined, b"a", "b", b"c", times=2) == "abcabc"
    assert await pool.collect(work.numbers, 1000) == list(range(1000))
    assert await pool.collect(work.numbers, 0) == []


@pytest.mark.parametrize(
    ("function", "error", "message"),
    [
        pytest.param(work.fail, KeyError, "no such thing", id="an exception of the function"),
        pytest.param(work.fail_oddly, RuntimeError, "OddError: one", id="an exception that cannot travel"),
        pytest.param(work.exit_as_a_program, RuntimeError, "SystemExit: 3", id="the exit of a program is not ours"),
        pytest.param(work.answer_what_cannot_travel, Exception, "pickle", id="an answer that cannot travel"),
        pytest.param(work.fill_memory, WorkCrashed, "more than 1024 MiB", id="the memory limit"),
        pytest.param(work.abort, WorkCrashed, "SIGABRT", id="an abort"),
        pytest.param(work.be_killed, WorkCrashed, "killed", id="the system's killer"),
        pytest.param(work.leave, WorkCrashed, "exit code 7", id="an exit in the middle"),
        pytest.param(work.hang, WorkTimedOut, "not done after 0.5 s", id="a regular expression that never returns"),
        pytest.param(work.sleep_for_ever, WorkTimedOut, "not done after 0.5 s", id="waiting without work"),
    ],
)
async def test_bad_work_has_a_reason_and_the_next_is_done(
    pool: WorkerPool, function: Callable[[], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        await pool.run(function, seconds=0.5)
    assert await pool.run(work.length, b"next") == 4


async def test_an_exception_names_its_place_in_the_worker(pool: WorkerPool) -> None:
    with pytest.raises(KeyError) as raised:
        await pool.run(work.fail)
    assert "work.py" in raised.value.__notes__[0]


async def test_a_fault_after_some_pieces(pool: WorkerPool) -> None:
    with pytest.raises(ValueError, match="the second piece"):
        await pool.collect(work.some_and_then_a_fault)
    assert await pool.run(work.length, b"next") == 4


async def test_an_answer_that_would_fill_the_parent_is_refused(pool: WorkerPool) -> None:
    with pytest.raises(WorkCrashed, match="larger than 64 MiB"):
        await pool.collect(work.larger_than_any_answer)
    assert await pool.run(work.length, b"next") == 4


async def test_nothing_starts_before_it_is_needed_and_nothing_stays() -> None:
    async with WorkerPool(2, 1) as pool:
        assert not pool.pids
        await pool.run(work.process)
        assert len(pool.pids) == 1
        await asyncio.gather(*(pool.run(work.rest, 0.05) for _ in range(4)))
        assert len(pool.pids) == 2
        pids = pool.pids
    assert not [pid for pid in pids if psutil.pid_exists(pid)]
    with pytest.raises(WorkCrashed, match="closed"):
        await pool.run(work.process)


async def test_a_pool_can_be_warmed() -> None:
    async with WorkerPool(3, 2) as pool:
        await pool.warm()
        assert len(pool.pids) == 2


async def test_good_work_waits_no_longer_than_patience_behind_bad(pool: WorkerPool) -> None:
    await pool.warm()
    bad = [asyncio.create_task(pool.run(work.hang, seconds=1, key=f"bad {number}")) for number in range(3)]
    await asyncio.sleep(0)
    begun = time.monotonic()
    await pool.run(work.length, b"good", proven=True)
    # Twice patience, a start of a process, and air for a busy machine; the bad ones take three seconds.
    assert time.monotonic() - begun < 1.5
    assert all(isinstance(each, WorkTimedOut) for each in await asyncio.gather(*bad, return_exceptions=True))


async def test_what_was_slow_begins_in_the_slow_lane_until_it_is_quick(pool: WorkerPool) -> None:
    await pool.run(work.rest, 2 * PATIENCE, key="feed")
    quick = await pool.run(work.process)
    slow = await pool.run(work.process, key="feed")
    assert slow != quick
    assert await pool.run(work.process, key="feed") == quick


async def test_work_that_is_stopped_for_the_quick_lane_is_done_in_the_slow_one(pool: WorkerPool) -> None:
    first = asyncio.create_task(pool.run(work.rest, 6 * PATIENCE))
    second = asyncio.create_task(pool.run(work.rest, 5 * PATIENCE))
    assert await first == 6 * PATIENCE
    assert await second == 5 * PATIENCE


async def test_waiting_for_a_worker_is_not_on_the_clock(pool: WorkerPool) -> None:
    works = [pool.run(work.rest, 0.3, seconds=0.5, key="feed") for _ in range(4)]
    assert await asyncio.gather(*works) == [0.3] * 4


async def test_a_worker_is_replaced_after_its_share_of_work() -> None:
    async with WorkerPool(1, 1, works_each=2, patience=60) as pool:
        first = await pool.run(work.process)
        assert await pool.run(work.process) == first
        assert await pool.run(work.process) != first


async def test_a_worker_is_replaced_when_it_keeps_much_memory() -> None:
    async with WorkerPool(1, 1, patience=60) as pool:
        first = await pool.run(work.process)
        await pool.run(work.hold_much_for_a_moment)
        assert await pool.run(work.process) == first
        await pool.run(work.hold_much)
        assert first not in pool.pids


async def test_a_cancelled_caller_frees_its_worker(pool: WorkerPool, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    caller = asyncio.create_task(pool.run(work.hang_and_say_so, str(mark), seconds=60))
    waiting = asyncio.create_task(pool.run(work.process, key="waiting"))
    await until(lambda: mark.exists() and bool(mark.read_text()))
    pid = int(mark.read_text())
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await waiting != pid
    await until(lambda: not psutil.pid_exists(pid))


async def test_one_who_stops_waiting_takes_nobodys_place(pool: WorkerPool) -> None:
    await pool.run(work.process)
    busy = asyncio.create_task(pool.run(work.rest, 0.05))
    impatient = asyncio.create_task(pool.run(work.process))
    patient = asyncio.create_task(pool.run(work.process))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient
    await busy


async def test_a_worker_that_dies_idle_is_replaced(pool: WorkerPool) -> None:
    pid = await pool.run(work.process)
    os.kill(pid, signal.SIGKILL)
    await until(lambda: pid not in pool.pids)
    assert await pool.run(work.process) != pid


async def test_imports_that_fail_are_the_surroundings_fault() -> None:
    async with WorkerPool(1, 1, settings=WorkerSettings(imports=("no_such_module",))) as pool:
        for _ in range(2):
            with pytest.raises(SurroundingsFailed, match="no_such_module"):
                await pool.run(work.process)


async def test_closing_ends_what_runs_and_what_waits() -> None:
    async with WorkerPool(1, 1) as pool:
        await pool.run(work.process)
        works = [asyncio.create_task(pool.run(work.hang, seconds=60)) for _ in range(3)]
        await asyncio.sleep(0.05)
        begun = time.monotonic()
        pids = pool.pids
    assert time.monotonic() - begun < 5
    assert all(isinstance(each, WorkCrashed) for each in await asyncio.gather(*works, return_exceptions=True))
    assert not [pid for pid in pids if psutil.pid_exists(pid)]


async def test_a_terminal_cannot_interrupt_a_worker(pool: WorkerPool) -> None:
    assert await pool.run(work.process_group) != os.getpgrp()
    pid = await pool.run(work.process)
    os.kill(pid, signal.SIGINT)
    assert await pool.run(work.process) == pid


PARENT = """
import asyncio, sys
from connectors.workers.worker_pool import WorkerPool
from tests.connectors import work

async def main():
    async with WorkerPool(1, 1) as pool:
        idle = await pool.run(work.process)
        async with asyncio.TaskGroup() as group:
            group.create_task(pool.run(work.hang_and_say_so, sys.argv[1], seconds=60))
            group.create_task(pool.run(work.hang, seconds=60))

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("number", "tracebacks"),
    [
        pytest.param(signal.SIGKILL, 0, id="killed"),
        pytest.param(signal.SIGTERM, 0, id="ended"),
        pytest.param(signal.SIGINT, 1, id="Ctrl-C, with the traceback of the parent's interrupt alone"),
    ],
)
async def test_workers_die_with_their_parent(number: signal.Signals, tracebacks: int, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    parent = subprocess.Popen(  # noqa: ASYNC220 it takes milliseconds, and nothing else runs in this loop
        [sys.executable, "-c", PARENT, str(mark)],
        cwd=Path(__file__).parents[3],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        await until(lambda: mark.exists() and bool(mark.read_text()), 30)
        workers = psutil.Process(parent.pid).children(recursive=True)
        assert workers
        parent.send_signal(number)
        _, said = await asyncio.to_thread(parent.communicate, None, 10)
        assert said.count("KeyboardInterrupt\n") == tracebacks
        assert "Task exception" not in said
        if sys.platform == "linux":  # elsewhere the busy one ends when its time is over
            await until(lambda: not any(worker.is_running() for worker in workers), 5)
    finally:
        parent.kill()
        parent.wait()


async def test_uvloop_serves_as_well() -> None:
    uvloop = pytest.importorskip("uvloop")

    async def drive() -> None:
        async with WorkerPool(1, 1, patience=PATIENCE) as pool:
            assert await pool.run(work.length, b"x" * 5_000_000) == 5_000_000
            assert await pool.collect(work.numbers, 100) == list(range(100))
            with pytest.raises(WorkTimedOut):
                await pool.run(work.hang, seconds=0.3)
            assert await pool.run(work.length, b"next") == 4

    await asyncio.to_thread(uvloop.run, drive())


def test_a_pool_needs_workers() -> None:
    with pytest.raises(ValueError, match="at least one worker"):
        WorkerPool(0, 1)
