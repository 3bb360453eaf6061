"""Documents that somebody made, or broke, so that a reader of feeds hangs, grows, crashes or is fooled.

Each generator is named by what it attacks and gives the bytes. They are made here, not kept: some are large.
"""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from typing import Final

Generator = Callable[[], bytes]

MEBIBYTE: Final = 1024 * 1024
_ARABIC: Final = "مفاوضات الهدنة تستأنف في الدوحة"


def rss(items: str, *, before: str = "", channel: str = "<title>wire</title>", attributes: str = "") -> bytes:
    """An RSS document around ``items``."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<rss version="2.0"{attributes}><channel>{channel}{items}'
        f"</channel></rss>"
    ).encode("utf-8", "surrogatepass")


def item(title: str = "t", description: str = "", *, more: str = "", number: int = 0) -> str:
    """An RSS item."""
    return (
        f"<item><title>{title}</title><link>https://wire.example/{number}</link><guid>{number}</guid>"
        f"<description>{description}</description>{more}</item>"
    )


def atom(entries: str) -> bytes:
    """An Atom document around ``entries``."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>wire</title>{entries}</feed>'.encode()


def _html(markup: str) -> bytes:
    return rss(item(description=f"<![CDATA[{markup}]]>"))


def _dates(*raw: str) -> bytes:
    return rss("".join(item(more=f"<pubDate>{each}</pubDate>", number=number) for number, each in enumerate(raw)))


def _billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10))
    return rss(item("&l9;"), before=f'<!DOCTYPE r [<!ENTITY l0 "lol">{entities}]>')


def _quadratic_blow_up() -> bytes:
    return rss(item("&a;" * 50_000), before='<!DOCTYPE r [<!ENTITY a "' + "a" * 50_000 + '">]>')


def _recursive_entities() -> bytes:
    return rss(item("&a;"), before='<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>')


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("feed.xml", rss(item()))
    return stream.getvalue()


def external(target: str) -> bytes:
    """A feed whose title is what stands at ``target``."""
    return rss(item("&x;"), before=f'<!DOCTYPE r [<!ENTITY x SYSTEM "{target}">]>')


def parameter_entities(target: str) -> bytes:
    """A feed whose document type is to be read from ``target``."""
    return rss(item("&x;"), before=f'<!DOCTYPE r SYSTEM "{target}" [<!ENTITY % p SYSTEM "{target}"> %p;]>')


def _json_feed(items: str) -> bytes:
    return f'{{"version": "https://jsonfeed.org/version/1.1", "title": "wire", "items": [{items}]}}'.encode()


ENTITIES: Final[dict[str, Generator]] = {
    "billion laughs": _billion_laughs,
    "quadratic blow-up of entities": _quadratic_blow_up,
    "entities that name each other": _recursive_entities,
    "an entity that is a file": lambda: external("file:///etc/passwd"),
    "an entity that is an address": lambda: external("http://127.0.0.1:9/entity"),
    "parameter entities from a file": lambda: parameter_entities("file:///etc/passwd"),
    "parameter entities from an address": lambda: parameter_entities("http://127.0.0.1:9/dtd"),
    "an XInclude": lambda: rss(
        item(more='<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>')
    ),
    "a style sheet instruction": lambda: rss(item(), before='<?xml-stylesheet href="file:///etc/passwd"?>'),
    "a document type that never ends": lambda: b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 100_000,
    "a thousand document types": lambda: b"<!DOCTYPE rss>" * 1_000 + rss(item()),
    "an entity without an end": lambda: rss(item("&" * 500_000)),
    "numeric references out of range": lambda: rss(item("&#99999999999999999999;&#x110000;&#xD800;&#0;&#-1;" * 2_000)),
    "half a million references": lambda: rss(item(description="&amp;#1602;" * 500_000)),
}

