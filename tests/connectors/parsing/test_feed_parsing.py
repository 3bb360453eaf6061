"""Feeds of every format into articles: their fields, dates, ids and encodings."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.parsing.entries import MAXIMUM_BODY, Entry, Origin, article
from connectors.parsing.feed_parsing import NotAFeed, ParsedFeed, parse_feed
from streams.records import MAXIMUM_RECORD_BYTES, Article, derived_id, encode
from tests.connectors.feeds import item, rss

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORIGIN = Origin("wire", "Wire")
EXAMPLES = Path(__file__).parents[3] / "examples" / "feeds"


def parsed(body: bytes, **options: Any) -> tuple[Article, ...]:
    result = parse_feed(body, options.pop("origin", ORIGIN), NOW, **options)
    assert isinstance(result, ParsedFeed), result
    return result.articles


def only(body: bytes, **options: Any) -> Article:
    (one,) = parsed(body, **options)
    return one


def json_feed(*items: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": items, **more}).encode()


def atom(entry: str, attributes: str = "") -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><entry>{entry}</entry></feed>'.encode()


EXPECTED = dict(
    re.findall(r"^\| `([\w.-]+)` \|.*\| (\d+) \|$", (EXAMPLES / "README.md").read_text("utf-8"), re.MULTILINE)
)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*[!d]")), ids=lambda path: path.name)
def test_the_sample_feeds_parse_as_their_list_says(path: Path) -> None:
    if path.name.startswith("."):
        return
    articles = parsed(path.read_bytes())
    assert len(articles) == int(EXPECTED[path.name])
    assert len({one.id for one in articles}) == len(articles)
    for one in articles:
        assert one.title
        assert one.body or one.summary
        assert one.url
        assert one.language
        assert one.published_at is not None
        assert "\ufffd" not in one.title + one.summary + one.body
        assert "<" not in one.title + one.summary + one.body


def test_every_sample_feed_is_listed() -> None:
    assert set(EXPECTED) == {path.name for path in EXAMPLES.iterdir()} - {"README.md"}


def test_the_sample_in_windows_1256_has_its_letters() -> None:
    titles = [one.title for one in parsed((EXAMPLES / "riwaq-ar-1256.xml").read_bytes())]
    assert "قطر تفوز على إيران في مباراة ودية بالدوحة" in titles


def test_an_rss_item_with_everything() -> None:
    one = only(
        rss(
            "<item><title>Talks &amp;amp; terms</title><link>/a?id=1&amp;utm_source=rss</link>"
            '<guid isPermaLink="false"> g-1 </guid><pubDate>Fri, 20 Nov 2026 13:02:00 +0300</pubDate>'
            "<description>&lt;p&gt;In short&lt;/p&gt;</description><author>A. Writer</author>"
            "<content:encoded><![CDATA[<p>At length.</p><p>And on.</p>]]></content:encoded></item>",
            head="<language>en</language>",
        ),
        base_url="http://wire.example/rss",
    )
    assert one == Article(
        id=derived_id("wire", "g-1"),
        url="http://wire.example/a?id=1&utm_source=rss",
        canonical_url="https://wire.example/a?id=1",
        source="wire",
        publisher="Wire",
        title="Talks & terms",
        summary="In short",
        body="At length.\nAnd on.",
        language="en",
        published_at=datetime(2026, 11, 20, 10, 2, tzinfo=UTC),
        published_raw="Fri, 20 Nov 2026 13:02:00 +0300",
        fetched_at=NOW,
        extra={"guid": "g-1", "author": "A. Writer"},
    )


CONTENT = "<content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded>"
DESCRIPTION = "<description>Short</description>"


@pytest.mark.parametrize(
    ("elements", "summary", "body"),
    [
        pytest.param(CONTENT + DESCRIPTION, "Short", "Long", id="content before the description"),
        pytest.param(DESCRIPTION + CONTENT, "Short", "Long", id="content after the description"),
        pytest.param(CONTENT, "", "Long", id="content alone"),
        pytest.param(DESCRIPTION, "Short", "", id="a description alone"),
        pytest.param("", "", "", id="neither"),
        pytest.param("<description>a &lt;br&gt; b</description>", "a\nb", "", id="HTML without an end tag"),
        pytest.param("<description>5 &lt; 6</description>", "5 < 6", "", id="a sign that is no tag"),
        pytest.param("<description><![CDATA[<b>a</b>]]></description>", "a", "", id="CDATA"),
    ],
)
def test_summary_and_body(elements: str, summary: str, body: str) -> None:
    one = only(rss(f"<item><title>T</title>{elements}</item>"))
    assert (one.summary, one.body) == (summary, body)


@pytest.mark.parametrize(
    ("body", "title", "text"),
    [
        pytest.param(
            atom("<id>1</id><title>5 &lt; 6 &amp;amp; 7</title><content>a &lt;b&gt; c</content>"),
            "5 < 6 &amp; 7",
            "a <b> c",
            id="Atom text is text",
        ),
        pytest.param(
            atom(
                '<id>1</id><title type="html">&lt;b&gt;T&lt;/b&gt;</title><content type="html">a&lt;br&gt;b</content>'
            ),
            "T",
            "a\nb",
            id="Atom HTML",
        ),
        pytest.param(
            atom(
                '<id>1</id><title>T</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
                "<p>a</p><p>b &amp; c</p></div></content>"
            ),
            "T",
            "a\nb & c",
            id="Atom XHTML",
        ),
        pytest.param(json_feed({"id": "1", "title": "T", "content_html": "<p>a</p>b"}), "T", "a\nb", id="JSON HTML"),
        pytest.param(json_feed({"id": "1", "title": "T", "content_text": "a <b>\nc"}), "T", "a <b>\nc", id="JSON text"),
    ],
)
def test_text_by_declared_type(body: bytes, title: str, text: str) -> None:
    one = only(body)
    assert (one.title, one.body) == (title, text)


@pytest.mark.parametrize(
    ("raw", "published"),
    [
        pytest.param("Fri, 20 Nov 2026 13:02:00 +0300", datetime(2026, 11, 20, 10, 2, tzinfo=UTC), id="RFC 822"),
        pytest.param("2026-11-20T13:02:00+03:00", datetime(2026, 11, 20, 10, 2, tzinfo=UTC), id="RFC 3339"),
        pytest.param("Fri, 20 Nov 2026 13:02:00 GMT", datetime(2026, 11, 20, 13, 2, tzinfo=UTC), id="GMT"),
        pytest.param("Mon, 20 Nov 2028 13:02:00 GMT", NOW, id="the future is now"),
        pytest.param("منذ 6 دقائق", NOW - timedelta(minutes=6), id="words"),
        pytest.param("whenever", None, id="no date"),
        pytest.param("", None, id="none"),
    ],
)
def test_dates(raw: str, published: datetime | None) -> None:
    one = only(rss(item("1", pubDate=raw)))
    assert one.published_at == published
    assert one.published_raw == raw


@pytest.mark.parametrize(
    ("raw", "published"),
    [
        pytest.param("2026-11-20T13:02:00+03:00", datetime(2026, 11, 20, 10, 2, tzinfo=UTC), id="with a zone"),
        pytest.param("2026-11-20T13:02:00Z", datetime(2026, 11, 20, 13, 2, tzinfo=UTC), id="Z"),
        pytest.param("2026-11-20T13:02:00", datetime(2026, 11, 20, 13, 2, tzinfo=UTC), id="without a zone it is UTC"),
        pytest.param("9999-12-31T23:59:59-12:00", None, id="beyond all calendars"),
        pytest.param("whenever", None, id="a word"),
    ],
)
def test_json_dates(raw: str, published: datetime | None) -> None:
    one = only(json_feed({"id": "1", "title": "T", "date_published": raw}))
    assert (one.published_at, one.published_raw) == (published, raw)


def test_a_change_counts_where_there_is_no_publication() -> None:
    one = only(atom("<id>1</id><title>T</title><updated>2026-11-20T13:02:00Z</updated>"))
    assert one.published_at == datetime(2026, 11, 20, 13, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "origin", "language"),
    [
        pytest.param(rss(item("1"), head="<language>ar</language>"), ORIGIN, "ar", id="as the feed says"),
        pytest.param(rss(item("1"), head="<language>ar</language>"), Origin("w", "W", "fa"), "fa", id="as configured"),
        pytest.param(rss(item("1")), ORIGIN, "", id="nobody says"),
        pytest.param(json_feed({"id": "1", "title": "T"}, language="tr"), ORIGIN, "tr", id="JSON"),
        pytest.param(
            json_feed({"id": "1", "title": "T", "language": "ru"}, language="tr"), ORIGIN, "ru", id="the item of JSON"
        ),
        pytest.param(
            atom('<id>1</id><title>T</title><content xml:lang="fr">c</content>', 'xml:lang="ar"'),
            ORIGIN,
            "fr",
            id="the entry's own",
        ),
    ],
)
def test_language(body: bytes, origin: Origin, language: str) -> None:
    assert only(body, origin=origin).language == language


@pytest.mark.parametrize(
    ("entry", "identity"),
    [
        pytest.param(Entry(guid="g", link="https://a.example/1", title="t"), ("g",), id="the guid"),
        pytest.param(
            Entry(link="http://A.example/1?utm_source=x", title="t"), ("https://a.example/1",), id="else the address"
        ),
        pytest.param(Entry(title="t", summary="s", body="b"), ("t", "s", "b"), id="else the text"),
        pytest.param(Entry(link="javascript:x", title="t"), ("t", "", ""), id="what is no address does not count"),
    ],
)
def test_ids(entry: Entry, identity: tuple[str, ...]) -> None:
    made = article(entry, ORIGIN, "", NOW)
    assert made is not None
    assert made.id == derived_id("wire", *identity)
    other = article(entry, Origin("other", "Wire"), "", NOW)
    assert other is not None
    assert other.id != made.id


def test_an_edited_item_keeps_its_id() -> None:
    before = only(rss(item("g", "Before", description="a")))
    after = only(rss(item("g", "After", description="b")))
    assert before.id == after.id


def test_a_guid_is_not_resolved_against_the_feed() -> None:
    assert only(rss(item("/a/1")), base_url="https://wire.example/rss").id == derived_id("wire", "/a/1")


@pytest.mark.parametrize(
    ("link", "url"),
    [
        pytest.param("/a", "https://wire.example/a", id="relative"),
        pytest.param("https://a.example/ x\n", "https://a.example/x", id="spaces and line breaks"),
        pytest.param("javascript:alert(1)", "", id="a script"),
        pytest.param("data:text/html,x", "", id="data"),
        pytest.param("http://[1", "", id="no address"),
        pytest.param("https://a.example/" + "x" * 5000, "", id="too long"),
    ],
)
def test_links(link: str, url: str) -> None:
    made = article(Entry(guid="g", link=link, title="t"), ORIGIN, "https://wire.example/feed/rss", NOW)
    assert made is not None
    assert made.url == url


def test_an_item_that_says_nothing_is_counted() -> None:
    result = parse_feed(rss("<item></item>", item("1"), "<item><guid>2</guid></item>"), ORIGIN, NOW)
    assert isinstance(result, ParsedFeed)
    # A guid that is an address is a link; "2" is none.
    assert (len(result.articles), result.empty) == (1, 2)


def test_what_is_too_long_is_cut_and_fits_a_record() -> None:
    worst = '"\U0001f600' * MAXIMUM_BODY
    made = article(Entry(guid="g", title=worst, summary=worst, body=worst, author=worst), ORIGIN, "", NOW)
    assert made is not None
    assert made.extra["cut"] == "title, summary, body"
    assert len(encode(made)) < MAXIMUM_RECORD_BYTES


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b" \n ", "empty", id="spaces"),
        pytest.param(b"<!DOCTYPE html><html><body><p>Not found</p></body></html>", "no feed", id="a web page"),
        pytest.param(b"just words", "no feed", id="words"),
        pytest.param(b'{"message": "not found"}', "no list of items", id="other JSON"),
        pytest.param(b"[1, 2]", "no list of items", id="a JSON list"),
        pytest.param(b'{"items": [', "cannot be read", id="JSON cut off"),
        pytest.param(b'{"items": ' + b"[" * 100_000, "nested too deeply", id="JSON of great depth"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no feed", id="a picture"),
    ],
)
def test_what_is_no_feed(body: bytes, words: str) -> None:
    result = parse_feed(body, ORIGIN, NOW)
    assert isinstance(result, NotAFeed)
    assert words in result.reason


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        pytest.param(rss(), [], id="a feed without items"),
        pytest.param(rss(item("1", "a"), item("2", "b"))[:-15], ["a", "b"], id="cut off at the end"),
        pytest.param(rss("<item><title>a & b</title><guid>1</guid></item>"), ["a & b"], id="a bare ampersand"),
        pytest.param(rss("<item><title>a&nbsp;b</title><guid>1</guid></item>"), ["a b"], id="an HTML entity"),
        pytest.param(rss("<item><title>a\x08b&#8;c</title><guid>1</guid></item>"), ["abc"], id="control characters"),
        pytest.param(b"\n  \n" + rss(item("1", "a")), ["a"], id="empty lines before the prolog"),
        pytest.param(rss(item("1", "قطر"), encoding="windows-1256"), ["قطر"], id="windows-1256 by its prolog"),
        pytest.param(
            rss(item("1", "قطر"), encoding="windows-1256").replace(b"windows-1256", b"utf-8"),
            ["قطر"],
            id="windows-1256 that says UTF-8",
        ),
        pytest.param(rss(item("1", "قطر"), encoding="utf-16"), ["قطر"], id="UTF-16"),
        pytest.param(json_feed({"id": 7, "title": "a\ud800b"}, {"id": None}, items2=1), ["ab"], id="odd JSON"),
        pytest.param(
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + rss(item("1", "t"))[38:],
            ["t"],
            id="entities of its own",
        ),
    ],
)
def test_feeds_as_they_come(body: bytes, titles: list[str]) -> None:
    assert [one.title for one in parsed(body)] == titles


@settings(max_examples=50, deadline=timedelta(seconds=5))
@given(st.binary(max_size=200), st.integers(0, 400))
def test_damage_never_raises(noise: bytes, place: int) -> None:
    body = rss(item("1", "قطر", description="<p>text</p>"), item("2"))
    parse_feed(body[:place] + noise + body[place:], ORIGIN, NOW)


TITLE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)


@settings(max_examples=50, deadline=timedelta(seconds=5))
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "id": st.uuids().map(str),
                "title": TITLE,
                "content_text": TITLE,
                "date_published": st.datetimes(
                    datetime(1991, 1, 1),  # noqa: DTZ001  # the strategy adds the zone
                    datetime(2026, 11, 1),  # noqa: DTZ001  # as above
                    timezones=st.sampled_from([UTC, timezone(timedelta(hours=3)), timezone(-timedelta(hours=9.5))]),
                ).map(datetime.isoformat),
            }
        ),
        max_size=5,
        unique_by=lambda one: one["id"],
    )
)
def test_a_json_feed_that_we_write_reads_back(items: list[dict[str, str]]) -> None:
    articles = parsed(json_feed(*items))
    assert [(one.extra["guid"], one.title, one.body, one.published_at and one.published_at) for one in articles] == [
        (one["id"], one["title"], one["content_text"], datetime.fromisoformat(one["date_published"])) for one in items
    ]


def test_half_characters_are_nowhere() -> None:
    half = "x\ud800"
    item = {"id": half, "url": f"https://a.example/{half}", "title": half, "content_text": half, "language": half}
    one = only(json_feed(item | {"date_published": half, "authors": [{"name": half}], "tags": [half]}))
    assert encode(one)
    assert one.extra["guid"] == "x"
    assert one.language == "x"
