"""How fast feeds are parsed, beside plain feedparser on the same documents.

    python benchmarks/ingest_parsing.py [--quick]

Documents of each dialect and language with 20, 50 and 200 items, all read by each of these in turn, in one process:

* ours: ``connectors.parsing.feed_parsing.parse_feed``, from the bytes to the articles.
* reading: its first half, from the bytes to the items' elements, which is about what feedparser does; the other half
  makes plain text of HTML, reads the dates, folds addresses and finds identities.
* in the pool: the whole in worker processes, transfer included; the time of all these processes.
* feedparser: ``feedparser.parse(io.BytesIO(body))`` as its documentation gives it.
* feedparser, lean: with ``sanitize_html=False, resolve_relative_uris=False``, as our fallback calls it.

One line of JSON for each stage, then one with the figures: documents and megabytes, and for each reader and dialect the
seconds of processor time that all the dialect's documents took once. Every reader must find every item.
"""

import argparse
import asyncio
import io
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import uvloop

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.ingest_documents import DIALECTS, LANGUAGES, SIZES, Dialect, document
from benchmarks.ingest_process import processor_seconds, processor_seconds_since, told
from connectors.parsing import fast_feed
from connectors.parsing.decoding import decode
from connectors.parsing.entries import Origin
from connectors.parsing.feed_parsing import parse_feed
from connectors.parsing.parsed_feed import NotAFeed, ParsedFeed
from connectors.parsing.pooled_parsing import PARSING, parse_in_pool
from connectors.workers.worker_pool import WorkerPool

ROUNDS = 5
"""How often ours reads everything while feedparser reads it once."""

UNDER_WAY = 4
NOW = datetime(2026, 11, 1, tzinfo=UTC)
ORIGIN = Origin("bench", "Bench")

Documents = Sequence[tuple[bytes, int]]
"""Feeds with the number of their items."""


def documents(dialect: Dialect, *, quick: bool) -> Documents:
    """The documents of one dialect."""
    sizes = SIZES[:1] if quick else SIZES
    return [(document(dialect, language, language, 1000, size), size) for language in LANGUAGES for size in sizes]


def ours(body: bytes) -> int:
    """The number of articles."""
    return counted(parse_feed(body, ORIGIN, NOW))


def reading(body: bytes) -> int:
    """The number of items, not yet made articles."""
    found = fast_feed.read(decode(body))
    assert found is not None, "the fast parser refuses it"
    return len(found.entries)


def plain(body: bytes) -> int:
    """The number of entries that feedparser finds."""
    return len(feedparser.parse(io.BytesIO(body)).entries)


def lean(body: bytes) -> int:
    """The same without its cleaning of HTML."""
    found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    return len(found.entries)


def counted(parsed: ParsedFeed | NotAFeed) -> int:
    """The articles, read by the parser that is to be measured."""
    assert isinstance(parsed, ParsedFeed), parsed
    assert parsed.parser == "fast", f"read by {parsed.parser}"
    return len(parsed.articles)


def seconds(read: Callable[[bytes], int], feeds: Documents, rounds: int) -> float:
    """The processor time for reading all feeds once."""
    started = time.process_time()
    for _ in range(rounds):
        for body, items in feeds:
            found = read(body)
            assert found == items, f"{found} of {items} items were found"
    return (time.process_time() - started) / rounds


async def pooled(feeds: Documents, rounds: int) -> float:
    """The processor time, ours and the workers', for reading all feeds once in worker processes."""
    async with WorkerPool(settings=PARSING) as pool:
        waiting = [feed for _ in range(rounds) for feed in feeds]

        async def work() -> None:
            while waiting:
                body, items = waiting.pop()
                found = counted(await parse_in_pool(pool, body, ORIGIN, NOW, proven=True))
                assert found == items, f"{found} of {items} items were found"

        await asyncio.gather(*(parse_in_pool(pool, body, ORIGIN, NOW) for body, _ in feeds[:UNDER_WAY]))
        started = processor_seconds()
        await asyncio.gather(*(work() for _ in range(UNDER_WAY)))
        return processor_seconds_since(started) / rounds


def main() -> None:
    """Read everything with everybody."""
    parser = argparse.ArgumentParser(description="Measure the parsing of feeds.")
    parser.add_argument("--quick", action="store_true", help="only the documents of 20 items")
    quick: bool = parser.parse_args().quick
    results = []
    for dialect in DIALECTS:
        feeds = documents(dialect, quick=quick)
        ours(feeds[0][0]), plain(feeds[0][0])
        told(stage=f"{dialect} by our parser")
        own = seconds(ours, feeds, ROUNDS)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            in_pool = runner.run(pooled(feeds, ROUNDS))
        told(stage=f"{dialect} by feedparser")
        results.append(
            {
                "dialect": dialect,
                "documents": len(feeds),
                "megabytes": sum(len(body) for body, _ in feeds) / 1e6,
                "ours": own,
                "in_pool": in_pool,
                "reading": seconds(reading, feeds, ROUNDS),
                "feedparser": seconds(plain, feeds, 1),
                "feedparser_lean": seconds(lean, feeds, 1),
            }
        )
    told(dialects=results)


if __name__ == "__main__":
    main()
