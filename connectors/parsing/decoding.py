"""Bytes into text, when nobody can be trusted to say which encoding they are in.

The order: byte order mark, UTF-8 if the bytes are (nearly) valid UTF-8, the charset of the HTTP header, the encoding of
the XML prolog (of pages: of their ``<meta>``), windows-1256 or ISO-8859-6 if the bytes are Arabic words in it, UTF-8
with replacement. What is said is believed where it can be true, with three exceptions:

* Latin-1 in the header is often the server's default for everything: what the document says of itself goes before it.
* Bytes that are Arabic words in windows-1256 or ISO-8859-6 are that, whether Latin-1 or the other of the two was said.
* A document cut in the middle of a character, or with bad bytes in it, stays UTF-8 and keeps all other characters.

Two repairs, both only where the result cannot be chance: a passage of a UTF-8 document that is windows-1256 is read as
that, and text that was encoded twice (``Ø§Ù„`` for ``ال``) is put right. Everything takes time in proportion to length.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from connectors.parsing.arabic_bytes import arabic_encoding
from connectors.parsing.double_encoding import undone

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00\x00\x00", "utf-32-le"),  # markup without a mark
    (b"\x00\x00\x00<", "utf-32-be"),
)
_PROLOG: Final = re.compile(rb"\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_META: Final = re.compile(rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_META_WITHIN: Final = 8 * 1024
"""Browsers look at the first 1,024 bytes; newspapers put scripts before it."""

_CONTROLS: Final = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
_LATIN_CONTROL: Final = re.compile(rb"\xc2[\x80-\x9f]")
_NOT_ALLOWED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_CODE_PAGE: Final = re.compile(r"(?:x-)?(?:cp|win|windows|ms)[-_ ]?(125\d|874|932|936|949|950)")

_NO_CHARSETS: Final = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "raw_unicode_escape", "undefined", "unicode-escape", "unicode_escape"}
    | {"utf-7", "mbcs", "oem", "charmap", "hz", "iso2022_kr"}
)
"""Codecs of Python that are no encodings of documents, or dangerous ones; some take quadratic time."""

_AS_BROWSERS_READ: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "utf-16": "utf-16-le",
}
"""What is said of a document means the superset of it. Source: WHATWG Encoding Standard, section 4.2."""

_WESTERN: Final = frozenset({"cp1252", "iso8859-15", "mac-roman"})
_ARABIC: Final = frozenset({"cp1256", "iso8859-6"})
_WITH_ESCAPES: Final = ("utf-16", "utf-32", "iso2022")
"""Encodings in which a control byte may be part of a character."""

_BAD_SHARE: Final = 0.05
"""The share of bad characters up to which a text is taken for one that was damaged, not for another encoding."""

_MIXED_SHARE: Final = 0.5
"""The same for a text that may hold passages in another encoding. By chance no single-byte text comes near it."""

_SAMPLE: Final = 16 * 1024
_PASSAGE: Final = re.compile(rb"[\x80-\xff][^<>\n]*+")
_MAXIMUM_PASSAGES: Final = 300_000
"""More tags and lines than that, in a document with bad bytes, are read as they stand: time is short."""


@dataclass(frozen=True)
class Decoded:
    """A text without control characters, the encoding it was in, and how many characters were damaged (U+FFFD)."""

    text: str
    encoding: str
    damaged: int = 0


def decode(body: bytes, charset: str = "") -> str:
    """The text of ``body`` without control characters; never fails. ``charset`` is what the HTTP header says."""
    return decoded(body, charset).text


def decode_page(body: bytes, charset: str = "") -> str:
    """As ``decode``, for HTML: what ``<meta charset>`` says counts as well, after the header."""
    meta = _META.search(body, 0, _META_WITHIN)
    return decoded(body, charset, meta[1].decode("ascii") if meta else "").text


def decoded(body: bytes, charset: str = "", said_within: str = "") -> Decoded:
    """The text of ``body`` and how it was read; never fails. ``said_within`` is what the document says of itself."""
    wide = _wide(body)
    if wide:
        return _result(body.decode(wide, "replace"), wide)
    body = body.lstrip(codecs.BOM_UTF8) if body.startswith(codecs.BOM_UTF8) else body
    plain = body.translate(None, _CONTROLS)
    text = _as_utf_8(plain)
    if text is not None:
        return _result(undone(text), "utf-8", is_clean=_is_clean(plain, text))
    prolog = _PROLOG.match(body)
    names = [_codec(charset), _codec(said_within), _codec(prolog[1].decode("ascii") if prolog else "")]
    names.sort(key=lambda name: name in _WESTERN)  # stable: what is Western goes last
    arabic = arabic_encoding(plain)
    for name in names:
        if not name or name == "utf-8" or ((name in _WESTERN or name in _ARABIC) and arabic):
            continue
        if name.startswith(("utf-16", "utf-32")) and 0 not in body[:_SAMPLE]:
            continue  # any even number of bytes is valid UTF-16
        text = _fitting(body if name.startswith(_WITH_ESCAPES) else plain, name)
        if text is not None:
            return _result(text, name)
    if arabic:
        return _result(plain.decode(arabic, "replace"), arabic)
    return _result(plain.decode("utf-8", "replace"), "utf-8")


def clean(text: str) -> str:
    """The text without control characters (tab and line breaks stay), lone surrogates and noncharacters."""
    if text.isprintable():  # a fast way to know that there are none
        return text
    return _NOT_ALLOWED.sub("", text)


def _result(text: str, encoding: str, *, is_clean: bool = False) -> Decoded:
    text = (text if is_clean else clean(text)).removeprefix("\ufeff")
    return Decoded(text, encoding, text.count("\ufffd"))


def _is_clean(body: bytes, text: str) -> bool:
    """Whether UTF-8 without ASCII controls holds nothing to clean away. Much faster than to look at its characters."""
    return not (_LATIN_CONTROL.search(body) or "\ufffe" in text or "\uffff" in text)


def _wide(body: bytes) -> str:
    """The encoding of two or four bytes a character that a mark shows, or a zero in every other byte of the markup."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return encoding
    sample = body[:_SAMPLE]
    first, second = sample[::2].count(0), sample[1::2].count(0)
    enough = max(4.0, 0.1 * len(sample))
    if second >= enough and first < 0.1 * second:
        return "utf-16-le"
    if first >= enough and second < 0.1 * first:
        return "utf-16-be"
    return ""


