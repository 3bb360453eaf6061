"""Reading watch lists: every format to the same actors, every fault with its line and field."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from streams.errors import SetupError
from streams.settings import spelling
from streams.understanding.watched_actor import DETAILS, Heading, Listed, Skipped, Unreadable, WatchedActor
from streams.understanding.watchlist_csv import read_csv
from streams.understanding.watchlist_entities import read_entities
from streams.understanding.watchlist_files import format_of, read_watchlist, starter_files
from streams.understanding.watchlist_plain import plain_values, written, written_heading
from streams.understanding.watchlist_yaml import read_yaml

HEAD = "list: people\nas_of: 2026-01-31\nsource: by hand\nactors:\n"
LAVROV = WatchedActor(
    "lavrov",
    "Sergey Lavrov",
    "person",
    "RU",
    foreign=True,
    names={"ar": ("سيرغي لافروف", "لافروف"), "en": ("Lavrov",)},
    details={"role": "Foreign minister: Russia", "wikidata": "Q58217"},
)
FULL = """\
  - id: lavrov
    name: Sergey Lavrov
    country: RU
    role: "Foreign minister: Russia" # quoted for the colon
    foreign: true
    wikidata: Q58217
    names:
      ar: [سيرغي لافروف, "لافروف"]
      en: ['Lavrov']
