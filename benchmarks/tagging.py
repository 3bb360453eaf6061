"""How fast names are found in articles, in how much memory, and what is missed; beside other matchers, in one run.

    python benchmarks/tagging.py [--patterns 20000,500000] [--articles 2000] [--quick] [--json FILE]

Articles of 3 kB, half of them Arabic and half English; patterns from the table of countries and a generated watch-list,
a third of whose names is marked foreign (``tagging_texts.py``). Every matcher has a process of its own, on one core:

* ``ours``: ``Matcher.find``; without the spelling variants of foreign names, to show what they cost; and the whole
  stage, ``Tagger.tag``, with language, cues and weights.
* ``ahocorasick_rs``, ``pyahocorasick``, ``flashtext2``, and spaCy's ``PhraseMatcher`` if it is installed (it is no part
  of the group ``benchmark``; ``pip install spacy``), with texts and names folded and raw (``tagging_matchers.py``).

Articles a second of processor time: every article is read once to warm the matcher, then three times; the best and the
median of these, and the first reading. RSS is the whole process: after building, the largest until then, and after the
run with the articles in it. The memo is what our matcher remembers of chunks.

Finds: of sentences that name what the matcher was given in its plain form (``tagging_forms.py``), how many it finds; of
false hits, how many it falls for.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.tagging_forms import FALSE_HITS
from benchmarks.tagging_matchers import FOLDED, OURS, PEERS, PLAIN, RAW, WHOLE
from benchmarks.tagging_process import write_patterns

PROGRAM = Path(__file__).with_name("tagging_process.py")
BASELINE = f"ahocorasick_rs{FOLDED}"
CONSOLE = Console(stderr=True)
WIDTH = 130
QUICK_PATTERNS, QUICK_ARTICLES = 20_000, 200


def measured(name: str, folder: Path, count: int, articles: int) -> dict[str, Any]:
    """The figures of one matcher, from a process of its own."""
    command = [sys.executable, str(PROGRAM), name, str(folder), str(count), str(articles)]
    with CONSOLE.status(f"{name}, {count:,} patterns ..."):
        output = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    figures: dict[str, Any] = json.loads(output.splitlines()[-1])
    return figures


def matchers() -> list[str]:
    """Those of our own, and the peers that are installed; a sentence for each that is not."""
    names = [OURS, PLAIN]
    for name, (module, _) in PEERS.items():
        if importlib.util.find_spec(module) is None:
            CONSOLE.print(f"{name} is left out: there is no module {module} in this environment.")
        else:
            names += [name + FOLDED, name + RAW]
    return names


def speed_table(count: int, rows: Sequence[dict[str, Any]]) -> Table:
    """Speed and memory with ``count`` patterns."""
    table = Table(title=f"{count:,} patterns")
    table.add_column("Matcher")
    for column in ("Articles/s", "median", "first time", "Hits/article", "Build s", "RSS MB", "peak", "after"):
        table.add_column(column, justify="right")
    for one in rows:
        table.add_row(
            one["matcher"],
            *(
                f"{one[key]:,.0f}"
                for key in ("articles_a_second", "median_articles_a_second", "first_articles_a_second")
            ),
            *(f"{one[key]:.1f}" for key in ("hits_an_article", "build_seconds")),
            *(f"{one[key]:,.0f}" for key in ("built_megabytes", "built_peak_megabytes", "megabytes")),
        )
    return table


def finds_table(rows: Sequence[dict[str, Any]]) -> Table:
    """What each matcher finds of the known forms."""
    kinds = rows[0]["of"]
    table = Table(title=f"Finds of the known forms ({FALSE_HITS}: fewer is better)")
    table.add_column("Matcher")
    for kind, count in kinds.items():
        table.add_column("\n".join([*kind.split(), f"of {count}"]), justify="right")
    for one in rows:
        table.add_row(one["matcher"], *(str(one["found"].get(kind, 0)) for kind in kinds))
    return table


def main() -> None:
    """Measure everything and print the tables."""
    parser = argparse.ArgumentParser(description="Measure how names are found.")
    parser.add_argument("--patterns", default="20000,500000", help="how many patterns, parted by commas")
    parser.add_argument("--articles", type=int, default=2000, help="how many articles are read")
    parser.add_argument("--quick", action="store_true", help="200 articles, 20,000 patterns")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    arguments = parser.parse_args()
    counts = [QUICK_PATTERNS] if arguments.quick else [int(one) for one in arguments.patterns.split(",")]
    articles = QUICK_ARTICLES if arguments.quick else arguments.articles
    names = matchers()
    console = Console(width=max(WIDTH, Console().width))
    speeds: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_patterns(folder, max(counts))
        finds = [measured(one, folder, 0, 0) for one in names]
        for count in counts:
            rows = [measured(one, folder, count, articles) for one in (WHOLE, *names)]
            if not speeds:
                console.print(rows[0]["source"])
            speeds += rows
            console.print(speed_table(count, rows))
            rates = {one["matcher"]: one["articles_a_second"] for one in rows}
            for own in (WHOLE, OURS, PLAIN):
                if BASELINE in rates:
                    print(f"{own} / {BASELINE}: {rates[own] / rates[BASELINE]:.2f}")
            memo = next(one for one in rows if one["matcher"] == OURS)
            entries, size = memo["memo_entries"], memo["memo_bytes"]
            print(f"memo: {entries:,} chunks, {size / 1e6:.1f} MB, {size / entries:.0f} bytes each")
    console.print(finds_table(finds))
    if arguments.json:
        figures = {"speed": speeds, "finds": finds}
        arguments.json.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
