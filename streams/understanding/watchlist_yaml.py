"""Marsad's own watch lists, YAML: a heading (``list``, ``as_of``, ``source``) and ``actors``, an entry each.

The file is read entry by entry, so that half a million of them never stand in memory together. An entry in the plain
form (:mod:`streams.understanding.watchlist_plain`), as nearly all are, is read at once; any other goes to ruamel. Each
entry stands alone: an alias (``*name``) finds its anchor in the same entry only.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from streams.understanding.watched_actor import Heading, Listed, Row, Unreadable, actor_of, is_day, unknown_field
from streams.understanding.watchlist_plain import plain_values

_HEADING: Final = ("list", "as_of", "source", "actors")
_ACTORS: Final = re.compile(r"actors:[ ]*(#.*)?$")
_A_NUMBER: Final = 0
"""Stands for every number: no field takes one, so its value does not matter."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines that belong together, and where they begin. ``indent`` is that of an entry's dash."""

    kind: Literal["heading", "entry"]
    first: int
    lines: list[str]
    indent: int = 0


def read_yaml(lines: Iterable[str]) -> Iterator[Heading | Listed | Unreadable]:
    """What the list holds, in its order; the heading comes first if it stands first."""
    listed = False
    for part in _parts(lines):
        if part.kind == "entry":
            listed = True
            yield from _entry(part)
            continue
        for item in _heading(part):
            listed = listed or not isinstance(item, Heading)
            yield item
    if not listed:
        yield Unreadable(1, "actors", "the list holds no actors; write them under 'actors:', each with id and name")


def _parts(lines: Iterable[str]) -> Iterator[_Part]:
    """The heading, each entry under ``actors:``, and what stands behind them."""
    held: list[str] = []
    first = 1
    inside = False
    dash = -1
    for number, line in enumerate(lines, 1):
        if not inside:
            if dash < 0 and _ACTORS.match(line):
                yield _Part("heading", first, held)
                held, inside, first = [], True, number + 1
            else:
                held.append(line)
            continue
        bare = line.lstrip(" ")
        if not bare.strip() or bare[0] == "#":
            held.append(line)
            continue
        indent = len(line) - len(bare)
        begins = bare.startswith("-") and not bare[1:2].strip()
        if begins and dash < 0:
            dash, held, first = indent, [line], number
        elif indent > dash >= 0:
            held.append(line)
        else:
            if dash >= 0:
                yield _Part("entry", first, held, dash)
            dash = max(dash, 0)
            held, first, inside = [line], number, begins and indent == dash
    yield _Part("entry", first, held, dash) if inside and dash >= 0 else _Part("heading", first, held)


def _entry(part: _Part) -> Iterator[Listed | Unreadable]:
    values = plain_values(part.lines, part.indent)
    actor = actor_of(Row(part.first, values)) if values is not None else []
    if not isinstance(actor, list):
        yield Listed(part.first, actor)
        return
    # Once more, slowly: ruamel knows where everything stands.
    try:
        node = _node("".join(part.lines), part.first)
        for item in node.value if isinstance(node, SequenceNode) else [node]:
            yield from _actor(item, part.first - 1)
    except _NotYaml as error:
        yield Unreadable(error.line, "", f"not valid YAML: {error}")


def _actor(node: Any, before: int) -> Iterator[Listed | Unreadable]:
    """The actor in a node; ``before`` it in the file stand so many lines that the node's text does not have."""
    lines: dict[str, int] = {}
    values = _values(node, "", before, lines)
    line = before + node.start_mark.line + 1
    if not isinstance(values, dict):
        yield Unreadable(line, "actors", "an entry is no mapping; write its fields, id: and name: first")
        return
    actor = actor_of(Row(line, values, lines))
    if isinstance(actor, list):
        yield from actor
    else:
        yield Listed(line, actor)


def _heading(part: _Part) -> Iterator[Heading | Listed | Unreadable]:
    """What the list says of itself, and the actors if they are written in brackets."""
    try:
        node = _node("".join(part.lines), part.first)
        if node is None:
            return
        if not isinstance(node, MappingNode):
            yield Unreadable(part.first, "", "no watch list; it begins with 'list:', and 'actors:' holds the entries")
            return
        lines: dict[str, int] = {}
        before = part.first - 1
        actors = [value for key, value in node.value if key.value == "actors"]
        node.value = [(key, value) for key, value in node.value if key.value != "actors"]
        values = _values(node, "", before, lines)
        said = {"list": "", "as_of": "", "source": ""}
        for name, value in values.items():
            if name not in said:
                yield Unreadable(lines[name], name, unknown_field(str(name), _HEADING))
            elif not isinstance(value, str):
                yield Unreadable(lines[name], name, "is no text; write one")
            elif name == "as_of" and not is_day(value):
                yield Unreadable(lines[name], name, f"'{value}' is no day; write it as 2026-01-31")
            else:
                said[name] = value
        if any(said.values()):
            yield Heading(said["list"], said["as_of"], said["source"], lines.get("as_of", part.first))
        for entries in actors:
            for item in entries.value if isinstance(entries, SequenceNode) else [entries]:
                yield from _actor(item, before)
    except _NotYaml as error:
        yield Unreadable(error.line, "", f"not valid YAML: {error}")


class _NotYaml(Exception):
    """The text is not YAML at ``line``."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def _node(text: str, first: int) -> Any:
    """The nodes in ``text``, which begins with the line ``first``. Raises _NotYaml."""
    try:
        return YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or error.context or "not YAML").splitlines()[0]
        last = text.rstrip().count("\n")  # what ends too early is at fault on its last line
        raise _NotYaml(first + min(mark.line if mark else 0, last), problem) from error
    except (YAMLError, ValueError) as error:
        raise _NotYaml(first, str(error).splitlines()[0]) from error


def _values(node: Any, place: str, before: int, lines: dict[str, int]) -> Any:
    """The plain value of ``node``; ``lines`` learns where everything in it stands. Raises _NotYaml for a key twice."""
    if isinstance(node, MappingNode):
        values: dict[object, Any] = {}
        for key, inner in node.value:
            name = key.value if isinstance(key, ScalarNode) else "?"
            line = before + key.start_mark.line + 1
            if name in values:
                raise _NotYaml(line, f"the key '{name}' stands there twice; keep one")
            here = f"{place}.{name}" if place else str(name)
            lines[here] = line
            values[name] = _values(inner, here, before, lines)
        return values
    if isinstance(node, SequenceNode):
        items = []
        for index, inner in enumerate(node.value):
            here = f"{place}[{index}]"
            lines[here] = before + inner.start_mark.line + 1
            items.append(_values(inner, here, before, lines))
        return items
    kind = node.tag.rpartition(":")[2]
    if kind == "bool":
        return node.value.lower() == "true"
    if kind == "null":
        return None
    return _A_NUMBER if kind in ("int", "float") else node.value
