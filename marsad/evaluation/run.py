"""Running the evaluation: the sets, in the order of the table, with one tagger for all of them."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from marsad.evaluation import baseline, name_variants, one_country, places, report, seed_pages, sentences, speed
from marsad.evaluation.instruments import NAME_TABLES, Instruments, T, Track
from marsad.evaluation.name_tables import DIFFERENT_FILE, VARIANTS_FILE
from marsad.evaluation.results import Evaluation, Row, Skipped, Speed
from streams.errors import SetupError


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """A set: the files that it is read from, and how it is measured. ``tables``: its files are the checkout's own."""

    name: str
    files: tuple[str, ...]
    measure: Callable[[Instruments], Sequence[Row]]
    tables: bool = False

    def missing(self, instruments: Instruments) -> str:
        """Why the set cannot be measured, in a sentence; "" if it can."""
        folder = instruments.name_tables if self.tables else instruments.data
        absent = [str(folder / file) for file in self.files if not (folder / file).is_file()]
        if not absent:
            return ""
        what = f"{absent[0]} is not there"
        if self.tables:
            return f"{what}; the tables of names come with a checkout of Marsad, not with an installed one"
        return f"{what}; name the folder that holds 'seeds' and 'eval' with --data"


def _tracking(progress: Progress) -> Track:
    """A bar for what is being measured, gone when it is done."""

    def track(items: Sequence[T], what: str, /) -> Iterable[T]:
        task = progress.add_task(what, total=len(items))
        for item in items:
            yield item
            progress.advance(task)
        progress.remove_task(task)

    return track


def _country(*files: str) -> tuple[str, ...]:
    return tuple(f"eval/country/{file}" for file in files)


SETS: Final = (
    EvaluationSet(seed_pages.SET, ("seeds/gold.yaml",), seed_pages.measure),
    EvaluationSet(sentences.PROTEST, _country(sentences.PROTEST_FILE), sentences.measure_protest),
    EvaluationSet(sentences.NAMES, _country(sentences.NAMES_FILE), sentences.measure_names),
    EvaluationSet(one_country.SET, _country(*one_country.FILES), one_country.measure),
    EvaluationSet(places.SET, _country(places.FILE), places.measure),
    EvaluationSet(name_variants.SET, (VARIANTS_FILE, DIFFERENT_FILE), name_variants.measure, tables=True),
)
"""Every set that has a row."""

NAMES: Final = (*(one.name for one in SETS), speed.SET)
"""What ``--set`` may name."""


def evaluate(instruments: Instruments, names: Sequence[str] = ()) -> Evaluation:
    """Measure the sets of those ``names``, all if there are none. Raises SetupError for a name that no set has."""
    unknown = next((name for name in names if name not in NAMES), None)
    if unknown is not None:
        raise SetupError(f"--set {unknown}: there is no such set; choose of {', '.join(NAMES)}")
    rows: list[Row] = []
    skipped: list[Skipped] = []
    measured: Speed | None = None
    if not names or speed.SET in names:  # first, so that the memory is that of the tagger
        measured = speed.measure(instruments)
        if measured is None:
            skipped.append(Skipped(speed.SET, f"{instruments.data} holds no texts to read; name another with --data"))
    for one in SETS:
        if names and one.name not in names:
            continue
        reason = one.missing(instruments)
        if reason:
            skipped.append(Skipped(one.name, reason))
        else:
            rows += one.measure(instruments)
    return Evaluation(tuple(rows), tuple(skipped), measured)


def run(
    data: Path,
    names: Sequence[str] = (),
    *,
    as_json: bool = False,
    compared_with: Path | None = None,
    written_to: Path | None = None,
    name_tables: Path = NAME_TABLES,
) -> int:
    """Measure, print, compare and write; the exit code of ``marsad evaluate``. Raises SetupError."""
    before = None if compared_with is None else baseline.read(compared_with)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, transient=True, disable=not sys.stderr.isatty(), console=Console(stderr=True)) as progress:
        evaluation = evaluate(Instruments(data, _tracking(progress), name_tables), names)
    worse = () if before is None else baseline.worse(evaluation, before)
    report.show(evaluation, worse, as_json=as_json)
    if evaluation.empty:
        return 2
    if written_to is not None:
        baseline.write(evaluation, written_to)
    return 1 if evaluation.missed or worse else 0
