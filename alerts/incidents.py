"""One alert for a rule and a story: who was first, remembered in Redis.

Promises:

* Of all articles of a story that meet a rule, one fires; the others are held, and told which one fired.
* The article that fired fires again when it is handled again, with the same episode: so a replay makes the same alert.
* A story that is silent for ``ttl`` and then comes back is a new episode. Time is the articles' ``fetched_at``.
* An edit of an article fires only if nothing in the story met the rule before; it neither begins a new episode nor
  counts as news that keeps the story from being silent.
* The decision and its memory are one step; a batch is one round trip.
* If Redis loses its memory, an alert may be made again, under the same id; none is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from redis.asyncio import Redis

from streams.records import AlertReason
from streams.replies import milliseconds, text

_REMEMBERED: Final = timedelta(days=31)
"""How much longer than ``ttl`` an incident is kept, so that an episode's number, and with it the alert's id, is not
used again while the delivery ledger knows it."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

# KEYS: an incident each. ARGV: ttl and remembered in ms, then article, time in ms and 1 for an edit for each.
# Answers with 1 (fire) or 0 (hold), the article that fired, and the episode.
_CLAIM: Final = """
local answers = {}
for index, key in ipairs(KEYS) do
  local article, at, edit = ARGV[index * 3], tonumber(ARGV[1 + index * 3]), ARGV[2 + index * 3] == '1'
  local known = redis.call('HMGET', key, 'article', 'episode', 'last')
  local holder, episode, last = known[1], tonumber(known[2] or '-1'), tonumber(known[3] or '0')
  if holder ~= article and (not holder or not edit and at - last > tonumber(ARGV[1])) then
    holder, episode = article, episode + 1
    redis.call('HSET', key, 'article', holder, 'episode', episode)
  end
  if not edit or holder == article then
    redis.call('HSET', key, 'last', string.format('%.0f', math.max(at, last)))
  end
  redis.call('PEXPIRE', key, ARGV[2])
  answers[index] = {holder == article and 1 or 0, holder, episode}
end
return answers
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """An article that met a rule. ``at`` is its ``fetched_at``; ``revision`` tells its edits apart."""

    rule: str
    story: str
    article: str
    at: datetime
    revision: int = 0

    @property
    def version(self) -> str:
        """The article as it was published, or an edit of it."""
        return f"{self.article} revision {self.revision}" if self.revision else self.article


@dataclass(frozen=True, slots=True)
class Fire:
    """The alert is to be made."""

    reason: AlertReason
    episode: int


@dataclass(frozen=True, slots=True)
class Hold:
    """No alert: ``version``, an article or an edit of one, made one for this rule and story already."""

    reason: str
    version: str
    episode: int


class Incidents:
    """What each rule has fired on. Keys begin with ``prefix``."""

    def __init__(self, redis: Redis, prefix: str, ttl: timedelta = timedelta(days=7)) -> None:
        self._claim = redis.register_script(_CLAIM)
        self._prefix = prefix
        self._ttl = ttl

    async def claim(self, claims: Sequence[Claim]) -> Sequence[Fire | Hold]:
        """Fire or Hold for each claim, in order. Redis' connection errors pass through; a call may be repeated."""
        if not claims:
            return []
        keys = [f"{self._prefix}incident:{len(one.rule)}:{one.rule}:{one.story}" for one in claims]
        arguments: list[str | int] = [milliseconds(self._ttl), milliseconds(self._ttl + _REMEMBERED)]
        for one in claims:
            arguments += [one.version, milliseconds(one.at - _EPOCH), int(one.revision > 0)]
        answers = await self._claim(keys=keys, args=arguments)
        return [_decision(bool(fires), text(version), int(episode)) for fires, version, episode in answers]


def _decision(fires: bool, version: str, episode: int) -> Fire | Hold:
    if fires:
        return Fire("first", episode)
    return Hold("this rule has fired on this story", version, episode)
