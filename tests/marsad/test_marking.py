"""Where mentions lie in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.marking import Marked, Piece, nested, paragraphs, pieces

MINISTRY = "وزارة الخارجية القطرية"


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        pytest.param("", [], (), id="nothing"),
        pytest.param("no name", [], ("no name",), id="no mention"),
        pytest.param("in Iran now", [(3, 7)], ("in ", Marked(0, ("Iran",)), " now"), id="one"),
        pytest.param("Iran", [(0, 4)], (Marked(0, ("Iran",)),), id="all of it"),
        pytest.param("伊朗印度", [(0, 2), (2, 4)], (Marked(0, ("伊朗",)), Marked(1, ("印度",))), id="adjacent"),
        pytest.param(
            f"قالت {MINISTRY}.",
            [(20, 27), (5, 27)],
            ("قالت ", Marked(1, ("وزارة الخارجية ", Marked(0, ("القطرية",)))), "."),
            id="country inside of a ministry, right to left, given inner first",
        ),
        pytest.param(
            "a bc d",
            [(0, 6), (2, 4), (2, 3)],
            (Marked(0, ("a ", Marked(1, (Marked(2, ("b",)), "c")), " d")),),
            id="three deep",
        ),
        pytest.param("Iran", [(0, 4), (0, 4)], (Marked(0, (Marked(1, ("Iran",)),)),), id="two on the same words"),
        pytest.param(
            "abcd",
            [(0, 3), (1, 4)],
            (Marked(0, ("a", Marked(1, ("bc",)))), Marked(1, ("d",))),
            id="overlapping, the second in two parts",
        ),
        pytest.param("🇶🇦😀 قطر", [(4, 7)], ("🇶🇦😀 ", Marked(0, ("قطر",))), id="behind astral letters"),
        pytest.param("short", [(2, 99), (-3, 1), (4, 4), (9, 12)], None, id="outside and empty"),
    ],
)
def test_nested_mentions(text: str, spans: list[tuple[int, int]], expected: tuple[str | Marked, ...] | None) -> None:
    found = nested(pieces(text, spans))
    if expected is None:
        expected = (Marked(1, ("s",)), "h", Marked(0, ("ort",)))
    assert found == expected


def test_each_line_is_a_paragraph_and_a_mention_goes_on_in_the_next() -> None:
    text = "in New\nDelhi now\n\n  \nend"
    assert paragraphs(text, [(3, 12)]) == [
        [Piece("in "), Piece("New", (0,))],
        [Piece("Delhi", (0,)), Piece(" now")],
        [Piece("end")],
    ]


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(-2, 32), st.integers(-2, 32)), max_size=8))
def test_the_pieces_are_the_text_and_each_is_under_what_covers_it(text: str, spans: list[tuple[int, int]]) -> None:
    place = 0
    for piece in pieces(text, spans):
        for letter in piece.text:
            assert letter == text[place]
            assert set(piece.marks) == {number for number, (start, end) in enumerate(spans) if start <= place < end}
            place += 1
    assert place == len(text)
