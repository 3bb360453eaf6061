"""How each source of a configuration does, and when it is polled next: what ``marsad feeds list`` and ``show`` know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from connectors.connector import FeedMemory
from connectors.origins import origin_of
from connectors.scheduling.feed_state import NEVER_POLLED, FeedState, RedisFeedStates
from connectors.scheduling.schedule import Standing as Scheduled
from connectors.scheduling.source import Source
from connectors.sources.listed_feeds import with_listed_feeds
from connectors.web.http_errors import without_credentials
from marsad import services
from marsad.config import Configuration
from marsad.options import Options
from marsad.reception import described_sources, schedule
from streams.settings import Settings

Condition = Literal["well", "failing", "broken", "silent", "not read yet", "listens"]
"""``failing``: the last polls failed, and nobody was told yet. ``listens``: it brings articles by itself."""

ILL: Final[tuple[Condition, ...]] = ("failing", "broken", "silent")
_AT_ONCE: Final = 1000
"""States that are loaded in one round trip."""


def id_of(settings: Settings) -> str:
    """The name of a source in the configuration, whatever its kind."""
    return str(getattr(settings, "id", ""))


def kind_of(settings: Settings) -> str:
    """The kind of a source, in the configuration's word."""
    return str(getattr(settings, "kind", "feed"))


def address_of(settings: Settings) -> str:
    """Where a source is, without user name and password; empty if its settings say it in a way of their own."""
    for name in ("url", "path", "paths", "base_url", "bootstrap", "bind"):
        value = getattr(settings, name, "")
        if value:
            return without_credentials(", ".join(value) if isinstance(value, tuple) else str(value))
    return ""


@dataclass(frozen=True)
class Standing:
    """A source as it is configured and how it does. ``source`` is None for one that brings articles by itself."""

    settings: Settings
    source: Source | None
    state: FeedState
    scheduled: Scheduled | None

    @property
    def id(self) -> str:
        """The source's name in the configuration."""
        return id_of(self.settings)

    @property
    def kind(self) -> str:
        """The kind of source, in the configuration's word."""
        return kind_of(self.settings)

    @property
    def publisher(self) -> str:
        """Who publishes what it brings."""
        return origin_of(self.settings).publisher

    @property
    def address(self) -> str:
        """Where it is: a URL, paths, brokers, the address that we listen on. Without user name and password."""
        return address_of(self.settings) or without_credentials(self.memory.address)

    @property
    def memory(self) -> FeedMemory:
        """What is remembered between two polls."""
        return self.state.memory

    @property
    def condition(self) -> Condition:
        """How it does, in a word or two."""
        if self.source is None:
            return "listens"
        if self.state.broken:
            return "broken"
        if self.state.failures:
            return "failing"
        if self.state.first_read_at is None:
            return "not read yet"
        return "silent" if self.state.silent else "well"

    @property
    def wrong(self) -> str:
        """What is wrong with it, in a clause; empty if nothing is."""
        if self.state.failure:
            return self.state.failure
        since = self.state.rhythm.last_item_at
        if self.state.silent:
            return f"nothing new since {since:%Y-%m-%d %H:%M} UTC, far beyond its rhythm" if since else "nothing new"
        return self.state.skipped

    @property
    def items_a_day(self) -> float | None:
        """How much it brings, as far as that was learned."""
        rhythm = self.state.rhythm
        return rhythm.level * 24 if rhythm.known else None


@dataclass(frozen=True)
class Overview:
    """Every source in the order of the configuration, at one moment.

    ``attended``: a monitor runs on the data directory. ``missing`` is the data directory if there is none yet.
    """

    standings: tuple[Standing, ...]
    now: datetime
    attended: bool
    missing: Path | None = None


async def overview(configuration: Configuration, options: Options) -> Overview:
    """Look at everything, and begin nothing. Raises SetupError, and SurroundingsFailed if Redis does not answer."""
    surroundings = services.surroundings()
    async with (
        described_sources(configuration, options, surroundings) as sources,
        services.state(options, surroundings) as state,
    ):
        polled = {source.id: source for source in sources.polled}
        states: dict[str, FeedState] = {}
        due: dict[str, Scheduled] = {}
        if state is not None:
            states = await _states(RedisFeedStates(state.redis, state.prefix), list(polled))
            due = await schedule(configuration, state.redis, state.prefix).due_times(polled)
        standings = []
        for settings in with_listed_feeds(configuration.feeds, options.base):
            identifier = id_of(settings)
            kept = states.get(identifier, NEVER_POLLED)
            standings.append(Standing(settings, polled.get(identifier), kept, due.get(identifier)))
        return Overview(
            tuple(standings),
            surroundings.clock.now(),
            attended=state is not None and state.attended,
            missing=options.data if state is None else None,
        )


async def _states(kept: RedisFeedStates, identifiers: Sequence[str]) -> dict[str, FeedState]:
    """The states by id."""
    states: dict[str, FeedState] = {}
    for start in range(0, len(identifiers), _AT_ONCE):
        batch = identifiers[start : start + _AT_ONCE]
        states |= zip(batch, await kept.load(batch), strict=True)
    return states
