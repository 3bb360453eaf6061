"""What is kept of feeds, on a real Redis."""

import msgspec
import pytest
from redis.asyncio import Redis

from connectors.connector import FeedMemory
from connectors.scheduling.feed_state import NEVER_POLLED, FeedState, RedisFeedStates
from connectors.scheduling.rhythm import UNKNOWN, observed
from tests.virtual_clock import START

LEARNED = FeedState(
    memory=FeedMemory(address="x", etag='"v1"', read_at=START),
    rhythm=observed(UNKNOWN, START, 0, [START]),
    polled_at=START,
    failures=2,
    failure="no answer",
    failure_kind="refused",
    broken=True,
)


@pytest.fixture
def states(redis: Redis, namespace: str) -> RedisFeedStates:
    return RedisFeedStates(redis, f"{namespace}:")


async def test_states_come_back_in_the_order_that_was_asked_for(states: RedisFeedStates) -> None:
    other = FeedState(items=7)
    await states.save({"wire": LEARNED, "other": other})
    assert await states.load(["other", "unknown", "wire"]) == [other, NEVER_POLLED, LEARNED]


async def test_nothing_costs_nothing(states: RedisFeedStates) -> None:
    await states.save({})
    await states.forget([])
    assert await states.load([]) == []


async def test_what_is_forgotten_was_never_polled(states: RedisFeedStates) -> None:
    await states.save({"wire": LEARNED, "other": LEARNED})
    await states.forget(["wire"])
    assert await states.load(["wire", "other"]) == [NEVER_POLLED, LEARNED]


@pytest.mark.parametrize("damaged", [b"", b"{", b'{"failures":"many"}', b"[]", b"\xff"])
async def test_a_damaged_state_is_none(states: RedisFeedStates, redis: Redis, namespace: str, damaged: bytes) -> None:
    await redis.hset(f"{namespace}:feeds", "wire", damaged)
    assert await states.load(["wire"]) == [NEVER_POLLED]


async def test_a_header_that_is_no_unicode_harms_nobody(states: RedisFeedStates) -> None:
    state = msgspec.structs.replace(LEARNED, memory=FeedMemory(address="x", etag='"\udce9t\udce9"'), failure="\ud800")
    await states.save({"wire": state, "other": LEARNED})
    kept, other = await states.load(["wire", "other"])
    assert (kept.memory.etag, kept.failure, kept.rhythm) == ('"?t?"', "?", LEARNED.rhythm)
    assert other == LEARNED


async def test_an_older_state_is_read(states: RedisFeedStates, redis: Redis, namespace: str) -> None:
    await redis.hset(f"{namespace}:feeds", "wire", b'{"items":3,"of_another_version":true}')
    assert await states.load(["wire"]) == [FeedState(items=3)]
