"""How a feed does: what follows from one poll for its state, and what people are to hear of it. Pure.

People hear once that a feed broke and once that it works again, once that it fell silent and once that it speaks; that
items were lost between two polls they hear once a day at most. Every event's identity comes from the state before the
poll, so that a poll which a crash repeats tells the same event again and not another one; and they are told before its
articles are remembered, since of articles that are known already nobody could tell that others were missed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from connectors.connector import Failed, FeedMemory, NewArticles, Unchanged
from connectors.scheduling.arrivals import Sifted
from connectors.scheduling.feed_state import FeedState
from connectors.scheduling.rhythm import UNKNOWN, missed, observed
from connectors.scheduling.source import Source
from streams.records import FeedEvent, FeedEventKind, derived_id

BROKEN_AFTER: Final = 3
"""Failures in a row after which a feed counts as broken. One or two are ordinary; servers restart."""

CERTAIN_AFTER: Final = 2
"""The same for a feed that says that it is gone, and for an address that we may not connect to."""

MISSED_TOLD_EVERY: Final = timedelta(days=1)

_LONGEST_SKIPPED: Final = 500
_NOTHING: Final = Sifted()


@dataclass(frozen=True, slots=True)
class After:
    """The state after a poll, and what is to be told of it."""

    state: FeedState
    events: tuple[FeedEvent, ...] = ()


def begins(state: FeedState, memory: FeedMemory) -> bool:
    """Whether a reading that leaves ``memory`` is the source's first one, ever or at its present address."""
    return state.first_read_at is None or state.memory.address not in ("", memory.address)


def after_reading(
    source: Source, state: FeedState, now: datetime, result: NewArticles | Unchanged, sifted: Sifted = _NOTHING
) -> After:
    """The feed was read: ``sifted`` is what ``result`` held."""
    events = []
    if state.broken:
        since = state.failing_since or now
        reason = f"Feed {source.id} can be read again. It could not since {since:%Y-%m-%d %H:%M} UTC."
        events.append(_event(source, "recovered", now, since, reason))
    first = begins(state, result.memory)
    found = result.articles if isinstance(result, NewArticles) else ()
    shown = found if first else sifted.new
    dates = [article.published_at for article in shown if article.published_at]
    rhythm = observed(UNKNOWN if first else state.rhythm, now, len(sifted.new), dates)
    last_new = now if sifted.new else state.last_new_at
    if first and dates:
        last_new = max(dates)
    lost = not first and _items_were_missed(source, state, sifted)
    telling = lost and (state.missed_at is None or now - state.missed_at >= MISSED_TOLD_EVERY)
    if lost:
        rhythm = missed(rhythm, now)
    if telling:
        since = state.read_at or now
        reason = (
            f"Feed {source.id} shows {sifted.found} items and none of those that it had at {since:%Y-%m-%d %H:%M} UTC:"
            " what stood there in between was missed. It is polled more often from now on."
        )
        events.append(_event(source, "missed items", now, since, reason, sifted.found))
    following = msgspec.structs.replace(
        state,
        memory=result.memory,
        rhythm=rhythm,
        polled_at=now,
        read_at=now,
        first_read_at=state.first_read_at or now,
        last_new_at=last_new,
        articles=state.articles + len(sifted.new),
        missed=state.missed + lost,
        missed_at=now if telling else state.missed_at,
        failures=0,
        failing_since=None,
        failure="",
        broken=False,
    )
    if isinstance(result, NewArticles):
        skipped = "; ".join(result.skipped)[:_LONGEST_SKIPPED]
        following = msgspec.structs.replace(following, items=sifted.found, skipped=skipped)
    quiet, events_of_silence = _silence(source, state, following, now, spoke=bool(sifted.new))
    return After(quiet, (*events, *events_of_silence))


def after_failure(source: Source, state: FeedState, now: datetime, failed: Failed) -> After:
    """The feed could not be read."""
    failures = state.failures + 1
    since = state.failing_since or now
    enough = CERTAIN_AFTER if failed.kind in ("gone", "refused") else BROKEN_AFTER
    breaks = not state.broken and failures >= enough
    following = msgspec.structs.replace(
        state,
        polled_at=now,
        failures=failures,
        failing_since=since,
        failure=failed.reason,
        failure_kind=failed.kind,
        broken=state.broken or breaks,
    )
    if not breaks:
        return After(following)
    reason = f"Feed {source.id} cannot be read: {failed.reason}."
    return After(following, (_event(source, "broken", now, since, reason),))


def _items_were_missed(source: Source, state: FeedState, sifted: Sifted) -> bool:
    """Whether a feed that shows only its newest items has none left that it had at the poll before.

    A feed that holds fewer than before was emptied or begun anew, which loses nothing.
    """
    return source.sliding and 0 < state.items <= sifted.found == len(sifted.new)


def _silence(
    source: Source, before: FeedState, after: FeedState, now: datetime, *, spoke: bool
) -> tuple[FeedState, list[FeedEvent]]:
    """Whether the feed fell silent, or speaks again."""
    if spoke:
        if not before.silent:
            return after, []
        since = before.rhythm.last_item_at or now
        reason = f"Feed {source.id} brings articles again. It was silent since {since:%Y-%m-%d %H:%M} UTC."
        return msgspec.structs.replace(after, silent=False), [_event(source, "resumed", now, since, reason)]
    since_when, limit = after.rhythm.last_item_at, after.rhythm.silent_after
    if after.silent or since_when is None or limit is None or now - since_when < timedelta(hours=limit):
        return after, []
    reason = (
        f"Feed {source.id} can be read and brings nothing new since {since_when:%Y-%m-%d %H:%M} UTC,"
        " which is far beyond its rhythm."
    )
    return msgspec.structs.replace(after, silent=True), [_event(source, "silent", now, since_when, reason)]


def _event(
    source: Source, kind: FeedEventKind, at: datetime, since: datetime, reason: str, items: int = 0
) -> FeedEvent:
    return FeedEvent(
        id=derived_id(source.id, kind, since.isoformat()),
        feed=source.id,
        publisher=source.publisher,
        kind=kind,
        at=at,
        since=since,
        reason=reason.encode("utf-8", "replace").decode("utf-8"),
        items=items,
    )
