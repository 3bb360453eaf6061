"""One entry of a watch list: what it must hold, and what comes of reading it.

Every format ends here: its reader makes a :class:`Row` of plain values, and :func:`actor_of` says what comes of it. So
a fault reads the same in YAML, CSV and JSON Lines.

Promises: pure; an actor that was read can be searched for (its spellings hold words, its id names something).
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct
from msgspec import field as default

from streams.settings import COUNTRY, LANGUAGE, identifier, spelling

DETAILS: Final = ("role", "until", "as_of", "wikidata", "opensanctions", "notes")
"""What a list may say of an actor besides; nothing of it is looked for."""

FIELDS: Final = ("id", "name", "kind", "country", "foreign", "names", "aliases", *DETAILS)
"""Every field of an actor. ``aliases`` are spellings that hold in all languages."""

KINDS: Final = ("person", "organisation", "company", "armed_group", "ministry", "vessel")
"""The kinds that lists use. Others are read as they are."""


class WatchedActor(Struct, frozen=True, gc=False):
    """Somebody to watch for. ``names`` are spellings by language, under "" those that hold in all languages.

    ``foreign``: spelling variants count as well. ``details``: what the list says besides, by the names of DETAILS.
    """

    id: str
    name: str
    kind: str = "person"
    country: str | None = None
    foreign: bool = False
    names: Mapping[str, tuple[str, ...]] = default(default_factory=dict)
    details: Mapping[str, str] = default(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list says of itself. ``as_of`` is the day at which it was right, as written."""

    list: str = ""
    as_of: str = ""
    source: str = ""
    line: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """An actor, and the line where the list has him."""

    line: int
    actor: WatchedActor


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something in a list that a person must mend: the field, and what is wrong with it."""

    line: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a list that is none of our business, and why: a record of an address, a column of our readers'."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as read. ``lines``: where each field stands (``names.ar``, ``names.ar[1]``), if the format knows."""

    line: int
    values: Mapping[str, object]
    lines: Mapping[str, int] = field(default_factory=dict)

    def unreadable(self, name: str, message: str) -> Unreadable:
        """A fault of the field ``name`` at its line, or at that of what is around it."""
        place = name
        while place and place not in self.lines:
            place = re.sub(r"(\.[^.\[]*|\[\d+\]|^[^.\[]*)$", "", place)
        return Unreadable(self.lines.get(place, self.line), name, message)


class _Wrong(Exception):
    """A value that cannot be taken. Carries the field and what is wrong."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def actor_of(row: Row) -> WatchedActor | list[Unreadable]:
    """The actor in ``row``, or everything that is wrong with it."""
    wrong: list[Unreadable] = []
    taken: dict[str, Any] = {}
    details: dict[str, str] = {}
    for name, value in row.values.items():
        try:
            if name in DETAILS:
                if value is not None:
                    details[name] = _detail(name, value)
            elif value is not None or name in ("id", "name"):
                taken[name] = _field(name, value)
        except _Wrong as error:
            wrong.append(row.unreadable(error.name, str(error)))
    wrong += [Unreadable(row.line, name, "is missing; add it") for name in ("id", "name") if name not in row.values]
    if wrong:
        return wrong
    aliases = taken.pop("aliases", ())
    if aliases:
        taken["names"] = {**taken.get("names", {}), "": aliases}
    return WatchedActor(**taken, details=details)


def unknown_field(name: str, known: Sequence[str]) -> str:
    """What is wrong with a field of that name, with the nearest one."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"unknown field, did you mean '{near[0]}'?" if near else f"unknown field; a list has {', '.join(known)}"


def _field(name: str, value: object) -> object:
    """The value of a field that Marsad reads. Raises _Wrong."""
    if name == "names":
        return _names(value)
    if name == "aliases":
        return _spellings(name, value)
    if name == "foreign":
        if isinstance(value, bool):
            return value
        raise _Wrong(name, "is neither true nor false; write one of them")
    text = _text(name, value)
    try:
        if name == "id":
            return identifier(text)
        if name == "name":
            return spelling(text)
    except ValueError as error:
        raise _Wrong(name, str(error)) from error
    if name == "country":
        return _country(text)
    if name == "kind":
        return _kind(text)
    raise _Wrong(name, unknown_field(name, FIELDS))


@lru_cache(maxsize=1024)
def _country(text: str) -> str:
    """A country's code, one object for all who have it. Raises _Wrong."""
    if re.match(COUNTRY, text):
        return text
    raise _Wrong("country", f"'{text}' is no code of a country; write two capital letters, such as QA")


@lru_cache(maxsize=1024)
def _kind(text: str) -> str:
    """A kind, one object for all who have it. Raises _Wrong."""
    if text:
        return text
    raise _Wrong("kind", f"is empty; write one of {', '.join(KINDS)}")


def _text(name: str, value: object) -> str:
    """``value`` if it is a text. Raises _Wrong."""
    if isinstance(value, str):
        return value.strip()
    raise _Wrong(name, "is no text; write one, in quotes if it looks like a number, a list or yes and no")


def _detail(name: str, value: object) -> str:
    text = _text(name, value)
    if name in ("until", "as_of") and not is_day(text):
        raise _Wrong(name, f"'{text}' is no day; write it as 2026-01-31")
    return text


def is_day(text: str) -> bool:
    """Whether ``text`` is a day, ``2026-01-31``."""
    try:
        return len(text) == len("2026-01-31") and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _names(value: object) -> dict[str, tuple[str, ...]]:
    """Spellings by language. Raises _Wrong."""
    if not isinstance(value, Mapping):
        raise _Wrong("names", "is no mapping; write languages with their spellings, such as ar: [الاسم]")
    return {_language(language): _spellings(f"names.{language}", spelt) for language, spelt in value.items()}


@lru_cache(maxsize=1024)
def _language(text: object) -> str:
    """A language's tag, one object for all who have it. Raises _Wrong."""
    if isinstance(text, str) and re.match(LANGUAGE, text):
        return text
    raise _Wrong(f"names.{text}", f"'{text}' is no tag of a language; write one such as ar or en")


def _spellings(name: str, value: object) -> tuple[str, ...]:
    """The spellings in a list, or the one that stands alone, each once. Raises _Wrong."""
    given = value if isinstance(value, list) else [value]
    found: dict[str, None] = {}
    for index, one in enumerate(given):
        place = f"{name}[{index}]" if isinstance(value, list) else name
        text = _text(place, one)
        try:
            found[spelling(text)] = None
        except ValueError as error:
            raise _Wrong(place, str(error)) from error
    return tuple(found)
