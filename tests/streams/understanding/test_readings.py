"""Particles and endings: taken off where the rest is known, by the rules of the article's language only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.understanding.readings import Rule, allowed_in, readings, written_together

CYRILLIC = ("лавров", "захарова", "российский", "сергей")
LATIN = ("rusya", "irakli")
ARABIC = ("ايران", "ئيران", "روسيا")
OTHERS = ("לבנון", "רוסיה", "한국", "미국")
KNOWN = frozenset((*CYRILLIC, *LATIN, *ARABIC, *OTHERS))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("лавровим", (Rule.CYRILLIC_ENDING, "лавров"), id="uk: a surname, instrumental"),
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


@pytest.mark.parametrize(
    ("written", "base", "rule"),
    [
        pytest.param("корее", "корея", Rule.CYRILLIC_ENDING, id="ru: -я, prepositional"),
        pytest.param("китаем", "китай", Rule.CYRILLIC_ENDING, id="ru: -й, instrumental"),
        pytest.param("израилю", "израиль", Rule.CYRILLIC_ENDING, id="ru: -ь, dative"),
        pytest.param("росії", "росія", Rule.CYRILLIC_ENDING, id="uk: -ія, genitive"),
        pytest.param("путіним", "путін", Rule.CYRILLIC_ENDING, id="uk: a surname, instrumental"),
        pytest.param("зеленського", "зеленський", Rule.CYRILLIC_ENDING, id="uk: an adjective, genitive"),
        pytest.param("испанца", "испанец", Rule.CYRILLIC_ENDING, id="ru: a vowel that goes"),
        pytest.param("ankarada", "ankara", Rule.TURKISH_ENDING, id="tr: locative"),
        pytest.param("turklerle", "turk", Rule.TURKISH_ENDING, id="tr: plural, instrumental"),
        pytest.param("iranin", "iran", Rule.TURKISH_ENDING, id="tr: genitive"),
        pytest.param("روسهاي", "روس", Rule.PERSIAN_ENDING, id="fa: plural with ezafe"),
        pytest.param("كوردهكان", "كورد", Rule.SORANI_ENDING, id="ckb: definite plural"),
        pytest.param("מרוסיה", "רוסיה", Rule.HEBREW_PARTICLE, id="he: from"),
        pytest.param("ושברוסיה", "רוסיה", Rule.HEBREW_PARTICLE, id="he: three prefixes"),
        pytest.param("러시아로부터", "러시아", Rule.KOREAN_PARTICLE, id="ko: from"),
        pytest.param("미국이라고", "미국", Rule.KOREAN_PARTICLE, id="ko: quoted"),
    ],
)
def test_endings(written: str, base: str, rule: Rule) -> None:
    assert (rule, base) in list(readings(written, frozenset((base,))))


@pytest.mark.parametrize(
    ("written", "base"),
    [
        pytest.param("çina", "çin", id="tr: three letters remain without a case"),
        pytest.param("яка", "як", id="ru: two letters remain"),
        pytest.param("לים", "ים", id="he: two letters remain"),
        pytest.param("한은", "한", id="ko: one letter remains"),
        pytest.param("المالي", "مالي", id="ar: the article is never taken off"),
        pytest.param("روسيا", "روسيا", id="ar: the word as written is no reading"),
        pytest.param("", "", id="no word"),
    ],
)
def test_what_is_no_reading(written: str, base: str) -> None:
    assert list(readings(written, frozenset((base,)))) == []


@given(st.text("ورايسنبكلאבגושмосквае한국은ankarland", max_size=8))
def test_a_reading_is_a_known_other_word(written: str) -> None:
    known = frozenset({"روسيا", "ايران", "москва", "ankara", "한국", "ינב", "لبنان", "سين"})
    for _, base in readings(written, known):
        assert base in known
        assert base != written
