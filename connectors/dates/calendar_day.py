"""The calendar day in a text: with a month's name or in digits, Gregorian, Hijri or Solar Hijri.

Three numbers may be read in several orders. What decides, in this order: an order that alone gives a day, the weekday
beside it, the publisher's country, and for a four-digit year the custom of most of the world, day first. Where two
digits might be the year at either end and nothing decides, there is no date.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from connectors.dates import lexicon
from connectors.dates.calendars import from_hijri, from_solar
from connectors.dates.outcome import Precision, Unreadable
from connectors.dates.sentence import TAKEN, Sentence
from connectors.dates.zone_names import countries

EARLIEST_YEAR: Final = 1990
LATEST_YEAR: Final = 2100
"""Years outside are mistakes or placeholders: no feed is older, none is written so long in advance."""

MONTH_FIRST: Final = countries("US PR GU VI AS MP UM PH PW FM MH")
YEAR_FIRST: Final = countries("CN JP KR KP TW HK MO MN HU LT IR AF ZA SE")
SOLAR_COUNTRIES: Final = countries("IR AF")


@dataclass(frozen=True, slots=True)
class Day:
    """A Gregorian day, how exactly it is told, the calendar that it was written in and what was assumed."""

    day: date
    precision: Precision = "day"
    calendar: str = "gregorian"
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What may decide between two readings: today at the publisher's, the country, and the weekdays beside the date."""

    today: date
    country: str
    weekdays: frozenset[int]


_GAP: Final = r"[-/.,=~|+(]{0,2}"
_MONTH: Final = rf"(?P<month>[GIF])(?:{_GAP}\)?[GIF])*"
_NAMED: Final = tuple(
    re.compile(pattern + r"(?P<era>[ex])?")
    for pattern in (
        r"(?:E(?P<age>[dt])Y|(?P<year>y)Y)(?P<number>d)O(?P<day>d)J?",
        rf"(?P<day>d)o?{_GAP}{_MONTH}{_GAP}(?P<year>y)",
        rf"(?P<day>d)o?{_GAP}{_MONTH}{_GAP}(?P<year>d)(?!o)",
        rf"{_MONTH}{_GAP}(?P<day>d)o?[-/.,=~|_z()]{{0,14}}(?P<year>y)",
        rf"(?P<year>y){_GAP}{_MONTH}{_GAP}(?P<day>d)o?",
        rf"{_MONTH}{_GAP}(?P<day>d)o?{_GAP}(?P<year>d)",
        r"(?P<number>d)O(?P<day>d)J?",
        rf"(?P<day>d)o?{_GAP}{_MONTH}",
        rf"{_MONTH}{_GAP}(?P<day>d)o?",
        rf"{_MONTH}{_GAP}(?P<year>y)",
        r"(?P<year>y)Y(?P<number>d)O",
    )
)
_DIGITS: Final = re.compile(
    r"(?P<first>y)(?P<sign>[-/.=~]?)(?P<second>d)(?P=sign)(?P<third>d)(?P<era>[ex])?"
    r"|(?P<first2>d)(?P<sign2>[-/.=~]?)(?P<second2>d)(?P=sign2)(?P<third2>y)(?P<era2>[ex])?"
    r"|(?P<first3>d)(?P<sign3>[-/.])(?P<second3>d)(?P=sign3)(?P<third3>d)(?P<era3>[ex])?"
)
_DAY_OF_YEAR: Final = re.compile(r"(?P<year>y)-(?P<day>t)")
_MONTH_ALONE: Final = re.compile(r"^_*(?:(?P<year>y)[-/](?P<month>d)|(?P<month2>d)[-/](?P<year2>y))_*$")


def read_days(sentence: Sentence, around: Surroundings) -> list[Day]:
    """Take every calendar day out of a sentence. Raises Unreadable for one that no calendar has."""
    days: list[Day] = []
    for pattern in _NAMED:
        while match := pattern.search(sentence.shape):
            days.append(_named(sentence, match, around))
            sentence.take(*match.span())
    while match := _DIGITS.search(sentence.shape):
        days.append(_in_digits(sentence, match, around))
        sentence.take(*match.span())
    while match := _DAY_OF_YEAR.search(sentence.shape):
        days.append(_day_of_year(sentence.number(match.start("year")), sentence.number(match.start("day"))))
        sentence.take(*match.span())
    if not days and (match := _MONTH_ALONE.search(sentence.shape)):
        suffix = "" if match["year"] else "2"
        year, month = (sentence.number(match.start(name + suffix)) for name in ("year", "month"))
        days.append(_gregorian(year, month, None))
        sentence.take(*match.span())
    return days


