"""The forms that RFC 822, RFC 3339, ISO 8601 and Unix fix, and what feeds make of them."""

import pytest

from tests.connectors.dates.reading import moment


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        pytest.param("Mon, 02 Nov 2026 10:05:00 +0300", "", "2026-11-02T07:05:00", id="RFC 822 with an offset"),
        pytest.param("Mon, 02 Nov 2026 10:05:00 GMT", "", "2026-11-02T10:05:00", id="RFC 822 in GMT"),
        pytest.param(
            "Mon, 2 Nov 2026 10:05:00 -0000", "", "2026-11-02T10:05:00", id="RFC 2822's unknown offset is UTC"
        ),
        pytest.param("Mon, 02 Nov 2026 10:05:00 EST", "", "2026-11-02T15:05:00", id="RFC 822's EST"),
        pytest.param("Mon, 02 Nov 2026 10:05:00 PDT", "", "2026-11-02T17:05:00", id="RFC 822's PDT"),
        pytest.param("02 Nov 2026 10:05 GMT", "", "2026-11-02T10:05:00", id="without weekday and seconds"),
        pytest.param("2 Nov 26 10:05 GMT", "", "2026-11-02T10:05:00", id="a year of two digits"),
        pytest.param(
            "Mon, 02 Nov 98 10:05:00 GMT", "", "1998-11-02T10:05:00", id="a year of two digits in the last century"
        ),
        pytest.param("Tue, 02 Nov 2026 10:05:00 GMT", "", "2026-11-02T10:05:00", id="a wrong weekday changes nothing"),
        pytest.param("mon,  02  nov  2026 10:05 gmt", "", "2026-11-02T10:05:00", id="lower case and double spaces"),
        pytest.param(
            "Mon, 02 Nov 2026 10:05:00 +0000 (UTC)", "", "2026-11-02T10:05:00", id="a comment behind the offset"
        ),
        pytest.param("Mon, 02 November 2026 10:05:00 +0300", "", "2026-11-02T07:05:00", id="the month written out"),
        pytest.param("Monday, 02 Nov 2026 10:05:00 +0300", "", "2026-11-02T07:05:00", id="the weekday written out"),
        pytest.param("Mon, 02 Nov 2026 10:05:00 +03:00", "", "2026-11-02T07:05:00", id="a colon in the offset"),
        pytest.param("Mon, 02 Nov 2026 10:05:00", "", "2026-11-02T10:05:00", id="RFC 822 without zone"),
        pytest.param("Mon, 02 Nov 2026 10:05:00", "SA", "2026-11-02T07:05:00", id="RFC 822 without zone from Riyadh"),
        pytest.param("Mon, 02 Nov 2026", "", "2026-11-02T00:00:00", id="RFC 822's day alone"),
        pytest.param("Mon, 02 Nov 2026 24:00:00 GMT", "", "2026-11-03T00:00:00", id="midnight at the end of the day"),
        pytest.param("Mon, 02 Nov 2026 10:05:60 GMT", "", "2026-11-02T10:06:00", id="a leap second"),
        pytest.param("Mon Nov  2 10:05:00 2026", "", "2026-11-02T10:05:00", id="asctime"),
        pytest.param("Mon Nov  2 10:05:00 EET 2026", "", "2026-11-02T08:05:00", id="date(1)"),
        pytest.param(
            "Mon Nov 02 2026 10:05:00 GMT+0300 (Arabian Standard Time)",
            "",
            "2026-11-02T07:05:00",
            id="a browser's own form",
        ),
        pytest.param("02/Nov/2026:10:05:00 +0300", "", "2026-11-02T07:05:00", id="a web server's log"),
        pytest.param("2026-11-02T10:05:00Z", "", "2026-11-02T10:05:00", id="RFC 3339"),
        pytest.param("2026-11-02T10:05:00+03:00", "", "2026-11-02T07:05:00", id="RFC 3339 with an offset"),
        pytest.param("2026-11-02T10:05:00.123456789Z", "", "2026-11-02T10:05:00", id="nanoseconds"),
        pytest.param("2026-11-02T10:05:00,5Z", "", "2026-11-02T10:05:00", id="a comma before the fraction"),
        pytest.param("2026-11-02t10:05:00z", "", "2026-11-02T10:05:00", id="in lower case"),
        pytest.param("2026-11-02 10:05:00 +0300", "", "2026-11-02T07:05:00", id="spaces instead of T"),
        pytest.param("2026-11-02 10:05:00.123 +03", "", "2026-11-02T07:05:00", id="an offset of hours"),
        pytest.param("2026-11-02 10:05:00 UTC", "", "2026-11-02T10:05:00", id="UTC by its name"),
        pytest.param("2026-11-02 10:05:00 +0000 UTC", "", "2026-11-02T10:05:00", id="Go's way"),
        pytest.param("2026-11-02 10:05:00 UTC+03:00", "", "2026-11-02T07:05:00", id="an offset behind UTC"),
        pytest.param("2026-11-02 10:05 GMT+3", "", "2026-11-02T07:05:00", id="an offset of one digit"),
        pytest.param("2026-11-02 10:05 GMT-3", "", "2026-11-02T13:05:00", id="an offset to the west"),
        pytest.param("2026-11-02T10:05", "", "2026-11-02T10:05:00", id="no seconds, no zone"),
        pytest.param("2026-11-02T10:05:00", "SA", "2026-11-02T07:05:00", id="no zone, from Riyadh"),
        pytest.param("2026-11-02T24:00:00Z", "", "2026-11-03T00:00:00", id="24:00"),
        pytest.param("2016-12-31T23:59:60Z", "", "2017-01-01T00:00:00", id="the leap second of 2016"),
        pytest.param("2026-11-02", "", "2026-11-02T00:00:00", id="a day"),
        pytest.param("2026-11-02", "SA", "2026-11-01T21:00:00", id="a day begins at the publisher's"),
        pytest.param("2026-11-02+03:00", "", "2026-11-01T21:00:00", id="a day with an offset"),
        pytest.param("2026-11", "", "2026-11-01T00:00:00", id="a month"),
        pytest.param("2026-306", "", "2026-11-02T00:00:00", id="a day of the year"),
        pytest.param("2026-W45-1", "", "2026-11-02T00:00:00", id="a day of a week"),
        pytest.param("20261102T100500Z", "", "2026-11-02T10:05:00", id="the basic form"),
        pytest.param("20261102T100500+0300", "", "2026-11-02T07:05:00", id="the basic form with an offset"),
        pytest.param("20261102", "", "2026-11-02T00:00:00", id="eight digits"),
        pytest.param("202611021005", "", "2026-11-02T10:05:00", id="twelve digits"),
        pytest.param("20261102100500", "", "2026-11-02T10:05:00", id="fourteen digits"),
        pytest.param("1793606700", "", "2026-11-02T08:05:00", id="Unix time"),
        pytest.param("1793606700.5", "", "2026-11-02T08:05:00", id="Unix time with a fraction"),
        pytest.param("1793606700000", "", "2026-11-02T08:05:00", id="Unix time in milliseconds"),
        pytest.param("1793606700000000", "", "2026-11-02T08:05:00", id="Unix time in microseconds"),
        pytest.param("1793606700000000000", "", "2026-11-02T08:05:00", id="Unix time in nanoseconds"),
        pytest.param("Mon, 20 Nov 2028 13:02:00 GMT", "", "2026-11-03T12:00:00", id="the future becomes the fetch"),
        pytest.param("2099-01-01", "", "2026-11-03T12:00:00", id="the far future too"),
        pytest.param(" \t2026-11-02T10:05:00Z\n", "", "2026-11-02T10:05:00", id="space around it"),
    ],
)
def test_a_standard_form_is_read(raw: str, country: str, expected: str) -> None:
    assert moment(raw, country) == expected
