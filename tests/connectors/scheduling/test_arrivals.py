"""From a poll's articles to the stream: once each, in an order that a crash cannot harm."""

import asyncio
import gc
import time
from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from connectors.scheduling.arrivals import PUBLISHED_AT_ONCE, Arrivals
from connectors.scheduling.seen import SeenArticles
from connectors.settings import Backfill
from streams.records import Article
from tests.connectors.articles import article
from tests.connectors.runner_world import ORIGIN, Killed, World, until
from tests.virtual_clock import START, VirtualClock

A, B = article("a"), article("b")
TEASER, OTHER_TEASER = (
    msgspec.structs.replace(article(name), title=f"A teaser of {name}") for name in ("t", "another")
)


@pytest.fixture
def world(redis: Redis, namespace: str, clock: VirtualClock) -> World:
    return World(redis, namespace, clock)


async def bring(world: World, *articles: Article, backfill: Backfill = "all") -> list[str]:
    """Bring the articles; the ids of what that published."""
    before = len(world.journal.articles)
    sifted = await world.arrivals.sift(articles, backfill)
    await world.arrivals.bring(sifted, ORIGIN, "auto")
    return world.journal.ids[before:]


async def test_each_article_is_published_once(world: World) -> None:
    assert await bring(world, A, B, A) == ["a", "b"]
    assert await bring(world, A, B) == []
    assert await bring(world, B, article("c")) == ["c"]


async def test_an_edit_is_a_revision_with_the_same_id(world: World) -> None:
    await bring(world, A)
    assert await bring(world, msgspec.structs.replace(A, body="More is known now.")) == ["a"]
    assert await bring(world, msgspec.structs.replace(A, id="new guid", body="All is known now.")) == ["a"]
    assert [one.revision for one in world.journal.articles] == [0, 1, 2]


async def test_sifting_alone_publishes_and_remembers_nothing(world: World) -> None:
    first = await world.arrivals.sift([A, B])
    assert await world.arrivals.sift([A, B]) == first
    assert (len(first.new), first.edited, first.known, first.found) == (2, (), 0, 2)
    assert world.journal.articles == []


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("published", "backfill", "history"),
    [
        pytest.param(timedelta(0), timedelta(0), True, id="published this moment, no backfill"),
        pytest.param(timedelta(hours=1), timedelta(0), True, id="an hour old, no backfill"),
        pytest.param(None, timedelta(0), True, id="undated, no backfill"),
        pytest.param(timedelta(hours=23), DAY, False, id="of the last day"),
        pytest.param(timedelta(hours=25), DAY, True, id="older than the last day"),
        pytest.param(None, DAY, False, id="undated, and news of the last day is wanted"),
        pytest.param(timedelta(days=99), "all", False, id="all is news"),
        pytest.param(None, "all", False, id="undated, and all is news"),
    ],
)
async def test_history_at_the_first_reading(
    world: World, published: timedelta | None, backfill: Backfill, history: bool
) -> None:
    dated = msgspec.structs.replace(TEASER, published_at=None if published is None else START - published)
    await bring(world, dated, backfill=backfill)
    assert [one.history for one in world.journal.articles] == [history]
    assert world.pages.asked == ([] if history else ["t"]), "no page is read for history"


async def test_many_are_published_in_parts(world: World) -> None:
    await bring(world, *(article(str(number)) for number in range(2 * PUBLISHED_AT_ONCE + 1)))
    assert world.journal.batches == [PUBLISHED_AT_ONCE, PUBLISHED_AT_ONCE, 1]


async def test_a_page_that_takes_long_delays_no_other_article(world: World) -> None:
    let_go = asyncio.Event()

    async def read(one: Article) -> str:
        if one.id == "t":
            await let_go.wait()
        return "The page."

    world.pages.read = read
    bringing = asyncio.create_task(bring(world, TEASER, A, OTHER_TEASER, B))
    await until(lambda: sorted(world.journal.ids) == ["a", "another", "b"])
    assert not bringing.done()
    let_go.set()
    await bringing
    assert world.journal.ids[-1] == "t"


