"""The watch lists that a configuration names, found and read, with everything that is wrong with them.

``starter`` stands for the lists that come with Marsad; anything else is a path, or a pattern of paths, that begins at
the folder of the configuration. An id stands in one place only, in the lists or under ``actors``; an id of the starter
lists alone may be given anew, and the user's own entry counts.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from marsad.positions import Location
from streams.errors import SetupError
from streams.understanding.actors import Actors
from streams.understanding.watched_actor import Listed, Unreadable, WatchedActor
from streams.understanding.watchlist_files import format_of, read_watchlist, starter_files

STARTER: Final = "starter"
_MOST_FAULTS: Final = 20
"""How many faults of one file are told in full."""


@dataclass(frozen=True, slots=True)
class ListFault:
    """Something wrong in a watch list."""

    path: Path
    line: int
    field: str
    message: str


@dataclass
class Gathered:
    """The actors of all lists, and what is wrong: in the lists, and with the naming of them in the configuration."""

    actors: Actors = field(default_factory=Actors)
    faults: list[ListFault] = field(default_factory=list)
    misnamed: list[tuple[Location, str]] = field(default_factory=list)
    _files: list[Path] = field(default_factory=list)
    _file_of: "array[int]" = field(default_factory=lambda: array("I"))
    _line_of: "array[int]" = field(default_factory=lambda: array("I"))

    def place_of(self, identifier: str) -> str:
        """``FILE:LINE`` of an actor of the lists; "" if there is none."""
        number = self.actors.number(identifier)
        return "" if number is None else f"{self._files[self._file_of[number]]}:{self._line_of[number]}"

    def take(self, path: Path, overridden: frozenset[str] | None = None) -> None:
        """Read a list. With ``overridden`` its ids yield to those and to what is there already. Raises SetupError."""
        self._files.append(path)
        faults = 0
        for item in read_watchlist(path):
            fault = None
            if isinstance(item, Unreadable):
                fault = ListFault(path, item.line, item.field, item.message)
            elif isinstance(item, Listed):
                fault = self._add(item.actor, item.line, overridden)
            if fault is not None:
                faults += 1
                if faults <= _MOST_FAULTS:
                    self.faults.append(fault)
        if faults > _MOST_FAULTS:
            message = f"{faults - _MOST_FAULTS:,} more faults; 'marsad watchlist check {path}' tells all"
            self.faults.append(ListFault(path, self.faults[-1].line, "", message))

    def _add(self, actor: WatchedActor, line: int, overridden: frozenset[str] | None) -> ListFault | None:
        if overridden is not None and actor.id in overridden:
            return None
        if self.actors.add(actor):
            self._file_of.append(len(self._files) - 1)
            self._line_of.append(line)
            return None
        if overridden is not None:
            return None
        message = f"'{actor.id}' stands at {self.place_of(actor.id)} already; keep one of the two"
        return ListFault(self._files[-1], line, "id", message)


def gathered(values: Mapping[str, Any], base: Path) -> Gathered:
    """What the lists under ``watchlists`` hold; ``values`` are the plain ones of the file, whatever their shape."""
    found = Gathered()
    names = named(values)
    for location, name in names:
        if name == STARTER:
            continue
        try:
            paths = files_of(name, base)
        except SetupError as error:
            found.misnamed.append((location, str(error)))
            continue
        for path in paths:
            if path in found._files:  # a pattern may take in what another line names
                continue
            try:
                found.take(path)
            except SetupError as error:
                found.misnamed.append((location, str(error)))
    inline = list(inline_ids(values))
    found.misnamed += [
        (location, f"'{identifier}' stands at {place} already; keep one of the two")
        for location, identifier in inline
        if (place := found.place_of(identifier))
    ]
    if any(name == STARTER for _, name in names):
        overridden = frozenset(identifier for _, identifier in inline)
        for path in starter_files():
            found.take(path, overridden)
    return found


def starter_actors() -> Actors:
    """The actors of the lists that come with Marsad."""
    found = Gathered()
    for path in starter_files():
        found.take(path)
    return found.actors


def named(values: Mapping[str, Any]) -> list[tuple[Location, str]]:
    """The lines under ``watchlists``, with their locations."""
    lines = values.get("watchlists")
    if not isinstance(lines, Sequence) or isinstance(lines, str):
        return []
    return [(("watchlists", index), line) for index, line in enumerate(lines) if isinstance(line, str)]


def inline_ids(values: Mapping[str, Any]) -> Iterator[tuple[Location, str]]:
    """The ids under ``actors``, with their locations."""
    actors = values.get("actors")
    for index, entry in enumerate(actors if isinstance(actors, list) else []):
        if isinstance(entry, Mapping) and isinstance(entry.get("id"), str):
            yield ("actors", index, "id"), entry["id"]


def files_of(name: str, base: Path) -> list[Path]:
    """The files that a line under ``watchlists`` names. Raises SetupError if there are none that can be lists."""
    path = base / Path(name).expanduser()
    if not any(sign in name for sign in "*?["):
        if not path.is_file():
            raise SetupError(f"there is no file {path}; mend the path, or write '{STARTER}' for the lists of Marsad")
        format_of(path)
        return [path]
    anchor = Path(path.anchor) if path.is_absolute() else Path()
    found = sorted(one for one in anchor.glob(str(path.relative_to(anchor))) if one.is_file())
    if not found:
        raise SetupError(f"no file fits {path}; mend the pattern")
    for one in found:
        format_of(one)
    return found
