"""``marsad feeds``: how each feed does, the list of feeds, and what a feed would bring."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from alerts.direction import one_line
from connectors.parsing.canonical_url import canonical_url
from connectors.settings import FeedSettings
from connectors.sources.listed_feeds import is_language, with_listed_feeds
from connectors.sources.opml import NotOpml, Outline, read_opml, write_opml
from connectors.web.http_errors import without_credentials
from marsad import __version__, feed_list, feed_report, services, trial_report
from marsad.config import Configuration
from marsad.feed_standing import address_of, id_of, kind_of, overview
from marsad.feed_trial import Trial, tried
from marsad.options import Options
from marsad.reception import described_sources
from marsad.report import counted, emit
from marsad.secrets import MissingSecretError, redaction, substitute, taken_from
from streams.errors import MarsadError, SetupError
from streams.settings import Settings


async def listing(configuration: Configuration, options: Options, *, only_ill: bool, as_json: bool) -> int:
    """Print every source with how it does, or only those that something is wrong with."""
    feed_report.table(await overview(configuration, options), only_ill=only_ill, as_json=as_json)
    return 0


async def show(configuration: Configuration, options: Options, identifier: str, *, as_json: bool) -> int:
    """Print everything that is known of one source. Raises SetupError if there is none of that name."""
    seen = await overview(configuration, options)
    found = next((one for one in seen.standings if one.id == identifier), None)
    if found is None:
        raise SetupError(f"{options.config}: there is no feed '{identifier}'; 'marsad feeds list' shows the ids")
    feed_report.whole(found, seen.now, as_json=as_json)
    return 0


async def add(
    configuration: Configuration, options: Options, feed: feed_list.NewFeed, *, check: bool, as_json: bool
) -> int:
    """Add a feed to the configuration, tried before if ``check`` says so.

    Raises SetupError, and MarsadError for what cannot be read as a feed, with the file as it was.
    """
    feed = replace(feed, url=_address(feed.url, options.base))
    if check:
        settings = _settings(_resolved(feed.url), feed.id or "new", feed.publisher, feed.language)
        trial = await _trial(configuration, options, settings)
        if trial.fault:
            fault = one_line(f"{trial.address} was not added: {trial.fault}")
            raise MarsadError(f"{fault}; with --no-check it is added all the same")
    result = feed_list.add(options.config, [feed], os.environ, _known(configuration, options))
    _say_added(options.config, result, as_json=as_json)
    return 0


async def test(
    configuration: Configuration, options: Options, named: str, *, shown: int, pages: int, as_json: bool
) -> int:
    """Try a feed, by its URL, path or id, and print what it would bring, or why it brings nothing (exit code 1).

    Of its items ``shown`` are printed for people; ``pages`` are completed from their pages.
    """
    settings = _named(configuration, options, named)
    trial = await _trial(configuration, options, settings, pages)
    trial_report.trial(trial, shown_items=shown, as_json=as_json)
    return 1 if trial.fault else 0


def _named(configuration: Configuration, options: Options, named: str) -> Settings:
    """The settings of the source that is meant: one of the configuration, or a feed that is not in it."""
    address = canonical_url(named) if "://" in named else ""
    for one in with_listed_feeds(configuration.feeds, options.base):
        if id_of(one) == named:
            return one
        if address and isinstance(one, FeedSettings) and canonical_url(one.url) == address:
            return one.model_copy(update={"url": named})
    if "://" not in named and not Path(named).exists():
        raise SetupError(
            f"there is no feed '{named}' in {options.config}, and no such file;"
            " name an id of 'marsad feeds list', a URL or a path"
        )
    return _settings(_address(named, options.base), "test")


async def _trial(configuration: Configuration, options: Options, settings: Settings, pages: int = 0) -> Trial:
    """What comes of trying the source that ``settings`` describe."""
    alone = configuration.model_copy(update={"feeds": (settings,)})
    surroundings = services.surroundings()
    async with described_sources(alone, options, surroundings) as sources:
        if not sources.polled:
            raise SetupError(
                f"'{id_of(settings)}' brings articles by itself, so there is nothing to poll;"
                " 'marsad run' logs and counts what comes"
            )
        return await tried(sources.polled[0], address_of(settings), configuration.fetch, surroundings, pages)


def _settings(url: str, identifier: str, publisher: str = "", language: str = "") -> FeedSettings:
    """A feed's settings. Raises SetupError."""
    try:
        return FeedSettings(id=identifier, url=url, publisher=publisher, language=language)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        message = str(fault["msg"]).removeprefix("Value error, ")
        raise SetupError(f"{'.'.join(map(str, fault['loc']))} '{fault['input']}': {message}") from error


def _address(named: str, base: Path) -> str:
    """A URL as it is; a path that exists here as the configuration in ``base`` has to name it."""
    path = Path(named)
    if "://" in named or not path.exists():
        return named
    found = path.resolve()
    return found.relative_to(base).as_posix() if found.is_relative_to(base) else str(found)


