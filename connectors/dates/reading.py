"""From what a feed or a page writes to a moment: the standards' forms first, then words.

`read_date` never raises and never guesses silently: what it took for granted stands in `Dated.assumed`, what it could
not decide in `Undated.reason`.
"""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Final

from connectors.dates import lexicon, standard_forms
from connectors.dates.calendar_day import EARLIEST_YEAR, Day, Surroundings, read_days
from connectors.dates.clock_time import Clock, read_clock, read_dotted_clock, read_zone
from connectors.dates.folding import fold
from connectors.dates.outcome import Dated, Precision, Undated, Unreadable
from connectors.dates.relative import before, read_day_word, read_distance
from connectors.dates.sentence import UNKNOWN, Sentence, Token, tokenise
from connectors.dates.zones import Locality, WrittenZone, locality, place, to_utc

LONGEST: Final = 200
"""Characters of the longest text that is taken for a date."""

STRANGE_WORDS: Final = 5
"""With more words that have nothing to do with dates, a text is a sentence that mentions one."""

EARLIEST: Final = datetime(EARLIEST_YEAR, 1, 1, tzinfo=UTC)
_DAY: Final = timedelta(days=1)
_EPOCH: Final = (datetime(1969, 12, 31, tzinfo=UTC), datetime(1970, 1, 2, tzinfo=UTC))

_PLACE: Final = re.compile(r"(?<![\w/])[A-Za-z]{2,12}(?:/[A-Za-z][A-Za-z_+-]{1,24}){1,2}(?![\w/])")
_ZONE_COMMENT: Final = re.compile(r"(?<=[+-][0-9]{4})\s*\([^()]*\)$")
_PARENTHESISED_WEEKDAY: Final = re.compile(r"\([月火水木金土日一二三四五六월화수목금토일]\)")


def read_date(raw: str, fetched_at: datetime, *, country: str = "", time_zone: str = "") -> Dated | Undated:
    """The moment that a feed or page wrote as ``raw``, or why there is none.

    ``country`` (ISO 3166-1) and ``time_zone`` (IANA, it wins) are the publisher's, for what the text leaves open. A
    moment after ``fetched_at`` becomes ``fetched_at``; one before 1990 is none. Pure; takes time linear in the text.
    """
    if fetched_at.tzinfo is None:
        fetched_at = fetched_at.replace(tzinfo=UTC)
    if len(raw) > LONGEST:
        return Undated(f"it has more than {LONGEST} characters and is no date")
    text = raw.strip()
    if not text:
        return Undated("there is nothing written")
    try:
        if standard := standard_forms.rfc_822(text) or standard_forms.rfc_3339(text):
            return _believed(*standard, fetched_at)
        if without_zone := standard_forms.local_time(text):
            local, precision = without_zone
            moment, assumed = to_utc(local, None, locality(country, time_zone))
            return _believed(moment, precision, assumed, fetched_at)
        return _read_words(text, fetched_at, locality(country, time_zone))
    except Unreadable as problem:
        return Undated(str(problem))
    except OverflowError:
        return Undated("it lies beyond the calendar")


def _believed(moment: datetime, precision: Precision, assumed: str, fetched_at: datetime) -> Dated | Undated:
    """The moment as far as it can be believed: not before there were feeds, not after the fetch."""
    if moment < EARLIEST:
        if _EPOCH[0] <= moment <= _EPOCH[1]:
            return Undated("it is the zero of Unix time, which publishing systems write for no date")
        return Undated(f"the year {moment.year} is before there were feeds")
    if moment > fetched_at:
        said = "it lies after the fetch: the moment of the fetch"
        return Dated(fetched_at.astimezone(UTC), precision, f"{assumed}; {said}" if assumed else said)
    return Dated(moment, precision, assumed)


