"""Spelling variants of foreign names: what meets, what must not, and how sure both are over a table of real names."""

from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from streams.understanding.folding import fold
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Pattern
from streams.understanding.skeleton import SIGN, alike, is_native, labels, skeletons

DATA = Path(__file__).with_name("data")
UNIFIED = 0.95
MERGED = 0.01
"""Of pairs that were chosen to look alike; over all pairs of names it is far less (``marsad evaluate``)."""
MERGED_OF_ALL_PAIRS = 0.005


def rows(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = YAML(typ="safe").load((DATA / name).read_text("utf-8"))
    return loaded


def meets(listed: str, text: str, language: str) -> bool:
    """Whether ``listed`` as a foreign name is found in ``text`` over seven tenths of it."""
    found = Matcher([Pattern("actor", "x", listed, language, foreign=True)]).find(text, language)
    return any(one.end - one.start >= 0.7 * len(text) for one in found)


@pytest.mark.parametrize(
    ("listed", "text", "expected"),
    [
        pytest.param("سيرغي لافروف", "سيرجي لافروف", True, id="ar: g as gh or j"),
        pytest.param("كيم جونغ أون", "كيم جونج أون", True, id="ar: ng"),
        pytest.param("كيم جونغ أون", "كيم جونغ-أون", True, id="ar: hyphen"),
        pytest.param("تشوي سون هوي", "تشي سون هوي", True, id="ar: vowels"),
        pytest.param("مسعود بزشكيان", "مسعود بيزشكیان", True, id="ar: a Persian letter inside"),
        pytest.param("دميتري بيسكوف", "دميتري پسكوف", True, id="ar: p"),
        pytest.param("بيونغ يانغ", "بيونغيانغ", True, id="ar: written as one"),
        pytest.param("Hay'at Tahrir al-Sham", "Hayat Tahrir al-Sham", True, id="en: apostrophe"),
        pytest.param("Hayat Tahrir al-Sham", "Hay'at Tahrir al-Sham", True, id="en: apostrophe in the text"),
        pytest.param("Abbas Araghchi", "Abbas Araqchi", True, id="en: gh and q"),
        pytest.param("Sergei Lavrov", "Sergej Lawrow", True, id="en: German"),
        pytest.param("Bashar al-Assad", "Bashar Assad", True, id="en: without the article"),
        pytest.param("حسن روحاني", "حسين روحاني", False, id="ar: native names are taken as they are"),
        pytest.param("كامالا هاريس", "كامل حارس", False, id="ar: an ordinary word is no name"),
        pytest.param("سيرغي لافروف", "سيرغي ريابكوف", False, id="ar: another surname"),
        pytest.param("Hassan Nasrallah", "Hussein Nasrallah", False, id="en: native names"),
        pytest.param("Kim Jong Il", "Kim Yong Il", False, id="en: another consonant"),
    ],
)
def test_what_meets(listed: str, text: str, *, expected: bool) -> None:
    assert meets(listed, text, "ar" if listed[0] > "\u0600" else "en") == expected


def test_a_name_of_one_word_or_of_few_consonants_has_no_variants() -> None:
    assert skeletons(("هاريس",)) == ()
    assert skeletons(("لي", "يو")) == ()
    assert skeletons(("president", "xi")) == ()


def test_labels_cannot_be_taken_for_words() -> None:
    assert all(label.startswith(SIGN) for label in chain(labels("lavrov"), labels("لافروف"), labels("hassan")))
    assert labels("лавров") == ()
    assert is_native("محمد")
    assert not is_native("لافروف")


def test_likeness_is_of_the_whole_and_of_each_word() -> None:
    assert alike("سيرجي لافروف", "سيرغي لافروف")
    assert not alike("اليابان ودول", "يوهان فادفول")


def test_the_spellings_of_the_press_are_unified() -> None:
    table = [(row["listed"], text, row["language"]) for row in rows("variants.yml") for text in row["variants"]]
    unified = sum(meets(*one) for one in table)
    assert len(table) > 500
    assert unified / len(table) >= UNIFIED


def test_different_persons_of_like_names_are_kept_apart() -> None:
    table = [(row["listed"], row["other"], row["language"]) for row in rows("different-names.yml")]
    both = table + [(other, listed, language) for listed, other, language in table]
    merged = [one for one in both if meets(*one)]
    assert len(both) > 300
    assert len(merged) / len(both) <= MERGED, merged


@pytest.mark.parametrize("language", ["ar", "en"])
def test_of_all_pairs_of_names_hardly_any_is_merged(language: str) -> None:
    """Every name of both tables against every other person: at most one pair in 200."""
    listed = [(row["id"], row["listed"]) for row in rows("variants.yml") if row["language"] == language]
    matcher = Matcher([Pattern("actor", one, text, language, foreign=True) for one, text in listed])
    merged = sum(len({found.id for found in matcher.find(text, language)} - {one}) for one, text in listed)
    pairs = len(listed) * (len(listed) - 1)
    assert pairs > 2_500
    assert merged / pairs <= MERGED_OF_ALL_PAIRS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("سيرغي", "سيرجي", id="ar: g as gh or j"),
        pytest.param("بيسكوف", "پسكوف", id="ar: p as b, a vowel less"),
        pytest.param("شولتس", "شولتز", id="ar: ts and tz"),
        pytest.param("araghchi", "araqchi", id="en: gh and q"),
        pytest.param("zelensky", "zelenskyy", id="en: endings of Slavic names"),
        pytest.param("lavrov", "lawrow", id="en: v and w"),
        pytest.param("hussein", "husain", id="en: a native name in its spellings"),
        pytest.param("abdelfattah", "abdulfattah", id="en: a compound of Abd"),
    ],
)
def test_spellings_share_a_label(one: str, other: str) -> None:
    assert not set(labels(fold(one))).isdisjoint(labels(fold(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("حسن", "حسين", id="ar: native names"),
        pytest.param("لافروف", "ريابكوف", id="ar: surnames"),
        pytest.param("hassan", "hussein", id="en: native names"),
        pytest.param("putin", "peskov", id="en: surnames"),
    ],
)
def test_different_names_share_no_label(one: str, other: str) -> None:
    assert set(labels(fold(one))).isdisjoint(labels(fold(other)))


def test_words_written_together_have_the_labels_of_one_word() -> None:
    joined = labels(fold("جونغأون"))
    assert any(set(joined) & set(way) for way in skeletons(("كيم", "جونغ", "اون")) if len(way) == 2)
