"""The stage that takes alerts to people: each to every channel of each of its receivers, until that is settled.

For each delivery:

1. ask the ledger how it stands; what is sent stays sent (all deliveries of an alert in one round trip);
2. wait for the channel's turn;
3. begin in the ledger; from here on a crash leaves ``sending`` behind, so that the successor knows of a lost answer;
4. send, and have the outcome classified;
5. complete in the ledger; after Retry and Ambiguous wait and go to 2, as long as ``give_up_after`` allows.

Promises: the handler returns when every delivery of the alert is settled, with a dead letter for each that failed;
one failing channel delays no other; when Redis is gone the outcome in hand is kept until it can be recorded; a stop
waits for the answer to a message under way, so that it is not sent again at the next start.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from weakref import WeakValueDictionary

import structlog

from alerts.channel import Ambiguous, Channel, Outcome, Receiver, Rejected, Retry, Sent
from alerts.ledger import AlreadyDead, AlreadySent, Busy, GivenUp, Ledger, Owner, Proceed, PutBack, Standing, Waiting
from alerts.metrics import ALERT_LATENCY_SECONDS, DELIVERIES_TOTAL, DELIVERY_REPEATS_TOTAL
from streams.backoff import Backoff
from streams.clock import Clock
from streams.errors import surroundings_failed
from streams.metrics import DEAD_LETTERS_TOTAL
from streams.readiness import Readiness
from streams.records import Alert, DeadLetter, Delivery, derived_id, encode
from streams.stage import Outputs
from streams.topics import ALERTS, DEAD_LETTERS

logger = structlog.get_logger("marsad.deliveries")

STAGE: Final = "deliver"
LEASE: Final = timedelta(minutes=3)
"""How long one attempt may stand in ``sending``: more than any channel's own time limits together."""

GIVE_UP_AFTER: Final = timedelta(hours=24)

STOPPING_SECONDS: Final = 30.0
"""How long a stop waits for the answer to a message under way."""

_FIRST_WAIT: Final = 1.0
_LONGEST_WAIT: Final = 300.0

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Task:
    """One delivery and what it needs."""

    delivery: Delivery
    alert: Alert
    channel: Channel


def delivery_id(alert: Alert, receiver: str, channel: str) -> str:
    """The identifier of one alert's way to one channel, the same over all attempts and restarts."""
    return derived_id(alert.id, str(alert.revision), receiver, channel)


