"""What became of each delivery, in Redis, so that a crash, a rebalance or a deploy sends nothing twice.

::

             begin               complete(Sent)
    pending ───────────────▶ sending ──────────────────▶ sent
     ▲  ▲                     │   │                        ▲
     │  └─ complete(PutBack) ─┘   └─ complete(GivenUp) ─▶ dead
     └─────────────────────── reopen ──────────────────────┘

    From whatever state, Sent leads to sent: it is a fact, whoever brings it, and final.

Promises:

* Each step is one script, so that of several workers that begin at once one proceeds.
* ``sending`` is a lease. While it lasts, others are told Busy; a worker of the same name takes over at once, since it
  is the successor of the one that held it. One process must not begin the same delivery twice at the same time.
* Every attempt has a number, which is its fencing token: an outcome counts only for the attempt that stands there.
* A step whose own answer was lost with Redis can be made again: it finds what it did.
* A delivery whose answer was lost (found in ``sending``, or Ambiguous before) proceeds with ``repeated`` set.
* ``not before`` times are kept, so that a restart does not ask a channel sooner than it allowed.
* Losing Redis may repeat deliveries; it never loses one, since the obligation stands in the stream.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from redis.asyncio import Redis

from alerts.channel import Sent
from alerts.ledger_scripts import BEGIN, FAILED, LOOK, REOPEN, SENT
from streams.replies import milliseconds, text

KEPT: Final = timedelta(days=30)
"""How long a delivery is remembered after its last step."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who delivers. ``worker`` is the same over restarts and unique among those that run; ``incarnation`` is not."""

    worker: str
    incarnation: str


@dataclass(frozen=True, slots=True)
class Proceed:
    """Send now. ``attempt`` counts from 1; ``since`` is when the first attempt was made.

    ``repeated``: an earlier attempt may have arrived. ``lost``: this is the first attempt since its answer was lost.
    """

    attempt: int
    repeated: bool
    lost: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class AlreadySent:
    """It was accepted; nothing is to be done."""

    ref: str


@dataclass(frozen=True, slots=True)
class AlreadyDead:
    """It was given up: ``reason`` is the dead letter's, ``attempt`` the last one."""

    reason: str
    error: str
    attempt: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Busy:
    """Another worker is sending it, or the channel wants a pause: ask again at ``until``."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Neither sent nor dead."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """The attempt did not succeed, and another may be made at ``not_before``. ``ambiguous``: it may have arrived."""

    not_before: datetime
    error: str
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class GivenUp:
    """No more attempts; ``reason`` is that of the dead letter."""

    reason: str
    error: str


Begin = Proceed | AlreadySent | AlreadyDead | Busy
Standing = Waiting | AlreadySent | AlreadyDead


class Ledger:
    """The deliveries of one installation. Keys begin with ``prefix``. Redis' connection errors pass through."""

    def __init__(self, redis: Redis, prefix: str, kept: timedelta = KEPT) -> None:
        self._prefix = prefix
        self._kept = milliseconds(kept)
        self._look = redis.register_script(LOOK)
        self._begin = redis.register_script(BEGIN)
        self._sent = redis.register_script(SENT)
        self._failed = redis.register_script(FAILED)
        self._reopen = redis.register_script(REOPEN)

    async def look(self, deliveries: Sequence[str]) -> list[Standing]:
        """How each delivery stands, changing nothing, in one round trip."""
        if not deliveries:
            return []
        return [_standing(answer) for answer in await self._look(keys=[self._key(one) for one in deliveries])]

    async def begin(self, delivery: str, owner: Owner, now: datetime, lease: timedelta, call: str) -> Begin:
        """Take the delivery for sending, until ``lease`` from ``now``, or say why not.

        ``call`` names this one asking. Who hears no answer asks again under the same name and gets the same attempt:
        nothing was sent between the two.
        """
        arguments: list[str | int] = [owner.worker, owner.incarnation, _since_epoch(now)]
        arguments += [milliseconds(lease), self._kept, call]
        answer = [text(word) for word in await self._begin(keys=[self._key(delivery)], args=arguments)]
        match answer:
            case ["proceed", attempt, repeated, lost, since]:
                return Proceed(int(attempt), repeated == "1", lost == "1", _moment(since))
            case ["busy", until]:
                return Busy(_moment(until))
        decided = _standing(answer)
        assert not isinstance(decided, Waiting)
        return decided

    async def complete(
        self,
        delivery: str,
        owner: Owner,
        attempt: int,
        now: datetime,
        outcome: Sent | PutBack | GivenUp,
    ) -> Standing:
        """Record what came of an attempt; returns how the delivery stands then.

        Sent is recorded always. The others count only if ``attempt`` of ``owner`` is still the one being made.
        """
        keys = [self._key(delivery)]
        if isinstance(outcome, Sent):
            return _standing(await self._sent(keys=keys, args=[_since_epoch(now), self._kept, outcome.ref]))
        arguments: list[str | int] = [owner.incarnation, attempt, _since_epoch(now), self._kept]
        if isinstance(outcome, GivenUp):
            arguments += ["dead", outcome.error, outcome.reason]
        else:
            arguments += ["pending", outcome.error, _since_epoch(outcome.not_before), int(outcome.ambiguous)]
        return _standing(await self._failed(keys=keys, args=arguments))

    async def reopen(self, delivery: str) -> bool:
        """Make a dead delivery pending again, with its whole time before it. False if it is not dead."""
        return bool(await self._reopen(keys=[self._key(delivery)], args=[self._kept]))

    def _key(self, delivery: str) -> str:
        return f"{self._prefix}delivery:{delivery}"


def _standing(answer: Sequence[bytes | str | int]) -> Standing:
    """What a script's words mean."""
    match [text(word) for word in answer]:
        case ["sent", ref]:
            return AlreadySent(ref)
        case ["dead", reason, error, attempt, at]:
            return AlreadyDead(reason, error, int(attempt), _moment(at))
        case ["waiting"]:
            return Waiting()
        case other:
            raise RuntimeError(f"the delivery ledger answered {other[:1]}, which this version does not know")


def _since_epoch(moment: datetime) -> int:
    return milliseconds(moment - _EPOCH)


def _moment(milliseconds: str) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(milliseconds))
