"""The words around a place in a text: up to punctuation, with and without conjunctions, and in people's names."""

import pytest

from streams.understanding import surroundings


def place(text: str) -> tuple[str, int, int]:
    """The text without its brackets [ ], and where they stood."""
    before, _, rest = text.partition("[")
    inside, _, after = rest.partition("]")
    return before + inside + after, len(before), len(before) + len(inside)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        pytest.param("King Abdullah of [Jordan] said", "of", "said", id="words"),
        pytest.param("[Jordan]", "", "", id="nothing"),
        pytest.param("he left; [Jordan], then", "", "", id="punctuation parts"),
        pytest.param("they resigned. [Jordan] resigned. Then", "", "resigned.", id="a full stop parts"),
        pytest.param("the «[Jordan]» team", "the", "team", id="quotes do not"),
        pytest.param("met ([Jordan]) today", "met", "today", id="nor do brackets"),
        pytest.param("Mr. [Jordan] said", "Mr.", "said", id="an abbreviation keeps its dot"),
        pytest.param("انقلاب في [مالي] أمس", "في", "أمس", id="Arabic"),
        pytest.param("قال، [مالي]؛ ثم", "", "", id="Arabic punctuation"),
    ],
)
def test_the_words_right_before_and_after(text: str, before: str, after: str) -> None:
    raw, start, end = place(text)
    assert (surroundings.before(raw, start), surroundings.after(raw, end)) == (before, after)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        pytest.param(
            "one two three four [x] five six seven eight",
            ["four", "three four", "two three four"],
            ["five", "five six", "five six seven"],
            id="one, two and three words",
        ),
        pytest.param(
            "ولاية وفي [x] وقال",
            ["وفي", "في", "ولايه وفي", "لايه وفي"],
            ["وقال", "قال"],
            id="with and without a conjunction, folded",
        ),
        pytest.param("Oman's [x]", ["oman's", "oman"], [], id="with and without a genitive"),
        pytest.param("no. yes [x] a, b", ["yes", "no. yes"], ["a"], id="up to punctuation; a short word keeps its dot"),
        pytest.param("gone. They [x] resigned. Then", ["they", "gone. they"], ["resigned"], id="up to a full stop"),
    ],
)
def test_the_phrases_before_and_after(text: str, before: list[str], after: list[str]) -> None:
    raw, start, end = place(text)
    assert surroundings.phrases_before(raw, start) == before
    assert surroundings.phrases_after(raw, end) == after


def test_near_are_eight_words_on_either_side_and_their_neighbours() -> None:
    left, right = [f"l{number}" for number in range(10)], [f"r{number}" for number in range(10)]
    raw, start, end = place(f"{' '.join(left)} [Jordan] {' '.join(right)}")
    near = surroundings.near(raw, start, end)
    assert {*left[2:], *right[:8], "l8 l9", "r0 r1"} <= near
    assert near.isdisjoint({"l1", "r8", "l9 r0", "jordan"})


def test_near_reaches_over_punctuation_and_takes_conjunctions_off() -> None:
    raw, start, end = place("السلطان هيثم. وصل إلى [عمان]، والأردن")
    assert {"السلطان", "هيثم", "السلطان هيثم", "والاردن", "الاردن"} <= surroundings.near(raw, start, end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Michael [Jordan] scored", True, id="a given name before"),
        pytest.param("Mr [Jordan] said", True, id="a title before"),
        pytest.param("Mr. [Jordan] said", True, id="a title with its dot"),
        pytest.param("J. [Jordan] said", True, id="an initial before"),
        pytest.param("[Paris] Hilton sang", True, id="a given name, and a surname behind"),
        pytest.param("[Georgia] Tech won", False, id="no surname behind a given name"),
        pytest.param("[Paris] in spring", False, id="a small letter behind"),
        pytest.param("[Paris], Texas", False, id="punctuation behind"),
        pytest.param("King Abdullah of [Jordan]", False, id="a word between"),
        pytest.param("Michael. [Jordan] said", False, id="a sentence between"),
        pytest.param("michael [Jordan]", False, id="a small letter before"),
        pytest.param("the west of [Jordan]", False, id="a place"),
        pytest.param("[Jordan]", False, id="nothing around"),
    ],
)
def test_in_a_persons_name(text: str, *, expected: bool) -> None:
    assert surroundings.in_a_persons_name(*place(text)) == expected


def test_the_lists_are_folded_and_told_apart() -> None:
    assert {"michael", "paris"} <= surroundings.given_names()
    assert "mr" in surroundings.titles()
    assert not {name for name in surroundings.titles() | surroundings.given_names() if name != name.casefold()}
