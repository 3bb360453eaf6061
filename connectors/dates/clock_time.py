"""The time of day in a text, and the zone that is written beside it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from connectors.dates import lexicon
from connectors.dates.outcome import Precision, Unreadable
from connectors.dates.sentence import Sentence
from connectors.dates.words import PartOfDay
from connectors.dates.zone_names import BY_COUNTRY, EXACT, PLACES
from connectors.dates.zones import WrittenZone


@dataclass(frozen=True, slots=True)
class Clock:
    """A time since midnight, how exactly it is told, and the offset from Greenwich in minutes if digits tell it."""

    since_midnight: timedelta
    precision: Precision
    offset: int | None = None


_COLON: Final = re.compile(
    r"(?P<before>p)?K?(?<!\+)(?<!d-d-)(?P<hour>d):(?P<minute>d)(?::(?P<second>d)(?:[.,](?P<part>[dtyL]))?)?H?(?P<after>[px])?"
    r"(?:\(?z?\(?(?P<sign>[-+~])(?:(?P<both>y)(?![-/.:d])|(?P<hours>d)(?::(?P<minutes>d))?(?![-/.:=dG])))?"
)
_MARKED: Final = re.compile(
    r"(?P<before>p)?K?(?<![.:])(?P<hour>d)H(?:(?P<minute>d)M?(?:(?P<second>d)S)?)?(?P<after>[px])?"
)
_DOTTED: Final = re.compile(
    r"(?P<before>p)?K?(?P<hour>d)\.(?P<minute>d)(?:\.(?P<second>d))?(?:(?P<after>[px])|(?P<mark>H)|(?![./=\-d]))"
)
_BARE: Final = re.compile(r"K(?P<hour>d)(?P<after>[px])?|(?P<hour2>d)(?P<after2>p)")

_OFFSET: Final = re.compile(r"(?:z(?P<sign>[-+~])|(?P<plus>\+))(?:(?P<both>y)|(?P<hours>d)(?::(?P<minutes>d))?)")
"""An offset where no time is before it."""


def read_clock(sentence: Sentence) -> Clock | None:
    """Take the time of day out of a sentence; None if it tells none. Raises Unreadable for an impossible one."""
    return _found(sentence, (_COLON, _MARKED, _BARE))


def read_dotted_clock(sentence: Sentence) -> Clock | None:
    """As `read_clock`, for 10.05. To be asked once the day has been taken, since it looks like a day and a month."""
    return _found(sentence, (_DOTTED,))


def _found(sentence: Sentence, patterns: tuple[re.Pattern[str], ...]) -> Clock | None:
    for pattern in patterns:
        found: list[Clock] = []
        for match in list(pattern.finditer(sentence.shape)):
            found.append(_clock(sentence, match))
            sentence.take(*match.span())
        if len(set(found)) > 1:
            raise Unreadable("it tells more than one time of day")
        if found:
            return found[0]
    return None


def _clock(sentence: Sentence, match: re.Match[str]) -> Clock:
    groups = match.groupdict()

    def number(name: str) -> int | None:
        return sentence.number(match.start(name)) if groups.get(name) else None

    hour = number("hour") if groups.get("hour") else number("hour2")
    minute, second = number("minute"), number("second")
    for name in ("before", "after", "after2"):
        if groups.get(name):
            token = sentence.tokens[match.start(name)]
            part = "afternoon" if token.letter == lexicon.AFTERNOON_OR_ERA else str(token.value)
            hour = _hour_of_the_day(hour or 0, part)
            break
    if hour is None or hour > 24 or (minute or 0) > 59 or (second or 0) > 60 or (hour == 24 and (minute or second)):
        raise Unreadable("the time of day is one that no clock shows")
    microseconds = int(f"{sentence.tokens[match.start('part')].text:0<6.6}") if groups.get("part") else 0
    precision: Precision = "hour" if minute is None else "minute" if second is None else "second"
    since_midnight = timedelta(hours=hour, minutes=minute or 0, seconds=second or 0, microseconds=microseconds)
    return Clock(since_midnight, precision, _minutes(sentence, match) if groups.get("sign") else None)


def _hour_of_the_day(hour: int, part: PartOfDay | str) -> int:
    """Twelve hours and a part of the day as an hour from 0 to 23. Raises Unreadable where they contradict."""
    if part == "morning":
        if hour > 12:
            raise Unreadable(f"{hour} o'clock is not in the morning")
        return hour % 12
    if part == "noon":
        return hour + 12 if hour < 4 else hour
    if part == "night":
        return hour if hour > 12 else hour % 12 if hour == 12 or hour < 6 else hour + 12
    return hour if hour > 12 else hour % 12 + 12


def read_zone(sentence: Sentence) -> WrittenZone | None:
    """Take the zone out of a sentence from which the time has been taken; None if none is written."""
    match = _OFFSET.search(sentence.shape)
    if match is not None:
        minutes = _minutes(sentence, match)
        sentence.take(*match.span())
        return WrittenZone(minutes=minutes)
    position = sentence.shape.find(lexicon.ZONE)
    if position < 0:
        return None
    name = str(sentence.tokens[position].value)
    sentence.take(position, position + 1)
    if name in PLACES:
        return WrittenZone(place=PLACES[name])
    if name in EXACT and name not in BY_COUNTRY:
        return WrittenZone(minutes=EXACT[name])
    return WrittenZone(abbreviation=name)


def _minutes(sentence: Sentence, match: re.Match[str]) -> int:
    if match["both"]:
        hours, minutes = divmod(sentence.number(match.start("both")), 100)
    else:
        hours = sentence.number(match.start("hours"))
        minutes = sentence.number(match.start("minutes")) if match["minutes"] else 0
    if minutes > 59:
        raise Unreadable("the offset from Greenwich has more than 59 minutes")
    total = 60 * hours + minutes
    return -total if match["sign"] in ("-", "~") else total
