"""The embedded engine keeps the contract, and what only it promises."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs

from streams.clock import SystemClock
from streams.connection import redis_client
from streams.engines.embedded import EmbeddedEngine
from streams.engines.embedded_server import EmbeddedServer
from streams.errors import MarsadError, SetupError
from streams.readiness import Readiness
from streams.records import Article, encode
from streams.stage import Batches, Independent, Outputs
from streams.topics import ARTICLES, DEAD_LETTERS, TAGGED
from tests.services import RedisServer
from tests.streams.engines.contract import (
    BOTH_FLOWS,
    DEADLINE,
    EngineContract,
    EngineFactory,
    Seen,
    article,
    articles,
    everything,
    group,
    opened,
    running,
    tag,
    until,
    until_idle,
)
from tests.virtual_clock import VirtualClock

OLD = "1600000000000"
"""Milliseconds of an entry id in 2020, older than any retention."""

MakeEngine = Callable[..., EmbeddedEngine]


@pytest.fixture
async def make(redis_url: str, namespace: str) -> AsyncIterator[MakeEngine]:
    def engine(readiness: Readiness | None = None, **options: object) -> EmbeddedEngine:
        arguments = {"prefix": f"{namespace}:"} | options
        return EmbeddedEngine(redis_client(redis_url), SystemClock(), readiness or Readiness(), **arguments)  # type: ignore[arg-type]  # each test passes what fits

    yield engine
    async with redis_client(redis_url) as client:
        if keys := [key async for key in client.scan_iter(f"{namespace}:*")]:
            await client.delete(*keys)


@pytest.fixture
def engine_factory(make: MakeEngine) -> EngineFactory:
    return make


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    async with redis_client(redis_url) as connected:
        yield connected


class TestEmbeddedEngineContract(EngineContract):
    """The shared suite."""


async def take_and_vanish(client: Redis, stream: str, name: str = "tested") -> list[bytes]:
    """Be a process that takes every entry for a group and dies with them in hand."""
    await client.xgroup_create(stream, name, "0", mkstream=True)
    answer: Any = await client.xreadgroup(name, "gone", {stream: ">"})
    return [position for position, _ in answer[0][1]]


@pytest.mark.parametrize("flow", BOTH_FLOWS)
async def test_what_a_dead_process_had_in_hand_is_claimed(
    make: MakeEngine, client: Redis, namespace: str, flow: Batches | Independent
) -> None:
    async with opened(make()) as engine:
        await engine.publish(ARTICLES, articles(700))
    await take_and_vanish(client, f"{namespace}:articles")
    seen = Seen()
    async with running(make(), group(seen.handle, flow=flow)) as engine:
        await engine.publish(ARTICLES, articles(10, "new"))
        await seen.until({one.id for one in articles(700) + articles(10, "new")})
        await until_idle(engine)
    assert set(seen.ids.values()) == {1}


async def test_on_a_shared_server_only_what_nobody_touches_is_claimed(
    make: MakeEngine, client: Redis, namespace: str
) -> None:
    stream = f"{namespace}:articles"
    async with opened(make()) as engine:
        await engine.publish(ARTICLES, [article("abandoned"), article("in work")])
    abandoned, _ = await take_and_vanish(client, stream)
    await client.xclaim(stream, "tested", "gone", 0, [abandoned], idle=31_000)
    seen = Seen()
    async with running(make(exclusive=False), group(seen.handle)) as engine:
        await engine.publish(ARTICLES, [article("new")])
        await seen.until({"abandoned", "new"})
    assert set(seen.ids) == {"abandoned", "new"}


async def test_on_a_shared_server_what_is_in_hand_for_long_is_not_claimed_by_others(
    client: Redis, redis_url: str, namespace: str
) -> None:
    reached = asyncio.Event()

    async def hang(batch: Sequence[Article]) -> Sequence[Outputs]:
        reached.set()
        await asyncio.Event().wait()
        return []

    clock, stream = VirtualClock(), f"{namespace}:articles"
    engine = EmbeddedEngine(redis_client(redis_url), clock, Readiness(), prefix=f"{namespace}:", exclusive=False)
    async with running(engine, group(hang, flow=Independent())):
        await engine.publish(ARTICLES, [article("slow")])
        async with asyncio.timeout(DEADLINE):
            await reached.wait()

        async def idle_milliseconds() -> int:
            (entry,) = await client.xpending_range(stream, "tested", "-", "+", 10)
            return int(entry["time_since_delivered"])

        async def touched() -> bool:
            return await idle_milliseconds() < 25_000

        (entry,) = await client.xpending_range(stream, "tested", "-", "+", 10)
        await client.xclaim(stream, "tested", "marsad", 0, [entry["message_id"]], idle=29_000, justid=True)
        assert await idle_milliseconds() >= 29_000
        clock.advance(10)
        await until(touched)


async def test_a_pending_entry_that_is_no_longer_stored_is_let_go_of(
    make: MakeEngine, client: Redis, namespace: str
) -> None:
    stream = f"{namespace}:articles"
    async with opened(make()) as engine:
        await engine.publish(ARTICLES, articles(5))
    positions = await take_and_vanish(client, stream)
    await client.xdel(stream, *positions[:3])
    seen = Seen()
    with capture_logs() as logs:
        async with running(make(), group(seen.handle)) as engine:
            await seen.until({"a0003", "a0004"})
            await until_idle(engine)
    assert [entry["event"] for entry in logs if "lost" in entry["event"]] == [
        "Group tested lost 3 records of articles: they are no longer stored."
    ]


async def test_a_server_that_lost_everything_is_set_up_again(make: MakeEngine, client: Redis, namespace: str) -> None:
    seen = Seen()
    async with running(make(), group(seen.handle)) as engine:
        await engine.publish(ARTICLES, articles(5, "before"))
        await seen.until({one.id for one in articles(5, "before")})
        await until_idle(engine)
        await client.delete(f"{namespace}:articles")
        await engine.publish(ARTICLES, articles(5, "after"))
        await seen.until({one.id for one in articles(5, "after")})


async def test_an_idle_engine_asks_for_next_to_nothing(own_redis: RedisServer) -> None:
    async def calls(client: Redis) -> int:
        return sum(entry["calls"] for entry in (await client.info("commandstats")).values())

    groups = [group(Seen().handle, name="one"), group(Seen().handle, name="two", flow=Independent())]
    engine = EmbeddedEngine(redis_client(own_redis.url), SystemClock(), Readiness())
    async with running(engine, *groups), redis_client(own_redis.url) as client:

        async def both_wait() -> bool:
            return int((await client.info("clients"))["blocked_clients"]) == len(groups)

        await until(both_wait)
        before = await calls(client)
        await asyncio.sleep(1.0)  # the second that is measured
        assert await calls(client) - before <= 2


async def until_idle_of(engine: EmbeddedEngine, tagged: int) -> None:
    async def arrived() -> bool:
        return len(await everything(engine, TAGGED)) >= tagged

    await until(arrived)
    await until_idle(engine)


async def test_a_commit_that_the_server_refuses_leaves_the_input_pending(own_redis: RedisServer) -> None:
    """The handler fills the server up, so that the outputs cannot be written: nor may the input be acknowledged."""
    readiness = Readiness()
    async with redis_client(own_redis.url) as client:

        async def fill_up(batch: Sequence[Article]) -> Sequence[Outputs]:
            await client.config_set("maxmemory", 1)
            return await tag(batch)

        async def refused() -> bool:
            return "redis" in readiness.faults

        engine = EmbeddedEngine(redis_client(own_redis.url), SystemClock(), readiness)
        async with running(engine, group(fill_up, writes=(TAGGED,))):
            await engine.publish(ARTICLES, articles(3))
            await until(refused)
            assert "Redis does not answer" in readiness.faults["redis"]
            assert (await client.xpending("marsad:articles", "tested"))["pending"] == 3
            assert await client.xlen("marsad:tagged") == 0
            await client.config_set("maxmemory", 0)
            await until_idle_of(engine, 3)
            assert not readiness.faults
            assert len(await everything(engine, TAGGED)) == 3


async def test_a_server_that_is_killed_in_mid_run_loses_nothing(tmp_path: Path) -> None:
    clock, readiness, seen = SystemClock(), Readiness(), Seen()
    server = EmbeddedServer(tmp_path / "data", clock, readiness)
    await server.start()
    engine = EmbeddedEngine(server.client(), clock, readiness)
    groups = (group(tag, writes=(TAGGED,), name="first"), group(seen.handle, reads=TAGGED, name="second"))
    sent = [articles(200, f"{number}-") for number in range(30)]
    with capture_logs() as logs:
        async with running(engine, *groups):
            for number, some in enumerate(sent):
                await engine.publish(ARTICLES, some)
                if number in (10, 20):
                    assert server.process_id is not None
                    os.kill(server.process_id, signal.SIGKILL)
            await seen.until({one.id for some in sent for one in some})
            await until_idle(engine)
            assert await everything(engine, DEAD_LETTERS) == []
            assert not readiness.faults
    await server.stop()
    faults = [entry["event"] for entry in logs if entry["log_level"] == "warning"]
    assert 2 <= len(faults) <= 4, faults
    assert not any("Traceback" in str(entry) or "exc_info" in entry for entry in logs)


async def test_it_waits_for_a_server_that_is_not_there_yet(own_redis: RedisServer) -> None:
    own_redis.stop()
    readiness = Readiness()
    engine = EmbeddedEngine(redis_client(own_redis.url), SystemClock(), readiness)
    opening = asyncio.create_task(engine.open())

    async def told() -> bool:
        return readiness.faults["redis"] != "starting"

    await until(told)
    assert "Redis does not answer" in readiness.faults["redis"]
    own_redis.start()
    async with asyncio.timeout(DEADLINE):
        await opening
    assert not readiness.faults
    await engine.close()


async def test_a_server_that_refuses_us_is_one_clear_sentence(tmp_path: Path) -> None:
    with RedisServer(tmp_path, options=("--requirepass", "secret")) as server:
        engine = EmbeddedEngine(redis_client(server.url), SystemClock(), Readiness())
        with pytest.raises(SetupError, match=r"Redis refuses Marsad .* mend the user or password"):
            await engine.open()
        await engine.close()


async def test_a_fault_of_the_engine_itself_ends_the_run_with_a_sentence(
    make: MakeEngine, client: Redis, namespace: str
) -> None:
    await client.set(f"{namespace}:articles", "no stream")
    async with opened(make()) as engine:
        with pytest.raises(MarsadError, match=r"the embedded engine cannot go on: .*WRONGTYPE") as caught:
            await engine.run([group(tag)])
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("turns", range(0, 240, 8))
async def test_a_run_ends_when_it_is_cancelled_at_any_moment(make: MakeEngine, turns: int) -> None:
    engine = make()
    async with opened(engine):
        await engine.publish(ARTICLES, articles(20))
        run = asyncio.create_task(engine.run([group(tag, writes=(TAGGED,)), group(tag, name="other")]))
        for _ in range(turns):
            await asyncio.sleep(0)
        run.cancel()
        async with asyncio.timeout(3):
            await asyncio.wait((run,))
        assert run.cancelled()


async def old_entries(client: Redis, stream: str, number: int, size: int = 10) -> None:
    async with client.pipeline() as pipeline:
        for index in range(number):
            record = encode(article(f"old{index}", body="x" * size))
            pipeline.xadd(stream, {"k": b"", "v": record}, id=f"{OLD}-{index + 1}")
        await pipeline.execute()


async def test_trimming_by_age_spares_what_a_group_has_not_finished(
    make: MakeEngine, client: Redis, namespace: str
) -> None:
    stream = f"{namespace}:articles"
    await old_entries(client, stream, 10)
    await client.xgroup_create(stream, "slow", "0")
    answer: Any = await client.xreadgroup("slow", "someone", {stream: ">"}, count=6)
    taken = answer[0][1]
    await client.xack(stream, "slow", *[position for position, _ in taken[:4]])
    async with opened(make()) as engine:
        await engine.publish(ARTICLES, [article("new")])
        assert await engine.trim() == 4
        assert len(await everything(engine, ARTICLES)) == 7
        await client.xack(stream, "slow", *[position for position, _ in taken])
        assert await engine.trim() == 2
        await client.xgroup_setid(stream, "slow", "$")
        assert await engine.trim() == 4
        assert len(await everything(engine, ARTICLES)) == 1


async def test_a_topic_that_no_group_reads_is_trimmed_by_age(make: MakeEngine, client: Redis, namespace: str) -> None:
    await old_entries(client, f"{namespace}:tagged", 10)
    async with opened(make()) as engine:
        assert await engine.trim() == 10
        assert await everything(engine, TAGGED) == []


async def test_streams_stay_within_their_budget_but_nothing_unfinished_goes(
    make: MakeEngine, client: Redis, namespace: str
) -> None:
    budget = 1_000_000
    large = [article(f"l{index}", body="x" * 3000) for index in range(1000)]
    async with opened(make(budget_bytes=budget)) as engine:
        await engine.create_groups([group(tag, name="slow")])
        await engine.publish(ARTICLES, large)
        await engine.publish_raw(TAGGED, [(b"", encode(one)) for one in large])
        await engine.trim()
        described = {topic.name: topic for topic in await engine.describe()}
        assert described["articles"].records == 1000
        assert described["tagged"].records < 110

        await client.xgroup_setid(f"{namespace}:articles", "slow", "$")
        await engine.trim()
        described = {topic.name: topic for topic in await engine.describe()}
        assert sum(topic.bytes for topic in described.values()) <= budget
        assert described["articles"].records > 100
        kept = await everything(engine, ARTICLES)
        assert kept[-1].value == encode(large[-1])


async def test_dead_letters_are_not_driven_out_by_other_records(
    make: MakeEngine, client: Redis, namespace: str
) -> None:
    async with opened(make(budget_bytes=1_000_000)) as engine:
        await engine.publish(ARTICLES, [article("bad", title="\ud800")])
        await engine.publish_raw(TAGGED, [(b"", b"x" * 3000)] * 1000)
        await engine.trim()
        assert len(await everything(engine, DEAD_LETTERS)) == 1


async def test_writing_much_trims_before_the_minute_is_over(make: MakeEngine) -> None:
    budget = 1_000_000
    engine = make(budget_bytes=budget)
    async with running(engine, group(Seen().handle)):

        async def near() -> bool:
            described = await engine.describe()
            return sum(topic.bytes for topic in described) <= 2 * budget

        for number in range(30):
            await engine.publish(ARTICLES, [article(f"{number}-{index}", body="x" * 3000) for index in range(100)])
        await until(near)


async def test_records_of_20_megabytes_go_through_in_bulk(make: MakeEngine) -> None:
    large = [(b"", bytes([65 + number]) * 20_000_000) for number in range(4)]
    async with opened(make()) as engine:
        await engine.publish_raw(TAGGED, large)
        assert [stored.value for stored in await everything(engine, TAGGED)] == [value for _, value in large]
