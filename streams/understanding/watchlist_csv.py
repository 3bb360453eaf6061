"""Watch lists as CSV, a line for each actor under a line of headings.

Columns: the fields of an actor; a column for a language is headed by its code (``ar``, ``names.ar`` or ``names_ar``). A
cell with several spellings parts them with ``|`` or ``;``. Those under ``aliases`` have the language that their letters
tell. The names of OpenSanctions' simple tables (``schema``, ``countries``) are known; other columns are passed over,
and said to be. The columns may be parted by commas, semicolons or tabs.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Final

from streams.understanding.entity_schema import country_of, kind_of
from streams.understanding.name_language import language_of_name
from streams.understanding.watched_actor import DETAILS, Listed, Row, Skipped, Unreadable, actor_of

_COLUMNS: Final = {
    **{name: name for name in ("id", "name", "kind", "country", "foreign", "aliases", *DETAILS)},
    "schema": "schema",
    "countries": "countries",
    "nationality": "countries",
    "wikidataid": "wikidata",
    "names": "aliases",
    "alias": "aliases",
}
_LANGUAGE: Final = re.compile(r"(?:names?[._])?([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
_PARTED: Final = re.compile(r"[|;]")
_TRUTH: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": None}


def read_csv(lines: Iterable[str]) -> Iterator[Listed | Unreadable | Skipped]:
    """What the table holds, line by line."""
    source = iter(lines)
    head = next(source, "")
    delimiter = max(",;\t", key=head.count)
    table = csv.reader(_from(head, source), delimiter=delimiter, strict=True)
    line = 1
    try:
        headings = [_column(cell) for cell in next(table, [])]
        for name in ("id", "name"):
            if name not in headings:
                yield Unreadable(1, name, f"the first line heads no column '{name}'; it must name id and name")
                return
        for cell, column in zip(next(csv.reader([head], delimiter=delimiter), []), headings, strict=True):
            if not column:
                yield Skipped(1, f"the column '{cell.strip()}' is not read")
        line = table.line_num + 1
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield _actor(line, headings, cells)
            line = table.line_num + 1
    except csv.Error as error:
        yield Unreadable(line, "", f"not valid CSV: {error}; put cells with quotes or line ends in quotes")


def _from(head: str, rest: Iterator[str]) -> Iterator[str]:
    yield head
    yield from rest


def _column(heading: str) -> str:
    """The field that a column holds; "" for one that is not read."""
    word = heading.strip().lower()
    if word in _COLUMNS:
        return _COLUMNS[word]
    match = _LANGUAGE.fullmatch(word)
    return f"names.{match[1]}" if match else ""


def _actor(line: int, headings: list[str], cells: list[str]) -> Listed | Unreadable:
    if len(cells) > len(headings):
        return Unreadable(
            line, "", f"has {len(cells)} cells for {len(headings)} columns; put cells with commas in quotes"
        )
    values: dict[str, object] = {}
    names: dict[str, list[str]] = {}
    for column, cell in zip(headings, cells, strict=False):
        text = cell.strip()
        if column.startswith("names.") and text:
            names.setdefault(column.removeprefix("names."), []).extend(_parts(text))
        elif column == "aliases":
            for name in _parts(text):
                names.setdefault(language_of_name(name) or "en", []).append(name)
        elif column == "foreign":
            values[column] = _TRUTH.get(text.lower(), text)
        elif column == "schema" and text:
            values.setdefault("kind", kind_of(text) or text)
        elif column == "countries":
            values.setdefault("country", country_of(_parts(text)))
        elif column and (text or column in ("id", "name")):
            values[column] = text
    if names:
        values["names"] = names
    actor = actor_of(Row(line, values))
    return actor[0] if isinstance(actor, list) else Listed(line, actor)


def _parts(text: str) -> list[str]:
    return [part for part in map(str.strip, _PARTED.split(text)) if part]
