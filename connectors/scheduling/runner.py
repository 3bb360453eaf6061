"""Keeps every source polled: takes what is due from the schedule, polls it, puts it back with what came of it.

Many processes may run it on one Redis: the schedule gives each due source to one of them, and one whose process died
comes up again when its lease ends. If a poll takes longer than its lease, since a service does not answer, another
process may poll the source too: it finds the same ids and the same revisions. What came of several polls is kept in one
round trip, states before due times, so that a crash in between repeats a poll.
"""

import asyncio
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from connectors.connector import Failed, Poll
from connectors.metrics import FEEDS, POLL_OVERDUE_SECONDS, declare_connectors
from connectors.scheduling.feed_state import FeedState, FeedStates
from connectors.scheduling.patience import Patience
from connectors.scheduling.polling import Polled, Polling
from connectors.scheduling.schedule import Claimed, Enrolment, Finished, Lease, Schedule
from connectors.scheduling.source import Source
from streams.clock import Clock
from streams.errors import SetupError, surroundings_failed

logger = structlog.get_logger("marsad.connectors")

AT_ONCE: Final = 200
"""Polls under way in one process."""

KEPT_AT_ONCE: Final = 100
"""Results that are kept in one round trip."""

_FIRST_POLLS_APART: Final = timedelta(milliseconds=5)
"""Sources that are new to the schedule do not all begin at the same moment, nor come back at the same."""

ENROL_EVERY: Final = timedelta(minutes=10)
NOT_OURS: Final = timedelta(seconds=30)
"""After so long another process may look at a source that this one does not know."""

_LONGEST_SLEEP: Final = timedelta(minutes=1)
_GATHERING_SECONDS: Final = 0.01
"""So long the end of one poll waits for the end of others before the schedule is looked at."""

_BEGUN_AT_ONCE: Final = 10
"""Polls that begin before others get their turn on the event loop."""

_GIVING_BACK_SECONDS: Final = 2.0

ONCE_PATIENCE: Final = timedelta(minutes=2)
"""If for so long no poll ends, a single round is over: it waits for a dead process' lease, not for a held host."""


@dataclass(frozen=True, slots=True)
class _Done:
    """A poll that is over and not yet kept."""

    feed: str
    polled: Polled