async def test_what_is_remembered_of_a_teaser_is_the_feeds_version(world: World) -> None:
    assert await bring(world, TEASER) == ["t"]
    assert world.journal.articles[0].body == "The page."
    assert await bring(world, TEASER) == []
    assert await bring(world, msgspec.structs.replace(TEASER, summary="It goes on.")) == ["t"]
    assert (world.journal.articles[1].revision, world.journal.articles[1].body) == (1, "The page.")


async def test_many_pages_that_come_together_are_published_together(world: World) -> None:
    teasers = [msgspec.structs.replace(TEASER, id=str(number), url=f"https://x/{number}") for number in range(300)]
    assert len(await bring(world, *teasers)) == 300
    assert len(world.journal.batches) <= 20


@pytest.mark.parametrize("step", ["before publishing", "after publishing", "before remembering", "after remembering"])
@pytest.mark.parametrize("kind", ["complete", "teaser"])
async def test_killed_at_any_step_it_repeats_and_never_loses(
    redis: Redis, namespace: str, clock: VirtualClock, step: str, kind: str
) -> None:
    when, _, what = step.partition(" ")
    first = A if kind == "complete" else TEASER
    edited = msgspec.structs.replace(first, body="More is known now.")
    fresh = article("fresh") if kind == "complete" else OTHER_TEASER
    await bring(World(redis, namespace, clock), first)
    dying = World(redis, namespace, clock)

    async def publish(articles: Sequence[Article]) -> None:
        await act("publishing", dying.journal.publish, articles)

    async def remember(articles: Sequence[Article]) -> None:
        await act("remembering", SeenArticles(redis, f"{namespace}:").remember, articles)

    async def act(name, do, articles) -> None:  # type: ignore[no-untyped-def]  # only handed on
        if (when, what) == ("before", name):
            raise Killed
        await do(articles)
        if (when, what) == ("after", name):
            raise Killed

    dying.seen.remember = remember  # type: ignore[method-assign]  # the process dies here
    arrivals = Arrivals(publish, dying.seen, dying.pages, dying.patience)
    with pytest.raises((Killed, BaseExceptionGroup)):
        await arrivals.bring(await arrivals.sift([edited, fresh]), ORIGIN, "auto")
    restarted = World(redis, namespace, clock)
    again = await bring(restarted, edited, fresh)
    told = {(one.id, one.revision) for one in (*dying.journal.articles, *restarted.journal.articles)}
    assert told == {(first.id, 1), (fresh.id, 0)}
    assert await bring(World(redis, namespace, clock), edited, fresh) == []
    if (when, what) == ("after", "remembering"):
        assert not set(again) & {one.id for one in dying.journal.articles}, "what was remembered is not repeated"


async def test_ten_thousand_new_items_do_not_hold_the_event_loop(world: World) -> None:
    text = "Words of the article, as many as feeds have. " * 20
    articles = [
        msgspec.structs.replace(article(str(number)), title=f"Title {number}", body=text) for number in range(10_000)
    ]
    longest, stop = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal longest
        while not stop.is_set():
            before = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - before)

    gc.collect()
    gc.freeze()
    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    assert len(await bring(world, *articles)) == 10_000
    assert await bring(world, *articles) == []
    stop.set()
    await watching
    gc.unfreeze()
    assert longest < 0.05, f"a turn took {longest * 1000:.1f} ms of processor time"


async def test_articles_are_counted(world: World) -> None:
    def counts() -> list[float]:
        return [
            REGISTRY.get_sample_value("marsad_articles_total", {"outcome": outcome}) or 0.0
            for outcome in ("new", "edited", "seen")
        ]

    await bring(world, A)
    before = counts()
    await bring(world, A, B, article("c"), msgspec.structs.replace(TEASER, body="x"))
    await bring(world, A, msgspec.structs.replace(B, body="More."))
    assert [now - then for now, then in zip(counts(), before, strict=True)] == [3, 1, 2]
