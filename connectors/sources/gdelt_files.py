"""GDELT's files: which there are, and the articles in one. Pure, and fit for a worker process.

Every 15 minutes GDELT publishes one file of the Global Knowledge Graph for English news and one for news in all other
languages. Formats: GDELT 2.0 Global Knowledge Graph codebook 2.1 (19 February 2015), and "New GKG 2.0 article metadata
fields" on GDELT's blog for titles and precise times.
"""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import md5
from typing import Final
from urllib.parse import urlsplit

from babel.core import get_global

from connectors.parsing.decoding import clean
from connectors.parsing.entries import Entry, Origin, absolute, article
from connectors.parsing.plain_text import one_line
from streams.records import Article

STEP: Final = timedelta(minutes=15)
"""The time between two files."""

MAXIMUM_DECOMPRESSED_BYTES: Final = 150 * 1024 * 1024
MAXIMUM_ROW_BYTES: Final = 4 * 1024 * 1024

_COLUMNS: Final = 27
_DATE, _COLLECTION, _NAME, _IDENTIFIER, _TRANSLATION, _EXTRAS = 1, 2, 3, 4, 25, 26
_USED: Final = (_DATE, _COLLECTION, _NAME, _IDENTIFIER, _TRANSLATION, _EXTRAS)
_WEB: Final = "1"
"""The collection whose documents have a web address."""

_LISTED: Final = re.compile(
    r"^(?P<size>\d{1,12}) (?P<md5>[0-9a-f]{32}) \S+/(?P<moment>\d{14})(?:\.translation)?\.gkg\.csv\.zip\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_SOURCE_LANGUAGE: Final = re.compile(r"srclc:\s*([a-z]{3})")
_EXTRA: Final = {
    name: re.compile(rf"<{name}>(.*?)</{name}>", re.DOTALL)
    for name in ("PAGE_TITLE", "PAGE_PRECISEPUBTIMESTAMP", "PAGE_AUTHORS")
}


@dataclass(frozen=True)
class ListedFile:
    """The newest file: its moment, and the size and MD5 that it must have."""

    moment: datetime
    size: int
    md5: str


@dataclass(frozen=True)
class GdeltFilter:
    """Which articles are wanted: of these languages and domains; of all if there are none."""

    languages: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class GdeltArticles:
    """The articles of a file that are wanted, and how many rows could not be read."""

    articles: tuple[Article, ...]
    unreadable: int = 0


@dataclass(frozen=True)
class DamagedFile:
    """A file that cannot be read, and why in one clause."""

    reason: str


def newest_file(listing: bytes) -> ListedFile | None:
    """The file that ``lastupdate.txt`` names; None if it names none."""
    match = _LISTED.search(listing.decode("ascii", "replace"))
    if match is None:
        return None
    moment = moment_of(match["moment"])
    return ListedFile(moment, int(match["size"]), match["md5"].lower()) if moment else None


def moment_of(digits: str) -> datetime | None:
    """The moment that 14 digits mean, in UTC."""
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def digits_of(moment: datetime) -> str:
    """A moment as GDELT writes it."""
    return moment.strftime("%Y%m%d%H%M%S")


def articles_of(
    body: bytes, wanted: GdeltFilter, origin: Origin, fetched_at: datetime, listed: ListedFile | None = None
) -> GdeltArticles | DamagedFile:
    """The articles of a zipped file. ``listed`` is what it must be, where that is known. Never raises.

    Unpacks at most 150 MiB, and holds one row at a time.
    """
    if listed is not None and len(body) != listed.size:
        return DamagedFile(f"it has {len(body)} bytes instead of the {listed.size} that GDELT names")
    if listed is not None and md5(body, usedforsecurity=False).hexdigest() != listed.md5:
        return DamagedFile("its MD5 is not the one that GDELT names")
    found: list[Article] = []
    unreadable = 0
    try:
        for row in _rows(body):
            made = _article(row, wanted, origin, fetched_at)
            if isinstance(made, Article):
                found.append(made)
            else:
                unreadable += made
    except _TooLarge as error:
        return DamagedFile(str(error))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        return DamagedFile(f"it is no zip file that can be read ({error})")
    return GdeltArticles(tuple(found), unreadable)


class _TooLarge(Exception):
    """A file beyond the limits."""


def _rows(body: bytes) -> Iterator[bytes]:
    """The rows of the one file in a zip file, without their ends."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = archive.infolist()
        if len(members) != 1:
            raise zipfile.BadZipFile(f"it holds {len(members)} files instead of one")
        left = MAXIMUM_DECOMPRESSED_BYTES
        with archive.open(members[0]) as file:
            while row := file.readline(MAXIMUM_ROW_BYTES + 1):
                left -= len(row)
                if left < 0:
                    raise _TooLarge(f"it unpacks to more than the {MAXIMUM_DECOMPRESSED_BYTES} bytes that are read")
                if len(row) > MAXIMUM_ROW_BYTES:
                    raise _TooLarge(f"it has a row of more than the {MAXIMUM_ROW_BYTES} bytes that are read")
                yield row.rstrip(b"\r\n")


def _article(row: bytes, wanted: GdeltFilter, origin: Origin, fetched_at: datetime) -> Article | int:
    """The article of a row; else 1 if the row cannot be read, or 0 if it is not wanted."""
    # Most of a row is columns of figures, tens of kilobytes of them; only what is used becomes text.
    raw = row.split(b"\t")
    if len(raw) != _COLUMNS:
        return int(bool(row))
    columns = {number: clean(raw[number].decode("utf-8", "replace")) for number in _USED}
    url = absolute(columns[_IDENTIFIER], "")
    if columns[_COLLECTION] != _WEB:
        return 0
    if not url:
        return 1
    language = language_of(columns[_TRANSLATION])
    if not _is_wanted(url, language, wanted):
        return 0
    extras = columns[_EXTRAS]
    moment = moment_of(_extra(extras, "PAGE_PRECISEPUBTIMESTAMP")) or moment_of(columns[_DATE])
    entry = Entry(
        link=url,
        title=one_line(_extra(extras, "PAGE_TITLE")),
        published_raw=moment.isoformat() if moment else columns[_DATE],
        language=language,
        author=one_line(_extra(extras, "PAGE_AUTHORS").replace(";", ", ")),
    )
    name = one_line(columns[_NAME])[:200]
    made = article(entry, replace(origin, publisher=name) if name else origin, "", fetched_at)
    return made if made is not None else 1


def _extra(extras: str, name: str) -> str:
    """A field of the last column, its entities resolved."""
    match = _EXTRA[name].search(extras)
    return html.unescape(match[1]).strip() if match else ""


def language_of(translation: str) -> str:
    """The language of an article from its column of translation: English if it was not translated."""
    match = _SOURCE_LANGUAGE.search(translation)
    if match is None:
        return "en"
    alias: str = get_global("language_aliases").get(match[1], match[1])
    return alias.replace("_", "-")


def _is_wanted(url: str, language: str, wanted: GdeltFilter) -> bool:
    """Whether language and domain are among those asked for; ``pt`` covers ``pt-BR``."""
    if wanted.languages and not any(
        language.lower() == tag.lower() or language.lower().startswith(f"{tag.lower()}-") for tag in wanted.languages
    ):
        return False
    if not wanted.domains:
        return True
    host = (urlsplit(url).hostname or "").lower()
    return any(host == domain or host.endswith(f".{domain}") for domain in wanted.domains)
