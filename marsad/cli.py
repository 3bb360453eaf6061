"""The command line: ``marsad``.

Exit codes: 0 done; 1 something failed while running; 2 something that the caller must mend first (configuration,
port, directory, a word that is no option).
"""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from marsad import __version__, dead_letters, explaining, ingest, monitor, report, topics
from marsad.command_options import (
    ConfigOption,
    DataOption,
    EngineOption,
    HttpOption,
    JsonOption,
    KafkaOption,
    RedisOption,
    RoleOption,
    WorkerOption,
    carried_out,
    prepared,
    prepared_or_default,
)
from marsad.config import load
from marsad.evaluation import run as evaluation
from marsad.feed_commands import feeds_application
from marsad.options import Asked, asked_by, settle
from marsad.secrets import redaction
from marsad.watchlist_commands import watchlist_application
from streams.errors import MarsadError, SetupError

application = typer.Typer(
    name="marsad",
    help="Watch the world's news: feeds in, one explained alert for each story out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
topics_application = typer.Typer(help="The topics that records travel on.", no_args_is_help=True)
letters_application = typer.Typer(help="Records that could not be handled, with their reasons.", no_args_is_help=True)
application.add_typer(feeds_application, name="feeds")
application.add_typer(watchlist_application, name="watchlist")
application.add_typer(topics_application, name="topics")
application.add_typer(letters_application, name="dead-letters")


@application.command()
def run(
    config: ConfigOption = None,
    engine: EngineOption = None,
    role: RoleOption = None,
    data: DataOption = None,
    redis: RedisOption = None,
    kafka: KafkaOption = None,
    http: HttpOption = None,
    worker: WorkerOption = None,
    once: Annotated[
        bool, typer.Option("--once", help="Poll every source once, deliver what follows, then stop.")
    ] = False,
) -> None:
    """Run the monitor until Ctrl-C.

    Polls the feeds, tags what is new, fires the rules and tells the receivers.
    """
    asked = Asked(engine=engine, role=role, data=data, redis=redis, kafka=kafka, http=http, worker=worker)
    configuration, options = prepared(config, asked)
    raise typer.Exit(carried_out(monitor.run(configuration, options, once=once)))


@application.command()
def check(
    config: Annotated[Path, typer.Argument(help="The configuration to check.")],
    as_json: JsonOption = False,
) -> None:
    """Check a configuration and say everything that is wrong with it, with file, line and column.

    Exit code 0 if it can be run, 2 if not.
    """
    try:
        configuration = load(config)
        settle(config, configuration, asked_by(os.environ))
    except SetupError as error:
        report.problems(error, as_json=as_json)
        raise typer.Exit(2) from error
    report.summary(config, configuration, as_json=as_json)


@application.command(name="ingest")
def ingest_files(
    files: Annotated[list[Path], typer.Argument(help="Text files: the first line or sentence is the title.")],
    config: ConfigOption = None,
    engine: EngineOption = None,
    data: DataOption = None,
    redis: RedisOption = None,
    kafka: KafkaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Push text files through the pipeline, and print what was tagged and which alerts fired.

    Works beside a running monitor on the same data directory, and without one. Receivers are told as usual.
    """
    asked = Asked(engine=engine, data=data, redis=redis, kafka=kafka)
    configuration, options = prepared(config, asked)
    raise typer.Exit(carried_out(ingest.ingest(configuration, options, files, as_json=as_json)))


@application.command()
def explain(
    named: Annotated[
        str, typer.Argument(metavar="FILE|URL|ID", help="A text or HTML file, a page, or a tagged article's id.")
    ],
    page: Annotated[
        str | None,
        typer.Argument(
            metavar="[PATH]", help="With --html: where to write; - is standard output. Default: explain.html."
        ),
    ] = None,
    config: ConfigOption = None,
    engine: EngineOption = None,
    data: DataOption = None,
    redis: RedisOption = None,
    kafka: KafkaOption = None,
    html: Annotated[bool, typer.Option("--html", help="Write a page for a browser.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Explain why an article is tagged so: each mention in its text, how it was found, and what it amounts to.

    Also what was found and refused, and what was cut as not being the article. Nothing is kept or published. An id
    may be cut short. A file and a URL need no configuration: without one the starter lists' actors are looked for.
    """
    if page is not None and not html:
        raise SetupError(f"'{page}' is one thing too many to explain; to write a page into that file, add --html")
    asked = Asked(engine=engine, data=data, redis=redis, kafka=kafka)
    configuration, options = prepared_or_default(config, asked)
    target = (page or explaining.PAGE) if html else None
    raise typer.Exit(carried_out(explaining.explain(configuration, options, named, page=target, as_json=as_json)))


@application.command()
def evaluate(
    data: Annotated[
        Path, typer.Option("--data", help="The folder that holds 'seeds' and 'eval'.", file_okay=False)
    ] = Path("../shared"),
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME", help=f"One of {', '.join(evaluation.NAMES)}. Default: all."),
    ] = None,
    as_json: JsonOption = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Compare with the figures of an earlier run.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option("--write-baseline", metavar="FILE", help="Keep the figures for later runs.")
    ] = None,
) -> None:
    """Measure how well articles are understood, on sets that people marked.

    Exit code 0 if every bound that could be measured is reached, 1 if one is missed or a figure is worse than the
    baseline by more than half a point, 2 if there is nothing to measure on.
    """
    raise typer.Exit(
        evaluation.run(data, sets or (), as_json=as_json, compared_with=baseline, written_to=write_baseline)
    )