"""


def items(text: str) -> list[Any]:
    return list(read_yaml(StringIO(text)))


def actors(text: str) -> list[WatchedActor]:
    found = items(text)
    assert not [item for item in found if isinstance(item, Unreadable)], found
    return [item.actor for item in found if isinstance(item, Listed)]


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(FULL, id="as the starter lists are written"),
        pytest.param(
            FULL.replace("  - id: lavrov\n   ", "  - id: lavrov\n\n  # somebody\n   "), id="with comments and blanks"
        ),
        pytest.param("\n".join(line[2:] for line in FULL.split("\n")), id="without indent"),
        pytest.param(FULL.replace("'Lavrov'", "\n        Lavrov\n      "), id="a list over three lines"),
        pytest.param(FULL.replace("['Lavrov']", "Lavrov"), id="one spelling without brackets"),
        pytest.param(FULL.replace("['Lavrov']", "\n        - Lavrov"), id="a list with dashes"),
        pytest.param(FULL.replace("  - id: lavrov\n  ", "  -\n    id: lavrov\n  "), id="a dash on a line of its own"),
        pytest.param(
            FULL.replace('"Foreign minister: Russia" #', ">-\n      Foreign minister:\n      Russia\n    #"),
            id="folded",
        ),
        pytest.param(FULL.replace("name: Sergey", "name: &n Sergey").replace("'Lavrov'", "Lavrov"), id="an anchor"),
        pytest.param(FULL.replace("\n", "\r\n"), id="with the line ends of Windows"),
    ],
)
def test_an_entry_is_read_however_it_is_written(entry: str, tmp_path: Path) -> None:
    path = tmp_path / "people.yml"
    path.write_bytes(("\ufeff" + HEAD + entry).encode())
    heading, *found = read_watchlist(path)
    assert heading == Heading("people", "2026-01-31", "by hand", 2)
    assert [item.actor for item in found if isinstance(item, Listed)] == [LAVROV], found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("actors: [{id: a, name: Ann}, {id: b, name: Bo}]\n", ["a", "b"], id="in brackets"),
        pytest.param(
            "actors:\n- {id: a, name: Ann}\n- {id: b, name: Bo}\nsource: x\n", ["a", "b"], id="each in brackets"
        ),
        pytest.param("actors:\n  - id: a\n    name: Ann\nsource: x\n", ["a"], id="the heading behind"),
        pytest.param(
            "# nobody\n\nactors:\n  # soon\n\n  - id: a\n    name: Ann\n  # last\n", ["a"], id="among comments"
        ),
    ],
)
def test_lists_of_other_shapes(text: str, expected: list[str]) -> None:
    assert [actor.id for actor in actors(text)] == expected


def test_aliases_hold_in_all_languages() -> None:
    (actor,) = actors("actors:\n  - id: a\n    name: Ann\n    aliases: [Annie, آن]\n")
    assert actor.names == {"": ("Annie", "آن")}


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        pytest.param("  - name: Ann\n", 5, "id", "is missing; add it", id="no id"),
        pytest.param("  - id: a\n    kind: person\n", 5, "name", "is missing; add it", id="no name"),
        pytest.param(
            "  - id: a b\n    name: Ann\n", 5, "id", "'a b' is no name; use up to 64", id="an id with a space"
        ),
        pytest.param(
            "  - id: a\n    name: '...'\n", 6, "name", "'...' holds no word to look for", id="a name without a letter"
        ),
        pytest.param(
            "  - id: a\n    name: 112\n", 6, "name", "is no text; write one, in quotes", id="a number for a name"
        ),
        pytest.param("  - id: a\n    name: www.x.org\n", 6, "name", "holds no word", id="an address for a name"),
        pytest.param(
            "  - id: a\n    name: Ann\n    country: Qatar\n", 7, "country", "'Qatar' is no code", id="a country's name"
        ),
        pytest.param(
            "  - id: a\n    name: Ann\n    foreign: maybe\n", 7, "foreign", "neither true nor false", id="no truth"
        ),
        pytest.param("  - id: a\n    name: Ann\n    until: 2025\n", 7, "until", "is no text", id="a year for a day"),
        pytest.param(
            "  - id: a\n    name: Ann\n    until: soon\n", 7, "until", "'soon' is no day", id="a word for a day"
        ),
        pytest.param(
            "  - id: a\n    name: Ann\n    contry: QA\n",
            7,
            "contry",
            "unknown field, did you mean 'country'?",
            id="misspelt",
        ),
        pytest.param(
            "  - id: a\n    name: Ann\n    names: Annie\n", 7, "names", "is no mapping", id="names without language"
        ),
        pytest.param(
            "  - id: a\n    name: Ann\n    names:\n      en: [Ann]\n      arabic: [آن]\n",
            9,
            "names.arabic",
            "no tag of a language",
            id="a language's name",
        ),
        pytest.param(
            "  - id: a\n    name: Ann\n    names:\n      en:\n        - Ann\n        - 7\n",
            10,
            "names.en[1]",
            "is no text",
            id="a number among spellings",
        ),
        pytest.param(
            "  - id: a\n    id: b\n    name: Ann\n", 6, "", "the key 'id' stands there twice", id="a key twice"
        ),
        pytest.param(
            "  - id: a\n    name: [Ann\n  - id: b\n    name: Bo\n", 6, "", "not valid YAML", id="a bracket left open"
        ),
        pytest.param("  - Ann\n", 5, "actors", "an entry is no mapping", id="a word for an entry"),
        pytest.param(
            "  - id: a\n    name: *ann\n", 6, "", "not valid YAML: found undefined alias", id="an alias from elsewhere"
        ),
        pytest.param("", 1, "actors", "holds no actors", id="nobody"),
    ],
)
def test_a_fault_has_its_line_and_field(text: str, line: int, field: str, message: str) -> None:
    fault = next(item for item in items(HEAD + text) if isinstance(item, Unreadable))
    assert (fault.line, fault.field) == (line, field)
    assert message in fault.message


def test_reading_goes_on_behind_a_fault() -> None:
    found = items(HEAD + "  - id: a\n    name: [Ann\n  - id: b\n    name: Bo\n  - id: c\n")
    assert [type(item).__name__ for item in found] == ["Heading", "Unreadable", "Listed", "Unreadable"]


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        pytest.param("list: x\nas_of: last year\nactors:\n  - {id: a, name: Ann}\n", 2, "as_of", id="no day"),
        pytest.param("lists: x\nactors:\n  - {id: a, name: Ann}\n", 1, "lists", id="unknown field"),
        pytest.param("list: 7\nactors:\n  - {id: a, name: Ann}\n", 1, "list", id="no text"),
        pytest.param("- id: a\n  name: Ann\n", 1, "", id="no heading at all"),
        pytest.param("list: [\nactors:\n  - {id: a, name: Ann}\n", 1, "", id="not YAML"),
    ],
)
def test_a_fault_of_the_heading(text: str, line: int, field: str) -> None:
    fault = next(item for item in items(text) if isinstance(item, Unreadable))
    assert fault.field == field
    assert fault.line >= line


WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ["true", "No", "null", "~", "- a", "a: b", "a #b", "[a", "a]", "'a'", '"', "\\", "2026-01-31", "7", "a, b"]
    ),
    st.sampled_from(['סא"ל', "کرمان‌پور", "Rusya'nın", "{a}", "&a", "*a", "!a", "%a", "@a", "a\u2028b", "a\x85b", "é"]),
)
SPELLINGS = WORDS.map(str.strip).filter(lambda text: any("a" <= letter <= "z" or letter > "א" for letter in text))


def _usable(text: str) -> bool:
    try:
        return bool(spelling(text))
    except ValueError:
        return False


NAMES = SPELLINGS.filter(_usable)
PEOPLE = st.builds(
    WatchedActor,
    id=st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,20}\Z"),
    name=NAMES,
    kind=st.sampled_from(["person", "vessel", "true", "armed_group"]),
    country=st.sampled_from([None, "NO", "QA"]),
    foreign=st.booleans(),
    names=st.dictionaries(
        st.sampled_from(["", "ar", "en", "pt-BR", "no"]),
        st.lists(NAMES, min_size=1, max_size=3, unique=True).map(tuple),
        max_size=3,
    ),
    details=st.dictionaries(st.sampled_from(sorted({*DETAILS} - {"until", "as_of"})), WORDS.map(str.strip), max_size=2),
)


@given(st.lists(PEOPLE, min_size=1, max_size=4))
def test_what_is_written_is_read_as_the_same(people: list[WatchedActor]) -> None:
    assert actors(written_heading(Heading("x", "2026-01-31", "y")) + "".join(map(written, people))) == people


@given(PEOPLE)
def test_the_quick_reading_is_that_of_ruamel(person: WatchedActor) -> None:
    lines = written(person).splitlines(keepends=True)
    quick = plain_values("".join(lines).split("\n"), 2)
    if quick is not None:
        assert quick == YAML(typ="safe", pure=True).load("".join(lines))[0]


@given(st.lists(st.sampled_from([*FULL.splitlines(keepends=True), *"\n -:[]{}'\"#a,&*"]), max_size=14).map("".join))
def test_the_quick_reading_of_anything_is_that_of_ruamel_or_none(text: str) -> None:
    quick = plain_values(text.splitlines(keepends=True), 2) if text.startswith("  - ") else None
    if quick is not None:
        assert quick == YAML(typ="safe", pure=True).load(text)[0]


@pytest.mark.parametrize("path", starter_files(), ids=lambda path: path.stem)
def test_a_starter_list_is_read_as_ruamel_reads_it(path: Path) -> None:
    with path.open(encoding="utf-8") as file:
        expected = YAML(typ="safe", pure=True).load(file)
    found = list(read_watchlist(path))
    listed = [item for item in found if isinstance(item, Listed)]
    assert not [item for item in found if isinstance(item, Unreadable)]
    assert [item.actor.id for item in listed] == [entry["id"] for entry in expected["actors"]]
    for item, entry in zip(listed, expected["actors"], strict=True):
        spelt = {language: tuple(dict.fromkeys(names)) for language, names in entry["names"].items()}
        assert (item.actor.name, item.actor.names) == (entry["name"], spelt)


TABLE = """\
id,name,kind,country,foreign,ar,names.ru,aliases,role,colour
lavrov,Sergey Lavrov,person,RU,yes,سيرغي لافروف | لافروف,Лавров,Lavrov;Лавров,"Minister, foreign",red

