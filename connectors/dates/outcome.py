"""What reading a date gives: a moment and what was taken for granted, or the reason why there is none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Precision = Literal["second", "minute", "hour", "day", "week", "month", "year"]
"""How exactly the text tells the moment. The moment itself is the beginning of that day or month."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment (aware, UTC), how exactly it was written, and in words what was taken for granted ("" for nothing)."""

    moment: datetime
    precision: Precision = "second"
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Undated:
    """There is no date that can be relied on; ``reason`` is a clause for people."""

    reason: str


class Unreadable(ValueError):
    """Ends the reading of one text inside this package. Its message becomes the reason of an `Undated`."""
