"""The copy index on a real server: one answer for all workers, the same when asked again."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from streams.copy_index import RedisCopyIndex

pytestmark = pytest.mark.redis


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(redis_url)
    yield client
    await client.aclose()


async def test_the_first_claim_wins_within_and_between_batches(redis: Redis, namespace: str) -> None:
    index = RedisCopyIndex(redis, f"{namespace}:")
    assert await index.claim([("x", "a"), ("x", "b"), ("y", "b")]) == ["a", "a", "b"]
    assert await index.claim([("y", "c"), ("x", "b"), ("x", "a")]) == ["b", "a", "a"]


async def test_two_workers_share_the_answer(redis: Redis, redis_url: str, namespace: str) -> None:
    async with Redis.from_url(redis_url, decode_responses=True) as other:
        assert await RedisCopyIndex(redis, f"{namespace}:").claim([("x", "a")]) == ["a"]
        assert await RedisCopyIndex(other, f"{namespace}:").claim([("x", "b")]) == ["a"]


async def test_a_claim_expires_and_asking_again_does_not_prolong_it(redis: Redis, namespace: str) -> None:
    index = RedisCopyIndex(redis, f"{namespace}:", ttl_seconds=100)
    await index.claim([("x", "a")])
    [key] = await redis.keys(f"{namespace}:*")
    await redis.expire(key, 50)
    await index.claim([("x", "a"), ("x", "b")])
    assert 0 < await redis.ttl(key) <= 50


async def test_nothing_to_claim_asks_nothing(redis: Redis, namespace: str) -> None:
    assert await RedisCopyIndex(redis, f"{namespace}:").claim([]) == []
