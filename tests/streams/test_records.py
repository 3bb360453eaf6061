"""The records: what is read, what is refused and why, and identifiers that never change."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import BadRecord
from streams.metrics import DEAD_LETTER_REASONS
from streams.records import (
    MAXIMUM_DEAD_PAYLOAD_BYTES,
    SCHEMA,
    Article,
    DeadLetter,
    TaggedArticle,
    decode,
    derived_id,
    encode,
)
from streams.topics import DEAD_LETTERS

PLAIN: dict[str, Any] = {
    "id": "a1",
    "url": "https://example.org/1",
    "canonical_url": "https://example.org/1",
    "source": "bahr",
    "publisher": "Bahr",
    "title": "قمة في عمّان",
    "fetched_at": "2026-03-01T08:30:00Z",
}


def wire(**changes: Any) -> bytes:
    return json.dumps(PLAIN | changes, ensure_ascii=False).encode()


def test_fields_that_are_missing_have_defaults() -> None:
    article = decode(Article, wire())
    assert (article.schema, article.summary, article.published_at, article.extra) == (SCHEMA, "", None, {})
    assert article.fetched_at == datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def test_fields_of_a_later_version_are_kept_out() -> None:
    article = decode(Article, wire(schema=SCHEMA + 1, sentiment=0.4))
    assert not hasattr(article, "sentiment")
    assert b"sentiment" not in encode(article)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(b"", "not_json", id="nothing"),
        pytest.param(b"{", "not_json", id="torn JSON"),
        pytest.param(b"not json", "not_json", id="no JSON"),
        pytest.param(wire() + b"{}", "not_json", id="more than one value"),
        pytest.param(b"[]", "schema", id="not an object"),
        pytest.param(b"{}", "schema", id="required fields are missing"),
        pytest.param(wire(title=7), "schema", id="a number where text belongs"),
        pytest.param(wire(fetched_at="2026-03-01T08:30:00"), "schema", id="a time without its zone"),
        pytest.param(wire(fetched_at="yesterday"), "schema", id="no time"),
        pytest.param(wire(schema=SCHEMA + 2), "schema", id="two versions ahead"),
        pytest.param(wire(schema=SCHEMA - 2), "schema", id="two versions behind"),
        pytest.param(wire().replace(b"Bahr", b"\xff\xfe"), "unicode", id="bytes that are no UTF-8"),
        pytest.param(wire().replace(b"Bahr", b"\xed\xa0\x80"), "unicode", id="a surrogate in UTF-8"),
        pytest.param(wire().replace(b"Bahr", rb"\ud800"), "unicode", id="the escape of a lone high surrogate"),
        pytest.param(wire().replace(b"Bahr", rb"\udc00 x"), "unicode", id="the escape of a lone low surrogate"),
        pytest.param(wire(body="x" * 3_000_000), "too_large", id="more than a stage takes"),
    ],
)
def test_what_cannot_be_read_has_its_reason(value: bytes, reason: str) -> None:
    with pytest.raises(BadRecord) as caught:
        decode(Article, value)
    assert caught.value.reason == reason
    assert reason in DEAD_LETTER_REASONS


def test_escaped_surrogates_that_make_a_pair_are_read() -> None:
    assert decode(Article, wire().replace(b"Bahr", rb"\ud83d\udcf0")).publisher == "📰"


def test_text_that_utf8_cannot_hold_is_not_written() -> None:
    with pytest.raises(BadRecord) as caught:
        encode(Article(**(PLAIN | {"title": "\ud800", "fetched_at": datetime.now(UTC)})))
    assert caught.value.reason == "unicode"


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_what_is_written_is_read_back(title: str, body: str) -> None:
    article = Article(**(PLAIN | {"title": title, "body": body, "fetched_at": datetime(2026, 3, 1, tzinfo=UTC)}))
    tagged = TaggedArticle(article=article, language="ar")
    assert decode(TaggedArticle, encode(tagged)) == tagged


def test_the_largest_dead_letter_fits_into_its_topic() -> None:
    letter = DeadLetter(
        id="d1",
        stage="tag",
        topic="articles",
        position="1-1",
        reason="too_large",
        error="e" * 2000,
        at=datetime(2026, 3, 1, tzinfo=UTC),
        payload=b"\x00" * MAXIMUM_DEAD_PAYLOAD_BYTES,
        payload_bytes=MAXIMUM_DEAD_PAYLOAD_BYTES,
        traceback="ف" * 8000,
    )
    assert len(encode(letter)) <= DEAD_LETTERS.maximum_bytes


@pytest.mark.parametrize(
    ("parts", "identifier"),
    [
        pytest.param(("rule", "story"), derived_id("rule", "story"), id="the same parts, the same id"),
        pytest.param((), derived_id(), id="no parts"),
        pytest.param(("\ud800",), derived_id("\ud800"), id="even of what is no valid Unicode"),
    ],
)
def test_derived_ids_are_stable(parts: tuple[str, ...], identifier: str) -> None:
    assert derived_id(*parts) == identifier
    assert len(identifier) == 20
    int(identifier, 16)


def test_a_derived_id_is_the_same_for_ever() -> None:
    """Written down, since a change would make every replay repeat its alerts."""
    assert derived_id("rule", "قصة", "0") == "621e8813225ccd0c3726"


def test_derived_ids_tell_apart_where_one_part_ends() -> None:
    assert derived_id("ab", "c") != derived_id("a", "bc") != derived_id("abc")
