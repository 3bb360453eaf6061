"""The polling process of the connectors' benchmark: reads a ``watch.yml`` and polls as ``marsad run`` does.

    python benchmarks/ingest_poller.py rates|lag|memory CONFIG REDIS SERVER_PORT SECONDS [--shares 0,0.6] [--publish]

What polls is put together by ``marsad.reception`` and nothing is replaced, but that articles are counted instead of
published, which is the work of another process' benchmark; ``--publish`` puts them on the embedded engine's stream.
One line of JSON for each figure, and for each stage on the way to it, which has only its name.

* ``rates``: polls a second at each share of 304, once every feed was read.
* ``lag``: how late callbacks come, first as it is, then while the feeds of the list ``hostile`` are polled again and
  again.
* ``memory``: megabytes after all feeds were put on the schedule, and the first of them polled.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop
from prometheus_client import REGISTRY
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.ingest_process import megabytes, processor_seconds, processor_seconds_since, told
from benchmarks.ingest_server import ADDRESSES
from connectors.metrics import POLL_OUTCOMES
from connectors.scheduling.schedule import Schedule
from connectors.sources.listed_feeds import with_listed_feeds
from marsad import logs, services
from marsad.config import load
from marsad.options import Asked, settle
from marsad.reception import receiving
from marsad.reception import schedule as schedule_of
from marsad.services import Platform
from streams.clock import SystemClock
from streams.connection import redis_client
from streams.engines.embedded import EmbeddedEngine
from streams.records import Record
from streams.topics import Topic

SAMPLE_EVERY = 0.002
SETTLING_SECONDS = 3.0
"""After so long the documents are read that were fetched before."""

HOSTILE_EVERY = 5.0
"""Failing feeds are polled less and less; so often they are made due again."""


class CountingEngine(EmbeddedEngine):
    """Takes articles and forgets them."""

    async def publish(self, topic: Topic[Any], records: Sequence[Record]) -> None:
        """Durable nowhere."""


@dataclass
class Poller:
    """What polls, and the means to look at it and to interfere."""

    arguments: argparse.Namespace
    feeds: tuple[str, ...]
    schedule: Schedule
    platform: Platform
    run: Callable[[], Coroutine[Any, Any, None]]
    built_seconds: float

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Poll meanwhile. If that fails, so does the block."""
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(self.run())
            try:
                yield
            finally:
                task.cancel()


@asynccontextmanager
async def opened(arguments: argparse.Namespace) -> AsyncIterator[Poller]:
    """The poller that the configuration describes."""
    started = time.perf_counter()
    configuration = load(arguments.config, {})
    options = settle(arguments.config, configuration, Asked(redis=arguments.redis))
    around = services.surroundings(Console(stderr=True))
    redis = redis_client(arguments.redis)
    kind = EmbeddedEngine if arguments.publish else CountingEngine
    engine = kind(redis, around.clock, around.readiness, exclusive=False)
    await engine.open()
    platform = Platform(engine, redis, options.state_prefix, attended=False)
    async with receiving(configuration, options, platform, around) as received:
        assert received is not None
        built = time.perf_counter() - started
        hostile = [one for one in configuration.feeds if getattr(one, "id", "") == "hostile"]
        feeds = tuple(str(getattr(one, "id", "")) for one in with_listed_feeds(hostile, options.base))
        schedule = schedule_of(configuration, redis, options.state_prefix)
        yield Poller(arguments, feeds, schedule, platform, received.runner.run, built)
    await engine.close()


def polls() -> dict[str, int]:
    """The polls so far, by what came of them."""
    return {
        outcome: int(REGISTRY.get_sample_value("marsad_feed_polls_total", {"outcome": outcome}) or 0)
        for outcome in POLL_OUTCOMES
    }


def scheduled() -> int:
    """How many feeds were put on the schedule."""
    return int(REGISTRY.get_sample_value("marsad_feeds") or 0)


async def set_share(port: int, share: float) -> None:
    """Have the server answer so many requests with 304."""
    reader, writer = await asyncio.open_connection(ADDRESSES[0], port)
    writer.write(f"GET /share/{share} HTTP/1.1\r\n\r\n".encode())
    await reader.readline()
    writer.close()


async def until(count: Callable[[], int], wanted: int) -> None:
    """Wait until that many are counted."""
    while count() < wanted:  # noqa: ASYNC110 - the counters of the product have no events
        await asyncio.sleep(0.02)


