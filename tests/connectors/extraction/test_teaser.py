"""Which items are teasers, and what becomes of them with their page."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.extraction import ExtractedPage, Full, NoArticle, Removed, Teaser, completed, is_teaser
from streams.records import Article
from tests.virtual_clock import START

TITLE = "Ferry line to Meridian opens again after a winter of repairs"
LEAD = "The ferry line between Meridian and the outer islands opened again on Thursday after a winter of repairs."
TEXT = f"{LEAD}\n" + "Engineers had worked on the piers since October, and the harbour master praised them. " * 8


def article(title: str = TITLE, summary: str = "", body: str = "", published: datetime | None = None) -> Article:
    return Article(
        id="1",
        url="https://gazette.example/1",
        canonical_url="https://gazette.example/1",
        source="gazette",
        publisher="Gazette",
        title=title,
        summary=summary,
        body=body,
        fetched_at=START,
        published_at=published,
    )


def found(text: str = TEXT, published: str = "", language: str = "en") -> ExtractedPage:
    return ExtractedPage(
        title="The page's title",
        text=text,
        published_raw=published,
        publisher="Somebody",
        language=language,
        author="Ada Quill",
        original_source="Harbourwire",
        how="trafilatura",
        removed=(Removed("related", 120), Removed("tags", 14)),
    )


@pytest.mark.parametrize(
    ("summary", "body", "reason"),
    [
        pytest.param("", "", "the feed gives no text", id="nothing"),
        pytest.param(TITLE, "", "the feed's text is the title", id="the title again"),
        pytest.param(LEAD, "", f"the feed's text has only {len(LEAD)} characters", id="a short summary"),
        pytest.param(LEAD * 9 + " Then the…", "", "the feed's text says that it goes on elsewhere", id="an ellipsis"),
        pytest.param(LEAD * 9 + " Then [...]", "", "the feed's text says that it goes on elsewhere", id="in brackets"),
        pytest.param(LEAD * 9 + " Read more »", "", "the feed's text says that it goes on elsewhere", id="read more"),
        pytest.param(
            "قال المدير. " * 60 + "اقرأ المزيد", "", "the feed's text says that it goes on elsewhere", id="Arabic"
        ),
        pytest.param(
            "قال المدير. " * 60 + "التفاصيل...", "", "the feed's text says that it goes on elsewhere", id="details"
        ),
        pytest.param(
            "Сказал он. " * 60 + "Читать далее", "", "the feed's text says that it goes on elsewhere", id="Russian"
        ),
        pytest.param(LEAD * 9 + " Then the", "", "the feed's text ends within a sentence", id="cut"),
        pytest.param(LEAD, LEAD, f"the feed's text has only {len(LEAD)} characters", id="the summary for a body"),
        pytest.param(
            LEAD * 9 + " [&#8230;] The post A first appeared on B".replace("&#8230;", "…"),
            "",
            "the feed's text ends within a sentence",
            id="a blog's last line",
        ),
    ],
)
def test_teasers(summary: str, body: str, reason: str) -> None:
    assert is_teaser(article(summary=summary, body=body)) == Teaser(reason)


@pytest.mark.parametrize(
    ("summary", "body"),
    [
        pytest.param(LEAD, TEXT, id="a body"),
        pytest.param(TEXT, "", id="all in the summary"),
        pytest.param("", "Word " * 400, id="long, without an end"),
        pytest.param("", TEXT + "The master gave no further details, and said no more.", id="details that nobody gave"),
        pytest.param("", "قال المدير إن الخط عاد. " * 60 + "ولم يذكر المزيد من التفاصيل.", id="in Arabic"),
    ],
)
def test_full_texts(summary: str, body: str) -> None:
    assert isinstance(is_teaser(article(summary=summary, body=body)), Full)


def test_a_teaser_with_its_page() -> None:
    whole = completed(article(summary=LEAD), found(published="2026-03-12T10:15:00Z"))
    assert (whole.title, whole.summary, whole.body) == (TITLE, LEAD, TEXT)
    assert whole.extra == {
        "page": "read in full from the page (trafilatura)",
        "original_source": "Harbourwire",
        "removed": "related 120, tags 14",
        "author": "Ada Quill",
    }
    assert (whole.id, whole.publisher, whole.language) == ("1", "Gazette", "en")
    assert whole.published_at == datetime(2026, 3, 12, 10, 15, tzinfo=UTC)
    assert whole.published_raw == "2026-03-12T10:15:00Z"


def test_the_feed_s_date_and_title_go_first_and_the_page_s_fill_gaps() -> None:
    dated = START - timedelta(days=1)
    assert completed(article(summary=LEAD, published=dated), found(published="2026-03-12")).published_at == dated
    assert completed(article(title="", summary=LEAD), found()).title == "The page's title"
    assert completed(article(summary=LEAD), found(published="once upon a time")).published_at is None


@pytest.mark.parametrize(
    ("page", "said"),
    [
        pytest.param(NoArticle("HTTP 403"), "HTTP 403; the feed's own text is kept", id="it could not be had"),
        pytest.param(
            found("Please accept that we watch you. " * 40),
            "the page's text does not speak of what the feed's does; the feed's own text is kept",
            id="a wall that nobody knows",
        ),
        pytest.param(
            found(LEAD),
            "the page has no more text than the feed; the feed's own text is kept",
            id="no more than the feed",
        ),
    ],
)
def test_the_feed_s_text_is_kept(page: ExtractedPage | NoArticle, said: str) -> None:
    kept = completed(article(summary=LEAD), page)
    assert (kept.summary, kept.body, kept.extra) == (LEAD, "", {"page": said})
