"""The patterns that find countries by name: CLDR's territories through Babel, and our own supplement.

Countries are the codes of ISO 3166-1 alpha-2 and XK (Kosovo). CLDR's other territories (the European Union, the United
Nations, Ascension, the pseudo-locales) are none.

A name that two countries claim is dropped, unless our supplement gives it to one of them. Names that are ordinary
words or other names as well stand in :data:`streams.understanding.country_names.RISKY` with the reason.

Source: Unicode CLDR as packed in Babel (Unicode License v3).
"""

import re
from collections import defaultdict
from functools import cache
from typing import Final

from babel import Locale

from streams.understanding.country_names import RISKY, silent, supplement
from streams.understanding.folding import fold
from streams.understanding.patterns import Pattern
from streams.understanding.slavic import case_forms

LANGUAGES: Final = ("ar", "en", "fa", "ru", "tr", "fr", "he", "ur", "ku", "ckb", "uk", "de", "es", "it", "pt")
_NO_COUNTRY: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_AND: Final = {"en": "and"}
_WORD_OF_ABBREVIATION: Final = (
    ("о-ва ", "острова "),
    (" о-ва", " острова"),
    ("о-в ", "остров "),
    ("St. ", "Saint "),
    ("Св. ", "Святой "),
)


@cache
def country_names(language: str) -> dict[str, str]:
    """CLDR's name of each country in ``language``, by its code."""
    territories = Locale.parse(language).territories
    return {code: name for code, name in territories.items() if len(code) == 2 and code not in _NO_COUNTRY}


@cache
def country_patterns() -> tuple[Pattern, ...]:
    """Every pattern of kind "country", with the phrases that are passed over."""
    names = _claims()
    ours = {fold(name): country for country, _, name in supplement()}
    claimants: dict[str, set[str]] = defaultdict(set)
    for country, _, name in names:
        claimants[fold(name)].add(country)
    risky = {fold(row.name): frozenset(row.only_in) for row in RISKY}
    nowhere = {name for name, only_in in risky.items() if not only_in}
    patterns = [
        Pattern("country", country, name, language, only_in=risky.get(fold(name), frozenset()))
        for country, language, name in names
        if fold(name) not in nowhere and (len(claimants[fold(name)]) == 1 or ours.get(fold(name)) == country)
    ]
    return tuple(patterns) + tuple(Pattern("country", country, name, silent=True) for country, name in silent())


def _claims() -> list[tuple[str, str, str]]:
    """Country, language and name, in every form, as CLDR and the supplement give them."""
    given = [
        (code, language, spelling)
        for language in LANGUAGES
        for code, name in sorted(country_names(language).items())
        for spelling in _spellings(name, language)
    ]
    return [
        (country, language, form)
        for country, language, name in given + supplement()
        for form in (*case_forms(name, language), *_german_genitive(name, language))
    ]


def _spellings(name: str, language: str) -> list[str]:
    """What a text would write for a CLDR name: no brackets, no ampersand, no dash between words, no "SAR".

    What stands in brackets or after a comma says where the territory belongs or what it was called.
    """
    bare = re.sub(r"\s*\([^)]*\)", "", name).split(",")[0]
    bare = bare.replace(" & ", f" {_AND.get(language, '&')} ").replace(" - ", " ").strip()
    spellings = [bare]
    for short, full in _WORD_OF_ABBREVIATION:
        if short in bare:
            spellings.append(bare.replace(short, full))
    return spellings


def _german_genitive(name: str, language: str) -> list[str]:
    """Russlands, Irans: the only form of a German country name that differs from its nominative."""
    return [name + "s"] if language == "de" and name[-1].islower() and name[-1] not in "sxz" else []
