"""Polls every connector at its interval and brings what is new to the stream.

What happens to one poll, in this order:

1. Load what is remembered of the source.
2. Ask the connector.
3. Leave out the articles that were published before.
4. Publish the others; this returns when they are durable.
5. Remember these articles as published.
6. Remember the source as read.

A crash between any two steps repeats some of them and loses nothing; articles that are published twice have the same
id both times.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, ParamSpec, TypeVar

import structlog

from connectors.connector import Connector, Failed, NewArticles, Poll, Unchanged
from connectors.memory import FeedMemories
from connectors.metrics import ARTICLES, FEED_POLLS, declare_connectors
from connectors.pacing import next_wait, spread
from connectors.seen import SeenArticles
from streams.backoff import Backoff
from streams.cancellation import obey_cancellation
from streams.clock import Clock
from streams.errors import SetupError, surroundings_failed
from streams.readiness import Readiness
from streams.records import Article

logger = structlog.get_logger("marsad.connectors")

PUBLISHED_AT_ONCE: Final = 200
"""Articles that are made durable and remembered together."""

POLL_SECONDS: Final = 60.0
"""How long a connector may take to answer, waiting for a thread included. Its own limits are much tighter."""

PART: Final = "connectors"

P = ParamSpec("P")
T = TypeVar("T")
Publish = Callable[[Sequence[Article]], Awaitable[None]]
"""Returns when every article is durable."""


@dataclass
class _Health:
    """How a source does: failures in a row, and whether the last poll had to skip something."""

    failures: int = 0
    skipping: bool = False


class Runner:
    """Polls ``connectors``, at most ``at_once`` of them together; each one waits for itself alone.

    Raises SetupError if two connectors have the same id.
    """

    def __init__(
        self,
        connectors: Sequence[Connector],
        publish: Publish,
        seen: SeenArticles,
        memories: FeedMemories,
        clock: Clock,
        readiness: Readiness,
        *,
        at_once: int = 16,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self._health = {connector.id: _Health() for connector in connectors}
        if len(self._health) < len(connectors):
            raise SetupError("Two connectors have the same id; give each one an id of its own.")
        self._connectors = tuple(connectors)
        self._publish = publish
        self._seen = seen
        self._memories = memories
        self._clock = clock
        self._readiness = readiness
        self._gate = asyncio.Semaphore(at_once)
        self._poll_seconds = poll_seconds
        declare_connectors()

    async def run(self) -> None:
        """Poll each connector now and then at its interval, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for connector in self._connectors:
                tasks.create_task(self._keep_polling(connector), name=f"connector {connector.id}")

    async def run_once(self) -> dict[str, Poll]:
        """Poll each connector once. What each poll found, by id, its articles published unless seen before."""
        async with asyncio.TaskGroup() as tasks:
            polls = {connector.id: tasks.create_task(self._poll(connector)) for connector in self._connectors}
        return {identifier: task.result() for identifier, task in polls.items()}

    async def _keep_polling(self, connector: Connector) -> None:
        first = spread(connector.id)
        while True:
            result = await self._poll(connector)
            asked = result.retry_after if isinstance(result, Failed) else None
            wait = next_wait(connector.every, self._health[connector.id].failures, asked)
            await self._clock.sleep(max(wait.total_seconds() * first, asked.total_seconds() if asked else 0.0))
            first = 1.0

    async def _poll(self, connector: Connector) -> Poll:
        """One poll with all that follows from it. Only a cancellation leaves it."""
        async with self._gate:
            try:
                result = await self._ask_and_publish(connector)
            except Exception as error:
                # A fault in one connector must not end the others. Nothing was remembered, so nothing is lost.
                result = Failed(f"an unexpected fault, please report it ({type(error).__name__}: {error})")
                if not self._health[connector.id].failures:
                    logger.exception("A connector failed unexpectedly.", feed=connector.id)
        self._note(connector.id, result)
        return result

    async def _ask_and_publish(self, connector: Connector) -> Poll:
        memory = await self._patiently(self._memories.load, connector.id)
        try:
            async with asyncio.timeout(self._poll_seconds):
                result = await connector.poll(memory)
        except TimeoutError:
            result = Failed(f"no result within {self._poll_seconds:g} seconds")
        match result:
            case NewArticles():
                published = await self._bring(result.articles)
                await self._patiently(self._memories.save, connector.id, result.memory)
                FEED_POLLS.labels("new" if published else "unchanged").inc()
            case Unchanged():
                if result.memory != memory:
                    await self._patiently(self._memories.save, connector.id, result.memory)
                FEED_POLLS.labels("unchanged").inc()
            case Failed():
                pass
        return result

    async def _bring(self, found: Sequence[Article]) -> int:
        """Publish, then remember, what is new among ``found``; how many that was."""
        by_id: dict[str, Article] = {}
        for article in found:
            by_id.setdefault(article.id, article)
        articles = list(by_id.values())
        unseen = await self._patiently(self._seen.unseen, articles)
        ARTICLES.labels("seen").inc(len(articles) - len(unseen))
        for start in range(0, len(unseen), PUBLISHED_AT_ONCE):
            batch = unseen[start : start + PUBLISHED_AT_ONCE]
            await self._patiently(self._publish, batch)
            await self._patiently(self._seen.remember, batch)
            ARTICLES.labels("new").inc(len(batch))
        return len(unseen)

    async def _patiently(self, call: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``call`` gives, tried again for as long as a service that it needs does not answer."""
        backoff = Backoff()
        while True:
            try:
                result = await call(*args, **kwargs)
            except Exception as error:
                if not surroundings_failed(error):
                    raise
                self._readiness.failed(
                    PART, f"The connectors wait for a service that does not answer and try again ({error})."
                )
                obey_cancellation()
                await self._clock.sleep(backoff.next())
            else:
                obey_cancellation()
                self._readiness.ready(PART)
                return result

    def _note(self, identifier: str, result: Poll) -> None:
        """Count a failure, and say once that a source fails, and once that it works again."""
        health = self._health[identifier]
        if isinstance(result, Failed):
            FEED_POLLS.labels("failed").inc()
            if not health.failures:
                logger.warning(f"Feed {identifier} cannot be read: {result.reason}.", feed=identifier)
            health.failures += 1
            return
        if health.failures:
            logger.info(f"Feed {identifier} can be read again.", feed=identifier, failures=health.failures)
            health.failures = 0
        if isinstance(result, NewArticles):
            if result.skipped and not health.skipping:
                more = f" and {len(result.skipped) - 1} more" if len(result.skipped) > 1 else ""
                logger.warning(f"Feed {identifier} has content to skip: {result.skipped[0]}{more}.", feed=identifier)
            health.skipping = bool(result.skipped)
