"""The baselines of the pipeline's benchmark: plain aiokafka loops, without Faust and without an engine of ours.

    python benchmarks/bare_loop.py BOOTSTRAP PREFIX COUNT [--stages CONFIG --redis URL]

Takes COUNT records from the topic PREFIX + "articles" in batches, sends what follows to PREFIX + "tagged" and the
like, awaits every acknowledgement of a batch, commits, and prints articles a second and resident megabytes as JSON.
Without ``--stages`` each record is copied as it is; with it, the stages of the group ``understand`` run in between,
so that what Faust costs can be told from what understanding costs.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1]))

from marsad import logs, services
from marsad.config import load
from marsad.options import Asked, settle
from streams.execution import Execution, Received
from streams.topics import ARTICLES, TAGGED

Follows = Callable[[Sequence[Any]], Awaitable[list[tuple[str, bytes, bytes]]]]
"""From records to what is to be sent: topic, key, value."""


async def copied(records: Sequence[Any]) -> list[tuple[str, bytes, bytes]]:
    """The records as they are."""
    return [(TAGGED.name, record.key, record.value) for record in records]


@asynccontextmanager
async def understood(watch: Path, bootstrap: str, redis: str) -> AsyncIterator[Follows]:
    """What the stages of the first group make of the records."""
    configuration = load(watch, {})
    options = settle(watch, configuration, Asked(engine="kafka", kafka=bootstrap, redis=redis))
    surroundings = services.surroundings(Console(stderr=True))
    async with contextlib.AsyncExitStack() as stack:
        platform = await stack.enter_async_context(services.opened(configuration, options, surroundings))
        groups = await stack.enter_async_context(services.groups(configuration, options, platform, surroundings))
        execution = Execution(groups[0], surroundings.clock, surroundings.readiness)

        async def follows(records: Sequence[Any]) -> list[tuple[str, bytes, bytes]]:
            received = [Received(ARTICLES, f"{record.partition}:{record.offset}", record.value) for record in records]
            outputs = await execution.run(received)
            return [(one.topic.name, one.key, one.value) for several in outputs for one in several]

        yield follows


async def loop(bootstrap: str, prefix: str, count: int, follows: Follows) -> float:
    """Run the loop; articles a second after the first quarter."""
    consumer = AIOKafkaConsumer(
        prefix + ARTICLES.name,
        bootstrap_servers=bootstrap,
        group_id=f"{prefix}bare",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, acks="all")
    await consumer.start()
    await producer.start()
    done, first, skipped = 0, 0.0, 0
    while done < count:
        batches = await consumer.getmany(timeout_ms=200, max_records=200)
        records = [record for batch in batches.values() for record in batch]
        sent = [await producer.send(prefix + topic, value, key) for topic, key, value in await follows(records)]
        await asyncio.gather(*sent)
        done += len(records)
        if not first and done >= count // 4:
            first, skipped = time.perf_counter(), done
        offsets = {TopicPartition(p.topic, p.partition): batch[-1].offset + 1 for p, batch in batches.items()}
        if offsets:
            await consumer.commit(offsets)
    rate = (done - skipped) / (time.perf_counter() - first)
    await consumer.stop()
    await producer.stop()
    return rate


async def measure(arguments: argparse.Namespace) -> float:
    """One of the two loops."""
    if arguments.stages is None:
        return await loop(arguments.bootstrap, arguments.prefix, arguments.count, copied)
    async with understood(arguments.stages, arguments.bootstrap, arguments.redis) as follows:
        return await loop(arguments.bootstrap, arguments.prefix, arguments.count, follows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="A plain aiokafka loop, as a baseline.")
    parser.add_argument("bootstrap")
    parser.add_argument("prefix")
    parser.add_argument("count", type=int)
    parser.add_argument("--stages", type=Path)
    parser.add_argument("--redis", default="")
    logs.configure({"MARSAD_LOG_LEVEL": "error"})
    rate = asyncio.run(measure(parser.parse_args()))
    print(json.dumps({"articles_a_second": rate, "rss_megabytes": psutil.Process().memory_info().rss / 1e6}))


if __name__ == "__main__":
    main()
