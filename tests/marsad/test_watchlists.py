"""The watch lists of a configuration: found, read, put together, and every fault at its place."""

from pathlib import Path

import pytest

from marsad.config import Configuration, ConfigurationError, load
from marsad.watchlists import starter_actors
from streams.errors import SetupError
from streams.understanding.actors import ActorFacts

REST = """\
feeds: [{id: one, url: https://news.example/rss}]
receivers: [{id: desk, channels: [{kind: console}]}]
rules:
  - id: talks
    name: Talks
    match: {actors: [ann]}
    receivers: [desk]
"""
ANN = "list: people\nactors:\n  - id: ann\n    name: Ann Otter\n    country: QA\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lists").mkdir()
    (tmp_path / "people.yml").write_text(ANN)
    (tmp_path / "lists" / "vessels.csv").write_text("id,name,kind\nmv-x,MV Xanthe,vessel\n")
    (tmp_path / "lists" / "register.ftm.json").write_text(
        '{"id": "Q7", "schema": "Company", "properties": {"name": ["Delta"]}}\n{"id": "a1", "schema": "Address"}\n'
    )
    return tmp_path


def loaded(folder: Path, head: str, rest: str = REST) -> Configuration:
    (folder / "watch.yml").write_text(head + rest, "utf-8")
    return load(folder / "watch.yml", {})


def faults(folder: Path, head: str, rest: str = REST) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        loaded(folder, head, rest)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param("watchlists: [people.yml]\n", ["ann"], id="a path"),
        pytest.param("watchlists: [people.yml, 'lists/*']\n", ["ann", "Q7", "mv-x"], id="a pattern, three formats"),
        pytest.param("watchlists: [people.yml, '*.yml']\n", ["ann"], id="a list that is named twice is read once"),
        pytest.param(
            "watchlists: [lists/vessels.csv]\nactors: [{id: ann, name: Ann}]\n",
            ["mv-x", "ann"],
            id="and the file's own",
        ),
        pytest.param("actors: [{id: ann, name: Ann}]\n", ["ann"], id="only the file's own"),
    ],
)
def test_who_is_watched_for(folder: Path, head: str, expected: list[str]) -> None:
    if "*.yml" in head:
        (folder / "watch.yml").unlink(missing_ok=True)
        head = head.replace("*.yml", "p*.yml")
    assert list(loaded(folder, head).watched.ids()) == expected


def test_an_absolute_path(folder: Path) -> None:
    assert list(loaded(folder, f"watchlists: ['{folder}/peop*.yml', '{folder}/people.yml']\n").watched.ids()) == ["ann"]


def test_the_starter_lists_yield_to_the_users_own(folder: Path) -> None:
    (folder / "people.yml").write_text(ANN + "  - {id: sergey-lavrov, name: Mr Lavrov, kind: minister}\n")
    head = "watchlists: [starter, people.yml]\nactors: [{id: united-nations, name: The UN}]\n"
    rest = REST.replace("[ann]", "[ann, sergey-lavrov, united-nations, hamas]")
    watched = loaded(folder, head, rest).watched
    assert len(watched) == len(starter_actors()) + 1
    assert watched.get("sergey-lavrov") == ActorFacts("minister", None, "Mr Lavrov")
    assert watched.get("united-nations") == ActorFacts("person", None, "The UN")


def test_fields_of_the_files_own_actors(folder: Path) -> None:
    head = (
        "actors:\n  - {id: ann, name: Ann Otter, foreign: true, names: {ar: [آن أوتر]}, wikidata: Q1,"
        " opensanctions: NK-1, notes: x, aliases: [Otter]}\n"
    )
    (ann,) = loaded(folder, head).watched
    assert ann.foreign
    assert ann.names == {"ar": ("آن أوتر",), "": ("Otter",)}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param(
            "watchlists: [people.yml, peple.yml]\n",
            "watch.yml:1:26: watchlists[1]: there is no file peple.yml; mend the path",
            id="a file that is not there",
        ),
        pytest.param(
            "watchlists: ['none/*.yml', people.yml]\n",
            "watch.yml:1:14: watchlists[0]: no file fits none/*.yml; mend the pattern",
            id="a pattern that fits nothing",
        ),
        pytest.param(
            "watchlists: [watch.txt, people.yml]\n",
            "watch.yml:1:14: watchlists[0]: watch.txt: no name of a watch list; it must end in .yml",
            id="a name that tells no format",
        ),
        pytest.param(
            "watchlists: [people.yml]\nactors: [{id: ann, name: Ann}]\n",
            "watch.yml:2:15: actors[0].id: 'ann' stands at people.yml:3 already; keep one of the two",
            id="an id in a list and in the file",
        ),
        pytest.param(
            "watchlists: [people.yml, lists/more.yml]\n",
            "lists/more.yml:2:1: id: 'ann' stands at people.yml:3 already; keep one of the two",
            id="an id in two lists",
        ),
        pytest.param(
            "watchlists: [people.yml, lists/bad.yml]\n",
            "lists/bad.yml:5:1: country: 'Qatar' is no code of a country; write two capital letters, such as QA",
            id="a fault in a list",
        ),
        pytest.param(
            "watchlists: [starter]\n",
            "watch.yml:7:22: rules[0].match.actors[0]: unknown actor 'ann'",
            id="a rule that names nobody",
        ),
        pytest.param(
            "watchlists: starter\n", "watch.yml:1:13: watchlists: Input should be a valid tuple", id="no list"
        ),
    ],
)
def test_a_fault_has_its_place_and_says_what_to_do(folder: Path, head: str, expected: str) -> None:
    (folder / "watch.txt").write_text("")
    (folder / "lists" / "more.yml").write_text("actors:\n  - {id: ann, name: Ann}\n")
    (folder / "lists" / "bad.yml").write_text("actors:\n  - id: bo\n    name: Bo\n\n    country: Qatar\n")
    found = faults(folder, head)
    assert any(fault.startswith(expected) for fault in found), found


def test_an_actor_of_a_list_is_suggested(folder: Path) -> None:
    found = faults(folder, "watchlists: [starter]\n", REST.replace("[ann]", "[sergei-lavrov]"))
    assert found == [
        "watch.yml:7:22: rules[0].match.actors[0]: unknown actor 'sergei-lavrov', did you mean 'sergey-lavrov'?"
    ]


def test_many_faults_of_one_list_are_told_in_part(folder: Path) -> None:
    (folder / "people.yml").write_text(ANN + "  - {id: bo}\n" * 100)
    found = faults(folder, "watchlists: [people.yml]\n")
    assert len(found) == 21
    assert found[-1].endswith(
        f"80 more faults; 'marsad watchlist check {folder}/people.yml' tells all".replace(f"{folder}/", "")
    )


def test_a_list_that_cannot_be_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (folder / "watch.yml").write_text("watchlists: [people.yml]\n" + REST)
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(SetupError):
        load(folder / "watch.yml", {})
