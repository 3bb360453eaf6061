"""The five development articles beside the checkout, against what people marked in them."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from connectors.extraction import ExtractedText, extract_text

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
RECALL = 0.98
PRECISION = 0.95

pytestmark = pytest.mark.skipif(
    not (SEEDS / "gold.yaml").is_file(), reason="the development articles (../shared/seeds) are not beside the checkout"
)

SOURCES = {"000": "تاس", "001": "alarabiya.net", "002": "euronews", "003": "موقع 24", "004": ""}
"""A name within the marked one, or the marked domain."""

DATES = {"000": "السبت 30/نوفمبر/2024 - 09:21 م", "002": "31st, October 2024 GMT", "003": "30th, November 2024 GMT"}
"""The dates that are written on the pages. The others have none."""


@cache
def documents() -> dict[str, tuple[dict[str, Any], ExtractedText]]:
    """What was marked in each article, and what is found."""
    gold = YAML(typ="safe").load((SEEDS / "gold.yaml").read_text("utf-8"))
    return {one["id"]: (one, extract_text((SEEDS / one["file"]).read_text("utf-8"))) for one in gold["documents"]}


def characters(number: str) -> tuple[set[int], set[int]]:
    """The places of the characters of the body: as marked, as found."""
    marked, found = documents()[number]
    return (
        {place for span in marked["body_spans"] for place in range(span["start"], span["end"])},
        {place for start, end in found.body_spans for place in range(start, end)},
    )


@pytest.mark.parametrize("number", sorted(SOURCES))
def test_body_title_source_and_date(number: str) -> None:
    marked, found = documents()[number]
    told, kept = characters(number)
    assert len(told & kept) >= RECALL * len(told)
    assert len(told & kept) >= PRECISION * len(kept)
    assert found.title == marked["title"]
    assert found.title_span == tuple(marked["title_span"])
    assert found.source == SOURCES[number]
    named = f"{marked['source']['name']} {marked['source'].get('domain', '')}"
    assert found.source in named
    assert found.published_raw == DATES.get(number, "")


def test_all_together() -> None:
    told, kept, both = 0, 0, 0
    for number in SOURCES:
        marked, found = characters(number)
        told, kept, both = told + len(marked), kept + len(found), both + len(marked & found)
    assert both >= RECALL * told
    assert both >= PRECISION * kept
