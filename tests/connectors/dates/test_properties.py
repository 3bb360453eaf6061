"""What holds for every text: what we write is read back, nothing raises, and no text takes long."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.dates import Dated, Undated, read_date
from connectors.dates.lexicon import MEANINGS

FETCHED = datetime(2030, 1, 1, tzinfo=UTC)
EGYPT = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
LEVANT = "كانون-الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين-الأول تشرين-الثاني كانون-الأول"
GENITIVE = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


def word(words: str, number: int) -> str:
    return words.split()[number].replace("-", " ")


def rfc_822(at: datetime) -> str:
    return f"{word(WEEKDAYS, at.weekday())}, {at:%d} {word(MONTHS, at.month - 1)} {at:%Y %H:%M:%S %z}"


def arabic(at: datetime, months: str) -> str:
    part = "م" if at.hour >= 12 else "ص"
    text = f"{at.day} {word(months, at.month - 1)} {at.year} - {at:%I:%M:%S} {part} GMT{at:%z}"
    return text.translate(ARABIC_DIGITS)


FORMS: dict[str, Callable[[datetime], str]] = {
    "RFC 822": rfc_822,
    "RFC 3339": lambda at: at.isoformat(),
    "basic": lambda at: at.strftime("%Y%m%dT%H%M%S%z"),
    "spaced": lambda at: at.strftime("%Y-%m-%d %H:%M:%S %z"),
    "dotted": lambda at: at.strftime("%d.%m.%Y %H:%M:%S %z"),
    "time first": lambda at: f"{at:%H:%M:%S %z}, {at.day} {word(MONTHS, at.month - 1)} {at.year}",
    "browser": lambda at: f"{word(WEEKDAYS, at.weekday())} {word(MONTHS, at.month - 1)} {at:%d %Y %H:%M:%S GMT%z}",
    "log": lambda at: f"{at:%d}/{word(MONTHS, at.month - 1)}/{at:%Y:%H:%M:%S %z}",
    "Egypt": lambda at: arabic(at, EGYPT),
    "Levant": lambda at: arabic(at, LEVANT),
    "Russian": lambda at: f"{at.day} {word(GENITIVE, at.month - 1)} {at.year} г., {at:%H:%M:%S %z}",
    "Japanese": lambda at: f"{at.year}年{at.month}月{at.day}日 {at:%H:%M:%S %z}",
    "Unix": lambda at: str(int(at.timestamp())),
}

moments = st.builds(
    lambda at, minutes: at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime(1990, 1, 3), datetime(2029, 12, 29)),  # noqa: DTZ001 - the zone is put in beside it
    st.sampled_from([0, 60, 120, 180, 210, 270, 330, 345, 480, 840, -60, -180, -210, -300, -480, -660]),
)


@pytest.mark.parametrize("form", FORMS)
@given(at=moments)
def test_what_is_written_is_read_back(form: str, at: datetime) -> None:
    outcome = read_date(FORMS[form](at), FETCHED)
    assert isinstance(outcome, Dated)
    assert outcome.moment == at
    assert outcome.assumed == ""


vocabulary = st.one_of(
    st.sampled_from(sorted(MEANINGS)),
    st.integers(0, 3000).map(str),
    st.sampled_from([*":/.-,+()|", "GMT", "Asia/Riyadh", "١٢", "Z", "T", "م", "\u200f"]),
)


def holds(raw: str) -> None:
    outcome = read_date(raw, FETCHED, country="SA")
    if isinstance(outcome, Undated):
        assert outcome.reason
    else:
        assert outcome.moment.tzinfo is UTC
        assert datetime(1990, 1, 1, tzinfo=UTC) <= outcome.moment <= FETCHED


@given(raw=st.text(max_size=220))
def test_any_text_has_an_outcome(raw: str) -> None:
    holds(raw)


@given(parts=st.lists(vocabulary, max_size=14), gap=st.sampled_from(["", " "]))
def test_any_words_of_dates_have_an_outcome(parts: list[str], gap: str) -> None:
    holds(gap.join(parts))


@given(country=st.text(max_size=4), zone=st.text(max_size=20))
def test_any_country_and_zone_has_an_outcome(country: str, zone: str) -> None:
    assert isinstance(read_date("2 Nov 2026 10:05", FETCHED, country=country, time_zone=zone), Dated)


def test_a_fetch_without_zone_is_taken_as_utc() -> None:
    naive = FETCHED.replace(tzinfo=None)
    assert read_date("2031-01-01", naive) == read_date("2031-01-01", FETCHED)


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(":", id="colons"),
        pytest.param("1", id="digits"),
        pytest.param("1 ", id="numbers"),
        pytest.param("1:", id="times"),
        pytest.param("-1", id="signs"),
        pytest.param("1.", id="dots"),
        pytest.param("1/", id="slashes"),
        pytest.param("(", id="parentheses"),
        pytest.param("nov ", id="months"),
        pytest.param("1 nov ", id="days"),
        pytest.param("nov/", id="months that join"),
        pytest.param("كانون ", id="halves of a phrase"),
        pytest.param("منذ ساعة ", id="spans"),
        pytest.param("1h", id="hours"),
        pytest.param("a/", id="zones"),
        pytest.param("published ", id="labels"),
        pytest.param("ﷺ", id="a sign that is eighteen letters"),
        pytest.param("\u064b", id="marks"),
        pytest.param("年", id="Han signs"),
        pytest.param("\ud800", id="halves of a character"),
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    raw = (piece * 200)[:200]
    holds(raw)
    fastest = 1.0
    for _ in range(5):
        began = time.perf_counter()
        holds(raw)
        fastest = min(fastest, time.perf_counter() - began)
    assert fastest < 0.05
