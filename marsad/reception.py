"""Putting together what brings articles in: the sources of a configuration become a runner and listeners."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

import aiohttp
from redis.asyncio import Redis

from connectors.factory import Factory, Sources
from connectors.parsing.pooled_parsing import PARSING
from connectors.plugins import ConnectorSurroundings
from connectors.scheduling.arrivals import Arrivals
from connectors.scheduling.feed_state import RedisFeedStates
from connectors.scheduling.listening import Listening
from connectors.scheduling.page_reader import PageReader
from connectors.scheduling.patience import Patience
from connectors.scheduling.polling import Polling
from connectors.scheduling.runner import Runner
from connectors.scheduling.schedule import Schedule
from connectors.scheduling.seen import SeenArticles
from connectors.web.fetching import HttpFetcher, PageFetcher
from connectors.web.fetching import open_session as connectors_session
from connectors.web.host_gates import HostGates
from connectors.web.robots import RobotsRules
from connectors.workers.pool_workers import PoolWorkers
from connectors.workers.worker_pool import WorkerPool
from marsad import __version__
from marsad.config import Configuration
from marsad.options import Options
from marsad.services import Platform, Surroundings
from streams.clock import Clock
from streams.topics import ARTICLES, FEED_EVENTS

_LEASE: Final = timedelta(minutes=2)
"""More than a poll and the pages of its articles may take together."""


@dataclass(frozen=True)
class Reception:
    """What brings articles in: ``runner`` polls, ``listening`` waits for those that come by themselves."""

    runner: Runner
    listening: Listening | None


@asynccontextmanager
async def receiving(
    configuration: Configuration, options: Options, platform: Platform, surroundings: Surroundings
) -> AsyncIterator[Reception | None]:
    """What brings articles in, if that is among this process' roles."""
    if options.role not in ("all", "connectors"):
        yield None
        return
    fetch, clock = configuration.fetch, surroundings.clock
    redis, prefix, engine = platform.redis, platform.state_prefix, platform.engine
    async with (
        connectors_session(__version__, fetch.user_agent, fetch.allow_addresses) as session,
        WorkerPool(settings=PARSING) as pool,
    ):
        patience = Patience(clock, surroundings.readiness)
        robots = RobotsRules(session, clock)
        pages = PageReader(
            PageFetcher(session, clock),
            robots,
            pool,
            HostGates(clock, fetch.host_at_once, fetch.host_pause),
            clock,
        )
        arrivals = Arrivals(partial(engine.publish, ARTICLES), SeenArticles(redis, prefix), pages, patience)
        sources = _factory(configuration, options, session, clock, pool, robots).sources(configuration.feeds)
        yield Reception(
            Runner(
                sources.polled,
                Polling(arrivals, partial(engine.publish, FEED_EVENTS), clock, patience),
                schedule(configuration, redis, prefix),
                RedisFeedStates(redis, prefix),
                clock,
                patience,
            ),
            Listening(sources.listened, arrivals) if sources.listened else None,
        )


def schedule(configuration: Configuration, redis: Redis, prefix: str) -> Schedule:
    """Which source is polled when, in all processes that share this Redis."""
    fetch = configuration.fetch
    return Schedule(redis, prefix, at_once=fetch.host_at_once, pause=fetch.host_pause, lease=_LEASE)


def _factory(
    configuration: Configuration,
    options: Options,
    session: aiohttp.ClientSession,
    clock: Clock,
    pool: WorkerPool,
    robots: RobotsRules,
) -> Factory:
    """What builds sources from the settings of the configuration."""

    def fetcher_of(address: str, maximum_bytes: int) -> HttpFetcher:
        return HttpFetcher(address, session, clock, maximum_bytes)

    at = ConnectorSurroundings(options.base, session, clock, PoolWorkers(pool), fetcher_of, robots)
    return Factory(configuration.fetch, at, pool)


@asynccontextmanager
async def described_sources(
    configuration: Configuration, options: Options, surroundings: Surroundings
) -> AsyncIterator[Sources]:
    """The sources of the configuration to look at or to try out; nothing is begun and nothing kept."""
    fetch = configuration.fetch
    async with (
        connectors_session(__version__, fetch.user_agent, fetch.allow_addresses) as session,
        WorkerPool(settings=PARSING) as pool,
    ):
        robots = RobotsRules(session, surroundings.clock)
        yield _factory(configuration, options, session, surroundings.clock, pool, robots).sources(configuration.feeds)
