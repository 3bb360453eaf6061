"""Articles for the tests of understanding."""

from datetime import UTC, datetime

from streams.records import Article


def article(title: str = "", summary: str = "", body: str = "", language: str = "", id: str = "one") -> Article:  # noqa: A002 - the record's own name for it
    """An article with the fields that matter here."""
    return Article(
        id=id,
        url="https://example.org/1",
        canonical_url="https://example.org/1",
        source="feed",
        publisher="Example",
        title=title,
        summary=summary,
        body=body,
        language=language,
        fetched_at=datetime(2025, 1, 1, tzinfo=UTC),
    )
