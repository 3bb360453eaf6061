"""One poll of one source, from its state to its next state, with everything that follows from it.

1. Ask the connector, with what is remembered of the source.
2. Tell what people are to hear of the feed itself.
3. Bring what is new to the stream.
4. Answer with the state to keep and the moment of the next poll; the runner keeps both.

A crash between any two steps repeats some of them and loses nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog

from connectors.connector import Failed, NewArticles, Poll
from connectors.metrics import FEED_EVENTS, FEED_POLLS
from connectors.scheduling.arrivals import Arrivals, Sifted
from connectors.scheduling.feed_state import FeedState
from connectors.scheduling.health import After, after_failure, after_reading, begins
from connectors.scheduling.next_poll import next_poll
from connectors.scheduling.patience import Patience
from connectors.scheduling.source import Source
from streams.clock import Clock
from streams.errors import SurroundingsFailed
from streams.records import FeedEvent

logger = structlog.get_logger("marsad.connectors")

POLL_SECONDS: Final = 60.0
"""How long a connector may take to answer, waiting for a worker included. Its own limits are much tighter."""

HELD: Final = timedelta(minutes=5)
"""How long a host is left alone that wants fewer requests and does not say for how long."""

PublishEvents = Callable[[Sequence[FeedEvent]], Awaitable[None]]
"""Returns when every event is durable."""


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll led to. ``hold_until`` is set where the whole host is to be left alone until then."""

    poll: Poll
    state: FeedState
    due: datetime
    hold_until: datetime | None = None


class Polling:
    """Polls sources, one at a time each."""

    def __init__(
        self,
        arrivals: Arrivals,
        publish_events: PublishEvents,
        clock: Clock,
        patience: Patience,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._arrivals = arrivals
        self._publish_events = publish_events
        self._clock = clock
        self._patience = patience
        self._poll_seconds = poll_seconds

    async def poll(self, source: Source, state: FeedState) -> Polled:
        """Poll once. Only a cancellation leaves it."""
        try:
            return await self._poll(source, state)
        except Exception as error:  # noqa: BLE001 - one source must not end the others; its state stays, nothing is lost
            return await self._failed(source, state, _fault(source, state, error))

    async def _poll(self, source: Source, state: FeedState) -> Polled:
        result = await self._patience.until(self._ask, source, state)
        if isinstance(result, Failed):
            return await self._failed(source, state, result)
        now = self._clock.now()
        sifted = Sifted()
        if isinstance(result, NewArticles):
            backfill = source.backfill if begins(state, result.memory) else "all"
            sifted = await self._arrivals.sift(result.articles, backfill)
            _say(source, state, result)
        after = after_reading(source, state, now, result, sifted)
        await self._tell(source, after)
        if isinstance(result, NewArticles):
            await self._arrivals.bring(sifted, source.origin, source.pages)
        FEED_POLLS.labels("new" if sifted.new or sifted.edited else "unchanged").inc()
        if state.failures:
            logger.info(f"Feed {source.id} can be read again.", feed=source.id, failures=state.failures)
        return self._polled(source, result, after.state)

    async def _ask(self, source: Source, state: FeedState) -> Poll:
        """What the connector answers. Raises SurroundingsFailed alone, since that is not the source's fault."""
        try:
            async with asyncio.timeout(self._poll_seconds):
                return await source.connector.poll(state.memory)
        except SurroundingsFailed:
            raise
        except TimeoutError:
            return Failed(f"no result within {self._poll_seconds:g} seconds")
        except Exception as error:  # noqa: BLE001 - whatever one connector raises must not end the others
            return _fault(source, state, error)

    async def _failed(self, source: Source, state: FeedState, failed: Failed) -> Polled:
        FEED_POLLS.labels("failed").inc()
        if not state.failures:
            logger.warning(f"Feed {source.id} cannot be read: {failed.reason}.", feed=source.id)
        after = after_failure(source, state, self._clock.now(), failed)
        await self._tell(source, after)
        return self._polled(source, failed, after.state)

    async def _tell(self, source: Source, after: After) -> None:
        """Tell what happened to the feed; returns when that is durable."""
        if not after.events:
            return
        await self._patience.until(self._publish_events, after.events)
        for event in after.events:
            FEED_EVENTS.labels(event.kind).inc()
            logger.info(event.reason, feed=source.id, kind=event.kind)

    def _polled(self, source: Source, result: Poll, state: FeedState) -> Polled:
        """When the source is polled next, and whether its host is left alone until then."""
        now = self._clock.now()
        failed = result if isinstance(result, Failed) else None
        following = next_poll(
            source.id,
            now,
            state.rhythm,
            every=source.connector.every,
            failures=state.failures,
            gone=failed is not None and failed.kind == "gone" and state.broken,
            leave_alone=None if isinstance(result, Failed) else result.leave_alone,
            retry_after=failed.retry_after if failed else None,
        )
        hold = now + (failed.retry_after or HELD) if failed and failed.kind == "throttled" else None
        more = isinstance(result, NewArticles) and result.more
        return Polled(
            result,
            msgspec.structs.replace(state, next_poll=following.reason, settings=source.settings),
            now if more else following.at,
            hold,
        )


def _fault(source: Source, state: FeedState, error: Exception) -> Failed:
    """An error that nobody foresaw, as an answer. It is logged at the first failure in a row."""
    if not state.failures:
        logger.error("A source failed unexpectedly.", feed=source.id, exc_info=error)
    return Failed(f"an unexpected fault, please report it ({type(error).__name__}: {error})")


def _say(source: Source, state: FeedState, result: NewArticles) -> None:
    """Say once that a source has content that must be skipped."""
    if result.skipped and not state.skipped:
        more = f" and {len(result.skipped) - 1} more" if len(result.skipped) > 1 else ""
        logger.warning(f"Feed {source.id} has content to skip: {result.skipped[0]}{more}.", feed=source.id)
