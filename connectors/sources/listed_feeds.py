"""The feeds of an OPML file as if each stood in the configuration."""

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from connectors.settings import FeedSettings, OpmlSettings
from connectors.sources.files import read_file
from connectors.sources.opml import NotOpml, read_opml
from connectors.web.fetch_results import FetchFailed
from streams.errors import SetupError
from streams.settings import Settings

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_HOST: Final = 28
"""With the longest id of a list and a digest it just makes an identifier."""


def with_listed_feeds(settings: Iterable[Settings], base: Path) -> Iterator[Settings]:
    """The settings with every list of feeds replaced by its feeds. Raises SetupError if a list cannot be read."""
    for one in settings:
        if isinstance(one, OpmlSettings):
            yield from listed_feeds(one, base)
        else:
            yield one


def listed_feeds(settings: OpmlSettings, base: Path) -> Iterator[FeedSettings]:
    """The feeds of the list. Raises SetupError if the file cannot be read."""
    path = base / settings.path
    document = read_file(path)
    if isinstance(document, FetchFailed):
        raise SetupError(f"The list of feeds {settings.id} cannot be read: {document.reason}.")
    try:
        outlines = read_opml(document.body)
    except NotOpml as error:
        raise SetupError(f"The list of feeds {settings.id} cannot be read: {path}: {error}.") from error
    for outline in outlines:
        yield FeedSettings(
            id=f"{settings.id}.{name_of(outline.url)}",
            url=outline.url,
            publisher=outline.title[:200],
            language=settings.language or (outline.language if is_language(outline.language) else ""),
            country=settings.country,
            time_zone=settings.time_zone,
            every=settings.every,
            backfill=settings.backfill,
            pages=settings.pages,
        )


def name_of(url: str) -> str:
    """A name for the feed at ``url``: its host and ten letters of a digest, so that it is its own and stays."""
    return f"{host_name(url)}.{blake2b(url.encode('utf-8'), digest_size=5).hexdigest()}"


def host_name(url: str) -> str:
    """The host of an address as a word: small letters, digits and hyphens."""
    host = (urlsplit(url).hostname or "").lower()
    for prefix in ("www.", "feeds.", "rss."):
        host = host.removeprefix(prefix)
    return _NOT_IN_NAMES.sub("-", host)[:_LONGEST_HOST].strip("-") or "feed"


def is_language(tag: str) -> bool:
    """Whether a list's language is one; in the wild they hold all sorts of words."""
    return _LANGUAGE.fullmatch(tag) is not None
