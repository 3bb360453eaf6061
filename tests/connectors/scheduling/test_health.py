"""How a feed does, told once: pure."""

from datetime import datetime, timedelta

import msgspec
import pytest

from connectors.connector import Failed, FailureKind, FeedMemory, NewArticles, Unchanged
from connectors.scheduling.arrivals import Sifted
from connectors.scheduling.feed_state import NEVER_POLLED, FeedState
from connectors.scheduling.health import After, after_failure, after_reading
from connectors.scheduling.source import Source
from streams.records import Article
from tests.connectors.articles import ScriptedConnector, article, found
from tests.connectors.runner_world import source
from tests.virtual_clock import START

WIRE = source(ScriptedConnector("wire", [found()]), sliding=True)
MEMORY = FeedMemory(address="x")
MINUTE = timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return START + minutes * MINUTE


def items(*numbers: int) -> tuple[Article, ...]:
    return tuple(article(f"item-{number}") for number in numbers)


def read(
    state: FeedState, minutes: float, wire: Source = WIRE, *, new: int = 0, edited: int = 0, known: int = 0
) -> After:
    """A reading that held so many items."""
    numbers = range(new + edited + known)
    sifted = Sifted(items(*numbers[:new]), items(*numbers[new : new + edited]), known)
    return after_reading(wire, state, at(minutes), NewArticles(items(*numbers), MEMORY), sifted)


def kinds(after: After) -> list[str]:
    return [event.kind for event in after.events]


@pytest.mark.parametrize(
    ("failures", "told"),
    [
        pytest.param(["failed"] * 5, [3], id="three ordinary failures"),
        pytest.param(["gone"] * 5, [2], id="gone is believed when it is said twice"),
        pytest.param(["refused"] * 3, [2], id="an address that we may not connect to"),
        pytest.param(["throttled"] * 4, [3], id="throttled"),
        pytest.param(["challenge"] * 4, [3], id="a wall against robots"),
        pytest.param(["failed", "gone", "failed"], [2], id="gone after a failure"),
        pytest.param(["failed", "failed"], [], id="two failures are ordinary"),
    ],
)
def test_a_feed_that_breaks_is_told_once(failures: list[FailureKind], told: list[int]) -> None:
    state, events = NEVER_POLLED, []
    for number, kind in enumerate(failures, 1):
        after = after_failure(WIRE, state, at(number), Failed("no answer", kind=kind))
        events += [(number, event) for event in after.events]
        state = after.state
    assert [number for number, _ in events] == told
    assert state.failures == len(failures)
    for _, event in events:
        assert (event.kind, event.since) == ("broken", at(1))
        assert "no answer" in event.reason


def broken() -> FeedState:
    state = NEVER_POLLED
    for number in range(1, 4):
        state = after_failure(WIRE, state, at(number), Failed("no answer")).state
    return state


def test_a_feed_that_works_again_is_told_once() -> None:
    after = read(broken(), 10, new=1)
    assert kinds(after) == ["recovered"]
    assert after.events[0].since == at(1)
    assert (after.state.failures, after.state.failing_since, after.state.broken) == (0, None, False)
    assert kinds(read(after.state, 11, known=1)) == []


def test_a_failure_that_was_not_told_has_no_recovery() -> None:
    state = after_failure(WIRE, NEVER_POLLED, at(0), Failed("no answer")).state
    assert kinds(read(state, 1, new=1)) == []


def test_a_repeated_poll_tells_the_same_event() -> None:
    state = NEVER_POLLED
    for number in range(1, 3):
        state = after_failure(WIRE, state, at(number), Failed("no answer")).state
    ids = {after_failure(WIRE, state, at(moment), Failed("other")).events[0].id for moment in (3, 4, 99)}
    assert len(ids) == 1
    assert len({read(broken(), moment, new=1).events[0].id for moment in (10, 11)}) == 1
    full = read(NEVER_POLLED, 0, new=5).state
    assert len({read(full, moment, new=5).events[0].id for moment in (20, 21)}) == 1


@pytest.mark.parametrize(
    ("before", "later", "missed"),
    [
        pytest.param(5, {"new": 5}, True, id="no item is left"),
        pytest.param(5, {"new": 8}, True, id="more items and none is left"),
        pytest.param(5, {"new": 4, "known": 1}, False, id="one is left"),
        pytest.param(5, {"new": 4, "edited": 1}, False, id="one is left and was edited"),
        pytest.param(5, {"new": 4}, False, id="the feed was emptied"),
        pytest.param(0, {"new": 5}, False, id="the feed was empty"),
        pytest.param(5, {}, False, id="the feed is empty"),
    ],
)
def test_missed_items(before: int, later: dict[str, int], missed: bool) -> None:
    state = read(NEVER_POLLED, 0, new=before).state
    after = read(state, 30, WIRE, **later)
    assert kinds(after) == (["missed items"] if missed else [])
    assert after.state.missed == int(missed)
    assert after.state.rhythm.haste == (2.0 if missed else 1.0)
    if missed:
        assert (after.events[0].since, after.events[0].items) == (at(0), later["new"])


