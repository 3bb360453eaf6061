"""The runner: every source at its time, several processes on one schedule, and stops that lose nothing."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
import structlog
from redis.asyncio import Redis

from connectors.connector import Failed, Poll, Unchanged
from connectors.scheduling.feed_state import FeedState
from connectors.scheduling.polling import Polled, Polling
from connectors.scheduling.runner import ONCE_PATIENCE
from connectors.scheduling.schedule import Finished, Standing
from connectors.scheduling.source import Source
from streams.connection import redis_client
from streams.errors import SetupError
from tests.connectors.articles import BROKEN, ScriptedConnector, article, found
from tests.connectors.runner_world import Journal, World, holding, source, until
from tests.services import RedisServer
from tests.virtual_clock import START, VirtualClock

EVERY = 300.0
LEASE = 90.0


@pytest.fixture
def world(redis: Redis, namespace: str, clock: VirtualClock) -> World:
    return World(redis, namespace, clock)


@pytest.fixture(autouse=True)
def _together(monkeypatch: pytest.MonkeyPatch) -> None:
    """New sources begin at the same moment."""
    monkeypatch.setattr("connectors.scheduling.runner._FIRST_POLLS_APART", timedelta(0))


class Gate:
    """A source that answers only when told."""

    def __init__(self, answer: Poll | None = None) -> None:
        self.entered = asyncio.Event()
        self.open = asyncio.Event()
        self.answer = answer or found("a")

    async def __call__(self) -> Poll:
        self.entered.set()
        await self.open.wait()
        return self.answer


async def stop(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()


async def test_once_polls_every_source_exactly_once_and_keeps_the_states(world: World) -> None:
    connectors = [ScriptedConnector(f"wire-{number}", [found(f"a{number}")]) for number in range(250)]
    polls = await world.runner(map(source, connectors), at_once=120).run_once()
    assert {len(connector.memories) for connector in connectors} == {1}
    assert polls == {f"wire-{number}": found(f"a{number}") for number in range(250)}
    states = await world.states.load([connector.id for connector in connectors])
    assert {state.polled_at for state in states} == {START}
    assert len(world.journal.articles) == 250
    await world.runner(map(source, connectors)).run_once()
    assert [memory.etag for memory in connectors[0].memories] == ["", "v1"]
    assert len(world.journal.articles) == 250


async def test_once_with_nothing_to_poll_ends(world: World) -> None:
    assert await world.runner([]).run_once() == {}


async def test_once_polls_a_source_once_although_there_is_more(world: World) -> None:
    wire = ScriptedConnector("wire", [holding(article("a"), more=True)])
    slow = Gate()
    running = asyncio.create_task(world.runner([source(wire), source(ScriptedConnector("slow", [slow]))]).run_once())
    await slow.entered.wait()
    await world.kept("wire")
    slow.open.set()
    await running
    assert len(wire.memories) == 1


async def test_once_does_not_wait_for_a_host_that_is_held(world: World, clock: VirtualClock) -> None:
    held, free = ScriptedConnector("held", [found("a")]), ScriptedConnector("free", [found("b")])
    await world.schedule.hold("host:held.example", START + timedelta(hours=6), START)
    sources = [source(held, gates=("host:held.example",)), source(free)]
    running = asyncio.create_task(world.runner(sources).run_once())
    await until(lambda: bool(free.memories))
    await world.kept("free")
    while not running.done():
        await clock.until_sleeping(2)
        clock.advance(ONCE_PATIENCE.total_seconds())
        await asyncio.wait([running], timeout=0.05)
    polls = running.result()
    assert polls["free"] == found("b")
    assert isinstance(polls["held"], Failed)
    assert "held" in polls["held"].reason
    assert held.memories == []


async def test_each_source_is_polled_at_once_and_then_at_its_interval(world: World, clock: VirtualClock) -> None:
    quick = ScriptedConnector("quick", [found("a")], timedelta(seconds=60))
    slow = ScriptedConnector("slow", [found("b")])
    async with world.running(source(quick), source(slow)):
        await until(lambda: bool(slow.memories))
        await world.kept("slow")
        assert [await world.next_poll(quick) for _ in range(4)][1:] == [timedelta(seconds=60)] * 3
        assert (len(quick.memories), len(slow.memories)) == (5, 1)


async def test_new_sources_do_not_all_begin_at_once(
    world: World, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.scheduling.runner._FIRST_POLLS_APART", timedelta(seconds=1))
    connectors = [ScriptedConnector(f"wire-{number}", [found()]) for number in range(3)]
    async with world.running(*map(source, connectors)):
        for begun in range(1, 4):
            await until(lambda begun=begun: sum(bool(one.memories) for one in connectors) == begun)  # type: ignore[misc]  # its default is of now
            await world.kept(f"wire-{begun - 1}")
            clock.advance(1)


async def test_more_is_fetched_without_waiting(world: World, clock: VirtualClock) -> None:
    pieces = [holding(article(str(number)), more=True) for number in range(5)]
    wire = ScriptedConnector("wire", [*pieces, holding(article("last"))])
    async with world.running(source(wire)):
        await until(lambda: len(wire.memories) == 6)
        assert clock.now() == START


async def test_a_stuck_source_delays_no_other(world: World, clock: VirtualClock) -> None:
    stuck = Gate()
    wire = ScriptedConnector("wire", [found("a")])
    async with world.running(source(ScriptedConnector("stuck", [stuck])), source(wire), at_once=2):
        await stuck.entered.wait()
        await until(lambda: bool(wire.memories))
        for _ in range(4):
            await world.next_poll(wire)
        assert len(wire.memories) == 5


async def test_one_that_takes_longer_than_its_lease_is_not_polled_twice_here(world: World, clock: VirtualClock) -> None:
    slow = Gate()
    wire = ScriptedConnector("wire", [slow])
    async with world.running(source(wire)):
        await slow.entered.wait()
        first = await world.standing()
        clock.advance(LEASE)
        async with asyncio.timeout(10):
            while await world.standing() == first:  # noqa: ASYNC110 - Redis says nothing when a lease is renewed
                await asyncio.sleep(0.002)
        slow.open.set()
        assert (await world.kept()).state == "scheduled"
        assert len(wire.memories) == 1, "it went on under a new lease"
    assert world.journal.ids == ["a"]


async def test_only_so_many_are_polled_at_once(world: World) -> None:
    now = most = 0

    async def count() -> Poll:
        nonlocal now, most
        now += 1
        most = max(most, now)
        for _ in range(5):
            await asyncio.sleep(0)
        now -= 1
        return found()

    await world.runner((source(ScriptedConnector(str(number), [count])) for number in range(20)), at_once=3).run_once()
    assert most == 3


async def test_two_sources_of_one_id_are_refused(world: World) -> None:
    with pytest.raises(SetupError, match="have the id wire"):
        world.runner([source(ScriptedConnector("wire", [found()])), source(ScriptedConnector("wire", [found()]))])


async def test_several_processes_share_the_feeds(redis: Redis, namespace: str, clock: VirtualClock) -> None:
    journal, under_way, together = Journal(), Counter[str](), 0
    finished = Counter[str]()

    def counting(name: str) -> ScriptedConnector:
        async def poll() -> Poll:
            nonlocal together
            under_way[name] += 1
            together = max(together, under_way[name])
            for _ in range(5):
                await asyncio.sleep(0)
            under_way[name] -= 1
            finished[name] += 1
            return found(name)

        return ScriptedConnector(name, [poll])

    worlds = [World(redis, namespace, clock, journal) for _ in range(3)]
    names = [f"wire-{number}" for number in range(60)]
    sources = [[source(counting(name)) for name in names] for _ in worlds]
    tasks = [
        asyncio.create_task(world.runner(mine, at_once=4).run()) for world, mine in zip(worlds, sources, strict=True)
    ]
    for each in range(1, 4):
        clock.advance(EVERY)
        await until(lambda each=each: all(finished[name] >= each for name in names))  # type: ignore[misc]  # its default is of now
        for name in names:
            await worlds[0].kept(name)
    for task in tasks:
        await stop(task)
    assert together == 1
    assert set(finished.values()) == {3}
    assert sorted(journal.ids) == sorted(names)


async def test_a_killed_processs_feeds_are_polled_again_after_their_leases(
    redis: Redis, namespace: str, clock: VirtualClock
) -> None:
    dead = World(redis, namespace, clock)
    await dead.schedule.enrol([], START)
    hanging = Gate()
    task = asyncio.create_task(dead.runner([source(ScriptedConnector("wire", [hanging]))]).run())
    await hanging.entered.wait()
    dead.schedule.release = dead.schedule.finish = _nothing  # type: ignore[method-assign,assignment]  # it is dead
    await stop(task)
    world, wire = World(redis, namespace, clock), ScriptedConnector("wire", [found("a")])
    async with world.running(source(wire)):
        await clock.until_sleeping(2)
        assert wire.memories == []
        clock.advance(LEASE)
        await until(lambda: world.journal.ids == ["a"])


async def _nothing(*_: object) -> list[str]:
    return []


async def test_a_stop_gives_leases_back_so_that_a_successor_polls_at_once(
    redis: Redis, namespace: str, clock: VirtualClock
) -> None:
    names = [f"wire-{number}" for number in range(30)]
    gates = [Gate() for _ in names]
    first = World(redis, namespace, clock)
    hanging = [source(ScriptedConnector(name, [gate])) for name, gate in zip(names, gates, strict=True)]
    task = asyncio.create_task(first.runner(hanging).run())
    await until(lambda: sum(gate.entered.is_set() for gate in gates) == 16)
    await stop(task)
    second = World(redis, namespace, clock)
    connectors = [ScriptedConnector(name, [found(name)]) for name in names]
    async with second.running(*map(source, connectors)):
        await until(lambda: sorted(second.journal.ids) == sorted(names))
    assert clock.monotonic() == 0


async def test_a_stop_in_the_middle_of_a_claim_gives_its_leases_back(world: World) -> None:
    wire = ScriptedConnector("wire", [found("a")])
    claim, claimed, go_on = world.schedule.claim, asyncio.Event(), asyncio.Event()

    async def slow_claim(*arguments):  # type: ignore[no-untyped-def]  # only handed on
        answer = await claim(*arguments)
        claimed.set()
        await go_on.wait()
        return answer

    world.schedule.claim = slow_claim  # type: ignore[method-assign]  # an answer that is long on its way
    task = asyncio.create_task(world.runner([source(wire)]).run())
    await claimed.wait()
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.wait([task])
    standing = await world.standing()
    assert standing is not None
    assert standing.state == "scheduled"


@pytest.mark.parametrize("step", ["before saving", "after saving", "before finishing", "after finishing"])
async def test_a_stop_while_results_are_kept_keeps_them(world: World, step: str) -> None:
    save, finish, reached = world.states.save, world.schedule.finish, asyncio.Event()
    when, _, what = step.partition(" ")

    def held(name: str, do: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def act(*arguments: Any) -> Any:
            first = name == what and not reached.is_set()
            if first and when == "before":
                reached.set()
                await asyncio.Event().wait()
            answer = await do(*arguments)
            if first:
                reached.set()
                await asyncio.Event().wait()
            return answer

        return act

    world.states.save = held("saving", save)  # type: ignore[method-assign,assignment]  # the stop comes here
    world.schedule.finish = held("finishing", finish)  # type: ignore[method-assign,assignment]  # as above
    wire = ScriptedConnector("wire", [found("a")])
    task = asyncio.create_task(world.runner([source(wire)]).run())
    await reached.wait()
    await stop(task)
    standing = await world.standing()
    assert standing is not None
    assert (standing.state, standing.due > START) == ("scheduled", True)
    assert (await world.state()).memory.etag == "v1"


async def test_killed_between_state_and_schedule_the_poll_is_repeated(world: World, clock: VirtualClock) -> None:
    class Dead(Exception):
        pass

    async def die(*_: object) -> list[str]:
        raise Dead

    finish, world.schedule.finish = world.schedule.finish, die  # type: ignore[method-assign,assignment]  # the process dies here
    release, world.schedule.release = world.schedule.release, die  # type: ignore[method-assign,assignment]  # as above
    wire = source(ScriptedConnector("wire", [found("a")]))
    with pytest.raises(Dead):
        await world.runner([wire]).run()
    world.schedule.finish, world.schedule.release = finish, release  # type: ignore[method-assign]  # as above
    clock.advance(LEASE)
    polls = await world.runner([wire]).run_once()
    assert polls == {"wire": found("a")}
    assert world.journal.ids == ["a"]


async def test_a_hanging_redis_does_not_hang_the_stop(
    own_redis: RedisServer, namespace: str, clock: VirtualClock
) -> None:
    redis = redis_client(own_redis.url)
    world = World(redis, namespace, clock)
    hanging = Gate()
    task = asyncio.create_task(world.runner([source(ScriptedConnector("wire", [hanging]))]).run())
    await hanging.entered.wait()
    os.kill(own_redis.pid, signal.SIGSTOP)
    try:
        async with asyncio.timeout(8):
            await stop(task)
    finally:
        os.kill(own_redis.pid, signal.SIGCONT)
        await redis.aclose()


async def test_a_source_that_ignores_the_stop_does_not_hang_it(world: World, clock: VirtualClock) -> None:
    entered, leave = asyncio.Event(), asyncio.Event()

    async def deaf() -> Poll:
        entered.set()
        while not leave.is_set():
            try:
                await leave.wait()
            except asyncio.CancelledError:
                continue
        return found("a")

    task = asyncio.create_task(world.runner([source(ScriptedConnector("wire", [deaf]))]).run())
    await entered.wait()
    async with asyncio.timeout(8):
        await stop(task)
    assert await world.standing() == Standing("polling", START + timedelta(seconds=LEASE)), "it is still polled"
    leave.set()


async def test_without_redis_it_waits_says_so_once_and_loses_nothing(
    own_redis: RedisServer, namespace: str, clock: VirtualClock
) -> None:
    redis = redis_client(own_redis.url)
    world = World(redis, namespace, clock)
    gates = [Gate(found(f"a{number}")) for number in range(3)]
    connectors = [ScriptedConnector(f"wire-{number}", [gate]) for number, gate in enumerate(gates)]
    with structlog.testing.capture_logs() as logs:
        async with world.running(*map(source, connectors)):
            for gate in gates:
                await gate.entered.wait()
            own_redis.kill()
            for gate in gates:
                gate.open.set()
            for _ in range(5):
                await until(lambda: bool(world.readiness.faults))
                clock.advance(10)
                await asyncio.sleep(0)
            assert world.journal.articles == []
            own_redis.start()
            async with asyncio.timeout(20):
                while len(world.journal.articles) < 3 or world.readiness.faults:
                    clock.advance(30)
                    await asyncio.sleep(0.01)
            for connector in connectors:
                await world.kept(connector.id)
    assert sorted(set(world.journal.ids)) == ["a0", "a1", "a2"]
    about = [entry["log_level"] for entry in logs if entry.get("part") == "connectors"]
    assert about == ["warning", "info"]
    await redis.aclose()


async def test_retry_after_holds_the_whole_host_for_all_processes_and_restarts(
    redis: Redis, namespace: str, clock: VirtualClock
) -> None:
    gates = ("host:busy.example",)
    throttled = ScriptedConnector("throttled", [Failed("busy", timedelta(hours=1), "throttled"), found("b")])
    first = World(redis, namespace, clock)
    await first.runner([source(throttled, gates=gates)]).run_once()
    second = World(redis, namespace, clock)
    other, elsewhere = ScriptedConnector("other", [found("a")]), ScriptedConnector("elsewhere", [found("c")])
    async with second.running(source(other, gates=gates), source(elsewhere, gates=("host:free.example",))):
        await until(lambda: bool(elsewhere.memories))
        await second.kept("elsewhere")
        clock.advance(3500)
        await until(lambda: len(elsewhere.memories) == 2)
        assert other.memories == []
        clock.advance(100)
        await until(lambda: len(other.memories) == 1)


async def test_new_settings_are_polled_at_once_and_others_keep_their_time(
    redis: Redis, namespace: str, clock: VirtualClock
) -> None:
    changed, same = ScriptedConnector("changed", [found("a")]), ScriptedConnector("same", [found("b")])
    world = World(redis, namespace, clock)
    await world.runner([source(changed, settings="1"), source(same, settings="1")]).run_once()
    due = await world.kept("same")
    clock.advance(10)
    restarted = World(redis, namespace, clock)
    async with restarted.running(source(changed, settings="2"), source(same, settings="1")):
        await until(lambda: len(changed.memories) == 2)
        await clock.until_sleeping(2)
        assert await restarted.standing("same") == due
    assert len(same.memories) == 1
    again = World(redis, namespace, clock)
    async with again.running(source(changed, settings="2"), source(same, settings="1")):
        await clock.until_sleeping(2)
    assert len(changed.memories) == 2, "what is known is not polled again"


async def test_a_source_of_another_configuration_is_left_to_others(world: World, clock: VirtualClock) -> None:
    theirs = ScriptedConnector("theirs", [found("a")])
    await world.runner([source(theirs)]).run_once()
    due = (await world.kept("theirs")).due
    clock.advance((due - START).total_seconds())
    ours = ScriptedConnector("ours", [found("b")])
    async with world.running(source(ours)):
        await until(lambda: bool(ours.memories))
        await world.kept("ours")
        standing = await world.standing("theirs")
    assert standing == Standing("scheduled", due + timedelta(seconds=30))
    assert len(theirs.memories) == 1


async def test_a_poll_that_ends_with_a_fault_ends_no_other(world: World, clock: VirtualClock) -> None:
    class Faulty(Polling):
        async def poll(self, wire: Source, state: FeedState) -> Polled:
            if wire.id == "faulty" and not state.polled_at and not faults:
                faults.append(wire.id)
                raise RuntimeError("a fault")
            return await super().poll(wire, state)

    faults: list[str] = []
    polling = Faulty(world.arrivals, world.journal.publish_events, clock, world.patience)
    faulty, wire = ScriptedConnector("faulty", [found("a")]), ScriptedConnector("wire", [found("b")])
    runner = world.runner([source(faulty), source(wire)], polling=polling)
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(runner.run())
        await until(lambda: world.journal.ids == ["b"])
        clock.advance(LEASE)
        await until(lambda: world.journal.ids == ["b", "a"])
        await stop(task)
    assert [entry["log_level"] for entry in logs] == ["error"]


async def test_a_failing_source_is_left_alone_for_longer_and_longer(world: World) -> None:
    wire = ScriptedConnector("wire", [BROKEN, BROKEN, BROKEN, found("a"), Unchanged(found().memory)])
    async with world.running(source(wire)):
        await until(lambda: bool(wire.memories))
        waits = [(await world.next_poll(wire)).total_seconds() for _ in range(4)]
    assert waits[1] / waits[0] == pytest.approx(2, rel=0.01)
    assert waits[2] / waits[1] == pytest.approx(2, rel=0.01)
    assert waits[3] == EVERY
    assert world.journal.kinds == ["broken", "recovered"]


async def test_a_lost_lease_changes_nothing(world: World, clock: VirtualClock) -> None:
    slow = Gate()
    async with world.running(source(ScriptedConnector("wire", [slow]))):
        await slow.entered.wait()
        clock.advance(LEASE - 1)
        await clock.until_sleeping(2)
        later = clock.now() + timedelta(seconds=2)
        (taken,) = (await world.schedule.claim(later, 1, "another process")).leases
        slow.open.set()
        await until(lambda: world.journal.ids == ["a"])
        assert await world.schedule.finish([Finished(taken, START + timedelta(days=1))], clock.now()) == []
    assert await world.standing() == Standing("scheduled", START + timedelta(days=1))
