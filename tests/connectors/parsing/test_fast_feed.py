"""The fast reader of feeds finds what feedparser finds, item by item and field by field, or is not sure and says so."""

from datetime import timedelta
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from connectors.parsing import fast_feed, xml_feed
from connectors.parsing.decoding import clean, decode
from connectors.parsing.entries import UnreadableFeed
from connectors.parsing.raw_entry import RawEntry, RawFeed, entry

ODD = Path(__file__).parent / "odd_feeds"

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "yandex": "http://news.yandex.ru",
    "x": "urn:example:unknown",
}

WORDS = st.sampled_from(
    [
        "محادثات في مسقط",
        "گزارش تازه",
        "Переговоры в Москве",
        "Talks & terms",
        "5 < 6",
        "café",
        "cafÃ©",
        "a\xa0b",
        "Ünal’s",
        "<b>bold</b> word",
        "<p>one</p><p>two</p>",
        "a &amp; b &nbsp; c",
        "&lt;i&gt;",
        "",
        " \n ",
        "x ]]",
        "نص\nسطران",
        "AT&T;",
        "<div>in</div>",
        "<script>x</script>",
        "https://a.example/1?b=2&c=3",
        "a@b.example (A. Writer)",
        "\u2028 \u200f end",
    ]
)
ADDRESSES = st.sampled_from(
    [
        "https://a.example/1",
        "https://a.example/خبر?a=1&b=2",
        "/relative",
        "http:////a.example/2",
        "tag:a.example,2026:1",
        "",
        "#x",
        "urn:uuid:1",
        "javascript:x",
        "mailto:a@b.example",
        "https://a.example/1?x=&copy;",
        "//a.example/3",
    ]
)
DATES = st.sampled_from(["Fri, 20 Nov 2026 13:02:00 +0300", "2026-11-20T13:02:00Z", "منذ 6 دقائق", "", "1448-05-21"])


@st.composite
def texts(draw: st.DrawFn, values: st.SearchStrategy[str] = WORDS) -> str:
    """Text as it stands in XML: escaped, in CDATA, in two pieces, with character references, or with a comment."""
    value = draw(values)
    match draw(st.integers(0, 6)):
        case 0:
            return f"<![CDATA[{value.replace(']]>', '')}]]>"
        case 1:
            return f"{escape(value)}<!-- no text --><![CDATA[{draw(values).replace(']]>', '')}]]>"
        case 2:
            return f"&#1602;&#x637;&#146;{escape(value)}&quot;"
        case 3:
            return f"\n  {escape(escape(value))}\n<?target data?>"
        case _:
            return escape(value)


@st.composite
def markup(draw: st.DrawFn) -> str:
    """Elements of HTML in the XML itself."""
    inner = draw(texts())
    return draw(
        st.sampled_from(
            [
                f"<p>{inner}</p>",
                f"text <b class='x &amp; y'>{inner}</b> tail<br/>",
                f"<div>{inner}</div>",
                f"<div><p>{inner}</p></div><div>two</div>",
                f" <div lang='ar'><p>{inner}</p> and <a HREF='/x'>{inner}</a></div> ",
                f"<ul><li>{inner}</li><li/></ul>",
                f"<title>{inner}</title>",
                f"<summary>{inner}</summary>",
                f"<x:p>{inner}</x:p>",
                f"<p xml:lang='fa'>{inner}</p>",
            ]
        )
    )


ATTRIBUTES = st.sampled_from(
    [""] * 8
    + [
        ' type="html"',
        ' type="text"',
        ' type="TEXT/HTML"',
        ' type="xhtml"',
        ' type="application/xhtml+xml"',
        ' type="plain"',
    ]
    + [
        ' type="image/png"',
        ' mode="escaped" type="text/html"',
        ' mode="base64"',
        ' xml:lang="ar_EG"',
        ' lang="fa"',
        ' x:y="1"',
    ]
    + [' xml:base="https://b.example/"', ' src="https://a.example/c"', ' x:type="html"', ' xml:space="preserve"']
)

