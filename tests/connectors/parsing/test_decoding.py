"""Bytes of every kind come out as the text that was meant."""

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.parsing.decoding import Decoded, clean, decode, decode_page, decoded

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
    if "\x00" not in text and not text.lstrip().startswith("\ufeff"):
        assert decode(text.encode("utf-8")) == clean(text)


def test_lone_surrogates_go() -> None:
    assert clean("a\ud800b\udfffc\uffffd") == "abcd"


PERSIAN = "دولت ايران گفت که گفت‌وگوها با پاکستان و چين در ژنو ادامه دارد"
URDU = "پاکستان اور ايران کے درميان بات چيت"
GERMAN = "Außenminister prüft Lösung für die Öffnung der Straße"
SPANISH = "Según fuentes oficiales, la reunión será aquí el próximo día"
CHINESE = "外交部发言人表示，双方将继续谈判。"
JAPANESE = "外務省は協議を続けると発表した。"
KOREAN = "외교부는 협상을 계속하겠다고 밝혔다."


def feed(*texts: str) -> str:
    items = (
        f"<item><title>{text}</title><link>https://wire.example/{place}</link></item>"
        for place, text in enumerate(texts)
    )
    return f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>"


def misread(text: str, codec: str) -> str:
    """What stands in a database after UTF-8 was taken for something else; bytes that mean nothing there stay."""
    return "".join(bytes((byte,)).decode(codec, "replace").replace("\ufffd", chr(byte)) for byte in text.encode())


@pytest.mark.parametrize(
    ("body", "charset", "expected"),
    [
        pytest.param(feed(ARABIC).encode("cp1256"), "utf-8", feed(ARABIC), id="windows-1256 declared as UTF-8"),
        pytest.param(feed(ARABIC).encode("cp1256"), "iso-8859-1", feed(ARABIC), id="windows-1256 declared as Latin-1"),
        pytest.param(feed(ARABIC).encode("cp1256"), "us-ascii", feed(ARABIC), id="windows-1256 declared as ASCII"),
        pytest.param(feed(ARABIC).encode("cp1256"), "iso-8859-6", feed(ARABIC), id="windows-1256 for ISO-8859-6"),
        pytest.param(feed(ARABIC).encode("cp1256"), "x-cp1256", feed(ARABIC), id="an odd name of windows-1256"),
        pytest.param(feed(ARABIC).encode("cp1256"), "win-1256;", feed(ARABIC), id="another odd name"),
        pytest.param(feed(PERSIAN).encode("cp1256"), "", feed(PERSIAN), id="Persian that nobody declares"),
        pytest.param(feed(PERSIAN).encode("cp1256"), "latin1", feed(PERSIAN), id="Persian declared as Latin-1"),
        pytest.param(feed(URDU).encode("cp1256", "replace"), "utf-8", None, id="Urdu declared as UTF-8"),
        pytest.param(feed(ARABIC).encode("iso-8859-6"), "", feed(ARABIC), id="ISO-8859-6 that nobody declares"),
        pytest.param(feed(ARABIC).encode("iso-8859-6"), "latin-1", feed(ARABIC), id="ISO-8859-6 declared as Latin-1"),
        pytest.param(feed(ARABIC).encode("iso-8859-6"), "cp1256", feed(ARABIC), id="ISO-8859-6 for windows-1256"),
        pytest.param(feed(ARABIC).encode("iso-8859-6"), "asmo-708", feed(ARABIC), id="ISO-8859-6 by its other name"),
        pytest.param(feed(FRENCH).encode("cp1252"), "iso-8859-1", feed(FRENCH), id="French stays French"),
        pytest.param(feed(GERMAN).encode("cp1252"), "iso-8859-15", feed(GERMAN), id="German stays German"),
        pytest.param(feed(SPANISH).encode("cp1252"), "cp1252", feed(SPANISH), id="Spanish stays Spanish"),
        pytest.param(feed(FRENCH).encode("cp1256"), "cp1256", feed(FRENCH), id="French in an Arabic encoding"),
        pytest.param(feed(RUSSIAN).encode("cp1251"), "windows-1251", feed(RUSSIAN), id="windows-1251"),
        pytest.param(feed(RUSSIAN).encode("koi8-r"), "KOI8-R", feed(RUSSIAN), id="KOI8-R"),
        pytest.param(feed(RUSSIAN).encode("iso-8859-5"), "iso-8859-5", feed(RUSSIAN), id="ISO-8859-5"),
        pytest.param(feed(CHINESE).encode("gbk"), "gb2312", feed(CHINESE), id="GBK under its subset's name"),
        pytest.param(feed(CHINESE).encode("gb18030"), "gb18030", feed(CHINESE), id="GB 18030"),
        pytest.param(feed(JAPANESE).encode("shift_jis"), "Shift_JIS", feed(JAPANESE), id="Shift_JIS"),
        pytest.param(feed(JAPANESE).encode("euc_jp"), "EUC-JP", feed(JAPANESE), id="EUC-JP"),
        pytest.param(feed(JAPANESE).encode("iso2022_jp"), "iso-2022-jp", None, id="ISO-2022-JP is ASCII to the eye"),
        pytest.param(feed(KOREAN).encode("euc_kr"), "EUC-KR", feed(KOREAN), id="EUC-KR"),
        pytest.param(feed(ARABIC).encode("utf-16-le"), "", feed(ARABIC), id="UTF-16 without a mark"),
        pytest.param(feed(ARABIC).encode("utf-16-be"), "utf-16", feed(ARABIC), id="big-endian UTF-16 without a mark"),
        pytest.param(feed(ARABIC).encode("utf-16-le"), "utf-8", feed(ARABIC), id="UTF-16 declared as UTF-8"),
        pytest.param(feed(ARABIC).encode(), "utf-16", feed(ARABIC), id="UTF-8 declared as UTF-16"),
        pytest.param(feed(FRENCH).encode("cp1252"), "utf-16", None, id="Latin-1 declared as UTF-16 is not Chinese"),
        pytest.param(codecs.BOM_UTF8 * 2 + feed(ARABIC).encode(), "", feed(ARABIC), id="two marks"),
        pytest.param(codecs.BOM_UTF8 + feed(ARABIC).encode("cp1256"), "", feed(ARABIC), id="a UTF-8 mark that lies"),
    ],
)
def test_feeds_as_newspapers_send_them(body: bytes, charset: str, expected: str | None) -> None:
    found = decoded(body, charset)
    if expected is None:
        assert found.text.count("<item>") == 1
        assert max(found.text.replace("\ufffd", "")) < "一" or "2022" in charset
    else:
        assert found == Decoded(expected, found.encoding, 0)


