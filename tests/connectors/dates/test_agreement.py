"""Where the standard library and feedparser read a date as well, they agree, or the row says why not."""

import calendar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from feedparser.datetimes import _parse_date
from hypothesis import given
from hypothesis import strategies as st

from tests.connectors.dates.reading import moment
from tests.connectors.dates.test_properties import moments, rfc_822


def feedparser_reads(raw: str) -> str:
    parsed = _parse_date(raw)
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC).replace(tzinfo=None).isoformat() if parsed else ""


SAME = [
    "Mon, 02 Nov 2026 10:05:00 +0300",
    "Mon, 02 Nov 2026 10:05:00 GMT",
    "Mon, 02 Nov 2026 10:05:00 UT",
    "Mon, 02 Nov 2026 10:05:00 Z",
    "Mon, 02 Nov 2026 10:05:00 EST",
    "Mon, 02 Nov 2026 10:05:00 PDT",
    "Mon, 02 Nov 2026 10:05:00 -0000",
    "Mon, 2 Nov 2026 10:05 +0100",
    "02 Nov 2026 10:05:00 +0300",
    "2 Nov 26 10:05:00 GMT",
    "mon, 02 nov 2026 10:05:00 gmt",
    "Wed, 02 Nov 2026 10:05:00 GMT",
    "Mon, 02 November 2026 10:05:00 GMT",
    "Mon Nov  2 10:05:00 2026",
    "Mon, 02 Nov 2026",
    "2026-11-02T10:05:00Z",
    "2026-11-02T10:05:00+03:00",
    "2026-11-02T10:05:00.5Z",
    "2026-11-02T10:05Z",
    "2026-11-02",
    "20261102",
    "2026-11",
    "2026-306",
]


@pytest.mark.parametrize("raw", SAME)
def test_feedparser_agrees(raw: str) -> None:
    assert moment(raw) == feedparser_reads(raw)


@pytest.mark.parametrize(
    ("raw", "ours", "theirs"),
    [
        pytest.param(
            "1448-05-21", "2026-11-01T00:00:00", "1448-05-21T00:00:00", id="a Hijri year is no year of the Middle Ages"
        ),
        pytest.param(
            "2026", "undated: no date is written in it that can be read", "2026-01-01T00:00:00", id="a year is no day"
        ),
        pytest.param("2026-02-31", "undated: there is no day 2026-02-31", "2026-03-03T00:00:00", id="no such day"),
        pytest.param("Mon, 02 Nov 2026 10:05:00 MSK", "2026-11-02T07:05:00", "2026-11-02T10:05:00", id="Moscow's zone"),
        pytest.param("2026-11-02T24:00:00Z", "2026-11-03T00:00:00", "2026-11-03T00:00:00", id="24:00 is the next day"),
        pytest.param("Mon, 02 Nov 2026 10:05:00", "2026-11-02T10:05:00", "", id="no zone"),
        pytest.param("2 نوفمبر 2026", "2026-11-02T00:00:00", "", id="Arabic"),
    ],
)
def test_where_feedparser_reads_otherwise(raw: str, ours: str, theirs: str) -> None:
    assert (moment(raw), feedparser_reads(raw)) == (ours, theirs)


@given(at=moments.filter(lambda at: at < datetime(2026, 11, 1, tzinfo=UTC)), weekday=st.booleans())
def test_the_standard_library_agrees(at: datetime, weekday: bool) -> None:
    raw = rfc_822(at) if weekday else rfc_822(at).partition(", ")[2]
    assert moment(raw) == parsedate_to_datetime(raw).astimezone(UTC).replace(tzinfo=None).isoformat()