class Delivering:
    """Delivers alerts. Run its stage in an ``Independent`` group: an alert waits as long as its slowest channel."""

    def __init__(
        self,
        receivers: Iterable[Receiver],
        ledger: Ledger,
        owner: Owner,
        clock: Clock,
        readiness: Readiness,
        give_up_after: timedelta = GIVE_UP_AFTER,
        stopping_seconds: float = STOPPING_SECONDS,
        backoff: Callable[[], Backoff] = lambda: Backoff(first=_FIRST_WAIT, most=_LONGEST_WAIT),
    ) -> None:
        self._receivers = {receiver.id: receiver for receiver in receivers}
        self._ledger = ledger
        self._owner = owner
        self._clock = clock
        self._readiness = readiness
        self._give_up_after = give_up_after
        self._stopping_seconds = stopping_seconds
        self._backoff = backoff
        self._in_hand: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, batch: Sequence[Alert]) -> Sequence[Outputs]:
        """For each alert the dead letters of its deliveries that failed, as (DEAD_LETTERS, letter)."""
        return await asyncio.gather(*(self._alert(alert) for alert in batch))

    async def _alert(self, alert: Alert) -> Outputs:
        letters = []
        tasks = []
        for name in dict.fromkeys(alert.receivers):
            receiver = self._receivers.get(name)
            if receiver is None:
                letters.append(self._unknown_receiver(alert, name))
                continue
            for channel in receiver.channels:
                identifier = delivery_id(alert, name, channel.name)
                delivery = Delivery(id=identifier, alert=alert.id, receiver=name, channel=channel.name)
                tasks.append(_Task(delivery, alert, channel))
        standings = await self._patiently(lambda: self._ledger.look([task.delivery.id for task in tasks]))
        settling = (self._settle(task, standing) for task, standing in zip(tasks, standings, strict=True))
        # Exceptions are kept until all are through, so that none stops another channel in the middle of a message.
        settled = await asyncio.gather(*settling, return_exceptions=True)
        for task, end in zip(tasks, settled, strict=True):
            if isinstance(end, BaseException):
                raise end
            if isinstance(end, AlreadyDead):
                letters.append(_letter(task, end))
        for letter in letters:
            DEAD_LETTERS_TOTAL.labels(STAGE, letter.reason).inc()
        return [(DEAD_LETTERS, letter) for letter in letters]

    async def _settle(self, task: _Task, standing: Standing) -> AlreadySent | AlreadyDead:
        """Attempt after attempt until the delivery is sent or dead."""
        identifier = task.delivery.id
        backoff = self._backoff()
        # The ledger lets a worker of our name take over at once; so within the process one task has it in hand.
        lock = self._in_hand.setdefault(identifier, asyncio.Lock())
        async with lock:
            while isinstance(standing, Waiting):
                standing = await self._attempt(task, backoff)
        return standing

    async def _attempt(self, task: _Task, backoff: Backoff) -> Standing:
        """One attempt, or the wait until one may be made."""
        async with task.channel.turn():
            standing, not_before = await _uninterrupted(
                lambda stopping: self._make(task, backoff, stopping), self._stopping_seconds
            )
        if isinstance(standing, Waiting):
            await self._sleep_until(not_before)
        return standing

    async def _make(self, task: _Task, backoff: Backoff, stopping: "_Stopping") -> tuple[Standing, datetime]:
        """Begin, send, complete: where the delivery stands now, and when it may be tried again if it waits."""
        identifier, call = task.delivery.id, secrets.token_hex(8)
        begun = await self._patiently(
            lambda: self._ledger.begin(identifier, self._owner, self._clock.now(), LEASE, call), stopping
        )
        if isinstance(begun, Busy):
            return Waiting(), begun.until
        if not isinstance(begun, Proceed):
            return begun, self._clock.now()
        if begun.lost:
            DELIVERY_REPEATS_TOTAL.labels(task.channel.kind).inc()
            words = {"delivery": identifier, "alert": task.alert.id, "channel": task.channel.name}
            logger.warning("An alert is sent again: the answer to an earlier attempt was lost.", **words)
        outcome = await self._send(task, begun)
        now = self._clock.now()
        result = self._result(outcome, begun, now, backoff)
        self._count(task, outcome, result, now)
        # A lost answer to this very call makes it be made twice; the second finds the same attempt or its end.
        standing = await self._patiently(
            lambda: self._ledger.complete(identifier, self._owner, begun.attempt, now, result), stopping
        )
        return standing, result.not_before if isinstance(result, PutBack) else now

    async def _send(self, task: _Task, begun: Proceed) -> Outcome:
        """The channel's outcome; Rejected if the channel breaks its promise to raise nothing."""
        delivery = Delivery(
            id=task.delivery.id,
            alert=task.alert.id,
            receiver=task.delivery.receiver,
            channel=task.channel.name,
            state="sending",
            attempts=begun.attempt,
        )
        try:
            return await task.channel.send(delivery, task.alert)
        except Exception as error:  # noqa: BLE001 - a fault of one channel must not take the alert's others with it
            # Only the type is told: a library's message may hold an address with its token.
            return Rejected(f"the channel {task.channel.name} failed with {type(error).__name__}; please report this")

    def _result(self, outcome: Outcome, begun: Proceed, now: datetime, backoff: Backoff) -> Sent | PutBack | GivenUp:
        """What the ledger is to record of the outcome."""
        if isinstance(outcome, Sent):
            return outcome
        if isinstance(outcome, Rejected):
            return GivenUp("rejected", outcome.reason)
        wait = timedelta(seconds=backoff.next())
        if isinstance(outcome, Retry) and outcome.after is not None:
            # The wait is added to what the channel asks for, so that not all come back at the same moment.
            wait = outcome.after + min(wait, timedelta(seconds=_FIRST_WAIT))
        if now + wait - begun.since >= self._give_up_after:
            return GivenUp("expired", f"given up after {begun.attempt} attempts since {begun.since}: {outcome.reason}")
        return PutBack(now + wait, outcome.reason, isinstance(outcome, Ambiguous))

    def _count(self, task: _Task, outcome: Outcome, result: Sent | PutBack | GivenUp, now: datetime) -> None:
        """Tell the metrics and the log what came of an attempt."""
        kind = task.channel.kind
        words = {"delivery": task.delivery.id, "alert": task.alert.id, "channel": task.channel.name}
        if isinstance(outcome, Sent):
            DELIVERIES_TOTAL.labels(kind, "sent").inc()
            fetched = task.alert.articles[0].fetched_at if task.alert.articles else task.alert.at
            ALERT_LATENCY_SECONDS.labels(kind).observe(max(0.0, (now - fetched).total_seconds()))
            logger.debug("An alert was accepted.", **words)
            return
        if isinstance(result, GivenUp):
            DELIVERIES_TOTAL.labels(kind, result.reason).inc()
            logger.error("An alert could not be delivered.", reason=result.error, **words)
            return
        DELIVERIES_TOTAL.labels(kind, "ambiguous" if isinstance(outcome, Ambiguous) else "retry").inc()
        logger.info("An alert waits for its next attempt.", reason=outcome.reason, **words)

    async def _sleep_until(self, moment: datetime) -> None:
        await self._clock.sleep(max(0.0, (moment - self._clock.now()).total_seconds()))

    async def _patiently(self, call: Callable[[], Awaitable[Answer]], stopping: "_Stopping | None" = None) -> Answer:
        """The answer of ``call``, made again while Redis is gone: what a channel answered must not be forgotten.

        At a stop the patience ends: Redis' connection error passes through.
        """
        stopping = stopping or _Stopping()
        backoff = Backoff()
        while True:
            try:
                answer = await call()
            except Exception as error:
                if stopping.asked or not surroundings_failed(error):
                    raise
                self._readiness.failed(STAGE, f"Stage {STAGE} waits for Redis: {error}")
                stopping.idle = True
                await self._clock.sleep(backoff.next())
                stopping.idle = False
                continue
            if backoff.tries:
                self._readiness.ready(STAGE)
            return answer

    def _unknown_receiver(self, alert: Alert, name: str) -> DeadLetter:
        """The dead letter for a receiver that was taken out of the configuration after the alert was made."""
        error = f"receiver {name!r} is not in the configuration; put it back and retry, or discard this"
        return _dead_letter(alert, delivery_id(alert, name, ""), "rejected", error, alert.at, attempt=0)


