"""Changing the ``feeds:`` of a configuration in place: every other byte, comments included, stays as it is.

The changed text is checked as a whole before it replaces the file, so that a change never leaves one that cannot run.
"""

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from connectors.parsing.canonical_url import canonical_url
from connectors.sources.listed_feeds import host_name, name_of
from marsad.config import ConfigurationError, parse
from marsad.positions import Document, read_document
from streams.errors import SetupError

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9._/-]*")
_PLAIN_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9._~/?&=%+@:;,!$()*-]*[A-Za-z0-9/=]")
_RESERVED: Final = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_MARK: Final = "\ufeff"


@dataclass(frozen=True)
class NewFeed:
    """A feed to add. Without ``id`` it gets a name made of its address."""

    url: str
    id: str = ""
    publisher: str = ""
    language: str = ""


@dataclass(frozen=True)
class Added:
    """What came of adding: the ids of the new feeds, and the addresses that were there already."""

    added: tuple[str, ...]
    present: tuple[str, ...]


@dataclass(frozen=True)
class _File:
    """A configuration file: its lines with their ends, what is before them, and where its feeds stand."""

    path: Path
    mark: str
    lines: list[str]
    document: Document
    entries: list[Mapping[str, Any]]

    def dash(self, index: int) -> tuple[int, int]:
        """The line, from 0, and the column, from 0, of the ``-`` before a feed."""
        place = self.document.entries["feeds", index]
        number, before = place.line - 1, self.lines[place.line - 1][: place.column - 1]
        while not before.strip():  # the dash may stand on a line of its own, before blank ones or comments
            number -= 1
            before = self.lines[number].partition("#")[0]
        return number, before.index("-")

    def end(self, index: int) -> int:
        """The number of lines up to the end of a feed: of the last line that belongs to it."""
        first = self.document.entries["feeds", index].line
        _, column = self.dash(index)
        end = first
        for number in range(first, len(self.lines)):
            line = self.lines[number]
            content = line.strip()
            if not content or content.startswith("#"):
                continue
            if len(line) - len(line.lstrip(" ")) <= column:
                break
            end = number + 1
        return end


def add(path: Path, feeds: Iterable[NewFeed], environment: Mapping[str, str], known: Iterable[str] = ()) -> Added:
    """Add the feeds whose address neither the file's list nor ``known`` has. Raises SetupError, the file as it was."""
    file = _read(path, environment)
    addresses = {canonical_url(entry["url"]) for entry in file.entries if isinstance(entry.get("url"), str)}
    addresses.update(map(canonical_url, known))
    taken = {str(entry.get("id")) for entry in file.entries}
    last = len(file.entries) - 1
    _, column = file.dash(last)
    new: list[str] = []
    added: list[str] = []
    present: list[str] = []
    for feed in feeds:
        address = canonical_url(feed.url)
        if address in addresses:
            present.append(feed.url)
            continue
        addresses.add(address)
        identifier = feed.id or _name(feed.url, taken)
        taken.add(identifier)
        added.append(identifier)
        values = {"id": identifier, "url": feed.url, "publisher": feed.publisher, "language": feed.language}
        given = [f"{name}: {_scalar(value)}" for name, value in values.items() if value]
        new += [f"{' ' * column}- {given[0]}", *(f"{' ' * column}  {line}" for line in given[1:])]
    if added:
        ending = "\r\n" if file.lines[0].endswith("\r\n") else "\n"
        end = file.end(last)
        before = file.lines[:end]
        if not before[-1].endswith(("\n", "\r")):
            before[-1] += ending
        _write(file, "".join([*before, *(line + ending for line in new), *file.lines[end:]]), environment)
    return Added(tuple(added), tuple(present))


def remove(path: Path, identifiers: Sequence[str], environment: Mapping[str, str]) -> None:
    """Take the feeds with these ids out. Raises SetupError if one is not there, with the file as it was."""
    file = _read(path, environment)
    places = {str(entry.get("id")): index for index, entry in enumerate(file.entries)}
    for identifier in identifiers:
        if identifier not in places:
            raise SetupError(f"{path}: there is no feed '{identifier}'; 'marsad feeds list' shows the ids")
    lines = list(file.lines)
    for index in sorted({places[identifier] for identifier in identifiers}, reverse=True):
        del lines[file.dash(index)[0] : file.end(index)]
    _write(file, "".join(lines), environment)


def _read(path: Path, environment: Mapping[str, str]) -> _File:
    """The file, whose feeds are a list with a line of its own for each."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise SetupError(f"{path}: not UTF-8 text (byte {error.start}); save the file as UTF-8") from error
    except OSError as error:
        raise SetupError(f"{path}: cannot be read: {error.strerror}; mend the path or its permissions") from error
    mark, text = (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)
    parse(path, text, environment)  # what is at fault already is told as 'marsad check' tells it
    document = read_document(path, text)
    entries: list[Mapping[str, Any]] = document.values["feeds"]
    lines = [document.entries["feeds", index].line for index in range(len(entries))]
    keys = document.keys["feeds",]
    if len(set(lines)) < len(lines) or lines[0] <= keys.line:
        raise SetupError(
            f"{path}:{keys.line}: feeds stand on one line; write each on a line of its own, beginning with '- '"
        )
    return _File(path, mark, text.splitlines(keepends=True), document, entries)


def _name(url: str, taken: Iterable[str]) -> str:
    """A name for the feed at ``url`` that nobody has: its host, with letters of a digest if need be."""
    name = host_name(url)
    return name if name not in taken else name_of(url)


def _scalar(value: str) -> str:
    """The value as YAML on one line."""
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    if _PLAIN_ADDRESS.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _write(file: _File, text: str, environment: Mapping[str, str]) -> None:
    """Replace the file at one stroke, if what it would say can be run."""
    try:
        parse(file.path, text, environment)
    except ConfigurationError as error:
        faults = "; ".join(f"{one.field}: {one.message}" for one in error.problems[:3])
        raise SetupError(f"{file.path} stays as it is, since it could not be run after the change: {faults}") from error
    target = file.path.resolve()
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        temporary = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(file.mark + text)
        temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise SetupError(f"{file.path}: cannot be written: {error.strerror}; mend its permissions") from error