class Runner:
    """Polls ``sources``, at most ``at_once`` of them together. Raises SetupError if two have the same id."""

    def __init__(
        self,
        sources: Iterable[Source],
        polling: Polling,
        schedule: Schedule,
        states: FeedStates,
        clock: Clock,
        patience: Patience,
        *,
        at_once: int = AT_ONCE,
    ) -> None:
        self._sources: dict[str, Source] = {}
        for source in sources:
            if source.id in self._sources:
                raise SetupError(f"Two sources have the id {source.id}; give each one an id of its own.")
            self._sources[source.id] = source
        self._polling = polling
        self._schedule = schedule
        self._states = states
        self._clock = clock
        self._patience = patience
        self._at_once = at_once
        self._owner = secrets.token_hex(8)
        self._claiming: asyncio.Task[Claimed] | None = None
        self._leases: dict[str, Lease] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._done: list[_Done] = []
        self._look = asyncio.Event()
        self._keep = asyncio.Event()
        self._looking_soon = False
        declare_connectors()

    async def run(self) -> None:
        """Poll each source when it is due, until cancelled."""
        try:
            await self._enrol(changes=True)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_enrolling(), name="connectors: enrolling")
                tasks.create_task(self._keep_keeping(), name="connectors: keeping")
                while True:
                    await self._until(await self._begin(self._sources))
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            await self._give_back()

    async def run_once(self) -> dict[str, Poll]:
        """Poll each source once, now. What each poll found, by id.

        A source that cannot have its turn, since its host is held or another process polls it, is left out after
        ``ONCE_PATIENCE`` and counts as failed.
        """
        polls: dict[str, Poll] = {}
        left = set(self._sources)
        progress = self._clock.now()
        enrolling = asyncio.create_task(self._keep_enrolling(), name="connectors: enrolling")
        try:
            await self._enrol()
            await self._patience.until(self._schedule.due_now, list(self._sources), self._clock.now())
            while left or self._running:
                await self._until(await self._begin(left))
                left -= self._running.keys()
                ended = await self._keep_what_is_done()
                left -= ended.keys()
                polls |= ended
                if ended or self._running:
                    progress = self._clock.now()
                elif self._clock.now() - progress >= ONCE_PATIENCE:
                    break
        finally:
            enrolling.cancel()
            await self._give_back()
        reason = f"it had no turn within {ONCE_PATIENCE.total_seconds():g} seconds; its host or its publisher is held"
        return {feed: polls.get(feed, Failed(reason)) for feed in self._sources}

    async def _enrol(self, *, changes: bool = False) -> None:
        """Put every source on the schedule; with ``changes`` one whose settings changed is due at once."""
        now = self._clock.now()
        identifiers = list(self._sources)
        for start in range(0, len(identifiers), 1000):
            batch = [self._sources[identifier] for identifier in identifiers[start : start + 1000]]
            first = [now + _FIRST_POLLS_APART * number for number in range(start, start + len(batch))]
            enrolments = [Enrolment(source.id, source.gates, due) for source, due in zip(batch, first, strict=True)]
            await self._patience.until(self._schedule.enrol, enrolments, now)
            if changes:
                states = await self._patience.until(self._states.load, [source.id for source in batch])
                changed = [
                    source.id
                    for source, state in zip(batch, states, strict=True)
                    if state.polled_at is not None and state.settings != source.settings
                ]
                await self._patience.until(self._schedule.due_now, changed, now)
        FEEDS.set(len(identifiers))

    async def _keep_enrolling(self) -> None:
        while True:
            await self._clock.sleep(ENROL_EVERY.total_seconds())
            await self._enrol()

    async def _begin(self, wanted: Collection[str]) -> datetime:
        """Begin as many polls as are due and fit, of those that are ``wanted``; when to look again."""
        self._look.clear()
        now = self._clock.now()
        free = self._at_once - len(self._running)
        if free <= 0 or not wanted:
            return now + _LONGEST_SLEEP
        claimed = await self._patience.until(self._claim, now, free)
        ours: list[Lease] = []
        others: list[Lease] = []
        for lease in claimed.leases:
            known = lease.feed in self._leases
            self._leases[lease.feed] = lease
            # One that is known took longer than its lease and goes on under the new one.
            if not known:
                (ours if lease.feed in wanted else others).append(lease)
        if others:
            await self._patience.until(self._schedule.finish, [Finished(one, now + NOT_OURS) for one in others], now)
            for lease in others:
                del self._leases[lease.feed]
        states = await self._patience.until(self._states.load, [lease.feed for lease in ours])
        for number, (lease, state) in enumerate(zip(ours, states, strict=True)):
            if number % _BEGUN_AT_ONCE == 0:
                await asyncio.sleep(0)
            POLL_OVERDUE_SECONDS.observe(max(0.0, (now - lease.due).total_seconds()))
            task = asyncio.create_task(self._poll(lease.feed, state), name=f"poll {lease.feed}")
            self._running[lease.feed] = task
            task.add_done_callback(partial(self._ended, lease.feed))
        if len(claimed.leases) == free:
            return now
        return min(claimed.next_due or now + _LONGEST_SLEEP, now + _LONGEST_SLEEP)

    async def _claim(self, now: datetime, limit: int) -> Claimed:
        """What is due. A stop in between leaves the claim under way, so that its leases can be given back."""
        self._claiming = asyncio.create_task(self._schedule.claim(now, limit, self._owner), name="connectors: claim")
        claimed = await asyncio.shield(self._claiming)
        self._claiming = None
        return claimed

    async def _poll(self, feed: str, state: FeedState) -> None:
        self._done.append(_Done(feed, await self._polling.poll(self._sources[feed], state)))
        self._keep.set()

    def _ended(self, feed: str, task: asyncio.Task[None]) -> None:
        """A place is free."""
        del self._running[feed]
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("A poll ended with a fault; it is repeated when its lease ends.", feed=feed, exc_info=error)
            del self._leases[feed]
        self._look_soon()

    def _look_soon(self) -> None:
        """The schedule is to be looked at: one look for several polls that end or are kept at nearly the same time."""
        if not self._looking_soon:
            self._looking_soon = True
            asyncio.get_running_loop().call_later(_GATHERING_SECONDS, self._look_now)

    def _look_now(self) -> None:
        self._looking_soon = False
        self._look.set()

    async def _until(self, moment: datetime) -> None:
        """Wait until a poll has ended or was kept, or until ``moment`` if there is a free place."""
        full = len(self._running) >= self._at_once
        wait = (moment - self._clock.now()).total_seconds()
        if full:
            await self._look.wait()
        elif wait > 0:
            sleeping = asyncio.create_task(self._clock.sleep(wait))
            sleeping.add_done_callback(lambda slept: None if slept.cancelled() else self._look.set())
            try:
                await self._look.wait()
            finally:
                sleeping.cancel()

    async def _keep_keeping(self) -> None:
        """Keep what came of the polls. While one round trip is under way the next results gather."""
        while True:
            await self._keep.wait()
            self._keep.clear()
            await self._keep_what_is_done()

    async def _keep_what_is_done(self) -> dict[str, Poll]:
        """Keep what came of the polls that are over, and give their leases back. What the polls were, by id."""
        kept: dict[str, Poll] = {}
        while self._done:
            kept |= await self._patience.until(self._keep_some)
            self._look_soon()
        return kept

    async def _keep_some(self) -> dict[str, Poll]:
        """Keep what came of some polls. Redis' errors go through; then, and after a stop, it can be done again."""
        batch = self._done[:KEPT_AT_ONCE]
        await self._states.save({done.feed: done.polled.state for done in batch})
        finished = [Finished(self._leases[done.feed], done.polled.due, done.polled.hold_until) for done in batch]
        await self._schedule.finish(finished, self._clock.now())
        del self._done[: len(batch)]
        for done in batch:
            del self._leases[done.feed]
        return {done.feed: done.polled.poll for done in batch}

    async def _give_back(self) -> None:
        """At the end: keep what is done, and let others poll at once what is not."""
        ending = [*self._running.values(), *([self._claiming] if self._claiming else [])]
        for task in self._running.values():
            task.cancel()
        if ending:
            await asyncio.wait(ending, timeout=_GIVING_BACK_SECONDS)
        try:
            async with asyncio.timeout(_GIVING_BACK_SECONDS):
                while self._done:
                    await self._keep_some()
                leases = [lease for lease in self._leases.values() if lease.feed not in self._running]
                await self._schedule.release([*leases, *self._claimed_late()], self._clock.now())
        except Exception as error:
            if not (isinstance(error, TimeoutError) or surroundings_failed(error)):
                raise
            logger.info("Sources under way come up again when their leases end, since Redis does not answer.")

    def _claimed_late(self) -> tuple[Lease, ...]:
        """What was claimed while the stop came."""
        claiming, self._claiming = self._claiming, None
        if claiming is None:
            return ()
        if not claiming.done():
            claiming.cancel()
            return ()
        if claiming.cancelled() or claiming.exception() is not None:
            return ()
        return claiming.result().leases