STRUCTURE: Final[dict[str, Generator]] = {
    "200,000 attributes": lambda: rss(
        "<item" + "".join(f' a{n}="{n}"' for n in range(200_000)) + "><title>t</title></item>"
    ),
    "the same attribute 200,000 times": lambda: rss("<item" + ' a="1"' * 200_000 + "><title>t</title></item>"),
    "one attribute of 10 MB": lambda: rss(f'<item a="{"a" * 10 * MEBIBYTE}"><title>t</title></item>'),
    "100,000 levels": lambda: rss("<a>" * 100_000 + item() + "</a>" * 100_000),
    "100,000 levels that stay open": lambda: rss(item() + "<a>" * 100_000),
    "100,000 levels of HTML": lambda: _html("<div>" * 100_000),
    "100,000 items in each other": lambda: rss("<item><title>t</title>" * 100_000),
    "10,000 prefixes": lambda: rss(item(), attributes="".join(f' xmlns:n{n}="urn:{n}"' for n in range(10_000))),
    "a new prefix for each of 50,000 elements": lambda: rss(
        item(more="".join(f'<p{n}:e xmlns:p{n}="urn:{n}"/>' for n in range(50_000)))
    ),
    "2 MB of less-than signs": lambda: b"<" * 2 * MEBIBYTE,
    "2 MB of less-than signs in a feed": lambda: rss(item("<" * 2 * MEBIBYTE)),
    "10 MB of CDATA beginnings": lambda: b"<![CDATA[" * (10 * MEBIBYTE // 9),
    "10 MB of CDATA beginnings in a feed": lambda: rss(item("<![CDATA[" * (10 * MEBIBYTE // 9))),
    "comments that stay open": lambda: rss(item("<!--" * 500_000)),
    "processing instructions": lambda: rss("<?a b?>" * 500_000 + item()),
    "processing instructions that stay open": lambda: rss("<?a " * 500_000 + item()),
    "closing tags of nothing": lambda: rss("</a>" * 500_000 + item()),
    "a tag name of 5 MB": lambda: rss(f"<{'a' * 5 * MEBIBYTE}>{item()}"),
    "10,000 items": lambda: rss("".join(item(f"{_ARABIC} {n}", _ARABIC * 5, number=n) for n in range(10_000))),
    "a million empty items": lambda: rss("<item/>" * 1_000_000),
    "a million empty entries": lambda: atom("<entry/>" * 1_000_000),
    "100,000 items with a title": lambda: rss("<item><title>t</title></item>" * 100_000),
    "a title of 10 MB": lambda: rss(item("ع" * 5 * MEBIBYTE)),
    "a link of 1 MB": lambda: rss(item(more=f"<link>https://wire.example/{'a' * MEBIBYTE}</link>")),
    "100,000 categories": lambda: rss(item(more="<category>a</category>" * 100_000)),
    "100,000 enclosures": lambda: rss(item(more='<enclosure url="https://wire.example/a.mp3"/>' * 100_000)),
    "all elements of a hundred kinds of feed at once": lambda: (rss(item()) + atom("<entry><id>1</id></entry>")) * 100,
}

BYTES: Final[dict[str, Generator]] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"<",
    "15 MB of zeros": lambda: bytes(15 * MEBIBYTE),
    "15 MB of blanks": lambda: b" " * 15 * MEBIBYTE,
    "15 MB of bad bytes": lambda: b"\xff" * 15 * MEBIBYTE,
    "cut in the middle of a character": lambda: rss(item(_ARABIC)).split("دوحة".encode())[0][:-1],
    "cut in the middle of a tag": lambda: rss(item(_ARABIC))[:-25],
    "bad bytes in every title": lambda: rss(item("A") * 100).replace(b"<title>A", b"<title>\xd9\xff\xc7\xe2\x80A"),
    "control characters": lambda: rss(item("".join(map(chr, range(1, 32))) * 100)),
    "zeros between": lambda: rss(item("a\x00b\x00c")),
    "a UTF-16 mark before UTF-8": lambda: b"\xff\xfe" + rss(item(_ARABIC)),
    "UTF-16 that ends in half": lambda: rss(item(_ARABIC)).decode().encode("utf-16")[:-1],
    "UTF-32": lambda: rss(item(_ARABIC)).decode().encode("utf-32"),
    "UTF-7": lambda: b'<?xml version="1.0" encoding="UTF-7"?>+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
    "an encoding of no document": lambda: rss(item()).replace(b"utf-8", b"unicode_escape"),
    "an encoding that is no text": lambda: rss(item("\xe9")).replace(b"utf-8", b"zlib"),
    "surrogates as bytes": lambda: rss(item("a\ud800b\udfffc")),
    "a gzip inside": lambda: gzip.compress(rss(item())),
    "a zip": _zip,
    "a PDF": lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 1_000,
    "a PNG": lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 1_000,
    "a web page": lambda: b"<!DOCTYPE html><html><head><title>t</title></head><body>" + b"<p>a</p>" * 10_000,
    "a page of errors before the feed": lambda: b"<br />\n<b>Warning</b>: mysql_connect()" * 100 + rss(item()),
    "plain text": lambda: _ARABIC.encode() * 10_000,
    "a path": lambda: b"/etc/passwd",
    "an address": lambda: b"http://127.0.0.1:9/feed.xml",
}

JSON: Final[dict[str, Generator]] = {
    "JSON a million levels deep": lambda: b"[" * 1_000_000,
    "objects a hundred thousand levels deep": lambda: b'{"a":' * 100_000,
    "a number of a million digits": lambda: _json_feed('{"id": ' + "1" * MEBIBYTE + ', "title": "t"}'),
    "a number beyond all": lambda: _json_feed('{"id": 1e999, "title": "t"}, {"id": NaN, "title": -Infinity}'),
    "names that occur twice": lambda: _json_feed('{"id": "1", "id": "2", "title": "a", "title": "b"}'),
    "100,000 names": lambda: _json_feed("{" + ",".join(f'"k{n}": {n}' for n in range(100_000)) + ', "title": "t"}'),
    "surrogates as escapes": lambda: _json_feed(r'{"id": "\ud800", "title": "a\udfffb\ud83d\ude00", "url": "\ud800"}'),
    "zeros as escapes": lambda: _json_feed(r'{"id": "\u0000", "title": "a\u0000b"}'),
    "wrong types everywhere": lambda: _json_feed(
        '{"id": {}, "title": [], "url": 5, "content_html": true, "authors": "a"}, null, 1, [], "a"'
    ),
    "10,000 JSON items": lambda: _json_feed(
        ",".join(json.dumps({"id": str(n), "title": f"{_ARABIC} {n}", "content_text": _ARABIC}) for n in range(10_000))
    ),
    "JSON of 10 MB in one string": lambda: _json_feed(json.dumps({"id": "1", "title": "a" * 10 * MEBIBYTE})),
    "JSON that stays open": lambda: b'{"items": [' + b'{"title": "t"},' * 100_000,
}

MARKUP: Final[dict[str, Generator]] = {
    "half a million open tags with a quote": lambda: _html('<a "' * 500_000),
    "tags with stray quotes": lambda: _html("<a b='" * 300_000),
    "scripts that stay open": lambda: _html("<script>" * 200_000),
    "styles within scripts": lambda: _html("<script><style>" * 100_000),
    "equals signs": lambda: _html("<a " + "=" * MEBIBYTE),
    "blanks in a tag": lambda: _html("<a" + " " * MEBIBYTE),
    "paragraphs without text": lambda: _html("<p>\n " * 300_000),
    "semicolons and ampersands": lambda: _html("&;" * 500_000),
    "a page of JavaScript in a title": lambda: rss(
        item("<![CDATA[<script>alert(1)</script><img onerror=alert(1)>t]]>")
    ),
    "a link to a script": lambda: rss("<item><title>t</title><link>javascript:alert(1)</link></item>"),
    "a link to a file": lambda: rss("<item><title>t</title><link>file:///etc/passwd</link></item>"),
    "a link that is no address": lambda: rss("<item><title>t</title><link>http://[::1</link></item>"),
    "bidirectional controls in a title": lambda: rss(item("\u202egnp.exe\u2066\u2067\u200b\u200d\ufeff\u00ad" * 500)),
    "a thousand combining marks": lambda: rss(item("a" + "\u0300" * 1_000 + "\u0651" * 1_000)),
    "a ligature that unfolds": lambda: rss(item("\ufdfa" * 100_000)),
}

DATES: Final[dict[str, Generator]] = {
    "a date of digits": lambda: _dates("1" * 100_000),
    "a date of blanks": lambda: _dates(" " * 200_000 + "x"),
    "a date of colons": lambda: _dates("1:" * 100_000),
    "a date of months": lambda: _dates("Jan " * 50_000),
    "a date of Arabic months": lambda: _dates("يناير " * 50_000),
    "a date of signs": lambda: _dates("+-" * 100_000),
    "a date of T and Z": lambda: _dates("2026-01-01T" * 10_000 + "Z" * 10_000),
    "dates that do not exist": lambda: _dates(
        "0000-00-00", "9999-99-99T99:99:99Z", "2026-02-30", "Mon, 32 Foo 2026 25:61:61 +9999", "1" * 30, "-1", "٩" * 40
    ),
    "10,000 dates of ten thousand kinds": lambda: _dates(*(f"{n}/{n}/{n} {n}:{n} XY{n}" for n in range(10_000))),
}

CORPUS: Final[dict[str, Generator]] = {**ENTITIES, **STRUCTURE, **BYTES, **JSON, **MARKUP, **DATES}
"""All of them by name."""
