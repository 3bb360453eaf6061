"""What an article is about: points, caps, who is named first, and the shares that decide, reckoned by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.records import Weighted
from streams.understanding.prominence import BY_ACTOR, FIRST_PARAGRAPH, WEAK, Naming, Place, lead_ends, weigh


def times(
    count: int, subject: str, place: Place, start: int = 0, worth: float = 1.0, through: str = ""
) -> list[Naming]:
    """``count`` namings, one behind the other."""
    return [Naming(subject, place, start + number, worth, through) for number in range(count)]


@pytest.mark.parametrize(
    ("namings", "expected"),
    [
        pytest.param([], [], id="nothing named"),
        pytest.param(times(1, "RU", "title"), [("RU", 1.0, True, "named in the title")], id="title"),
        pytest.param(
            times(5, "RU", "title") + times(1, "IR", "body"),
            # 3 x 3 + 1 for being first, and 1
            [
                ("RU", 0.9091, True, "named in the title"),
                ("IR", 0.0909, False, "named in the body only, 9% of the weight, under 25%"),
            ],
            id="three mentions count in the title",
        ),
        pytest.param(
            times(6, "RU", "lead") + times(3, "IR", "body"),
            # 4 x 2 + 1, and 3
            [
                ("RU", 0.75, True, "named in the lead, 75% of the weight"),
                ("IR", 0.25, True, "25% of the weight, named in the body only"),
            ],
            id="four count in the lead, and a quarter is enough for the body alone",
        ),
        pytest.param(
            times(20, "RU", "body") + times(2, "IR", "body"),
            # 8 and 2: who is first in the body gets nothing
            [
                ("RU", 0.8, True, "80% of the weight, named in the body only"),
                ("IR", 0.2, False, "named in the body only, 20% of the weight, under 25%"),
            ],
            id="eight count in the body",
        ),
        pytest.param(
            times(3, "RU", "title") + times(1, "RU", "lead") + times(8, "RU", "body") + times(1, "IR", "lead", 9),
            # 9 + 1 + 2 + 1 + 8 = 21, and 2
            [
                ("RU", 0.913, True, "named in the title"),
                ("IR", 0.087, False, "named in the lead, 9% of the weight, under 10%"),
            ],
            id="the lead is not enough for less than a tenth",
        ),
        pytest.param(
            times(2, "RU", "title") + times(3, "RU", "body") + times(1, "IR", "lead"),
            # 6 + 1 + 3 = 10, and 2 + 1
            [
                ("RU", 0.7692, True, "named in the title"),
                ("IR", 0.2308, True, "named in the lead, 23% of the weight"),
            ],
            id="the lead is enough for a tenth",
        ),
        pytest.param(
            times(1, "RU", "title", 20) + times(1, "IR", "title", 0),
            # 3, and 3 + 1
            [("IR", 0.5714, True, "named in the title"), ("RU", 0.4286, True, "named in the title")],
            id="first is who stands first, not who is given first",
        ),
        pytest.param(
            times(1, "RU", "title", 0, BY_ACTOR, "lavrov") + times(1, "KP", "title", 10),
            # 1.5 + 1, and 3
            [
                ("KP", 0.5455, True, "named in the title"),
                ("RU", 0.4545, True, "named in the title; also by lavrov"),
            ],
            id="an actor counts half, and is told of",
        ),
        pytest.param(
            times(2, "RU", "body", 0, BY_ACTOR, "putin")
            + times(1, "RU", "body", 5, BY_ACTOR, "lavrov")
            + times(1, "IR", "body", 9),
            # 1.5 and 1
            [
                ("RU", 0.6, True, "60% of the weight, named in the body only; also by lavrov, putin"),
                ("IR", 0.4, True, "40% of the weight, named in the body only"),
            ],
            id="two actors",
        ),
        pytest.param(
            times(10, "US", "body", 0, WEAK) + times(5, "GB", "body"),
            # 10 halves are 5, under the cap of 8; equals go by their id
            [
                ("GB", 0.5, True, "50% of the weight, named in the body only"),
                ("US", 0.5, True, "50% of the weight, named in the body only"),
            ],
            id="towns in company count half, and equals go by their id",
        ),
    ],
)
def test_weigh(namings: list[Naming], expected: list[tuple[str, float, bool, str]]) -> None:
    weighted, why = weigh("country", namings)
    assert [
        (one.id, one.weight, one.about, reason.reason) for one, reason in zip(weighted, why, strict=True)
    ] == expected
    assert [(one.subject, one.decision) for one in why] == [
        (subject, "about country" if about else "mentions country") for subject, _, about, _ in expected
    ]


NAMINGS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["title", "lead", "body"]), st.sampled_from([1.0, 0.5])),
    min_size=1,
    max_size=30,
)


@given(NAMINGS, st.sampled_from(["title", "lead", "body"]))
def test_weights_are_shares_and_to_be_named_once_more_takes_none_away(
    given_namings: list[tuple[str, Place, float]], place: Place
) -> None:
    namings = [Naming(subject, where, start, worth) for start, (subject, where, worth) in enumerate(given_namings)]
    before, _ = weigh("country", namings)
    after, _ = weigh("country", [*namings, Naming("A", place, len(namings))])
    assert sum(one.weight for one in before) == pytest.approx(1, abs=0.001)
    assert share(after) >= share(before)


def share(weighted: tuple[Weighted, ...]) -> float:
    """The weight of A."""
    return sum(one.weight for one in weighted if one.id == "A")


@pytest.mark.parametrize(
    ("summary", "body", "ends"),
    [
        pytest.param("It ended.", "Talks.\nMore.", 0, id="a summary is the lead"),
        pytest.param("", "Talks.\nMore.", 6, id="the first paragraph"),
        pytest.param(" \n", "Talks.\nMore.", 6, id="a summary of white space is none"),
        pytest.param("", "\n\n Talks.\nMore.", 9, id="white space before the paragraph"),
        pytest.param("", "Talks.", 6, id="one paragraph"),
        pytest.param("", "a" * 1000, FIRST_PARAGRAPH, id="a long paragraph"),
        pytest.param("", "", 0, id="nothing at all"),
    ],
)
def test_where_the_lead_ends(summary: str, body: str, ends: int) -> None:
    assert lead_ends(summary, body) == ends