def _resolved(url: str) -> str:
    """The address with what it takes from the environment. Raises SetupError for a name that is not set."""
    try:
        found = substitute(url, os.environ)
    except MissingSecretError as error:
        raise SetupError(f"{url}: {error}") from error
    redaction.add(taken_from(url, os.environ))
    return found


def remove(configuration: Configuration, options: Options, identifiers: Sequence[str], *, as_json: bool) -> int:
    """Take feeds out of the configuration. Raises SetupError, with the file as it was."""
    lists = {id_of(one): str(getattr(one, "path", "")) for one in configuration.feeds if kind_of(one) == "opml"}
    own = {id_of(one) for one in configuration.feeds}
    for identifier in identifiers:
        name = identifier.partition(".")[0]
        if identifier not in own and name in lists:
            raise SetupError(f"'{identifier}' stands in the list '{name}'; take it out of {lists[name]}")
    feed_list.remove(options.config, identifiers, os.environ)
    removed = list(dict.fromkeys(identifiers))
    if as_json:
        emit({"removed": removed})
    else:
        sys.stdout.write(f"{options.config}: {counted(len(removed), 'feed')} removed; a restart takes it up.\n")
    return 0


def import_list(configuration: Configuration, options: Options, listed: Path, *, as_json: bool) -> int:
    """Add the feeds of an OPML file that the configuration does not have."""
    try:
        outlines = read_opml(listed.read_bytes())
    except OSError as error:
        raise SetupError(f"{listed}: cannot be read: {error.strerror}; mend the path or its permissions") from error
    except NotOpml as error:
        raise SetupError(f"{listed}: {error}; export the list as OPML from the program that has it") from error
    new = [
        feed_list.NewFeed(_verbatim(one.url), publisher=_verbatim(one.title[:200]), language=_language(one.language))
        for one in outlines
    ]
    result = feed_list.add(options.config, new, os.environ, _known(configuration, options))
    _say_added(options.config, result, as_json=as_json)
    return 0


def export_list(configuration: Configuration, options: Options, target: Path | None, *, as_json: bool) -> int:
    """Write the feeds that have a web address, those of lists included, as OPML: to a file, or to standard output.

    Those whose address holds a secret are left out, which is said.
    """
    feeds = [
        one
        for one in with_listed_feeds(configuration.feeds, options.base)
        if isinstance(one, FeedSettings) and "://" in one.url
    ]
    open_feeds = [one for one in feeds if redaction.clean(without_credentials(one.url)) == one.url]
    document = write_opml(
        [Outline(one.url, one.publisher or one.id, language=one.language) for one in open_feeds],
        f"Marsad {__version__}",
    )
    hidden = len(feeds) - len(open_feeds)
    if target is not None:
        try:
            target.write_bytes(document)
        except OSError as error:
            raise SetupError(
                f"{target}: cannot be written: {error.strerror}; mend the path or its permissions"
            ) from error
    if as_json:
        values = [{"id": one.id, "url": one.url, "publisher": one.publisher} for one in open_feeds]
        emit({"file": str(target) if target else None, "left_out": hidden, "feeds": values})
        return 0
    if target is None:
        sys.stdout.write(document.decode("utf-8"))
    else:
        sys.stdout.write(f"{target}: {counted(len(open_feeds), 'feed')} written.\n")
    if hidden:
        sys.stderr.write(f"{counted(hidden, 'feed')} left out, since a secret is part of the address.\n")
    return 0


def _known(configuration: Configuration, options: Options) -> list[str]:
    """The addresses of all feeds, those of lists included."""
    return [one.url for one in with_listed_feeds(configuration.feeds, options.base) if isinstance(one, FeedSettings)]


def _say_added(path: Path, result: feed_list.Added, *, as_json: bool) -> None:
    if as_json:
        emit({"added": list(result.added), "present": list(result.present)})
        return
    if not result.added:
        there = "it is" if len(result.present) == 1 else "they are"
        sys.stdout.write(
            f"{path}: nothing to add; {there} there already.\n" if result.present else f"{path}: nothing to add.\n"
        )
        return
    names = f": {', '.join(result.added)}" if len(result.added) <= 5 else ""
    present = f"; {counted(len(result.present), 'feed')} there already" if result.present else ""
    added = f"{counted(len(result.added), 'feed')} added{names}{present}"
    sys.stdout.write(f"{path}: {added}; a restart takes it up.\n")


def _language(tag: str) -> str:
    """The tag if it is one; lists in the wild hold all sorts of words."""
    return tag if is_language(tag) else ""


def _verbatim(text: str) -> str:
    """A text from elsewhere as the configuration has to hold it, so that it names nothing of our environment."""
    return text.replace("${", "$${")
