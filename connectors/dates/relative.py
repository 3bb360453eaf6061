"""Times that are told from now: منذ 6 دقائق, yesterday at 14:05, vor einer Stunde."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, cast

from connectors.dates import lexicon
from connectors.dates.outcome import Precision, Unreadable
from connectors.dates.sentence import TAKEN, Sentence
from connectors.dates.words import Unit


@dataclass(frozen=True, slots=True)
class Distance:
    """How long ago, to which unit exactly, and what was assumed."""

    back: timedelta
    months: int
    precision: Precision
    assumed: str = ""


_SPAN: Final = r"(?:[dty]?c?[uUD](?:c(?![uUD]))?)+"
_AGO: Final = re.compile(rf"^(?:A+(?P<after>{_SPAN})|(?P<before>{_SPAN})A+)$")
_PIECE: Final = re.compile(r"(?P<digits>[dty])?(?P<word>c)?(?P<unit>[uUD])(?P<one>c(?![uUD]))?")
_NOW: Final = re.compile(r"^A?N+A?$")
_DAY: Final = re.compile(r"^[_,|.=]*Q[_,|.=]*$")

_UNITS: Final[dict[Unit, timedelta]] = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_COARSER: Final[dict[Unit, Precision]] = {"second": "minute", "minute": "hour", "hour": "day"}


def read_distance(sentence: Sentence) -> Distance | None:
    """How long ago a sentence says that it was; None if it says nothing of the kind. Raises Unreadable."""
    shape = re.sub(r"[,|()]", "", sentence.shape)
    if _NOW.search(shape):
        return Distance(timedelta(), 0, "minute", "it says that it was just now: the moment of the fetch")
    match = _AGO.search(shape)
    if match is None:
        return None
    tokens = [token for token in sentence.tokens if token.letter not in ",|()"]
    start, end = match.span("after" if match["after"] else "before")
    back, months, units = timedelta(), 0, list[Unit]()
    for piece in _PIECE.finditer(shape, start, end):
        token = tokens[piece.start("unit")]
        unit = cast("Unit", token.value)
        if piece["digits"]:
            count = int(tokens[piece.start("digits")].value)
        elif piece["word"]:
            count = int(tokens[piece.start("word")].value)
        elif piece["one"]:
            count = int(tokens[piece.start("one")].value)
        elif token.letter == lexicon.UNITS:
            return _some(unit)
        else:
            count = 2 if token.letter == lexicon.TWO_UNITS else 1
        units.append(unit)
        if unit in ("month", "year"):
            months += count * (12 if unit == "year" else 1)
        else:
            back += count * _UNITS[unit]
    smallest = min(units, key=("second", "minute", "hour", "day", "week", "month", "year").index)
    return Distance(back, months, smallest)


def _some(unit: Unit) -> Distance:
    """A plural without a number. Raises Unreadable where it may be days."""
    if unit not in _COARSER:
        raise Unreadable(f"it does not tell how many {unit}s ago")
    return Distance(timedelta(), 0, _COARSER[unit], f"it does not tell how many {unit}s ago: the moment of the fetch")


def before(fetched_at: datetime, distance: Distance) -> datetime:
    """The moment so long before the fetch; a day that its month lacks becomes the month's last."""
    years, month = divmod(fetched_at.year * 12 + fetched_at.month - 1 - distance.months, 12)
    if years < 1:
        raise Unreadable("it was longer ago than any feed")
    day = fetched_at.day
    while day > 28 and not _exists(years, month + 1, day):
        day -= 1
    try:
        return fetched_at.replace(year=years, month=month + 1, day=day) - distance.back
    except OverflowError:
        raise Unreadable("it was longer ago than any feed") from None


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def read_day_word(sentence: Sentence, today: date) -> date | None:
    """The day that a word such as yesterday means, if beside the time it is all that the sentence says."""
    if not _DAY.fullmatch(re.sub(r"[w()K]", TAKEN, sentence.shape)):
        return None
    (back,) = sentence.values(lexicon.DAY_WORD)
    return today - timedelta(days=int(back))
