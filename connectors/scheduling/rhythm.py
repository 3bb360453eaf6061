"""How often a feed brings something new, at which hours and on which days; learned from the feed alone, pure.

What is learned:

* the level, in items an hour: an average over a memory with a half-life of three days, in time and not in polls, so
  that it is the same however often the feed was polled. Hours count for it as much as they are worth in the profile,
  so a night does not lower it;
* the profile: how the 24 hours of the day (UTC) and the seven weekdays differ from the mean, with half-lives of one
  and four weeks. It starts flat and bends as the evidence grows;
* a surge: what the last hour brought beyond what was to be expected, for breaking news;
* the gaps between items, for telling silence from a quiet night (see ``connectors.scheduling.silence``).

The first poll seeds all of it with the publication times of the items that stand in the feed.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from connectors.scheduling.silence import Quiet, quiet_limit

HALF_LIFE: Final = timedelta(days=3)
SURGE_HALF_LIFE: Final = timedelta(hours=1)
LONGEST_LEARNED: Final = timedelta(hours=30)
"""From a longer time between two polls nothing is learned: a short feed does not show all that came in it."""

PRIOR_RATE: Final = 2.0
"""Items an hour, of a feed of which nothing is known: half an item in a quarter of an hour."""

_PRIOR_ITEMS: Final = 0.5
_DAILY: Final = (0.5 ** (1 / 7), 0.5 ** (1 / 28), 0.5 ** (1 / 30), 0.5 ** (1 / 90))
"""What a day leaves of what was learned about hours, weekdays, the deepest quiet and the longest gap."""
_HOUR_PRIOR: Final = 2.0
_DAY_PRIOR: Final = 10.0
_SURGE_PRIOR: Final = 2.0
_FORGOTTEN_DAYS: Final = 365
_LARGEST_HASTE: Final = 8.0
_HASTE_HALF_LIFE: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_SEED_LEAST: Final = 3


class Rhythm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was learned of one feed. A new one knows nothing.

    ``items`` in ``exposure`` hours are the level, both fading; ``hours`` and ``days`` are items by hour and weekday,
    ``hours_watched`` and ``days_watched`` the hours for which we looked. ``haste`` is the factor after missed items,
    as it was at ``observed_at``. ``seen`` counts items, ``gaps`` the gaps between them; ``longest_gap`` is in hours,
    ``deepest_quiet`` is the gap in which most items were to be expected, in items. ``quiet`` is what the profile said
    was to be expected since the last item, in hours of the mean level, ``quiet_level`` the level at that item.
    ``silent_after`` is in hours, from ``last_item_at``; see the function of that name.
    """

    since: datetime | None = None
    observed_at: datetime | None = None
    items: float = 0.0
    exposure: float = 0.0
    recent: float = 0.0
    recent_expected: float = 0.0
    hours: tuple[float, ...] = (0.0,) * 24
    hours_watched: tuple[float, ...] = (0.0,) * 24
    days: tuple[float, ...] = (0.0,) * 7
    days_watched: tuple[float, ...] = (0.0,) * 7
    haste: float = 1.0
    seen: int = 0
    gaps: int = 0
    longest_gap: float = 0.0
    deepest_quiet: float = 0.0
    quiet: float = 0.0
    quiet_level: float = 0.0
    last_item_at: datetime | None = None
    silent_after: float | None = None

    @property
    def level(self) -> float:
        """The mean items an hour, over all hours of the week."""
        return (self.items + _PRIOR_ITEMS) / (self.exposure + _PRIOR_ITEMS / PRIOR_RATE)

    @property
    def known(self) -> bool:
        """Whether anything was learned: some items came, or none for a quarter of an hour."""
        return self.items > 0 or self.exposure >= _PRIOR_ITEMS / PRIOR_RATE

    @property
    def surge(self) -> float:
        """How many times more than expected came of late; at least 1."""
        return max(1.0, (self.recent + _SURGE_PRIOR) / (self.recent_expected + _SURGE_PRIOR))


UNKNOWN: Final = Rhythm()
"""The rhythm of a feed that was never polled."""


class Profile:
    """How much more or less than the mean an hour brings: a factor by hour of the day and one by weekday."""

    __slots__ = ("_day_rate", "_hour_rate", "_rhythm")

    def __init__(self, rhythm: Rhythm) -> None:
        self._rhythm = rhythm
        self._hour_rate = sum(rhythm.hours) / (sum(rhythm.hours_watched) or 1.0)
        self._day_rate = sum(rhythm.days) / (sum(rhythm.days_watched) or 1.0)

    def at(self, moment: datetime) -> float:
        """The factor at this time; over a week of even watching its mean is 1."""
        return self.hour(moment.hour) * self.day(moment.weekday())

    def hour(self, hour: int) -> float:
        """The share of an hour of the day in the items against its share in the time, drawn towards 1 while unsure."""
        items, watched = self._rhythm.hours[hour], self._rhythm.hours_watched[hour]
        return (items + _HOUR_PRIOR) / (watched * self._hour_rate + _HOUR_PRIOR)

    def day(self, weekday: int) -> float:
        """The same for a weekday; Monday is 0."""
        items, watched = self._rhythm.days[weekday], self._rhythm.days_watched[weekday]
        return (items + _DAY_PRIOR) / (watched * self._day_rate + _DAY_PRIOR)


