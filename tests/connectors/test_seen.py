"""What is remembered of articles and feeds, on a real Redis."""

from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from connectors.connector import NOTHING_REMEMBERED, FeedMemory
from connectors.memory import RedisFeedMemory
from connectors.seen import REMEMBERED_FOR, SeenArticles
from tests.connectors.articles import article

ARTICLES = [article("a"), article("b"), article("c")]


async def test_what_was_remembered_is_not_unseen(redis: Redis, namespace: str) -> None:
    seen = SeenArticles(redis, f"{namespace}:")
    assert await seen.unseen(ARTICLES) == ARTICLES
    await seen.remember([ARTICLES[1]])
    assert await seen.unseen(ARTICLES) == [ARTICLES[0], ARTICLES[2]]


async def test_nothing_to_ask_and_nothing_to_remember(redis: Redis, namespace: str) -> None:
    seen = SeenArticles(redis, f"{namespace}:")
    await seen.remember([])
    assert await seen.unseen([]) == []


async def test_asking_alone_remembers_nothing(redis: Redis, namespace: str) -> None:
    seen = SeenArticles(redis, f"{namespace}:")
    await seen.unseen(ARTICLES)
    assert await seen.unseen(ARTICLES) == ARTICLES


async def test_asking_begins_the_time_anew(redis: Redis, namespace: str) -> None:
    seen = SeenArticles(redis, f"{namespace}:")
    await seen.remember(ARTICLES)
    key = f"{namespace}:seen:a"
    month = REMEMBERED_FOR.total_seconds()
    assert month - 5 <= await redis.ttl(key) <= month
    await redis.expire(key, 5)
    assert await seen.unseen(ARTICLES) == []
    assert month - 5 <= await redis.ttl(key) <= month


async def test_it_is_forgotten_in_the_end(redis: Redis, namespace: str) -> None:
    seen = SeenArticles(redis, f"{namespace}:", timedelta(seconds=60))
    await seen.remember(ARTICLES)
    await redis.pexpire(f"{namespace}:seen:b", 0)
    assert await seen.unseen(ARTICLES) == [ARTICLES[1]]


async def test_prefixes_keep_to_themselves(redis: Redis, namespace: str) -> None:
    await SeenArticles(redis, f"{namespace}:one:").remember(ARTICLES)
    assert await SeenArticles(redis, f"{namespace}:two:").unseen(ARTICLES) == ARTICLES


async def test_memories_are_kept_by_feed(redis: Redis, namespace: str) -> None:
    memories = RedisFeedMemory(redis, f"{namespace}:")
    memory = FeedMemory(
        address="https://a.example", etag='"é"', fingerprint="00", read_at=datetime(2026, 11, 20, 1, 2, 3, 4, UTC)
    )
    await memories.save("one", memory)
    assert await memories.load("one") == memory
    assert await memories.load("two") == NOTHING_REMEMBERED


async def test_a_memory_that_cannot_be_read_is_none(redis: Redis, namespace: str) -> None:
    await redis.hset(f"{namespace}:feeds", "one", "{")
    assert await RedisFeedMemory(redis, f"{namespace}:").load("one") == NOTHING_REMEMBERED


async def test_a_client_that_decodes_does_too(redis_url: str, namespace: str) -> None:
    async with Redis.from_url(redis_url, decode_responses=True) as redis:
        memories = RedisFeedMemory(redis, f"{namespace}:")
        await memories.save("one", FeedMemory(address="a"))
        assert (await memories.load("one")).address == "a"