def _as_utf_8(body: bytes) -> str | None:
    """The text if it is UTF-8, damage and passages in another encoding aside."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        text = body.decode("utf-8", "replace")
        is_cut = error.end == len(body)  # the first fault is the last character
    bad = text.count("\ufffd")
    others = _not_ascii(text)
    if is_cut and others > 1:
        return text
    if bad > _MIXED_SHARE * others:
        return None
    if body.count(b"<") + body.count(b"\n") <= _MAXIMUM_PASSAGES:
        mended, passages = _with_passages(body)
        if passages:
            return mended
    return text if bad <= _BAD_SHARE * others else None


def _with_passages(body: bytes) -> tuple[str, int]:
    """The text with what is Arabic in another encoding read as that, and how many such passages there are."""
    pieces: list[str] = []
    passages = position = 0
    for found in _PASSAGE.finditer(body):
        passage = found[0]
        try:
            passage.decode("utf-8")
        except UnicodeDecodeError:
            encoding = arabic_encoding(passage)
            if encoding and "\ufffd" in passage.decode("utf-8", "replace") and not _has_utf_8(passage):
                pieces += (body[position : found.start()].decode("utf-8", "replace"), passage.decode(encoding))
                position = found.end()
                passages += 1
    pieces.append(body[position:].decode("utf-8", "replace"))
    return "".join(pieces), passages


def _has_utf_8(passage: bytes) -> bool:
    """Whether more of a passage is UTF-8 than could be by chance."""
    text = passage.decode("utf-8", "replace")
    others = _not_ascii(text)
    return others - text.count("\ufffd") > 0.1 * others


def _not_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _codec(label: str) -> str:
    """Python's name of the encoding that a label means; empty if there is none."""
    label = label.strip(" \t\r\n\"';,").lower()
    page = _CODE_PAGE.fullmatch(label)
    if page:
        label = f"cp{page[1]}"
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    return "" if name in _NO_CHARSETS else _AS_BROWSERS_READ.get(name, name)


def _fitting(body: bytes, name: str) -> str | None:
    """The text if the bytes can be in that encoding, damage aside."""
    try:
        return body.decode(name)
    except UnicodeError:
        pass
    except LookupError:  # a codec, but none that gives text
        return None
    try:
        text = body.decode(name, "replace")
    except (LookupError, UnicodeError):
        return None
    return text if text.count("\ufffd") <= _BAD_SHARE * _not_ascii(text) else None
