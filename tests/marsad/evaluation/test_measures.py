"""From counts to figures."""

import pytest

from marsad.evaluation.measures import Counts, Share, compared, figures, less_is_better, percent


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param(Counts(8, 2, 0), (0.8, 1.0, 0.8889), id="some are wrong"),
        pytest.param(Counts(6, 0, 2), (1.0, 0.75, 0.8571), id="some are missed"),
        pytest.param(Counts(1, 1, 3), (0.5, 0.25, 0.3333), id="both"),
        pytest.param(Counts(0, 3, 4), (0.0, 0.0, 0.0), id="nothing right"),
        pytest.param(Counts(0, 0, 4), (1.0, 0.0, 0.0), id="nothing found: nobody was wrong"),
        pytest.param(Counts(0, 3, 0), (0.0, 1.0, 0.0), id="nothing to find: nothing was missed"),
        pytest.param(Counts(), (1.0, 1.0, 1.0), id="nothing at all"),
    ],
)
def test_precision_recall_and_f1(counts: Counts, expected: tuple[float, float, float]) -> None:
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx(expected, abs=0.0001)
    assert figures(counts) == {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1}


@pytest.mark.parametrize(
    ("found", "gold", "expected"),
    [
        pytest.param({"IR", "IQ"}, {"IR", "QA"}, Counts(1, 1, 1), id="one of each"),
        pytest.param(set(), {"IR"}, Counts(0, 0, 1), id="nothing found"),
        pytest.param({(3, "إيران")}, {(3, "إيران")}, Counts(1), id="form and place"),
        pytest.param({(3, "إيران")}, {(4, "إيران")}, Counts(0, 1, 1), id="another place"),
    ],
)
def test_sets_are_compared(found: set[object], gold: set[object], expected: Counts) -> None:
    assert compared(found, gold) == expected


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3) + Counts(10, 20, 30) == Counts(11, 22, 33)


@pytest.mark.parametrize(
    ("share", "name", "expected", "less"),
    [
        pytest.param(Share(40, 42), "share", 95.24, False, id="a share"),
        pytest.param(Share(3, 4, "recall"), "recall", 75.0, False, id="a recall alone"),
        pytest.param(Share(1, 200, less_is_better=True), "share", 0.5, True, id="of faults"),
        pytest.param(Share(0, 0), "share", 100.0, False, id="nothing was asked"),
        pytest.param(Share(0, 0, less_is_better=True), "share", 0.0, True, id="nothing could be wrong"),
    ],
)
def test_shares(share: Share, name: str, expected: float, less: bool) -> None:
    assert {key: percent(value) for key, value in figures(share).items()} == {name: expected}
    assert less_is_better(share) is less
