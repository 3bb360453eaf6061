"""The Kafka engine keeps the contract, and what only it promises. Each engine here stands for a worker process."""

import asyncio
import itertools
import random
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack

import pytest
from aiokafka import AIOKafkaProducer

from streams.clock import SystemClock
from streams.engines.kafka import KafkaEngine
from streams.errors import SetupError
from streams.readiness import Readiness
from streams.records import Article, TaggedArticle, decode
from streams.stage import Batches, Independent, Outputs
from streams.topics import ARTICLES, DEAD_LETTERS, TAGGED, TOPICS
from tests.services import KafkaBroker, free_port
from tests.streams.engines.contract import (
    BOTH_FLOWS,
    DEADLINE,
    EngineContract,
    EngineFactory,
    Seen,
    article,
    articles,
    dead_letters,
    everything,
    group,
    opened,
    running,
    tag,
    until_idle,
)

pytestmark = pytest.mark.kafka


def worker(
    bootstrap: str, namespace: str, name: str = "worker-1", readiness: Readiness | None = None, replication: int = 1
) -> KafkaEngine:
    return KafkaEngine(
        bootstrap=bootstrap,
        prefix=f"{namespace}.",
        worker=name,
        clock=SystemClock(),
        readiness=readiness or Readiness(),
        partitions=2,
        replication=replication,
    )


@pytest.fixture
def engine_factory(kafka_bootstrap: str, namespace: str) -> EngineFactory:
    def make(readiness: Readiness | None = None) -> KafkaEngine:
        return worker(kafka_bootstrap, namespace, readiness=readiness)

    return make


class TestKafkaEngineContract(EngineContract):
    """The shared suite."""


class TestTopics:
    async def test_they_are_made_with_partitions_retention_and_room_for_the_largest_record(
        self, kafka_bootstrap: str, namespace: str
    ) -> None:
        async with opened(worker(kafka_bootstrap, namespace)) as engine:
            described = {topic.name: topic for topic in await engine.describe()}
            await engine.publish_raw(DEAD_LETTERS, [(b"key", b"x" * DEAD_LETTERS.maximum_bytes)])
            (stored,) = await everything(engine, DEAD_LETTERS)
        assert {topic.name: topic.retention.total_seconds() for topic in TOPICS} == {
            name: topic.retention_seconds for name, topic in described.items()
        }
        assert {topic.partitions for topic in described.values()} == {2}
        assert len(stored.value) == DEAD_LETTERS.maximum_bytes

    async def test_opening_again_changes_nothing(self, kafka_bootstrap: str, namespace: str) -> None:
        for _ in range(2):
            async with opened(worker(kafka_bootstrap, namespace)) as engine:
                await engine.publish(ARTICLES, articles(1))
        async with opened(worker(kafka_bootstrap, namespace)) as engine:
            assert len(await everything(engine, ARTICLES)) == 2


class TestRecords:
    async def test_a_record_without_a_value_is_a_dead_letter(self, kafka_bootstrap: str, namespace: str) -> None:
        seen = Seen()
        async with running(worker(kafka_bootstrap, namespace), group(seen.handle)) as engine:
            producer = AIOKafkaProducer(bootstrap_servers=kafka_bootstrap)
            await producer.start()
            try:
                await producer.send_and_wait(f"{namespace}.articles", key=b"key", value=None)
            finally:
                await producer.stop()
            (letter,) = await dead_letters(engine, 1)
            await until_idle(engine)
        assert (letter.reason, letter.payload) == ("not_json", b"")

    async def test_what_is_done_behind_a_stuck_record_is_not_committed(
        self, kafka_bootstrap: str, namespace: str
    ) -> None:
        stuck_one = "a0000"
        passing = Seen()

        async def stuck(batch: Sequence[TaggedArticle]) -> Sequence[Outputs]:
            if batch[0].article.id == stuck_one:
                await asyncio.Event().wait()
            return await passing.handle(batch)

        sent = [TaggedArticle(article=one, language="ar", story="one partition") for one in articles(30)]
        behind = {one.article.id for one in sent} - {stuck_one}
        flow = Independent(at_once=5)
        async with running(worker(kafka_bootstrap, namespace), group(stuck, reads=TAGGED, flow=flow)) as engine:
            await engine.publish(TAGGED, sent)
            await passing.until(behind)
            assert [lag.records for lag in await engine.lags()] == [30]
        again = Seen()
        async with running(worker(kafka_bootstrap, namespace), group(again.handle, reads=TAGGED, flow=flow)) as engine:
            await again.until(behind | {stuck_one})
            await until_idle(engine)