@topics_application.command("create")
def topics_create(
    config: ConfigOption = None,
    engine: EngineOption = None,
    data: DataOption = None,
    redis: RedisOption = None,
    kafka: KafkaOption = None,
) -> None:
    """Create the topics that do not exist yet, with their partitions, replication and retention."""
    asked = Asked(engine=engine, data=data, redis=redis, kafka=kafka)
    configuration, options = prepared(config, asked)
    raise typer.Exit(carried_out(topics.create(configuration, options)))


@topics_application.command("describe")
def topics_describe(
    config: ConfigOption = None,
    engine: EngineOption = None,
    data: DataOption = None,
    redis: RedisOption = None,
    kafka: KafkaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show each topic: partitions, records kept, size, retention."""
    asked = Asked(engine=engine, data=data, redis=redis, kafka=kafka)
    configuration, options = prepared(config, asked)
    raise typer.Exit(carried_out(topics.describe(configuration, options, as_json=as_json)))


@letters_application.command("list")
def letters_list(
    config: ConfigOption = None,
    engine: EngineOption = None,
    data: DataOption = None,
    redis: RedisOption = None,
    kafka: KafkaOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that were retried.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the dead letters that nobody retried yet: id, when, stage, reason, error."""
    asked = Asked(engine=engine, data=data, redis=redis, kafka=kafka)
    configuration, options = prepared(config, asked)
    raise typer.Exit(carried_out(dead_letters.listing(configuration, options, everything=everything, as_json=as_json)))


@letters_application.command("show")
def letters_show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The dead letter's id, or its beginning.")],
    config: ConfigOption = None,
    engine: EngineOption = None,
    data: DataOption = None,
    redis: RedisOption = None,
    kafka: KafkaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one dead letter whole: reason, traceback, and the record as it was."""
    asked = Asked(engine=engine, data=data, redis=redis, kafka=kafka)
    configuration, options = prepared(config, asked)
    raise typer.Exit(carried_out(dead_letters.show(configuration, options, identifier, as_json=as_json)))


@letters_application.command("retry")
def letters_retry(
    identifiers: Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="The dead letters to retry.")] = None,
    config: ConfigOption = None,
    engine: EngineOption = None,
    data: DataOption = None,
    redis: RedisOption = None,
    kafka: KafkaOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Every one that was not retried yet.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Put records back on the topic they came from. What succeeds now is delivered; what fails comes back."""
    asked = Asked(engine=engine, data=data, redis=redis, kafka=kafka)
    configuration, options = prepared(config, asked)
    chosen = identifiers or []
    raise typer.Exit(
        carried_out(dead_letters.retry(configuration, options, chosen, everything=everything, as_json=as_json))
    )


@application.command()
def version(as_json: JsonOption = False) -> None:
    """Print the version of Marsad and of the Python that runs it."""
    python = ".".join(map(str, sys.version_info[:3]))
    line = (
        json.dumps({"marsad": __version__, "python": python}) if as_json else f"marsad {__version__} (Python {python})"
    )
    typer.echo(line)


def main() -> None:
    """The console script. Every expected fault is one sentence on standard error, never a traceback."""
    try:
        application(prog_name="marsad")
    except SetupError as error:
        report.problems(error, as_json=False)
        sys.exit(2)
    except MarsadError as error:
        sys.stderr.write(f"marsad: {redaction.clean(str(error))}\n")
        sys.exit(1)
