"""Articles and connectors that do as a test tells them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from connectors.connector import Failed, FeedMemory, NewArticles, Poll
from streams.records import Article
from tests.virtual_clock import START


def article(identifier: str, source: str = "wire") -> Article:
    return Article(
        id=identifier,
        url=f"https://wire.example/{identifier}",
        canonical_url=f"https://wire.example/{identifier}",
        source=source,
        publisher="Wire",
        title=f"Title of {identifier}",
        fetched_at=START,
    )


def found(*identifiers: str, etag: str = "v1", skipped: tuple[str, ...] = ()) -> NewArticles:
    return NewArticles(tuple(map(article, identifiers)), FeedMemory(address="x", etag=etag), skipped)


@dataclass
class ScriptedConnector:
    """Answers with ``results`` in turn, the last one for ever; ``memories`` keeps what it was shown."""

    id: str
    results: list[Poll | Exception | Callable[[], Awaitable[Poll]]]
    every: timedelta | None = timedelta(minutes=5)
    memories: list[FeedMemory] = field(default_factory=list)

    async def poll(self, memory: FeedMemory) -> Poll:
        self.memories.append(memory)
        result = self.results.pop(0) if len(self.results) > 1 else self.results[0]
        if isinstance(result, Exception):
            raise result
        return result if isinstance(result, Poll) else await result()


BROKEN = Failed("the server answers HTTP 500 (Internal Server Error)")