def _letter(task: _Task, end: AlreadyDead) -> DeadLetter:
    """The dead letter of a delivery that failed: the same each time it is made, since a crash may ask for it again."""
    error = f"{task.delivery.receiver} by {task.channel.name}: {end.error}"
    return _dead_letter(task.alert, task.delivery.id, end.reason, error, end.at, end.attempt)


def _dead_letter(alert: Alert, delivery: str, reason: str, error: str, at: datetime, attempt: int) -> DeadLetter:
    payload = encode(alert)
    return DeadLetter(
        id=derived_id(STAGE, delivery, str(attempt)),
        stage=STAGE,
        topic=ALERTS.name,
        position=alert.id,
        reason=reason,
        error=error,
        at=at,
        payload=payload,
        payload_bytes=len(payload),
        delivery=delivery,
    )


@dataclass
class _Stopping:
    """What a message under way and a stop tell each other: that it is ``asked`` for; that only Redis is waited for."""

    asked: bool = False
    idle: bool = False


async def _uninterrupted(make: Callable[[_Stopping], Coroutine[Any, Any, Answer]], seconds: float) -> Answer:
    """What ``make`` gives. A cancellation waits for its end first, so that stopping Marsad loses no channel's answer.

    It waits for ``seconds`` at the most, and not at all for a Redis that is gone.
    """
    stopping = _Stopping()
    task = asyncio.ensure_future(make(stopping))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stopping.asked = True
        if stopping.idle:
            task.cancel()
        await asyncio.wait((task,), timeout=seconds)
        if not task.cancel() and not task.cancelled():
            # Redis' error at the stop: the ledger still says sending, so the next start knows of a lost answer.
            task.exception()
        raise
