"""Hijri (Umm al-Qura) and Solar Hijri days as Gregorian ones.

The Umm al-Qura months are those of the `hijridate` package, 1343 to 1500 AH. The Solar Hijri calendar is computed: its
year begins at the spring equinox, which falls into leap years in a cycle of 33 years, exact from 1244 to 1470 (1865 to
2092 AD).
"""

from datetime import date, timedelta
from typing import Final

from hijridate import Hijri

from connectors.dates.outcome import Unreadable

FIRST_HIJRI: Final = 1343
LAST_HIJRI: Final = 1500
FIRST_SOLAR: Final = 1244
LAST_SOLAR: Final = 1470

_FARVARDIN_1_1370: Final = date(1991, 3, 21)
_LEAP_OF_THE_CYCLE: Final = frozenset((1, 5, 9, 13, 17, 22, 26, 30))


def from_hijri(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day of the Umm al-Qura calendar. Raises Unreadable.

    A thirtieth day is read even where that calendar has 29: a country that saw the moon later has it.
    """
    if not (FIRST_HIJRI <= year <= LAST_HIJRI and 1 <= month <= 12 and 1 <= day <= 30):
        raise Unreadable(f"there is no day {day}.{month}.{year} in the Hijri calendar that is known")
    year_of, month_of, day_of = Hijri(year, month, 1).to_gregorian().datetuple()
    return date(year_of, month_of, day_of) + timedelta(days=day - 1)


def from_solar(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day of the Solar Hijri calendar. Raises Unreadable."""
    if not (FIRST_SOLAR <= year <= LAST_SOLAR and 1 <= month <= 12 and 1 <= day <= _solar_days(year, month)):
        raise Unreadable(f"there is no day {day}.{month}.{year} in the Solar Hijri calendar")
    days = 365 * (year - 1370) + _solar_leap_years(year) - _solar_leap_years(1370)
    days += 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return _FARVARDIN_1_1370 + timedelta(days=days)


def _solar_days(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or year % 33 in _LEAP_OF_THE_CYCLE else 29


def _solar_leap_years(year: int) -> int:
    """How many leap years there were before ``year``."""
    cycles, rest = divmod(year, 33)
    return 8 * cycles + sum(1 for leap in _LEAP_OF_THE_CYCLE if leap < rest)