class TestWorkers:
    @pytest.mark.parametrize("flow", BOTH_FLOWS)
    async def test_one_that_comes_and_one_that_goes_lose_nothing(
        self, apache_kafka: str, namespace: str, flow: Batches | Independent
    ) -> None:
        seen, came = Seen(), asyncio.Event()

        async def handle_and_tell(batch: Sequence[Article]) -> Sequence[Outputs]:
            came.set()
            return await seen.handle(batch)

        async with running(worker(apache_kafka, namespace, "stays"), group(seen.handle, flow=flow)) as engine:

            async def pass_through(prefix: str) -> None:
                await engine.publish(ARTICLES, sent := articles(20, prefix))
                await seen.until({one.id for one in sent})

            other = group(handle_and_tell, flow=flow)
            async with running(worker(apache_kafka, namespace, "leaves"), other), asyncio.timeout(DEADLINE):
                for batch in itertools.count():
                    await pass_through(f"{batch}-")
                    if came.is_set():
                        break
                # What the one that leaves has in hand now is handled by the one that stays.
                await engine.publish(ARTICLES, articles(500, "left behind"))
            await seen.until({one.id for one in articles(500, "left behind")})
            await until_idle(engine)

    async def test_two_of_one_name_are_told_apart(self, apache_kafka: str, namespace: str) -> None:
        async with AsyncExitStack() as workers:
            runs = []
            for _ in range(2):
                engine = await workers.enter_async_context(opened(worker(apache_kafka, namespace)))
                runs.append(asyncio.create_task(engine.run([group(Seen().handle)])))
            async with asyncio.timeout(DEADLINE):
                publishing = asyncio.create_task(_publish_regularly(engine))
                done, pending = await asyncio.wait(runs, return_when=asyncio.FIRST_COMPLETED)
            for task in (*pending, publishing):
                task.cancel()
            await asyncio.wait((*pending, publishing))
        with pytest.raises(SetupError, match="give each its own with --worker"):
            done.pop().result()

    @pytest.mark.slow
    async def test_one_that_is_killed_again_and_again_loses_nothing_and_comes_back_at_once(
        self, apache_kafka: str, namespace: str
    ) -> None:
        sent = articles(4000)
        chance = random.Random(20260301)
        async with opened(worker(apache_kafka, namespace, "observer")) as engine:
            for life in range(4):
                await engine.publish(ARTICLES, sent[life * 1000 : (life + 1) * 1000])
                before = len(await everything(engine, TAGGED))
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "tests.streams.engines.kafka_worker",
                    apache_kafka,
                    f"{namespace}.",
                    "killed",
                )
                try:
                    async with asyncio.timeout(DEADLINE):
                        while not await _so_far(engine, before, sent, chance.randrange(1, 900), last=life == 3):
                            assert process.returncode is None
                finally:
                    process.kill()
                    await process.wait()
            tagged = Counter(decode(TaggedArticle, one.value).article.id for one in await everything(engine, TAGGED))
            assert await everything(engine, DEAD_LETTERS) == []
        assert set(tagged) == {one.id for one in sent}


