"""Names in a configuration that refer to each other: all of them are there, and none is there twice.

Works on the plain values of the file, so that its findings stand beside those of the models in one report.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from marsad.positions import Location
from streams.understanding.actors import Actors

_MANY: Final = 5_000
"""From how many listed names on only those with the same first letter are compared, for the time that it takes."""


def dotted(location: Location) -> str:
    """``("rules", 0, "name")`` as ``rules[0].name``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def suggestion(name: str, known: Iterable[str]) -> str:
    """``, did you mean 'desk'?`` for a near miss; empty if nothing is near."""
    found = difflib.get_close_matches(name, [*known], n=1, cutoff=0.6)
    return f", did you mean '{found[0]}'?" if found else ""


@dataclass(frozen=True)
class _Known:
    """The names of one kind that something may refer to.

    ``listed``: the actors of watch lists. ``beginnings``: with what the names of a list's feeds begin.
    """

    word: str
    names: Sequence[str]
    listed: Actors | None = None
    beginnings: tuple[str, ...] = ()

    def holds(self, name: str) -> bool:
        """Whether ``name`` may stand."""
        return (
            name in self.names or name.startswith(self.beginnings) or (self.listed is not None and name in self.listed)
        )

    def unknown(self, name: str) -> str:
        """What is wrong with ``name``, with the nearest one that may stand."""
        listed = [] if self.listed is None else list(self.listed.ids())
        letter = name[:1] if len(listed) > _MANY else ""
        near = [*self.names, *(other for other in listed if other.startswith(letter))]
        return f"unknown {self.word} '{name}'{suggestion(name, near)}"


def faults(values: Mapping[str, Any], listed: Actors | None = None) -> Iterator[tuple[Location, str]]:
    """Every reference that leads nowhere and every id that is given twice, with its location.

    ``listed``: the actors of watch lists, which rules may name as well.
    """
    for section in ("feeds", "actors", "rules", "receivers"):
        yield from _twice(values, section)
    receivers = _Known("receiver", _identifiers(values, "receivers"))
    known = {
        "actors": _Known("actor", _identifiers(values, "actors"), listed),
        "sources": _Known("source", _identifiers(values, "feeds"), beginnings=_lists_of_feeds(values)),
    }
    for index, rule in enumerate(_items(values, "rules")):
        yield from _unknown(rule.get("receivers"), ("rules", index, "receivers"), receivers)
        yield from _match_faults(rule.get("match"), ("rules", index, "match"), known)


def _match_faults(match: Any, location: Location, known: Mapping[str, _Known]) -> Iterator[tuple[Location, str]]:
    """The actors and sources that a match names and nobody declares."""
    if isinstance(match, list):
        for index, inner in enumerate(match):
            yield from _match_faults(inner, (*location, index), known)
        return
    if not isinstance(match, Mapping):
        return
    for key, inner in match.items():
        here = (*location, key)
        if key in ("all", "any", "not"):
            yield from _match_faults(inner, here, known)
        elif key in known:
            yield from _unknown(inner, here, known[key])


def _unknown(value: Any, location: Location, known: _Known) -> Iterator[tuple[Location, str]]:
    """The names in a list, or in a mapping of lists, that may not stand."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _unknown(inner, (*location, key), known)
        return
    for place, name in enumerate(_strings(value)):
        if not known.holds(name):
            yield (*location, place), known.unknown(name)


def _twice(values: Mapping[str, Any], section: str) -> Iterator[tuple[Location, str]]:
    """Ids that an earlier entry of the section has too."""
    seen: set[str] = set()
    for index, entry in enumerate(_items(values, section)):
        identifier = entry.get("id")
        if not isinstance(identifier, str):
            continue
        if identifier in seen:
            yield (section, index, "id"), f"'{identifier}' is given twice; ids must differ"
        seen.add(identifier)


def _items(values: Mapping[str, Any], section: str) -> list[Mapping[str, Any]]:
    """The mappings in a section, with an empty one in place of what is none, so that indexes stay right."""
    entries = values.get(section)
    if not isinstance(entries, list):
        return []
    return [entry if isinstance(entry, Mapping) else {} for entry in entries]


def _identifiers(values: Mapping[str, Any], section: str) -> list[str]:
    return [entry["id"] for entry in _items(values, section) if isinstance(entry.get("id"), str)]


def _lists_of_feeds(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What the ids of feeds begin with that come from lists: the list's id and a full stop."""
    return tuple(
        f"{entry['id']}."
        for entry in _items(values, "feeds")
        if entry.get("kind") == "opml" and isinstance(entry.get("id"), str)
    )


def _strings(value: Any) -> list[str]:
    """The texts in a list, or nothing where the shape is wrong; the models speak of the shape."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