mv-x,MV X,vessel,,,,,,,
"""


def test_a_table_is_read() -> None:
    skipped, first, second = read_csv(StringIO(TABLE))
    assert skipped == Skipped(1, "the column 'colour' is not read")
    assert first == Listed(
        2,
        WatchedActor(
            "lavrov",
            "Sergey Lavrov",
            "person",
            "RU",
            foreign=True,
            names={"ar": ("سيرغي لافروف", "لافروف"), "ru": ("Лавров",), "en": ("Lavrov",)},
            details={"role": "Minister, foreign"},
        ),
    )
    assert second == Listed(4, WatchedActor("mv-x", "MV X", "vessel"))


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        pytest.param("name,country\nAnn,QA\n", 1, "id", "heads no column 'id'", id="no column for ids"),
        pytest.param("", 1, "id", "heads no column 'id'", id="an empty file"),
        pytest.param("id,name\na,\n", 2, "name", "holds no word", id="no name"),
        pytest.param("id,name\na,Ann,QA\n", 2, "", "has 3 cells for 2 columns", id="a cell too many"),
        pytest.param("id,name,foreign\na,Ann,perhaps\n", 2, "foreign", "neither true nor false", id="no truth"),
        pytest.param('id,name\na,Ann\nb,"Bo\n', 3, "", "not valid CSV", id="a quote left open"),
        pytest.param("id;name;country\na;Ann;Qatar\n", 2, "country", "'Qatar' is no code", id="parted by semicolons"),
    ],
)
def test_a_fault_of_a_table(text: str, line: int, field: str, message: str) -> None:
    fault = next(item for item in read_csv(StringIO(text)) if isinstance(item, Unreadable))
    assert (fault.line, fault.field) == (line, field)
    assert message in fault.message


def test_the_simple_table_of_opensanctions_is_read() -> None:
    text = 'id,schema,name,aliases,birth_date,countries\nQ1,Person,Ann Otter,"Анна;Ann O.",1970,ru;qa\n'
    listed = [item.actor for item in read_csv(StringIO(text)) if isinstance(item, Listed)]
    assert listed == [WatchedActor("Q1", "Ann Otter", "person", "RU", names={"ru": ("Анна",), "en": ("Ann O.",)})]


def entity(**changed: object) -> bytes:
    properties = {"name": ["Ann Otter", "آن أوتر"], "alias": ["Анна Оттер"], "weakAlias": ["Annie"], "country": ["qa"]}
    whole = {"id": "NK-1", "schema": "Person", "caption": "Ann Otter", "properties": properties, "target": True}
    return json.dumps({**whole, **changed}, ensure_ascii=False).encode() + b"\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            entity(),
            WatchedActor(
                "NK-1",
                "Ann Otter",
                "person",
                "QA",
                names={"en": ("Ann Otter",), "ar": ("آن أوتر",), "ru": ("Анна Оттер",)},
                details={"opensanctions": "NK-1"},
            ),
            id="a person, without the weak alias",
        ),
        pytest.param(
            entity(
                schema="Company", properties={"name": ["Delta"], "jurisdiction": ["suhh", "ru"], "wikidataId": ["Q7"]}
            ),
            WatchedActor(
                "NK-1",
                "Ann Otter",
                "company",
                "RU",
                names={"en": ("Delta",)},
                details={"opensanctions": "NK-1", "wikidata": "Q7"},
            ),
            id="a company, its Wikidata item and the first real country",
        ),
        pytest.param(
            entity(schema="PublicBody", caption="", properties={"name": ["وزارة"]}),
            WatchedActor("NK-1", "وزارة", "ministry", names={"ar": ("وزارة",)}, details={"opensanctions": "NK-1"}),
            id="a public body without caption",
        ),
    ],
)
def test_an_entity_is_read(line: bytes, expected: WatchedActor) -> None:
    assert list(read_entities([b"\n", line])) == [Listed(2, expected)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param(
            entity(schema="Address"), Skipped(1, "the schema Address is nobody to watch for"), id="an address"
        ),
        pytest.param(
            entity(properties={"weakAlias": ["Annie"]}), Skipped(1, "it has no name or alias"), id="weak alone"
        ),
        pytest.param(entity(properties={"name": ["--"]}), Skipped(1, "it has no name or alias"), id="a name of signs"),
        pytest.param(b"{\n", Unreadable(1, "", "not valid JSON"), id="a line that is cut"),
        pytest.param(b'{"id": "a"}\n', Unreadable(1, "", "no entity of FollowTheMoney"), id="another JSON"),
        pytest.param(b"[]\n", Unreadable(1, "", "no entity of FollowTheMoney"), id="a list"),
        pytest.param(entity(id="a/b"), Unreadable(1, "id", "'a/b' is no name"), id="an id that is none"),
    ],
)
def test_what_is_passed_over_or_wrong(line: bytes, expected: Skipped | Unreadable) -> None:
    (found,) = read_entities([line])
    assert type(found) is type(expected)
    if isinstance(found, Unreadable):
        assert isinstance(expected, Unreadable)
        assert found.field == expected.field
        assert found.message.startswith(expected.message)
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.yml", "marsad"),
        ("A.YAML", "marsad"),
        ("a.csv", "csv"),
        ("a.tsv", "csv"),
        ("a.jsonl", "ftm"),
        ("a.ftm.json", "ftm"),
    ],
)
def test_the_name_tells_the_format(name: str, form: str) -> None:
    assert format_of(Path(name)) == form


def test_what_cannot_be_a_list(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no name of a watch list; it must end in"):
        format_of(Path("people.txt"))
    with pytest.raises(SetupError, match="cannot be read: No such file"):
        list(read_watchlist(tmp_path / "gone.yml"))
    path = tmp_path / "old.csv"
    path.write_bytes("id,name\na,Ann\nb,آن\n".encode("cp1256"))
    assert list(read_watchlist(path))[-1] == Unreadable(3, "", "not UTF-8 text; save the file as UTF-8")
