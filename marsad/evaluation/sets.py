"""Reading the evaluation sets: what each holds, as plain data for the measures.

The sets are read where they lie, by relative path, and are no part of the program. Raises OSError where one is missing.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

from babel import Locale
from ruamel.yaml import YAML

from marsad.evaluation.codes import ALPHA_3

_OTHER_NAMES: Final = {
    "Hong Kong": "HK", "Ivory Coast": "CI", "Macau": "MO", "Republic of the Congo": "CG",
    "Democratic Republic of the Congo": "CD", "Palestinian Territory": "PS", "Palestine": "PS", "Myanmar": "MM",
    "Turkey": "TR", "Czech Republic": "CZ", "Vatican": "VA", "The Netherlands": "NL", "Bosnia and Herzegovina": "BA",
    "Swaziland": "SZ", "Cape Verde": "CV", "East Timor": "TL", "Macedonia": "MK", "Trinidad and Tobago": "TT",
    "Antigua and Barbuda": "AG", "Saint Lucia": "LC", "The Bahamas": "BS", "Saint Vincent and the Grenadines": "VC",
}  # fmt: skip
"""GeoNames' names of countries where CLDR's differ."""


@dataclass(frozen=True)
class Seed:
    """A page as scraped, with what people marked in it. Offsets are code points of ``text``."""

    id: str
    path: Path
    text: str
    body: tuple[tuple[int, int], ...]
    about: frozenset[str]
    mentioned: frozenset[str]
    false: frozenset[str]
    actors: tuple[tuple[int, str], ...]
    optional: frozenset[str]
    """Forms of actors that may be found or not."""


@dataclass(frozen=True)
class Span:
    """A sentence and the countries of its actors."""

    text: str
    countries: frozenset[str]


@dataclass(frozen=True)
class Tokens:
    """A sentence as tokens with the start of each in ``text``, and whether it is outside of any name."""

    text: str
    starts: tuple[int, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Toponyms:
    """An article with the places named in it: start, end, and the country where it is known."""

    id: str
    title: str
    text: str
    places: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class OneCountry:
    """An article and the one country that it is about, as a person decided."""

    id: str
    text: str
    country: str


def seeds(folder: Path) -> list[Seed]:
    """The scraped pages in ``folder`` with ``gold.yaml``."""
    gold: dict[str, Any] = YAML(typ="safe").load((folder / "gold.yaml").read_text("utf-8"))
    return [_seed(folder, document) for document in gold["documents"]]


def _seed(folder: Path, document: Mapping[str, Any]) -> Seed:
    path = folder / document["file"]
    actors = tuple(
        (start, form["form"])
        for actor in document["actors"]
        for form in actor["surface_forms"]
        for start in form["starts"]
    )
    return Seed(
        id=document["id"],
        path=path,
        text=path.read_text("utf-8"),
        body=tuple((span["start"], span["end"]) for span in document["body_spans"]),
        about=frozenset(document["countries"]),
        mentioned=frozenset(document["countries"]) | {one["code"] for one in document["countries_mentioned"]},
        false=frozenset(one["code"] for one in document["false_countries"]),
        actors=actors,
        optional=frozenset(form for one in document.get("actors_optional", ()) for form in one.get("forms", ())),
    )


def protest_spans(path: Path) -> list[Span]:
    """Sentences of the Arabic protest set; codes that are no country (IGO, INT, UNKNOWN, KUR) ask nothing."""
    spans = []
    for row in json.loads(path.read_text("utf-8")):
        codes = {
            role.get("main")
            for one in row["spans"]
            for role in (one["source_role"], one["target_role"])
            if isinstance(role, dict)
        }
        spans.append(Span(row["text"], frozenset(ALPHA_3[code] for code in codes if code in ALPHA_3)))
    return spans


def tokens(path: Path) -> list[Tokens]:
    """Sentences of a set with a token and its tag a line."""
    sentences: list[Tokens] = []
    for block in re.split(r"\n\s*\n", path.read_text("utf-8")):
        rows = [line.rsplit(" ", 1) for line in block.splitlines() if " " in line]
        starts, place = [], 0
        for token, _ in rows:
            starts.append(place)
            place += len(token) + 1
        sentences.append(Tokens(" ".join(token for token, _ in rows), tuple(starts), tuple(tag for _, tag in rows)))
    return sentences


def toponyms(path: Path) -> list[Toponyms]:
    """Articles of the TR-News form.

    Where a text holds another phrase than the marked one at its offsets (they are shifted in some articles), the
    nearest place where the phrase stands is taken; where it stands nowhere, the mark is left out.
    """
    codes = _codes_by_name()
    articles = []
    for node in ET.parse(path).getroot().iter("article"):  # noqa: S314 -- a file of the evaluation's own
        places: list[tuple[int, int, str]] = []
        text = node.findtext("text") or ""
        for place in node.iter("toponym"):
            country = place.findtext(".//gaztag/country") or ""
            name = place.findtext(".//gaztag/name") or ""
            phrase = place.findtext("phrase") or ""
            start = _nearest(text, phrase, int(place.findtext("start") or 0))
            if start is not None:
                places.append((start, start + len(phrase), codes.get(country, codes.get(name, ""))))
        title = " ".join((node.findtext("title") or "").split())
        articles.append(Toponyms(node.get("docid", ""), title, text, tuple(places)))
    return articles


def _nearest(text: str, phrase: str, start: int) -> int | None:
    """Where ``phrase`` stands in ``text``, as near to ``start`` as can be; None if it stands nowhere."""
    places = [match.start() for match in re.finditer(re.escape(phrase), text)] if phrase else []
    return min(places, key=lambda place: abs(place - start), default=None)


def _codes_by_name() -> dict[str, str]:
    names = Locale("en").territories
    return {name: code for code, name in names.items() if len(code) == 2} | _OTHER_NAMES


def one_country(paths: Sequence[Path]) -> list[OneCountry]:
    """Articles of the CLIFF form that a person gave a country."""
    articles = []
    for path in paths:
        for number, row in enumerate(json.loads(path.read_text("utf-8"))):
            if row["handCodedCountryCode"].strip():
                articles.append(OneCountry(f"{path.stem} {number}", row["text"], row["handCodedCountryCode"].strip()))
    return articles
