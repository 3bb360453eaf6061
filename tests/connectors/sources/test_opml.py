"""Lists of feeds: what other programs write is read, and what we write reads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sources.opml import NotOpml, Outline, read_opml, write_opml


def document(body: str, head: str = "<head><title>Feeds</title></head>") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><opml version="2.0">{head}<body>{body}</body></opml>'.encode()


FEED = '<outline type="rss" text="الأفق" xmlUrl="https://horizon.example/rss" htmlUrl="https://horizon.example/"/>'
OUTLINE = Outline("https://horizon.example/rss", "الأفق", "https://horizon.example/")


@pytest.mark.parametrize(
    ("body", "outlines"),
    [
        pytest.param(document(FEED), [OUTLINE], id="one feed"),
        pytest.param(document(FEED, head=""), [OUTLINE], id="no head"),
        pytest.param(document(FEED * 2), [OUTLINE], id="the same address twice"),
        pytest.param(
            document(
                '<outline text="Gulf"><outline text="Oil"><outline xmlUrl="https://a.example/"/></outline></outline>'
            ),
            [Outline("https://a.example/", category="Gulf/Oil")],
            id="categories around it",
        ),
        pytest.param(
            document('<outline text="A" xmlurl=" http://a.example/x?a=1&amp;b=2 "/>'),
            [Outline("http://a.example/x?a=1&b=2", "A")],
            id="lower-case attribute, spaces",
        ),
        pytest.param(
            document(
                '<outline text="A" xmlUrl="https://a.example/?a=1&b=2"/><outline text="R & D" xmlUrl="https://b.example/"/>'
            ),
            [Outline("https://a.example/?a=1&b=2", "A"), Outline("https://b.example/", "R & D")],
            id="ampersands that are not escaped",
        ),
        pytest.param(document('<outline text="mail" xmlUrl="mailto:a@b.example"/>'), [], id="no web address"),
        pytest.param(document('<outline text="f" xmlUrl="file:///etc/passwd"/>'), [], id="a file"),
        pytest.param(document(""), [], id="empty"),
        pytest.param(b"\n\n" + document(FEED), [OUTLINE], id="lines before the prolog"),
    ],
)
def test_reading(body: bytes, outlines: list[Outline]) -> None:
    assert [(one.url, one.page, one.category) for one in read_opml(body)] == [
        (one.url, one.page, one.category) for one in outlines
    ]
    assert [one.title.split() for one in read_opml(body)] == [one.title.split() for one in outlines]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "not XML", id="nothing"),
        pytest.param(b"plain text", "not XML|not OPML", id="plain text"),
        pytest.param(b"<rss><channel/></rss>", "first element is not <opml>", id="a feed"),
        pytest.param(b"<html><body>opml</body></html>", "first element is not <opml>", id="a page"),
    ],
)
def test_what_is_no_list_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(NotOpml, match=reason):
        read_opml(body)


def test_entities_are_not_followed() -> None:
    bomb = (
        b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + document('<outline text="&x;" xmlUrl="https://a.example/"/>').partition(b"?>")[2]
    )
    assert "root" not in str(read_opml(bomb))


def test_a_deep_list_is_read() -> None:
    deep = document('<outline text="a">' * 200 + FEED + "</outline>" * 200)
    assert read_opml(deep)[0].url == OUTLINE.url


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=20)
outlines = st.builds(
    Outline,
    url=st.integers(0, 10**6).map(lambda number: f"https://h{number}.example/feed?a=1&b={number}"),
    title=words,
    page=st.sampled_from(["", "https://h.example/"]),
    category=st.one_of(st.just(""), st.sampled_from(["خليج", "Energy & oil", "a/b"])),
    language=st.sampled_from(["", "ar", "pt-BR"]),
)


@given(st.lists(outlines, max_size=20, unique_by=lambda one: one.url))
def test_what_we_write_reads_back(written: list[Outline]) -> None:
    read = read_opml(write_opml(written, "Marsad's feeds"))
    assert sorted(read, key=lambda one: one.url) == sorted(written, key=lambda one: one.url)
