"""The JSON Schemas of the records, for whoever reads or writes the topics from outside.

``python -m marsad.schemas FILE`` writes them; a test holds the committed file current.
"""

import json
import sys
from pathlib import Path

import msgspec

from streams.topics import TOPICS


def schemas() -> str:
    """One JSON document with the schema of each topic's record under the topic's name."""
    _, components = msgspec.json.schema_components(
        [topic.record for topic in TOPICS], ref_template="#/definitions/{name}"
    )
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The records on Marsad's topics",
        "topics": {topic.name: {"$ref": f"#/definitions/{topic.record.__name__}"} for topic in TOPICS},
        "definitions": components,
    }
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schemas(), "utf-8")
