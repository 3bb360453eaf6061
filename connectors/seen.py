"""Which articles were published already."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from redis.asyncio import Redis

from streams.records import Article

REMEMBERED_FOR: Final = timedelta(days=30)
"""How long an article is remembered after it was last found in its feed."""


class SeenArticles:
    """The ids of published articles, in Redis under ``<prefix>seen:<id>``, each with its own time to live.

    Each method is one round trip. Redis' errors go through.
    """

    def __init__(self, redis: Redis, prefix: str, remembered_for: timedelta = REMEMBERED_FOR) -> None:
        self._redis = redis
        self._prefix = f"{prefix}seen:"
        self._seconds = max(1, int(remembered_for.total_seconds()))

    async def unseen(self, articles: Sequence[Article]) -> list[Article]:
        """The articles that are not remembered, in their order.

        Asking for one that is begins its time anew, so that an item which stays in a feed is never new again.
        """
        if not articles:
            return []
        async with self._redis.pipeline(transaction=False) as pipeline:
            for article in articles:
                pipeline.expire(self._prefix + article.id, self._seconds)
            known = await pipeline.execute()
        return [article for article, exists in zip(articles, known, strict=True) if not exists]

    async def remember(self, articles: Sequence[Article]) -> None:
        """Remember the articles. To be called when they are durable, never before."""
        if not articles:
            return
        async with self._redis.pipeline(transaction=False) as pipeline:
            for article in articles:
                pipeline.set(self._prefix + article.id, b"", ex=self._seconds)
            await pipeline.execute()
