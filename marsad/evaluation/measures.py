"""The measures: counts of what was found, and the figures made of them.

Promises: pure. Figures are fractions of one; :func:`percent` makes them percent with two decimals. Where nothing was
found, precision is 1, and where there was nothing to find, recall is 1: nobody was wrong.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

FigureName = Literal["precision", "recall", "f1", "share"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was found rightly (true positives), wrongly (false positives), and not at all (false negatives)."""

    true_positives: int = 0
    false_positives: int = 0
    false_negatives: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.true_positives + other.true_positives,
            self.false_positives + other.false_positives,
            self.false_negatives + other.false_negatives,
        )

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return _share(self.true_positives, self.true_positives + self.false_positives, 1.0)

    @property
    def recall(self) -> float:
        """The share of what was to be found that was found."""
        return _share(self.true_positives, self.true_positives + self.false_negatives, 1.0)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        wrong = self.false_positives + self.false_negatives
        return _share(2 * self.true_positives, 2 * self.true_positives + wrong, 1.0)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. ``figure`` is the one that it is; ``less_is_better`` for faults."""

    part: int
    whole: int
    figure: FigureName = "share"
    less_is_better: bool = False

    @property
    def value(self) -> float:
        """The fraction; 0 of nothing is 0 for faults, else 1."""
        return _share(self.part, self.whole, 0.0 if self.less_is_better else 1.0)


Measured: TypeAlias = Counts | Share


def compared(found: AbstractSet[object], gold: AbstractSet[object]) -> Counts:
    """The counts of two sets."""
    return Counts(len(found & gold), len(found - gold), len(gold - found))


def figures(measured: Measured) -> dict[FigureName, float]:
    """Every figure of what was measured, by its name."""
    if isinstance(measured, Share):
        return {measured.figure: measured.value}
    return {"precision": measured.precision, "recall": measured.recall, "f1": measured.f1}


def less_is_better(measured: Measured) -> bool:
    """Whether a smaller figure is the better one."""
    return isinstance(measured, Share) and measured.less_is_better


def percent(value: float) -> float:
    """A fraction in percent, two decimals."""
    return round(value * _HUNDRED, 2)


def _share(part: int, whole: int, of_nothing: float) -> float:
    return part / whole if whole else of_nothing


_HUNDRED: Final = 100
