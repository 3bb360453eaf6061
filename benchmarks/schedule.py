"""What polling costs and what it brings: our rule beside fixed intervals, Miniflux and Media Cloud. A simulation.

    python benchmarks/schedule.py [--feeds 200] [--seed 1] [--json FILE]

A population of invented feeds publishes for weeks: wire agencies (300 to 600 items a day), dailies (20 to 120, quiet at
night, some at weekends), magazines (3 to 15), blogs (one every day or two) and weeklies, by a Poisson process whose
rate follows the hour, the weekday and the time zone, with bursts of breaking news; each shows its last 15 to 60 items.
Every rule polls every feed. Three weeks are for learning; figures are of the seven days after them.

* ours: ``connectors.scheduling.rhythm`` and ``connectors.scheduling.next_poll`` as they run in production.
* fixed: every 15 minutes.
* Miniflux, ``entry_frequency``: a week divided by the number of entries that were published in the last one, from 5
  minutes to 24 hours; 24 hours if there were none. Its own queue, which looks for due feeds every so many minutes, is
  left out in its favour.
  https://github.com/miniflux/v2/blob/main/internal/model/feed.go
* Media Cloud's rss-fetcher: begins at 6 hours; after a poll whose items are known by two thirds or more (an unchanged
  document counts as that) 10 minutes longer, up to 24 hours; by less than one third an hour shorter, down to 10
  minutes, from above 6 hours straight to 6. Feeds without news for a month grow by an hour; here none is.
  https://github.com/mediacloud/rss-fetcher/blob/main/fetcher/tasks.py (``_check_auto_adjust``) and its config.py

The second table gives everybody the budget of ours: the other rules' intervals, and their bounds, are scaled until they
poll as often. Delay is from publication to the poll that shows the item, over all items of the seven days that were
seen; an item that left its feed unseen is missed.
"""

import argparse
import json
import math
import random
import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1]))

from connectors.scheduling.next_poll import next_poll
from connectors.scheduling.rhythm import UNKNOWN, Rhythm, observed

START = datetime(2026, 8, 31, tzinfo=UTC)
LEARNING, MEASURED = 21 * 24.0, 7 * 24.0
HISTORY = 28 * 24.0
CONSOLE = Console(stderr=True)

Interval = Callable[["Look"], float]
"""How many hours to wait after a look."""


@dataclass(frozen=True)
class Feed:
    """One invented feed: when its items are published, in hours since the start, and how many it shows."""

    kind: str
    published: list[float]
    length: int


@dataclass(frozen=True)
class Look:
    """What a poll found: its time in hours, the items that it showed, how many of them were new."""

    feed: Feed
    at: float
    first: int
    end: int
    new: int


@dataclass(frozen=True)
class Outcome:
    """The figures of a rule: polls a feed a day, delays in minutes, the share of items that nobody saw."""

    rule: str
    polls: float
    p50: float
    p95: float
    mean: float
    missed: float


def population(number: int, chance: random.Random) -> list[Feed]:
    """The feeds, in the proportions of a news monitor's list."""
    kinds = ["agency"] * 6 + ["daily"] * 44 + ["magazine"] * 25 + ["blog"] * 15 + ["weekly"] * 10
    return [invent(kinds[place % len(kinds)], chance) for place in range(number)]


