"""Bytes of every kind come out as the text that was meant."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.decoding import clean, decode

ARABIC = "روسيا وأوكرانيا تتبادلان الأسرى بوساطة قطر، عاجل"
RUSSIAN = "Россия и Украина провели обмен пленными"
FRENCH = "Les négociations reprennent à Genève"


def document(text: str, encoding: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?><t>{text}</t>'.encode(encoding)


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        pytest.param(ARABIC.encode(), "", ARABIC, id="UTF-8 that nobody declares"),
        pytest.param(ARABIC.encode(), "windows-1256", ARABIC, id="valid UTF-8 wins over the header"),
        pytest.param(ARABIC.encode(), "iso-8859-1", ARABIC, id="valid UTF-8 wins over a server's default"),
        pytest.param(ARABIC.encode("cp1256"), "windows-1256", ARABIC, id="windows-1256 in the header"),
        pytest.param(ARABIC.encode("cp1256"), '"windows-1256"', ARABIC, id="a quoted charset"),
        pytest.param(ARABIC.encode("cp1256"), "", ARABIC, id="windows-1256 that nobody declares"),
        pytest.param(ARABIC.encode("cp1256"), "utf-8", ARABIC, id="windows-1256 that says UTF-8"),
        pytest.param(ARABIC.encode("iso-8859-6"), "ISO-8859-6", ARABIC, id="ISO-8859-6 in the header"),
        pytest.param(RUSSIAN.encode("cp1251"), "windows-1251", RUSSIAN, id="windows-1251 in the header"),
        pytest.param(RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN, id="KOI8-R in the header"),
        pytest.param("“Genève”".encode("cp1252"), "iso-8859-1", "“Genève”", id="Latin-1 is windows-1252 in practice"),
        pytest.param(FRENCH.encode("cp1252"), "latin1", FRENCH, id="few letters outside ASCII"),
        pytest.param(codecs.BOM_UTF8 + ARABIC.encode(), "cp1256", ARABIC, id="a UTF-8 mark wins and goes"),
        pytest.param(codecs.BOM_UTF16_LE + ARABIC.encode("utf-16-le"), "utf-8", ARABIC, id="a UTF-16 mark"),
        pytest.param(codecs.BOM_UTF16_BE + ARABIC.encode("utf-16-be"), "", ARABIC, id="a big-endian UTF-16 mark"),
        pytest.param(codecs.BOM_UTF32_LE + ARABIC.encode("utf-32-le"), "", ARABIC, id="a UTF-32 mark"),
        pytest.param(ARABIC.encode()[:-1], "windows-1256", ARABIC[:-1] + "\ufffd", id="UTF-8 cut mid-character"),
        pytest.param(
            ARABIC.encode() + b"\xff" + ARABIC.encode(),
            "",
            f"{ARABIC}\ufffd{ARABIC}",
            id="one bad byte harms one place",
        ),
        pytest.param(ARABIC.encode("cp1256"), "no-such-charset", ARABIC, id="an unknown charset is passed over"),
        pytest.param(ARABIC.encode(), "unicode_escape", ARABIC, id="a codec that is no charset is passed over"),
        pytest.param(b"xn--4gbrim", "idna", "xn--4gbrim", id="IDNA is no charset"),
        pytest.param(b"caf\xe9", "", "caf\ufffd", id="what cannot be known is replaced"),
        pytest.param(b"a\x00b\x0bc\x85d\te\nf", "", "abc\ufffdd\te\nf", id="control characters go, tab and line stay"),
        pytest.param(b"", "utf-8", "", id="nothing"),
    ],
)
def test_decode(body: bytes, charset: str, text: str) -> None:
    assert decode(body, charset) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        pytest.param(ARABIC, "windows-1256", id="windows-1256"),
        pytest.param(RUSSIAN, "windows-1251", id="windows-1251"),
        pytest.param(ARABIC, "utf-16-le", id="UTF-16 without a mark"),
        pytest.param(ARABIC, "utf-16-be", id="big-endian UTF-16 without a mark"),
    ],
)
def test_the_prolog_names_the_encoding(text: str, encoding: str) -> None:
    assert text in decode(document(text, encoding))


def test_the_header_goes_before_the_prolog() -> None:
    body = document(RUSSIAN, "windows-1251").replace(b"windows-1251", b"windows-1252")
    assert RUSSIAN in decode(body, "windows-1251")


def test_cyrillic_without_a_declaration_is_not_taken_for_arabic() -> None:
    assert "\ufffd" in decode(RUSSIAN.encode("cp1251"))


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "windows-1256", "utf-16", "utf-7", "hex", "x" * 50]))
def test_never_fails_and_gives_text_that_utf_8_can_hold(body: bytes, charset: str) -> None:
    decode(body, charset).encode("utf-8")


@given(st.text())
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    if not text.startswith(("\ufeff", "<\x00?", "\x00<")):
        assert decode(text.encode("utf-8")) == clean(text)


def test_lone_surrogates_go() -> None:
    assert clean("a\ud800b\udfffc\uffffd") == "abcd"
