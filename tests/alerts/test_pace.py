"""Turns, in virtual time."""

import asyncio

from alerts.pace import Pace
from tests.virtual_clock import VirtualClock


async def test_turns_are_apart_by_the_pace() -> None:
    clock = VirtualClock()
    pace = Pace(clock, 1.0)
    taken: list[float] = []

    async def take() -> None:
        async with pace.turn():
            taken.append(clock.monotonic())

    turns = [asyncio.create_task(take()) for _ in range(3)]
    for _ in range(2):
        await clock.until_sleeping()
        clock.advance(1.0)
    await asyncio.gather(*turns)
    assert taken == [0.0, 1.0, 2.0]
