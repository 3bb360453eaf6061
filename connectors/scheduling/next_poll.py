"""When a source is polled next, and why: pure.

A feed without an interval of its own is polled at its rhythm: about twice for each item over a week, in bounds of two
minutes and four hours. Within the week polls follow the square root of the expected rate, not the rate itself: of all
ways to spend a number of polls this one makes the mean delay of an item shortest (it minimises the sum of rate /
density at a given sum of densities). So a night is polled less than the noon, but not so much less as it brings less.
A surge shortens the interval by its whole factor, since its items are as urgent as they are many.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Final

from connectors.scheduling.rhythm import Profile, Rhythm, haste, hours_between

SHORTEST: Final = timedelta(minutes=2)
LONGEST: Final = timedelta(hours=4)
"""No wait is longer, unless the configuration or a server says so."""
PROBE_OF_THE_GONE: Final = timedelta(days=1)
"""A source that said that it is gone for good is asked this rarely, for ever: many come back."""
POLLS_AN_ITEM: Final = 2.0
_JITTER: Final = 0.1


@dataclass(frozen=True, slots=True)
class NextPoll:
    """When to poll next. ``reason`` is a clause for a person, such as ``its rhythm, 12 items a day``."""

    at: datetime
    reason: str


def next_poll(
    feed: str,
    now: datetime,
    rhythm: Rhythm,
    *,
    every: timedelta | None = None,
    failures: int = 0,
    gone: bool = False,
    leave_alone: timedelta | None = None,
    retry_after: timedelta | None = None,
) -> NextPoll:
    """When the source ``feed`` is polled after a poll at ``now``.

    ``every`` is the interval that the configuration gives; without it the rhythm decides. ``failures`` in a row double
    the interval each, up to four hours or ``every``. ``gone``: the source said so (410). ``leave_alone`` is what a feed
    asks for by ``ttl`` or ``max-age``; it lengthens a rhythm up to four hours, and yields to ``every``. ``retry_after``
    is what a server asked for, and a floor in every case.
    """
    if gone:
        wait, reason = PROBE_OF_THE_GONE, "it said that it is gone for good; it is asked once a day"
    else:
        wait, reason = _regular(now, rhythm, every, leave_alone)
        if failures:
            ceiling = max(every or LONGEST, LONGEST)
            wait = min(wait * 2.0 ** min(failures, 20), ceiling)
            reason = f"{failures} failure{'s' if failures > 1 else ''} in a row; the interval doubles with each"
    if every is None or failures or gone:
        wait *= 1.0 - _JITTER + 2.0 * _JITTER * _fraction(feed)
    if every is None and not gone:
        wait = min(max(wait, SHORTEST), LONGEST)
    if retry_after is not None and retry_after > wait:
        wait, reason = retry_after, "its server asked for a pause"
    return NextPoll(now + wait, reason)


def interval(rhythm: Rhythm, now: datetime) -> timedelta:
    """How long until the next poll is worth it; from two minutes to four hours, a quarter of an hour if unknown."""
    profile = Profile(rhythm)
    density = POLLS_AN_ITEM * rhythm.level * rhythm.surge * haste(rhythm, now)
    due = 1.0
    start = now.astimezone(UTC)
    for moment, length in hours_between(start, start + LONGEST):
        here = density * profile.at(moment) ** 0.5
        if here * length >= due:
            return max(SHORTEST, moment - start + timedelta(hours=due / here))
        due -= here * length
    return LONGEST


def _regular(
    now: datetime, rhythm: Rhythm, every: timedelta | None, leave_alone: timedelta | None
) -> tuple[timedelta, str]:
    if every is not None:
        return every, "the interval of the configuration"
    own = interval(rhythm, now)
    if leave_alone is not None and min(leave_alone, LONGEST) > own:
        return min(leave_alone, LONGEST), "the feed asks to be left alone for so long"
    if not rhythm.known:
        return own, "nothing is known of its rhythm yet"
    reason = f"its rhythm, {_number(rhythm.level * 24)} items a day"
    if haste(rhythm, now) > 1.0:
        reason += ", faster since items were missed"
    elif rhythm.surge > 1.5:
        reason += ", faster since more than usual came of late"
    return own, reason


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def _fraction(feed: str) -> float:
    """A fraction in [0, 1) that is always the same for a feed."""
    return int.from_bytes(blake2b(feed.encode(), digest_size=8).digest(), "big") / 2.0**64