def test_files_miss_nothing() -> None:
    files = source(ScriptedConnector("files", [found()]))
    assert kinds(read(read(NEVER_POLLED, 0, files, new=5).state, 30, files, new=5)) == []


def test_unchanged_polls_in_between_keep_the_items() -> None:
    state = read(NEVER_POLLED, 0, new=5).state
    state = after_reading(WIRE, state, at(10), Unchanged(MEMORY)).state
    assert state.items == 5
    after = read(state, 20, new=5)
    assert [event.since for event in after.events] == [at(10)]


def test_missed_items_are_counted_each_time_and_told_once_a_day() -> None:
    state, told = read(NEVER_POLLED, 0, new=5).state, []
    for hour in range(1, 50):
        after = read(state, 60 * hour, new=5)
        told += [hour for event in after.events if event.kind == "missed items"]
        state = after.state
    assert told == [1, 25, 49]
    assert state.missed == 49


def test_another_address_begins_anew() -> None:
    state = read(NEVER_POLLED, 0, new=5).state
    elsewhere = NewArticles(items(5, 6, 7, 8, 9), FeedMemory(address="elsewhere"))
    after = after_reading(WIRE, state, at(10), elsewhere, Sifted(items(5, 6, 7, 8, 9)))
    assert kinds(after) == []
    assert after.state.missed == 0
    assert after.state.rhythm.since == at(10)


def regular(days: int) -> FeedState:
    """A feed that was watched for so long, with an item each hour."""
    state = read(NEVER_POLLED, 0, new=3).state
    for hour in range(1, 24 * days):
        state = read(state, 60 * hour, new=1, known=2).state
    return state


def test_silence_is_told_once_and_so_is_its_end() -> None:
    state, told = regular(21), []
    last = state.polled_at
    assert last is not None
    for hour in range(1, 72):
        after = after_reading(WIRE, state, last + timedelta(hours=hour), Unchanged(MEMORY))
        told += [(hour, event) for event in after.events]
        state = after.state
    ((hour, event),) = told
    assert event.kind == "silent"
    assert 6 <= hour <= 30
    assert state.silent
    after = after_reading(
        WIRE, state, last + timedelta(hours=72), NewArticles(items(1), MEMORY), Sifted(items(1), (), 2)
    )
    assert kinds(after) == ["resumed"]
    assert after.events[0].since == event.since
    assert not after.state.silent


def test_a_feed_that_fails_is_not_silent() -> None:
    state = regular(21)
    assert state.polled_at is not None
    for hour in range(1, 72):
        after = after_failure(WIRE, state, state.polled_at + timedelta(hours=hour), Failed("no answer"))
        assert not after.state.silent


def test_the_first_reading_learns_from_the_dates_of_all_items() -> None:
    dated = tuple(
        msgspec.structs.replace(one, published_at=START - timedelta(hours=number))
        for number, one in enumerate(items(*range(10)), 1)
    )
    result = NewArticles(dated, MEMORY)
    whole = after_reading(WIRE, NEVER_POLLED, at(0), result, Sifted(dated)).state
    repeated = after_reading(WIRE, NEVER_POLLED, at(0), result, Sifted((), (), 10)).state
    assert whole.rhythm == repeated.rhythm
    assert whole.rhythm.known
    assert whole.last_new_at == START - timedelta(hours=1)


def test_what_was_skipped_is_kept_until_the_next_reading() -> None:
    skipping = NewArticles(items(1), MEMORY, skipped=("x is empty", "y" * 1000))
    state = after_reading(WIRE, NEVER_POLLED, at(0), skipping, Sifted(items(1))).state
    assert state.skipped.startswith("x is empty; yyy")
    assert len(state.skipped) == 500
    state = after_reading(WIRE, state, at(1), Unchanged(MEMORY)).state
    assert state.skipped
    assert not read(state, 2, known=1).state.skipped


def test_a_reason_that_is_no_unicode_can_be_told() -> None:
    state = NEVER_POLLED
    for number in range(3):
        after = after_failure(WIRE, state, at(number), Failed("it says \udce9"))
        state = after.state
    assert after.events[0].reason == "Feed wire cannot be read: it says ?."
