"""The figures of an earlier run, in a file, so that a change which makes one worse is noticed.

A file holds percent with two decimals, by set, then by measure and figure: ``{"tr-news": {"places: f1": 91.4}}``.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from marsad.evaluation.measures import less_is_better, percent
from marsad.evaluation.results import Evaluation
from streams.errors import SetupError

TOLERATED: Final = 0.5
"""By how many points of a percent a figure may be worse."""

Figures: TypeAlias = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Worse:
    """A figure that is worse than it was, in percent."""

    set: str
    figure: str
    before: float
    now: float

    def __str__(self) -> str:
        return f"{self.set}, {self.figure}: {self.now:.2f} %, and was {self.before:.2f} %"


def figures(evaluation: Evaluation) -> Figures:
    """Every figure of the rows."""
    found: Figures = {}
    for row in evaluation.rows:
        for name, value in row.figures.items():
            found.setdefault(row.set, {})[f"{row.measure}: {name}"] = percent(value)
    return found


def worse(evaluation: Evaluation, before: Figures) -> tuple[Worse, ...]:
    """The figures that are worse than ``before`` by more than TOLERATED, of those that were measured both times."""
    found = []
    for row in evaluation.rows:
        sign = -1 if less_is_better(row.measured) else 1
        for name, value in row.figures.items():
            figure, now = f"{row.measure}: {name}", percent(value)
            was = before.get(row.set, {}).get(figure)
            if was is not None and round(sign * (was - now), 2) > TOLERATED:
                found.append(Worse(row.set, figure, was, now))
    return tuple(found)


def read(path: Path) -> Figures:
    """The figures in a file. Raises SetupError if it cannot be read."""
    try:
        held: Any = json.loads(path.read_text("utf-8"))
        return {str(name): {str(key): float(value) for key, value in part.items()} for name, part in held.items()}
    except OSError as error:
        raise SetupError(f"{path}: cannot be read: {error.strerror}; write one with --write-baseline {path}") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise SetupError(f"{path}: holds no figures of an evaluation; write them with --write-baseline") from error


def write(evaluation: Evaluation, path: Path) -> None:
    """Write the figures; those of sets that were not measured stay in the file. Raises SetupError."""
    held = read(path) if path.exists() else {}
    text = json.dumps(held | figures(evaluation), ensure_ascii=False, indent=2, sort_keys=True)
    try:
        path.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise SetupError(f"{path}: cannot be written: {error.strerror}; mend the path or its permissions") from error
