"""The runner: every source at its time, publish before remember, and no source in another's way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from itertools import chain

import pytest
import structlog
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from connectors.connector import NOTHING_REMEMBERED, Connector, Failed, FeedMemory, Poll, Unchanged
from connectors.memory import RedisFeedMemory
from connectors.pacing import spread
from connectors.runner import PART, PUBLISHED_AT_ONCE, Runner
from connectors.seen import SeenArticles
from streams.errors import SetupError
from streams.readiness import Readiness
from streams.records import Article
from tests.connectors.articles import BROKEN, ScriptedConnector, found
from tests.services import RedisServer
from tests.virtual_clock import VirtualClock

EVERY = 300.0


class World:
    """A runner's surroundings: Redis, clock, readiness, and the list of what was published."""

    def __init__(self, redis: Redis, namespace: str, clock: VirtualClock) -> None:
        self.clock = clock
        self.readiness = Readiness()
        self.published: list[list[str]] = []
        self.seen = SeenArticles(redis, f"{namespace}:")
        self.memories = RedisFeedMemory(redis, f"{namespace}:")

    async def publish(self, articles: Sequence[Article]) -> None:
        self.published.append([one.id for one in articles])

    def runner(self, *connectors: Connector, at_once: int = 16, poll_seconds: float = 60) -> Runner:
        return Runner(
            connectors,
            self.publish,
            self.seen,
            self.memories,
            self.clock,
            self.readiness,
            at_once=at_once,
            poll_seconds=poll_seconds,
        )

    @contextlib.asynccontextmanager
    async def running(self, *connectors: Connector, at_once: int = 16) -> AsyncIterator[None]:
        """The runner at work, each source polled once; whatever ended it is raised."""
        task = asyncio.create_task(self.runner(*connectors, at_once=at_once).run())
        try:
            await self.clock.until_sleeping(len(connectors))
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


@pytest.fixture
def world(redis: Redis, namespace: str, clock: VirtualClock) -> World:
    return World(redis, namespace, clock)


def sample(name: str, outcome: str) -> float:
    return REGISTRY.get_sample_value(name, {"outcome": outcome}) or 0.0


async def test_what_is_new_is_published_once(world: World) -> None:
    wire = ScriptedConnector("wire", [found("a", "b"), found("c", "a", "b")])
    runner = world.runner(wire)
    first = await runner.run_once()
    await runner.run_once()
    await runner.run_once()
    assert world.published == [["a", "b"], ["c"]]
    assert first == {"wire": found("a", "b")}


async def test_a_second_runner_publishes_nothing_twice(world: World) -> None:
    for _ in range(2):
        await world.runner(ScriptedConnector("wire", [found("a")])).run_once()
    assert world.published == [["a"]]


async def test_one_id_twice_in_a_poll_is_published_once(world: World) -> None:
    await world.runner(ScriptedConnector("wire", [found("a", "b", "a")])).run_once()
    assert world.published == [["a", "b"]]


async def test_many_articles_are_published_in_parts(world: World) -> None:
    identifiers = [str(number) for number in range(2 * PUBLISHED_AT_ONCE + 1)]
    await world.runner(ScriptedConnector("wire", [found(*identifiers)])).run_once()
    assert [len(part) for part in world.published] == [PUBLISHED_AT_ONCE, PUBLISHED_AT_ONCE, 1]
    assert list(chain(*world.published)) == identifiers


async def test_memory_is_handed_back_at_the_next_poll(world: World) -> None:
    wire = ScriptedConnector("wire", [found("a", etag="v1"), Unchanged(FeedMemory(etag="v2")), BROKEN])
    runner = world.runner(wire)
    for _ in range(4):
        await runner.run_once()
    assert [memory.etag for memory in wire.memories] == ["", "v1", "v2", "v2"]


async def test_killed_between_publish_and_remember_it_publishes_again_with_the_same_id(world: World) -> None:
    durable = asyncio.Event()
    publish = world.publish

    async def publish_and_die(articles: Sequence[Article]) -> None:
        await publish(articles)
        durable.set()
        await asyncio.Event().wait()

    world.publish = publish_and_die  # type: ignore[method-assign]  # the test takes the place of the engine
    task = asyncio.create_task(world.runner(ScriptedConnector("wire", [found("a")])).run_once())
    await durable.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await world.memories.load("wire") == NOTHING_REMEMBERED

    world.publish = publish  # type: ignore[method-assign]  # as above
    for _ in range(2):
        await world.runner(ScriptedConnector("wire", [found("a")])).run_once()
    assert world.published == [["a"], ["a"]]


async def test_an_article_that_could_not_be_published_is_not_remembered(world: World) -> None:
    publish = world.publish
    faults: list[Exception] = [RuntimeError("a fault"), ConnectionError("the broker is gone")]

    async def publish_with_faults(articles: Sequence[Article]) -> None:
        if faults:
            raise faults.pop(0)
        await publish(articles)

    world.publish = publish_with_faults  # type: ignore[method-assign]  # as above
    runner = world.runner(ScriptedConnector("wire", [found("a")]))
    failed = await runner.run_once()
    assert isinstance(failed["wire"], Failed)
    assert "a fault" in failed["wire"].reason
    assert world.published == []

    again = asyncio.create_task(runner.run_once())
    await world.clock.until_sleeping(1)
    assert PART in world.readiness.faults
    world.clock.advance(60)
    assert await again == {"wire": found("a")}
    assert world.published == [["a"]]
    assert world.readiness.faults == {}


