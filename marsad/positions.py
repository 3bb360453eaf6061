"""Where each value of a YAML file stands, so that an error can point at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

Location = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""


@dataclass(frozen=True)
class Position:
    """A place in a file; ``line`` and ``column`` count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Document:
    """A YAML file: its plain values, and the place of each key and value."""

    path: Path
    values: Any
    keys: Mapping[Location, Position]
    entries: Mapping[Location, Position]

    def at(self, location: Location, *, key: bool = False) -> Position:
        """The place of a value (of its key, if asked), or of the nearest thing around it that exists."""
        while location:
            if key and location in self.keys:
                return self.keys[location]
            if location in self.entries:
                return self.entries[location]
            location = location[:-1]
        return Position(1, 1)

    def existing(self, location: Sequence[str | int]) -> Location:
        """``location`` without the parts that the file does not have.

        Pydantic names the chosen member of a union in its locations; the file knows nothing of it.
        """
        found: list[str | int] = []
        value = self.values
        for part in location:
            in_mapping = isinstance(value, Mapping) and part in value
            in_sequence = isinstance(value, list) and isinstance(part, int) and part < len(value)
            if not (in_mapping or in_sequence):
                continue
            value = value[part]
            found.append(part)
        return tuple(found)


class NotYamlError(Exception):
    """The text is not YAML. ``position`` is where reading stopped, ``problem`` what was wrong there."""

    def __init__(self, position: Position, problem: str) -> None:
        super().__init__(problem)
        self.position = position
        self.problem = problem


def read_document(path: Path, text: str) -> Document:
    """The document in ``text``. Raises NotYamlError."""
    try:
        root = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        position = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
        problem = str(error.problem or error.context or "not YAML").splitlines()[0]
        raise NotYamlError(position, problem) from error
    except (YAMLError, ValueError) as error:
        raise NotYamlError(Position(1, 1), str(error).splitlines()[0]) from error
    keys: dict[Location, Position] = {}
    entries: dict[Location, Position] = {}
    values = _plain(root, (), keys, entries)
    return Document(path, values, keys, entries)


def _plain(value: Any, location: Location, keys: dict[Location, Position], entries: dict[Location, Position]) -> Any:
    """``value`` as plain Python; the places of what is in it are added to ``keys`` and ``entries``."""
    if isinstance(value, CommentedMap):
        plain: dict[Any, Any] = {}
        for key, inner in value.items():
            here = (*location, key)
            line, column = value.lc.key(key)
            keys[here] = Position(line + 1, column + 1)
            line, column = value.lc.value(key)
            entries[here] = Position(line + 1, column + 1)
            plain[key] = _plain(inner, here, keys, entries)
        return plain
    if isinstance(value, CommentedSeq):
        items = []
        for index, inner in enumerate(value):
            here = (*location, index)
            line, column = value.lc.item(index)
            entries[here] = Position(line + 1, column + 1)
            items.append(_plain(inner, here, keys, entries))
        return items
    if isinstance(value, str):
        return str(value)
    return value
