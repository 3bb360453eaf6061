"""What was taken for granted is said, and nothing else is."""

import pytest

from connectors.dates import Dated, Precision
from tests.connectors.dates.reading import FETCHED, read

NO_ZONE = "no zone is written: UTC, since the publisher's zone is not known"


@pytest.mark.parametrize(
    ("raw", "country", "precision", "assumed"),
    [
        pytest.param("Mon, 02 Nov 2026 10:05:00 +0300", "", "second", "", id="nothing"),
        pytest.param("2026-11-02T10:05Z", "", "minute", "", id="nothing, to the minute"),
        pytest.param("الساعة 10 مساء 2 نوفمبر 2026 بتوقيت غرينتش", "", "hour", "", id="nothing, to the hour"),
        pytest.param("1793606700", "", "second", "", id="Unix time assumes nothing"),
        pytest.param("2026-11-02 10:05", "", "minute", NO_ZONE, id="UTC"),
        pytest.param(
            "2026-11-02 10:05",
            "SA",
            "minute",
            "no zone is written: Asia/Riyadh, the zone of SA",
            id="the country's zone",
        ),
        pytest.param(
            "2026-11-02 10:05",
            "us",
            "minute",
            "no zone is written: America/New_York, of the capital of US",
            id="the capital's zone",
        ),
        pytest.param(
            "2026-10-31 01:30",
            "DE",
            "minute",
            "no zone is written: Europe/Berlin, the zone of DE",
            id="a country whose two zones show the same",
        ),
        pytest.param(
            "2026-10-25 02:30 Europe/Berlin",
            "",
            "minute",
            "the clocks were changed in that hour: the time before the change",
            id="an hour that comes twice",
        ),
        pytest.param("Tue, 02 Nov 2026 10:05:00 GMT", "", "second", "the weekday is another", id="a wrong weekday"),
        pytest.param(
            "الثلاثاء 2 نوفمبر 2026 10:05 GMT", "", "minute", "the weekday is another", id="a wrong weekday in Arabic"
        ),
        pytest.param("02/11/2026 GMT", "", "day", "the day is taken to stand before the month", id="day first"),
        pytest.param(
            "10/11/2026 GMT", "US", "day", "the month is taken to stand before the day, as in US", id="month first"
        ),
        pytest.param(
            "11/03/2026 GMT",
            "",
            "day",
            "the day is taken to stand before the month",
            id="day first, since both orders lie behind",
        ),
        pytest.param(
            "03/12/2026 GMT",
            "",
            "day",
            "in the other order of day and month it would lie ahead",
            id="the order that does not lie ahead",
        ),
        pytest.param("Mon 02/11/2026 GMT", "", "day", "", id="a weekday decides the order"),
        pytest.param("13/02/2026 GMT", "", "day", "", id="only one order is possible"),
        pytest.param(
            "02/11/26 GMT", "", "day", "the year has two digits, the order is taken as day first", id="a short year"
        ),
        pytest.param(
            "1448-05-21 GMT", "", "day", "the Hijri date is taken in the Umm al-Qura calendar", id="the Hijri calendar"
        ),
        pytest.param(
            "1405-08-11 GMT", "", "day", "the year is taken as one of the Solar Hijri calendar", id="Solar Hijri"
        ),
        pytest.param("21 جمادى الأولى 1448 هـ - 2 نوفمبر 2026 GMT", "", "day", "", id="two calendars, a day apart"),
        pytest.param(
            "11 جمادى الأولى 1448 هـ - 2 نوفمبر 2026 GMT",
            "",
            "day",
            "the Hijri date beside it is another day",
            id="two calendars, ten days apart",
        ),
        pytest.param(
            "2 نوفمبر GMT", "", "day", "the year is not told: the last such day before the fetch", id="no year"
        ),
        pytest.param("2 Nov 2026 GMT by John", "", "day", "words beside the date were passed over", id="words"),
        pytest.param("2 Nov 2026 10:05 AST", "SA", "minute", "AST is UTC+03:00 in SA", id="AST in Arabia"),
        pytest.param(
            "2 Nov 2026 10:05 AST",
            "",
            "minute",
            "AST has several meanings: UTC, since the publisher's zone is not known",
            id="AST of nobody",
        ),
        pytest.param("2 Nov 2026 10:05 EET", "EG", "minute", "", id="EET in winter"),
        pytest.param(
            "2 Jul 2026 10:05 EET",
            "EG",
            "minute",
            "EET is written, but the clock there showed UTC+03:00",
            id="EET in Cairo's summer",
        ),
        pytest.param(
            "2 Jul 2026 10:05 EET", "", "minute", "EET is taken as UTC+02:00, although it is summer", id="EET of nobody"
        ),
        pytest.param("2 Nov 2026 10:05 CST", "", "minute", "CST is taken as UTC-06:00", id="CST of nobody"),
        pytest.param("منذ 6 دقائق", "", "minute", "", id="minutes ago"),
        pytest.param("منذ ساعتين", "", "hour", "", id="hours ago"),
        pytest.param(
            "منذ دقائق", "", "hour", "it does not tell how many minutes ago: the moment of the fetch", id="some minutes"
        ),
        pytest.param("2026-11", "", "month", f"the day is not told: the first of the month; {NO_ZONE}", id="a month"),
    ],
)
def test_what_is_assumed(raw: str, country: str, precision: Precision, assumed: str) -> None:
    outcome = read(raw, country)
    assert isinstance(outcome, Dated)
    assert (outcome.precision, outcome.assumed) == (precision, assumed)


def test_a_date_in_the_future_becomes_the_fetch_and_says_so() -> None:
    outcome = read("2026-11-03T12:00:01Z")
    assert outcome == Dated(FETCHED, "second", "it lies after the fetch: the moment of the fetch")


def test_the_configured_zone_wins_over_the_country() -> None:
    outcome = read("2026-11-02 10:05", "SA", "Africa/Cairo")
    assert isinstance(outcome, Dated)
    assert outcome.moment.hour == 8
    assert outcome.assumed == "no zone is written: Africa/Cairo, the publisher's zone"


def test_a_zone_that_is_none_counts_as_not_configured() -> None:
    assert read("2026-11-02 10:05", "SA", "Mars/Olympus") == read("2026-11-02 10:05", "SA")
