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
