"""Bytes into text, when nobody can be trusted to say which encoding they are in.

The order: byte order mark, UTF-8 if the bytes are (nearly) valid UTF-8, the charset of the HTTP header, the encoding of
the XML prolog, windows-1256 if that gives almost only Arabic letters, UTF-8 with replacement. Nearly: a feed that
was cut in the middle of a character, or has one bad byte in it, keeps all its other characters.
"""

import codecs
import re
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),  # an XML prolog without a mark; as UTF-8 it would be valid and wrong
    (b"\x00<\x00?", "utf-16-be"),
)
_PROLOG: Final = re.compile(rb"\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_NOT_ALLOWED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")

_NO_CHARSETS: Final = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "raw_unicode_escape", "undefined", "unicode-escape", "unicode_escape"}
    | {"utf-7", "mbcs", "oem"}
)
"""Codecs of Python that are no encodings of documents; some take quadratic time."""

_AS_BROWSERS_READ: Final = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
"""What says Latin-1 is windows-1252 in practice. Source: WHATWG Encoding Standard, section 4.2."""

_BAD_SHARE: Final = 0.05
"""The share of bad characters up to which a text is taken for one that was damaged, not for another encoding."""

_ARABIC_SHARE: Final = 0.9
"""Cyrillic read as windows-1256 gives about half Arabic letters, Arabic nearly nothing else."""


def decode(body: bytes, charset: str = "") -> str:
    """The text of ``body`` without control characters; never fails. ``charset`` is what the HTTP header says."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return clean(body.decode(encoding, "replace").removeprefix("\ufeff"))
    prolog = _PROLOG.match(body)
    declared = (charset, prolog[1].decode("ascii") if prolog else "")
    for encoding in ("utf-8", *declared):
        text = _decoded(body, encoding)
        if text is not None:
            return clean(text)
    guess = body.decode("cp1256", "replace")
    letters = len(_NOT_ASCII.findall(guess))
    if letters and len(_ARABIC.findall(guess)) >= _ARABIC_SHARE * letters:
        return clean(guess)
    return clean(body.decode("utf-8", "replace"))


def clean(text: str) -> str:
    """The text without control characters (tab and line breaks stay), lone surrogates and noncharacters."""
    return _NOT_ALLOWED.sub("", text)


def _decoded(body: bytes, encoding: str) -> str | None:
    """The text if ``encoding`` exists and fits, damage aside."""
    try:
        name = codecs.lookup(encoding.strip().strip("\"'")).name
        if name in _NO_CHARSETS:
            return None
        name = _AS_BROWSERS_READ.get(name, name)
        try:
            return body.decode(name)
        except UnicodeError:
            text = body.decode(name, "replace")
    except (LookupError, ValueError):
        return None
    bad = text.count("\ufffd")
    return text if bad <= _BAD_SHARE * len(_NOT_ASCII.findall(text)) else None