TEXT_ELEMENTS = [
    "title",
    "description",
    "summary",
    "content",
    "content:encoded",
    "dc:title",
    "media:title",
    "media:description",
    "dc:description",
    "itunes:summary",
    "itunes:subtitle",
    "itunes:title",
    "subtitle",
    "rights",
    "Title",
    "x:title",
    "author",
    "dc:creator",
    "itunes:author",
    "dc:language",
    "language",
    "category",
    "dc:subject",
    "dc:publisher",
    "yandex:full-text",
    "full-text",
    "fullitem",
    "media:text",
    "slash:comments",
    "comments",
    "x:unknown",
    "generator",
    "atom:title",
    "atom:summary",
    "atom:content",
    "dc:contributor",
    "media:credit",
    "image",
    "source",
    "tags",
    "body",
]
DATE_ELEMENTS = [
    "pubDate",
    "published",
    "updated",
    "issued",
    "modified",
    "created",
    "dc:date",
    "date",
    "dcterms:issued",
    "dcterms:created",
    "dcterms:modified",
    "prism:publicationDate",
    "lastBuildDate",
    "atom:updated",
]


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> str:
    """One element of an item, likely or not."""
    kind = draw(st.integers(0, 13))
    if kind <= 4:
        name = draw(st.sampled_from(TEXT_ELEMENTS))
        inner = draw(markup()) if draw(st.integers(0, 9)) == 0 else draw(texts())
        return f"<{name}{draw(ATTRIBUTES)}>{inner}</{name}>"
    if kind <= 6:
        name = draw(st.sampled_from(DATE_ELEMENTS))
        return f"<{name}>{draw(texts(DATES))}</{name}>"
    if kind == 7:
        attribute = draw(st.sampled_from(["", ' isPermaLink="false"', ' isPermaLink="true"', ' ISPERMALINK="False"']))
        name = draw(st.sampled_from(["guid", "id", "atom:id"]))
        return f"<{name}{attribute}>{draw(texts(ADDRESSES))}</{name}>"
    if kind == 8:
        return f"<link>{draw(texts(ADDRESSES))}</link>"
    if kind == 9:
        more = draw(
            st.sampled_from(
                [
                    "",
                    ' rel="alternate"',
                    ' rel="ALTERNATE" type="text/html"',
                    ' rel="self"',
                    ' rel="enclosure" type="audio/mpeg"',
                    ' type="application/json"',
                    ' rel="replies"',
                    ' x:href="/y"',
                    ' url="/z"',
                    ' hreflang="ar"',
                ]
            )
        )
        name = draw(st.sampled_from(["link", "atom:link"]))
        return f"<{name} href={quoteattr(draw(ADDRESSES))}{more}/>"
    if kind == 10:
        return draw(
            st.sampled_from(
                [
                    '<enclosure url="https://a.example/a.mp3" type="audio/mpeg" length="1"/>',
                    '<enclosure url="" type="audio/mpeg"/>',
                    '<media:thumbnail url="https://a.example/i.jpg"/>',
                    '<media:content url="https://a.example/i.jpg" medium="image"/>',
                    '<category term="a" label="b"/>',
                    "<image><url>https://a.example/i.jpg</url></image>",
                    "<image><title>an image</title><link>https://a.example/i</link></image>",
                    '<source url="https://b.example/rss">Agency</source>',
                    "<source><title>Agency</title><id>b</id><updated>2026-11-20T13:02:00Z</updated></source>",
                    "<dc:identifier>7</dc:identifier>",
                    '<itunes:image href="https://a.example/i.jpg"/>',
                    "<x:a><x:b>text</x:b></x:a>",
                ]
            )
        )
    if kind == 11:
        name, mail = draw(texts()), draw(st.sampled_from(["", "<email>w@a.example</email>"]))
        return f"<author><name>{name}</name>{mail}<uri>https://a.example/w</uri></author>"
    if depth >= 2:
        return f"<x:deep>{draw(texts())}</x:deep>"
    inner = "".join(draw(st.lists(elements(depth + 1), max_size=3)))
    wrapper = draw(
        st.sampled_from(["media:group", 'media:content url="https://a.example/v.mp4"', "x:wrapper", "contributor"])
    )
    return f"<{wrapper}>{inner}</{wrapper.partition(' ')[0]}>"


HEADS = st.lists(
    st.sampled_from(
        [
            "<title>Feed</title>",
            "<title></title>",
            "<language>ar</language>",
            "<dc:language>fa</dc:language>",
            "<ttl>15</ttl>",
            "<description>About</description>",
            "<itunes:summary>About</itunes:summary>",
            "<link>https://a.example/</link>",
            "<image><title>Logo</title><url>https://a.example/l.png</url><link>https://a.example</link></image>",
            "<x:y/>",
            '<atom:link rel="self" href="https://a.example/rss"/>',
            "<subtitle>Sub</subtitle>",
            "<id>urn:feed</id>",
            "<author><name>Desk</name></author>",
            "<updated>2026-11-20T13:02:00Z</updated>",
            "<dc:title>Other</dc:title>",
            "<itunes:owner><itunes:name>Owner</itunes:name></itunes:owner>",
            "<content>x</content>",
            "<category>c</category>",
        ]
    ),
    max_size=4,
).map("".join)


