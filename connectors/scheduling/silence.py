"""When a feed's quiet is far beyond its own rhythm: pure.

By how much is known of the feed:

* Nothing is said of a feed that has shown fewer than ``LEAST_ITEMS`` items.
* In the first two weeks the weekend is not known yet. Silence is what lasts longer than four days and longer
  than each of the bounds that follow.
* After that, silence is a quiet in which the feed's own hours and weekdays let ``EXPECTED`` items be expected, or
  twice the largest number that was expected in vain in the last weeks; or, if that is sooner, four times the longest
  gap of the last months if twenty are known, five times if ten are. Never less than six hours.

What that costs in false alarms: if items came independently of each other, none would come where twelve are expected
with probability e^-12 = 6e-6, so a feed of 50 gaps a day would give a false alarm in nine years. Real feeds come in
bursts, and then the second bound holds: a quiet must be twice as deep as the deepest of the last weeks. For a feed of
few items the bound by the longest gap decides: of twenty gaps that are distributed exponentially the longest is about
3.6 means, and one beyond four times that has the probability 6e-7; of ten it is 2.9, and beyond five times that 5e-7.
What is remembered of the longest gap fades by half in three months, so the first grows to 7e-4 for a gap at their end.
A holiday on which a newsroom closes is reported; so it should be.

What it costs in delay: a wire agency of 300 items a day is reported after six hours, a daily of 50 within a day and a
half, one that closes at weekends within a week, a feed of two items a day within twelve days, a strict weekly after
four to six weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LEAST_ITEMS: Final = 10
FEW_GAPS: Final = 10
MANY_GAPS: Final = 20
EXPECTED: Final = 12.0
SHORTEST: Final = timedelta(hours=6)
LEARNING: Final = timedelta(days=14)
SHORTEST_WHILE_LEARNING: Final = timedelta(days=4)
LONGEST: Final = timedelta(days=90)

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """What is known where a quiet begins.

    ``watched`` is for how long the feed has been polled; ``seen``, ``gaps``, ``longest_gap`` what it has shown;
    ``deepest`` the most items that were expected in a gap. ``hours`` are the items that are surely to be expected in
    each of the 24 hours (UTC) of a mean day, ``days`` the factor of each weekday.
    """

    begins: datetime
    watched: timedelta
    seen: int
    gaps: int
    longest_gap: timedelta
    deepest: float
    hours: Sequence[float]
    days: Sequence[float]


def quiet_limit(quiet: Quiet) -> timedelta | None:
    """How long the quiet that begins here must last to be silence; None while too little is known."""
    if quiet.seen < LEAST_ITEMS:
        return None
    by_gap = (4 if quiet.gaps >= MANY_GAPS else 5) * quiet.longest_gap
    if quiet.watched < LEARNING:
        return max(SHORTEST_WHILE_LEARNING, by_gap, _until_expected(quiet, EXPECTED))
    limit = _until_expected(quiet, max(EXPECTED, 2.0 * quiet.deepest))
    if quiet.gaps >= FEW_GAPS:
        limit = min(limit, by_gap)
    return max(SHORTEST, limit)


def _until_expected(quiet: Quiet, items: float) -> timedelta:
    """How long until so many items were to be expected; at most ``LONGEST``."""
    moment, day = quiet.begins, sum(quiet.hours)
    while moment - quiet.begins < LONGEST:
        factor = quiet.days[moment.weekday()]
        if moment.hour == 0 and day * factor < items:
            items -= day * factor
            moment += _DAY
            continue
        expected = quiet.hours[moment.hour] * factor
        if items <= expected:
            return moment - quiet.begins + timedelta(hours=items / expected)
        items -= expected
        moment += timedelta(hours=1)
    return LONGEST
