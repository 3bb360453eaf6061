"""What may be trimmed, decided without a server."""

from datetime import UTC, datetime, timedelta

import pytest

from streams.engines.trimming import NO_LIMIT, GroupProgress, Position, expired_before, needed_from, surplus
from streams.topics import ARTICLES

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NOW_MILLISECONDS = int(NOW.timestamp() * 1000)
TWO_DAYS_AGO = int((NOW - timedelta(hours=48)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("groups", "needed"),
    [
        pytest.param([], NO_LIMIT, id="no group needs anything"),
        pytest.param([GroupProgress(Position(5, 1), None)], Position(5, 2), id="what comes after the last given out"),
        pytest.param([GroupProgress(Position(5, 1), Position(3, 0))], Position(3, 0), id="what is pending"),
        pytest.param([GroupProgress(Position(0, 0), None)], Position(0, 1), id="a new group needs everything"),
        pytest.param(
            [GroupProgress(Position(9, 0), None), GroupProgress(Position(7, 0), Position(6, 5))],
            Position(6, 5),
            id="the slowest of several decides",
        ),
    ],
)
def test_the_lowest_position_that_is_needed(groups: list[GroupProgress], needed: Position) -> None:
    assert needed_from(groups) == needed


@pytest.mark.parametrize(
    ("needed", "before"),
    [
        pytest.param(NO_LIMIT, Position(TWO_DAYS_AGO, 0), id="age alone"),
        pytest.param(Position(TWO_DAYS_AGO - 1, 0), Position(TWO_DAYS_AGO - 1, 0), id="old, but still needed"),
        pytest.param(Position(NOW_MILLISECONDS, 0), Position(TWO_DAYS_AGO, 0), id="not needed, but not old"),
    ],
)
def test_entries_expire_by_age_unless_they_are_needed(needed: Position, before: Position) -> None:
    assert expired_before(ARTICLES, NOW, needed) == before


@pytest.mark.parametrize(
    ("entries", "size", "over", "expected"),
    [
        pytest.param(100, 1000, 95, 10, id="rounded up"),
        pytest.param(100, 1000, 5000, 100, id="never more than there are"),
        pytest.param(0, 0, 10, 0, id="an empty stream"),
    ],
)
def test_the_surplus_is_counted_in_entries(entries: int, size: int, over: int, expected: int) -> None:
    assert surplus(entries, size, over) == expected


@pytest.mark.parametrize("text", ["1526919030474-55", "0-0", "18446744073709551615-18446744073709551615"])
def test_positions_read_as_they_are_written(text: str) -> None:
    assert str(Position.parse(text)) == text
    assert Position.parse(text.encode()) == Position.parse(text)
