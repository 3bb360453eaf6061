"""Which article came first with a text, and which story an article belongs to, in Redis or Valkey.

Two keys an article, each set once and never changed until it expires, so that many workers share one answer and an
article that is handled again, by whichever worker, gets the answer it got before:

* ``copy:<fingerprint>`` holds the article that came first, and its story where that is not the text's own: the text
  is then an edit of another, and its copies belong to the story of the text before;
* ``story-of:<article>`` holds the story of the article's first version, for the edits that may follow.

Both live for a week, and with them an article takes about 360 bytes. An edit that comes later begins a story of its
own, as any article on a story that was silent for so long.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from redis.asyncio import Redis

from streams.replies import text
from streams.understanding.copies import Place, Print

REMEMBERED: Final = int(timedelta(days=7).total_seconds())
"""How long a text is remembered after its first article, and an article after its first version, in seconds."""

# KEYS: copy and story, for each. ARGV: seconds to live; then article and offered story, for each.
# Answers with the article that came first and the story, for each. A line feed parts the holder of a text from a story
# that is not the text's own.
_CLAIM: Final = """
local answers = {}
for index = 1, #KEYS, 2 do
  local article, story = ARGV[index + 1], ARGV[index + 2]
  local first, root = article, story
  local held = redis.call('GET', KEYS[index])
  if held then
    local holder, before = string.match(held, '^(.*)\\n(.*)$')
    first, root = holder or held, before or story
  end
  local known = redis.call('GET', KEYS[index + 1])
  if not known then
    redis.call('SET', KEYS[index + 1], root, 'EX', ARGV[1])
    known = root
  end
  if not held then
    redis.call('SET', KEYS[index], known == story and article or article .. '\\n' .. known, 'EX', ARGV[1])
  end
  answers[index], answers[index + 1] = first, known
end
return answers
"""


class RedisCopyIndex:
    """A copy index whose keys start with ``prefix`` and expire ``ttl_seconds`` after they are set.

    Redis' own errors pass through.
    """

    def __init__(self, redis: Redis, prefix: str, ttl_seconds: int = REMEMBERED) -> None:
        self._claim = redis.register_script(_CLAIM)
        self._prefix = prefix
        self._ttl_seconds = ttl_seconds

    async def claim(self, prints: Sequence[Print]) -> Sequence[Place]:
        """The place of each, in order, as :class:`~streams.understanding.copies.CopyIndex` says. One round trip."""
        if not prints:
            return []
        keys: list[str] = []
        arguments: list[str | int] = [self._ttl_seconds]
        for one in prints:
            keys += (f"{self._prefix}copy:{one.fingerprint}", f"{self._prefix}story-of:{one.article}")
            arguments += (one.article, one.story)
        answers = [text(answer) for answer in await self._claim(keys=keys, args=arguments)]
        return [Place(first, story) for first, story in zip(answers[::2], answers[1::2], strict=True)]
