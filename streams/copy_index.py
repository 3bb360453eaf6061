"""Which article came first with a text, in Redis or Valkey, so that many workers share one answer.

One key a fingerprint, set once and never changed until it expires: an article that is handled again, by whichever
worker, gets the answer it got before. Needs Redis 7.0 or Valkey 7.2 (SET with NX and GET at once).
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from redis.asyncio import Redis

from streams.replies import text

REMEMBERED: Final = int(timedelta(days=7).total_seconds())
"""How long a text is remembered after its first article, in seconds."""


class RedisCopyIndex:
    """A copy index whose keys start with ``prefix`` and expire ``ttl_seconds`` after the first article.

    Redis' own errors pass through.
    """

    def __init__(self, redis: Redis, prefix: str, ttl_seconds: int = REMEMBERED) -> None:
        self._redis = redis
        self._prefix = prefix
        self._ttl_seconds = ttl_seconds

    async def claim(self, pairs: Sequence[tuple[str, str]]) -> Sequence[str]:
        """For each pair of fingerprint and article id: the id that claimed it first. One round trip."""
        if not pairs:
            return []
        pipeline = self._redis.pipeline(transaction=False)
        for fingerprint, article in pairs:
            pipeline.set(f"{self._prefix}copy:{fingerprint}", article, nx=True, get=True, ex=self._ttl_seconds)
        answers = await pipeline.execute()
        return [
            article if answer is None else text(answer) for answer, (_, article) in zip(answers, pairs, strict=True)
        ]
