"""What an evaluation comes to: a row for each measure, with the bound that it must reach and the peer's figures."""

from collections.abc import Mapping
from dataclasses import dataclass

from marsad.evaluation.measures import FigureName, Measured, figures, less_is_better


@dataclass(frozen=True, slots=True)
class Bound:
    """What a figure must reach: at least this fraction, or at most where less is better."""

    figure: FigureName
    limit: float


@dataclass(frozen=True, slots=True)
class Row:
    """One measure on one set. ``articles`` counts what was read: articles, sentences or names.

    ``peer``: what Newsmap's words reach in our matcher. ``mistakes``: each one, for people who want to mend it.
    """

    set: str
    measure: str
    language: str
    articles: int
    measured: Measured
    bounds: tuple[Bound, ...] = ()
    peer: Measured | None = None
    mistakes: tuple[str, ...] = ()

    @property
    def figures(self) -> Mapping[FigureName, float]:
        """Our figures, as fractions."""
        return figures(self.measured)

    @property
    def missed(self) -> tuple[Bound, ...]:
        """The bounds that the figures do not reach."""
        return tuple(bound for bound in self.bounds if not self._reaches(bound))

    def _reaches(self, bound: Bound) -> bool:
        value = self.figures[bound.figure]
        return value <= bound.limit if less_is_better(self.measured) else value >= bound.limit


@dataclass(frozen=True, slots=True)
class Skipped:
    """A set that could not be measured, and why, in a sentence."""

    set: str
    reason: str


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast articles of 3,000 bytes are read on one core, with everything warm, and what it takes.

    ``found`` and ``tagged`` are articles a second; ``resident_bytes`` is the memory of the whole process by then.
    """

    articles: int
    found: float
    tagged: float
    resident_bytes: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was measured, and what was not."""

    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...] = ()
    speed: Speed | None = None

    @property
    def missed(self) -> tuple[Row, ...]:
        """The rows with a figure that does not reach its bound."""
        return tuple(row for row in self.rows if row.missed)

    @property
    def empty(self) -> bool:
        """Whether nothing could be measured."""
        return not self.rows and self.speed is None