def _read_words(text: str, fetched_at: datetime, where: Locality) -> Dated | Undated:
    named = ""
    for found in _PLACE.finditer(text):
        if name := place(found[0]):
            text, named = text.replace(found[0], " "), name
            break
    folded = _ZONE_COMMENT.sub("", _PARENTHESISED_WEEKDAY.sub(" ", fold(text)).strip())
    if moment := standard_forms.unix_time(folded):
        return _believed(moment, "second", "", fetched_at)
    if folded.isdigit() and not int(folded):
        return Undated("it is a placeholder of zeros, not a date")
    tokens = tokenise(standard_forms.spaced(folded))
    problems: list[Undated] = []
    for part in _by_label(tokens):
        try:
            return _read_part(Sentence(part), named, fetched_at, where)
        except Unreadable as problem:
            problems.append(Undated(str(problem)))
    return problems[0] if problems else Undated("no date is written in it")


def _by_label(tokens: list[Token]) -> list[list[Token]]:
    """The parts of a text that labels open: what was published first, what has no label next, updates last."""
    parts: list[tuple[int, list[Token]]] = [(1, [])]
    for token in tokens:
        if token.letter in (lexicon.PUBLISHED, lexicon.UPDATED):
            parts.append((0 if token.letter == lexicon.PUBLISHED else 2, []))
        else:
            parts[-1][1].append(token)
    return [
        part for _, part in sorted(parts, key=lambda labelled: labelled[0]) if any(t.letter in "dtyLANQ" for t in part)
    ]


def _read_part(sentence: Sentence, named: str, fetched_at: datetime, where: Locality) -> Dated | Undated:
    """One date of a text. Raises Unreadable."""
    if distance := read_distance(sentence):
        return _believed(before(fetched_at, distance), distance.precision, distance.assumed, fetched_at)
    weekdays = frozenset(int(value) for value in sentence.values(lexicon.WEEKDAY))
    today = fetched_at.astimezone(where.zone or UTC).date()
    for reading_time in list(re.finditer("d[uU]r", sentence.shape)):
        sentence.take(*reading_time.span())
    clock = read_clock(sentence)
    zone = read_zone(sentence)
    if clock is not None and clock.offset is not None:
        zone = WrittenZone(minutes=clock.offset)
    elif named:
        zone = WrittenZone(place=named)
    days = read_days(sentence, Surroundings(today, where.country, weekdays))
    clock = clock or read_dotted_clock(sentence)
    if days:
        day = _agreed(days)
        notes = [day.assumed, _strange(sentence)]
        if weekdays and day.precision == "day" and day.day.weekday() + 1 not in weekdays:
            notes.append("the weekday is another")
    elif (meant := read_day_word(sentence, today)) is not None:
        day, notes = Day(meant), []
    else:
        raise Unreadable("it tells a time, but no day" if clock else "no date is written in it that can be read")
    return _on(day, clock, zone, notes, fetched_at, where)


def _on(
    day: Day, clock: Clock | None, zone: WrittenZone | None, notes: list[str], fetched_at: datetime, where: Locality
) -> Dated | Undated:
    local = datetime.combine(day.day, time()) + (clock.since_midnight if clock else timedelta())
    moment, assumed = to_utc(local, zone, where)
    precision = clock.precision if clock and day.precision == "day" else day.precision
    return _believed(moment, precision, "; ".join(filter(None, [*notes, assumed])), fetched_at)


def _agreed(days: list[Day]) -> Day:
    """The one day that all of them mean; a Gregorian one wins over its Hijri equivalent. Raises Unreadable."""
    gregorian = {day.day: day for day in days if day.calendar == "gregorian"}
    other = [day for day in days if day.calendar != "gregorian"]
    if len(gregorian) > 1 or (not gregorian and len({day.day for day in other}) > 1):
        raise Unreadable("it names two different days")
    if not gregorian:
        return other[0]
    (day,) = gregorian.values()
    if any(abs(day.day - meant.day) > 2 * _DAY for meant in other):
        words = "; ".join(filter(None, (day.assumed, "the Hijri date beside it is another day")))
        return Day(day.day, day.precision, day.calendar, words)
    return day


def _strange(sentence: Sentence) -> str:
    """What is said of the words that are no part of a date. Raises Unreadable where they make the date doubtful."""
    shape = sentence.shape
    if any(letter in shape for letter in "dtyLGIF"):
        raise Unreadable("there is a number or a month beside the date that does not belong to it")
    strange = shape.count(UNKNOWN)
    if strange > STRANGE_WORDS:
        raise Unreadable("it is a sentence, not a date")
    return "words beside the date were passed over" if strange else ""
