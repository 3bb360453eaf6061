"""Which articles were published already, and with which text."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from itertools import islice
from typing import Final

import msgspec
from redis.asyncio import Redis

from connectors.parsing.identity import aliases, content_mark
from streams.records import Article
from streams.replies import text

REMEMBERED_FOR: Final = timedelta(days=30)
"""How long an article is remembered after it was last found in its feed."""

MOST_REVISIONS: Final = 20
"""Edits of one article that are followed. A text that changes at every poll is a counter, not an edit."""

_WITHOUT_PAUSE: Final = 10_000
"""Characters of articles that are looked at before others get their turn on the event loop."""

_AT_ONCE: Final = 100
"""Commands in one round trip."""


@dataclass(frozen=True, slots=True)
class New:
    """Never published before."""

    article: Article


@dataclass(frozen=True, slots=True)
class Edited:
    """Published before with another text. ``article`` has the id of then and the number of this revision."""

    article: Article


@dataclass(frozen=True, slots=True)
class Known:
    """Published before as it is. ``article`` has the id of then."""

    article: Article


Sighting = New | Edited | Known


class _Trace(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of an article: two digests of its text, its last revision, whether it was history.

    ``exact`` is quick to compare and tells nearly always; ``mark`` tells an edit from what changes by itself.
    """

    exact: str
    mark: str
    revision: int = 0
    history: bool = False


_decoder: Final = msgspec.json.Decoder(_Trace)


class SeenArticles:
    """The published articles, in Redis, each with its own time to live. Redis' errors go through.

    ``<prefix>seen:<id>`` holds the trace of an article, ``<prefix>alias:<alias>`` the id of the article that was
    published under another identity: an item whose guid changed is found by its address and title.
    """

    def __init__(self, redis: Redis, prefix: str, remembered_for: timedelta = REMEMBERED_FOR) -> None:
        self._redis = redis
        self._seen = f"{prefix}seen:"
        self._alias = f"{prefix}alias:"
        self._seconds = max(1, int(remembered_for.total_seconds()))

    async def look(self, articles: Sequence[Article]) -> list[Sighting]:
        """What is known of each article, in their order; of two that are the same only the first counts.

        One round trip for each hundred if all are known, up to three if not. Asking begins an article's time anew, so
        that an item which stays in a feed is never new again.
        """
        by_id: dict[str, Article] = {}
        for article in articles:
            by_id.setdefault(article.id, article)
        found = await self._traces(by_id)
        renamed = await self._renamed([article for article in by_id.values() if article.id not in found])
        found |= await self._traces(set(renamed.values()) - by_id.keys())
        sightings: dict[str, Sighting] = {}
        async for article in _in_turns(by_id.values()):
            identifier = renamed.get(article.id, article.id)
            same = article if identifier == article.id else msgspec.structs.replace(article, id=identifier)
            sightings.setdefault(identifier, _sighting(same, found.get(identifier)))
        return list(sightings.values())

    async def remember(self, articles: Sequence[Article]) -> None:
        """Remember the articles as they are. To be called when they are durable, never before."""
        kept: list[tuple[str, str | bytes]] = []
        async for article in _in_turns(articles):
            trace = _Trace(_exact(article), content_mark(article), article.revision, article.history)
            kept.append((self._seen + article.id, msgspec.json.encode(trace)))
            kept += ((self._alias + alias, article.id) for alias in aliases(article))
        for start in range(0, len(kept), _AT_ONCE):
            async with self._redis.pipeline(transaction=False) as pipeline:
                for key, value in kept[start : start + _AT_ONCE]:
                    pipeline.set(key, value, ex=self._seconds)
                await pipeline.execute()

    async def _traces(self, identifiers: Iterable[str]) -> dict[str, _Trace]:
        """What is kept of those that are known."""
        traces: dict[str, _Trace] = {}
        async for identifier, value in self._values((one, self._seen + one) for one in identifiers):
            traces[identifier] = _trace(value)
        return traces

    async def _renamed(self, articles: Sequence[Article]) -> dict[str, str]:
        """For each article that was published under another id: that id."""
        found: dict[str, str] = {}
        pairs = ((article.id, self._alias + alias) for article in articles for alias in aliases(article))
        async for identifier, value in self._values(pairs):
            found.setdefault(identifier, text(value))
        return found

    async def _values(self, asked: Iterable[tuple[str, str]]) -> AsyncIterator[tuple[str, bytes]]:
        """For each (name, key) the name and the key's value, if it has one; its time begins anew.

        Not all at once, since that would hold the event loop.
        """
        remaining = iter(asked)
        while chunk := list(islice(remaining, _AT_ONCE)):
            async with self._redis.pipeline(transaction=False) as pipeline:
                for _, key in chunk:
                    pipeline.getex(key, ex=self._seconds)
                values = await pipeline.execute()
            for (name, _), value in zip(chunk, values, strict=True):
                if value is not None:
                    yield name, value


async def _in_turns(articles: Iterable[Article]) -> AsyncIterator[Article]:
    """The articles, with pauses in which others have their turn."""
    characters = 0
    for article in articles:
        characters += 200 + len(article.title) + len(article.summary) + len(article.body)
        if characters > _WITHOUT_PAUSE:
            characters = 0
            await asyncio.sleep(0)
        yield article


def _sighting(article: Article, trace: _Trace | None) -> Sighting:
    """What the trace says of the article."""
    if trace is None:
        return New(article)
    if trace.exact == _exact(article) or trace.revision >= MOST_REVISIONS:
        return Known(article)
    if trace.mark in ("", content_mark(article)):
        return Known(article)
    return Edited(msgspec.structs.replace(article, revision=trace.revision + 1, history=trace.history))


def _exact(article: Article) -> str:
    told = f"{article.title}\0{article.summary}\0{article.body}"
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _trace(value: bytes) -> _Trace:
    """A trace as it was kept; one that cannot be read only says that the article is known."""
    try:
        return _decoder.decode(value)
    except msgspec.MsgspecError:
        return _Trace("", "")
