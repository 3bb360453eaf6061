"""How fast the whole pipeline is, on both engines, beside a bare consume-produce loop; all in one run.

    python benchmarks/pipeline.py [--articles 30000] [--seconds 20] [--json FILE]

Every part runs the real program, ``marsad run``, as a process of its own. This process publishes articles of 3 kB and
receives the alerts of a rule: one for each 50 articles, for each 10 while the latency is measured.

* ``embedded``: the monitor and its server are bound to one core; this process stays on the other.
* ``kafka, bare aiokafka loop``: a plain consumer and producer that copy the same records, acknowledged in batches.
* ``kafka, bare loop with the stages``: the same with our stages in between, so that Faust's own cost can be told.
* ``kafka, N workers``: ``marsad run --engine kafka``, nothing bound; Kafka shares the cores.
* ``latency``: articles at a steady 100 a second; from ``fetched_at`` to the webhook's being called.

Articles a second: embedded from the first article published to the last one delivered; on Kafka from a quarter of
the articles, when every worker has joined and is warm, to the last one. RSS is the largest that a process of the
program reached, its server's beside it.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
from aiohttp import web
from redis.exceptions import ResponseError
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.articles import ALERTS_ONE_IN, article
from marsad import logs
from streams.clock import SystemClock
from streams.engines import Engine
from streams.engines.embedded import EmbeddedEngine
from streams.engines.embedded_directory import connect_running
from streams.engines.kafka import KafkaEngine
from streams.readiness import Readiness
from streams.records import Article, encode
from streams.topics import ARTICLES, TAGGED
from tests.services import KafkaBroker, RedisServer

PARTITIONS = 8
BARE = "kafka, bare aiokafka loop"
STAGES = "kafka, bare loop with the stages"
ONE_WORKER = "kafka with Faust, 1 worker"
TWO_WORKERS = "kafka with Faust, 2 workers"
CORES = sorted(os.sched_getaffinity(0))
CONSOLE = Console(stderr=True)
LATENCY_ALERTS_ONE_IN = 10
AHEAD = 2000
"""How many articles may wait for the embedded engine; connectors bring far fewer at once."""
Progress = Callable[[], Awaitable[int]]
"""How many articles are tagged."""


@dataclass
class Figures:
    """What one part measured; -1 stands for what it does not measure."""

    part: str
    articles_a_second: float = -1
    p50_seconds: float = -1
    p95_seconds: float = -1
    p99_seconds: float = -1
    rss_megabytes: float = -1
    server_rss_megabytes: float = -1


@dataclass
class Receiver:
    """A webhook that notes when each alert arrived and how old its article was."""

    delays: list[float] = field(default_factory=list)
    url: str = ""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["Receiver"]:
        """Listen on loopback."""
        application = web.Application(client_max_size=1 << 24)
        application.router.add_post("/hook", self._take)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def until(self, count: int) -> None:
        """Return when that many alerts arrived."""
        while len(self.delays) < count:
            self._changed.clear()
            await self._changed.wait()

    async def _take(self, request: web.Request) -> web.Response:
        arrived = datetime.now(UTC)
        body = await request.text()
        fetched = body.split('"fetched_at":"', 1)[1].split('"', 1)[0]
        self.delays.append((arrived - datetime.fromisoformat(fetched)).total_seconds())
        self._changed.set()
        return web.Response(status=204)


def configuration(directory: Path, receiver: Receiver) -> Path:
    """A ``watch.yml`` with one rule, one webhook, and a source that has nothing to say."""
    path = directory / "watch.yml"
    path.write_text(
        f"""\
