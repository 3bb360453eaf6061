"""``docs/records.schema.json`` is what the records are now."""

import json
from pathlib import Path

from marsad.schemas import schemas
from streams.topics import TOPICS

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "records.schema.json"


def test_the_committed_schemas_are_current() -> None:
    assert COMMITTED.read_text("utf-8") == schemas(), "run 'make schemas' and commit docs/records.schema.json"


def test_every_topic_has_a_schema_that_can_be_found() -> None:
    document = json.loads(schemas())
    assert set(document["topics"]) == {topic.name for topic in TOPICS}
    for reference in document["topics"].values():
        assert reference["$ref"].removeprefix("#/definitions/") in document["definitions"]