def observed(rhythm: Rhythm, at: datetime, new_items: int, published: Sequence[datetime] = ()) -> Rhythm:
    """What is known after a poll at ``at`` that brought ``new_items`` items.

    ``published``: at the first poll, the times of all items that stand in the feed; later, those of the new ones. Times
    may be missing or wrong: what does not lie between the last poll and this one is counted in the middle of the two.
    ``at`` and the times are aware. A poll that is not later than the last one changes nothing.
    """
    at = at.astimezone(UTC)
    if rhythm.observed_at is None:
        return _seeded(at, sorted(moment.astimezone(UTC) for moment in published if moment <= at))
    start = rhythm.observed_at
    if at <= start:
        return rhythm
    if at - start > LONGEST_LEARNED:
        came = at if new_items else rhythm.last_item_at
        return msgspec.structs.replace(rhythm, observed_at=at, last_item_at=came, quiet=0.0, silent_after=None)
    profile, weight, elapsed = Profile(rhythm), 0.0, at - start
    hours, hours_watched = list(rhythm.hours), list(rhythm.hours_watched)
    days, days_watched = list(rhythm.days), list(rhythm.days_watched)
    for moment, length in hours_between(start, at):
        hour, day = moment.hour, moment.weekday()
        weight += profile.at(moment) * length
        hours_watched[hour] = round(hours_watched[hour] + length, 3)
        days_watched[day] = round(days_watched[day] + length, 3)
    times = [moment.astimezone(UTC) for moment in published if start < moment <= at][:new_items]
    times += [start + elapsed / 2] * (new_items - len(times))
    for moment in times:
        hours[moment.hour] = round(hours[moment.hour] + 1.0, 2)
        days[moment.weekday()] = round(days[moment.weekday()] + 1.0, 2)
    fading, surge_fading = 0.5 ** (elapsed / HALF_LIFE), 0.5 ** (elapsed / SURGE_HALF_LIFE)
    midnights = at.toordinal() - start.toordinal()
    if midnights:
        by_hour, by_day = _DAILY[0] ** midnights, _DAILY[1] ** midnights
        hours, hours_watched = _faded(hours, by_hour), _faded(hours_watched, by_hour)
        days, days_watched = _faded(days, by_day), _faded(days_watched, by_day)
    learned = msgspec.structs.replace(
        rhythm,
        observed_at=at,
        items=round(rhythm.items * fading + new_items, 4),
        exposure=round(rhythm.exposure * fading + weight, 4),
        recent=round(rhythm.recent * surge_fading + new_items, 3),
        recent_expected=round(rhythm.recent_expected * surge_fading + rhythm.level * weight, 3),
        hours=tuple(hours),
        hours_watched=tuple(hours_watched),
        days=tuple(days),
        days_watched=tuple(days_watched),
        haste=haste(rhythm, at),
        seen=rhythm.seen + new_items,
        quiet=round(rhythm.quiet + weight, 3),
        longest_gap=round(rhythm.longest_gap * _DAILY[3] ** midnights, 2),
        deepest_quiet=round(rhythm.deepest_quiet * _DAILY[2] ** midnights, 2),
    )
    return _after_items(learned, max(times)) if times else learned


def silent_after(rhythm: Rhythm) -> timedelta | None:
    """How long after ``last_item_at`` a quiet is silence; None while too little is known. See the module ``silence``.

    It holds for feeds that are polled without failing: look at it after a poll that succeeded.
    """
    return None if rhythm.silent_after is None else timedelta(hours=rhythm.silent_after)


def missed(rhythm: Rhythm, at: datetime) -> Rhythm:
    """What is known after items were lost between two polls: the interval is halved, again each time, at most to 1/8.

    The haste fades within days, half of it in one.
    """
    return msgspec.structs.replace(rhythm, haste=min(_LARGEST_HASTE, 2.0 * haste(rhythm, at)))


def haste(rhythm: Rhythm, at: datetime) -> float:
    """The factor by which polls follow each other faster at this time, because items were missed; 1 or more."""
    if rhythm.haste == 1.0 or rhythm.observed_at is None:
        return rhythm.haste
    rest = (rhythm.haste - 1.0) * 0.5 ** (max(timedelta(0), at - rhythm.observed_at) / _HASTE_HALF_LIFE)
    return 1.0 + rest if rest > 0.01 else 1.0


