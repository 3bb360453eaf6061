"""HTML as newspapers write it comes out as a person would read it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.parsing.plain_text import one_line, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("<p>One.</p><p>Two.</p>", "One.\nTwo.", id="a paragraph is a line"),
        pytest.param("One<br>two<br/>three<BR />four", "One\ntwo\nthree\nfour", id="breaks of all spellings"),
        pytest.param("<ul><li>a</li>\n  <li>b</li></ul>", "a\nb", id="list items"),
        pytest.param("<b>bold</b>ly", "boldly", id="inline tags leave no space"),
        pytest.param("one\n   two\tthree<br>", "one two three", id="line breaks of the source are spaces"),
        pytest.param("one\n\ntwo\n", "one\ntwo", id="without markup lines stay"),
        pytest.param("a &amp; b &lt;c&gt; &#1602;&#x637;&#1585;", "a & b <c> قطر", id="entities"),
        pytest.param("&amp;lt;b&amp;gt;", "&lt;b&gt;", id="entities are resolved once"),
        pytest.param("a&nbsp;&nbsp;b", "a b", id="hard spaces"),
        pytest.param('<a title="x > y" href="u">link</a>', "link", id="a greater-than sign in quotes"),
        pytest.param("<a href=it's>link</a> end", "link end", id="a stray quote in a tag"),
        pytest.param('Text <a href="http://wire.exa', "Text", id="cut inside a tag"),
        pytest.param("5 < 6 and x <3 y", "5 < 6 and x <3 y", id="a less-than sign is no tag"),
        pytest.param("a<script>var x='<p>no</p>';</script>b", "ab", id="scripts are no text"),
        pytest.param("a<STYLE>p{}</style >b", "ab", id="styles are no text"),
        pytest.param("a<script>never closed", "a", id="a script without an end"),
        pytest.param("a<!-- <p>no</p> -->b", "ab", id="comments are no text"),
        pytest.param("a<!-- never closed", "a", id="a comment without an end"),
        pytest.param("<![CDATA[in <b>data]]>", "in <b>data", id="CDATA is text"),
        pytest.param("<!DOCTYPE html><?pi x?><p>a</p>", "a", id="declarations"),
        pytest.param("a&#0;&#xD800;b\x08", "a\ufffd\ufffdb", id="characters that must not be"),
        pytest.param("<p>قال &quot;نعم&quot;</p>", 'قال "نعم"', id="Arabic"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_plain_text(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@given(st.text(alphabet=st.sampled_from("<>/!-ab \"'=&;[]\n"), max_size=200))
def test_never_fails_and_leaves_no_empty_lines(markup: str) -> None:
    text = plain_text(markup)
    assert "\n\n" not in text
    assert text == text.strip()


@pytest.mark.parametrize("piece", ["<", "<a", '<a "', "<a '\"", "<!--", "</", "<a b='", '<a =""', "<script>", "<p>\n "])
def test_hostile_markup_takes_linear_time(piece: str) -> None:
    markup = piece * (500_000 // len(piece))
    started = time.perf_counter()
    plain_text(markup)
    # It takes a few hundredths of a second; the standard library's parser takes minutes.
    assert time.perf_counter() - started < 5


def test_one_line() -> None:
    assert one_line("  a\n b\u00a0 c\x00 ") == "a b c"
