"""How fast and how calmly articles come in: polls, parsing, the event loop, memory; baselines in the same run.

    python benchmarks/ingest.py [--quick] [--only rates|parsing|lag|memory] [--publish] [--json FILE]

* ``rates``: polls a second through the whole of what ``marsad run`` polls with, at 0, 60, 95 and 100 % answers of
  304; the others bring a feed of 20 full articles of which one is new. Redis' memory of seen articles, the schedule
  and the feeds' states are asked and kept as always. The polling process and its workers share one core; the server
  of the feeds, on 200 loopback addresses without TLS, and Redis have the other. The baseline is a bare aiohttp client
  that asks the same server on the same core and drops what it gets. *Cores*: how much of the one core was used; where
  it is less than 1, something else was waited for. There are 3,000 feeds, each polled a second after its last poll.
* ``parsing``: see ingest_parsing.py; one core. The baseline is plain feedparser.
* ``lag``: how late callbacks of the polling process come while all documents of the hostile corpus arrive every few
  seconds among 100 ordinary polls a second; all cores. The baseline is the same without the hostile documents.
* ``memory``: an OPML list of 100,000 feeds. Megabytes are proportional (PSS): what processes share is counted once.

Everything is written, served and read on loopback; nothing is random.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.ingest_server import ADDRESSES
from connectors.sources.opml import Outline, write_opml
from tests.connectors.hostile import CORPUS
from tests.services import RedisServer

CORES = sorted(os.sched_getaffinity(0))
OURS, OTHERS = CORES[:1], CORES[1:] or CORES
SHARES = (0.0, 0.6, 0.95, 1.0)
CONSOLE = Console(stderr=True)
HERE = Path(__file__).parent

Figures = dict[str, Any]


@contextlib.asynccontextmanager
async def started(program: str, *arguments: str, cores: Sequence[int]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program of the benchmarks bound to ``cores``; it is ended with the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(HERE / program),
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def figures(program: str, *arguments: str, cores: Sequence[int]) -> list[Figures]:
    """What a program of the benchmarks measures; the stage that it is at is shown meanwhile."""
    found: list[Figures] = []
    async with started(program, *arguments, cores=cores) as process:
        assert process.stdout is not None
        with CONSOLE.status(f"{program} ...") as status:
            async for line in process.stdout:
                said = json.loads(line)
                if "stage" in said:
                    status.update(f"{said['stage']} ...")
                    if not CONSOLE.is_terminal:
                        CONSOLE.print(f"{said['stage']} ...")
                else:
                    found.append(said)
        if await process.wait():
            raise SystemExit(f"{program} ended with code {process.returncode}; its last words stand above.")
    return found


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[int]:
    """The port of the feeds' server."""
    async with started("ingest_server.py", cores=OTHERS) as process:
        assert process.stdout is not None
        yield int(await process.stdout.readline())


@contextlib.contextmanager
def redis_at(directory: Path) -> Any:
    """The address of a Redis of our own."""
    with RedisServer(directory / "redis") as redis:
        os.sched_setaffinity(redis.pid, OTHERS)
        yield redis.url


def addresses(port: int, path: str, count: int) -> list[str]:
    """So many addresses of feeds, spread over all hosts."""
    return [f"http://{ADDRESSES[number % len(ADDRESSES)]}:{port}/{path}/{number}" for number in range(count)]


def configuration(directory: Path, lists: Mapping[str, Sequence[str]], every: str = "") -> Path:
    """A ``watch.yml`` with lists of feeds by id, polled at their own rhythm unless ``every`` is given."""
    feeds = []
    for name, urls in lists.items():
        outlines = [Outline(url, f"Feed number {number} of {name}") for number, url in enumerate(urls)]
        (directory / f"{name}.opml").write_bytes(write_opml(outlines, name))
        feeds.append(f"{{kind: opml, id: {name}, path: {name}.opml{', every: ' + every if every else ''}}}")
    path = directory / "watch.yml"
    path.write_text(
        f"""\
feeds: [{", ".join(feeds)}]
fetch: {{allow_addresses: [127.0.0.0/8], host_at_once: 100, host_pause: 0s, pages: never}}
rules: [{{id: nothing, name: Nothing, match: {{keywords: [nothing]}}, receivers: [desk]}}]
receivers: [{{id: desk, channels: [{{kind: console}}]}}]
"""
    )
    return path


async def rates(arguments: argparse.Namespace, directory: Path) -> Figures:
    """Polls a second at each share of 304, and the bare client's."""
    seconds, count = ("3", 300) if arguments.quick else ("10", 3000)
    shares = ",".join(map(str, SHARES))
    options = ["--shares", shares, *(["--publish"] if arguments.publish else [])]
    async with served() as port:
        bare = await figures("ingest_bare_client.py", str(port), shares, seconds, cores=OURS)
        with redis_at(directory) as redis:
            watch = configuration(directory, {"bench": addresses(port, "feeds/of/the/day", count)}, every="1s")
            own = await figures(
                "ingest_poller.py", "rates", str(watch), redis, str(port), seconds, *options, cores=OURS
            )
    return {"ours": own, "bare": bare}


async def parsing(arguments: argparse.Namespace, directory: Path) -> Figures:
    """The seconds that each reader takes for the same documents."""
    del directory
    (found,) = await figures("ingest_parsing.py", *(["--quick"] if arguments.quick else []), cores=OURS)
    return found


