"""Feeds are added and removed in place: every other byte of the file stays."""

from pathlib import Path

import pytest

from marsad.config import ConfigurationError, load
from marsad.feed_list import Added, NewFeed, add, remove
from streams.errors import SetupError

HEAD = "# What we watch\nengine: embedded\n"
TAIL = """
rules: # who is told of what
  - {id: all, name: All, match: {languages: [ar]}, receivers: [desk]}
receivers:
  - id: desk
    channels: [{kind: console}]
"""
ONE = """feeds:
  # the first
  - id: one
    url: https://one.example/rss # ours
    every: 5m
"""
TWO = """  - id: two # another
    url: https://two.example/rss
"""


def written(tmp_path: Path, feeds: str) -> Path:
    path = tmp_path / "watch.yml"
    path.write_text(HEAD + feeds + TAIL, "utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "feed", "after"),
    [
        pytest.param(
            ONE,
            NewFeed("https://new.example/rss", "new"),
            ONE + "  - id: new\n    url: https://new.example/rss\n",
            id="after the last",
        ),
        pytest.param(
            ONE,
            NewFeed("https://new.example/rss", "new", "الأفق: الخليج", "ar"),
            ONE + '  - id: new\n    url: https://new.example/rss\n    publisher: "الأفق: الخليج"\n    language: ar\n',
            id="with a publisher that needs quotes",
        ),
        pytest.param(
            ONE,
            NewFeed("https://www.new.example/rss"),
            ONE + "  - id: new-example\n    url: https://www.new.example/rss\n",
            id="a name of its own",
        ),
        pytest.param(
            "feeds:\n- {id: one, url: a.xml}\n",
            NewFeed("b.xml", "b"),
            "feeds:\n- {id: one, url: a.xml}\n- id: b\n  url: b.xml\n",
            id="no indentation",
        ),
        pytest.param(
            ONE,
            NewFeed("https://n.example/?a=1#b", "new"),
            ONE + '  - id: new\n    url: "https://n.example/?a=1#b"\n',
            id="an address that needs quotes",
        ),
    ],
)
def test_adding(tmp_path: Path, before: str, feed: NewFeed, after: str) -> None:
    path = written(tmp_path, before)
    result = add(path, [feed], {})
    assert path.read_text("utf-8") == HEAD + after + TAIL
    assert load(path).feeds[-1].model_dump()["id"] == result.added[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            (HEAD + ONE + TAIL).replace("\n", "\r\n"),
            (HEAD + ONE + "  - id: b\n    url: b.xml\n" + TAIL).replace("\n", "\r\n"),
            id="Windows line ends",
        ),
        pytest.param(
            "\ufeff" + HEAD + ONE + TAIL,
            "\ufeff" + HEAD + ONE + "  - id: b\n    url: b.xml\n" + TAIL,
            id="a byte order mark",
        ),
        pytest.param(
            TAIL + "feeds:\n  - id: one\n    url: a.xml",
            TAIL + "feeds:\n  - id: one\n    url: a.xml\n  - id: b\n    url: b.xml\n",
            id="no line end at the end",
        ),
        pytest.param(
            "feeds:\n  -   id: one\n      url: a.xml\n" + TAIL,
            "feeds:\n  -   id: one\n      url: a.xml\n  - id: b\n    url: b.xml\n" + TAIL,
            id="more blanks after the dash",
        ),
        pytest.param(
            "feeds:\n -\n   # a comment\n   id: one\n   url: a.xml\n" + TAIL,
            "feeds:\n -\n   # a comment\n   id: one\n   url: a.xml\n - id: b\n   url: b.xml\n" + TAIL,
            id="the dash on a line of its own",
        ),
    ],
)
def test_files_of_every_form(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "watch.yml"
    path.write_bytes(before.encode())
    add(path, [NewFeed("b.xml", "b")], {})
    assert path.read_bytes().decode() == after
    remove(path, ["b"], {})
    assert path.read_bytes().decode().strip() == before.strip()


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    path, link = written(tmp_path, ONE), tmp_path / "link.yml"
    link.symlink_to(path)
    path.chmod(0o640)
    add(link, [NewFeed("b.xml", "b")], {})
    assert link.is_symlink()
    assert "b.xml" in path.read_text("utf-8")
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "publisher",
    ["yes", "1", "a: b", "- a", "#", "'", '"', "\\", "a\nb", "${A", "*x", "الأفق", "[a]", "null", "~", "0x1"],
)
def test_every_name_comes_back_as_it_was(tmp_path: Path, publisher: str) -> None:
    path = written(tmp_path, ONE)
    add(path, [NewFeed("https://b.example/a//b?c=[d]&e='f'#g:", "b", publisher)], {})
    feed = load(path).feeds[-1].model_dump()
    assert (feed["publisher"], feed["url"]) == (publisher, "https://b.example/a//b?c=[d]&e='f'#g:")


def test_an_address_that_is_there_is_not_added_again(tmp_path: Path) -> None:
    path = written(tmp_path, ONE)
    same = NewFeed("http://one.example/rss?utm_source=x")
    assert add(path, [same, NewFeed("b.xml", "b"), NewFeed("b.xml")], {}) == Added(("b",), (same.url, "b.xml"))
    assert add(path, [same], {}) == Added((), (same.url,))


def test_names_differ(tmp_path: Path) -> None:
    path = written(tmp_path, ONE)
    added = add(path, [NewFeed(f"https://a.example/{number}") for number in range(3)], {}).added
    assert added[0] == "a-example"
    assert len(set(added)) == 3


@pytest.mark.parametrize(
    ("identifiers", "after"),
    [
        pytest.param(["two"], ONE, id="the last"),
        pytest.param(["one"], "feeds:\n  # the first\n" + TWO, id="the first"),
    ],
)
def test_removing(tmp_path: Path, identifiers: list[str], after: str) -> None:
    path = written(tmp_path, ONE + TWO)
    remove(path, identifiers, {})
    assert path.read_text("utf-8") == HEAD + after + TAIL


def test_what_is_added_can_be_removed(tmp_path: Path) -> None:
    path = written(tmp_path, ONE)
    before = path.read_bytes()
    remove(path, add(path, [NewFeed("https://a.example/")], {}).added, {})
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("feeds", "feed", "message"),
    [
        pytest.param(
            "feeds: [{id: one, url: a.xml}]\n", NewFeed("b.xml"), "watch.yml:3: feeds stand on one line", id="one line"
        ),
        pytest.param(ONE, NewFeed("b.xml", "one"), "stays as it is, .*'one' is given twice", id="an id that is taken"),
        pytest.param(ONE, NewFeed("ftp://b.example/", "b"), "ftp:// is not supported", id="no feed's address"),
    ],
)
def test_a_refused_change_leaves_the_file(tmp_path: Path, feeds: str, feed: NewFeed, message: str) -> None:
    path = written(tmp_path, feeds)
    before = path.read_bytes()
    with pytest.raises(SetupError, match=message):
        add(path, [feed], {})
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["watch.yml"]


@pytest.mark.parametrize(
    ("identifier", "message"),
    [
        pytest.param("three", "there is no feed 'three'", id="unknown"),
        pytest.param("one", "feeds", id="the last feed of all"),
    ],
)
def test_a_refused_removal_leaves_the_file(tmp_path: Path, identifier: str, message: str) -> None:
    path = written(tmp_path, ONE)
    before = path.read_bytes()
    with pytest.raises((SetupError, ConfigurationError), match=message):
        remove(path, [identifier], {})
    assert path.read_bytes() == before
