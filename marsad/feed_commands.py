"""The commands ``marsad feeds ...``."""

from pathlib import Path
from typing import Annotated

import typer

from marsad import feeds
from marsad.command_options import (
    ConfigOption,
    DataOption,
    EngineOption,
    JsonOption,
    KafkaOption,
    RedisOption,
    carried_out,
    prepared,
    prepared_or_default,
)
from marsad.feed_list import NewFeed
from marsad.options import Asked

feeds_application = typer.Typer(
    help="How each feed does, the list of feeds, and what a feed would bring.", no_args_is_help=True
)


@feeds_application.command("list")
def feeds_list(
    config: ConfigOption = None,
    engine: EngineOption = None,
    data: DataOption = None,
    redis: RedisOption = None,
    kafka: KafkaOption = None,
    broken: Annotated[
        bool, typer.Option("--broken", help="Only those with something wrong: broken, failing, silent.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """List every source: state, last read, last new item, next poll, rhythm, articles, what is wrong.

    Works beside a running monitor and without one. States: well; failing (the last polls failed); broken (three in a
    row failed, and people were told); silent (nothing new for far longer than usual); not read yet; listens (push and
    Kafka sources, which bring by themselves).
    """
    asked = Asked(engine=engine, data=data, redis=redis, kafka=kafka)
    configuration, options = prepared(config, asked)
    raise typer.Exit(carried_out(feeds.listing(configuration, options, only_ill=broken, as_json=as_json)))


@feeds_application.command("show")
def feeds_show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The id in the configuration, as 'list' shows it.")],
    config: ConfigOption = None,
    engine: EngineOption = None,
    data: DataOption = None,
    redis: RedisOption = None,
    kafka: KafkaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show everything that is known of one source.

    Its failure, missed items, rhythm, where it has moved to, what is remembered, the settings in force, when it is
    polled next and why then.
    """
    asked = Asked(engine=engine, data=data, redis=redis, kafka=kafka)
    configuration, options = prepared(config, asked)
    raise typer.Exit(carried_out(feeds.show(configuration, options, identifier, as_json=as_json)))


@feeds_application.command("add")
def feeds_add(
    address: Annotated[str, typer.Argument(metavar="URL|FILE", help="The feed's address, or the path of a file.")],
    config: ConfigOption = None,
    identifier: Annotated[str, typer.Option("--id", help="Its id. Default: made of the host.")] = "",
    publisher: Annotated[str, typer.Option("--publisher", help="Who publishes it. Default: the host.")] = "",
    language: Annotated[str, typer.Option("--language", help="Such as ar or pt-BR. Default: as the feed says.")] = "",
    no_check: Annotated[bool, typer.Option("--no-check", help="Add it without trying whether it is a feed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Add a feed to the configuration file; every other line of it stays as it is.

    The feed is tried first. What cannot be read is not added, and a web page tells which feeds it names. A restart of
    the monitor takes the change up.
    """
    configuration, options = prepared(config, Asked())
    feed = NewFeed(address, identifier, publisher, language)
    raise typer.Exit(carried_out(feeds.add(configuration, options, feed, check=not no_check, as_json=as_json)))


@feeds_application.command("remove")
def feeds_remove(
    identifiers: Annotated[list[str], typer.Argument(metavar="ID...", help="The ids in the configuration.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take feeds out of the configuration file; every other line of it stays as it is.

    A feed that a rule names is not removed. A restart of the monitor takes the change up.
    """
    configuration, options = prepared(config, Asked())
    raise typer.Exit(feeds.remove(configuration, options, identifiers, as_json=as_json))


@feeds_application.command("import")
def feeds_import(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.opml", help="A list of feeds, as every feed reader exports it.")
    ],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add the feeds of an OPML file that the configuration does not have yet. None of them is tried.

    A long list is better named in the configuration, with 'kind: opml', where it stays a file of its own.
    """
    configuration, options = prepared(config, Asked())
    raise typer.Exit(feeds.import_list(configuration, options, file, as_json=as_json))


@feeds_application.command("export")
def feeds_export(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Default: standard output.")] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the feeds as OPML, those of lists included, for any feed reader.

    A feed whose address holds a user name, a password or another secret is left out.
    """
    configuration, options = prepared(config, Asked())
    raise typer.Exit(feeds.export_list(configuration, options, file, as_json=as_json))


@feeds_application.command("test")
def feeds_test(
    named: Annotated[str, typer.Argument(metavar="URL|ID", help="An address, a file, or an id of the configuration.")],
    config: ConfigOption = None,
    items: Annotated[int, typer.Option("--items", min=0, help="How many items to print.")] = 10,
    pages: Annotated[int, typer.Option("--pages", min=0, help="Complete so many teasers from their pages, too.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Try a feed: what it would bring, how it would be read, how long that takes. Nothing is kept or published.

    Exit code 0 if it can be read, 1 if not, with the reason. Needs no configuration for a URL or a file.
    """
    configuration, options = prepared_or_default(config)
    raise typer.Exit(carried_out(feeds.test(configuration, options, named, shown=items, pages=pages, as_json=as_json)))