async def lag(arguments: argparse.Namespace, directory: Path) -> Figures:
    """The lag of the event loop among hostile feeds."""
    seconds, count = ("5", 200) if arguments.quick else ("25", 500)
    async with served() as port:
        with redis_at(directory) as redis:
            lists = {
                "ordinary": addresses(port, "feeds", count),
                "hostile": addresses(port, "hostile", len(CORPUS)),
            }
            watch = configuration(directory, lists, every="5s")
            found = await figures("ingest_poller.py", "lag", str(watch), redis, str(port), seconds, cores=CORES)
    return {"ordinary": found[0], "hostile": found[1]}


async def memory(arguments: argparse.Namespace, directory: Path) -> Figures:
    """The memory that a long list of feeds takes."""
    count = 10_000 if arguments.quick else 100_000
    async with served() as port:
        with redis_at(directory) as redis:
            watch = configuration(directory, {"bench": addresses(port, "section/of/the/day/feed.xml", count)})
            (found,) = await figures("ingest_poller.py", "memory", str(watch), redis, str(port), "10", cores=CORES)
    return found


def drawn(title: str, *columns: str) -> Table:
    """An empty table whose figures stand at the right."""
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


def rates_table(found: Figures) -> Table:
    """Polls a second beside the bare client's."""
    table = drawn(
        "Polls on one core", "304", "as seen", "polls/s", "bare client/s", "ours / bare", "failed", "cores", "MB"
    )
    for own, bare in zip(found["ours"], found["bare"], strict=True):
        rate, baseline = own["polls_a_second"], bare["polls_a_second"]
        cells = [f"{rate:,.0f}", f"{baseline:,.0f}", f"{rate / baseline:.2f}", f"{own['failed']:.1%}"]
        used = own["own_megabytes"] + own["workers_megabytes"]
        table.add_row(f"{own['share']:.0%}", f"{own['unchanged']:.1%}", *cells, f"{own['cores']:.2f}", f"{used:.0f}")
    return table


def parsing_table(found: Figures) -> Table:
    """Documents a second of each reader, and how many times as fast as feedparser ours is."""
    readers = "ours", "in_pool", "reading", "feedparser", "feedparser_lean"
    ratios = ("ours", "feedparser"), ("reading", "feedparser"), ("reading", "feedparser_lean")
    rates_a_second = "ours/s", "in the pool/s", "reading/s", "feedparser/s", "lean/s"
    against = "ours / feedparser", "reading / feedparser", "reading / lean"
    table = drawn("Parsing on one core", "dialect", "feeds", "MB", *rates_a_second, "ours MB/s", *against)
    rows = found["dialects"]
    total = {name: sum(row[name] for row in rows) for name in rows[0] if name != "dialect"}
    for row in (*rows, {"dialect": "all", **total}):
        cells = [f"{row['megabytes']:.1f}", *(f"{row['documents'] / row[reader]:.1f}" for reader in readers)]
        cells.append(f"{row['megabytes'] / row['ours']:.1f}")
        cells += [f"{row[baseline] / row[reader]:.1f}" for reader, baseline in ratios]
        table.add_row(row["dialect"], str(row["documents"]), *cells)
    return table


def lag_table(found: Figures) -> Table:
    """The lag of the event loop."""
    columns = "polls/s", "failed", "cores", "p50 ms", "p99 ms", "max ms"
    table = drawn("The lag of the event loop", "feeds", *columns)
    for name, one in (("ordinary alone", found["ordinary"]), ("hostile among them", found["hostile"])):
        late = (f"{one[kind]:.1f}" for kind in ("p50", "p99", "max"))
        table.add_row(name, f"{one['polls_a_second']:.0f}", f"{one['failed']:.1%}", f"{one['cores']:.2f}", *late)
    return table


def memory_table(found: Figures) -> Table:
    """The memory of the polling process, and beside it Redis'."""
    columns = "process MB", "workers MB", "together MB", "peak MB", "Redis MB", "read in s", "enrolled in s", "polls/s"
    table = drawn("Scheduled feeds", "feeds", *columns)
    own, workers = found["own_megabytes"], found["workers_megabytes"]
    values = (own, workers, own + workers, found["peak_megabytes"], found["redis_megabytes"])
    seconds = (f"{found['built_seconds']:.1f}", f"{found['enrolled_seconds']:.1f}")
    cells = (*(f"{value:.0f}" for value in values), *seconds, f"{found['polls_a_second']:.0f}")
    table.add_row(f"{found['feeds']:,}", *cells)
    return table


PARTS = {
    "rates": (rates, rates_table),
    "parsing": (parsing, parsing_table),
    "lag": (lag, lag_table),
    "memory": (memory, memory_table),
}


async def measure(arguments: argparse.Namespace) -> Figures:
    """All parts, one after the other; the table of each as soon as it is measured."""
    results = {}
    for name, (part, table) in PARTS.items():
        if arguments.only in (None, name):
            with tempfile.TemporaryDirectory() as directory:
                results[name] = await part(arguments, Path(directory))
            Console(width=150).print(table(results[name]))
    return results


def main() -> None:
    """Measure everything and print the tables."""
    parser = argparse.ArgumentParser(description="Measure how articles come in.")
    parser.add_argument("--quick", action="store_true", help="less of everything: to see that it runs")
    parser.add_argument("--only", choices=tuple(PARTS), help="measure one part alone")
    parser.add_argument("--publish", action="store_true", help="put the articles on the embedded engine's stream too")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    arguments = parser.parse_args()
    CONSOLE.print(f"polling on core {OURS}, the others on {OTHERS}")
    results = asyncio.run(measure(arguments))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