def _named(sentence: Sentence, match: re.Match[str], around: Surroundings) -> Day:
    groups = match.groupdict()

    def number(name: str) -> int | None:
        return sentence.number(match.start(name)) if groups.get(name) else None

    letter = groups.get("month") or lexicon.GREGORIAN_MONTH
    if groups.get("month"):
        named = [sentence.tokens[place] for place in range(*match.span()) if sentence.shape[place] in "GIF"]
        if len({(token.letter, token.value) for token in named}) > 1:
            raise Unreadable("it names two different months")
        month = int(named[0].value)
    else:
        month = number("number") or 0
    year, day, era = number("year"), number("day"), _era(sentence, match, "era")
    if groups.get("age"):
        year = (number("age") or 0) + sentence.number(match.start())
    if letter == lexicon.HIJRI_MONTH:
        return _lunar(year, month, day)
    if letter == lexicon.SOLAR_MONTH:
        return _solar(year, month, day)
    if era == "hijri" or era == "solar":
        raise Unreadable("its month is Gregorian and its year is not")
    if year is None:
        return _without_year(month, day or 0, around.today)
    if groups.get("year") == "d":
        century = "" if day is not None and day > 31 else "the year has two digits"
        return _gregorian(1900 + year if year >= 50 else 2000 + year, month, day, century)
    return _gregorian(year, month, day)


def _era(sentence: Sentence, match: re.Match[str], name: str) -> str:
    if not match.groupdict().get(name):
        return ""
    token = sentence.tokens[match.start(name)]
    return "gregorian" if token.letter == lexicon.AFTERNOON_OR_ERA else str(token.value)


def _gregorian(year: int, month: int, day: int | None, assumed: str = "") -> Day:
    """A day or month of the Gregorian calendar. Raises Unreadable, in words for what placeholders there are."""
    if year == 0 or month == 0 or day == 0:
        raise Unreadable("it is a placeholder of zeros, not a date")
    if year > LATEST_YEAR:
        raise Unreadable(f"the year {year} is too far ahead to be meant")
    try:
        first = date(year, month, day or 1)
    except ValueError:
        raise Unreadable(f"there is no day {year:04}-{month:02}-{day or 1:02}") from None
    if day is None:
        return Day(first, "month", assumed="the day is not told: the first of the month")
    return Day(first, assumed=assumed)


def _without_year(month: int, day: int, today: date) -> Day:
    """The last such day up to tomorrow; a 29 February may be some years back."""
    for year in range(today.year + 1, today.year - 8, -1):
        try:
            meant = date(year, month, day)
        except ValueError:
            continue
        if meant <= today + timedelta(days=1):
            return Day(meant, assumed="the year is not told: the last such day before the fetch")
    raise Unreadable("there is no such day in the month")


def _day_of_year(year: int, number: int) -> Day:
    start = _gregorian(year, 1, 1).day
    meant = start + timedelta(days=number - 1)
    if not number or meant.year != year:
        raise Unreadable(f"the year {year} has no day {number}")
    return Day(meant)


def _lunar(year: int | None, month: int, day: int | None) -> Day:
    if year is None or day is None:
        raise Unreadable("its Hijri date is not complete")
    said = "the Hijri date is taken in the Umm al-Qura calendar"
    return Day(from_hijri(year, month, day), calendar="hijri", assumed=said)


def _solar(year: int | None, month: int, day: int | None) -> Day:
    if year is None or day is None:
        raise Unreadable("its Solar Hijri date is not complete")
    return Day(from_solar(year, month, day), calendar="solar")


def _in_digits(sentence: Sentence, match: re.Match[str], around: Surroundings) -> Day:
    suffix = "" if match["first"] else "2" if match["first2"] else "3"
    numbers = [sentence.number(match.start(name + suffix)) for name in ("first", "second", "third")]
    era = _era(sentence, match, "era" + suffix)
    if not suffix:
        if match["era"] == lexicon.AFTERNOON_OR_ERA and sentence.shape[match.end() : match.end() + 1] == TAKEN:
            raise Unreadable("م between day and time may be the era or the afternoon")
        return _of_calendar(numbers[0], numbers[1], numbers[2], era, around)
    if suffix == "3":
        return _short_year(numbers[0], numbers[1], numbers[2], era, around)
    dotted = match["sign2"] == "." and around.country not in MONTH_FIRST
    return _year_last(numbers[0], numbers[1], numbers[2], era, around, dotted=dotted)


