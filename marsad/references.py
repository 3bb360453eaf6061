"""Names in a configuration that refer to each other: all of them are there, and none is there twice.

Works on the plain values of the file, so that its findings stand beside those of the models in one report.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from marsad.positions import Location


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


def faults(values: Mapping[str, Any]) -> Iterator[tuple[Location, str]]:
    """Every reference that leads nowhere and every id that is given twice, with its location."""
    for section in ("feeds", "actors", "rules", "receivers"):
        yield from _twice(values, section)
    receivers = _identifiers(values, "receivers")
    actors = _identifiers(values, "actors")
    sources = _identifiers(values, "feeds")
    lists = _lists_of_feeds(values)
    for index, rule in enumerate(_items(values, "rules")):
        for place, name in enumerate(_strings(rule.get("receivers"))):
            if name not in receivers:
                yield (
                    ("rules", index, "receivers", place),
                    f"unknown receiver '{name}'{suggestion(name, receivers)}",
                )
        yield from _match_faults(rule.get("match"), ("rules", index, "match"), actors, sources, lists)


def _match_faults(
    match: Any, location: Location, actors: list[str], sources: list[str], lists: tuple[str, ...]
) -> Iterator[tuple[Location, str]]:
    """The actors and sources that a match names and nobody declares. What begins as in ``lists`` is a list's feed."""
    if isinstance(match, list):
        for index, inner in enumerate(match):
            yield from _match_faults(inner, (*location, index), actors, sources, lists)
        return
    if not isinstance(match, Mapping):
        return
    for key, inner in match.items():
        here = (*location, key)
        if key in ("all", "any", "not"):
            yield from _match_faults(inner, here, actors, sources, lists)
        elif key == "actors":
            yield from _unknown(inner, here, "actor", actors)
        elif key == "sources":
            yield from _unknown(inner, here, "source", sources, lists)


def _unknown(
    value: Any, location: Location, word: str, known: list[str], beginnings: tuple[str, ...] = ()
) -> Iterator[tuple[Location, str]]:
    """The names in a list, or in a mapping of lists, that are not known and do not begin as known ones may."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _unknown(inner, (*location, key), word, known, beginnings)
        return
    for place, name in enumerate(_strings(value)):
        if name not in known and not name.startswith(beginnings):
            yield (*location, place), f"unknown {word} '{name}'{suggestion(name, known)}"


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
