"""Names in a configuration that refer to each other, looked at without the models."""

from typing import Any

import pytest

from marsad.positions import Location
from marsad.references import dotted, faults, suggestion

GOOD: dict[str, Any] = {
    "feeds": [{"id": "one"}],
    "actors": [{"id": "varlan"}],
    "rules": [{"id": "talks", "receivers": ["desk"], "match": {"actors": ["varlan"], "sources": {"any": ["one"]}}}],
    "receivers": [{"id": "desk"}],
}


def rule(**changed: object) -> dict[str, Any]:
    return {**GOOD, "rules": [{**GOOD["rules"][0], **changed}]}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        pytest.param(GOOD, [], id="all are there"),
        pytest.param(
            rule(receivers=["desk", "dsek"]),
            [("rules[0].receivers[1]", "unknown receiver 'dsek', did you mean 'desk'?")],
            id="a receiver with a near one",
        ),
        pytest.param(
            rule(match={"not": {"any": [{"actors": {"none": ["nobody"]}}]}}),
            [("rules[0].match.not.any[0].actors.none[0]", "unknown actor 'nobody'")],
            id="an actor deep inside, with nothing near",
        ),
        pytest.param(
            {**GOOD, "feeds": [{"id": "one"}, {"id": "one"}]},
            [("feeds[1].id", "'one' is given twice; ids must differ")],
            id="an id twice",
        ),
        pytest.param(
            {
                **rule(match={"sources": ["wires.daily.a1b2c3", "wire.daily.a1b2c3", "one.daily"]}),
                "feeds": [{"id": "one"}, {"id": "wires", "kind": "opml"}],
            },
            [
                ("rules[0].match.sources[1]", "unknown source 'wire.daily.a1b2c3'"),
                ("rules[0].match.sources[2]", "unknown source 'one.daily'"),
            ],
            id="feeds of a list are named by it",
        ),
        pytest.param({**GOOD, "rules": "none"}, [], id="a section of the wrong shape is the models' affair"),
        pytest.param(
            {**GOOD, "rules": [None, {"receivers": "desk", "match": 3}]}, [], id="entries of the wrong shape too"
        ),
        pytest.param({}, [], id="nothing at all"),
    ],
)
def test_faults(values: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert [(dotted(location), message) for location, message in faults(values)] == found


@pytest.mark.parametrize(
    ("location", "text"),
    [
        pytest.param((), "", id="the whole"),
        pytest.param(("rules", 0, "name"), "rules[0].name", id="a field of an entry"),
        pytest.param(("a", 1, 2, "b"), "a[1][2].b", id="lists in lists"),
    ],
)
def test_dotted(location: Location, text: str) -> None:
    assert dotted(location) == text


def test_a_suggestion_is_made_only_when_something_is_near() -> None:
    assert suggestion("ruels", ["rules", "feeds"]) == ", did you mean 'rules'?"
    assert suggestion("xyz", ["rules", "feeds"]) == ""
