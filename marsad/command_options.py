"""What the commands of the command line have in common: their options, and how they begin and run."""

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop

from marsad import logs
from marsad.config import Configuration, load
from marsad.options import Asked, Options, settle
from marsad.watchlists import starter_actors
from streams.errors import SetupError

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", envvar="MARSAD_CONFIG", help="The configuration. Default: watch.yml, else examples/watch.yml."
    ),
]
EngineOption = Annotated[
    str | None,
    typer.Option(
        "--engine", envvar="MARSAD_ENGINE", help="embedded: one process, nothing to install. kafka: a cluster."
    ),
]
RoleOption = Annotated[
    str | None,
    typer.Option("--role", envvar="MARSAD_ROLE", help="all, connectors, streams or alerts; the last three need Kafka."),
]
DataOption = Annotated[
    Path | None,
    typer.Option("--data", envvar="MARSAD_DATA", help="Where the embedded engine keeps everything."),
]
RedisOption = Annotated[
    str | None,
    typer.Option("--redis", envvar="MARSAD_REDIS_URL", help="A Redis or Valkey to use, redis://HOST:PORT/0."),
]
KafkaOption = Annotated[
    str | None,
    typer.Option("--kafka", envvar="MARSAD_KAFKA_BOOTSTRAP", help="The brokers, HOST:PORT[,HOST:PORT…]."),
]
HttpOption = Annotated[
    str | None,
    typer.Option("--http", envvar="MARSAD_HTTP", help="Where /metrics, /healthz and /readyz answer, HOST:PORT."),
]
WorkerOption = Annotated[
    str | None,
    typer.Option("--worker", envvar="MARSAD_WORKER", help="This worker's name, the same after a restart."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a script.")]


def prepared(config: Path | None, asked: Asked) -> tuple[Configuration, Options]:
    """The configuration and the options that hold. Raises SetupError."""
    logs.configure(os.environ)
    path = config or _found()
    if path is None:
        raise SetupError("no configuration: there is no watch.yml here; name one with --config FILE")
    configuration = load(path)
    return configuration, settle(path, configuration, asked)


def prepared_or_default(config: Path | None, asked: Asked | None = None) -> tuple[Configuration, Options]:
    """The same for a command that needs none: without a file, one that watches for the starter lists' actors only.

    Raises SetupError.
    """
    if config is not None or _found() is not None:
        return prepared(config, asked or Asked())
    logs.configure(os.environ)
    nothing = Configuration.model_construct(feeds=(), rules=(), receivers=()).watching(starter_actors())
    return nothing, settle(Path("watch.yml"), nothing, asked or Asked())


def found_configuration(config: Path | None) -> Path | None:
    """The configuration that is named, or else meant; None if there is none."""
    return config or _found()


def _found() -> Path | None:
    """The configuration that is meant if none is named."""
    return next((path for path in (Path("watch.yml"), Path("examples/watch.yml")) if path.exists()), None)


def carried_out(work: Coroutine[Any, Any, int]) -> int:
    """Run ``work`` on a fast event loop and give its exit code."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
