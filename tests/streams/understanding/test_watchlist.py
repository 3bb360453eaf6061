"""Which patterns the actors of watch lists become, and that the matcher can look for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.settings import Actor, spelling
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Pattern
from streams.understanding.watched_actor import WatchedActor
from streams.understanding.watchlist import actor_patterns, is_acronym, watched

UN = WatchedActor(
    "un", "United Nations", "organisation", names={"en": ("UN", "U.N.", "UNSC"), "fr": ("ONU",), "es": ("ONU",)}
)


def rows(actor: WatchedActor) -> list[tuple[str, str, list[str]]]:
    return [(one.text, one.language, sorted(one.only_in)) for one in actor_patterns([actor])]


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        pytest.param(
            UN,
            [
                ("United Nations", "en", []),
                ("UN", "en", ["en"]),
                ("U.N.", "en", ["en"]),
                ("UNSC", "en", []),
                ("ONU", "fr", ["es", "fr"]),
            ],
            id="acronyms of up to three letters count where they are listed, once for all languages",
        ),
        pytest.param(
            WatchedActor("eu", "EU", names={"de": ("EU",)}),
            [("EU", "de", ["de", "en"])],
            id="a name in Latin letters counts as English",
        ),
        pytest.param(WatchedActor("mbs", "MBS"), [("MBS", "en", ["en"])], id="a name alone"),
        pytest.param(
            WatchedActor("oon", "ООН", names={"uk": ("ООН",)}), [("ООН", "uk", ["uk"])], id="a name in other letters"
        ),
        pytest.param(
            WatchedActor("mbs", "MBS", names={"": ("MBS", "M.B.S.")}),
            [("MBS", "", []), ("M.B.S.", "", [])],
            id="what is listed under no language counts in all",
        ),
        pytest.param(
            WatchedActor("x", "قطر", names={"pt-BR": ("Oi",)}),
            [("قطر", "ar", []), ("Oi", "pt", [])],
            id="letters without capitals are no acronym; a region is left out",
        ),
    ],
)
def test_the_patterns_of_an_actor(actor: WatchedActor, expected: list[tuple[str, str, list[str]]]) -> None:
    assert rows(actor) == expected


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        pytest.param("the UN envoy", "en", ["UN"], id="in English"),
        pytest.param("UN HOMME À PARIS", "fr", [], id="a French article in capitals"),
        pytest.param("l'ONU vote", "fr", ["ONU"], id="the French acronym"),
        pytest.param("ONU", "de", [], id="not in German"),
        pytest.param("Die United Nations", "de", ["United Nations"], id="a full name in any language"),
    ],
)
def test_acronyms_are_found_in_their_languages(text: str, language: str, found: list[str]) -> None:
    assert [one.surface.removeprefix("l'") for one in Matcher(actor_patterns([UN])).find(text, language)] == found


def test_an_actor_of_the_configuration_is_one_of_a_list() -> None:
    actor = Actor(id="a", name="Ann Otter", aliases=("Otter",), names={"ar": ("آن أوتر",)}, foreign=True, wikidata="Q1")
    assert watched(actor) == WatchedActor(
        "a", "Ann Otter", foreign=True, names={"ar": ("آن أوتر",), "": ("Otter",)}, details={"wikidata": "Q1"}
    )
    assert all(one.foreign for one in actor_patterns([watched(actor)]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UN", True),
        ("U.N.", True),
        ("G7", True),
        ("ООН", True),
        ("NATO", False),
        ("Un", False),
        ("قسد", False),
        ("77", False),
    ],
)
def test_acronyms(text: str, expected: bool) -> None:
    assert is_acronym(text) == expected


@given(st.text(max_size=20))
def test_whatever_counts_as_a_spelling_can_be_looked_for(text: str) -> None:
    try:
        accepted = spelling(text)
    except ValueError:
        return
    Matcher([Pattern("actor", "a", accepted)])
