"""Which feed is polled when and by whom, in Redis, for all connector processes together.

::

               claim                       finish
    scheduled ───────▶ polling (a lease) ────────▶ scheduled
        │                 ▲   └─ the lease ends ──▶ due again
        └─ a gate is shut ┴─ waiting, in its queue

Promises:

* A feed is polled by one process at a time, for as long as its lease lasts. The lease of a process that was killed
  ends by itself, and the feed is due again.
* A gate stands before a host or a publisher: at most ``at_once`` leases run on it, starts are ``pause`` apart, and a
  hold shuts it for everybody. A feed starts when all its gates are open.
* Gates come before the limit of a claim. A feed that finds a gate shut goes into that gate's queue and costs nothing
  until it is its turn, so five thousand feeds of one host do not slow down the others.
* Who is overdue for longest comes first, in a queue strictly.
* A claim does bounded work, also right after a long outage: about a thousand feeds more than it is asked for.
* A feed that no process has enrolled for ``FORGOTTEN_AFTER`` is dropped when its turn comes.

Time is the caller's: processes whose clocks differ see the bounds shifted by as much. Redis' errors pass through. A
claim whose answer was lost leaves leases that end by themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final, Literal, TypeVar, cast

from redis.asyncio import Redis

from connectors.scheduling.schedule_scripts import CLAIM, DUE_NOW, ENROL, FINISH, FORGET, HOLD, STANDINGS
from streams.replies import milliseconds, text

AT_ONCE: Final = 2
PAUSE: Final = timedelta(seconds=2)
LEASE: Final = timedelta(seconds=90)

FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""Whoever still wants a feed enrols it more often than this."""

PATIENCE: Final = timedelta(minutes=1)
"""After so long, a feed that needs two busy gates may keep one of them shut to others while it waits for the other."""

_CHUNK: Final = 1000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

T = TypeVar("T")

State = Literal["scheduled", "waiting", "polling"]
"""``waiting``: it is due and stands in the queue of a gate."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A feed that is to be polled. ``gates`` are names such as ``host:example.org``; the first one is its host's.

    ``first_due`` counts if the feed is not in the schedule.
    """

    feed: str
    gates: tuple[str, ...]
    first_due: datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to poll a feed. ``token`` is its fencing token, ``due`` is since when the feed was due."""

    feed: str
    token: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a claim brought. ``next_due``: nothing is to be claimed before, unless somebody finishes or enrols.

    It is in the past if there is more to claim now, and None if nothing is scheduled.
    """

    leases: tuple[Lease, ...]
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class Finished:
    """A poll is over: the feed is due again at ``due``. ``hold_until`` shuts its first gate, the host's, until then."""

    lease: Lease
    due: datetime
    hold_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a feed stands. ``due`` is when it is polled next; of one that is being polled, when its lease ends."""

    state: State
    due: datetime


class Schedule:
    """The schedule of one installation. Keys begin with ``prefix``. All processes must use the same bounds."""

    def __init__(
        self,
        redis: Redis,
        prefix: str,
        *,
        at_once: int = AT_ONCE,
        pause: timedelta = PAUSE,
        lease: timedelta = LEASE,
    ) -> None:
        self._keys = [f"{prefix}schedule:"]
        self._bounds = (at_once, milliseconds(pause), milliseconds(lease))
        self._enrol = redis.register_script(ENROL)
        self._claim = redis.register_script(CLAIM)
        self._finish = redis.register_script(FINISH)
        self._hold = redis.register_script(HOLD)
        self._due_now = redis.register_script(DUE_NOW)
        self._forget = redis.register_script(FORGET)
        self._standings = redis.register_script(STANDINGS)

    async def enrol(self, feeds: Iterable[Enrolment], now: datetime) -> int:
        """Say that these feeds are wanted; how many of them were not in the schedule.

        One that is there keeps its due time and takes over its gates. To be repeated within ``FORGOTTEN_AFTER``.
        """
        added = 0
        for chunk in _chunks(feeds):
            arguments: list[str | int] = [_moment(now)]
            for feed in chunk:
                arguments += (feed.feed, _moment(feed.first_due), "\x1f".join(dict.fromkeys(feed.gates)))
            added += int(await self._enrol(self._keys, arguments))
        return added

    async def claim(self, now: datetime, limit: int, owner: str) -> Claimed:
        """Take at most ``limit`` feeds that are due and whose gates are open, for ``owner``; one round trip."""
        reply = await self._claim(
            self._keys,
            [_moment(now), limit, owner, *self._bounds, milliseconds(FORGOTTEN_AFTER), milliseconds(PATIENCE)],
        )
        next_due, *granted = map(text, reply)
        leases = tuple(
            Lease(feed, token, _instant(due))
            for feed, token, due in zip(granted[::3], granted[1::3], granted[2::3], strict=True)
        )
        return Claimed(leases, _instant(next_due) if next_due else None)

    async def finish(self, done: Iterable[Finished], now: datetime) -> list[str]:
        """Give leases back; a round trip for a thousand. Which feeds were lost: their lease had ended.

        Nothing is changed of a feed that was lost, since another process may be polling it; a hold counts all the same.
        """
        lost: list[str] = []
        for chunk in _chunks(done):
            arguments: list[str | int] = [_moment(now)]
            for one in chunk:
                hold = _moment(one.hold_until) if one.hold_until else 0
                arguments += (one.lease.feed, one.lease.token, _moment(one.due), hold)
            lost += map(text, await self._finish(self._keys, arguments))
        return lost

    async def release(self, leases: Iterable[Lease], now: datetime) -> None:
        """Give leases back unused: the feeds are due as they were."""
        await self.finish([Finished(lease, lease.due) for lease in leases], now)

    async def hold(self, gate: str, until: datetime, now: datetime) -> None:
        """Let nothing start on ``gate`` before ``until``. A longer hold stays; what runs is not touched."""
        await self._hold(self._keys, [_moment(now), gate, _moment(until)])

    async def due_now(self, feeds: Iterable[str], now: datetime) -> None:
        """Make feeds due, whatever was planned. One that is being polled or waits for a gate stays as it is."""
        for chunk in _chunks(feeds):
            await self._due_now(self._keys, [_moment(now), *chunk])

    async def forget(self, feeds: Iterable[str]) -> None:
        """Take feeds out of the schedule at once. A poll that runs is not touched; its lease is lost."""
        for chunk in _chunks(feeds):
            await self._forget(self._keys, list(chunk))

    async def due_times(self, feeds: Iterable[str]) -> dict[str, Standing]:
        """Where each feed stands. One that is not scheduled is left out."""
        standings: dict[str, Standing] = {}
        for chunk in _chunks(feeds):
            reply = list(map(text, await self._standings(self._keys, list(chunk))))
            for feed, state, due in zip(chunk, reply[::2], reply[1::2], strict=True):
                if state:
                    standings[feed] = Standing(cast("State", state), _instant(due))
        return standings


def _moment(at: datetime) -> int:
    return milliseconds(at - _EPOCH)


def _instant(moment: str) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(moment))


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """The items, a thousand at a time: Lua takes only so many arguments, and others want their turn at Redis."""
    remaining = iter(items)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
