"""Somebody else's JSON as an article's fields: ``title: data.headline`` takes the title from there."""

from collections.abc import Mapping, Sequence
from typing import Any


def mapped(value: object, fields: Mapping[str, str]) -> object:
    """The object with an article's field names that ``fields`` make of ``value``; ``value`` itself without any."""
    if not fields or not isinstance(value, Mapping):
        return value
    return {name: found for name, path in fields.items() if (found := at(value, path)) is not None}


def at(value: object, path: str) -> Any:
    """What stands at a path such as ``authors.0.name``; None if nothing does."""
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, Sequence) and not isinstance(value, str) and part.isascii() and part.isdigit():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            return None
    return value
