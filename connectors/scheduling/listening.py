"""Keeps every subscription running and brings to the stream what they bring."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from connectors.parsing.entries import Origin
from connectors.scheduling.arrivals import Arrivals
from connectors.settings import Pages
from connectors.subscription import Subscription
from streams.records import Article


@dataclass(frozen=True, slots=True)
class Listener:
    """A subscription, where its articles come from, and whether their pages are fetched."""

    subscription: Subscription
    origin: Origin
    pages: Pages = "never"


class Listening:
    """Runs ``listeners``."""

    def __init__(self, listeners: Sequence[Listener], arrivals: Arrivals) -> None:
        self._listeners = listeners
        self._arrivals = arrivals

    async def run(self) -> None:
        """Run until cancelled, or until nobody is left who could bring anything.

        Raises SetupError for what only a person can mend, such as a port that is taken.
        """
        try:
            async with asyncio.TaskGroup() as tasks:
                for listener in self._listeners:
                    bring = partial(self._bring, listener)
                    tasks.create_task(listener.subscription.run(bring), name=f"source {listener.subscription.id}")
        except ExceptionGroup as group:
            # The first one ended the others.
            raise group.exceptions[0] from None

    async def _bring(self, listener: Listener, articles: Sequence[Article]) -> None:
        await self._arrivals.bring(await self._arrivals.sift(articles), listener.origin, listener.pages)
