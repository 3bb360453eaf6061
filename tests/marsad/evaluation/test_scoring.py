"""What counts as found, set by set, on small invented inputs."""

import pytest

from marsad.evaluation.measures import Counts, Share
from marsad.evaluation.name_tables import Pair, Spellings
from marsad.evaluation.name_variants import alike_merged, found_as_listed, wrongly_merged
from marsad.evaluation.places import scored
from marsad.evaluation.sets import Toponyms
from marsad.evaluation.speed import cut
from streams.understanding.patterns import Found, Pattern

TEXT = "From Tehran to Doha, Europe."
TEHRAN, DOHA, EUROPE = (5, 11, "IR"), (15, 19, "QA"), (21, 27, "")


def found(country: str, start: int, end: int) -> Found:
    return Found("country", country, start, end, TEXT[start:end], Pattern("country", country, TEXT[start:end]))


@pytest.mark.parametrize(
    ("places", "hits", "expected"),
    [
        pytest.param([TEHRAN], [found("IR", 5, 11)], Counts(1), id="found"),
        pytest.param([TEHRAN], [found("IR", 0, 7)], Counts(1), id="an overlap is enough"),
        pytest.param([TEHRAN], [], Counts(0, 0, 1), id="missed"),
        pytest.param([TEHRAN], [found("QA", 5, 11)], Counts(0, 1, 1), id="another country is wrong and missed"),
        pytest.param([TEHRAN], [found("IR", 5, 11), found("QA", 15, 19)], Counts(1, 1), id="a place nobody marked"),
        pytest.param([TEHRAN, DOHA], [found("IR", 5, 11), found("QA", 15, 19)], Counts(2), id="two places"),
        pytest.param([EUROPE], [], Counts(), id="a place in no country is asked of nobody"),
        pytest.param([EUROPE], [found("CY", 21, 27)], Counts(), id="what is found there is not counted"),
        pytest.param([TEHRAN], [found("IR", 5, 8), found("IR", 8, 11)], Counts(1), id="a place counts once"),
        pytest.param([(5, 19, "IR")], [found("IR", 5, 11), found("QA", 15, 19)], Counts(1, 1), id="two in one place"),
    ],
)
def test_places(places: list[tuple[int, int, str]], hits: list[Found], expected: Counts) -> None:
    counts, mistakes = scored(Toponyms("1", "", TEXT, tuple(places)), hits)
    assert counts == expected
    assert len(mistakes) == expected.false_positives + expected.false_negatives


LAVROV = Spellings("lavrov", "ar", "سيرغي لافروف", ("سيرجي لافروف",))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param([LAVROV], Share(1, 1), id="a variant that meets"),
        pytest.param([Spellings("x", "ar", "سيرغي لافروف", ("محمد علي",))], Share(0, 1), id="one that does not"),
        pytest.param([], Share(0, 0), id="none"),
    ],
)
def test_variants_are_found_as_listed(table: list[Spellings], expected: Share) -> None:
    share, mistakes = found_as_listed(table)
    assert share == expected
    assert len(mistakes) == expected.whole - expected.part


@pytest.mark.parametrize(
    ("names", "table", "expected"),
    [
        pytest.param(["سيرغي لافروف", "محمد الفلاني"], [], (0, 2), id="names that do not meet"),
        pytest.param(["سيرغي لافروف", "سيرجي لافروف"], [], (2, 2), id="names that meet, both ways"),
        pytest.param(["سيرغي لافروف", "سيرجي لافروف"], [LAVROV], (0, 0), id="two spellings of one person"),
        pytest.param(["أحمد الفلاني", "احمد الفلانى"], [], (0, 0), id="the same letters"),
        pytest.param(["عبد الله الفلاني", "عبدالله الفلاني"], [], (0, 0), id="the same letters in fewer words"),
        pytest.param(["سيرغي لافروف", "سيرغي لافروف الفلاني"], [], (0, 2), id="a name in a longer one"),
    ],
)
def test_different_names_that_meet(names: list[str], table: list[Spellings], expected: tuple[int, int]) -> None:
    share, mistakes = wrongly_merged(names, "ar", table)
    assert (share.part, share.whole) == expected
    assert len(mistakes) == share.part


def test_look_alikes_are_tried_in_both_directions() -> None:
    share, mistakes = alike_merged([Pair("ar", "سيرغي لافروف", "سيرجي لافروف"), Pair("ar", "سيرغي لافروف", "علي حسن")])
    assert (share.part, share.whole, len(mistakes)) == (2, 4, 2)


@pytest.mark.parametrize(
    ("texts", "size", "expected"),
    [
        pytest.param(["a b", "c d"], 4, ["a b"], id="joined and cut, the rest left out"),
        pytest.param(["a b c d"], 4, ["a b"], id="cut"),
        pytest.param(["إيران قطر تركيا"], 20, ["إيران قطر"], id="bytes, not characters"),
        pytest.param(["abcdefgh b c"], 4, ["abcdefgh"], id="a word that is too long stands alone"),
        pytest.param([], 4, [], id="no texts"),
    ],
)
def test_articles_are_cut(texts: list[str], size: int, expected: list[str]) -> None:
    assert list(cut(texts, size)) == expected
