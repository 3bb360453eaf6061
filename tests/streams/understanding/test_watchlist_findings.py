"""What is said of watch lists: faults, and names that will find too much or nothing."""

from datetime import date

import pytest

from streams.understanding.name_forms import consonants, forms_of, sharing
from streams.understanding.watched_actor import Heading, Listed, Skipped, Unreadable, WatchedActor
from streams.understanding.watchlist_files import Item, read_watchlist, starter_files
from streams.understanding.watchlist_findings import Findings
from streams.understanding.words import folded_words

TODAY = date(2026, 11, 25)
ANN = WatchedActor("ann", "Ann Otter", country="QA", names={"en": ("Ann Otter", "A. Otter"), "ar": ("آن أوتر",)})


def listed(*actors: WatchedActor) -> list[Item]:
    return [Listed(line, actor) for line, actor in enumerate(actors, 5)]


def found(items: list[Item]) -> list[tuple[str, str, int, str]]:
    return [(one.level, one.what, one.line, one.message) for one in Findings(TODAY).of("x.yml", items)]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param(listed(ANN), [], id="nothing to look at"),
        pytest.param([Skipped(2, "an address")], [], id="what is passed over is no finding"),
        pytest.param(
            [Unreadable(3, "id", "is missing; add it"), Unreadable(4, "", "not valid JSON")],
            [("error", "unreadable", 3, "id: is missing; add it"), ("error", "unreadable", 4, "not valid JSON")],
            id="unreadable rows",
        ),
        pytest.param(
            listed(ANN, ANN),
            [("error", "same id", 6, "'ann' stands at x.yml:5 already; keep one of the two")],
            id="an id twice",
        ),
        pytest.param(
            listed(WatchedActor("a", "Ann Otter", country="UK")),
            [
                (
                    "error",
                    "unknown country",
                    5,
                    "UK is no country's code of ISO 3166-1 (the United Kingdom is GB)",
                )
            ],
            id="a country that is none",
        ),
        pytest.param(
            listed(WatchedActor("a", "Ann Otter", "spy")),
            [
                (
                    "warning",
                    "unknown kind",
                    5,
                    "'spy' is none of the kinds person, organisation, company, armed_group, ministry, vessel",
                )
            ],
            id="a kind of one's own",
        ),
        pytest.param(
            listed(ANN, WatchedActor("other", "Bo Otter", names={"en": ("ANN OTTER",)})),
            [
                (
                    "warning",
                    "shared name",
                    6,
                    "'ANN OTTER' is a name of 'ann' too; wherever it stands both are found",
                )
            ],
            id="a name of two, letters folded",
        ),
        pytest.param(
            listed(WatchedActor("a", "Ann Otter", names={"en": ("Jordan",)})),
            [("warning", "risky name", 5, "'Jordan': a country's name too; add a second word")],
            id="a country's name",
        ),
        pytest.param(
            listed(WatchedActor("a", "Ann Otter", names={"ar": ("أحمد",), "en": ("Ahmed",)})),
            [
                (
                    "warning",
                    "risky name",
                    5,
                    (
                        "'أحمد', 'Ahmed': an Arabic name that others bear too; "
                        "add a second word, unless news means this one by it"
                    ),
                )
            ],
            id="a given name, both spellings in one finding",
        ),
        pytest.param(
            listed(WatchedActor("a", "Ann Otter", names={"ar": ("آن",), "zh": ("安",), "ko": ("안",)})),
            [("warning", "risky name", 5, "'آن': one word of 2 letters; add a second word")],
            id="a short word, but Chinese and Korean are short",
        ),
        pytest.param(
            listed(WatchedActor("a", "Ann Otter", names={"": ("AO",), "en": ("OA",)})),
            [
                (
                    "warning",
                    "risky name",
                    5,
                    "'AO': short, and counts in every language; list it under its languages",
                )
            ],
            id="an acronym that counts everywhere",
        ),
        pytest.param(
            listed(WatchedActor("a", "Ann Otter", names={"ar": ("Otterova",), "ru": ("Оттер", "МИД-5")})),
            [("warning", "wrong script", 5, "'Otterova' is listed under 'ar', which has other letters")],
            id="letters that do not fit the language",
        ),
        pytest.param(
            listed(WatchedActor("a", "Otterova", foreign=True), WatchedActor("v", "Otterix", "vessel", foreign=True)),
            [
                (
                    "warning",
                    "foreign, one word",
                    5,
                    (
                        "foreign: true finds variants of names of two words or more only, "
                        "and there is none; add a full name"
                    ),
                )
            ],
            id="a foreign person of one word",
        ),
        pytest.param(
            [
                Heading("x", "2025-11-24", "", 2),
                *listed(WatchedActor("a", "Ann Otter", details={"as_of": "2024-01-01"})),
            ],
            [
                (
                    "warning",
                    "old",
                    2,
                    "the list is as of 2025-11-24, more than a year ago; look it through, and date it anew",
                ),
                (
                    "warning",
                    "old",
                    5,
                    "the entry is as of 2024-01-01, more than a year ago; look whether it still holds",
                ),
            ],
            id="older than a year",
        ),
        pytest.param([Heading("x", "2025-11-25", "", 2), *listed(ANN)], [], id="a year old to the day"),
    ],
)
def test_findings(items: list[Item], expected: list[tuple[str, str, int, str]]) -> None:
    assert found(items) == expected


def test_a_list_may_yield_to_those_before_it() -> None:
    findings = Findings(TODAY)
    assert not list(findings.of("mine.yml", listed(ANN)))
    assert not list(findings.of("starter", listed(ANN, WatchedActor("b", "Bo Otter")), yields=True))
    assert findings.actors == 2


def test_the_starter_lists_hold_no_error_and_no_name_of_two() -> None:
    findings = Findings(TODAY)
    found = [one for path in starter_files() for one in findings.of(path.name, read_watchlist(path))]
    assert not [one for one in found if one.level == "error"]
    assert findings.actors > 800
    assert {one.what for one in found} <= {"risky name", "old", "foreign, one word", "shared name", "wrong script"}


LAVROV = WatchedActor(
    "lavrov", "Sergey Lavrov", country="RU", foreign=True, names={"en": ("Sergey Lavrov", "Lavrov"), "fr": ("SL",)}
)


def test_how_a_spelling_is_looked_for() -> None:
    full, short, acronym = forms_of(LAVROV)
    assert full[:4] == ("Sergey Lavrov", ("en",), (), "sergey lavrov")
    assert full.skeleton == consonants("Sergei Lavrof") != ""
    assert short.skeleton == ""
    assert acronym.only_in == ("fr",)
    assert next(forms_of(ANN)).skeleton == ""
    assert folded_words("وزارةُ الخارجيّة") == ("وزاره", "الخارجيه")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Sergei Lavrof", ["lavrov"], id="a variant"),
        pytest.param("Lavrov", [], id="one word has none"),
        pytest.param("Ann Otter", [], id="not foreign"),
    ],
)
def test_who_shares_the_consonants(name: str, expected: list[str]) -> None:
    assert [actor.id for actor, _ in sharing([name], [ANN, LAVROV])] == expected
