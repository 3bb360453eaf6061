"""Particles and endings: taken off where the rest is known, by the rules of the article's language only."""

import pytest

from streams.understanding.readings import Rule, allowed_in, readings, written_together

CYRILLIC = ("лавров", "захарова", "российский", "сергей")
LATIN = ("rusya", "irakli")
ARABIC = ("ايران", "ئيران", "روسيا")
OTHERS = ("לבנון", "רוסיה", "한국", "미국")
KNOWN = frozenset((*CYRILLIC, *LATIN, *ARABIC, *OTHERS))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("лаврову", (Rule.CYRILLIC_ENDING, "лавров"), id="ru: a surname"),
        pytest.param("захаровой", (Rule.CYRILLIC_ENDING, "захарова"), id="ru: a woman's surname"),
        pytest.param("российских", (Rule.CYRILLIC_ENDING, "российский"), id="ru: an adjective"),
        pytest.param("сергея", (Rule.CYRILLIC_ENDING, "сергей"), id="ru: a given name"),
        pytest.param("iraklilarin", (Rule.TURKISH_ENDING, "irakli"), id="tr: plural and genitive"),
        pytest.param("rusyaya", (Rule.TURKISH_ENDING, "rusya"), id="tr: dative"),
        pytest.param("ايرانها", (Rule.PERSIAN_ENDING, "ايران"), id="fa: plural"),
        pytest.param("ئيراندا", (Rule.SORANI_ENDING, "ئيران"), id="ckb: place"),
        pytest.param("ובלבנון", (Rule.HEBREW_PARTICLE, "לבנון"), id="he: two prefixes"),
        pytest.param("한국과", (Rule.KOREAN_PARTICLE, "한국"), id="ko: and"),
        pytest.param("미국에서는", (Rule.KOREAN_PARTICLE, "미국"), id="ko: in, as topic"),
        pytest.param("وروسيا", (Rule.ARABIC_PARTICLE, "روسيا"), id="ar: and"),
    ],
)
def test_readings(written: str, expected: tuple[Rule, str]) -> None:
    assert expected in list(readings(written, KNOWN))


def test_nothing_is_taken_off_an_unknown_word() -> None:
    for word in ("столом", "kitaplar", "كتابها", "בספר", "학교에서", "وكتاب"):
        assert list(readings(word, KNOWN)) == []


def test_rules_belong_to_languages() -> None:
    assert allowed_in("tr") & Rule.TURKISH_ENDING
    assert not allowed_in("en") & Rule.TURKISH_ENDING
    assert not allowed_in("fa") & Rule.ARABIC_PARTICLE
    assert allowed_in("") & Rule.ARABIC_PARTICLE
    assert (Rule.ARABIC_PARTICLE | Rule.VARIANT).words == "Arabic particle taken off, spelling variant"


@pytest.mark.parametrize(
    ("words", "also"),
    [
        pytest.param(("عبد", "الفتاح", "السيسي"), ("عبدالفتاح", "السيسي"), id="servant and name"),
        pytest.param(("عبدالله", "حمدوك"), ("عبد", "الله", "حمدوك"), id="and back"),
        pytest.param(("ابو", "عبيده"), ("ابوعبيده",), id="father of"),
    ],
)
def test_compounds_in_both_spellings(words: tuple[str, ...], also: tuple[str, ...]) -> None:
    assert also in list(written_together(words))
