"""What ``marsad evaluate`` prints: a table for people, one JSON object for scripts."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from marsad.evaluation.baseline import Worse
from marsad.evaluation.measures import Counts, Measured, figures, less_is_better, percent
from marsad.evaluation.results import Bound, Evaluation, Row, Speed
from marsad.report import emit

_WIDTH: Final = 160
"""How wide a table is that goes into a file."""

_WIDE: Final = 130
"""From what width of the terminal on there is room for the counts."""

_NOTES: Final = (
    "P is precision, R recall; where there is one figure, it stands under F1. Counts: right +wrong -missed.",
    "Peer: Newsmap's words for countries in our matcher. --json names every mistake.",
    "tr-news marks few institutions: a seat of government (Kremlin) found where none is marked is no mistake.",
)


def show(evaluation: Evaluation, worse: Sequence[Worse], *, as_json: bool) -> None:
    """Print the evaluation, and what is worse than the baseline."""
    if as_json:
        emit(values(evaluation, worse))
        return
    if evaluation.empty:
        for one in evaluation.skipped:
            sys.stderr.write(f"marsad: {one.set} is skipped: {one.reason}.\n")
        return
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    if evaluation.rows or evaluation.skipped:
        console.print(_table(evaluation, with_counts=console.width >= _WIDE))
    for line in (*_foot(evaluation), *(f"Worse than the baseline: {one}" for one in worse)):
        console.print(Text(line), soft_wrap=True)


def values(evaluation: Evaluation, worse: Sequence[Worse]) -> dict[str, Any]:
    """The evaluation for JSON: figures in percent, counts, bounds, and every mistake."""
    return {
        "ok": not (evaluation.empty or evaluation.missed or worse),
        "rows": [_row_values(row) for row in evaluation.rows],
        "skipped": [asdict(one) for one in evaluation.skipped],
        "worse": [asdict(one) for one in worse],
        "speed": None if evaluation.speed is None else _speed_values(evaluation.speed),
    }


def _speed_values(speed: Speed) -> dict[str, Any]:
    return {
        "articles": speed.articles,
        "found_a_second": round(speed.found, 1),
        "tagged_a_second": round(speed.tagged, 1),
        "resident_bytes": speed.resident_bytes,
    }


def _row_values(row: Row) -> dict[str, Any]:
    return {
        "set": row.set,
        "measure": row.measure,
        "language": row.language,
        "articles": row.articles,
        "ours": _measured_values(row.measured),
        "peer": None if row.peer is None else _measured_values(row.peer),
        "bounds": [
            {
                "figure": bound.figure,
                "at_most" if less_is_better(row.measured) else "at_least": percent(bound.limit),
                "reached": bound not in row.missed,
            }
            for bound in row.bounds
        ],
        "mistakes": list(row.mistakes),
    }


def _measured_values(measured: Measured) -> dict[str, Any]:
    percents: dict[str, Any] = {name: percent(value) for name, value in figures(measured).items()}
    if isinstance(measured, Counts):
        return percents | {
            "true_positives": measured.true_positives,
            "false_positives": measured.false_positives,
            "false_negatives": measured.false_negatives,
        }
    return percents | {"part": measured.part, "whole": measured.whole}


def _table(evaluation: Evaluation, *, with_counts: bool) -> Table:
    table = Table(
        title="How well articles are understood, in percent",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for name in ("Set", "Measure", "Language"):
        table.add_column(name)
    for name in ("Articles", "P", "R", "F1", *(("Counts",) if with_counts else ()), "Peer P", "Peer R", "Peer F1"):
        table.add_column(name, justify="right")
    table.add_column("Bound")
    table.add_column("")
    for row in evaluation.rows:
        verdict = Text("missed", "bold red") if row.missed else Text("ok", "green") if row.bounds else Text()
        named = (row.set, row.measure, row.language, f"{row.articles:,}")
        counts = (_counts(row.measured),) if with_counts else ()
        table.add_row(*named, *_cells(row.measured), *counts, *_cells(row.peer), _bounds(row), verdict)
    for one in evaluation.skipped:
        table.add_row(one.set, Text("skipped", "dim"))
    return table


def _cells(measured: Measured | None) -> list[str]:
    """The figures in the order of the columns, "" for what is none; a share stands where F1 does."""
    held = {} if measured is None else figures(measured)
    values = (held.get("precision"), held.get("recall"), held.get("f1", held.get("share")))
    return ["" if value is None else f"{percent(value):.2f}" for value in values]


def _counts(measured: Measured) -> str:
    """What the figures are made of."""
    if isinstance(measured, Counts):
        return f"{measured.true_positives:,} +{measured.false_positives:,} -{measured.false_negatives:,}"
    return f"{measured.part:,} of {measured.whole:,}"


def _bounds(row: Row) -> str:
    """The bounds in words."""
    sign = "≤" if less_is_better(row.measured) else "≥"
    return ", ".join(_bound(bound, sign) for bound in row.bounds)


def _bound(bound: Bound, sign: str) -> str:
    name = {"precision": "P ", "recall": "R ", "f1": "F1 ", "share": ""}[bound.figure]
    return f"{name}{sign} {percent(bound.limit):g}"


def _foot(evaluation: Evaluation) -> list[str]:
    """What is said below the table."""
    lines = [f"{one.set} is skipped: {one.reason}." for one in evaluation.skipped]
    for row in evaluation.missed:
        missed = ", ".join(f"{one.figure} {percent(row.figures[one.figure]):.2f} %" for one in row.missed)
        lines.append(f"Missed: {row.set}, {row.measure}: {missed}.")
    if evaluation.speed is not None:
        lines.append(_speed(evaluation.speed))
    return [*lines, *(_NOTES if evaluation.rows else ())]


def _speed(speed: Speed) -> str:
    return (
        f"Speed: {speed.found:,.0f} articles of 3 kB a second searched, {speed.tagged:,.0f} tagged, on one core, with"
        f" everything warm ({speed.articles:,} articles); memory {speed.resident_bytes / 1e6:,.0f} MB."
    )
