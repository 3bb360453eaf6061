"""News sitemaps and their indexes."""

from datetime import UTC, datetime

import pytest

from connectors.parsing.entries import Origin
from connectors.parsing.feed_parsing import parse_feed
from connectors.parsing.parsed_feed import NotAFeed, ParsedFeed
from connectors.parsing.sitemap import ChildSitemap, SitemapIndex, parse_sitemap
from streams.records import Article, derived_id

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORIGIN = Origin("wire", "Wire", time_zone="Asia/Muscat")
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def urlset(*urls: str, attributes: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}" {attributes}>'
        f"{''.join(urls)}</urlset>"
    ).encode()


def url(place: str, title: str = "Talks", date: str = "2026-11-20T13:02:00+04:00", more: str = "") -> str:
    return (
        f"<url><loc>{place}</loc><news:news><news:publication><news:name>The Wire</news:name><news:language>ar"
        f"</news:language></news:publication><news:publication_date>{date}</news:publication_date>"
        f"<news:title>{title}</news:title>{more}</news:news></url>"
    )


def index(*children: str) -> bytes:
    return f'<sitemapindex xmlns="{SITEMAP}">{"".join(children)}</sitemapindex>'.encode()


def read(body: bytes) -> ParsedFeed:
    result = parse_sitemap(body, ORIGIN, NOW)
    assert isinstance(result, ParsedFeed), result
    return result


def test_a_news_entry_with_everything() -> None:
    result = read(urlset(url("https://wire.example/a?b=1&amp;c=2", more="<news:keywords>مسقط, قطر</news:keywords>")))
    assert result.dialect == "news sitemap"
    assert result.articles == (
        Article(
            id=derived_id("wire", "https://wire.example/a?b=1&c=2"),
            url="https://wire.example/a?b=1&c=2",
            canonical_url="https://wire.example/a?b=1&c=2",
            source="wire",
            publisher="Wire",
            title="Talks",
            language="ar",
            published_at=datetime(2026, 11, 20, 9, 2, tzinfo=UTC),
            published_raw="2026-11-20T13:02:00+04:00",
            fetched_at=NOW,
            extra={"publication": "The Wire", "keywords": "مسقط, قطر"},
        ),
    )


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        pytest.param(urlset(), [], id="none"),
        pytest.param(urlset(url("https://a.example/1", "<![CDATA[ A & B ]]>")), ["A & B"], id="CDATA"),
        pytest.param(urlset("<url><loc>https://a.example/1</loc></url>"), [""], id="an address alone"),
        pytest.param(urlset(url("https://a.example/1"))[:-20], ["Talks"], id="cut off at the end"),
        pytest.param(
            urlset(url("https://a.example/1", "A & B"), url("https://a.example/2", "C")),
            ["A B", "C"],
            id="a bare ampersand",
        ),
        pytest.param(urlset("<url/>", url("https://a.example/1")), ["Talks"], id="an entry without an address"),
        pytest.param(urlset(url("https://a.example/1"), url("https://a.example/1")), ["Talks"], id="an address twice"),
        pytest.param(
            urlset(url("https://a.example/1")).replace(NEWS.encode(), b"urn:n"), ["Talks"], id="another namespace"
        ),
        pytest.param(urlset(url("https://a.example/1")).replace(SITEMAP.encode(), b""), ["Talks"], id="no namespace"),
        pytest.param(
            b"<!-- made by hand -->" + urlset(url("https://a.example/1"))[38:], ["Talks"], id="a comment first"
        ),
        pytest.param(
            b'<?xml-stylesheet href="s.xsl"?>' + urlset(url("https://a.example/1"))[38:], ["Talks"], id="a style sheet"
        ),
    ],
)
def test_sitemaps_as_they_come(body: bytes, titles: list[str]) -> None:
    assert [one.title for one in read(body).articles] == titles


def test_an_address_without_news_is_dated_by_its_change() -> None:
    result = read(urlset("<url><loc>https://a.example/1</loc><lastmod>2026-11-20</lastmod></url>"))
    assert result.dialect == "sitemap"
    assert result.articles[0].published_raw == "2026-11-20"
    assert result.articles[0].published_at is not None


def test_an_index_names_its_sitemaps_the_newest_first() -> None:
    result = parse_sitemap(
        index(
            "<sitemap><loc>https://a.example/1.xml</loc></sitemap>",
            "<sitemap><loc>https://a.example/2.xml</loc><lastmod>2026-11-19T00:00:00Z</lastmod></sitemap>",
            "<sitemap><loc> https://a.example/3.xml </loc><lastmod>2026-11-20T00:00:00Z</lastmod></sitemap>",
            "<sitemap><loc>https://a.example/2.xml</loc></sitemap>",
            "<sitemap><loc>file:///etc/passwd</loc></sitemap>",
        ),
        ORIGIN,
        NOW,
    )
    assert result == SitemapIndex(
        (
            ChildSitemap("https://a.example/3.xml", datetime(2026, 11, 20, tzinfo=UTC)),
            ChildSitemap("https://a.example/2.xml", datetime(2026, 11, 19, tzinfo=UTC)),
            ChildSitemap("https://a.example/1.xml"),
        )
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"<rss/>", "no sitemap", id="a feed"),
        pytest.param(b"https://a.example/1\n", "no sitemap", id="a text sitemap"),
    ],
)
def test_what_is_no_sitemap(body: bytes, words: str) -> None:
    result = parse_sitemap(body, ORIGIN, NOW)
    assert isinstance(result, NotAFeed)
    assert words in result.reason


def test_a_sitemap_is_read_as_a_feed_too_and_an_index_is_named() -> None:
    body = urlset(url("https://a.example/1"))
    assert parse_feed(body, ORIGIN, NOW) == read(body)
    named = parse_feed(index(), ORIGIN, NOW)
    assert isinstance(named, NotAFeed)
    assert "index of sitemaps" in named.reason


def test_entities_are_not_expanded() -> None:
    body = b'<!DOCTYPE urlset [<!ENTITY a "bbbb"><!ENTITY x SYSTEM "file:///etc/passwd">]>' + urlset(
        url("https://a.example/1", "T&a;&x;")
    ).removeprefix(b'<?xml version="1.0" encoding="UTF-8"?>')
    result = parse_sitemap(body, ORIGIN, NOW)
    assert "root" not in repr(result)
    assert "bbbb" not in repr(result)
