"""One poll of one source: what follows from it, whatever fails and wherever it is killed."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
import structlog
from redis.asyncio import Redis

from connectors.connector import Failed, FeedMemory, NewArticles, Poll, Unchanged
from connectors.scheduling.feed_state import NEVER_POLLED, FeedState
from connectors.scheduling.polling import HELD, Polling
from connectors.scheduling.source import Source
from streams.errors import SurroundingsFailed
from streams.records import Article, FeedEvent
from tests.connectors.articles import BROKEN, ScriptedConnector, article, found
from tests.connectors.runner_world import Killed, World, holding, numbered, source
from tests.virtual_clock import START, VirtualClock

HOUR = timedelta(hours=1)


@pytest.fixture
def world(redis: Redis, namespace: str, clock: VirtualClock) -> World:
    return World(redis, namespace, clock)


async def polled(world: World, wire: Source, polls: int, minutes: float = 30) -> FeedState:
    """The state after so many polls, as far apart."""
    state = await world.state()
    for _ in range(polls):
        state = (await world.polling.poll(wire, state)).state
        await world.states.save({wire.id: state})
        world.clock.advance(minutes * 60)
    return state


@pytest.mark.parametrize(
    ("results", "kinds"),
    [
        pytest.param([BROKEN, BROKEN, BROKEN, BROKEN, found("a"), found("a")], ["broken", "recovered"], id="500"),
        pytest.param([Failed("gone", kind="gone")] * 5 + [found("a")], ["broken", "recovered"], id="410"),
        pytest.param([BROKEN, BROKEN, found("a"), BROKEN, BROKEN, found("a")], [], id="two failures are ordinary"),
        pytest.param([ValueError("a fault")] * 4 + [found("a")], ["broken", "recovered"], id="a fault of ours"),
        pytest.param([numbered(1, 2), numbered(3, 4), numbered(4, 5)], ["missed items"], id="missed items"),
        pytest.param([numbered(1, 2), numbered(2, 3), numbered(3, 4)], [], id="no items missed"),
    ],
)
async def test_what_is_told_of_a_feed(world: World, results: list[Poll | Exception], kinds: list[str]) -> None:
    wire = source(ScriptedConnector("wire", [*results]), sliding=True)
    await polled(world, wire, len(results) + 1)
    assert world.journal.kinds == kinds
    assert len({event.id for event in world.journal.events}) == len(kinds)


async def test_gone_is_asked_once_a_day_for_ever_and_comes_back(world: World) -> None:
    wire = source(ScriptedConnector("wire", [*[Failed("it is gone", kind="gone")] * 5, found("a")]))
    waits, state = [], NEVER_POLLED
    for _ in range(6):
        one = await world.polling.poll(wire, state)
        waits.append((one.due - world.clock.now()) / HOUR)
        state = one.state
    assert waits[0] < 4, "said once, it is not certain"
    assert all(21 < wait < 27 for wait in waits[1:5])
    assert waits[5] < 4
    assert world.journal.kinds == ["broken", "recovered"]


@pytest.mark.parametrize(
    ("failed", "hold", "wait"),
    [
        pytest.param(Failed("busy", HOUR, "throttled"), HOUR, HOUR, id="429 with Retry-After"),
        pytest.param(Failed("busy", kind="throttled"), HELD, None, id="429 without"),
        pytest.param(Failed("down", HOUR), None, HOUR, id="Retry-After without throttling"),
        pytest.param(BROKEN, None, None, id="500"),
    ],
)
async def test_what_a_server_asks_for(
    world: World, failed: Failed, hold: timedelta | None, wait: timedelta | None
) -> None:
    one = await world.polling.poll(source(ScriptedConnector("wire", [failed])), NEVER_POLLED)
    assert one.hold_until == (START + hold if hold else None)
    if wait is not None:
        assert one.due == START + wait


async def test_failures_lengthen_the_interval(world: World) -> None:
    wire = source(ScriptedConnector("wire", [BROKEN]))
    state, waits = NEVER_POLLED, []
    for _ in range(8):
        one = await world.polling.poll(wire, state)
        waits.append((one.due - world.clock.now()).total_seconds())
        state = one.state
    assert waits == sorted(waits)
    assert waits[1] / waits[0] == pytest.approx(2)
    assert waits[-1] <= 4.4 * 3600
    assert state.next_poll.startswith("8 failures")


async def test_missed_items_halve_the_interval(world: World) -> None:
    def wire(*results: Poll) -> Source:
        return source(ScriptedConnector("wire", [*results], every=None), sliding=True)

    before = await polled(world, wire(numbered(*range(10)), numbered(*range(2, 12))), 4)
    hit = await world.polling.poll(wire(numbered(*range(50, 60))), before)
    calm = await world.polling.poll(wire(numbered(*range(5, 10), *range(50, 55))), before)
    now = world.clock.now()
    assert world.journal.kinds == ["missed items"]
    assert (hit.due - now) < 0.75 * (calm.due - now)


async def test_more_is_polled_at_once(world: World) -> None:
    one = await world.polling.poll(source(ScriptedConnector("wire", [holding(article("a"), more=True)])), NEVER_POLLED)
    assert one.due == START


async def test_cold_start(world: World) -> None:
    """What stands in a feed is history; what comes later is news, also after a restart."""
    wire = source(ScriptedConnector("wire", [numbered(1, 2), numbered(1, 2, 3)]), backfill=timedelta(0), sliding=True)
    await polled(world, wire, 2)
    assert [(one.id, one.history) for one in world.journal.articles] == [
        ("item-1", True),
        ("item-2", True),
        ("item-3", False),
    ]
    assert world.journal.kinds == []


async def test_a_feed_that_was_empty_at_first_has_news_later(world: World) -> None:
    await polled(world, source(ScriptedConnector("wire", [numbered(), numbered(1)]), backfill=timedelta(0)), 2)
    assert [one.history for one in world.journal.articles] == [False]


async def test_a_feed_that_could_not_be_read_at_first_has_history(world: World) -> None:
    await polled(world, source(ScriptedConnector("wire", [BROKEN, numbered(1)]), backfill=timedelta(0)), 2)
    assert [one.history for one in world.journal.articles] == [True]


async def test_what_stands_at_a_new_address_is_history(world: World) -> None:
    moved = [holding(article("a")), holding(article("b"), address="y"), holding(article("c"), address="y")]
    wire = source(ScriptedConnector("wire", [*moved]), backfill=timedelta(0), sliding=True)
    await polled(world, wire, 3)
    assert [(one.id, one.history) for one in world.journal.articles] == [("a", True), ("b", True), ("c", False)]
    assert world.journal.kinds == ["missed items"], "of c, not of b"


class Dying:
    """A process that is killed at the step that ``at`` names."""

    def __init__(self, world: World, at: str) -> None:
        self.world, self.at = world, at
        remember = world.seen.remember

        async def dying_remember(articles: Sequence[Article]) -> None:
            self.die("before remembering")
            await remember(articles)
            self.die("after remembering")

        world.seen.remember = dying_remember  # type: ignore[method-assign]  # the process dies here

    def die(self, step: str) -> None:
        if step == self.at:
            raise Killed

    async def publish_events(self, events: Sequence[FeedEvent]) -> None:
        self.die("before telling")
        await self.world.journal.publish_events(events)
        self.die("after telling")

    async def poll(self, wire: Source, state: FeedState) -> None:
        polling = Polling(self.world.arrivals, self.publish_events, self.world.clock, self.world.patience)
        one = await polling.poll(wire, state)
        self.die("before saving")
        await self.world.states.save({wire.id: one.state})


STEPS = ["before telling", "after telling", "before remembering", "after remembering", "before saving"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("before", "poll", "kind"),
    [
        pytest.param([numbered(1, 2)], numbered(3, 4), "missed items", id="missed items"),
        pytest.param([BROKEN, BROKEN, BROKEN], numbered(1), "recovered", id="recovered"),
    ],
)
async def test_killed_at_any_step_events_are_told_once_by_id(
    redis: Redis, namespace: str, clock: VirtualClock, step: str, before: list[Poll], poll: Poll, kind: str
) -> None:
    world = World(redis, namespace, clock)
    await polled(world, source(ScriptedConnector("wire", [*before]), sliding=True), len(before))
    wire = source(ScriptedConnector("wire", [poll]), sliding=True)
    with pytest.raises(Killed):
        await Dying(World(redis, namespace, clock, world.journal), step).poll(wire, await world.state())
    clock.advance(90)
    await polled(World(redis, namespace, clock, world.journal), wire, 2)
    told = [event.id for event in world.journal.events if event.kind == kind]
    assert 1 <= len(told) <= 2
    assert len(set(told)) == 1
    assert isinstance(poll, NewArticles)
    assert {one.id for one in poll.articles} <= set(world.journal.ids)


async def test_a_restart_in_the_middle_of_the_first_reading(redis: Redis, namespace: str, clock: VirtualClock) -> None:
    world = World(redis, namespace, clock)
    wire = source(ScriptedConnector("wire", [numbered(*range(500))]), backfill=timedelta(0))
    with pytest.raises(Killed):
        await Dying(world, "after remembering").poll(wire, NEVER_POLLED)
    again = World(redis, namespace, clock, world.journal)
    await polled(again, wire, 1)
    assert sorted(again.journal.ids) == sorted(f"item-{number}" for number in range(500))
    assert all(one.history for one in again.journal.articles)


async def test_what_a_connector_raises_is_a_failure_that_is_told(world: World) -> None:
    wire = source(ScriptedConnector("wire", [ValueError("a fault"), ConnectionError("leaked"), found("a")]))
    with structlog.testing.capture_logs() as logs:
        first = await world.polling.poll(wire, NEVER_POLLED)
        second = await world.polling.poll(wire, first.state)
        await world.polling.poll(wire, second.state)
    assert first.poll == Failed("an unexpected fault, please report it (ValueError: a fault)")
    assert isinstance(second.poll, Failed)
    assert "leaked" in second.poll.reason
    assert [entry["log_level"] for entry in logs] == ["error", "warning", "info"], "not again at every failure"


async def test_surroundings_that_fail_are_waited_for_and_are_not_the_sources_fault(world: World) -> None:
    wire = source(ScriptedConnector("wire", [SurroundingsFailed("no worker can be started"), found("a")]))
    polling = asyncio.create_task(world.polling.poll(wire, NEVER_POLLED))
    await world.clock.until_sleeping(1)
    assert "no worker can be started" in world.readiness.faults["connectors"]
    world.clock.advance(60)
    one = await polling
    assert (one.state.failures, world.journal.ids, world.readiness.faults) == (0, ["a"], {})


async def test_a_connector_that_never_answers_fails(world: World) -> None:
    async def hang() -> Poll:
        await asyncio.Event().wait()
        raise AssertionError

    polling = Polling(world.arrivals, world.journal.publish_events, world.clock, world.patience, poll_seconds=0.02)
    one = await polling.poll(source(ScriptedConnector("wire", [hang])), NEVER_POLLED)
    assert one.poll == Failed("no result within 0.02 seconds")


async def test_a_fault_on_the_articles_way_leaves_the_memory_as_it_was(world: World) -> None:
    async def publish(_: Sequence[Article]) -> None:
        raise RuntimeError("a fault")

    state = FeedState(memory=FeedMemory(address="x", etag="old"), first_read_at=START)
    publishing, world.journal.publish = world.journal.publish, publish  # type: ignore[method-assign,assignment]  # it fails once
    wire = source(ScriptedConnector("wire", [found("a", etag="new")]))
    one = await world.polling.poll(wire, state)
    assert isinstance(one.poll, Failed)
    assert (one.state.memory.etag, one.state.failures) == ("old", 1)
    world.journal.publish = publishing  # type: ignore[method-assign]  # as above
    assert (await world.polling.poll(wire, one.state)).state.memory.etag == "new"
    assert world.journal.ids == ["a"]


async def test_what_is_said_in_the_log_is_said_once(world: World) -> None:
    results: list[Poll] = [
        BROKEN,
        Failed("gone"),
        found("a"),
        found("b", skipped=("x is empty", "y")),
        found("c", skipped=("x",)),
    ]
    with structlog.testing.capture_logs() as logs:
        await polled(world, source(ScriptedConnector("wire", [*results, BROKEN])), 7)
    assert [entry["event"] for entry in logs] == [
        "Feed wire cannot be read: the server answers HTTP 500 (Internal Server Error).",
        "Feed wire can be read again.",
        "Feed wire has content to skip: x is empty and 1 more.",
        "Feed wire cannot be read: the server answers HTTP 500 (Internal Server Error).",
    ]


async def test_a_quiet_poll_keeps_what_is_known(world: World) -> None:
    wire = source(ScriptedConnector("wire", [numbered(1, 2), Unchanged(FeedMemory(address="x", etag="v2"))]))
    state = await polled(world, wire, 2)
    assert (state.memory.etag, state.items, state.articles) == ("v2", 2, 2)
    assert state.last_new_at == START
    assert state.read_at == START + timedelta(minutes=30)
