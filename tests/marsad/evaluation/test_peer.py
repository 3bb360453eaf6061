"""The peer's dictionaries: how they are read, and what their words find. The words here are invented."""

from pathlib import Path

import pytest

from marsad.evaluation.peer import FILES, most_frequent, peer_matcher, peer_patterns, words_by_country

SHARED = Path(__file__).resolve().parents[4] / "shared" / "eval" / "peer-dictionaries"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param("    'IR': [Iran, Iranian*]", {"IR": ("Iran", "Iranian*")}, id="a word and a beginning"),
        pytest.param("    'IR': [إيران* ,طهران]", {"IR": ("إيران*", "طهران")}, id="ar: space before the comma"),
        pytest.param("    'IL': [ישראל, \tתל אביב]", {"IL": ("ישראל", "תל אביב")}, id="he: a tab"),
        pytest.param("    'NO': [Norway]\n    'SE': [Sweden]", {"NO": ("Norway",), "SE": ("Sweden",)}, id="NO"),
    ],
)
def test_a_dictionary_is_read(tmp_path: Path, lines: str, expected: dict[str, tuple[str, ...]]) -> None:
    path = tmp_path / "newsmap-invented.yml"
    path.write_text(f"# Invented\nASIA:\n  WEST:\n{lines}\n", "utf-8")
    assert words_by_country(path) == expected


@pytest.mark.parametrize(
    ("word", "text", "expected"),
    [
        pytest.param("Iran", "Iran and Iranians", ["Iran"], id="a plain word stands for itself"),
        pytest.param("Iranian*", "Iran and Iranians", ["Iranians"], id="a beginning stands for the words of the text"),
        pytest.param("Iranian*", "Iran", [], id="a beginning that no word has"),
        pytest.param("Korea*", "Koreans, KOREAN, Kore", ["KOREAN", "Koreans"], id="in any case"),
        pytest.param("South Korea*", "South Koreans and North Koreans", ["South Koreans"], id="two words"),
        pytest.param("Южн* Суд*", "в Южном Судане", ["Южном Судане"], id="ru: two beginnings"),
        pytest.param("Гвине*-Бисау", "Гвинее-Бисау", ["Гвинее Бисау"], id="ru: a beginning inside"),
        pytest.param("بوروندي*", "مع البوروندي وبوروندية وبوروندي", [], id="ar: an article is no beginning"),
        pytest.param("布隆迪*", "布隆迪人", ["布隆迪"], id="zh: any substring"),
    ],
)
def test_what_a_word_stands_for(word: str, text: str, expected: list[str]) -> None:
    assert [pattern.text for pattern in peer_patterns({"XX": [word]}, "en", [text])] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("وزير إيران", ["IR"], id="a word"),
        pytest.param("لإيران", ["IR"], id="with our particles"),
        pytest.param("مسؤول إيراني", ["IR"], id="a beginning"),
        pytest.param("وزير العراق", [], id="nothing"),
    ],
)
def test_the_words_are_searched_by_our_matcher(tmp_path: Path, text: str, expected: list[str]) -> None:
    path = tmp_path / "newsmap-invented.yml"
    path.write_text("ASIA:\n  WEST:\n    'IR': [إيران ,إيراني*]\n", "utf-8")
    assert [one.id for one in peer_matcher(path, "ar", [text]).find(text, "ar")] == expected


@pytest.mark.parametrize(
    ("countries", "expected"),
    [
        pytest.param("US IR IR", "IR", id="the most frequent"),
        pytest.param("US IR IR US", "US", id="the first of equals"),
        pytest.param("", "", id="none"),
    ],
)
def test_the_country_that_is_named_most(countries: str, expected: str) -> None:
    assert most_frequent(countries.split()) == expected


@pytest.mark.parametrize("language", sorted(FILES))
def test_the_dictionaries_are_whole(language: str) -> None:
    path = SHARED / FILES[language]
    if not path.is_file():
        pytest.skip(f"{path} is not beside the checkout")
    words = words_by_country(path)
    assert len(words) > 200
    assert all(len(country) == 2 and country.isupper() and forms for country, forms in words.items())
    assert not any(word != word.strip() or "," in word or "\t" in word for forms in words.values() for word in forms)
