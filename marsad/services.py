"""Putting the parts together: options become an engine and its state, a configuration becomes groups and connectors."""

import contextlib
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Final

from redis.asyncio import Redis
from rich.console import Console

from alerts.channel import Receiver
from alerts.channels.http import open_session as alerts_session
from alerts.delivering import Delivering
from alerts.factory import build_receivers, close_receivers
from alerts.firing import Matching
from alerts.incidents import Incidents
from alerts.ledger import Ledger, Owner
from alerts.matching import Rules
from alerts.noticing import Noticing
from marsad.config import Configuration
from marsad.options import Options
from marsad.topology import Handlers, topology
from streams.clock import Clock, SystemClock
from streams.connection import redis_client
from streams.copy_index import RedisCopyIndex
from streams.engines import Engine
from streams.engines.embedded import EmbeddedEngine
from streams.engines.embedded_directory import connect_running
from streams.engines.embedded_server import EmbeddedServer
from streams.errors import SetupError, SurroundingsFailed, surroundings_failed
from streams.metrics import declare_group, declare_stage
from streams.readiness import Readiness
from streams.stage import Group
from streams.understanding.copies import CopyFolder
from streams.understanding.gazetteer import country_patterns
from streams.understanding.matcher import Matcher
from streams.understanding.tagger import Tagger
from streams.understanding.watchlist import actor_patterns

_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class Platform:
    """What everything stands on: an open engine, and Redis for the state.

    ``attended`` says that another process runs the stages already: a monitor on the same data directory, or workers.
    """

    engine: Engine
    redis: Redis
    state_prefix: str
    attended: bool


@dataclass(frozen=True)
class Surroundings:
    """What is handed to every part instead of being made by it."""

    clock: Clock
    readiness: Readiness
    console: Console


def surroundings(console: Console | None = None) -> Surroundings:
    """The real ones: the machine's clock, and standard output unless another console is given."""
    return Surroundings(SystemClock(), Readiness(), console or Console())


@asynccontextmanager
async def opened(
    configuration: Configuration,
    options: Options,
    surroundings: Surroundings,
    *,
    beside: bool = False,
    existing: bool = False,
) -> AsyncIterator[Platform]:
    """The platform, open. With ``beside`` a monitor that already uses the data directory is joined, not refused.

    With ``existing`` the data directory must be there: who only wants to look should not begin an empty one. Raises
    SetupError for what a person must mend; waits for servers that do not answer.
    """
    if existing and options.engine == "embedded" and options.redis is None and not options.data.is_dir():
        raise SetupError(f"there is no data in {options.data} yet; run 'marsad run' first, or say where with --data")
    async with contextlib.AsyncExitStack() as stack:
        redis, exclusive, attended = await _redis(options, surroundings, stack, beside=beside)
        engine: Engine
        if options.engine == "kafka":
            # Here, since it takes a while to load and a laptop never needs it.
            from streams.engines.kafka import KafkaEngine

            attended = beside
            engine = KafkaEngine(
                bootstrap=options.kafka,
                prefix=options.prefix,
                worker=options.worker,
                clock=surroundings.clock,
                readiness=surroundings.readiness,
                partitions=configuration.kafka.partitions,
                replication=configuration.kafka.replication,
            )
        else:
            engine = EmbeddedEngine(
                redis,
                surroundings.clock,
                surroundings.readiness,
                prefix=options.state_prefix,
                exclusive=exclusive,
                budget_bytes=configuration.redis.budget_megabytes * _MEGABYTE,
                consumer=options.worker if not exclusive else "marsad",
            )
        stack.push_async_callback(engine.close)
        await engine.open()
        yield Platform(engine, redis, options.state_prefix, attended)


@dataclass(frozen=True)
class State:
    """What is remembered, without the engine. ``attended`` as in ``Platform``; unknown, and False, of a named Redis."""

    redis: Redis
    prefix: str
    attended: bool


@asynccontextmanager
async def state(options: Options, surroundings: Surroundings) -> AsyncIterator[State | None]:
    """What is remembered, to be looked at, beside a running monitor too; None if there is no data directory yet.

    Raises SetupError, and SurroundingsFailed if the server does not answer.
    """
    if options.redis is None and not options.data.is_dir():
        yield None
        return
    async with contextlib.AsyncExitStack() as stack:
        redis, _, attended = await _redis(options, surroundings, stack, beside=True)
        try:
            await redis.ping()
        except Exception as error:
            if not surroundings_failed(error):
                raise
            raise SurroundingsFailed(f"Redis does not answer ({error}); start it, or mend its address") from error
        yield State(redis, options.state_prefix, attended)


async def _redis(
    options: Options, surroundings: Surroundings, stack: contextlib.AsyncExitStack, *, beside: bool
) -> tuple[Redis, bool, bool]:
    """A client for the state; whether its server is ours alone; and whether another process runs on it."""
    if options.redis is not None:
        redis = redis_client(options.redis)
        stack.push_async_callback(redis.aclose)
        return redis, False, False
    if beside and (running := connect_running(options.data)) is not None:
        stack.push_async_callback(running.aclose)
        return running, False, True
    server = EmbeddedServer(options.data, surroundings.clock, surroundings.readiness)
    await server.start()
    stack.push_async_callback(server.stop)
    redis = server.client()
    stack.push_async_callback(redis.aclose)
    return redis, True, False


def tagger(configuration: Configuration) -> Tagger:
    """What tells what an article is about, with everybody that the configuration has watched for."""
    watched = configuration.watched
    return Tagger(Matcher(chain(country_patterns(), actor_patterns(watched))), watched)


def ledger(platform: Platform) -> Ledger:
    """What is remembered of deliveries."""
    return Ledger(platform.redis, platform.state_prefix)


@asynccontextmanager
async def groups(
    configuration: Configuration, options: Options, platform: Platform, surroundings: Surroundings
) -> AsyncIterator[tuple[Group, ...]]:
    """The groups of stages that this process runs by its role; its channels are closed with the block."""
    async with alerts_session() as session:
        receivers = build_receivers(
            configuration.receivers, session, surroundings.clock, surroundings.console, os.environ
        )
        handlers = _handlers(configuration, options, platform, receivers, surroundings)
        try:
            ours = tuple(group for group in topology(handlers) if options.role in ("all", group.role))
            # Here and not only when the engine begins: by then somebody may have asked for the metrics already.
            for group in ours:
                declare_group(group.name, group.reads.name)
                for stage in group.stages:
                    declare_stage(stage.name)
            yield ours
        finally:
            await close_receivers(receivers)


def _handlers(
    configuration: Configuration,
    options: Options,
    platform: Platform,
    receivers: list[Receiver],
    surroundings: Surroundings,
) -> Handlers:
    """What does the work of each stage."""
    redis, prefix = platform.redis, platform.state_prefix
    rules = Rules(configuration.rules)
    return Handlers(
        tagger=tagger(configuration),
        folder=CopyFolder(RedisCopyIndex(redis, prefix)),
        matching=Matching(rules, Incidents(redis, prefix)),
        noticing=Noticing(rules),
        delivering=Delivering(
            receivers,
            ledger(platform),
            Owner(options.worker, secrets.token_hex(8)),
            surroundings.clock,
            surroundings.readiness,
            give_up_after=configuration.delivery.give_up_after,
        ),
    )