def invent(kind: str, chance: random.Random) -> Feed:
    """A feed of this kind, with its own rate, zone, night, weekend and length."""
    a_day, depth, weekend = {
        "agency": (chance.uniform(300, 600), 0.6, 0.6),
        "daily": (math.exp(chance.uniform(math.log(20), math.log(120))), 0.97, chance.choice([0.1, 0.5, 0.8])),
        "magazine": (chance.uniform(3, 15), 0.97, 0.3),
        "blog": (chance.uniform(0.5, 1.5), 0.9, 0.7),
        "weekly": (1 / 7, 0.9, 0.5),
    }[kind]
    zone, resting = chance.choice([0, 1, 2, 3, 3, 3, 4, 5, 8, -5]), chance.choice([(4, 5), (5, 6)])
    shape = [1.0 - depth * (0.5 + 0.5 * math.cos((hour + zone - 3.5) / 24 * 2 * math.pi)) ** 0.7 for hour in range(24)]
    mean = sum(shape) / 24 * (5 + 2 * weekend) / 7
    surges: list[tuple[float, float]] = []
    now = -HISTORY
    while kind in ("agency", "daily") and now < LEARNING + MEASURED:
        now += chance.expovariate(1 / (5 * 24))
        surges.append((now, now + chance.uniform(1, 4)))
    published: list[float] = []
    now = -HISTORY
    highest = a_day / 24 / mean * 4
    while True:
        now += chance.expovariate(highest)
        if now > LEARNING + MEASURED:
            break
        rate = a_day / 24 / mean * shape[int(now) % 24]
        if (int(now + zone) // 24) % 7 in resting:
            rate *= weekend
        if any(start <= now < end for start, end in surges):
            rate *= 4
        if chance.random() * highest < rate:
            published.append(now)
    return Feed(kind, published, chance.choice([15, 20, 20, 25, 30, 50, 60]))


def polled(feed: Feed, interval: Interval, begins: float) -> tuple[int, list[float], int]:
    """Poll until the end: the polls of the measured days, the delays of their items in minutes, the lost items."""
    polls, delays, lost, seen, now = 0, [], 0, 0, begins
    while now < LEARNING + MEASURED:
        end = bisect_right(feed.published, now)
        first = max(0, end - feed.length)
        new = feed.published[max(first, seen) : end]
        if now >= LEARNING:
            polls += 1
            delays += [(now - moment) * 60 for moment in new if moment >= LEARNING]
            lost += max(0, first - max(seen, bisect_left(feed.published, LEARNING)))
        now += interval(Look(feed, now, first, end, len(new)))
        seen = end
    return polls, delays, lost


def ours() -> Interval:
    """Our rule, from nothing known."""
    rhythm: Rhythm = UNKNOWN

    def interval(look: Look) -> float:
        nonlocal rhythm
        at = START + timedelta(hours=look.at)
        shown = look.feed.published[look.first : look.end]
        if rhythm is not UNKNOWN:
            shown = shown[len(shown) - look.new :]
        rhythm = observed(rhythm, at, look.new, [START + timedelta(hours=moment) for moment in shown])
        return (next_poll(f"{id(look.feed)}", at, rhythm).at - at) / timedelta(hours=1)

    return interval


def fixed(hours: float) -> Interval:
    """The same interval always."""
    return lambda _: hours


def miniflux(scale: float) -> Interval:
    """``entry_frequency`` with a factor of 1; rounded to minutes as there if nothing is scaled."""

    def interval(look: Look) -> float:
        weekly = look.end - bisect_left(look.feed.published, look.at - 7 * 24)
        minutes = round(7 * 24 * 60 / weekly) if weekly else 24 * 60
        return max(5, min(minutes, 24 * 60)) / 60 * scale

    return interval


def media_cloud(scale: float) -> Interval:
    """The adjustment of ``poll_minutes`` by the share of known items."""
    minutes, polls = 6 * 60.0, 0

    def interval(look: Look) -> float:
        nonlocal minutes, polls
        polls += 1
        known = 1.0 - look.new / max(1, look.end - look.first)
        if polls > 1 and known >= 0.67:
            minutes = min(minutes + 10, 24 * 60)
        elif polls > 1 and known < 0.33:
            minutes = 6 * 60.0 if minutes > 6 * 60 else max(10.0, minutes - 60)
        return minutes / 60 * scale

    return interval


def simulate(rule: str, feeds: Sequence[Feed], make: Callable[[], Interval]) -> Outcome:
    """A rule on all feeds, each one polled first at a moment of its own."""
    polls, lost, items = 0, 0, 0
    delays: list[float] = []
    for place, feed in enumerate(track(feeds, rule, console=CONSOLE, transient=True)):
        found = polled(feed, make(), place / len(feeds) / 4)
        polls += found[0]
        delays += found[1]
        lost += found[2]
    delays.sort()
    items = len(delays) + lost
    return Outcome(
        rule,
        polls / len(feeds) / (MEASURED / 24),
        delays[len(delays) // 2],
        delays[int(len(delays) * 0.95)],
        sum(delays) / len(delays),
        lost / items,
    )


def scaled(rule: str, feeds: Sequence[Feed], make: Callable[[float], Interval], polls: float) -> Outcome:
    """The rule with its intervals scaled so that it polls about as often as ``polls`` says, at most 2 in 100 less.

    Searched on every fourth feed: a rule that adapts answers a scale in its own way.
    """
    sample = feeds[::4]
    wanted = polls / simulate(rule, feeds, lambda: make(1.0)).polls * simulate(rule, sample, lambda: make(1.0)).polls
    low, high = math.log(1e-3), math.log(1e2)
    while high - low > 0.01:
        middle = (low + high) / 2
        found = simulate(rule, sample, lambda middle=middle: make(math.exp(middle))).polls
        if abs(found / wanted - 1) < 0.01:
            break
        low, high = (middle, high) if found > wanted else (low, middle)
    scale = math.exp(middle)
    return simulate(f"{rule} × {scale:.3g}", feeds, lambda: make(scale))


def dominated(one: Outcome, others: Sequence[Outcome]) -> list[str]:
    """The rules that are at least as good in polls, p50 and p95, and better in one."""
    mine = (one.polls, one.p50, one.p95)
    theirs = {other.rule: (other.polls, other.p50, other.p95) for other in others}
    return [rule for rule, its in theirs.items() if all(a <= b for a, b in zip(its, mine, strict=True)) and its != mine]


def table(title: str, outcomes: Sequence[Outcome]) -> Table:
    """The figures for a person."""
    drawn = Table(title=title)
    for column in ("rule", "polls a feed a day", "p50 delay", "p95 delay", "mean delay", "missed"):
        drawn.add_column(column, justify="left" if column == "rule" else "right")
    for one in outcomes:
        cells = [f"{one.polls:.1f}", f"{one.p50:.1f} min", f"{one.p95:.1f} min", f"{one.mean:.1f} min"]
        drawn.add_row(one.rule, *cells, f"{one.missed:.3%}")
    return drawn


def main() -> None:
    """Simulate, print the tables, and say whether ours lies on the front."""
    parser = argparse.ArgumentParser(description="How our polling compares, simulated.")
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    started = time.monotonic()
    feeds = population(options.feeds, random.Random(options.seed))
    own = simulate("ours", feeds, ours)
    plain = [
        simulate("fixed 15 min", feeds, lambda: fixed(0.25)),
        simulate("Miniflux entry_frequency", feeds, lambda: miniflux(1.0)),
        simulate("Media Cloud rss-fetcher", feeds, lambda: media_cloud(1.0)),
    ]
    equal = [
        simulate(f"fixed {24 * 60 / own.polls:.1f} min", feeds, lambda: fixed(24 / own.polls)),
        scaled("Miniflux", feeds, miniflux, own.polls),
        scaled("Media Cloud", feeds, media_cloud, own.polls),
    ]
    output = Console()
    output.print(table(f"{len(feeds)} feeds, 7 days", [own, *plain]))
    output.print(table("the same number of polls for all", [own, *equal]))
    better = dominated(own, plain + equal)
    output.print("ours lies on the front" if not better else f"ours is dominated by {', '.join(better)}")
    output.print(f"{time.monotonic() - started:.0f} s", style="dim")
    if options.json:
        figures = {"own": asdict(own), "plain": [asdict(one) for one in plain], "equal": [asdict(one) for one in equal]}
        options.json.write_text(json.dumps(figures | {"dominated_by": better}, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
