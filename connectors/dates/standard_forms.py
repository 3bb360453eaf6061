"""The forms that standards fix, read without looking at words: RFC 3339, RFC 822, ISO 8601's basic form, Unix time.

Each reader answers a moment, or None where the text is not of its form or is one that needs more thought (24:00,
another calendar, an offset that no place has); then `reading` takes the long way.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from connectors.dates.calendar_day import EARLIEST_YEAR, LATEST_YEAR
from connectors.dates.outcome import Precision, Unreadable

_RFC_3339: Final = re.compile(
    r"([12]\d\d\d)-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(?:([Zz])|([-+])(\d\d):?(\d\d))?",
    re.ASCII,
)
_RFC_822: Final = re.compile(
    r"(?:(mon|tue|wed|thu|fri|sat|sun),? +)?(\d\d?) +(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) +(\d{4})"
    r" +(\d\d):(\d\d)(?::(\d\d))? *(?:(gmt|utc|ut|z)|([-+])(\d\d)(\d\d))",
    re.ASCII | re.IGNORECASE,
)
_BASIC: Final = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:[Tt ]?(\d\d)(\d\d)(\d\d)?(?:[.,](\d{1,9}))?(?:([Zz])|([-+])(\d\d):?(\d\d)?)?)?", re.ASCII
)
_WEEK: Final = re.compile(r"(\d{4})-?[Ww](\d\d)(?:-?([1-7]))?", re.ASCII)
_UNIX: Final = re.compile(r"@?(\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.(\d{1,9}))?", re.ASCII)
_MONTHS: Final = "janfebmaraprmayjunjulaugsepoctnovdec"
_WEEKDAYS: Final = "montuewedthufrisatsun"


def rfc_3339(text: str) -> tuple[datetime, Precision, str] | None:
    """``2026-11-02T10:05:00+03:00``: the moment, its precision, and what was assumed."""
    match = _RFC_3339.fullmatch(text)
    if match is None or int(match[1]) < EARLIEST_YEAR or not (match[8] or match[9]):
        return None
    try:
        moment = _fields(match).replace(tzinfo=UTC)
        moment = moment if match[8] else _shifted(moment, match[9], match[10], match[11])
    except (ValueError, OverflowError):
        return None
    return moment, "second" if match[6] else "minute", ""


def local_time(text: str) -> tuple[datetime, Precision] | None:
    """``2026-11-02 10:05:00``: what a clock showed somewhere (naive), and the precision."""
    match = _RFC_3339.fullmatch(text)
    if match is None or not EARLIEST_YEAR <= int(match[1]) <= LATEST_YEAR or match[8] or match[9]:
        return None
    try:
        return _fields(match), "second" if match[6] else "minute"
    except ValueError:
        return None


def _fields(match: re.Match[str]) -> datetime:
    """Year to microsecond of `_RFC_3339`, without a zone. Raises ValueError."""
    year, month, day, hour, minute, second, part = match.groups()[:7]
    day_of = date(int(year), int(month), int(day))
    microsecond = int(f"{part:0<6.6}") if part else 0
    return datetime.combine(day_of, time(int(hour), int(minute), int(second or 0), microsecond))


def rfc_822(text: str) -> tuple[datetime, Precision, str] | None:
    """``Mon, 02 Nov 2026 10:05:00 +0300``, also without weekday or seconds."""
    match = _RFC_822.fullmatch(text)
    if match is None or int(match[4]) < EARLIEST_YEAR:
        return None
    weekday, day, month, year, hour, minute, second, name, sign, hours, minutes = match.groups()
    try:
        number = _MONTHS.index(month.lower()) // 3 + 1
        moment = datetime(int(year), number, int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC)
        wrong = weekday and moment.weekday() != _WEEKDAYS.index(weekday.lower()) // 3
        moment = moment if name else _shifted(moment, sign, hours, minutes)
    except (ValueError, OverflowError):
        return None
    return moment, "second" if second else "minute", "the weekday is another" if wrong else ""


def _shifted(moment: datetime, sign: str, hours: str, minutes: str) -> datetime:
    """``moment`` less its offset. Raises ValueError for one that no place has."""
    offset = 60 * int(hours) + int(minutes)
    if offset > 14 * 60 or int(minutes) > 59:
        raise ValueError
    return moment - timedelta(minutes=offset) if sign == "+" else moment + timedelta(minutes=offset)


def unix_time(text: str) -> datetime | None:
    """A number of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by its digits."""
    match = _UNIX.fullmatch(text)
    if match is None:
        return None
    digits = match[1]
    scale = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 15: 10**6, 16: 10**6, 18: 10**9, 19: 10**9}[len(digits)]
    seconds, rest = divmod(int(digits), scale)
    if not 631_152_000 <= seconds < 4_102_444_800:
        return None
    microseconds = rest * 10**6 // scale
    if scale == 1 and match[2]:
        microseconds = int(f"{match[2]:0<6.6}")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, microseconds=microseconds)


def spaced(text: str) -> str:
    """ISO 8601's basic and week forms as the extended one, which is read like any other text; others as they are.

    Raises Unreadable for a week that the year does not have.
    """
    match = _BASIC.fullmatch(text)
    if match is not None and (match[4] or (_plausible(match[1]) and int(match[2]) <= 12)):
        year, month, day, hour, minute, second, part, zulu, sign, hours, minutes = match.groups()
        written = f"{year}-{month}-{day}"
        if hour:
            written += f" {hour}:{minute}" + (f":{second}" if second else "") + (f".{part}" if part else "")
        if zulu or sign:
            written += "z" if zulu else f"{sign}{hours}:{minutes or '00'}"
        return written
    match = _WEEK.fullmatch(text)
    if match is not None and match[3]:
        try:
            return date.fromisocalendar(int(match[1]), int(match[2]), int(match[3])).isoformat()
        except ValueError:
            raise Unreadable("the year does not have that week") from None
    return text


def _plausible(year: str) -> bool:
    return EARLIEST_YEAR <= int(year) <= LATEST_YEAR or 1400 <= int(year) <= 1500
