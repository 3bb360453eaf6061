"""Countries by name: the languages of a foreign desk, and the names to beware of."""

from pathlib import Path

import pytest

from streams.understanding.country_names import RISKY, Risky
from streams.understanding.folding import fold
from streams.understanding.gazetteer import LANGUAGES, country_names, country_patterns
from streams.understanding.matcher import Matcher

SEEDS = Path(__file__).parents[3] / ".." / "shared" / "seeds"


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(country_patterns())


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("ar", "روسيا وإيران وتركيا وللصين", "RU IR TR CN", id="ar: names with particles"),
        pytest.param("ar", "السعودية والإمارات وأميركا وبريطانيا", "SA AE US GB", id="ar: short names"),
        pytest.param("ar", "الايراني والمالي والمشتركة", "", id="ar: no part of a word"),
        pytest.param("ar", "وبكوريا الشمالية", "KP", id="ar: longest name"),
        pytest.param("ar", "جمهورية كوريا الديمقراطية الشعبية", "KP", id="ar: the North by its own name"),
        pytest.param("ar", "بحر الصين الجنوبي والصين", "CN", id="ar: a sea is no state"),
        pytest.param("ar", "أميركا اللاتينية", "", id="ar: a continent is no state"),
        pytest.param("en", "The United States, the UK, Türkiye and Turkey", "US GB TR TR", id="en: names"),
        pytest.param("en", "the U.S. told us; North Korea's and S. Korea's", "US KP KR", id="en: abbreviations"),
        pytest.param("en", "New Mexico and New Jersey; South America", "", id="en: names inside names"),
        pytest.param("en", "a turkey, some china", "", id="en: words in small letters"),
        pytest.param("fa", "روسیه، ایران و ترکیه", "RU IR TR", id="fa: names"),
        pytest.param("fa", "ایالات متحده آمریکا و کرهٔ شمالی", "US KP", id="fa: phrases"),
        pytest.param("fa", "منابع مالی و شام", "", id="fa: ordinary words"),
        pytest.param("ru", "В России и Турции, с Ираном, из Сирии", "RU TR IR SY", id="ru: cases"),
        pytest.param("ru", "США и КНДР, в Северной Корее", "US KP KP", id="ru: acronyms and phrases"),
        pytest.param("ru", "Того же мнения и Египет, и Китай", "EG CN", id="ru: the pronoun is no country"),
        pytest.param("tr", "Rusya'nın ve İran'ın, TÜRKİYE ile ABD", "RU IR TR US", id="tr: suffixes and capitals"),
        pytest.param("tr", "Mali durum, Çin", "CN", id="tr: ordinary word"),
        pytest.param(
            "fr", "La Russie, l'Iran, les États-Unis, les ETATS-UNIS", "RU IR US US", id="fr: elision, accents"
        ),
        pytest.param("fr", "Maurice et Dominique en Chine", "CN", id="fr: first names"),
        pytest.param("uk", "в Україні та Росії, з Іраном", "UA RU IR", id="uk: cases"),
        pytest.param("de", "Russlands Nachbarn, Iran", "RU IR", id="de: genitive"),
        pytest.param("es", "EE.UU. y Rusia", "US RU", id="es: plural abbreviation"),
        pytest.param("en", "The EU, the UN and NATO", "", id="bodies are no countries"),
    ],
)
def test_countries_by_name(matcher: Matcher, language: str, text: str, expected: str) -> None:
    assert " ".join(one.id for one in matcher.find(text, language)) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_countries_of_iso_3166_and_kosovo(language: str) -> None:
    names = country_names(language)
    assert len(names) == 250
    assert {"XK", "PS", "TW"} <= names.keys()
    assert names.keys().isdisjoint({"EU", "UN", "ZZ", "EZ", "001"})


@pytest.mark.parametrize("row", RISKY, ids=lambda row: row.name)
def test_a_risky_name_counts_only_where_its_row_allows(matcher: Matcher, row: Risky) -> None:
    for language in LANGUAGES:
        spans = {one.surface for one in matcher.find(row.name, language)}
        assert (row.name in spans) == (language in row.only_in), f"{row.name} in {language}: {row.reason}"


def test_no_name_stands_for_two_countries() -> None:
    countries: dict[str, set[str]] = {}
    for pattern in country_patterns():
        countries.setdefault(fold(pattern.text), set()).add(pattern.id)
    assert {name: found for name, found in countries.items() if len(found) > 1} == {}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the development articles (../shared/seeds) are not beside the checkout")
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param("000", {"RU", "TR", "IR", "SY"}, id="000"),
        pytest.param("001", {"RU", "IR", "TR", "SY", "IQ"}, id="001"),
        pytest.param("002", {"RU", "IR", "UA", "US", "KP", "IL"}, id="002"),
        pytest.param("003", {"RU", "IR", "SY", "TR"}, id="003"),
        pytest.param("004", {"RU", "KP"}, id="004"),
    ],
)
def test_the_development_articles_name_their_countries(matcher: Matcher, number: str, expected: set[str]) -> None:
    [path] = SEEDS.glob(f"{number}_*.txt")
    text = path.read_text(encoding="utf-8")
    found = matcher.find(text, "ar")
    assert expected <= {one.id for one in found}
    assert all(text[one.start : one.end] == one.surface for one in found)
