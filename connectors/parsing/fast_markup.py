"""Markup in the XML of a feed itself, written out again piece by piece as feedparser does."""

from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from connectors.parsing.fast_text import Context, Unsure, items_of

_INLINE: Final = frozenset(
    {"a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "big", "blockquote", "br", "center", "cite"}
    | {"code", "col", "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3"}
    | {
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "iframe",
        "img",
        "ins",
        "li",
        "main",
        "mark",
        "nav",
        "ol",
        "p",
        "pre",
        "q",
    }
    | {"s", "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th"}
    | {"thead", "time", "tr", "u", "ul", "video"}
)
"""Elements that are markup wherever they stand; none of them is an element of feeds too."""


def inline_name(element: etree._Element, context: Context) -> str:
    """The name of an element of HTML. Raises Unsure for any other."""
    name = context.name(element).removeprefix("xhtml_")
    if name not in _INLINE:
        raise Unsure
    return name


def write(element: etree._Element, pieces: list[str], context: Context) -> None:
    """The element as feedparser writes it out: never an empty-element tag, what follows it included."""
    name = inline_name(element, context)
    written = {}
    for key, value in items_of(element):
        if key[0] == "{":
            raise Unsure
        written[key.lower()] = value.lower() if key.lower() in {"rel", "type"} else value
    own = "".join(f' {key}="{_quoted(value)}"' for key, value in written.items())
    pieces.append(f"<{name}{own}>")
    if element.text:
        pieces.append(escape(element.text))
    for child in element:
        write(child, pieces, context)
    pieces.append(f"</{name}>")
    if element.tail:
        pieces.append(escape(element.tail))


def _quoted(value: str) -> str:
    return escape(value, {'"': "&quot;"})


def without_div(pieces: list[str]) -> list[str]:
    """Without the ``div`` that Atom wants around XHTML, if all the rest is in it."""
    pieces = [piece for piece in pieces if piece]
    while len(pieces) > 1 and not pieces[-1].strip():
        pieces.pop()
    while len(pieces) > 1 and not pieces[0].strip():
        pieces.pop(0)
    if not (pieces and (pieces[0] == "<div>" or pieces[0].startswith("<div ")) and pieces[-1] == "</div>"):
        return pieces
    depth = 0
    for piece in pieces[:-1]:
        if piece.startswith("</"):
            depth -= 1
            if depth == 0:
                return pieces
        elif piece.startswith("<"):
            depth += 1
    return pieces[1:-1]
