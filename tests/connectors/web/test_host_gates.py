"""Manners towards hosts within one process, in virtual time."""

import asyncio
from datetime import timedelta

import pytest

from connectors.web.host_gates import HostGates, NoTurn
from tests.virtual_clock import VirtualClock

PAUSE = timedelta(seconds=2)
LONG = timedelta(hours=1)


class Visitors:
    """Whoever visits hosts, and when each began. Who is inside stays until told to leave."""

    def __init__(self, clock: VirtualClock, at_once: int = 2) -> None:
        self.clock = clock
        self.gates = HostGates(clock, at_once, PAUSE)
        self.began: list[tuple[str, float]] = []
        self.leave = asyncio.Event()

    def visit(
        self, name: str, host: str = "wire.example", within: timedelta = LONG, pause: float = 0
    ) -> "asyncio.Task[None]":
        async def visit() -> None:
            async with self.gates.turn(host, self.clock.now() + within, timedelta(seconds=pause)):
                self.began.append((name, self.clock.monotonic()))
                await self.leave.wait()

        return asyncio.create_task(visit())


@pytest.fixture
def visitors(clock: VirtualClock) -> Visitors:
    return Visitors(clock)


async def settled() -> None:
    """Return when nothing that is ready to run is left."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_two_at_once_and_a_pause_between_beginnings(visitors: Visitors, clock: VirtualClock) -> None:
    tasks = [visitors.visit(name) for name in "abcd"]
    await clock.until_sleeping(1)
    assert visitors.began == [("a", 0)]
    clock.advance(2)
    await settled()
    assert visitors.began == [("a", 0), ("b", 2)]
    clock.advance(60)
    await settled()
    assert len(visitors.began) == 2, "two are there"
    visitors.leave.set()
    await clock.until_sleeping(1)
    clock.advance(2)
    await asyncio.gather(*tasks)
    assert visitors.began == [("a", 0), ("b", 2), ("c", 62), ("d", 64)]


async def test_hosts_do_not_wait_for_each_other(visitors: Visitors) -> None:
    tasks = [visitors.visit(host, host) for host in ("one.example", "two.example")]
    await settled()
    assert [at for _, at in visitors.began] == [0, 0]
    visitors.leave.set()
    await asyncio.gather(*tasks)


async def test_a_host_that_wishes_a_longer_pause_has_it(visitors: Visitors, clock: VirtualClock) -> None:
    visitors.leave.set()
    await visitors.visit("a", pause=30)
    waiting = visitors.visit("b")
    await clock.until_sleeping(1)
    assert clock.waits() == [30]
    clock.advance(30)
    await waiting


async def test_who_could_not_begin_in_time_is_refused_at_once(visitors: Visitors) -> None:
    tasks = [visitors.visit(str(number), within=timedelta(seconds=9)) for number in range(20)]
    await settled()
    refused = [task for task in tasks if task.done()]
    assert tasks[5:] == refused, "one is there, and four begin within nine seconds"
    assert {str(task.exception()) for task in refused} == {"too many pages of wire.example are waited for already"}
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def test_a_hold_refuses_those_who_wait_and_those_who_come(visitors: Visitors, clock: VirtualClock) -> None:
    first = visitors.visit("a")
    waiting = [visitors.visit(str(number), within=timedelta(seconds=40)) for number in range(5)]
    await clock.until_sleeping(1)
    visitors.gates.hold("wire.example", clock.now() + timedelta(minutes=5))
    late = visitors.visit("late", within=timedelta(seconds=40))
    clock.advance(2)
    for outcome in await asyncio.gather(late, *waiting, return_exceptions=True):
        assert isinstance(outcome, NoTurn)
        assert str(outcome) == "wire.example wants fewer requests for now"
    visitors.leave.set()
    await first
    clock.advance(298)
    await visitors.visit("again")
    assert [name for name, _ in visitors.began] == ["a", "again"]


async def test_a_shorter_hold_does_not_end_a_longer_one(visitors: Visitors, clock: VirtualClock) -> None:
    visitors.gates.hold("wire.example", clock.now() + timedelta(minutes=5))
    visitors.gates.hold("wire.example", clock.now() + timedelta(minutes=1))
    with pytest.raises(NoTurn):
        await visitors.visit("a", within=timedelta(minutes=4))


async def test_who_gives_up_leaves_the_place_to_others(visitors: Visitors, clock: VirtualClock) -> None:
    tasks = [visitors.visit(name) for name in "abcd"]
    await clock.until_sleeping(1)
    for task in tasks[1:3]:
        task.cancel()
    await asyncio.wait(tasks[1:3])
    await clock.until_sleeping(1)
    clock.advance(2)
    await settled()
    assert visitors.began == [("a", 0), ("d", 2)]
    visitors.leave.set()
    await asyncio.gather(tasks[0], tasks[3])


async def test_hosts_without_visitors_are_forgotten_in_the_end(
    visitors: Visitors, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.web.host_gates._REMEMBERED", 2)
    inside = visitors.visit("a", "one.example")
    await settled()
    visitors.gates.hold("two.example", clock.now() + LONG)
    visitors.gates.hold("three.example", clock.now() + LONG)
    visitors.leave.set()
    await inside
    visitors.gates.hold("four.example", clock.now() + LONG)
    visitors.gates.hold("five.example", clock.now() + LONG)
    await visitors.visit("b", "two.example", within=timedelta(0))