async def measured(seconds: float) -> dict[str, float]:
    """Polls a second in the time to come, how many found nothing new, and how much of a core they took."""
    before, used_before, started = polls(), processor_seconds(), time.perf_counter()
    await asyncio.sleep(seconds)
    after, used, wall = polls(), processor_seconds_since(used_before), time.perf_counter() - started
    done = {outcome: after[outcome] - before[outcome] for outcome in POLL_OUTCOMES}
    total = max(1, sum(done.values()))
    return {
        "polls_a_second": total / wall,
        "unchanged": done["unchanged"] / total,
        "failed": done["failed"] / total,
        "cores": used / wall,
    }


async def rates(poller: Poller) -> None:
    """Polls a second at each share of 304."""
    arguments = poller.arguments
    async with poller.running():
        await until(scheduled, 1)
        told(stage="every feed is read once")
        await until(lambda: sum(polls().values()), scheduled())
        for share in (float(one) for one in arguments.shares.split(",")):
            told(stage=f"polls at {share:.0%} unchanged")
            await set_share(arguments.port, share)
            await asyncio.sleep(SETTLING_SECONDS)
            told(share=share, **await measured(arguments.seconds), **megabytes())


async def lag(poller: Poller) -> None:
    """How late callbacks come among ordinary feeds alone, and then while hostile ones arrive too."""
    async with poller.running():
        await until(scheduled, 1)
        told(stage="every feed is polled once")
        await until(lambda: sum(polls().values()), scheduled())
        told(stage="ordinary feeds are polled")
        await asyncio.sleep(SETTLING_SECONDS)
        await lateness(poller.arguments.seconds)
        told(stage="hostile feeds arrive")
        provoking = asyncio.create_task(provoke(poller))
        await lateness(poller.arguments.seconds)
        provoking.cancel()


async def lateness(seconds: float) -> None:
    """Tell how late callbacks come in the time to come."""
    samples: list[float] = []
    sampling = asyncio.create_task(sample(samples))
    rate = await measured(seconds)
    sampling.cancel()
    samples.sort()
    late = {name: 1000 * samples[int(len(samples) * share)] for name, share in (("p50", 0.5), ("p99", 0.99))}
    told(**rate, **late, max=1000 * samples[-1])


async def sample(samples: list[float]) -> None:
    """Note how late a callback would come at each moment.

    While one is late, those that would have been due meanwhile are late too; they are counted with their share.
    """
    while True:
        planned = time.perf_counter() + SAMPLE_EVERY
        await asyncio.sleep(SAMPLE_EVERY)
        late = max(0.0, time.perf_counter() - planned)
        samples.append(late)
        while (late := late - SAMPLE_EVERY) > 0:
            samples.append(late)


async def provoke(poller: Poller) -> None:
    """Make the hostile feeds due again and again."""
    while True:
        await poller.schedule.due_now(poller.feeds, SystemClock().now())
        await asyncio.sleep(HOSTILE_EVERY)


async def memory(poller: Poller) -> None:
    """What the feeds of the configuration take once they are scheduled."""
    told(stage="the feeds are put on the schedule")
    started = time.perf_counter()
    async with poller.running():
        await until(scheduled, 1)
        enrolled = time.perf_counter() - started
        told(stage="the first of the feeds are polled")
        rate = await measured(poller.arguments.seconds)
        used = await poller.platform.redis.info("memory")
        told(
            feeds=scheduled(),
            built_seconds=poller.built_seconds,
            enrolled_seconds=enrolled,
            redis_megabytes=int(used["used_memory"]) / 1e6,
            **rate,
            **megabytes(),
        )


async def main() -> None:
    """Measure one of the three."""
    parser = argparse.ArgumentParser(description="Poll feeds and measure it.")
    parser.add_argument("what", choices=("rates", "lag", "memory"))
    parser.add_argument("config", type=Path)
    parser.add_argument("redis")
    parser.add_argument("port", type=int)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--shares", default="0,0.6,0.95")
    parser.add_argument("--publish", action="store_true")
    arguments = parser.parse_args()
    logs.configure({"MARSAD_LOG_LEVEL": "error"})
    async with opened(arguments) as poller:
        await {"rates": rates, "lag": lag, "memory": memory}[arguments.what](poller)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
