"""What is learned of a feed's rhythm, and what follows: the next poll, and when its quiet is silence."""

import math
import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.scheduling.next_poll import LONGEST, SHORTEST, interval, next_poll
from connectors.scheduling.rhythm import UNKNOWN, Profile, Rhythm, haste, missed, observed, silent_after

START = datetime(2026, 8, 31, tzinfo=UTC)
MINUTES_5, MINUTES_15, HOUR, DAY = timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)

Rate = Callable[[datetime], float]
"""Items an hour at a time."""


def steady(a_day: float) -> Rate:
    return lambda _: a_day / 24


def daily(a_day: float, weekend: float = 1.0, resting: tuple[int, int] = (4, 5)) -> Rate:
    """A newspaper: nothing from 22 to 5 UTC, most at noon; on weekends a share of it."""

    def rate(at: datetime) -> float:
        if at.hour >= 22 or at.hour < 5:
            return 0.0
        share = weekend if at.weekday() in resting else 1.0
        return a_day * share * math.sin((at.hour - 4.5) / 17 * math.pi) / 10.8

    return rate


def bursts(a_day: float) -> Rate:
    """The same number of items, but all within two hours out of twelve."""
    return lambda at: a_day / 24 * 6 if at.hour % 12 < 2 else 0.0


def publish(rate: Rate, days: int, seed: int) -> list[datetime]:
    """A Poisson process of this rate, minute by minute."""
    chance = random.Random(seed)
    published = []
    for minute in range(days * 24 * 60):
        at = START + timedelta(minutes=minute)
        chances = rate(at) / 60
        published += [at + timedelta(seconds=chance.random() * 60) for _ in range(_poisson(chances, chance))]
    return sorted(published)


def _poisson(mean: float, chance: random.Random) -> int:
    number, rest = 0, chance.random() - math.exp(-mean)
    term = math.exp(-mean)
    while rest > 0 and number < 20:
        number += 1
        term *= mean / number
        rest -= term
    return number


def follow(
    published: Sequence[datetime], begin: datetime, until: datetime, rhythm: Rhythm = UNKNOWN
) -> list[tuple[datetime, Rhythm]]:
    """Poll a feed that shows its last 20 items as the rhythm says: each poll with what was known after it."""
    polls: list[tuple[datetime, Rhythm]] = []
    at, seen = begin, 0
    while at < until:
        end = bisect_right(published, at)
        first = max(0, end - 20)
        new = published[max(first, seen) : end]
        rhythm = observed(rhythm, at, len(new), published[first:end] if rhythm is UNKNOWN else new)
        polls.append((at, rhythm))
        seen = end
        at = next_poll("feed", at, rhythm).at
    return polls


def silences(polls: Sequence[tuple[datetime, Rhythm]]) -> list[datetime]:
    """The polls at which the feed was found silent."""
    found = []
    for at, rhythm in polls:
        limit = silent_after(rhythm)
        if limit is not None and rhythm.last_item_at is not None and at - rhythm.last_item_at >= limit:
            found.append(at)
    return found


def test_of_a_new_feed_nothing_is_known() -> None:
    assert interval(UNKNOWN, START) == MINUTES_15
    assert not UNKNOWN.known
    assert silent_after(UNKNOWN) is None
    assert next_poll("feed", START, UNKNOWN).reason == "nothing is known of its rhythm yet"
    empty = observed(UNKNOWN, START, 0, [])
    assert interval(empty, START) == MINUTES_15


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        pytest.param([START - HOUR * n for n in range(20)], 1.0, id="one an hour"),
        pytest.param([START - MINUTES_5 * n for n in range(20)], 12.0, id="twelve an hour"),
        pytest.param([*(START - HOUR * n for n in range(19)), START - 300 * DAY], 1.0, id="a pinned item"),
        pytest.param([*(START - HOUR * n for n in range(19)), START - 9999 * DAY], 1.0, id="a date of long ago"),
        pytest.param([*(START - HOUR * n for n in range(19)), START + 9 * DAY], 1.0, id="a date in the future"),
        pytest.param([START - HOUR * n for n in reversed(range(20))], 1.0, id="the oldest first"),
    ],
)
def test_the_first_poll_seeds_the_level(published: list[datetime], expected: float) -> None:
    rhythm = observed(UNKNOWN, START, len(published), published)
    assert rhythm.level == pytest.approx(expected, rel=0.15)


