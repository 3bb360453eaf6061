"""The hostile corpus through the pool: every document gets an answer, and nobody else waits for it."""

import asyncio
import math
import socket
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from connectors.parsing.entries import Origin
from connectors.parsing.feed_parsing import NotAFeed, ParsedFeed, parse_feed
from connectors.parsing.pooled_parsing import PARSING, parse_in_pool
from connectors.workers.worker_pool import WorkerPool
from tests.connectors.hostile import CORPUS, external, item, parameter_entities, rss

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECONDS = 2.0
AT_ONCE = 8
SAYS_LATE = "not done after"
GOOD = rss("".join(item(f"Talks resume {number}", "The two sides met.", number=number) for number in range(20)))


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, math.ceil(share * len(values)) - 1)]


@dataclass
class Ticker:
    """A task that wants to run every millisecond and notes what kept it: by the clock, and of our own doing."""

    waited: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    async def run(self) -> None:
        while True:
            clock, work = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.001)
            self.waited.append(time.perf_counter() - clock - 0.001)
            self.worked.append(time.thread_time() - work)


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    async with WorkerPool(2, 1, settings=PARSING) as pool:
        yield pool


@pytest.mark.slow
async def test_every_document_gets_an_answer_and_nobody_waits_for_it(pool: WorkerPool) -> None:
    documents = {name: make() for name, make in CORPUS.items()}
    answers: dict[str, ParsedFeed | NotAFeed] = {}
    delays: list[float] = []
    ticker = Ticker()
    gate = asyncio.Semaphore(AT_ONCE)

    async def parse(name: str, body: bytes) -> None:
        async with gate:
            answers[name] = await parse_in_pool(pool, body, Origin(name, "wire"), NOW, seconds=SECONDS)

    async def parse_a_good_one_again_and_again() -> None:
        while True:
            begun = time.perf_counter()
            good = await parse_in_pool(pool, GOOD, Origin("good", "wire"), NOW, proven=True)
            delays.append(time.perf_counter() - begun)
            assert isinstance(good, ParsedFeed)
            assert len(good.articles) == 20
            await asyncio.sleep(0.02)

    await pool.warm()
    meanwhile = [asyncio.create_task(ticker.run()), asyncio.create_task(parse_a_good_one_again_and_again())]
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for name, body in documents.items():
            group.create_task(parse(name, body))
    took = time.perf_counter() - begun
    for task in meanwhile:
        assert not task.done(), "the good feed failed"
        task.cancel()
    stopped = sorted(
        name for name, answer in answers.items() if isinstance(answer, NotAFeed) and SAYS_LATE in answer.reason
    )
    print(  # noqa: T201 the figures that the README speaks of
        f"\n{len(answers)} hostile documents in {took:.0f} s; stopped: {len(stopped)}\n"
        f"loop lag by the clock   p50 {percentile(ticker.waited, 0.5) * 1e3:.1f} ms"
        f"   p99 {percentile(ticker.waited, 0.99) * 1e3:.1f} ms   most {max(ticker.waited) * 1e3:.1f} ms\n"
        f"loop held by our work   p50 {percentile(ticker.worked, 0.5) * 1e3:.1f} ms"
        f"   p99 {percentile(ticker.worked, 0.99) * 1e3:.1f} ms   most {max(ticker.worked) * 1e3:.1f} ms\n"
        f"a good feed meanwhile   p50 {percentile(delays, 0.5) * 1e3:.1f} ms"
        f"   p99 {percentile(delays, 0.99) * 1e3:.1f} ms   most {max(delays) * 1e3:.1f} ms   ({len(delays)} times)"
    )
    assert answers.keys() == CORPUS.keys()
    for name, answer in answers.items():
        if isinstance(answer, NotAFeed):
            assert answer.reason, name
            assert "worker" not in answer.reason, f"{name}: {answer.reason}"
    # By the processor's clock: what other programs do on this machine is not in it.
    assert percentile(ticker.worked, 0.99) < 0.020
    # Almost all wait for nothing; a few for the start of a process, which takes its time on a busy machine.
    assert percentile(delays, 0.99) < 1


@pytest.mark.parametrize("make", [external, parameter_entities])
def test_nothing_is_fetched_or_read_for_an_entity(make: Callable[[str], bytes]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        parse_feed(make(f"http://127.0.0.1:{server.getsockname()[1]}/entity"), Origin("a", "wire"), NOW)
        with pytest.raises(BlockingIOError):
            server.accept()
    parsed = parse_feed(make("file:///etc/passwd"), Origin("a", "wire"), NOW)
    assert "root:" not in str(parsed)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        pytest.param("cut in the middle of a tag", "مفاوضات الهدنة تستأنف في الدوحة", id="cut in the middle of a tag"),
        pytest.param("control characters", "", id="control characters"),
        pytest.param("zeros between", "abc", id="zeros between"),
        pytest.param("an encoding of no document", "t", id="an encoding of no document"),
        pytest.param("UTF-32", "مفاوضات الهدنة تستأنف في الدوحة", id="UTF-32"),
        pytest.param("names that occur twice", "b", id="names that occur twice"),
        pytest.param("a page of errors before the feed", "t", id="a page of errors before the feed"),
        pytest.param("10,000 prefixes", "t", id="10,000 prefixes"),
        pytest.param("an XInclude", "t", id="an XInclude"),
    ],
)
async def test_what_can_be_read_is_read(pool: WorkerPool, name: str, title: str) -> None:
    parsed = await parse_in_pool(pool, CORPUS[name](), Origin("a", "wire"), NOW)
    assert isinstance(parsed, ParsedFeed)
    assert [article.title for article in parsed.articles] == [title]


@pytest.mark.parametrize("name", ["a link to a script", "a link to a file", "a link that is no address"])
async def test_only_web_addresses_are_links(pool: WorkerPool, name: str) -> None:
    parsed = await parse_in_pool(pool, CORPUS[name](), Origin("a", "wire"), NOW)
    assert isinstance(parsed, ParsedFeed)
    assert [article.url for article in parsed.articles] == [""]


async def test_the_pool_answers_as_the_parser_does(pool: WorkerPool) -> None:
    body = CORPUS["10,000 items"]()
    origin = Origin("a", "wire")
    there = await parse_in_pool(pool, body, origin, NOW, base_url="https://wire.example/feed", seconds=60)
    here = parse_feed(body, origin, NOW, base_url="https://wire.example/feed")
    assert isinstance(there, ParsedFeed)
    assert len(there.articles) == 10_000
    assert there == here
    assert await parse_in_pool(pool, b"nothing", origin, NOW) == parse_feed(b"nothing", origin, NOW)
