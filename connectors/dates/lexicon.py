"""Every word that a date may contain, folded, with all its meanings: a dictionary built once from the tables of names.

A meaning is a kind, one letter, and a value. The kinds are the alphabet in which `sentence` writes a text down.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from connectors.dates import words, zone_names
from connectors.dates.folding import fold
from connectors.dates.month_names import GREGORIAN, HIJRI, SOLAR
from connectors.dates.weekday_names import WEEKDAYS

GREGORIAN_MONTH: Final = "G"
HIJRI_MONTH: Final = "I"
SOLAR_MONTH: Final = "F"
WEEKDAY: Final = "w"
PART_OF_DAY: Final = "p"
ERA: Final = "e"
AFTERNOON_OR_ERA: Final = "x"
ZONE: Final = "z"
UNIT: Final = "u"
UNITS: Final = "U"
TWO_UNITS: Final = "D"
COUNT: Final = "c"
AGO: Final = "A"
NOW: Final = "N"
DAY_WORD: Final = "Q"
CLOCK: Final = "K"
PUBLISHED: Final = "P"
UPDATED: Final = "B"
READING: Final = "r"
ORDINAL: Final = "o"
SILENT: Final = "s"
HAN_ERA: Final = "E"
HOUR_MARK: Final = "H"

Meanings = dict[str, int | str]

LONGEST_PHRASE: Final = 4
"""Words in the longest phrase of the tables."""


def _phrases(alternatives: str) -> Iterator[str]:
    for phrase in alternatives.replace("|", " ").split():
        yield " ".join(re.sub("[_']", " ", fold(phrase)).split())


def _named(rows: Iterable[str], kind: str) -> Iterator[tuple[str, str, int]]:
    for row in rows:
        for number, alternatives in enumerate(row.split(), start=1):
            for phrase in _phrases(alternatives):
                yield phrase, kind, number


def _entries() -> Iterator[tuple[str, str, int | str]]:
    yield from _named(GREGORIAN, GREGORIAN_MONTH)
    yield from _named(HIJRI, HIJRI_MONTH)
    yield from _named(SOLAR, SOLAR_MONTH)
    yield from _named(WEEKDAYS, WEEKDAY)
    by_value: tuple[tuple[str, dict[int, str] | dict[str, str]], ...] = (
        (PART_OF_DAY, {str(part): alternatives for part, alternatives in words.PARTS_OF_DAY.items()}),
        (ERA, {str(calendar): alternatives for calendar, alternatives in words.ERAS.items()}),
        (UNIT, {str(unit): alternatives for unit, alternatives in words.SINGULAR.items()}),
        (UNIT, {str(unit): alternatives for unit, alternatives in words.HAN_UNITS.items()}),
        (UNITS, {str(unit): alternatives for unit, alternatives in words.PLURAL.items()}),
        (TWO_UNITS, {str(unit): alternatives for unit, alternatives in words.DUAL.items()}),
        (COUNT, words.COUNTS),
        (DAY_WORD, words.DAY_WORDS),
        (HAN_ERA, words.HAN_ERAS),
    )
    for kind, table in by_value:
        for value, alternatives in table.items():
            for phrase in _phrases(alternatives):
                yield phrase, kind, value
    plain = (
        (AFTERNOON_OR_ERA, words.SHORT_AFTERNOON_OR_ERA),
        (AGO, words.AGO),
        (NOW, words.NOW),
        (CLOCK, words.CLOCK),
        (PUBLISHED, words.PUBLISHED),
        (UPDATED, words.UPDATED),
        (READING, words.READING),
        (ORDINAL, words.ORDINALS),
        (SILENT, words.SILENT),
        (HOUR_MARK, words.HOUR_MARKS),
        *words.HAN_MARKS.items(),
    )
    for kind, alternatives in plain:
        for phrase in _phrases(alternatives):
            yield phrase, kind, phrase
    for name in (*zone_names.EXACT, *zone_names.STANDARD_OF, *zone_names.BY_COUNTRY, *zone_names.PLACES):
        yield fold(name), ZONE, name
        if name.startswith("توقيت"):
            yield "ب" + fold(name), ZONE, name


def _built() -> dict[str, Meanings]:
    built: dict[str, Meanings] = {}
    for phrase, kind, value in _entries():
        built.setdefault(phrase, {}).setdefault(kind, value)
    return built


MEANINGS: Final = _built()
"""A folded phrase, its words parted by one space, and what it may mean."""


_PREFIXES: Final = ("ال", "و", "ب", "ל", "ב", "ה")


def meanings(phrase: str) -> Meanings:
    """What a folded word or phrase may mean; nothing if it is not known.

    The article and the one-letter words that Arabic and Hebrew write together with the next word may stand before it.
    """
    if found := MEANINGS.get(phrase):
        return found
    for prefix in _PREFIXES:
        if phrase.startswith(prefix) and (found := MEANINGS.get(phrase[len(prefix) :])):
            return found
    return {}
