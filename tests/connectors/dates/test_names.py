"""Every name of a month and a weekday that the Unicode locale data has for these languages is read."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from babel import Locale

from connectors.dates import Dated, read_date
from connectors.dates.calendars import from_hijri, from_solar
from connectors.dates.folding import fold
from connectors.dates.lexicon import MEANINGS
from connectors.dates.month_names import GREGORIAN, HIJRI, SOLAR
from connectors.dates.weekday_names import WEEKDAYS

LOCALES = {
    "ar": "EG SY IQ LB SA AE DZ TN MA",
    "en": "US GB AU",
    "fr": "FR CA",
    "es": "ES MX",
    "de": "DE AT",
    "pt": "BR PT",
    "fa": "IR AF",
    **dict.fromkeys(("it", "tr", "ru", "uk", "ps", "he", "ur", "ckb", "nl", "pl", "el", "id", "ms"), ""),
}
MARKS_INSTEAD_OF_NAMES = {"zh": "", "ja": "", "ko": ""}
"""Languages whose months are numbers before a mark, and whose short weekdays are single signs."""

FETCHED = datetime(2026, 12, 31, 12, tzinfo=UTC)
FIRST_MONDAY = date(2026, 6, 1)


def names(kind: str) -> Iterator[object]:
    languages = LOCALES if kind == "month" else LOCALES | MARKS_INSTEAD_OF_NAMES
    for locale in (f"{language}_{land}" for language, lands in languages.items() for land in lands.split() or [""]):
        parsed = Locale.parse(locale.strip("_"))
        for width in ("wide",) if parsed.language in MARKS_INSTEAD_OF_NAMES else ("wide", "abbreviated"):
            table = (parsed.months if kind == "month" else parsed.days)["format"][width]
            for number, name in table.items():
                short = kind == "day" and len(name.strip(".")) < 3 and name.isascii()
                if not short:
                    yield pytest.param(number, name, id=f"{locale} {width} {number}")


@pytest.mark.parametrize(("number", "name"), list(names("month")))
def test_a_month_of_the_locale_data_is_read(number: int, name: str) -> None:
    outcome = read_date(f"5 {name} 2026 GMT", FETCHED)
    assert outcome == Dated(datetime(2026, number, 5, tzinfo=UTC), "day")


@pytest.mark.parametrize(("number", "name"), list(names("day")))
def test_a_weekday_of_the_locale_data_is_read(number: int, name: str) -> None:
    day = FIRST_MONDAY + timedelta(days=number)
    outcome = read_date(f"{name}, {day.isoformat()} GMT", FETCHED)
    assert outcome == Dated(datetime.combine(day, datetime.min.time(), UTC), "day")


@pytest.mark.parametrize(
    ("table", "entries"),
    [
        *(pytest.param(row, 12, id=f"months {row[:12]}") for row in (*GREGORIAN, *HIJRI, *SOLAR)),
        *(pytest.param(row, 7, id=f"days {row[:12]}") for row in WEEKDAYS),
    ],
)
def test_a_row_of_names_is_complete(table: str, entries: int) -> None:
    assert len(table.split()) == entries


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        pytest.param(GREGORIAN, "G", id="Gregorian months"),
        pytest.param(HIJRI, "I", id="Hijri months"),
        pytest.param(SOLAR, "F", id="Solar Hijri months"),
        pytest.param(WEEKDAYS, "w", id="weekdays"),
    ],
)
def test_no_name_stands_for_two_numbers(rows: tuple[str, ...], kind: str) -> None:
    for row in rows:
        for number, alternatives in enumerate(row.split(), start=1):
            for name in alternatives.split("|"):
                assert MEANINGS[" ".join(re.split("[_' ]", fold(name)))][kind] == number, name


@pytest.mark.parametrize(
    ("year", "gregorian"),
    [
        pytest.param(1300, date(1921, 3, 21), id="1300"),
        pytest.param(1358, date(1979, 3, 21), id="1358"),
        pytest.param(1370, date(1991, 3, 21), id="1370"),
        pytest.param(1375, date(1996, 3, 20), id="1375, a leap year"),
        pytest.param(1376, date(1997, 3, 21), id="1376, behind a leap year"),
        pytest.param(1399, date(2020, 3, 20), id="1399, a leap year"),
        pytest.param(1400, date(2021, 3, 21), id="1400"),
        pytest.param(1403, date(2024, 3, 20), id="1403, a leap year"),
        pytest.param(1404, date(2025, 3, 21), id="1404"),
        pytest.param(1405, date(2026, 3, 21), id="1405"),
        pytest.param(1408, date(2029, 3, 20), id="1408, five years after the last leap year"),
    ],
)
def test_the_solar_new_year(year: int, gregorian: date) -> None:
    assert from_solar(year, 1, 1) == gregorian


def test_solar_days_follow_each_other() -> None:
    day, expected = date(1921, 3, 21), []
    for year in range(1300, 1470):
        months = [31] * 6 + [30] * 5 + [(from_solar(year + 1, 1, 1) - from_solar(year, 12, 1)).days]
        for month, days in enumerate(months, start=1):
            expected.append(
                from_solar(year, month, 1) == day and from_solar(year, month, days) == day + timedelta(days - 1)
            )
            day += timedelta(days)
    assert all(expected)


@pytest.mark.parametrize(
    ("hijri", "gregorian"),
    [
        pytest.param((1448, 5, 21), date(2026, 11, 1), id="21 Jumada I 1448"),
        pytest.param((1446, 5, 29), date(2024, 12, 1), id="a day that a Cairo page writes in both calendars"),
        pytest.param((1447, 9, 1), date(2026, 2, 18), id="the first of Ramadan 1447"),
        pytest.param((1448, 1, 1), date(2026, 6, 16), id="the new year 1448"),
    ],
)
def test_a_hijri_day(hijri: tuple[int, int, int], gregorian: date) -> None:
    assert from_hijri(*hijri) == gregorian
