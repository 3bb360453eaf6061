"""One matcher measured in a process of its own, on one core, started by ``tagging.py``; it prints a line of JSON.

    python benchmarks/tagging_process.py MATCHER FOLDER PATTERNS ARTICLES

FOLDER holds the names, see ``write_patterns``. Without any PATTERNS (0) the known forms are looked for instead.
"""

import gc
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import tagging_texts
from benchmarks.tagging_forms import FALSE_HITS, FOREIGN, forms
from benchmarks.tagging_matchers import OURS, PLAIN, WHOLE, builder, without_variants
from benchmarks.tagging_texts import Text
from streams.records import Article
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Pattern

ROUNDS = 3
TABLE = "table.tsv"
NAMES = "names.tsv"
FULL = 500_000
"""With so many patterns the whole table of countries is among them; with fewer the same share of it."""


def write_patterns(folder: Path, count: int) -> None:
    """The forms of countries and the names of the watch-list, an id, a flag and a text a line, for every process."""
    # Only here: the processes of the peers are to hold no table of ours.
    from streams.understanding.gazetteer import country_patterns

    table = [(one.id, "0", one.text) for one in country_patterns()]
    _write(folder / TABLE, table)
    taken = (text for _, _, text in table)
    names = tagging_texts.names(max(0, count - len(table[:: step(count)])), taken)
    _write(folder / NAMES, ((one.identifier, str(int(one.foreign)), one.text) for one in names))


def _write(path: Path, rows: Iterable[tuple[str, str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)


def step(count: int) -> int:
    """Every how many-th form of the table is taken for ``count`` patterns."""
    return max(1, round(FULL / count))


def patterns(folder: Path, count: int, *, own: bool) -> Iterator[Pattern]:
    """``count`` patterns, made one by one; for ``own`` matchers those of the table with all that they ask for."""
    if own:
        from streams.understanding.gazetteer import country_patterns

        table: Iterable[Pattern] = country_patterns()[:: step(count)]
    else:
        table = [one for place, one in enumerate(_read(folder / TABLE, "country")) if place % step(count) == 0]
    left = count
    for pattern in table:
        left -= 1
        yield pattern
    for _, pattern in zip(range(left), _read(folder / NAMES, "actor"), strict=False):
        yield pattern


def _read(path: Path, kind: str) -> Iterator[Pattern]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            identifier, foreign, text = line.rstrip("\n").split("\t")
            yield Pattern(kind, identifier, text, foreign=foreign == "1")


def megabytes() -> float:
    """What this process has resident."""
    return float(psutil.Process().memory_info().rss) / 1e6


def peak() -> float:
    """The most that this process ever had resident."""
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage would tell what our parent once had
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def measure(name: str, folder: Path, count: int, articles: int) -> dict[str, Any]:
    """Build the matcher, read every article once to warm it, then three times more."""
    given = patterns(folder, count, own=name in (OURS, PLAIN, WHOLE))
    started = time.process_time()
    matcher: Matcher | None = None
    if name in (OURS, PLAIN, WHOLE):
        matcher = Matcher(without_variants(given) if name == PLAIN else given)
        find = _tag(matcher) if name == WHOLE else _found(matcher)
    else:
        built = builder(name)(given)

        def find(text: Text) -> int:
            return len(built(text.text, text.language))

    build_seconds = time.process_time() - started
    gc.collect()
    built_megabytes, built_peak = megabytes(), peak()
    texts, source = tagging_texts.articles(articles)
    first, hits = _round(find, texts)
    rates = [_round(find, texts)[0] for _ in range(ROUNDS)]
    figures: dict[str, Any] = {
        "matcher": name,
        "patterns": count,
        "source": source,
        "articles_a_second": max(rates),
        "median_articles_a_second": statistics.median(rates),
        "first_articles_a_second": first,
        "hits_an_article": hits / articles,
        "build_seconds": build_seconds,
        "built_megabytes": built_megabytes,
        "built_peak_megabytes": built_peak,
        "megabytes": megabytes(),
    }
    if matcher is not None:
        # What is remembered is no part of what a matcher promises, so it has no public name.
        memos = list(matcher._memory)
        figures["memo_entries"] = sum(map(len, memos))
        figures["memo_bytes"] = sum(map(weight, memos))
    return figures


def _found(matcher: Matcher) -> Callable[[Text], int]:
    return lambda text: len(matcher.find(text.text, text.language))


def _tag(matcher: Matcher) -> Callable[[Text], int]:
    """The whole stage: language, names, cues, weights."""
    from streams.understanding.tagger import Tagger

    tagger, now = Tagger(matcher), datetime(2026, 11, 1, tzinfo=UTC)

    def tag(text: Text) -> int:
        title, _, body = text.text.partition("\n")
        address = "https://news.example/1"
        article = Article(
            id="1",
            url=address,
            canonical_url=address,
            source="wire",
            publisher="Wire",
            title=title,
            body=body,
            fetched_at=now,
        )
        return len(tagger.tag(article).mentions)

    return tag


def _round(find: Callable[[Text], int], texts: Sequence[Text]) -> tuple[float, int]:
    """Articles a second of processor time, and the number of hits."""
    started = time.process_time()
    hits = sum(map(find, texts))
    return len(texts) / (time.process_time() - started), hits


def weight(thing: object) -> int:
    """The bytes of ``thing`` and all that it refers to, each object once."""
    seen: set[int] = set()
    waiting, total = [thing], 0
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        total += sys.getsizeof(one)
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, (tuple, frozenset)):
            waiting += one
        elif hasattr(one, "__slots__") and not isinstance(one, int):
            waiting += [getattr(one, slot) for slot in one.__slots__]
    return total


def recall(name: str) -> dict[str, Any]:
    """How many of the known forms are found, by kind."""
    rows = list(forms())
    names = {row.name: row.kind == FOREIGN for row in rows}
    find = builder(name)([Pattern("actor", one, one, foreign=foreign) for one, foreign in names.items()])
    found = [row for row in rows if row.name in find(row.text, row.language)]
    return {
        "matcher": name,
        "found": Counter(row.kind for row in found),
        "of": Counter(row.kind for row in rows),
        "missed": [row.text for row in rows if row not in found and row.kind != FALSE_HITS],
        "false": [row.text for row in found if row.kind == FALSE_HITS],
    }


def main() -> None:
    """Measure what the command line asks for."""
    name, folder, count, articles = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    figures = measure(name, folder, count, articles) if count else recall(name)
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