class TestBrokerThatIsGone:
    async def test_at_the_start_it_is_waited_for(
        self, own_kafka: KafkaBroker, namespace: str, capfd: pytest.CaptureFixture[str]
    ) -> None:
        own_kafka.stop()
        readiness = Readiness()
        engine = worker(own_kafka.address, namespace, readiness=readiness)
        opening = asyncio.create_task(engine.open())
        async with asyncio.timeout(DEADLINE):
            await _fault(readiness, "does not answer")
            await asyncio.to_thread(own_kafka.start)
            await opening
        assert not readiness.faults
        await engine.publish(ARTICLES, articles(1))
        assert len(await everything(engine, ARTICLES)) == 1
        await engine.close()
        assert "Traceback" not in "".join(capfd.readouterr())

    @pytest.mark.slow
    @pytest.mark.parametrize("flow", BOTH_FLOWS)
    async def test_killed_under_way_nothing_is_lost_and_nothing_is_buried(
        self, own_kafka: KafkaBroker, namespace: str, flow: Batches | Independent, capfd: pytest.CaptureFixture[str]
    ) -> None:
        readiness = Readiness()
        seen = Seen()
        first = group(tag, writes=(TAGGED,), name="first", flow=flow)
        second = group(seen.handle, reads=TAGGED, name="second", flow=flow)
        engine = worker(own_kafka.address, namespace, readiness=readiness)
        async with running(engine, first, second):
            await engine.publish(ARTICLES, articles(100, "before"))
            await seen.until({"before0000"})
            during = asyncio.create_task(engine.publish(ARTICLES, articles(2000, "during")))
            await asyncio.sleep(0)
            await asyncio.to_thread(own_kafka.kill)
            async with asyncio.timeout(DEADLINE):
                await _fault(readiness, "does not answer")
            await asyncio.to_thread(own_kafka.start)
            async with asyncio.timeout(DEADLINE):
                await during
            await seen.until({one.id for one in articles(100, "before") + articles(2000, "during")})
            await until_idle(engine)
            assert not readiness.faults
            assert await everything(engine, DEAD_LETTERS) == []
        assert "Traceback" not in "".join(capfd.readouterr())

    async def test_it_does_not_keep_the_process_from_ending(
        self, own_kafka: KafkaBroker, namespace: str, capfd: pytest.CaptureFixture[str]
    ) -> None:
        seen = Seen()
        async with (
            asyncio.timeout(DEADLINE),
            running(worker(own_kafka.address, namespace), group(seen.handle)) as engine,
        ):
            await engine.publish(ARTICLES, articles(10))
            await seen.until({one.id for one in articles(10)})
            own_kafka.kill()
        assert "Traceback" not in "".join(capfd.readouterr())


class TestWhatAPersonMustMend:
    async def test_more_copies_than_brokers(self, kafka_bootstrap: str, namespace: str) -> None:
        readiness = Readiness()
        engine = worker(kafka_bootstrap, namespace, readiness=readiness, replication=3)
        opening = asyncio.create_task(engine.open())
        async with asyncio.timeout(DEADLINE):
            await _fault(readiness, "cannot have 3 copies")
        opening.cancel()
        await asyncio.wait((opening,))
        await engine.close()

    async def test_an_address_where_nobody_listens_is_named(self, namespace: str) -> None:
        readiness = Readiness()
        address = f"127.0.0.1:{free_port()}"
        engine = worker(address, namespace, readiness=readiness)
        opening = asyncio.create_task(engine.open())
        async with asyncio.timeout(DEADLINE):
            await _fault(readiness, "does not answer")
        assert readiness.faults["kafka"] == f"Kafka does not answer at {address}: waiting until it does."
        opening.cancel()
        await asyncio.wait((opening,))
        await engine.close()


async def _publish_regularly(engine: KafkaEngine) -> None:
    """Give the workers something to commit."""
    for number in range(1000):
        await engine.publish(ARTICLES, [article(f"n{number}")])
        await asyncio.sleep(0.2)


async def _so_far(engine: KafkaEngine, before: int, sent: Sequence[object], enough: int, *, last: bool) -> bool:
    """Whether so many more were tagged, or all of them in the last life."""
    stored = await everything(engine, TAGGED)
    if last:
        return len({decode(TaggedArticle, one.value).article.id for one in stored}) == len(sent)
    return len(stored) - before >= enough


async def _fault(readiness: Readiness, text: str) -> None:
    """Return when the readiness says so of Kafka."""
    while True:
        if text in readiness.faults.get("kafka", ""):
            return
        await asyncio.sleep(0.01)