@st.composite
def feeds(draw: st.DrawFn) -> str:
    """A feed in one of the dialects."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    bodies = ["".join(draw(st.lists(elements(), max_size=8))) for _ in range(draw(st.integers(0, 3)))]
    head = draw(HEADS)
    tail = draw(st.sampled_from(["", "", "<language>tr</language>", "<title>Late</title>"]))
    language = draw(st.sampled_from(["", "", "", ' xml:lang="ru_RU"', ' lang="he"']))
    base = draw(st.sampled_from(["", "", "", ' xml:base="https://b.example/news/"', ' xml:base="/news"']))
    match draw(st.integers(0, 5)):
        case 0 | 1:
            version = draw(st.sampled_from(["2.0", "0.91", "0.92", "1.5", ""]))
            items = "".join(f"<item{language}>{body}</item>" for body in bodies)
            return f'<rss version="{version}" {declared}{base}><channel{language}>{head}{items}{tail}</channel></rss>'
        case 2:
            items = "".join(f"<item>{body}</item>" for body in bodies)
            return f'<rss version="0.92" {declared}{language}><channel>{head}</channel>{items}</rss>'
        case 3:
            declared = declared.replace(f'xmlns:atom="{NAMESPACES["atom"]}"', 'xmlns:atom="urn:example:other"')
            items = "".join(f'<item rdf:about="urn:item:{number}">{body}</item>' for number, body in enumerate(bodies))
            return (
                '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
                f'{declared}{language}><channel rdf:about="https://a.example/">{head}<items><rdf:Seq>'
                f'<rdf:li resource="https://a.example/1"/></rdf:Seq></items></channel>{items}</rdf:RDF>'
            )
        case 4:
            entries = "".join(f"<entry{language}>{body}</entry>" for body in bodies)
            return f'<feed xmlns="{NAMESPACES["atom"]}" {declared}{base}>{head}{entries}{tail}</feed>'
        case _:
            declared = declared.replace(f'xmlns:atom="{NAMESPACES["atom"]}"', 'xmlns:atom="http://purl.org/atom/ns#"')
            entries = "".join(f"<entry>{body}</entry>" for body in bodies)
            return f'<feed version="0.3" xmlns="http://purl.org/atom/ns#" {declared}{language}>{head}{entries}</feed>'


def reference(text: str) -> RawFeed | None:
    try:
        return xml_feed.read(text)
    except UnreadableFeed:
        return None


def told(raw: RawEntry, feed: RawFeed) -> tuple[object, ...]:
    """What is to be the same. Which text of RSS looks like HTML is feedparser's guess; ours is made for both."""
    contents = [(one.value, one.language, feed.typed and one.kind) for one in raw.contents]
    kinds = (raw.title_kind, raw.summary_kind) if feed.typed else ()
    fields = (raw.guid, raw.link, raw.enclosure, raw.title, raw.summary, raw.published, raw.author, raw.language)
    return (*fields, *contents, *kinds)


@settings(max_examples=300, deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.too_slow])
@given(feeds())
def test_the_fast_reader_agrees_with_feedparser(document: str) -> None:
    text = clean(document)
    fast = fast_feed.read(text)
    event("not sure" if fast is None else "read")
    if fast is not None:
        slow = reference(text)
        assert slow is not None
        assert [entry(one, fast) for one in fast.entries] == [entry(one, slow) for one in slow.entries]
        assert [told(one, fast) for one in fast.entries] == [told(one, slow) for one in slow.entries]
        assert (fast.version, fast.language, fast.minutes_to_live) == (
            slow.version,
            slow.language,
            slow.minutes_to_live,
        )


@pytest.mark.parametrize("path", sorted(ODD.glob("fast/*.xml")), ids=lambda path: path.stem)
def test_feeds_as_newspapers_write_them_are_read_fast_and_the_same(path: Path) -> None:
    text = decode(path.read_bytes())
    fast = fast_feed.read(text)
    assert fast is not None
    slow = xml_feed.read(text)
    assert fast.entries
    for quick, thorough in zip(fast.entries, slow.entries, strict=True):
        assert told(quick, fast) == told(thorough, slow)
        assert entry(quick, fast) == entry(thorough, slow)
    assert (fast.version, fast.language, fast.minutes_to_live) == (slow.version, slow.language, slow.minutes_to_live)
    assert fast.title == slow.title


@pytest.mark.parametrize("path", sorted(ODD.glob("by_feedparser/*.xml")), ids=lambda path: path.stem)
def test_what_is_not_well_formed_is_left_to_feedparser(path: Path) -> None:
    text = decode(path.read_bytes())
    assert fast_feed.read(text) is None
    assert xml_feed.read(text).entries
