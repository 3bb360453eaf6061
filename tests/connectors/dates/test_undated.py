"""What is no date, and the reason that people are given."""

import pytest

from tests.connectors.dates.reading import moment


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        pytest.param("", "", "undated: there is nothing written", id="nothing"),
        pytest.param("hello", "", "undated: no date is written in it", id="a word"),
        pytest.param(
            "x" * 201,
            "",
            "undated: it has more than 200 characters and is no date",
            id="too long",
        ),
        pytest.param("31 February 2026", "", "undated: there is no day 2026-02-31", id="no such day"),
        pytest.param("2026-13-02", "", "undated: there is no day 2026-13-02", id="no such month"),
        pytest.param("29/02/2026", "", "undated: there is no day 2026-02-29", id="no leap year"),
        pytest.param(
            "1970-01-01T00:00:00Z",
            "",
            "undated: it is the zero of Unix time, which publishing systems write for no date",
            id="the epoch",
        ),
        pytest.param("0", "", "undated: it is a placeholder of zeros, not a date", id="zero"),
        pytest.param(
            "Thu, 01 Jan 1970 00:00:00 +0000",
            "",
            "undated: it is the zero of Unix time, which publishing systems write for no date",
            id="the epoch in RFC 822",
        ),
        pytest.param("0001-01-01T00:00:00Z", "", "undated: the year 1 is before there were feeds", id="the first year"),
        pytest.param("0000-00-00 00:00:00", "", "undated: it is a placeholder of zeros, not a date", id="zeros"),
        pytest.param(
            "1985-05-21", "", "undated: the year 1985 is before there were feeds", id="before there were feeds"
        ),
        pytest.param(
            "9999-12-31T23:59:59-12:00", "", "undated: the year 9999 is too far ahead to be meant", id="never"
        ),
        pytest.param("2026", "", "undated: no date is written in it that can be read", id="a year"),
        pytest.param("14:05", "", "undated: it tells a time, but no day", id="a time"),
        pytest.param("الإثنين", "", "undated: no date is written in it", id="a weekday"),
        pytest.param("اليوم السابع", "", "undated: no date is written in it that can be read", id="a newspaper's name"),
        pytest.param("منذ أيام", "", "undated: it does not tell how many days ago", id="some days"),
        pytest.param(
            "26/11/02",
            "",
            "undated: its three numbers of two digits can be read as different days",
            id="three numbers of two digits",
        ),
        pytest.param("3 Foo 2026", "", "undated: no date is written in it that can be read", id="an unknown month"),
        pytest.param("Nov/Dec 2026", "", "undated: it names two different months", id="two months"),
        pytest.param("2026-11-02/2026-11-03", "", "undated: it names two different days", id="two days"),
        pytest.param("2 Nov 2026 10:05, 11:30", "", "undated: it tells more than one time of day", id="two times"),
        pytest.param(
            "2 Nov 2026 5 comments",
            "",
            "undated: there is a number or a month beside the date that does not belong to it",
            id="another number",
        ),
        pytest.param(
            "The 2 November 2026 elections in which a very long text stands",
            "",
            "undated: it is a sentence, not a date",
            id="a sentence",
        ),
        pytest.param(
            "15:00 ص 2 نوفمبر 2026", "", "undated: 15 o'clock is not in the morning", id="afternoon in the morning"
        ),
        pytest.param("2 Nov 2026 25:00", "", "undated: the time of day is one that no clock shows", id="no such time"),
        pytest.param(
            "2026-11-02T10:05:00+15:00",
            "",
            "undated: the offset from Greenwich is one that no place has",
            id="no such offset",
        ),
        pytest.param(
            "2026/11/02 م 10:05",
            "",
            "undated: م between day and time may be the era or the afternoon",
            id="an era or the afternoon",
        ),
        pytest.param(
            "2026-11-02-05:00",
            "",
            "undated: there is a number or a month beside the date that does not belong to it",
            id="a time or an offset",
        ),
        pytest.param("5551234567", "", "undated: no date is written in it that can be read", id="a telephone number"),
        pytest.param("2026-W54-1", "", "undated: the year does not have that week", id="no such week"),
        pytest.param("2026-366", "", "undated: the year 2026 has no day 366", id="no such day of the year"),
        pytest.param(
            "31/04/1448 هـ",
            "",
            "undated: there is no day 31.4.1448 in the Hijri calendar that is known",
            id="no Hijri month has 31 days",
        ),
        pytest.param(
            "30 اسفند 1404",
            "",
            "undated: there is no day 30.12.1404 in the Solar Hijri calendar",
            id="no leap year of the Solar Hijri calendar",
        ),
        pytest.param(
            "2 نوفمبر 2026 هـ",
            "",
            "undated: its month is Gregorian and its year is not",
            id="a Hijri year on a Gregorian month",
        ),
        pytest.param(
            "منذ 99999 سنة", "", "undated: no date is written in it that can be read", id="a number without sense"
        ),
        pytest.param("منذ 9999 سنة", "", "undated: it was longer ago than any feed", id="longer ago than any feed"),
    ],
)
def test_the_reason_is_told(raw: str, country: str, expected: str) -> None:
    assert moment(raw, country) == expected
