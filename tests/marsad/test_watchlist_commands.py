"""``marsad watchlist``: what each command prints, writes and returns."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from marsad.cli import application
from marsad.watchlist_import import Tally, Wanted, converted
from streams.errors import SetupError
from streams.understanding.watched_actor import Heading, Listed, Skipped, Unreadable, WatchedActor
from streams.understanding.watchlist_files import read_watchlist
from streams.understanding.watchlist_yaml import read_yaml

RUNNER = CliRunner()
PEOPLE = """\
list: people
as_of: 2026-10-01
source: by hand
actors:
  - id: miro-varlan
    name: Miro Varlanov
    kind: person
    country: RU
    foreign: true
    notes: "of the sea: once"
    names:
      en: [Miro Varlanov, Varlanov]
      ar: [ميرو فارلانوف, فارلانوف]
      ru: [Миро Варланов]
  - id: otter-union
    name: Otter Union
    kind: organisation
    country: QA
    names:
      en: [Otter Union, OU]
      ar: [اتحاد القضاعة]
"""
ENTITIES = [
    {
        "id": "NK-1",
        "schema": "Person",
        "caption": "Ann Otter",
        "properties": {"name": ["Ann Otter"], "alias": ["آن أوتر"], "weakAlias": ["Annie"], "country": ["qa"]},
    },
    {"id": "NK-2", "schema": "Company", "properties": {"name": ["Delta: Grains"], "country": ["eg"]}},
    {"id": "NK-3", "schema": "Vessel", "properties": {"name": ["MV Xanthe"], "flag": ["pa"]}},
    {"id": "NK-4", "schema": "Address", "properties": {}},
    {"id": "NK-1", "schema": "Person", "properties": {"name": ["Ann Again"]}},
    {"id": "not good", "schema": "Person", "properties": {"name": ["Bo"]}},
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "dumb")
    (tmp_path / "people.yml").write_text(PEOPLE, "utf-8")
    lines = [json.dumps(entity, ensure_ascii=False) for entity in ENTITIES]
    (tmp_path / "register.ftm.json").write_text("\n".join([*lines, "{cut"]) + "\n", "utf-8")
    (tmp_path / "table.csv").write_text("id,name,country,ar,colour\nann,Ann Otter,QA,آن أوتر,red\nbo,,QA,,\n", "utf-8")
    return tmp_path


def config(folder: Path, head: str) -> Path:
    path = folder / "watch.yml"
    rest = (
        "feeds: [{id: one, url: feed.xml}]\n"
        "rules: [{id: talks, name: Talks, match: {countries: [IR]}, receivers: [desk]}]\n"
        "receivers: [{id: desk, channels: [{kind: console}]}]\n"
    )
    path.write_text(head + rest, "utf-8")
    return path


def run(*words: str, code: int = 0) -> str:
    result = RUNNER.invoke(application, ["watchlist", *words])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def values(*words: str, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json", code=code))
    return found


def refused(*words: str) -> str:
    result = RUNNER.invoke(application, ["watchlist", *words])
    assert isinstance(result.exception, SetupError), result.output
    return str(result.exception)


def test_a_good_list_has_nothing_to_look_at(folder: Path) -> None:
    assert run("check", "people.yml") == "2 actors with 8 names: nothing to look at.\n"
    assert values("check", "people.yml") == {
        "ok": True,
        "actors": 2,
        "names": 8,
        "errors": 0,
        "warnings": 0,
        "findings": [],
    }


def test_the_starter_lists_pass(folder: Path) -> None:
    found = values("check", "starter")
    assert found["ok"]
    assert found["actors"] > 800
    assert {one["file"].partition("/")[0] for one in found["findings"]} <= {"starter"}


def test_faults_are_told_with_their_place_and_end_with_two(folder: Path) -> None:
    (folder / "bad.yml").write_text(
        PEOPLE.replace("country: QA", "country: UK").replace("    name: Miro Varlanov\n", "")
    )
    found = values("check", "bad.yml", code=2)
    assert [(one["what"], one["file"], one["line"], one["actor"]) for one in found["findings"]] == [
        ("unreadable", "bad.yml", 5, ""),
        ("unknown country", "bad.yml", 14, "otter-union"),
    ]
    words = run("check", "bad.yml", "people.yml", code=2)
    assert "bad.yml:14" in words
    assert "UK is no country's code" in words
    assert "same id" in words
    assert "3 errors, 0 warnings" in words


@pytest.mark.parametrize(
    ("head", "actors", "wrong"),
    [
        pytest.param("watchlists: [people.yml]\n", 2, [], id="a list"),
        pytest.param(
            "watchlists: [people.yml]\nactors: [{id: ann, name: Ann Otter}]\n", 3, [], id="and the file's own"
        ),
        pytest.param(
            "watchlists: [people.yml]\nactors:\n  - {id: otter-union, name: Union}\n",
            2,
            ["watch.yml:3: 'otter-union' stands at people.yml:15 already; keep one of the two"],
            id="an id in both",
        ),
        pytest.param("watchlists: [people.yml]\nactors: [{id: 7}]\n", 2, [], id="what marsad check tells"),
    ],
)
def test_a_configuration_is_checked(folder: Path, head: str, actors: int, wrong: list[str]) -> None:
    path = config(folder, head)
    for words in (["--config", str(path)], []):  # watch.yml is meant if none is named
        found = values("check", *words, code=2 if wrong else 0)
        assert found["actors"] == actors
        told = [f"{one['file']}:{one['line']}: {one['message']}" for one in found["findings"]]
        assert [one.replace(f"{folder}/", "") for one in told] == wrong


def test_the_starter_lists_of_a_configuration_yield(folder: Path) -> None:
    path = config(folder, "watchlists: [starter]\nactors: [{id: hamas, name: Hamas Movement}]\n")
    assert values("check", "--config", str(path))["errors"] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(("check",), "no watch list to check; name files, 'starter', or", id="nothing named"),
        pytest.param(("check", "gone.yml"), "there is no file gone.yml", id="no such list"),
        pytest.param(("check", "--config", "nobody.yml"), "nobody.yml watches for nobody", id="nobody to watch for"),
        pytest.param(("check", "--config", "broken.yml"), "'marsad check broken.yml' says why", id="no configuration"),
        pytest.param(("check", "--config", "listed.yml"), "'marsad check listed.yml' says why", id="a list of one"),
        pytest.param(("import", "gone.csv"), "there is no file gone.csv", id="no such source"),
        pytest.param(("import", "people.txt"), "it must end in .yml", id="a name without format"),
        pytest.param(("import", "people.yml", "--format", "xml"), "choose --format marsad, csv, ftm", id="no format"),
        pytest.param(
            ("import", "people.yml", "--out", "table.csv"), "replace it with --force", id="a file that is there"
        ),
        pytest.param(("import", "people.yml", "--json"), "add --out FILE", id="JSON without a file"),
        pytest.param(("import", "people.yml", "--out", "no/p.yml"), "cannot be written", id="no such folder"),
        pytest.param(
            ("import", "people.yml", "--kind", "vessel"), "nobody to import (2 another kind)", id="nobody left"
        ),
        pytest.param(
            ("import", "people.txt", "--format", "ftm"), "nobody to import (it is empty)", id="an empty source"
        ),
        pytest.param(("explain", "x", "--config", "nobody.yml"), "watches for nobody", id="explain without actors"),
    ],
)
def test_what_the_caller_must_mend(folder: Path, words: tuple[str, ...], message: str) -> None:
    config(folder, "").rename(folder / "nobody.yml")
    (folder / "broken.yml").write_text("a: [")
    (folder / "listed.yml").write_text("- a")
    (folder / "people.txt").write_text("")
    assert message in refused(*words)
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def actors_of(path: Path) -> list[WatchedActor]:
    return [item.actor for item in read_watchlist(path) if isinstance(item, Listed)]


def test_a_register_is_imported(folder: Path) -> None:
    found = values("import", "register.ftm.json", "--out", "register.yml")
    assert found == {
        "ok": True,
        "file": "register.yml",
        "actors": 3,
        "names": 4,
        "skipped": {
            "the schema Address is nobody to watch for": 1,
            "the same id again": 1,
            "unreadable: id": 1,
            "unreadable": 1,
        },
        "examples": found["examples"],
    }
    assert [example.partition(": ")[0] for example in found["examples"]] == ["line 6", "line 7"]
    heading = next(iter(read_watchlist(folder / "register.yml")))
    assert isinstance(heading, Heading)
    assert (heading.list, heading.source) == ("register", "imported from register.ftm.json")
    assert [(one.id, one.kind, one.country) for one in actors_of(folder / "register.yml")] == [
        ("NK-1", "person", "QA"),
        ("NK-2", "company", "EG"),
        ("NK-3", "vessel", "PA"),
    ]
    assert run("check", "register.yml").startswith("3 actors")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(("--kind", "vessel", "--kind", "company"), ["NK-2", "NK-3"], id="two kinds"),
        pytest.param(("--country", "qa"), ["NK-1"], id="a country"),
        pytest.param(("--country", "EG", "--kind", "company"), ["NK-2"], id="both"),
    ],
)
def test_only_some_are_imported(folder: Path, words: tuple[str, ...], expected: list[str]) -> None:
    run("import", "register.ftm.json", "--out", "some.yml", *words)
    assert [one.id for one in actors_of(folder / "some.yml")] == expected


def test_a_table_is_imported_to_standard_output(folder: Path) -> None:
    result = RUNNER.invoke(application, ["watchlist", "import", "table.csv"])
    assert result.exit_code == 0
    assert [item.actor.id for item in read_yaml(StringIO(result.stdout)) if isinstance(item, Listed)] == ["ann"]
    assert "1 actor with 1 name written." in result.stderr
    assert "line 3: name: '' holds no word" in result.stderr


def test_a_list_of_marsad_is_written_anew_with_its_heading_and_notes(folder: Path) -> None:
    assert run("import", "people.yml", "--out", "table.csv", "--force").startswith("2 actors with 8 names written to")
    (folder / "table.csv").rename(folder / "again.yml")
    assert actors_of(folder / "again.yml") == actors_of(folder / "people.yml")
    assert (folder / "again.yml").read_text("utf-8").startswith("list: people\nas_of: 2026-10-01\nsource: by hand\n")


ACTORS = st.builds(
    WatchedActor,
    id=st.text("ab1", min_size=1, max_size=2),
    name=st.sampled_from(["Ann: Otter", "آن", "true", "- x", 'סא"ל']),
    country=st.sampled_from([None, "NO", "QA"]),
    names=st.dictionaries(st.sampled_from(["", "en", "ar"]), st.just(("Ann", "#1")), max_size=2),
)
ITEMS = st.one_of(
    ACTORS.map(lambda actor: Listed(1, actor)),
    st.just(Skipped(1, "an address")),
    st.just(Unreadable(1, "id", "wrong")),
)


@given(st.lists(ITEMS, max_size=8), st.sets(st.sampled_from(["QA", "NO"])))
def test_whoever_is_imported_is_read_as_he_was_and_the_rest_is_counted(
    items: list[Listed | Skipped | Unreadable], countries: set[str]
) -> None:
    tally = Tally()
    wanted = Wanted(countries=frozenset(countries))
    text = "".join(converted(items, wanted, "x", "y", date(2026, 1, 31), tally))
    expected: dict[str, WatchedActor] = {}
    for item in items:
        if isinstance(item, Listed) and (not countries or item.actor.country in countries):
            expected.setdefault(item.actor.id, item.actor)
    found = [item.actor for item in read_yaml(StringIO(text)) if isinstance(item, Listed)]
    assert found == list(expected.values())
    assert tally.written + tally.skipped.total() == len(items)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("Miro Varlanov", [("miro-varlan", "Miro Varlanov", "as written")], id="as written"),
        pytest.param("وفارلانوف", [("miro-varlan", "فارلانوف", "Arabic particle taken off")], id="with a particle"),
        pytest.param("Варланова Миро Варланову", [("miro-varlan", "Миро Варланов", "case ending")], id="a case"),
        pytest.param("Miro Varlanof", [("miro-varlan", "Miro Varlanov", "spelling variant")], id="a variant"),
        pytest.param("OU", [("otter-union", "OU", "as written")], id="an acronym in the language where it counts"),
        pytest.param(
            "اتحاد القضاعة يستقبل ميرو فارلانوف في الدوحة اليوم الأربعاء لبحث التعاون",
            [("otter-union", "اتحاد القضاعة", "as written"), ("miro-varlan", "ميرو فارلانوف", "as written")],
            id="a text",
        ),
    ],
)
def test_who_is_found_and_how(folder: Path, text: str, found: list[tuple[str, str, str]]) -> None:
    config(folder, "watchlists: [people.yml]\n")
    told = values("explain", text)
    assert [(one["actor"], one["as"], one["rule"]) for one in told["found"]] == found
    assert all(text[one["start"] : one["end"]] == one["surface"] for one in told["found"])
    words = run("explain", text)
    assert all(name in words and rule in words for _, name, rule in found)


def test_how_an_actor_is_looked_for(folder: Path) -> None:
    config(folder, "watchlists: [people.yml]\nactors: [{id: mira, name: Mira Varlanova, foreign: true}]\n")
    told = values("explain", "Miro Varlanov")
    assert told["normal"] == "miro varlanov"
    assert [one["id"] for one in told["actors"]] == ["miro-varlan"]
    spelt = {one["spelling"]: one for one in told["actors"][0]["spellings"]}
    assert list(spelt) == ["Miro Varlanov", "Varlanov", "ميرو فارلانوف", "فارلانوف", "Миро Варланов"]
    assert spelt["Miro Varlanov"]["skeleton"] == told["skeleton"] != ""
    words = run("explain", "Otter Union")
    assert "Otter Union: how it is looked for" in words
    assert "en only" in words


def test_others_with_the_same_consonants_are_told(folder: Path) -> None:
    config(
        folder,
        "actors:\n  - {id: a, name: Miro Varlanov, foreign: true}\n  - {id: b, name: Mira Verlinov, foreign: true}\n",
    )
    assert [one["actor"] for one in values("explain", "Miro Varlanov")["same_skeleton"]] == ["b"]
    assert "Others with the same consonants" in run("explain", "Miro Varlanov")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        pytest.param("Otter Uniom", "did you mean 'Otter Union'?", id="a near name"),
        pytest.param("Xylo", "nobody has a name like it.", id="no name like it"),
    ],
)
def test_who_is_not_found(folder: Path, text: str, hint: str) -> None:
    config(folder, "watchlists: [people.yml]\n")
    assert hint in run("explain", text, code=1)
    assert values("explain", text, code=1)["found"] == []


def test_without_a_configuration_the_starter_lists_are_asked(folder: Path) -> None:
    assert values("explain", "ООН", "--language", "ru")["found"][0]["actor"] == "united-nations"


def test_check_counts_the_actors_of_the_lists(folder: Path) -> None:
    path = config(folder, "watchlists: [people.yml]\nactors: [{id: ann, name: Ann}]\n")
    result = RUNNER.invoke(application, ["check", str(path), "--json"])
    assert json.loads(result.output)["actors"] == 3
