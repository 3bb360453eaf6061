"""An explanation for scripts: plain values under keys that stay."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from marsad.explanation import Explanation


def values(explanation: Explanation) -> dict[str, Any]:
    """Everything, for JSON. ``record`` is None unless the article comes from the topic."""
    article, material = explanation.article, explanation.material
    record = material.tagged
    return {
        "article": {
            "id": article.id,
            "url": article.url,
            "source": article.source,
            "publisher": article.publisher,
            "title": article.title,
            "lead": article.summary,
            "body": article.body,
            "declared_language": article.language,
            "published_at": _moment(article.published_at),
            "fetched_at": _moment(article.fetched_at),
        },
        "language": {"code": explanation.language, "reason": explanation.language_reason},
        "mentions": [asdict(row) for row in explanation.mentions],
        "countries": [asdict(row) for row in explanation.countries],
        "actors": [asdict(row) for row in explanation.actors],
        "refused": [asdict(row) for row in explanation.refused],
        "cut": [{"kind": piece.kind, "text": piece.text} for piece in material.cut],
        "kept_whole": material.kept_whole,
        "record": record and {"story": record.story, "duplicate_of": record.duplicate_of},
        "changed": explanation.changed,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
