"""One article as others write it in JSON, read with forgiveness; what strict senders hear stands in test_push."""

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.parsing.entries import Origin
from connectors.sources.json_article import BadArticle, article_from_json
from streams.records import Article, encode
from tests.virtual_clock import START

ORIGIN = Origin("partner", "Partner")


def read(value: Any, origin: Origin = ORIGIN) -> Article:
    return article_from_json(value, origin, START)


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        pytest.param({"title": " A\n title "}, "title", "A title", id="a title is one line"),
        pytest.param({"title": "x", "body": "<p>One</p><p>Two &amp; three</p>"}, "body", "One\nTwo & three", id="HTML"),
        pytest.param({"title": "x", "body": "a < b > c\n\nd"}, "body", "a < b > c\nd", id="signs are no markup"),
        pytest.param({"title": "x", "url": "javascript:x"}, "url", "", id="no web address is none"),
        pytest.param({"title": "x", "summary": ["y"]}, "summary", "", id="what is no text is left out"),
        pytest.param({"title": "x", "language": "ar"}, "language", "ar", id="language"),
        pytest.param({"title": "x", "publisher": "The\nPaper"}, "publisher", "The Paper", id="publisher"),
        pytest.param({"title": "x", "publisher": " "}, "publisher", "Partner", id="an empty publisher is none"),
        pytest.param({"title": "x", "id": 17}, "extra", {"guid": "17"}, id="a number as id"),
        pytest.param({"title": "x", "guid": "g", "id": "i"}, "extra", {"guid": "g"}, id="guid is id"),
        pytest.param({"title": "x", "fetched_at": "2020-01-01"}, "fetched_at", START, id="found now, without replay"),
        pytest.param({"title": "x", "published_at": 1793606700}, "published_raw", "1793606700", id="seconds"),
        pytest.param({"title": "\ud800x"}, "title", "x", id="half a character"),
    ],
)
def test_fields(given: dict[str, Any], field: str, value: object) -> None:
    made = read(given)
    assert getattr(made, field) == value
    assert encode(made)


def test_seconds_are_a_date() -> None:
    assert read({"title": "x", "published_at": 1793606700}).published_at == datetime(2026, 11, 2, 8, 5, tzinfo=UTC)


def test_the_configured_language_wins() -> None:
    assert read({"title": "x", "language": "en"}, Origin("a", "A", "ar")).language == "ar"


@pytest.mark.parametrize("value", [None, True, 1, "x", [], {}, {"headline": "x"}, {"title": " "}], ids=repr)
def test_what_is_no_article(value: object) -> None:
    with pytest.raises(BadArticle) as caught:
        read(value)
    assert not str(caught.value).endswith(".")
