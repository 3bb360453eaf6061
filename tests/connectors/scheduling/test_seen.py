"""What is remembered of articles, on a real Redis."""

from datetime import timedelta

import msgspec
import pytest
from redis.asyncio import Redis

from connectors.scheduling.seen import MOST_REVISIONS, REMEMBERED_FOR, Edited, Known, New, SeenArticles
from streams.records import Article
from tests.connectors.articles import article

pytestmark = pytest.mark.redis

A, B, C = ARTICLES = [article("a"), article("b"), article("c")]


def changed(one: Article, **fields: object) -> Article:
    return msgspec.structs.replace(one, **fields)


@pytest.fixture
def seen(redis: Redis, namespace: str) -> SeenArticles:
    return SeenArticles(redis, f"{namespace}:")


async def test_what_was_remembered_is_known(seen: SeenArticles) -> None:
    assert await seen.look(ARTICLES) == [New(A), New(B), New(C)]
    await seen.remember([B])
    assert await seen.look(ARTICLES) == [New(A), Known(B), New(C)]


async def test_nothing_to_ask_and_nothing_to_remember(seen: SeenArticles) -> None:
    await seen.remember([])
    assert await seen.look([]) == []


@pytest.mark.parametrize(
    ("later", "sighting"),
    [
        pytest.param(A, Known(A), id="as it was"),
        pytest.param(
            changed(A, body="More is known now."), Edited(changed(A, body="More is known now.", revision=1)), id="body"
        ),
        pytest.param(changed(A, title="Corrected"), Edited(changed(A, title="Corrected", revision=1)), id="title"),
        pytest.param(
            changed(A, summary="5 minutes ago"), Known(changed(A, summary="5 minutes ago")), id="what changes by itself"
        ),
        pytest.param(
            changed(A, url="https://wire.example/a?x=1"),
            Known(changed(A, url="https://wire.example/a?x=1")),
            id="another link",
        ),
        pytest.param(changed(A, id="new guid"), Known(A), id="another guid, same address and title"),
        pytest.param(
            changed(A, id="new guid", body="More."),
            Edited(changed(A, body="More.", revision=1)),
            id="another guid and edited",
        ),
        pytest.param(
            changed(A, id="other", title="Another title"),
            New(changed(A, id="other", title="Another title")),
            id="same address, other title and guid",
        ),
        pytest.param(
            changed(A, id="theirs", source="other"),
            New(changed(A, id="theirs", source="other")),
            id="the same in another feed",
        ),
    ],
)
async def test_later_sightings(seen: SeenArticles, later: Article, sighting: New | Known | Edited) -> None:
    await seen.remember([A])
    assert await seen.look([later]) == [sighting]


async def test_revisions_are_counted_until_they_are_too_many(seen: SeenArticles) -> None:
    await seen.remember([A])
    for number in range(1, MOST_REVISIONS + 1):
        (sighting,) = await seen.look([changed(A, body=f"Version {chr(64 + number)}")])
        assert isinstance(sighting, Edited)
        assert sighting.article.revision == number
        await seen.remember([sighting.article])
    assert isinstance((await seen.look([changed(A, body="Yet another")]))[0], Known)


async def test_a_crash_before_remembering_repeats_the_same_revision(seen: SeenArticles) -> None:
    await seen.remember([A])
    edited = changed(A, body="More.")
    assert await seen.look([edited]) == await seen.look([edited])


async def test_an_edit_of_history_is_history(seen: SeenArticles) -> None:
    await seen.remember([changed(A, history=True)])
    assert await seen.look([changed(A, body="More.")]) == [Edited(changed(A, body="More.", revision=1, history=True))]


async def test_of_the_same_twice_the_first_counts(seen: SeenArticles) -> None:
    assert await seen.look([A, changed(A, body="again"), B]) == [New(A), New(B)]


async def test_a_guid_that_changed_within_a_document_is_one_article(seen: SeenArticles) -> None:
    await seen.remember([A])
    assert await seen.look([changed(A, id="new guid"), A]) == [Known(A)]


async def test_asking_alone_remembers_nothing(seen: SeenArticles) -> None:
    await seen.look(ARTICLES)
    assert await seen.look(ARTICLES) == [New(A), New(B), New(C)]


async def test_asking_begins_the_time_anew(seen: SeenArticles, redis: Redis, namespace: str) -> None:
    await seen.remember(ARTICLES)
    key = f"{namespace}:seen:a"
    month = REMEMBERED_FOR.total_seconds()
    assert month - 5 <= await redis.ttl(key) <= month
    await redis.expire(key, 5)
    assert await seen.look([A]) == [Known(A)]
    assert month - 5 <= await redis.ttl(key) <= month


async def test_it_is_forgotten_in_the_end(redis: Redis, namespace: str) -> None:
    seen = SeenArticles(redis, f"{namespace}:", timedelta(seconds=60))
    await seen.remember(ARTICLES)
    keys = [key async for key in redis.scan_iter(f"{namespace}:*")]
    assert len(keys) == 6
    assert all([0 < await redis.ttl(key) <= 60 for key in keys])


async def test_prefixes_keep_to_themselves(redis: Redis, namespace: str) -> None:
    await SeenArticles(redis, f"{namespace}:one:").remember([A])
    assert await SeenArticles(redis, f"{namespace}:two:").look([A]) == [New(A)]


async def test_a_trace_that_cannot_be_read_only_says_known(seen: SeenArticles, redis: Redis, namespace: str) -> None:
    await redis.set(f"{namespace}:seen:a", b"")
    edited = changed(A, body="More.")
    assert await seen.look([edited]) == [Known(edited)]


async def test_a_client_that_decodes_does_too(redis_url: str, namespace: str) -> None:
    async with Redis.from_url(redis_url, decode_responses=True) as redis:
        seen = SeenArticles(redis, f"{namespace}:")
        await seen.remember([A])
        assert await seen.look([A, changed(B, id="x", url=A.url)]) == [Known(A), New(changed(B, id="x", url=A.url))]
