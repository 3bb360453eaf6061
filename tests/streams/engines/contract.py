"""The contract of an engine, as tests that run over each of them.

A test module subclasses :class:`EngineContract` and provides the fixture ``engine_factory``. Each call of the factory
gives an engine that is not open yet, on the same empty topics: a second call stands for a new process.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import pytest

from streams.engines import Engine, Stored
from streams.errors import BadRecord
from streams.readiness import Readiness
from streams.records import Article, DeadLetter, TaggedArticle, decode, encode
from streams.stage import Batches, Group, Handler, Independent, Outputs, Stage
from streams.topics import ANNOTATED, ARTICLES, DEAD_LETTERS, TAGGED, TOPICS, Topic

DEADLINE = 90.0
"""Seconds after which a test gives up. A Kafka group may take long to form; nothing else does."""


AnyEngine = TypeVar("AnyEngine", bound=Engine)


class EngineFactory(Protocol):
    def __call__(self, readiness: Readiness | None = None) -> Engine: ...


def article(identifier: str, **more: Any) -> Article:
    given: dict[str, Any] = {
        "url": f"https://example.org/{identifier}",
        "canonical_url": f"https://example.org/{identifier}",
        "source": "bahr",
        "publisher": "Bahr",
        "title": f"خبر {identifier}",
        "fetched_at": datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    }
    return Article(id=identifier, **(given | more))


def articles(number: int, prefix: str = "a") -> list[Article]:
    return [article(f"{prefix}{index:04d}") for index in range(number)]


async def tag(batch: Sequence[Article]) -> Sequence[Outputs]:
    return [[(TAGGED, TaggedArticle(article=one, language="ar"))] for one in batch]


class Seen:
    """A handler that remembers what it was given and says when it was enough."""

    def __init__(self, writes: Callable[[Any], Outputs] = lambda record: []) -> None:
        self.ids: Counter[str] = Counter()
        self.order: list[str] = []
        self._writes = writes
        self._changed = asyncio.Event()

    async def handle(self, batch: Sequence[Article | TaggedArticle]) -> Sequence[Outputs]:
        answers = [self._writes(record) for record in batch]
        for record in batch:
            self._saw(record.article.id if isinstance(record, TaggedArticle) else record.id)
        return answers

    async def until(self, expected: set[str]) -> None:
        async with asyncio.timeout(DEADLINE):
            while not expected <= set(self.ids):
                self._changed.clear()
                await self._changed.wait()

    def _saw(self, identifier: str) -> None:
        self.ids[identifier] += 1
        self.order.append(identifier)
        self._changed.set()


def group(
    handle: Handler,
    reads: Topic[Any] = ARTICLES,
    writes: tuple[Topic[Any], ...] = (),
    flow: Batches | Independent | None = None,
    name: str = "tested",
) -> Group:
    return Group(
        name=name,
        role="streams",
        stages=(Stage(name=name, reads=reads, writes=writes, handle=handle),),
        flow=flow or Batches(),
    )


@asynccontextmanager
async def opened(engine: AnyEngine) -> AsyncIterator[AnyEngine]:
    await engine.open()
    try:
        yield engine
    finally:
        await engine.close()


@asynccontextmanager
async def running(engine: AnyEngine, *groups: Group) -> AsyncIterator[AnyEngine]:
    """The engine, open and carrying; the run is cancelled on exit, as by a process that ends."""
    async with opened(engine):
        run = asyncio.create_task(engine.run(groups))
        try:
            yield engine
        finally:
            run.cancel()
            await asyncio.wait((run,))
            if not run.cancelled():
                run.result()


async def everything(engine: Engine, topic: Topic[Any], after: str = "") -> list[Stored]:
    return [record async for record in engine.read(topic, after)]


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Return when ``condition`` holds. For what a server knows and tells only when it is asked."""
    async with asyncio.timeout(DEADLINE):
        while not await condition():  # noqa: ASYNC110 - there is no event that a server could set
            await asyncio.sleep(0.02)


async def until_idle(engine: Engine) -> None:
    """Return when every group has acknowledged everything."""

    async def idle() -> bool:
        return not any(lag.records for lag in await engine.lags())

    await until(idle)


