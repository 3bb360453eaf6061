"""HTML as it stands in feeds into plain text.

A scanner of our own: the standard library's parser takes over a minute for 100 kB of ``<a "``; this one takes time in
proportion to the length whatever comes.
"""

import html
import re
from typing import Final

from connectors.decoding import clean

_TOKEN: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    # Quoted values may hold a '>'. The bounds keep unclosed quotes from being searched to the end again and again.
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]{0,40}+)"
    r"(?:(?:[\s/][^\"'<>]*+|[^\"'<>]++|\"[^\"]{0,2000}+\"|'[^']{0,2000}+'){0,64}+>|[^<>]*+>"
    r"|[^<>=]*+=[^<>]*+\Z)"  # a teaser that was cut inside a tag
    r"|<[!?][^<>]*+>",
    re.DOTALL,
)
_BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "details", "dialog", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"}
    | {"nav", "ol", "p", "pre", "section", "summary", "table", "td", "th", "tr", "ul"}
)
_WITHOUT_TEXT: Final = {
    name: re.compile(rf"</{name}\b[^>]*>?", re.IGNORECASE)
    for name in ("script", "style", "iframe", "noscript", "template", "svg", "object")
}
_SPACES: Final = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_LINES: Final = re.compile(r" *\n[ \n]*")


def plain_text(markup: str) -> str:
    """The text of ``markup``: tags gone, entities resolved once, a line for each block, no empty lines.

    Text without any markup keeps its own line breaks. Scripts, styles and comments are not text.
    """
    pieces: list[str] = []
    position = 0
    while match := _TOKEN.search(markup, position):
        pieces.append(_text(markup[position : match.start()]))
        position = match.end()
        if match["cdata"] is not None:
            pieces.append(_text(match["cdata"]))
            continue
        name = (match["name"] or "").lower()
        if name in _BLOCKS:
            pieces.append("\n")
        elif name in _WITHOUT_TEXT and not match["close"]:
            end = _WITHOUT_TEXT[name].search(markup, position)
            position = end.end() if end else len(markup)
    if not pieces:
        return one_line_each(html.unescape(markup))
    pieces.append(_text(markup[position:]))
    return clean(_LINES.sub("\n", "".join(pieces)).strip())


def one_line_each(text: str) -> str:
    """The text with its line breaks, without empty lines and without needless spaces."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.splitlines())
    return clean("\n".join(line for line in lines if line))


def one_line(text: str) -> str:
    """The text on one line, with single spaces."""
    return clean(_SPACES.sub(" ", text).strip())


def _text(markup: str) -> str:
    """What stands between two tags: entities resolved, line breaks of the source are spaces."""
    return _SPACES.sub(" ", html.unescape(markup)) if markup else ""
