"""When a group counts as stuck."""

from collections.abc import Callable

import pytest

from streams.engines.progress import Progress
from tests.virtual_clock import VirtualClock

Step = Callable[[Progress, VirtualClock], None]


def waiting(records: int) -> Step:
    return lambda progress, clock: progress.waiting("tag", records)


def moved(progress: Progress, clock: VirtualClock) -> None:
    progress.moved("tag")


def later(seconds: float) -> Step:
    return lambda progress, clock: clock.advance(seconds)


@pytest.mark.parametrize(
    ("steps", "stuck"),
    [
        pytest.param([], None, id="nothing is known yet"),
        pytest.param([waiting(0), later(3600)], None, id="no work, no movement"),
        pytest.param([waiting(3), later(60), waiting(3)], None, id="not for long"),
        pytest.param([waiting(3), later(100), moved, later(100), waiting(9)], None, id="it moves, if too slowly"),
        pytest.param(
            [waiting(3), later(300), waiting(3)],
            "Group tag has moved nothing for 300 s while 3 records wait.",
            id="nothing moves",
        ),
        pytest.param([waiting(0), later(3600), waiting(3)], None, id="work has only just come"),
        pytest.param([waiting(3), later(300), waiting(0)], None, id="all done in the end"),
    ],
)
def test_a_group_is_stuck_when_records_wait_and_nothing_moves(steps: list[Step], stuck: str | None) -> None:
    clock = VirtualClock()
    progress = Progress(clock)
    for step in steps:
        step(progress, clock)
    assert progress.stuck() == stuck
