"""A surname alone: whose it is, and when it counts."""

import pytest

from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Pattern
from streams.understanding.surnames import Named, short_forms, surnames

COUNTRIES = {"bashar": "SY", "kim": "KP", "choe": "KP", "mbs": "SA", "lavrov": "RU", "araghchi": "IR"}
PATTERNS = [
    Pattern("actor", "lavrov", "سيرغي لافروف", "ar", foreign=True),
    Pattern("actor", "lavrov", "Sergey Lavrov", "en", foreign=True),
    Pattern("actor", "lavrov", "Сергей Лавров", "ru"),
    Pattern("actor", "araghchi", "عباس عراقجي", "ar", foreign=True),
    Pattern("actor", "mbs", "محمد بن سلمان", "ar"),
    Pattern("actor", "bashar", "بشار الأسد", "ar"),
    Pattern("actor", "bashar", "Bashar Assad", "en"),
    Pattern("actor", "george", "George Bush", "en"),
    Pattern("actor", "jeb", "Jeb Bush", "en"),
    Pattern("actor", "leyen", "Ursula von der Leyen", "en"),
    Pattern("actor", "kim", "كيم جونغ أون", "ar", foreign=True),
    Pattern("actor", "kim", "Kim Jong Un", "en", foreign=True),
    Pattern("actor", "choe", "تشوي سون هوي", "ar", foreign=True),
    Pattern("actor", "institute", "Lavrov Institute", "en"),
]
MATCHER = Matcher(PATTERNS)


def surnames_in(language: str, title: str, lead: str, body: str) -> list[tuple[str, str, str]]:
    """The surnames that count: field, whose, and as written."""
    texts = {"title": title, "lead": lead, "body": body}
    found = {field: MATCHER.find(text, language) for field, text in texts.items()}
    named = [
        Named(field, one, COUNTRIES.get(one.id))
        for field, ones in found.items()
        for one in ones
        if one.id != "institute"
    ]
    hits = surnames(texts, found, named, MATCHER, language)
    for field, ones in hits.items():
        assert all(texts[field][one.start : one.end] == one.surface and one.surname for one in ones)
        for one in ones:
            assert not any(other.start < one.end and one.start < other.end for other in found[field])
    return [(field, one.id, one.surface) for field, ones in hits.items() for one in ones]


@pytest.mark.parametrize(
    ("language", "title", "lead", "body", "expected"),
    [
        pytest.param("ar", "", "", "سيرغي لافروف قال. وأكد لافروف", ["body lavrov لافروف"], id="after the full name"),
        pytest.param("ar", "", "", "أكد لافروف. قال سيرغي لافروف", [], id="before it in the body"),
        pytest.param("ar", "لافروف يزور طهران", "", "وصل سيرغي لافروف", ["title lavrov لافروف"], id="in the title"),
        pytest.param("ar", "", "لافروف في طهران", "وصل سيرغي لافروف", ["lead lavrov لافروف"], id="in the lead"),
        pytest.param("ar", "سيرغي لافروف يصل", "", "قال لافروف", ["body lavrov لافروف"], id="in full in the title"),
        pytest.param("ar", "لافروف", "قال لافروف", "أكد لافروف", [], id="in full nowhere"),
        pytest.param("ar", "", "", "عباس عراقجي قال وعراقجي أكد", ["body araghchi وعراقجي"], id="a conjunction"),
        pytest.param("ar", "", "", "عباس عراقجي قال لعراقجي", ["body araghchi لعراقجي"], id="a preposition"),
        pytest.param("ar", "", "", "سيرجي لافروف قال لافروف", ["body lavrov لافروف"], id="in full as a variant"),
        pytest.param("ar", "", "", "محمد بن سلمان قال بن سلمان", ["body mbs بن سلمان"], id="son of"),
        pytest.param("ar", "", "", "محمد بن سلمان ثم الملك سلمان", ["body mbs سلمان"], id="the last word alone"),
        pytest.param("ar", "", "", "بشار الأسد قال. ماهر الأسد أكد", [], id="another given name before"),
        pytest.param("ar", "", "", "بشار الأسد قال وماهر الأسد", [], id="another given name with a conjunction"),
        pytest.param("ar", "", "", "بشار الأسد قال. أكد الأسد", ["body bashar الأسد"], id="no given name before"),
        pytest.param("ar", "", "", "كيم جونغ أون قال كيم", ["body kim كيم"], id="the family name first, in Korea"),
        pytest.param("ar", "", "", "تشوي سون هوي وسون هوي", ["body choe وسون هوي"], id="what follows it, in Korea"),
        pytest.param("en", "", "", "Kim Jong Un met him. Jong Un left.", ["body kim Jong Un"], id="en: as above"),
        pytest.param("en", "", "", "Sergey Lavrov spoke. Lavrov's aide", ["body lavrov Lavrov"], id="en: genitive"),
        pytest.param("en", "", "", "Sergey Lavrov spoke. Michael Lavrov did not.", [], id="en: another given name"),
        pytest.param(
            "en",
            "",
            "",
            "George Bush spoke. Bush left. Jeb Bush came. Bush sat.",
            ["body george Bush", "body jeb Bush"],
            id="two persons of one surname: who was named last",
        ),
        pytest.param(
            "en",
            "",
            "",
            "Ursula von der Leyen spoke. Von der Leyen left.",
            ["body leyen Leyen"],
            id="en: the last word behind its links",
        ),
        pytest.param("en", "", "", "Sergey Lavrov at the Lavrov Institute", [], id="inside the name of another actor"),
        pytest.param("ru", "", "", "Сергей Лавров встретил. Лаврову сказали", ["body lavrov Лаврову"], id="ru: cases"),
    ],
)
def test_which_surnames_count(language: str, title: str, lead: str, body: str, expected: list[str]) -> None:
    assert [" ".join(one) for one in surnames_in(language, title, lead, body)] == expected


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        pytest.param("سيرغي لافروف", "RU", [("لافروف",)], id="the last word"),
        pytest.param("محمد بن سلمان", "SA", [("بن", "سلمان"), ("سلمان",)], id="with its link and without"),
        pytest.param("Ursula von der Leyen", None, [("von", "der", "leyen"), ("leyen",)], id="two links"),
        pytest.param("Kim Jong Un", "KP", [("kim",), ("jong", "un")], id="family and given name in Korea"),
        pytest.param("Kim Jong Un", "US", [], id="two letters are too few"),
        pytest.param("Wang Yi", "CN", [("wang",)], id="two words in China"),
        pytest.param("Xi Jinping", "CN", [], id="a family name of two letters is none alone"),
        pytest.param("Lula", "BR", [], id="one word"),
        pytest.param("", None, [], id="no name"),
    ],
)
def test_short_forms(name: str, country: str | None, expected: list[tuple[str, ...]]) -> None:
    assert list(short_forms(name, country)) == expected