def hours_between(start: datetime, end: datetime) -> Iterator[tuple[datetime, float]]:
    """The stretch from start to end cut at full hours: where each piece begins, and its length in hours."""
    while start < end:
        border = min(end, start.replace(minute=0, second=0, microsecond=0) + _HOUR)
        yield start, (border - start) / _HOUR
        start = border


def _seeded(at: datetime, published: Sequence[datetime]) -> Rhythm:
    """What the items that stand in a feed tell.

    The oldest quarter is left out: feeds keep pinned items for years. The oldest of the others only marks the start, so
    that the estimate is fair. Fewer than three different times tell nothing: some feeds give all items the same.
    """
    fresh = Rhythm(since=at, observed_at=at)
    published = [moment for moment in published if at - moment < timedelta(days=_FORGOTTEN_DAYS)]
    standing = published[len(published) // 4 :]
    if len(set(standing)) < _SEED_LEAST:
        return fresh
    start, items = standing[0], standing[1:]
    half_life, span = HALF_LIFE / _HOUR, (at - start) / _HOUR
    hours, hours_watched, days, days_watched = [0.0] * 24, [0.0] * 24, [0.0] * 7, [0.0] * 7
    for moment in items:
        age = (at - moment) / timedelta(days=1)
        hours[moment.hour] += _DAILY[0] ** age
        days[moment.weekday()] += _DAILY[1] ** age
    for moment, length in hours_between(max(start, at - timedelta(days=60)), at):
        age = (at - moment) / timedelta(days=1)
        hours_watched[moment.hour] += length * _DAILY[0] ** age
        days_watched[moment.weekday()] += length * _DAILY[1] ** age
    gaps = [(later - earlier) / _HOUR for earlier, later in zip(standing, items, strict=False)]
    seeded = msgspec.structs.replace(
        fresh,
        items=sum(0.5 ** ((at - moment) / HALF_LIFE) for moment in items),
        exposure=half_life / 0.6931471805599453 * (1.0 - 0.5 ** (span / half_life)),
        hours=tuple(_faded(hours, 1.0)),
        hours_watched=tuple(_faded(hours_watched, 1.0)),
        days=tuple(_faded(days, 1.0)),
        days_watched=tuple(_faded(days_watched, 1.0)),
        seen=len(standing),
        gaps=len(gaps) - 1,
        longest_gap=round(max(gaps), 2),
        last_item_at=standing[-1],
    )
    return _with_limit(msgspec.structs.replace(seeded, quiet_level=seeded.level))


def _after_items(rhythm: Rhythm, newest: datetime) -> Rhythm:
    """The gap that ends with new items, measured, and how long the next one may be."""
    before = rhythm.last_item_at
    if before is None:
        return _with_limit(msgspec.structs.replace(rhythm, quiet=0.0, quiet_level=rhythm.level, last_item_at=newest))
    gap, depth = (newest - before) / _HOUR, round(rhythm.quiet * rhythm.quiet_level, 2)
    learned = msgspec.structs.replace(
        rhythm,
        gaps=rhythm.gaps + 1,
        longest_gap=max(rhythm.longest_gap, round(gap, 2)),
        deepest_quiet=max(rhythm.deepest_quiet, depth),
        quiet=0.0,
        quiet_level=round(rhythm.level, 4),
        last_item_at=max(newest, before),
    )
    return _with_limit(learned)


def _with_limit(rhythm: Rhythm) -> Rhythm:
    assert rhythm.since is not None
    assert rhythm.observed_at is not None
    assert rhythm.last_item_at is not None
    profile = Profile(rhythm)
    # Of few items the level is uncertain; silence is not to be told from an estimate that was too high.
    cautious = rhythm.level * max(0.25, 1.0 - 1.5 / (rhythm.items + 1.0) ** 0.5)
    limit = quiet_limit(
        Quiet(
            begins=rhythm.last_item_at,
            watched=rhythm.observed_at - rhythm.since,
            seen=rhythm.seen,
            gaps=rhythm.gaps,
            longest_gap=timedelta(hours=rhythm.longest_gap),
            deepest=rhythm.deepest_quiet,
            hours=[cautious * profile.hour(hour) for hour in range(24)],
            days=[profile.day(weekday) for weekday in range(7)],
        )
    )
    return msgspec.structs.replace(rhythm, silent_after=None if limit is None else round(limit / _HOUR, 2))


def _faded(values: Sequence[float], factor: float) -> list[float]:
    """Faded, and short enough to be stored a hundred thousand times."""
    return [round(value * factor, 2) for value in values]
