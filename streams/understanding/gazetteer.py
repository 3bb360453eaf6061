"""The patterns that find countries by what news calls them, read from the table in ``countries/``.

Countries are the codes of ISO 3166-1 alpha-2 and XK (Kosovo). ``countries/table.tsv`` holds their names, adjectives,
inhabitants, capitals, seats of government, regions and cities in 18 languages, and phrases that hold such a form and
are no mention of a state; ``countries/cues.json`` says when a form that is also something else counts. Both are built
by ``make countries`` from registers and the reviewed files in ``countries/hand``; ``countries/NOTICE.md`` names the
sources.

A form counts in articles of the languages that it is listed for, and in those of other scripts; a form in Latin letters
that English or three others use counts everywhere. So the Turkish Fas (Morocco) is nothing in a French text.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale

from streams.understanding.folding import fold
from streams.understanding.patterns import Cue, Pattern

LANGUAGES: Final = (
    "ar", "en", "fa", "ru", "tr", "fr", "he", "ur", "ku", "ckb", "uk", "de", "es", "it", "pt", "zh", "ja", "ko",
)  # fmt: skip
WEAK: Final = frozenset({"town"})
"""The kinds of forms that come from a register unread: they count beside another mention of their country."""

PLACES: Final = frozenset({"capital", "region", "city"}) | WEAK
"""The kinds of forms that are also family names and given names, in Latin letters."""

_FOLDER: Final = Path(__file__).with_name("countries")
_NO_COUNTRY: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_SCRIPTS: Final = tuple(
    frozenset(languages.split()) for languages in ("en fr de es it pt tr ku", "ar fa ur ckb", "ru uk", "zh ja")
)
_EVERYWHERE: Final = 3
_BESIDE: Final = Cue("a town of a register, which counts beside another mention of its country", company=1)
_BESIDE_NOT_PERSON: Final = Cue(_BESIDE.reason, company=1, person=True)
_NOT_PERSON: Final = Cue("a place whose name people bear too", only_if=False, person=True)
_TOWN: Final = (_BESIDE,)
_LATIN_TOWN: Final = (_BESIDE_NOT_PERSON,)
_LATIN_PLACE: Final = (_NOT_PERSON,)
_ACRONYM: Final = 2
_ANYWHERE: Final[frozenset[str]] = frozenset()
_ENGLISH: Final = frozenset({"en"})


@cache
def country_names(language: str) -> dict[str, str]:
    """CLDR's name of each country in ``language``, by its code."""
    territories = Locale.parse(language).territories
    return {code: name for code, name in territories.items() if len(code) == 2 and code not in _NO_COUNTRY}


@cache
def country_patterns() -> tuple[Pattern, ...]:
    """Every pattern of kind "country", with the phrases that are passed over."""
    return tuple(_patterns())


def _patterns() -> Iterator[Pattern]:
    cues = _cues()
    where: dict[str, frozenset[str]] = {}
    local: dict[tuple[str, str], frozenset[str]] = {}
    large: set[tuple[str, str]] = set()
    for line in (_FOLDER / "table.tsv").read_text(encoding="utf-8").splitlines():
        country, kind, languages, forms = line.split("\t")
        if kind == "where":
            where[country] = frozenset(map(fold, forms.replace(".", "").split("|")))
        elif kind in ("local", "large"):
            for form in forms.split("|"):
                key = (country[:2], form)
                local[key] = local.get(key, frozenset()) | where[country]
                large |= {key} if kind == "large" else set()
        elif kind == "phrase":
            not_in = _not_in(languages)
            for form in forms.split("|"):
                yield Pattern("country", "--", form, languages, silent=True, not_in=not_in)
        else:
            not_in, free = _not_in(languages), kind not in PLACES
            # A line is folded at once, which costs a tenth of folding each form.
            for form, folded in zip(forms.split("|"), fold(forms).split("|"), strict=True):
                asked = cues.get((folded, country)) or (() if free else _usual(kind, form))
                only_in = _only_in(form, languages) if len(form) == _ACRONYM else _ANYWHERE
                yield Pattern("country", country, form, languages, True, only_in, False, asked, False, not_in, kind)
    # Towns of one region share their cue: there are ten times as many towns as regions.
    shared: dict[tuple[frozenset[str], int], tuple[Cue, ...]] = {}
    for (country, form), regions in local.items():
        company = _OF_A_LARGE_TOWN if (country, form) in large else 0
        if (regions, company) not in shared:
            cue = Cue(_LOCAL, languages=_ENGLISH, regions=regions, company=company, person=True)
            shared[regions, company] = (cue,)
        yield Pattern("country", country, form, "en", only_in=_ENGLISH, cues=shared[regions, company], form="town")


_LOCAL: Final = "a town that counts where its region is named"
_OF_A_LARGE_TOWN: Final = 2
"""How often its country must be named for a town of 100,000 people to count without its region."""


def _usual(kind: str, form: str) -> tuple[Cue, ...]:
    """The cues of a form that has no row of its own."""
    latin = _is_latin_word(form)
    if kind in WEAK:
        return _LATIN_TOWN if latin else _TOWN
    return _LATIN_PLACE if kind in PLACES and latin else ()


def _only_in(form: str, languages: str) -> frozenset[str]:
    """An acronym of two letters counts in its own languages only: there are too many of them."""
    return frozenset(languages.split(",")) if form.isupper() and form.isascii() and len(form) == _ACRONYM else _ANYWHERE


@cache
def _not_in(languages: str) -> frozenset[str]:
    """The languages that write in the script of ``languages`` and call the country otherwise."""
    own = frozenset(languages.split(","))
    if "en" in own or len(own & _SCRIPTS[0]) >= _EVERYWHERE:
        return frozenset()
    return frozenset().union(*(script - own for script in _SCRIPTS if script & own))


def _cues() -> dict[tuple[str, str], tuple[Cue, ...]]:
    """The cues of each risky form, by its folded spelling and its country."""
    found: dict[tuple[str, str], tuple[Cue, ...]] = {}
    for row in json.loads((_FOLDER / "cues.json").read_text(encoding="utf-8")):
        cue = cue_of(row)
        for form in row["forms"]:
            key = (form, row["country"])
            found[key] = (*found.get(key, ()), cue)
    return found


def _is_latin_word(form: str) -> bool:
    """Whether a risky form is one word in Latin letters, which people may be called by too."""
    return form[0] < "\u0250" and " " not in form


def cue_of(row: dict[str, Any]) -> Cue:
    """The cue in a row of ``cues.json``."""
    never = row["counts"] == "never"
    return Cue(
        reason=row["reason"],
        only_if=row["counts"] != "unless",
        languages=frozenset(row["languages"]),
        before=frozenset(() if never else row.get("before", ())),
        after=frozenset(() if never else row.get("after", ())),
        near=frozenset(() if never else row.get("near", ())),
        company=0 if never else int(row.get("company", False)),
        person=row.get("person", False) or _is_latin_word(row["forms"][0]),
    )