def test_a_cut_feed_loses_the_last_character_alone() -> None:
    whole = feed(ARABIC)
    for length in range(60, len(whole.encode())):
        text = decode(whole.encode()[:length], "windows-1256")
        assert whole.startswith(text.removesuffix("\ufffd"))


@pytest.mark.parametrize("bad", [b"\xff", b"\xc7", b"\xe2\x80", b"\xed\xa0\x80", b"\x92"])
def test_bad_bytes_harm_their_own_places(bad: bytes) -> None:
    body = feed(*[ARABIC] * 20).encode().replace("قطر".encode(), "قط".encode() + bad + "ر".encode(), 7)
    found = decoded(body, "windows-1256")
    assert found.encoding == "utf-8"
    assert found.text.replace("\ufffd", "") == feed(*[ARABIC] * 20)
    assert 7 <= found.damaged <= 21


@pytest.mark.parametrize("encoding", ["cp1256", "iso-8859-6"])
@pytest.mark.parametrize("passages", [1, 5, 10])
def test_a_passage_in_an_old_encoding_inside_utf_8(encoding: str, passages: int) -> None:
    good, old = feed(*[ARABIC] * 10), feed(*["أعلن الوزير في بيان رسمي أن المحادثات ستستأنف"] * passages)
    found = decoded(good.encode() + old.encode(encoding) + good.encode())
    assert found == Decoded(good + old + good, "utf-8", 0)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        pytest.param(ARABIC, "cp1252", id="Arabic as windows-1252"),
        pytest.param(ARABIC, "latin-1", id="Arabic as Latin-1"),
        pytest.param(ARABIC, "cp1256", id="Arabic as windows-1256"),
        pytest.param(ARABIC, "cp1251", id="Arabic as windows-1251"),
        pytest.param("دولت ایران گفت‌وگو را پذیرفت", "cp1252", id="Persian with its joiner"),
        pytest.param(RUSSIAN, "cp1252", id="Russian as windows-1252"),
        pytest.param(RUSSIAN, "cp1251", id="Russian as windows-1251"),
    ],
)
def test_what_was_encoded_twice_is_put_right(text: str, codec: str) -> None:
    assert decode(misread(text, codec).encode()) == text
    mixed = feed(misread(text, codec), FRENCH, ARABIC, RUSSIAN)
    assert decode(mixed.encode()) == feed(text, FRENCH, ARABIC, RUSSIAN)


@pytest.mark.parametrize("text", [FRENCH, GERMAN, SPANISH, PERSIAN, URDU, "HALLÅ” Ø§1 NÃO Ã© طک", "Ø§ and ط§ alone"])
def test_what_was_meant_stays(text: str) -> None:
    assert decode(feed(text).encode()) == feed(text)


def test_numeric_references_are_the_parsers() -> None:
    assert decode(b"<t>&#1602;&#x637;&amp;</t>") == "<t>&#1602;&#x637;&amp;</t>"


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        pytest.param('<meta charset="windows-1251">', "", id="a charset"),
        pytest.param("<META CHARSET=windows-1251 />", "", id="without quotes"),
        pytest.param(
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "", id="the old way"
        ),
        pytest.param('<meta charset="windows-1251">', "iso-8859-1", id="before a server's default"),
        pytest.param('<meta charset="no-such">', "windows-1251", id="an unknown one is passed over"),
        pytest.param('<meta charset="utf-8">', "windows-1251", id="a wrong one is passed over"),
    ],
)
def test_pages_name_their_encoding(head: str, charset: str) -> None:
    page = f"<html><head>{head}</head><body>{RUSSIAN}</body></html>"
    assert decode_page(page.encode("cp1251"), charset) == page


HOSTILE = {
    "nothing but bad bytes": b"\xff",
    "bad bytes before tags": b"\xe1<",
    "control characters": b"a\x01",
    "Latin controls": "a\x80".encode(),
    "zeros": b"\x00\x01",
    "encoded twice": "Ø§Ø§Ø§<".encode(),
    "nearly encoded twice": ("Ø§" + "a" * 39).encode(),
    "surrogates": b"\xed\xa0\x80",
    "prologs": b"<?xml ",
    "metas": b"<meta charset ",
    "blanks": b" ",
    "passages": ARABIC.encode() + b"</t><t>" + ARABIC.encode("cp1256") + b"</t><t>",
}


@pytest.mark.parametrize("charset", ["", "gb18030", "shift_jis", "iso-2022-jp", "utf-16"])
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_time_is_proportional_to_length(piece: bytes, charset: str) -> None:
    def took(size: int) -> float:
        body = piece * (size // len(piece))
        begun = time.process_time()
        decode_page(body, charset)
        return time.process_time() - begun

    # A tenth of the largest feed, in half of the time that a whole one may take; quadratic work takes minutes.
    assert took(1_500_000) < 0.5
