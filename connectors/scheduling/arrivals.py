"""What happens to the articles that a source brings.

1. Tell the new and the edited from those that were published before, and at the first reading news from history.
2. Publish those that are complete; publishing returns when they are durable.
3. Remember them as published.
4. Complete the others from their pages, and publish and remember each as soon as its page was read.

A crash between any two steps repeats some of them and loses nothing; what is published twice has the same id and the
same revision both times.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec

from connectors.metrics import ARTICLES
from connectors.parsing.entries import Origin
from connectors.scheduling.patience import Patience
from connectors.scheduling.seen import Edited, Known, New, SeenArticles
from connectors.scheduling.source import is_history
from connectors.settings import Backfill, Pages
from streams.records import Article

PUBLISHED_AT_ONCE: Final = 200
"""Articles that are made durable and remembered together."""

PAGES_SECONDS: Final = 40.0
"""How long the articles of one poll may wait for their pages, the waits for turns at their hosts included."""

_PAGES_AT_ONCE: Final = 50
"""Articles of one poll whose pages are waited for together."""

_WITHOUT_PAUSE: Final = 10
"""Articles that are looked at before others get their turn on the event loop."""

Publish = Callable[[Sequence[Article]], Awaitable[None]]
"""Returns when every article is durable."""


class Completer(Protocol):
    """Fills in what a feed leaves out of its articles."""

    def wants(self, article: Article, pages: Pages) -> bool:
        """Whether the article's page is to be read."""

    async def complete(self, article: Article, origin: Origin, by: float) -> Article:
        """The article with its page's text, or as it is, saying why; not later than ``by``, in the loop's time.

        ``origin`` tells in which zone a date on the page is. Never raises.
        """


@dataclass(frozen=True, slots=True)
class Sifted:
    """The articles of one poll: those that are new, those that were edited, and how many are known as they are."""

    new: tuple[Article, ...] = ()
    edited: tuple[Article, ...] = ()
    known: int = 0

    @property
    def found(self) -> int:
        """How many different articles there were."""
        return len(self.new) + len(self.edited) + self.known


class Arrivals:
    """Brings articles to the stream, each once, whoever found them."""

    def __init__(
        self,
        publish: Publish,
        seen: SeenArticles,
        completer: Completer,
        patience: Patience,
        *,
        pages_seconds: float = PAGES_SECONDS,
    ) -> None:
        self._publish = publish
        self._seen = seen
        self._completer = completer
        self._patience = patience
        self._pages_seconds = pages_seconds

    async def sift(self, found: Sequence[Article], backfill: Backfill = "all") -> Sifted:
        """What is new, and what was edited. ``backfill`` says what of the new is news; the rest is marked as history.

        Nothing is published or remembered.
        """
        new: list[Article] = []
        edited: list[Article] = []
        known = 0
        for sighting in await self._patience.until(self._seen.look, found):
            match sighting:
                case New(article):
                    history = is_history(article, backfill)
                    new.append(msgspec.structs.replace(article, history=True) if history else article)
                case Edited(article):
                    edited.append(article)
                case Known():
                    known += 1
        return Sifted(tuple(new), tuple(edited), known)

    async def bring(self, sifted: Sifted, origin: Origin, pages: Pages = "never") -> None:
        """Publish, then remember, what is new and what was edited."""
        complete: list[Article] = []
        teasers: list[Article] = []
        for number, article in enumerate((*sifted.new, *sifted.edited)):
            if number % _WITHOUT_PAUSE == 0:
                await asyncio.sleep(0)
            wanted = not article.history and self._completer.wants(article, pages)
            (teasers if wanted else complete).append(article)
        for start in range(0, len(complete), PUBLISHED_AT_ONCE):
            batch = complete[start : start + PUBLISHED_AT_ONCE]
            await self._keep(batch, batch)
        if teasers:
            await self._bring_teasers(teasers, origin)
        for outcome, count in (("new", len(sifted.new)), ("edited", len(sifted.edited)), ("seen", sifted.known)):
            if count:
                ARTICLES.labels(outcome).inc(count)

    async def _keep(self, told: Sequence[Article], found: Sequence[Article]) -> None:
        """Publish ``told``, then remember ``found``: what the feed says, since that is what later polls bring."""
        await self._patience.until(self._publish, told)
        await self._patience.until(self._seen.remember, found)

    async def _bring_teasers(self, teasers: Sequence[Article], origin: Origin) -> None:
        """Read the pages side by side; publish what is read while others are still waited for."""
        by = asyncio.get_running_loop().time() + self._pages_seconds
        ready: asyncio.Queue[tuple[Article, Article]] = asyncio.Queue()

        async def complete(articles: Iterable[Article]) -> None:
            for article in articles:
                ready.put_nowait((await self._completer.complete(article, origin, by), article))
                await asyncio.sleep(0)

        waiting = iter(teasers)
        async with asyncio.TaskGroup() as tasks:
            for _ in range(min(_PAGES_AT_ONCE, len(teasers))):
                tasks.create_task(complete(waiting))
            left = len(teasers)
            while left:
                batch = [await ready.get()]
                while not ready.empty() and len(batch) < PUBLISHED_AT_ONCE:
                    batch.append(ready.get_nowait())
                await self._keep([told for told, _ in batch], [found for _, found in batch])
                left -= len(batch)
