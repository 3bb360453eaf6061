"""The figures of an earlier run: written, read and compared."""

import re
from pathlib import Path

import pytest

from marsad.evaluation import baseline
from marsad.evaluation.measures import Counts, Measured, Share
from marsad.evaluation.results import Bound, Evaluation, Row
from streams.errors import SetupError


def evaluation(measured: Measured, *bounds: Bound) -> Evaluation:
    return Evaluation((Row("invented", "places", "ar", 10, measured, bounds),))


ROW = re.compile(r"^\| `([\w-]+)` \| ([^:|]+): ([^|]+) \| ([\d., ]+) \|", re.MULTILINE)
"""A row of the documentation: set, measure, names of figures, figures in percent."""

FIGURES = {"invented": {"places: share": 90.0}}


def test_figures_are_percent_by_set_and_measure() -> None:
    assert baseline.figures(evaluation(Counts(2, 1, 0))) == {
        "invented": {"places: precision": 66.67, "places: recall": 100.0, "places: f1": 80.0}
    }


@pytest.mark.parametrize(
    ("measured", "before", "worse"),
    [
        pytest.param(Share(900, 1000), FIGURES, False, id="the same"),
        pytest.param(Share(990, 1000), FIGURES, False, id="better"),
        pytest.param(Share(895, 1000), FIGURES, False, id="half a point worse is let pass"),
        pytest.param(Share(894, 1000), FIGURES, True, id="more than half a point worse"),
        pytest.param(Share(910, 1000, less_is_better=True), FIGURES, True, id="more faults"),
        pytest.param(Share(800, 1000, less_is_better=True), FIGURES, False, id="fewer faults"),
        pytest.param(Share(1, 1000), {"another": {"places: share": 90.0}}, False, id="not measured before"),
        pytest.param(Share(1, 1000, "recall"), FIGURES, False, id="another figure"),
    ],
)
def test_what_is_worse(measured: Measured, before: baseline.Figures, worse: bool) -> None:
    assert bool(baseline.worse(evaluation(measured), before)) is worse


def test_what_is_worse_is_said_in_words() -> None:
    (one,) = baseline.worse(evaluation(Share(894, 1000)), FIGURES)
    assert str(one) == "invented, places: share: 89.40 %, and was 90.00 %"


def test_what_is_written_is_read_and_other_sets_stay(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text('{"another": {"places: f1": 12.5}, "invented": {"gone: f1": 1}}', "utf-8")
    baseline.write(evaluation(Share(9, 10)), path)
    assert baseline.read(path) == {"another": {"places: f1": 12.5}, "invented": {"places: share": 90.0}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "cannot be read", id="no file"),
        pytest.param("{", "holds no figures", id="no JSON"),
        pytest.param("[1]", "holds no figures", id="a list"),
        pytest.param('{"seeds": {"about": "good"}}', "holds no figures", id="no number"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(SetupError, match=message):
        baseline.read(path)


@pytest.mark.parametrize(
    ("measured", "bound", "missed"),
    [
        pytest.param(Counts(95, 0, 5), Bound("recall", 0.95), False, id="just reached"),
        pytest.param(Counts(94, 0, 6), Bound("recall", 0.95), True, id="missed"),
        pytest.param(Share(5, 1000, less_is_better=True), Bound("share", 0.005), False, id="as many faults as may be"),
        pytest.param(Share(6, 1000, less_is_better=True), Bound("share", 0.005), True, id="too many faults"),
        pytest.param(Share(0, 0, less_is_better=True), Bound("share", 0.0), False, id="no faults where none may be"),
    ],
)
def test_bounds(measured: Measured, bound: Bound, missed: bool) -> None:
    assert bool(evaluation(measured, bound).missed) is missed


def test_the_documentation_gives_the_figures_of_the_baseline() -> None:
    """Rows such as ``| `seeds` | actors: precision, recall | 100.00, 98.25 | ... |``."""
    document = (Path(__file__).parents[3] / "docs" / "understanding.md").read_text("utf-8")
    held = baseline.read(Path(__file__).with_name("baseline.json"))
    told: dict[str, dict[str, float]] = {}
    for name, measure, names, values in ROW.findall(document):
        figures = zip(names.split(", "), map(float, values.split(", ")), strict=True)
        told.setdefault(name, {}).update({f"{measure}: {figure}": value for figure, value in figures})
    assert set(told) == set(held)
    assert told == {name: {key: held[name][key] for key in figures} for name, figures in told.items()}
