"""A worker process for tests that kill it: ``python -m tests.streams.engines.kafka_worker BOOTSTRAP PREFIX WORKER``.

It tags articles until it is ended.
"""

import asyncio
import sys

from streams.clock import SystemClock
from streams.engines.kafka import KafkaEngine
from streams.readiness import Readiness
from streams.stage import Batches
from streams.topics import TAGGED
from tests.streams.engines.contract import group, opened, tag


async def main(bootstrap: str, prefix: str, worker: str) -> None:
    engine = KafkaEngine(
        bootstrap=bootstrap, prefix=prefix, worker=worker, clock=SystemClock(), readiness=Readiness(), partitions=2
    )
    async with opened(engine):
        await engine.run([group(tag, writes=(TAGGED,), flow=Batches(size=20))])


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
