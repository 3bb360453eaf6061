"""The baseline of the connectors' benchmark: a bare aiohttp client that asks for feeds again and again.

    python benchmarks/ingest_bare_client.py PORT SHARES SECONDS

As many requests under way as Marsad has, each with the ETag of the last answer; the body is read and dropped. No
schedule, no limits, no guard, no memory beyond the process, nothing parsed. For each share of 304 one line of JSON.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

import aiohttp
import uvloop

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.ingest_server import ADDRESSES
from connectors.scheduling.runner import AT_ONCE

FEEDS = 2000
SETTLING_SECONDS = 1.0


class Client:
    """Asks for ``FEEDS`` feeds in a circle and counts the answers."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self.answers = 0
        self._session = session
        self._etags: dict[str, str] = {}
        self._urls: Iterator[str] = cycle(
            f"http://{ADDRESSES[number % len(ADDRESSES)]}:{port}/bare/{number}" for number in range(FEEDS)
        )

    async def ask(self) -> None:
        """One request after the other, until cancelled."""
        while True:
            url = next(self._urls)
            headers = {"If-None-Match": self._etags[url]} if url in self._etags else {}
            async with self._session.get(url, headers=headers) as response:
                await response.read()
                self._etags[url] = response.headers["ETag"]
            self.answers += 1


async def measure(port: int, shares: Sequence[float], seconds: float) -> None:
    """Print the requests a second at each share."""
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:
        client = Client(session, port)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(client.ask()) for _ in range(AT_ONCE)]
            while client.answers < FEEDS:  # noqa: ASYNC110 - every feed once, so that its ETag is known
                await asyncio.sleep(0.05)
            for share in shares:
                await (await session.get(f"http://{ADDRESSES[0]}:{port}/share/{share}")).read()
                await asyncio.sleep(SETTLING_SECONDS)
                before, started = client.answers, time.perf_counter()
                await asyncio.sleep(seconds)
                rate = (client.answers - before) / (time.perf_counter() - started)
                print(json.dumps({"share": share, "polls_a_second": rate}), flush=True)
            for task in tasks:
                task.cancel()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(measure(int(sys.argv[1]), [float(one) for one in sys.argv[2].split(",")], float(sys.argv[3])))
