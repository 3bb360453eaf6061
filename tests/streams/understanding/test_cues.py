"""When a risky form counts: each condition by itself, and who wins where two countries claim the same words."""

import pytest

from streams.understanding.cues import settle
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Cue, Pattern


def only_if(**conditions: object) -> tuple[Cue, ...]:
    return (Cue("risky", **conditions),)  # type: ignore[arg-type] -- a table's row names the field


def unless(**conditions: object) -> tuple[Cue, ...]:
    return (Cue("risky", only_if=False, **conditions),)  # type: ignore[arg-type] -- as above


PATTERNS = [
    Pattern("country", "ML", "مالي", "ar", cues=only_if(before=frozenset({"في", "ب"}), company=1)),
    Pattern("country", "ML", "باماكو", "ar"),
    Pattern("country", "OM", "عمان", "ar", cues=unless(near=frozenset({"الاردن"}))),
    Pattern("country", "JO", "عمان", "ar", cues=only_if(near=frozenset({"الاردن"}))),
    Pattern("country", "US", "Georgia", "en", cues=unless(after=frozenset({"meloni"}), person=True), form="region"),
    Pattern("country", "US", "Kentucky", "en", form="region"),
    Pattern("country", "GB", "Glasgow", "en", form="city"),
    Pattern("country", "US", "Glasgow", "en", cues=only_if(regions=frozenset({"kentucky"})), form="town"),
    Pattern("country", "GB", "Scotland", "en", form="name"),
    Pattern("country", "FR", "Paris", "en", cues=unless(person=True), form="capital"),
    Pattern("country", "US", "Texas", "en", form="region"),
]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("ar", "انقلاب في مالي", ["ML"], id="the word before"),
        pytest.param("ar", "انقلاب بمالي", ["ML"], id="a preposition that is part of the word"),
        pytest.param("ar", "مركز مالي", [], id="no word, no company"),
        pytest.param("ar", "مركز مالي. باماكو", ["ML", "ML"], id="company"),
        pytest.param("ar", "زار عمان", ["OM"], id="two claims, the usual one"),
        pytest.param("ar", "زار عمان عاصمة الأردن", ["JO"], id="two claims, a word near"),
        pytest.param("en", "in Georgia", ["US"], id="unless, and nothing speaks against it"),
        pytest.param("en", "Georgia Meloni", [], id="unless, the word after"),
        pytest.param("en", "Georgia Stevens skates. Georgia won.", [], id="a person once is a person throughout"),
        pytest.param("en", "Georgia Tech won", ["US"], id="no surname behind it"),
        pytest.param("en", "police in Glasgow", ["GB"], id="the famous town"),
        pytest.param("en", "police in Glasgow. Kentucky roads", ["US", "US"], id="the namesake of the region named"),
        pytest.param("en", "Glasgow, Scotland, and Kentucky", ["GB", "GB", "US"], id="the famous town in company"),
        pytest.param("en", "Paris, Texas. Paris won", ["US", "US", "US"], id="the text places the city"),
        pytest.param("en", "Paris and Texas", ["FR", "US"], id="a list places nothing"),
    ],
)
def test_what_counts(language: str, text: str, expected: list[str]) -> None:
    accepted, refused = settle({"body": text}, {"body": Matcher(PATTERNS).find(text, language)}, language)
    assert [one.id for one in accepted["body"]] == expected
    assert all(one.reason for one in refused)


MORE = [
    Pattern("country", "OM", "عمان", "ar", cues=unless(near=frozenset({"الاردن"}))),
    Pattern("country", "JO", "عمان", "ar", cues=only_if(near=frozenset({"الاردن"}))),
    Pattern("country", "JO", "الأردن", "ar"),
    Pattern("country", "JO", "Jordan", "en", cues=unless(person=True)),
    Pattern("country", "JO", "Zarqa", "en", cues=only_if(company=2)),
    Pattern("country", "JO", "Amman", "en"),
    Pattern("country", "TD", "Chad", "en", cues=only_if(near=frozenset({"sahel"}), languages=frozenset({"en"}))),
    Pattern("country", "GN", "Guinea", "en", cues=unless(before=frozenset({"new", "of new"}))),
    Pattern("country", "--", "Never", "en", cues=only_if()),
    Pattern("country", "ML", "马里", "zh", cues=only_if(before=frozenset({"在"}), after=frozenset({"政府"}))),
    Pattern("country", "CN", "中马", "zh", form="name", cues=unless(after=frozenset({"路"}))),
    Pattern("country", "MY", "中马", "zh", form="name"),
    Pattern("country", "CA", "Ont.", "en", form="region"),
    Pattern("country", "GB", "London", "en", form="capital"),
]


@pytest.mark.parametrize(
    ("language", "title", "body", "expected"),
    [
        pytest.param("ar", "عمان", "", ["OM"], id="rivals, no word near"),
        pytest.param("ar", "وصل إلى عمان", "الأردن", ["OM", "JO"], id="near is near in the same text"),
        pytest.param("ar", "وصل إلى عمان، الأردن", "", ["JO", "JO"], id="rivals, a word near"),
        pytest.param("en", "Mr Jordan is here", "Jordan said", [], id="a person of the title is one in the body"),
        pytest.param("en", "Jordan", "Jordan said", ["JO", "JO"], id="no person anywhere"),
        pytest.param("en", "Zarqa", "Amman", ["JO"], id="company of two, once"),
        pytest.param("en", "Zarqa", "Amman and Amman", ["JO", "JO", "JO"], id="company of two, twice, elsewhere"),
        pytest.param("en", "Zarqa and Zarqa and Zarqa", "", [], id="a form is no company to itself"),
        pytest.param("en", "Chad spoke", "", [], id="asked in English"),
        pytest.param("en", "Chad, in the Sahel", "", ["TD"], id="a word near"),
        pytest.param("en", "in New Guinea", "", [], id="unless the word before"),
        pytest.param("en", "of new, Guinea", "", ["GN"], id="a comma between"),
        pytest.param("en", "Never", "Never", [], id="no condition is never"),
        pytest.param("zh", "在马里", "", ["ML"], id="zh: glued before"),
        pytest.param("zh", "马里 政府", "", ["ML"], id="zh: behind a space"),
        pytest.param("zh", "马里奥", "", [], id="zh: no word"),
        pytest.param("zh", "中马关系", "", ["CN", "MY"], id="zh: a pair names both"),
        pytest.param("en", "London, Ont.", "London", ["CA", "CA", "CA"], id="an abbreviated region places throughout"),
    ],
)
def test_what_counts_over_the_fields(language: str, title: str, body: str, expected: list[str]) -> None:
    texts = {"title": title, "body": body}
    matcher = Matcher(MORE)
    found = {field: matcher.find(text, language) for field, text in texts.items()}
    accepted, refused = settle(texts, found, language)
    assert sorted(one.id for field in texts for one in accepted[field]) == sorted(expected)
    assert all(one.reason and one.field in texts for one in refused)


def test_a_cue_is_asked_in_its_languages_only() -> None:
    pattern = Pattern("country", "TD", "Chad", "en,de", cues=only_if(languages=frozenset({"en"})))
    for language, counts in (("en", False), ("de", True), ("fr", False)):
        accepted, _ = settle({"body": "Chad"}, {"body": Matcher([pattern]).find("Chad", language)}, language)
        assert bool(accepted["body"]) == counts, language
