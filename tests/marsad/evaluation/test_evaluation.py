"""How well the real tagger does on the real sets: the bounds that it must reach, and no figure worse than it was.

``marsad evaluate --write-baseline tests/marsad/evaluation/baseline.json`` writes the figures anew.
"""

from pathlib import Path

import pytest

from marsad.evaluation import baseline
from marsad.evaluation.instruments import Instruments
from marsad.evaluation.measures import figures, less_is_better
from marsad.evaluation.results import Evaluation
from marsad.evaluation.run import SETS, evaluate

SHARED = Path(__file__).resolve().parents[4] / "shared"
BASELINE = Path(__file__).with_name("baseline.json")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (SHARED / "eval").is_dir(), reason=f"the evaluation sets are not beside the checkout, at {SHARED}"
    ),
]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    """Everything but the speed, which depends on the machine."""
    return evaluate(Instruments(SHARED, lambda items, _: items), [one.name for one in SETS])


@pytest.mark.parametrize(
    ("measure", "figure", "least"),
    [
        pytest.param("seeds, countries named", "precision", 100, id="seeds: no country too many"),
        pytest.param("seeds, countries named", "recall", 100, id="seeds: every country"),
        pytest.param("seeds, actors", "precision", 100, id="seeds: no actor too many"),
        pytest.param("seeds, actors", "recall", 98, id="seeds: nearly every actor"),
        pytest.param("seeds, about", "f1", 95, id="seeds: what the page is about"),
        pytest.param("protest, actors' countries", "recall", 95, id="protest: countries of actors"),
        pytest.param("cliff, first country", "share", 95, id="cliff: the first country"),
        pytest.param("tr-news, places", "f1", 90, id="tr-news: places"),
        pytest.param("variants, found as listed", "share", 95, id="variants: found as listed"),
    ],
)
def test_what_must_be_reached(evaluation: Evaluation, measure: str, figure: str, least: float) -> None:
    assert _percent(evaluation, measure, figure) >= least


@pytest.mark.parametrize(
    ("measure", "most"),
    [
        pytest.param("seeds, false countries", 0, id="seeds: nothing from boilerplate"),
        pytest.param("cleananercorp, outside of names", 0.5, id="cleananercorp: few false alarms"),
        pytest.param("variants, wrongly merged", 0.5, id="variants: few different names meet"),
    ],
)
def test_what_must_not_be_more(evaluation: Evaluation, measure: str, most: float) -> None:
    assert _percent(evaluation, measure, "share") <= most


def test_nothing_is_skipped(evaluation: Evaluation) -> None:
    assert evaluation.skipped == ()


def test_no_figure_is_worse_than_it_was(evaluation: Evaluation) -> None:
    assert [str(one) for one in baseline.worse(evaluation, baseline.read(BASELINE))] == []


def test_the_baseline_holds_every_figure(evaluation: Evaluation) -> None:
    known = {name: set(held) for name, held in baseline.read(BASELINE).items()}
    assert known == {name: set(held) for name, held in baseline.figures(evaluation).items()}


def test_the_peer_is_beaten(evaluation: Evaluation) -> None:
    compared = [row for row in evaluation.rows if row.peer is not None]
    assert {row.set for row in compared} == {"seeds", "protest", "cleananercorp", "cliff", "tr-news"}
    for row in compared:
        ours, theirs = list(figures(row.measured).values())[-1], list(figures(row.peer).values())[-1]
        assert ours < theirs if less_is_better(row.measured) else ours > theirs, row.set


def _percent(evaluation: Evaluation, measure: str, figure: str) -> float:
    """An unrounded figure in percent."""
    row = next(row for row in evaluation.rows if f"{row.set}, {row.measure}" == measure)
    return 100 * {str(name): value for name, value in row.figures.items()}[figure]
