"""A feed that we write parses back to the same articles, whatever its format."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from xml.sax.saxutils import escape

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.parsing.entries import Origin
from connectors.parsing.feed_parsing import NotAFeed, ParsedFeed, parse_feed
from tests.connectors.feeds import item, rss

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORIGIN = Origin("wire", "Wire")


@dataclass(frozen=True)
class Written:
    """What is written into a feed."""

    number: int
    title: str
    text: str
    published: datetime

    @property
    def url(self) -> str:
        return f"https://wire.example/{self.number}?a=1&b=خبر"

    @property
    def paragraph(self) -> str:
        return f"<p>{escape(self.text)}</p>"


def as_rss(items: list[Written]) -> bytes:
    return rss(
        *(
            f'<item><guid isPermaLink="false">{one.number}</guid><title>{escape(one.title)}</title>'
            f"<link>{escape(one.url)}</link><pubDate>{format_datetime(one.published)}</pubDate>"
            f"<content:encoded>{escape(one.paragraph)}</content:encoded></item>"
            for one in items
        )
    )


def as_atom(items: list[Written]) -> bytes:
    entries = "".join(
        f'<entry><id>{one.number}</id><title>{escape(one.title)}</title><link href="{escape(one.url)}"/>'
        f"<published>{one.published.isoformat()}</published>"
        f'<content type="html">{escape(one.paragraph)}</content></entry>'
        for one in items
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>{entries}</feed>'.encode()


def as_atom_with_xhtml(items: list[Written]) -> bytes:
    entries = "".join(
        f'<entry><id>{one.number}</id><title>{escape(one.title)}</title><link href="{escape(one.url)}"/>'
        f'<published>{one.published.isoformat()}</published><content type="xhtml">'
        f'<div xmlns="http://www.w3.org/1999/xhtml">{one.paragraph}</div></content></entry>'
        for one in items
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>{entries}</feed>'.encode()


def as_rdf(items: list[Written]) -> bytes:
    written = "".join(
        f'<item rdf:about="{one.number}"><title>{escape(one.title)}</title><link>{escape(one.url)}</link>'
        f"<dc:date>{one.published.isoformat()}</dc:date><content:encoded><![CDATA[{one.paragraph}]]></content:encoded></item>"
        for one in items
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f'<channel rdf:about="https://wire.example/"><title>F</title></channel>{written}</rdf:RDF>'
    ).encode()


def as_json(items: list[Written]) -> bytes:
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [
                {
                    "id": str(one.number),
                    "url": one.url,
                    "title": one.title,
                    "content_html": one.paragraph,
                    "date_published": one.published.isoformat(),
                }
                for one in items
            ],
        }
    ).encode()


def as_sitemap(items: list[Written]) -> bytes:
    urls = "".join(
        f"<url><loc>{escape(one.url)}</loc><n:news><n:title>{escape(one.title)}</n:title>"
        f"<n:publication_date>{one.published.isoformat()}</n:publication_date></n:news></url>"
        for one in items
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    ).encode()


# UTF-8 that was taken for Latin-1 is put right, so letters of Latin-1 alone may be meant otherwise.
LATIN_1 = "".join(map(chr, range(0x80, 0x100)))
CHARACTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters=LATIN_1)
WORD = st.text(CHARACTERS, min_size=1, max_size=12) | st.sampled_from(
    ["محادثات", "گفت‌وگو", "Переговоры", "R&D", "x<y", "5>3", '"q"', "it's", "]]", "&amp;lt;"]
)
# No reader can tell "&amp;" that stands for itself from one that was escaped twice, hence none in titles of RSS.
TITLE = st.lists(WORD, min_size=1, max_size=5).map(lambda words: " ".join(words).replace("&", "+").replace("<", "‹"))
TEXT = st.lists(WORD, min_size=1, max_size=12).map(lambda words: " ".join(words).replace("]]", "))"))
ITEMS = st.lists(
    st.builds(
        Written,
        number=st.integers(1, 10_000),
        title=TITLE,
        text=TEXT,
        published=st.datetimes(
            datetime(1995, 1, 1),  # noqa: DTZ001  # the strategy adds the zone
            datetime(2026, 11, 1),  # noqa: DTZ001  # as above
            timezones=st.sampled_from([UTC, timezone(timedelta(hours=3)), timezone(-timedelta(hours=9.5))]),
        ).map(lambda moment: moment.replace(microsecond=0)),
    ),
    max_size=5,
    unique_by=lambda one: one.number,
)


@pytest.mark.parametrize(
    ("write", "dialect", "parser"),
    [
        pytest.param(as_rss, "rss 2.0", "fast", id="RSS"),
        pytest.param(as_atom, "atom 1.0", "fast", id="Atom"),
        pytest.param(as_atom_with_xhtml, "atom 1.0", "fast", id="Atom with XHTML"),
        pytest.param(as_rdf, "rss 1.0", "fast", id="RDF"),
        pytest.param(as_json, "json feed 1.1", "own", id="JSON Feed"),
        pytest.param(as_sitemap, "news sitemap", "own", id="news sitemap"),
    ],
)
@settings(max_examples=40, deadline=timedelta(seconds=5))
@given(items=ITEMS)
def test_what_we_write_reads_back(
    write: Callable[[list[Written]], bytes], dialect: str, parser: str, items: list[Written]
) -> None:
    result = parse_feed(write(items), ORIGIN, NOW)
    assert isinstance(result, ParsedFeed)
    body = write is not as_sitemap
    assert [(one.url, one.title, one.body, one.published_at) for one in result.articles] == [
        (one.url, one.title, one.text if body else "", one.published) for one in items
    ]
    if items:
        assert (result.dialect, result.parser) == (dialect, parser)


@settings(max_examples=60, deadline=timedelta(seconds=5))
@given(items=ITEMS, damage=st.text(alphabet="<>&/\"' \ufffd\u0600", max_size=3), place=st.floats(0, 1))
@pytest.mark.parametrize("write", [as_rss, as_atom, as_rdf], ids=["RSS", "Atom", "RDF"])
def test_no_item_fewer_than_feedparser_finds(
    write: Callable[[list[Written]], bytes], items: list[Written], damage: str, place: float
) -> None:
    text = write(items).decode()
    cut = int(place * len(text))
    body = (text[:cut] + damage + text[cut:]).encode()
    found = len(feedparser.parse(io.BytesIO(body)).entries)
    result = parse_feed(body, ORIGIN, NOW)
    ours = 0 if isinstance(result, NotAFeed) else len(result.articles) + result.empty + result.repeated
    assert ours >= found


@pytest.mark.parametrize(
    ("ttl", "expected"),
    [
        pytest.param("15", timedelta(minutes=15), id="minutes"),
        pytest.param(" 60 ", timedelta(hours=1), id="with spaces"),
        pytest.param("0", None, id="nothing"),
        pytest.param("-5", None, id="less than nothing"),
        pytest.param("PT1H", None, id="another notation"),
        pytest.param("86400", None, id="seconds instead of minutes"),
    ],
)
def test_the_time_to_live(ttl: str, expected: timedelta | None) -> None:
    result = parse_feed(rss(item("1"), head=f"<ttl>{ttl}</ttl>"), ORIGIN, NOW)
    assert isinstance(result, ParsedFeed)
    assert (result.ttl, result.title) == (expected, "Feed")


@pytest.mark.parametrize(
    ("damage", "parser"),
    [pytest.param("", "fast", id="well-formed"), pytest.param("&", "feedparser", id="a bare ampersand")],
)
def test_which_parser_read_it(damage: str, parser: str) -> None:
    result = parse_feed(rss(item("1", "a"), f"<item><title>{damage} b</title></item>"), ORIGIN, NOW)
    assert isinstance(result, ParsedFeed)
    assert result.parser == parser
    assert len(result.articles) == 2


@pytest.mark.parametrize(
    ("links", "reason"),
    [
        pytest.param("", "it names no feed", id="none"),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" href="/feed?a=1&amp;b=2">',
            "its feeds are: https://wire.example/feed?a=1&b=2",
            id="a feed",
        ),
        pytest.param(
            "<LINK HREF=/atom.xml REL=ALTERNATE TYPE='application/atom+xml; charset=utf-8'>"
            '<link rel="alternate" type="application/rss+xml" href="/atom.xml">'
            '<link rel="alternate" type="application/feed+json" href="https://b.example/f.json">',
            "its feeds are: https://wire.example/atom.xml, https://b.example/f.json",
            id="several, each once",
        ),
        pytest.param(
            '<link rel="alternate" hreflang="ar" href="/ar"><link rel="stylesheet" href="/s.css">'
            '<link rel="alternate" type="application/json" href="/wp-json/1">',
            "it names no feed",
            id="other links",
        ),
    ],
)
@pytest.mark.parametrize("start", ["<!DOCTYPE html><html>", "\n<!-- x --><HTML lang=ar>"], ids=["HTML 5", "HTML"])
def test_a_web_page_names_its_feeds(start: str, links: str, reason: str) -> None:
    body = f"{start}<head><title>Wire</title>{links}</head><body><p>News</p></body></html>".encode()
    result = parse_feed(body, ORIGIN, NOW, base_url="https://wire.example/news")
    assert isinstance(result, NotAFeed)
    assert reason in result.reason


def test_a_feed_behind_a_page_of_errors_is_read() -> None:
    body = b"<html><b>Warning</b>: include() failed</html>" + rss(item("1", "a"))
    result = parse_feed(body, ORIGIN, NOW)
    assert isinstance(result, ParsedFeed)
    assert [one.title for one in result.articles] == ["a"]


def test_why_an_item_is_undated_is_said() -> None:
    result = parse_feed(rss(item("1", pubDate="soon"), item("2")), ORIGIN, NOW)
    assert isinstance(result, ParsedFeed)
    said, silent = result.articles
    assert said.published_at is None
    assert said.published_raw == "soon"
    assert said.extra["undated"]
    assert "undated" not in silent.extra


def test_an_item_with_a_file_alone_has_its_address() -> None:
    result = parse_feed(
        rss('<item><title>t</title><enclosure url="https://a.example/1.mp3" type="audio/mpeg"/></item>'), ORIGIN, NOW
    )
    assert isinstance(result, ParsedFeed)
    assert result.articles[0].url == "https://a.example/1.mp3"


def test_of_several_full_texts_the_longest_is_the_body() -> None:
    body = rss(
        "<item><title>t</title><description>In short</description><m:description>A caption</m:description>"
        "<content:encoded>&lt;p&gt;The whole text of the article.&lt;/p&gt;</content:encoded></item>"
    ).replace(b"<rss ", b'<rss xmlns:m="http://search.yahoo.com/mrss/" ')
    result = parse_feed(body, ORIGIN, NOW)
    assert isinstance(result, ParsedFeed)
    assert (result.articles[0].summary, result.articles[0].body) == ("In short", "The whole text of the article.")
