"""A task that was cancelled ends, even where somebody swallowed the cancellation."""

import asyncio
import contextlib

import pytest

from streams.cancellation import obey_cancellation


async def test_a_swallowed_cancellation_is_obeyed() -> None:
    waiting = asyncio.Event()

    async def swallow_and_go_on() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            waiting.set()
            await asyncio.Event().wait()
        obey_cancellation()
        pytest.fail("it went on")

    task = asyncio.create_task(swallow_and_go_on())
    await waiting.wait()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_who_was_not_cancelled_goes_on() -> None:
    obey_cancellation()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0):
            await asyncio.Event().wait()
    obey_cancellation()