feeds: [{{kind: text, id: nothing, paths: nothing/*.txt, every: 1d}}]
actors: [{{id: varlan, name: Miro Varlan, aliases: [Miro Varlan, ميرو فارلان]}}]
rules: [{{id: varlan, name: Varlan, match: {{actors: [varlan]}}, receivers: [desk]}}]
receivers: [{{id: desk, channels: [{{kind: webhook, url: '{receiver.url}'}}]}}]
kafka: {{partitions: {PARTITIONS}}}
"""
    )
    return path


@contextlib.asynccontextmanager
async def monitor(
    path: Path, *options: str, cores: Sequence[int], environment: dict[str, str] | None = None
) -> AsyncIterator[psutil.Process]:
    """``marsad run`` bound to ``cores``, ready; it is ended with the block."""
    with (path.parent / "marsad.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "marsad",
            "run",
            "--config",
            str(path),
            "--http",
            "127.0.0.1:0",
            *options,
            stdout=log,
            stderr=log,
            env={**os.environ, "MARSAD_LOG_FORMAT": "json", "MARSAD_LOG_LEVEL": "warning", **(environment or {})},
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def resident(process: psutil.Process) -> tuple[float, float]:
    """The resident megabytes of a monitor and of the server that it started.

    A server's own child, which rewrites its file, shares its memory and is left out.
    """
    own: float = process.memory_info().rss / 1e6
    servers: float = sum(child.memory_info().rss for child in process.children()) / 1e6
    return own, servers


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def handled(progress: Progress, count: int, figures: Figures, processes: Sequence[psutil.Process]) -> None:
    """Wait until ``count`` articles are tagged; note the rate after the first quarter, when every worker has joined."""
    first: tuple[float, int] | None = None
    while True:
        done, now = await progress(), time.perf_counter()
        memory = [resident(process) for process in processes]
        figures.rss_megabytes = max([figures.rss_megabytes, *(own for own, _ in memory)])
        figures.server_rss_megabytes = max([figures.server_rss_megabytes, *(server for _, server in memory)])
        if first is None and done >= count // 4:
            first = (now, done)
        if done >= count:
            assert first is not None
            figures.articles_a_second = (done - first[1]) / max(now - first[0], 1e-9)
            return
        await asyncio.sleep(0.05)


async def steady(engine: Engine, receiver: Receiver, figures: Figures, seconds: int) -> None:
    """Publish 100 articles a second; note how long after its fetch each alert arrived."""
    chance = random.Random(2)
    receiver.delays.clear()
    start = time.perf_counter()
    for number in range(100 * seconds):
        await asyncio.sleep(max(0.0, start + number / 100 - time.perf_counter()))
        await engine.publish(ARTICLES, [article(10_000_000 + number, chance, LATENCY_ALERTS_ONE_IN)])
    await receiver.until(100 * seconds // LATENCY_ALERTS_ONE_IN)
    figures.p50_seconds = percentile(receiver.delays, 0.50)
    figures.p95_seconds = percentile(receiver.delays, 0.95)
    figures.p99_seconds = percentile(receiver.delays, 0.99)


async def embedded(count: int, seconds: int) -> list[Figures]:
    """The embedded engine: throughput on one core, then latency."""
    figures = Figures("embedded, one core")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        async with Receiver().listening() as receiver:
            options = ("--data", str(path / "data"))
            async with monitor(configuration(path, receiver), *options, cores=CORES[:1]) as process:
                # Another process takes the directory, so there is nothing to be told by.
                while (client := connect_running(path / "data")) is None:  # noqa: ASYNC110 - see above
                    await asyncio.sleep(0.05)
                engine = EmbeddedEngine(client, SystemClock(), Readiness(), exclusive=False)
                await engine.open()
                chance = random.Random(1)
                articles = [article(number, chance) for number in range(count)]
                start = time.perf_counter()

                async def progress() -> int:
                    with contextlib.suppress(ResponseError):  # before the first article there is no such stream
                        return int((await client.xinfo_stream(f"marsad:{TAGGED.name}"))["entries-added"])
                    return 0

                publishing = asyncio.create_task(publish(engine, articles, progress))
                await handled(progress, count, figures, [process])
                await receiver.until(-(-count // ALERTS_ONE_IN))
                await publishing
                figures.articles_a_second = count / (time.perf_counter() - start)
                await steady(engine, receiver, figures, seconds)
                await engine.close()
    return [figures]


async def publish(engine: Engine, articles: Sequence[Article], progress: Progress | None = None) -> None:
    """Publish everything, a few hundred at a time; with ``progress`` at most ``AHEAD`` before what is tagged."""
    for start in range(0, len(articles), 500):
        while progress is not None and start - await progress() > AHEAD:  # noqa: ASYNC110 - another process tags
            await asyncio.sleep(0.02)
        await engine.publish(ARTICLES, articles[start : start + 500])


async def kafka(count: int, seconds: int) -> list[Figures]:
    """The bare loop, then one and two workers of the Kafka engine, on one broker."""
    results: list[Figures] = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        with KafkaBroker(path / "kafka") as broker, RedisServer(path / "redis") as redis:
            results.append(await bare_loop(broker.address, BARE, "bare.", count))
            options = ("--stages", str(configuration(path, Receiver(url="http://127.0.0.1:9/"))), "--redis", redis.url)
            results.append(await bare_loop(broker.address, STAGES, "stages.", count, *options))
            results.append(await faust(path, broker.address, redis.url, 1, count, seconds))
            results.append(await faust(path, broker.address, redis.url, 2, count, seconds))
    return results


async def filled(bootstrap: str, prefix: str, count: int) -> KafkaEngine:
    """An engine whose topic of articles holds ``count`` of them."""
    engine = KafkaEngine(
        bootstrap=bootstrap,
        prefix=prefix,
        worker="bench",
        clock=SystemClock(),
        readiness=Readiness(),
        partitions=PARTITIONS,
    )
    await engine.open()
    chance = random.Random(1)
    await publish(engine, [article(number, chance) for number in range(count)])
    return engine


async def faust(path: Path, bootstrap: str, redis: str, workers: int, count: int, seconds: int) -> Figures:
    """``workers`` processes that start on a topic with ``count`` articles."""
    figures = Figures(ONE_WORKER if workers == 1 else TWO_WORKERS)
    prefix = f"bench{workers}."
    engine = await filled(bootstrap, prefix, count)
    async with Receiver().listening() as receiver, contextlib.AsyncExitStack() as stack:
        watch = configuration(path, receiver)
        options = ("--engine", "kafka", "--kafka", bootstrap, "--redis", redis)
        environment = {"MARSAD_KAFKA_PREFIX": prefix}
        processes = [
            await stack.enter_async_context(
                monitor(watch, *options, "--worker", f"worker-{number}", cores=CORES, environment=environment)
            )
            for number in range(workers)
        ]

        async def progress() -> int:
            return next(topic.records for topic in await engine.describe() if topic.name == TAGGED.name)

        await handled(progress, count, figures, processes)
        await receiver.until(-(-count // ALERTS_ONE_IN))
        if workers == 1:
            await steady(engine, receiver, figures, seconds)
    await engine.close()
    return figures


async def bare_loop(bootstrap: str, part: str, prefix: str, count: int, *options: str) -> Figures:
    """A plain aiokafka loop over the same records, in a process of its own; see bare_loop.py."""
    await (await filled(bootstrap, prefix, count)).close()
    program = str(Path(__file__).with_name("bare_loop.py"))
    process = await asyncio.create_subprocess_exec(
        sys.executable, program, bootstrap, prefix, str(count), *options, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    return Figures(part, **json.loads(output))


def shown(value: float, form: str) -> str:
    """A figure, or a dash for what was not measured."""
    return "-" if value < 0 else format(value, form)


async def measure(arguments: argparse.Namespace) -> list[Figures]:
    """All parts, one after the other."""
    size = len(encode(article(0, random.Random(1))))
    CONSOLE.print(f"{arguments.articles} articles of about {size} bytes, cores {CORES}")
    results: list[Figures] = []
    for part in (embedded, kafka):
        if arguments.only not in (None, part.__name__):
            continue
        with CONSOLE.status(f"{part.__name__} ..."):
            results += await part(arguments.articles, arguments.seconds)
    return results


def main() -> None:
    """Measure everything and print one table."""
    parser = argparse.ArgumentParser(description="Measure the pipeline on both engines.")
    parser.add_argument("--articles", type=int, default=30_000, help="how many articles each part handles")
    parser.add_argument("--seconds", type=int, default=20, help="how long the latency is measured")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--only", choices=("embedded", "kafka"), help="measure one engine alone")
    arguments = parser.parse_args()
    logs.configure({"MARSAD_LOG_LEVEL": "error"})
    results = asyncio.run(measure(arguments))
    table = Table("Part", "Articles/s", "p50 s", "p95 s", "p99 s", "RSS MB", "Its server's RSS MB")
    for one in results:
        values = (one.articles_a_second, ",.0f"), (one.p50_seconds, ".3f"), (one.p95_seconds, ".3f")
        more = (one.p99_seconds, ".3f"), (one.rss_megabytes, ",.0f"), (one.server_rss_megabytes or -1, ",.0f")
        table.add_row(one.part, *(shown(value, form) for value, form in (*values, *more)))
    Console().print(table)
    rates = {one.part: one.articles_a_second for one in results}
    for upper, lower in ((ONE_WORKER, BARE), (ONE_WORKER, STAGES), (TWO_WORKERS, ONE_WORKER)):
        if upper in rates:
            print(f"{upper} / {lower}: {rates[upper] / rates[lower]:.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in results], indent=2) + "\n")


if __name__ == "__main__":
    main()