def _of_calendar(year: int, month: int, day: int, era: str, around: Surroundings) -> Day:
    """Year, month and day in digits, of the calendar that the era or the year itself tells. Raises Unreadable."""
    if era == "hijri":
        return _lunar(year, month, day)
    if era == "solar":
        return _solar(year, month, day)
    if 1300 <= year <= 1500 and not era:
        return _hijri_or_solar(year, month, day, around)
    if 2530 <= year <= 2650 and around.country == "TH":
        return _gregorian(year - 543, month, day, "the year is taken as a Buddhist one")
    return _gregorian(year, month, day)


def _hijri_or_solar(year: int, month: int, day: int, around: Surroundings) -> Day:
    """A year such as 1448: of the two calendars the one in which the day lies behind us and feeds existed."""
    readings: list[Day] = []
    for read in (_lunar, _solar):
        try:
            meant = read(year, month, day)
        except Unreadable:
            continue
        if meant.day.year >= EARLIEST_YEAR:
            readings.append(meant)
    past = [meant for meant in readings if meant.day <= around.today + timedelta(days=1)] or readings[:1]
    if len(past) > 1:
        calendar = "solar" if around.country in SOLAR_COUNTRIES else "hijri" if around.country else ""
        past = [meant for meant in past if meant.calendar == calendar]
    if not past:
        raise Unreadable(f"the year {year} is of no calendar in which it can be meant")
    (meant,) = past
    if meant.calendar == "hijri":
        return meant
    return Day(meant.day, calendar="solar", assumed="the year is taken as one of the Solar Hijri calendar")


def _year_last(first: int, second: int, year: int, era: str, around: Surroundings, *, dotted: bool) -> Day:
    """Day and month in the order that is possible, or that agrees with the weekday, or that the country writes.

    With dots (2.11.2026) nobody writes the month first.
    """
    if second > 12 >= first:
        return _of_calendar(year, first, second, era, around)
    if first > 12 or first == second or dotted:
        return _of_calendar(year, second, first, era, around)
    day_first = _of_calendar(year, second, first, era, around)
    month_first = _of_calendar(year, first, second, era, around)
    if around.weekdays:
        agree = [meant for meant in (day_first, month_first) if meant.day.weekday() + 1 in around.weekdays]
        if len(agree) == 1:
            return agree[0]
    american = around.country in MONTH_FIRST and day_first.calendar == "gregorian"
    custom, other = (month_first, day_first) if american else (day_first, month_first)
    if custom.day > around.today + timedelta(days=1) >= other.day:
        return _saying(other, "in the other order of day and month it would lie ahead")
    if american:
        return _saying(custom, f"the month is taken to stand before the day, as in {around.country}")
    return _saying(custom, "the day is taken to stand before the month")


def _short_year(first: int, second: int, third: int, era: str, around: Surroundings) -> Day:
    """Three numbers of two digits. Raises Unreadable where nothing tells at which end the year is."""
    if era in ("hijri", "solar"):
        raise Unreadable("its Hijri year has two digits")
    readings: dict[str, Day] = {}
    for order, (year, month, day) in (
        ("day first", (third, second, first)),
        ("month first", (third, first, second)),
        ("year first", (first, second, third)),
    ):
        try:
            readings[order] = _gregorian(1900 + year if year >= 50 else 2000 + year, month, day)
        except Unreadable:
            continue
    near = {
        order: meant
        for order, meant in readings.items()
        if abs(meant.day.year - around.today.year) <= 1 and meant.day <= around.today + timedelta(days=1)
    }
    if around.weekdays:
        near = {order: meant for order, meant in near.items() if meant.day.weekday() + 1 in around.weekdays} or near
    custom = (
        "month first"
        if around.country in MONTH_FIRST
        else "year first"
        if around.country in YEAR_FIRST
        else "day first"
        if around.country
        else ""
    )
    if len({meant.day for meant in near.values()}) > 1:
        if custom not in near and set(near) == {"day first", "month first"}:
            custom = "day first"
        near = {order: meant for order, meant in near.items() if order == custom}
    if len({meant.day for meant in near.values()}) == 1:
        order, meant = next(iter(near.items()))
        if order != "year first" or custom == order or around.weekdays:
            return _saying(meant, f"the year has two digits, the order is taken as {order}")
    raise Unreadable("its three numbers of two digits can be read as different days")


def _saying(meant: Day, words: str) -> Day:
    return Day(meant.day, meant.precision, meant.calendar, "; ".join(filter(None, (meant.assumed, words))))
