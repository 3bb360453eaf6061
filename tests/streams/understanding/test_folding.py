"""Folding: one spelling for what readers take for the same word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.understanding.folding import fold, letters


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("أنقرة", "انقره", id="hamza above alef, ta marbuta"),
        pytest.param("إيران", "ايران", id="hamza below alef"),
        pytest.param("آسيا", "اسيا", id="madda"),
        pytest.param("ٱلصين", "الصين", id="alef wasla"),
        pytest.param("مؤتمر", "موتمر", id="hamza on waw"),
        pytest.param("الجزائر", "الجزاير", id="hamza on ya"),
        pytest.param("عربى", "عربي", id="alef maqsura"),
        pytest.param("کویت", "كويت", id="Persian kaf and ya"),
        pytest.param("ہند", "هند", id="Urdu he"),
        pytest.param("روســيا", "روسيا", id="tatweel"),
        pytest.param("عُمَان", "عمان", id="vowel signs"),
        pytest.param("ایران\u200cها", "ايرانها", id="half-space"),
        pytest.param("\u200fروسيا", "روسيا", id="direction mark"),
        pytest.param("ﻻوس", "لاوس", id="presentation form"),
        pytest.param("پاکستان", "پاكستان", id="letters that tell languages apart stay"),
        pytest.param("İRAN", "iran", id="Turkish dotted capital"),
        pytest.param("Irak", "irak", id="Turkish dotless capital, as Latin gives it"),
        pytest.param("ırak", "irak", id="Turkish dotless small letter"),
        pytest.param("Çin", "çin", id="marked consonant is a letter of its own"),
        pytest.param("États-Unis", "etats-unis", id="accent over a vowel"),
        pytest.param("ТУРЦИЯ", "турция", id="Cyrillic case"),
        pytest.param("Соединённые", "соединенные", id="yo"),
        pytest.param("Росси́я", "россия", id="stress mark"),
        pytest.param("Китай", "китай", id="short i stays"),
        pytest.param("Україна", "україна", id="Ukrainian yi stays"),
        pytest.param("ＵＳ", "us", id="full-width Latin"),
        pytest.param("٢٠٢٤", "2024", id="Arabic-Indic digits"),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text(max_size=12))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="أإآٱىیکةہهـُعمانIİıiéçşñЁёйїÀ\u0301\u0308\u200c ", max_size=12))
def test_folding_twice_changes_nothing_in_the_letters_that_it_is_about(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_letters_leave_out_signs_and_white_space() -> None:
    assert letters("«إيران» — 3 U.S.!\n") == "ايران3us"


@given(st.text())
def test_letters_chunk_by_chunk_are_those_of_the_whole(text: str) -> None:
    assert letters(text) == "".join(filter(str.isalnum, fold(text)))
