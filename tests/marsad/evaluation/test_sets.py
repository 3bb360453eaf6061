"""Reading the evaluation sets, on small invented files."""

import json
from pathlib import Path

import pytest

from marsad.evaluation import sets
from marsad.evaluation.name_tables import Pair, Spellings, different_names, persons, spellings
from marsad.evaluation.seed_pages import body_of
from marsad.evaluation.sentences import is_outside
from marsad.evaluation.sets import OneCountry, Seed, Span, Tokens

GOLD = """
documents:
- id: '007'
  file: page.txt
  body_spans:
  - {start: 6, end: 15}
  countries: [IR]
  countries_mentioned: [{code: QA}]
  false_countries: [{code: US, where: tags}]
  actors:
  - name: Invented Person
    surface_forms: [{form: فلان, starts: [6, 11]}]
  actors_optional:
  - {name: An agency, forms: [وكالة]}
"""


def seed(folder: Path) -> Seed:
    (folder / "gold.yaml").write_text(GOLD, "utf-8")
    (folder / "page.txt").write_text("title\nفلان\nفلان\ntag", "utf-8")
    return sets.seeds(folder)[0]


def test_a_seed(tmp_path: Path) -> None:
    page = seed(tmp_path)
    assert (page.about, page.mentioned, page.false) == ({"IR"}, {"IR", "QA"}, {"US"})
    assert page.actors == ((6, "فلان"), (11, "فلان"))
    assert page.optional == {"وكالة"}


def test_the_body_keeps_its_offsets(tmp_path: Path) -> None:
    page = seed(tmp_path)
    assert body_of(page) == "     \nفلان\nفلان\n   "
    assert all(body_of(page)[start:].startswith(form) for start, form in page.actors)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param({"main": "TUN"}, {}, {"TN"}, id="who acts"),
        pytest.param({"main": "IRN"}, {"main": "ISR"}, {"IR", "IL"}, id="and who suffers"),
        pytest.param({"main": "IGO"}, {"main": "UNKNOWN"}, set(), id="no countries"),
        pytest.param({"role": "None"}, "None", set(), id="no code at all"),
    ],
)
def test_protests(tmp_path: Path, source: object, target: object, expected: set[str]) -> None:
    path = tmp_path / "spans.json"
    path.write_text(json.dumps([{"text": "نص", "spans": [{"source_role": source, "target_role": target}]}]), "utf-8")
    assert sets.protest_spans(path) == [Span("نص", frozenset(expected))]


TOKENS = "زار O\nفلان B-PERS\nالفلاني I-PERS\nإيران B-LOC\n\nوصل O\nعلان B-PERS\n"


def test_tokens(tmp_path: Path) -> None:
    path = tmp_path / "tokens.txt"
    path.write_text(TOKENS, "utf-8")
    assert sets.tokens(path) == [
        Tokens("زار فلان الفلاني إيران", (0, 4, 9, 17), ("O", "B-PERS", "I-PERS", "B-LOC")),
        Tokens("وصل علان", (0, 4), ("O", "B-PERS")),
    ]


@pytest.mark.parametrize(
    ("start", "end", "outside"),
    [
        pytest.param(0, 3, True, id="a word of no name"),
        pytest.param(0, 8, False, id="a part of it in a name"),
        pytest.param(17, 22, False, id="the last token"),
        pytest.param(1, 2, True, id="inside of a token"),
        pytest.param(5, 6, False, id="inside of a name"),
    ],
)
def test_what_is_outside_of_names(start: int, end: int, outside: bool) -> None:
    sentence = Tokens("زار فلان الفلاني إيران", (0, 4, 9, 17), ("O", "B-PERS", "I-PERS", "B-LOC"))
    assert is_outside(sentence, start, end) is outside


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        pytest.param("زار فلان الفلاني إيران", "O B-PERS I-PERS B-LOC", ["فلان الفلاني"], id="two words"),
        pytest.param("زار فلان", "O B-PERS", [], id="one word"),
        pytest.param("فلان علان فلان علان", "B-PERS I-PERS B-PERS I-PERS", ["فلان علان"], id="each once"),
        pytest.param("فلان علان", "B-PERS B-PERS", [], id="two persons side by side"),
        pytest.param("فلان علان", "I-PERS I-PERS", [], id="no beginning"),
    ],
)
def test_persons_of_a_corpus(text: str, tags: str, expected: list[str]) -> None:
    words = text.split()
    starts = tuple(sum(len(word) + 1 for word in words[:place]) for place in range(len(words)))
    assert persons([Tokens(text, starts, tuple(tags.split()))]) == expected


TOPONYM = """
<toponym><start>{start}</start><end>{end}</end><phrase>{phrase}</phrase>
<gaztag><name>{phrase}</name>{country}</gaztag></toponym>
"""


@pytest.mark.parametrize(
    ("phrase", "country", "expected"),
    [
        pytest.param("Tehran", "<country>Iran</country>", [(8, 14, "IR")], id="a place in a country"),
        pytest.param("Tehran", "<country>Ivory Coast</country>", [(8, 14, "CI")], id="as GeoNames calls it"),
        pytest.param("Tehran", "", [(8, 14, "")], id="a place in no country"),
    ],
)
def test_toponyms(tmp_path: Path, phrase: str, country: str, expected: list[tuple[int, int, str]]) -> None:
    path = tmp_path / "toponyms.xml"
    place = TOPONYM.format(start=8, end=14, phrase=phrase, country=country)
    path.write_text(
        f'<articles><article docid="9"><title>\n A  title\n</title><text>Late in Tehran.</text>'
        f"<toponyms>{place}</toponyms></article></articles>",
        "utf-8",
    )
    (article,) = sets.toponyms(path)
    assert (article.id, article.title, article.text) == ("9", "A title", "Late in Tehran.")
    assert list(article.places) == expected


def test_one_country(tmp_path: Path) -> None:
    path = tmp_path / "bbc.json"
    rows = [{"handCodedCountryCode": code, "text": "A text."} for code in ("GB", " ", "IR ")]
    path.write_text(json.dumps(rows), "utf-8")
    assert sets.one_country([path]) == [OneCountry("bbc 0", "A text.", "GB"), OneCountry("bbc 2", "A text.", "IR")]


def test_the_tables_of_names(tmp_path: Path) -> None:
    (tmp_path / "variants.yml").write_text("- {id: a-b, kind: person, language: en, listed: A Be, variants: [A Bee]}")
    (tmp_path / "different.yml").write_text("- {language: en, listed: A Be, other: C De, reason: invented}")
    assert spellings(tmp_path / "variants.yml") == [Spellings("a-b", "en", "A Be", ("A Bee",))]
    assert different_names(tmp_path / "different.yml") == [Pair("en", "A Be", "C De")]