async def dead_letters(engine: Engine, number: int) -> list[DeadLetter]:
    """The dead letters, once there are so many."""

    async def arrived() -> bool:
        return len(await everything(engine, DEAD_LETTERS)) >= number

    await until(arrived)
    found = await everything(engine, DEAD_LETTERS)
    return [decode(DeadLetter, letter.value, limit=DEAD_LETTERS.maximum_bytes) for letter in found]


BOTH_FLOWS = [pytest.param(Batches(), id="batches"), pytest.param(Independent(), id="independent")]


class EngineContract:
    """What each engine promises."""

    @pytest.mark.parametrize("flow", BOTH_FLOWS)
    async def test_every_record_passes_through_two_groups(
        self, engine_factory: EngineFactory, flow: Batches | Independent
    ) -> None:
        sent = articles(500)
        seen = Seen()
        first = group(tag, writes=(TAGGED,), name="first", flow=flow)
        second = group(seen.handle, reads=TAGGED, name="second", flow=flow)
        async with running(engine_factory(), first, second) as engine:
            await engine.publish(ARTICLES, sent)
            await seen.until({one.id for one in sent})
            await until_idle(engine)
            tagged = [decode(TaggedArticle, stored.value) for stored in await everything(engine, TAGGED)]
        assert Counter(one.article.id for one in tagged) == Counter(one.id for one in sent)
        assert {one.article.title for one in tagged} == {one.title for one in sent}

    async def test_two_groups_on_one_topic_both_get_everything(self, engine_factory: EngineFactory) -> None:
        sent = articles(50)
        ids = {one.id for one in sent}
        one, other = Seen(), Seen()
        async with running(
            engine_factory(), group(one.handle, name="one"), group(other.handle, name="other")
        ) as engine:
            await engine.publish(ARTICLES, sent)
            await one.until(ids)
            await other.until(ids)

    async def test_records_of_one_key_are_handled_in_their_order(self, engine_factory: EngineFactory) -> None:
        sent = [TaggedArticle(article=one, language="ar", story="s1") for one in articles(300)]
        seen = Seen()
        async with running(engine_factory(), group(seen.handle, reads=TAGGED)) as engine:
            await engine.publish(TAGGED, sent)
            await seen.until({one.article.id for one in sent})
        assert seen.order == [one.article.id for one in sent]

    async def test_what_was_published_before_a_group_first_ran_is_handled(self, engine_factory: EngineFactory) -> None:
        sent = articles(20)
        async with opened(engine_factory()) as engine:
            await engine.publish(ARTICLES, sent)
        seen = Seen()
        async with running(engine_factory(), group(seen.handle)):
            await seen.until({one.id for one in sent})

    async def test_fused_stages_hand_on_without_a_topic_in_between(self, engine_factory: EngineFactory) -> None:
        async def annotate(batch: Sequence[Article]) -> Sequence[Outputs]:
            return [[(ANNOTATED, TaggedArticle(article=one, language="ar"))] for one in batch]

        async def tell_story(batch: Sequence[TaggedArticle]) -> Sequence[Outputs]:
            return [[(TAGGED, TaggedArticle(article=one.article, language="fa"))] for one in batch]

        fused = Group(
            name="fused",
            role="streams",
            stages=(
                Stage(name="annotate", reads=ARTICLES, writes=(ANNOTATED,), handle=annotate),
                Stage(name="story", reads=ANNOTATED, writes=(TAGGED,), handle=tell_story),
            ),
        )
        seen = Seen()
        async with running(engine_factory(), fused, group(seen.handle, reads=TAGGED, name="after")) as engine:
            await engine.publish(ARTICLES, articles(10))
            await seen.until({one.id for one in articles(10)})
            stored = await everything(engine, TAGGED)
        assert {decode(TaggedArticle, one.value).language for one in stored} == {"fa"}

    @pytest.mark.parametrize("flow", BOTH_FLOWS)
    async def test_what_a_cancelled_run_had_in_hand_is_handled_by_the_next(
        self, engine_factory: EngineFactory, flow: Batches | Independent
    ) -> None:
        sent = articles(30)
        reached = asyncio.Event()

        async def hang(batch: Sequence[Article]) -> Sequence[Outputs]:
            reached.set()
            await asyncio.Event().wait()
            raise AssertionError("nobody sets that event")

        async with running(engine_factory(), group(hang, writes=(TAGGED,), flow=flow)) as engine:
            await engine.publish(ARTICLES, sent)
            async with asyncio.timeout(DEADLINE):
                await reached.wait()
        seen = Seen()
        async with running(engine_factory(), group(seen.handle, flow=flow)) as engine:
            await seen.until({one.id for one in sent})
            await until_idle(engine)
            assert await everything(engine, DEAD_LETTERS) == []

    async def test_what_was_acknowledged_is_not_handled_again(self, engine_factory: EngineFactory) -> None:
        before = Seen()
        async with running(engine_factory(), group(before.handle)) as engine:
            await engine.publish(ARTICLES, articles(10, "before"))
            await before.until({one.id for one in articles(10, "before")})
            await until_idle(engine)
        after = Seen()
        async with running(engine_factory(), group(after.handle)) as engine:
            await engine.publish(ARTICLES, articles(10, "after"))
            await after.until({one.id for one in articles(10, "after")})
        assert set(after.ids) == {one.id for one in articles(10, "after")}

    async def test_poison_goes_to_the_dead_letters_and_blocks_nothing(self, engine_factory: EngineFactory) -> None:
        whole = encode(article("x"))
        poison = {
            "not_json": b'{"id": "torn',
            "schema": json.dumps({"id": 7, "title": None}).encode(),
            "too_large": encode(article("big", body="ب" * 10_000_000)),
            "unicode": whole.replace(b'"x"', b'"\\ud800"', 1),
            "handler": encode(article("raises")),
            "rejected": encode(article("rejected")),
        }

        def refuse(record: Article) -> Outputs:
            if record.id == "raises":
                raise ZeroDivisionError("no handler expects this")
            if record.id == "rejected":
                raise BadRecord("rejected", "the receiver is unknown")
            return []

        seen = Seen(refuse)
        async with running(engine_factory(), group(seen.handle)) as engine:
            await engine.publish(ARTICLES, articles(5, "before"))
            await engine.publish_raw(ARTICLES, [(b"key", value) for value in poison.values()])
            await engine.publish(ARTICLES, articles(5, "after"))
            await seen.until({one.id for one in articles(5, "before") + articles(5, "after")})
            letters = await dead_letters(engine, len(poison))
            await until_idle(engine)
        assert {letter.reason: letter.payload for letter in letters} == poison
        assert {letter.topic for letter in letters} == {"articles"}
        assert {letter.stage for letter in letters} == {"tested"}
        assert len({letter.position for letter in letters}) == len(poison)
        assert all(letter.payload_bytes == len(letter.payload) for letter in letters)
        traces = {letter.reason: letter.traceback for letter in letters}
        assert "ZeroDivisionError" in traces["handler"]
        assert not traces["rejected"]

    async def test_a_dead_letter_that_is_published_raw_again_is_handled(self, engine_factory: EngineFactory) -> None:
        mended = False

        def refuse(_: Article) -> Outputs:
            if not mended:
                raise ValueError("not yet")
            return []

        seen = Seen(refuse)
        async with running(engine_factory(), group(seen.handle)) as engine:
            await engine.publish(ARTICLES, [article("again")])
            (letter,) = await dead_letters(engine, 1)
            mended = True
            await engine.publish_raw(ARTICLES, [(b"again", letter.payload)])
            await seen.until({"again"})

    async def test_a_record_that_cannot_be_written_becomes_a_dead_letter_of_publish(
        self, engine_factory: EngineFactory
    ) -> None:
        async with opened(engine_factory()) as engine:
            await engine.publish(ARTICLES, [article("good"), article("bad", title="half \ud83d"), article("good too")])
            letters = await dead_letters(engine, 1)
            stored = [decode(Article, one.value).id for one in await everything(engine, ARTICLES)]
        assert sorted(stored) == ["good", "good too"]
        assert [(letter.stage, letter.reason, letter.topic) for letter in letters] == [
            ("publish", "unicode", "articles")
        ]
        assert json.loads(letters[0].payload)["title"] == "half \ud83d"

    @pytest.mark.parametrize("flow", BOTH_FLOWS)
    async def test_failed_surroundings_pause_a_stage_and_bury_nothing(
        self, engine_factory: EngineFactory, flow: Batches | Independent
    ) -> None:
        readiness = Readiness()
        faults: list[str] = []

        def fail_three_times(record: Article) -> Outputs:
            if record.id == "a0003" and len(faults) < 3:
                faults.append(readiness.faults.get("tested", ""))
                raise ConnectionError("the channel is gone")
            return []

        seen = Seen(fail_three_times)
        async with running(engine_factory(readiness), group(seen.handle, flow=flow)) as engine:
            await engine.publish(ARTICLES, articles(10))
            await seen.until({one.id for one in articles(10)})
            await until_idle(engine)
            assert await everything(engine, DEAD_LETTERS) == []
        assert faults[0] == ""
        assert "the channel is gone" in faults[1]
        assert "tested" not in readiness.faults

    async def test_an_independent_record_that_is_stuck_holds_up_no_other(self, engine_factory: EngineFactory) -> None:
        async def stuck(batch: Sequence[Article]) -> Sequence[Outputs]:
            if batch[0].id == "a0000":
                await asyncio.Event().wait()
            return await passing.handle(batch)

        passing = Seen()
        others = {one.id for one in articles(40)} - {"a0000"}
        flow = Independent(at_once=4)
        async with running(engine_factory(), group(stuck, flow=flow)) as engine:
            await engine.publish(ARTICLES, articles(40))
            await passing.until(others)
        assert set(passing.ids) == others
        again = Seen()
        async with running(engine_factory(), group(again.handle, flow=flow)):
            await again.until({"a0000"})

    async def test_independent_records_are_at_most_so_many_at_once(self, engine_factory: EngineFactory) -> None:
        inside, most = 0, 0
        seen = Seen()

        async def count(batch: Sequence[Article]) -> Sequence[Outputs]:
            nonlocal inside, most
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1
            return await seen.handle(batch)

        async with running(engine_factory(), group(count, flow=Independent(at_once=3))) as engine:
            await engine.publish(ARTICLES, articles(50))
            await seen.until({one.id for one in articles(50)})
        assert 1 <= most <= 3

    async def test_read_and_end_walk_along_a_topic(self, engine_factory: EngineFactory) -> None:
        async with opened(engine_factory()) as engine:
            assert await everything(engine, ARTICLES) == []
            await engine.publish_raw(ARTICLES, [(b"k1", b"v1"), (b"k1", b"v2")])
            stored = await everything(engine, ARTICLES)
            assert [(one.key, one.value) for one in stored] == [(b"k1", b"v1"), (b"k1", b"v2")]
            assert [one.value for one in await everything(engine, ARTICLES, after=stored[0].position)] == [b"v2"]
            end = await engine.end(ARTICLES)
            assert await everything(engine, ARTICLES, after=end) == []
            await engine.publish_raw(ARTICLES, [(b"k1", b"v3")])
            assert [one.value for one in await everything(engine, ARTICLES, after=end)] == [b"v3"]

    async def test_the_end_of_an_empty_topic_gives_all_that_comes_later(self, engine_factory: EngineFactory) -> None:
        async with opened(engine_factory()) as engine:
            end = await engine.end(ARTICLES)
            await engine.publish_raw(ARTICLES, [(b"k", b"first")])
            assert [one.value for one in await everything(engine, ARTICLES, after=end)] == [b"first"]

    async def test_lags_count_what_is_not_acknowledged(self, engine_factory: EngineFactory) -> None:
        gate, reached = asyncio.Event(), asyncio.Event()

        async def wait(batch: Sequence[Article]) -> Sequence[Outputs]:
            reached.set()
            await gate.wait()
            return [[] for _ in batch]

        async with opened(engine_factory()) as engine:
            await engine.publish(ARTICLES, articles(7))
        async with running(engine_factory(), group(wait)) as engine:
            async with asyncio.timeout(DEADLINE):
                await reached.wait()
            (lag,) = await engine.lags()
            assert (lag.group, lag.topic, lag.records) == ("tested", "articles", 7)
            gate.set()
            await until_idle(engine)

    async def test_describe_names_every_topic_with_what_it_holds(self, engine_factory: EngineFactory) -> None:
        async with opened(engine_factory()) as engine:
            await engine.publish(ARTICLES, articles(3))
            topics = {topic.name: topic for topic in await engine.describe()}
        assert set(topics) == {topic.name for topic in TOPICS}
        assert topics["articles"].records == 3
        assert topics["articles"].retention_seconds == 48 * 3600
        assert topics["articles"].partitions >= 1
