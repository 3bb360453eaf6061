"""The commands ``marsad watchlist ...``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, get_args

import typer

from marsad import watchlist_check, watchlist_explain, watchlist_import
from marsad.command_options import ConfigOption, JsonOption, found_configuration, prepared
from marsad.options import Asked
from marsad.watchlist_import import Wanted
from marsad.watchlists import starter_actors
from streams.errors import SetupError
from streams.understanding.watchlist_files import Format

watchlist_application = typer.Typer(
    help="Whom Marsad watches for: check lists, import them, explain why a name is found.", no_args_is_help=True
)


@watchlist_application.command("check")
def watchlist_check_command(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Lists, or 'starter'. Default: the configuration's."),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look watch lists through: what cannot be read, ids that stand there twice, names that will find too much.

    Errors: unreadable entries, the same id twice, countries that are none. Warnings: names of two actors, names of one
    short or common word, letters that do not fit the language, foreign names of one word, kinds that are unknown, lists
    older than a year. Exit code 2 if there are errors, else 0.
    """
    today = datetime.now(UTC).date()
    named = None if files else found_configuration(config)
    raise typer.Exit(watchlist_check.check(files or [], named, today, as_json=as_json))


@watchlist_application.command("import")
def watchlist_import_command(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="CSV, FollowTheMoney JSON lines, or a Marsad list.")],
    form: Annotated[
        str, typer.Option("--format", help="csv, ftm (as OpenSanctions publishes it) or marsad. Default: by the name.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="The file to write. Default: standard output.")] = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Only actors of this kind; may be repeated.")] = None,
    country: Annotated[
        list[str] | None, typer.Option("--country", help="Only actors of this country, QA; may be repeated.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Write any list that can be read as a Marsad list, to be looked through and mended by hand.

    Of FollowTheMoney persons, organisations, companies, public bodies and vessels are taken, with their names and
    aliases; weak aliases are not. What is not taken over is counted, with the reason.
    """
    chosen = next((one for one in get_args(Format) if one == form), None)
    if form and chosen is None:
        raise SetupError(f"'{form}' is no format; choose --format {', '.join(get_args(Format))}")
    wanted = Wanted(frozenset(kind or ()), frozenset(code.upper() for code in country or ()))
    today = datetime.now(UTC).date()
    raise typer.Exit(watchlist_import.import_list(source, chosen, out, wanted, today, force=force, as_json=as_json))


@watchlist_application.command("explain")
def watchlist_explain_command(
    name: Annotated[str, typer.Argument(metavar="NAME|TEXT", help="A name as an article writes it, or a sentence.")],
    config: ConfigOption = None,
    language: Annotated[str, typer.Option("--language", help="The article's, such as ar. Default: told from it.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Say who is found in a name or a sentence, by which spelling and which rule, and who else is spelt alike.

    Without a configuration the starter lists are asked. Exit code 0 if anybody is found, 1 if not.
    """
    path = found_configuration(config)
    actors = starter_actors() if path is None else prepared(path, Asked())[0].watched
    if not actors:
        raise SetupError(f"{path} watches for nobody; name lists under 'watchlists', such as 'starter'")
    raise typer.Exit(watchlist_explain.explain(actors, name, language, as_json=as_json))