@pytest.mark.parametrize(
    "published",
    [
        pytest.param([], id="no dates"),
        pytest.param([START - HOUR] * 20, id="all the same date"),
        pytest.param([START - HOUR, START - 2 * HOUR], id="too few"),
        pytest.param([START + HOUR * n for n in range(1, 9)], id="all in the future"),
    ],
)
def test_dates_that_tell_nothing_seed_nothing(published: list[datetime]) -> None:
    rhythm = observed(UNKNOWN, START, len(published), published)
    assert (rhythm.level, rhythm.known, interval(rhythm, START)) == (2.0, False, MINUTES_15)


@pytest.mark.parametrize("step", [timedelta(minutes=2), MINUTES_15, timedelta(hours=4)])
def test_the_level_does_not_depend_on_how_often_the_feed_was_polled(step: timedelta) -> None:
    published = publish(steady(48), 12, seed=1)
    rhythm, at = observed(UNKNOWN, START, 0), START
    while at < START + 12 * DAY:
        new = published[bisect_right(published, at) : bisect_right(published, at + step)]
        at += step
        rhythm = observed(rhythm, at, len(new), new)
    assert rhythm.level == pytest.approx(2.0, rel=0.15)


def test_a_feed_that_says_nothing_is_asked_less_and_less() -> None:
    waits = [interval(rhythm, at) for at, rhythm in follow([], START, START + 2 * DAY)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST
    assert len(waits) < 20


def test_an_hour_of_the_day_is_learned() -> None:
    polls = follow(publish(daily(60), 21, seed=2), START, START + 21 * DAY)
    profile = Profile(polls[-1][1])
    assert profile.hour(13) > 1.4
    assert profile.hour(1) < 0.3
    noon, night = START + 21 * DAY + 12 * HOUR, START + 21 * DAY + 23 * HOUR
    assert interval(polls[-1][1], noon) < timedelta(minutes=12)
    assert interval(polls[-1][1], night) > timedelta(minutes=20)


def test_a_weekend_is_learned() -> None:
    polls = follow(publish(daily(60, weekend=0.1), 28, seed=3), START, START + 28 * DAY)
    profile = Profile(polls[-1][1])
    assert profile.day(4) < 0.35 < 1.1 < profile.day(2)


def test_without_dates_items_are_counted_between_the_polls() -> None:
    rhythm = observed(UNKNOWN, START, 0)
    rhythm = observed(rhythm, START + 2 * HOUR, 4)
    assert rhythm.hours[1] == 4
    assert rhythm.last_item_at == START + HOUR


def test_a_surge_shortens_the_interval_at_once_and_passes() -> None:
    before = observed(UNKNOWN, START, 20, [START - HOUR * n for n in range(20)])
    after = observed(before, START + timedelta(minutes=30), 10)
    assert after.surge > 3
    assert interval(after, START + HOUR) < interval(before, START) / 2
    assert next_poll("feed", START, after).reason.endswith("faster since more than usual came of late")
    later = observed(after, START + 6 * HOUR, 5)
    assert later.surge < 1.5


def test_missed_items_halve_the_interval_and_that_fades() -> None:
    rhythm = observed(UNKNOWN, START, 20, [START - HOUR * n for n in range(20)])
    plain = interval(rhythm, START)
    hurried = missed(rhythm, START)
    assert interval(hurried, START) == pytest.approx(plain / 2, rel=0.15)
    assert next_poll("feed", START, hurried).reason.endswith("faster since items were missed")
    for _ in range(9):
        hurried = missed(hurried, START)
    assert haste(hurried, START) == 8.0
    assert haste(hurried, START + DAY) == pytest.approx(4.5)
    assert haste(observed(hurried, START + DAY, 0), START + 2 * DAY) == pytest.approx(2.75)
    assert haste(hurried, START + 30 * DAY) == 1.0


def test_what_lies_in_the_past_changes_nothing() -> None:
    rhythm = observed(UNKNOWN, START, 20, [START - HOUR * n for n in range(20)])
    assert observed(rhythm, START, 5) == rhythm
    assert observed(rhythm, START - HOUR, 5) == rhythm


def test_from_a_long_absence_nothing_is_learned() -> None:
    rhythm = observed(UNKNOWN, START, 20, [START - HOUR * n for n in range(20)])
    back = observed(rhythm, START + 10 * DAY, 20)
    assert back.level == rhythm.level
    assert back.last_item_at == START + 10 * DAY
    assert silent_after(back) is None


def test_a_rhythm_is_small_and_survives_json() -> None:
    rhythm = follow(publish(daily(60), 21, seed=2), START, START + 21 * DAY)[-1][1]
    encoded = msgspec.json.encode(rhythm)
    assert len(encoded) < 900
    assert msgspec.json.decode(encoded, type=Rhythm) == rhythm
    assert msgspec.json.decode(b"{}", type=Rhythm) == UNKNOWN


@given(
    steps=st.lists(st.tuples(st.integers(0, 3 * 86_400), st.integers(0, 10_000)), max_size=30),
    ages=st.lists(st.timedeltas(-3000 * DAY, 15_000 * DAY), max_size=20),
)
def test_the_interval_stays_in_its_bounds(steps: list[tuple[int, int]], ages: list[timedelta]) -> None:
    at, rhythm = START, observed(UNKNOWN, START, len(ages), [START - age for age in ages])
    for seconds, new in steps:
        at += timedelta(seconds=seconds)
        rhythm = observed(rhythm, at, new)
        assert SHORTEST <= interval(rhythm, at) <= LONGEST
        limit = silent_after(rhythm)
        assert limit is None or limit >= timedelta(hours=6)


RHYTHM = observed(UNKNOWN, START, 20, [START - HOUR * n for n in range(20)])
OWN = interval(RHYTHM, START)
WIRE = observed(UNKNOWN, START, 20, [START - timedelta(seconds=20 * n) for n in range(20)])


@pytest.mark.parametrize(
    ("rhythm", "arguments", "wait", "reason"),
    [
        pytest.param(RHYTHM, {}, OWN, "its rhythm", id="the rhythm"),
        pytest.param(WIRE, {}, SHORTEST, "its rhythm", id="two minutes at the least"),
        pytest.param(RHYTHM, {"every": MINUTES_5}, MINUTES_5, "configuration", id="an interval of its own"),
        pytest.param(RHYTHM, {"leave_alone": HOUR}, HOUR, "left alone", id="a feed's own wish"),
        pytest.param(RHYTHM, {"leave_alone": 9 * DAY}, LONGEST, "left alone", id="within four hours"),
        pytest.param(RHYTHM, {"leave_alone": MINUTES_5}, OWN, "its rhythm", id="but not sooner"),
        pytest.param(
            RHYTHM, {"every": MINUTES_5, "leave_alone": HOUR}, MINUTES_5, "configuration", id="what we were told wins"
        ),
        pytest.param(RHYTHM, {"failures": 1}, 2 * OWN, "1 failure in a row", id="doubled once"),
        pytest.param(RHYTHM, {"failures": 2}, 4 * OWN, "2 failures in a row", id="doubled twice"),
        pytest.param(RHYTHM, {"failures": 10_000}, LONGEST, "failures", id="for ever"),
        pytest.param(RHYTHM, {"every": 2 * DAY, "failures": 3}, 2 * DAY, "failures", id="never less than the interval"),
        pytest.param(RHYTHM, {"gone": True}, DAY, "gone for good", id="the gone are asked once a day"),
        pytest.param(RHYTHM, {"gone": True, "every": MINUTES_5}, DAY, "gone for good", id="whatever their interval"),
        pytest.param(RHYTHM, {"failures": 1, "retry_after": 6 * HOUR}, 6 * HOUR, "asked for a pause", id="a floor"),
        pytest.param(RHYTHM, {"failures": 1, "retry_after": MINUTES_5}, 2 * OWN, "1 failure", id="and only a floor"),
    ],
)
def test_the_next_poll(rhythm: Rhythm, arguments: dict[str, object], wait: timedelta, reason: str) -> None:
    decisions = [next_poll(f"feed-{n}", START, rhythm, **arguments) for n in range(50)]  # type: ignore[arg-type]  # a table
    assert {reason in decision.reason for decision in decisions} == {True}
    waits = [decision.at - START for decision in decisions]
    assert sum(waits, timedelta(0)) / 50 == pytest.approx(wait, rel=0.1)
    assert all(abs(one / wait - 1) <= 0.2 for one in waits)


def test_the_jitter_is_stable_even_and_keeps_the_bounds() -> None:
    waits = [next_poll(f"feed-{n}", START, RHYTHM).at - START for n in range(1000)]
    assert waits == [next_poll(f"feed-{n}", START, RHYTHM).at - START for n in range(1000)]
    base = interval(RHYTHM, START)
    assert min(waits) == pytest.approx(base * 0.9, rel=0.01)
    assert max(waits) == pytest.approx(base * 1.1, rel=0.01)
    assert sum(waits, timedelta(0)) / 1000 == pytest.approx(base, rel=0.01)
    assert min(next_poll(f"feed-{n}", START, WIRE).at - START for n in range(1000)) == SHORTEST


ALIVE = [
    pytest.param(steady(300), id="a wire agency"),
    pytest.param(steady(2), id="a slow feed"),
    pytest.param(daily(50), id="a daily that sleeps at night"),
    pytest.param(daily(60, weekend=0.0), id="a daily that is closed at weekends"),
    pytest.param(daily(12, weekend=0.2, resting=(5, 6)), id="a magazine that rests at weekends"),
    pytest.param(bursts(40), id="bursts"),
    pytest.param(steady(1 / 3), id="every third day"),
    pytest.param(steady(1 / 7), id="weekly"),
]


@pytest.mark.parametrize("rate", ALIVE)
@pytest.mark.parametrize("seed", range(3))
def test_no_false_alarm_in_thirty_days(rate: Rate, seed: int) -> None:
    published = publish(rate, 50, seed)
    polls = follow(published, START + 20 * DAY, START + 50 * DAY)
    assert silences(polls) == []


@pytest.mark.parametrize(
    ("rate", "known_for", "within"),
    [
        pytest.param(steady(300), 20, timedelta(hours=7), id="a wire agency: six hours"),
        pytest.param(daily(50), 20, timedelta(days=1.5), id="a daily: a day and a half"),
        pytest.param(daily(60, weekend=0.0), 28, timedelta(days=6), id="closed at weekends: six days"),
        pytest.param(daily(60, weekend=0.5), 28, timedelta(days=3), id="calm at weekends: three days"),
        pytest.param(steady(2), 20, timedelta(days=12), id="two a day: twelve days"),
        pytest.param(steady(50), 5, timedelta(days=4.3), id="in the first two weeks: four days"),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_silence_is_found_in_time(rate: Rate, known_for: int, within: timedelta, seed: int) -> None:
    ends = START + 10 * DAY + known_for * DAY + 13 * HOUR
    published = [one for one in publish(rate, 11 + known_for, seed) if one < ends]
    polls = follow(published, START + 10 * DAY, ends + 30 * DAY)
    found = silences(polls)
    assert found, "never found"
    assert published[-1] < found[0] <= published[-1] + within, found[0] - published[-1]
