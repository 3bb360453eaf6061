"""``marsad watchlist check``: what to mend and what to look at in watch lists."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from marsad.positions import Document, NotYamlError, read_document
from marsad.report import counted, emit, shown
from marsad.watchlists import STARTER, files_of, named
from streams.errors import SetupError
from streams.settings import Actor
from streams.understanding.watched_actor import Listed
from streams.understanding.watchlist import watched
from streams.understanding.watchlist_files import STARTER as STARTER_FOLDER
from streams.understanding.watchlist_files import Item, read_watchlist, starter_files
from streams.understanding.watchlist_findings import Finding, Findings

_STYLES: Final = {"error": "bold red", "warning": "yellow"}
_MOST_ROWS: Final = 200


def check(files: Sequence[Path], config: Path | None, today: date, *, as_json: bool) -> int:
    """Look at the ``files``, or at everybody whom ``config`` watches; 0 if nothing must be mended, else 2.

    Raises SetupError for a file that is not there.
    """
    findings = Findings(today)
    found = list(_of_files(files, findings) if files else _of_configuration(config, findings))
    errors = sum(one.level == "error" for one in found)
    if as_json:
        summary = {
            "actors": findings.actors,
            "names": findings.names,
            "errors": errors,
            "warnings": len(found) - errors,
        }
        emit({"ok": not errors, **summary, "findings": [_values(one) for one in found]})
    else:
        _print(found, findings, errors)
    return 2 if errors else 0


def _of_files(files: Sequence[Path], findings: Findings) -> Iterator[Finding]:
    for path in files:
        for one in starter_files() if str(path) == STARTER else files_of(str(path), Path()):
            yield from findings.of(_place(one), read_watchlist(one))


def _of_configuration(config: Path | None, findings: Findings) -> Iterator[Finding]:
    """The user's lists first, then the actors of the file itself, then the starter lists, which yield to both."""
    if config is None:
        raise SetupError("no watch list to check; name files, 'starter', or a configuration with --config FILE")
    document = _document(config)
    names = [name for _, name in named(document.values)]
    inline = list(_inline(document))
    if not names and not inline:
        raise SetupError(
            f"{config} watches for nobody; name lists under 'watchlists', or 'marsad watchlist check FILE'"
        )
    paths = dict.fromkeys(path for name in names if name != STARTER for path in files_of(name, config.parent))
    for path in paths:
        yield from findings.of(_place(path), read_watchlist(path))
    yield from findings.of(str(config), inline)
    for path in starter_files() if STARTER in names else ():
        yield from findings.of(_place(path), read_watchlist(path), yields=True)


def _document(config: Path) -> Document:
    """The configuration's plain values. Raises SetupError."""
    try:
        document = read_document(config, config.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, NotYamlError) as error:
        raise SetupError(f"{config}: cannot be read; 'marsad check {config}' says why") from error
    if not isinstance(document.values, dict):
        raise SetupError(f"{config}: is no configuration; 'marsad check {config}' says why")
    return document


def _inline(document: Document) -> Iterator[Item]:
    """The actors of the configuration itself. What is wrong with their fields is the affair of ``marsad check``."""
    actors = document.values.get("actors")
    for index, entry in enumerate(actors if isinstance(actors, list) else []):
        try:
            yield Listed(document.at(("actors", index)).line, watched(Actor.model_validate(entry)))
        except ValidationError:
            continue


def _place(path: Path) -> str:
    """How a list is called: starter/NAME for those that come with Marsad."""
    return f"{STARTER}/{path.name}" if path.parent == STARTER_FOLDER else str(path)


def _values(one: Finding) -> dict[str, Any]:
    return {
        "level": one.level,
        "what": one.what,
        "file": one.place,
        "line": one.line,
        "actor": one.actor,
        "message": one.message,
    }


def _print(found: Sequence[Finding], findings: Findings, errors: int) -> None:
    console = Console()
    if found:
        table = Table("What", "Where", "Look at", show_lines=True)
        table.columns[0].no_wrap = True
        ordered = sorted(found, key=lambda one: one.level)
        for one in ordered[:_MOST_ROWS]:
            where = Text(f"{one.place}:{one.line}", style="dim", overflow="fold")
            if one.actor:
                where = Text(one.actor, overflow="fold").append("\n").append_text(where)
            table.add_row(Text(one.what, style=_STYLES[one.level]), where, Text(shown(one.message, console)))
        console.print(table)
        if len(ordered) > _MOST_ROWS:
            counts = Counter(one.what for one in ordered[_MOST_ROWS:])
            rest = ", ".join(f"{count:,} {what}" for what, count in counts.most_common())
            sys.stdout.write(f"And {rest}; all of them with --json.\n")
    what = f"{counted(findings.actors, 'actor')} with {counted(findings.names, 'name')}"
    told = f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}" if found else "nothing to look at"
    sys.stdout.write(f"{what}: {told}.\n")
