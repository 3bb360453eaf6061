"""``marsad watchlist import``: any list that Marsad can read, written as a list of its own.

The source is read and the list written entry by entry, so that size does not matter; a bar on standard error shows how
far it is. What is not taken over is counted with its reason.
"""

import contextlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, TextIO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from marsad.report import counted, emit
from streams.errors import SetupError
from streams.understanding.watched_actor import Heading, Listed, Skipped, Unreadable, WatchedActor
from streams.understanding.watchlist_files import Format, Item, format_of, read_watchlist
from streams.understanding.watchlist_plain import written, written_heading

_MOST_EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actors are taken over; empty for all."""

    kinds: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    def refuses(self, actor: WatchedActor) -> str:
        """Why ``actor`` is not taken over; "" if he is."""
        if self.kinds and actor.kind not in self.kinds:
            return "another kind"
        if self.countries and actor.country not in self.countries:
            return "another country" if actor.country else "no country"
        return ""


@dataclass
class Tally:
    """What became of a source: how many entries were written, and why others were not."""

    written: int = 0
    names: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def unreadable(self, item: Unreadable) -> None:
        """Count a fault; the first ones are kept to be shown."""
        self.skipped[f"unreadable: {item.field.partition('[')[0]}" if item.field else "unreadable"] += 1
        if len(self.examples) < _MOST_EXAMPLES:
            where = f"line {item.line}: {item.field}" if item.field else f"line {item.line}"
            self.examples.append(f"{where}: {item.message}")


def converted(
    items: Iterable[Item], wanted: Wanted, name: str, source: str, today: date, tally: Tally
) -> Iterator[str]:
    """The list that the ``items`` make, piece by piece; it ends with ``actors:`` and nobody if nobody is wanted."""
    heading = Heading(name, today.isoformat(), source)
    begun = False
    seen: set[str] = set()
    for item in items:
        if isinstance(item, Heading):
            heading = Heading(item.list or name, item.as_of or heading.as_of, item.source or source)
        elif isinstance(item, Unreadable):
            tally.unreadable(item)
        elif isinstance(item, Skipped):
            tally.skipped[item.reason] += 1
        elif isinstance(item, Listed):
            refused = "the same id again" if item.actor.id in seen else wanted.refuses(item.actor)
            if refused:
                tally.skipped[refused] += 1
                continue
            if not begun:
                yield written_heading(heading)
                begun = True
            seen.add(item.actor.id)
            tally.written += 1
            tally.names += sum(map(len, item.actor.names.values()))
            yield written(item.actor)


def import_list(
    source: Path, form: Format | None, out: Path | None, wanted: Wanted, today: date, *, force: bool, as_json: bool
) -> int:
    """Write the list in ``source`` to ``out``, or to standard output; 0 if anybody was written, else 1.

    Raises SetupError, with ``out`` as it was.
    """
    if as_json and out is None:
        raise SetupError("--json prints the summary on standard output, so the list needs a file; add --out FILE")
    if out is not None and out.exists() and not force:
        raise SetupError(f"{out} is there already; name another file, or replace it with --force")
    if not source.is_file():
        raise SetupError(f"there is no file {source}; name a list in CSV, FollowTheMoney JSON lines or Marsad's YAML")
    chosen = form or format_of(source)
    tally = Tally()
    with _bar(source) as seen, _opened(out) as file:
        items = read_watchlist(source, chosen, seen)
        name = (out or source).name.partition(".")[0]
        for piece in converted(items, wanted, name, f"imported from {source.name}", today, tally):
            file.write(piece)
        if not tally.written:
            raise SetupError(_nobody(source, tally))
    _tell(tally, out, as_json=as_json)
    return 0


def _nobody(source: Path, tally: Tally) -> str:
    """What to say if nobody was taken over."""
    why = ", ".join(f"{count:,} {reason}" for reason, count in tally.skipped.most_common(3)) or "it is empty"
    example = f"; {tally.examples[0]}" if tally.examples else ""
    return f"{source}: nobody to import ({why}{example}); mend it, or name its format with --format csv, ftm or marsad"


@contextlib.contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    """Where the list goes. A file takes its place only when it is whole."""
    if out is None:
        yield sys.stdout
        return
    try:
        handle, name = tempfile.mkstemp(dir=out.resolve().parent, prefix=f".{out.name}.")
    except OSError as error:
        raise SetupError(f"{out}: cannot be written: {error.strerror}; name another place with --out") from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
        temporary.chmod(0o644)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _bar(source: Path) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, if somebody looks; what is yielded is told the bytes that were read."""
    console = Console(stderr=True)
    columns = (TextColumn(source.name), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=source.stat().st_size)
        yield lambda size: progress.advance(task, size)


def _tell(tally: Tally, out: Path | None, *, as_json: bool) -> None:
    """What was written, and what was not. On standard error where the list itself went to standard output."""
    if as_json:
        summary = {"file": str(out), "actors": tally.written, "names": tally.names}
        emit({"ok": True, **summary, "skipped": dict(tally.skipped.most_common()), "examples": tally.examples})
        return
    console = Console(stderr=out is None)
    if tally.skipped:
        table = Table("Not taken over", "Why")
        table.columns[0].justify = "right"
        for reason, count in tally.skipped.most_common():
            table.add_row(f"{count:,}", Text(reason))
        console.print(table)
        for example in tally.examples:
            console.print(example, style="dim", markup=False, highlight=False)
    told = f"{counted(tally.written, 'actor')} with {counted(tally.names, 'name')} written"
    hint = f" to {out}; name it under 'watchlists:', and look with 'marsad watchlist check {out}'." if out else "."
    console.print(told + hint, markup=False, highlight=False, soft_wrap=True)