async def test_without_redis_it_waits_and_loses_nothing(
    own_redis: RedisServer, namespace: str, clock: VirtualClock
) -> None:
    async with Redis.from_url(own_redis.url) as redis:
        world = World(redis, namespace, clock)
        runner = world.runner(ScriptedConnector("wire", [found("a"), found("a", "b")]))
        await runner.run_once()
        own_redis.kill()
        with structlog.testing.capture_logs() as logs:
            waiting = asyncio.create_task(runner.run_once())
            for _ in range(3):
                await clock.until_sleeping(1)
                assert not waiting.done()
                clock.advance(60)
            await clock.until_sleeping(1)
            assert "does not answer" in world.readiness.faults[PART]
            own_redis.start()
            clock.advance(60)
            await waiting
        assert world.published == [["a"], ["b"]]
        assert world.readiness.faults == {}
        assert [entry["log_level"] for entry in logs] == ["warning", "info"]


async def test_each_source_is_polled_at_once_and_then_at_its_interval(world: World) -> None:
    quick = ScriptedConnector("quick", [found("a")], timedelta(seconds=60))
    slow = ScriptedConnector("slow", [found("b")])
    async with world.running(quick, slow):
        assert sorted(chain(*world.published)) == ["a", "b"]
        assert world.clock.waits() == pytest.approx(sorted([60 * spread("quick"), EVERY * spread("slow")]))
        world.clock.advance(60 * spread("quick"))
        await world.clock.until_sleeping(2)
        assert (len(quick.memories), len(slow.memories)) == (2, 1)
        assert world.clock.waits()[0] == pytest.approx(60)
        world.clock.advance(60)
        await world.clock.until_sleeping(2)
        assert len(quick.memories) == 3


async def test_a_failing_source_is_left_alone_for_longer_and_longer(world: World) -> None:
    wire = ScriptedConnector("wire", [BROKEN, BROKEN, BROKEN, found("a")])
    waits = []
    async with world.running(wire):
        for _ in range(4):
            (wait,) = world.clock.waits()
            waits.append(wait)
            world.clock.advance(wait)
            await world.clock.until_sleeping(1)
    assert waits == pytest.approx([2 * EVERY * spread("wire"), 4 * EVERY, 8 * EVERY, EVERY])
    assert world.published == [["a"]]


async def test_what_the_server_asked_for_is_the_floor(world: World) -> None:
    async with world.running(ScriptedConnector("wire", [Failed("busy", timedelta(hours=5))])):
        assert world.clock.waits() == [5 * 3600]


async def test_a_change_of_state_is_logged_once(world: World) -> None:
    results: list[Poll] = [BROKEN, Failed("gone"), found("a"), found("b", skipped=("x is empty", "y"))]
    runner = world.runner(ScriptedConnector("wire", [*results, found("c", skipped=("x is empty",)), BROKEN]))
    with structlog.testing.capture_logs() as logs:
        for _ in range(7):
            await runner.run_once()
    assert [entry["event"] for entry in logs] == [
        "Feed wire cannot be read: the server answers HTTP 500 (Internal Server Error).",
        "Feed wire can be read again.",
        "Feed wire has content to skip: x is empty and 1 more.",
        "Feed wire cannot be read: the server answers HTTP 500 (Internal Server Error).",
    ]


async def test_a_connector_that_raises_ends_no_other(world: World) -> None:
    faulty = ScriptedConnector("faulty", [ValueError("a fault"), found("b")])
    wire = ScriptedConnector("wire", [found("a")])
    async with world.running(faulty, wire):
        assert world.published == [["a"]]
        world.clock.advance(2 * EVERY)
        await world.clock.until_sleeping(2)
        assert world.published == [["a"], ["b"]]


async def test_a_stuck_source_delays_no_other(world: World) -> None:
    stuck_now = asyncio.Event()

    async def hang() -> Poll:
        stuck_now.set()
        await asyncio.Event().wait()
        raise AssertionError

    stuck = ScriptedConnector("stuck", [hang])
    wire = ScriptedConnector("wire", [found("a")])
    task = asyncio.create_task(world.runner(stuck, wire, at_once=2).run())
    await stuck_now.wait()
    for polls in range(1, 5):
        await world.clock.until_sleeping(1)
        assert len(wire.memories) == polls
        world.clock.advance(EVERY)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_a_stuck_source_gives_its_place_back(world: World) -> None:
    async def hang() -> Poll:
        await asyncio.Event().wait()
        raise AssertionError

    stuck = [ScriptedConnector(f"stuck-{number}", [hang]) for number in range(3)]
    wire = ScriptedConnector("wire", [found("a")])
    results = await world.runner(*stuck, wire, at_once=1, poll_seconds=0.02).run_once()
    assert results["stuck-0"] == Failed("no result within 0.02 seconds")
    assert world.published == [["a"]]


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

    await world.runner(*(ScriptedConnector(str(number), [count]) for number in range(20)), at_once=3).run_once()
    assert most == 3


async def test_polls_and_articles_are_counted(world: World) -> None:
    names = [("marsad_feed_polls_total", outcome) for outcome in ("new", "unchanged", "failed")]
    names += [("marsad_articles_total", outcome) for outcome in ("new", "seen")]
    before = [sample(*name) for name in names]
    results: list[Poll] = [found("a", "b"), found("b"), Unchanged(FeedMemory()), BROKEN]
    runner = world.runner(ScriptedConnector("wire", list(results)))
    for _ in results:
        await runner.run_once()
    assert [sample(*name) - start for name, start in zip(names, before, strict=True)] == [1, 2, 1, 2, 1]


def test_two_connectors_of_one_id_are_refused(world: World) -> None:
    with pytest.raises(SetupError, match="same id"):
        world.runner(ScriptedConnector("wire", [found()]), ScriptedConnector("wire", [found()]))
