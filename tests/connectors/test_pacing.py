"""When a source is polled next."""

from datetime import timedelta

import pytest

from connectors.pacing import next_wait, spread

MINUTES_5 = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("every", "failures", "retry_after", "wait"),
    [
        pytest.param(MINUTES_5, 0, None, MINUTES_5, id="the interval"),
        pytest.param(MINUTES_5, 1, None, timedelta(minutes=10), id="doubled once"),
        pytest.param(MINUTES_5, 3, None, timedelta(minutes=40), id="doubled thrice"),
        pytest.param(MINUTES_5, 6, None, timedelta(hours=4), id="four hours at the most"),
        pytest.param(MINUTES_5, 10_000, None, timedelta(hours=4), id="for ever"),
        pytest.param(timedelta(days=1), 2, None, timedelta(days=1), id="never less than the interval"),
        pytest.param(MINUTES_5, 1, timedelta(hours=6), timedelta(hours=6), id="what the server asked for is the floor"),
        pytest.param(MINUTES_5, 1, timedelta(seconds=1), timedelta(minutes=10), id="and only the floor"),
    ],
)
def test_next_wait(every: timedelta, failures: int, retry_after: timedelta | None, wait: timedelta) -> None:
    assert next_wait(every, failures, retry_after) == wait


def test_the_spread_is_stable_and_even() -> None:
    fractions = [spread(f"feed-{number}") for number in range(1000)]
    assert fractions == [spread(f"feed-{number}") for number in range(1000)]
    assert all(0.5 <= fraction < 1 for fraction in fractions)
    assert 0.73 < sum(fractions) / len(fractions) < 0.77
