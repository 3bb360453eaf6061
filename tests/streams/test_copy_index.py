"""The copy index on a real server: one answer for all workers, the same when asked again."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from streams.copy_index import RedisCopyIndex
from streams.understanding.copies import CopiesInMemory, CopyIndex, Place, Print

pytestmark = pytest.mark.redis


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(redis_url)
    yield client
    await client.aclose()


@pytest.fixture(params=["in Redis", "in memory"])
def index(request: pytest.FixtureRequest, redis: Redis, namespace: str) -> CopyIndex:
    return RedisCopyIndex(redis, f"{namespace}:") if request.param == "in Redis" else CopiesInMemory()


def prints(*pairs: str) -> list[Print]:
    """``xa`` for the text x in the article a."""
    return [Print(pair[0], pair[1], f"story-{pair[0]}") for pair in pairs]


def places(*pairs: str) -> list[Place]:
    """``ax`` for: a was first, in the story of the text x."""
    return [Place(pair[0], f"story-{pair[1]}") for pair in pairs]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        pytest.param(["xa", "xb", "yb"], ["ax", "ax", "bx"], id="an edit keeps the story of its first version"),
        pytest.param(["xa", "yb", "xc"], ["ax", "by", "ax"], id="the first claim wins"),
        pytest.param(["xa", "ya", "yb"], ["ax", "ax", "ax"], id="a copy of an edit joins the story"),
        pytest.param(["xa", "ya", "yb", "zb", "zc"], ["ax", "ax", "ax", "bx", "bx"], id="and so does its edit's copy"),
        pytest.param(["xa", "yb", "ya"], ["ax", "by", "bx"], id="an edit into another's text stays in its story"),
        pytest.param(["xa", "yb", "ya", "yc"], ["ax", "by", "bx", "by"], id="whose copies stay in theirs"),
        pytest.param(["xa", "xb", "yb", "xb"], ["ax", "ax", "bx", "ax"], id="an edit that is taken back"),
        pytest.param(["xa", "ya", "xb"], ["ax", "ax", "ax"], id="a late copy of the first version"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "one by one"])
async def test_claims(index: CopyIndex, asked: list[str], answered: list[str], at_once: bool) -> None:
    for _ in ("at first", "in a replay"):
        if at_once:
            assert list(await index.claim(prints(*asked))) == places(*answered)
        else:
            assert [(await index.claim([one]))[0] for one in prints(*asked)] == places(*answered)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("abcd")).map("".join), max_size=12))
async def test_an_article_never_changes_its_story_and_a_replay_changes_nothing(asked: list[str]) -> None:
    index = CopiesInMemory()
    answers = await index.claim(prints(*asked))
    stories: dict[str, str] = {}
    for one, answer in zip(prints(*asked), answers, strict=True):
        assert stories.setdefault(one.article, answer.story) == answer.story
    assert await index.claim(prints(*asked)) == answers


async def test_two_workers_share_the_answer(redis: Redis, redis_url: str, namespace: str) -> None:
    async with Redis.from_url(redis_url, decode_responses=True) as other:
        assert await RedisCopyIndex(redis, f"{namespace}:").claim(prints("xa")) == places("ax")
        assert await RedisCopyIndex(other, f"{namespace}:").claim(prints("xb", "ya")) == places("ax", "ax")


async def test_a_text_that_an_earlier_version_claimed_is_known(redis: Redis, namespace: str) -> None:
    await redis.set(f"{namespace}:copy:x", "a")
    assert await RedisCopyIndex(redis, f"{namespace}:").claim(prints("xb")) == places("ax")


async def test_a_claim_expires_and_asking_again_does_not_prolong_it(redis: Redis, namespace: str) -> None:
    index = RedisCopyIndex(redis, f"{namespace}:", ttl_seconds=100)
    await index.claim(prints("xa"))
    keys = await redis.keys(f"{namespace}:*")
    assert len(keys) == 2
    for key in keys:
        assert 50 < await redis.ttl(key) <= 100
        await redis.expire(key, 50)
    await index.claim(prints("xa", "xb"))
    for key in keys:
        assert 0 < await redis.ttl(key) <= 50


async def test_nothing_to_claim_asks_nothing(index: CopyIndex) -> None:
    assert await index.claim([]) == []
