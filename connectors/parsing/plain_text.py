"""HTML as it stands in feeds into plain text.

A scanner of our own: the standard library's parser takes over a minute for 100 kB of ``<a "``; this one takes time in
proportion to the length whatever comes.
"""

import html
import re
from typing import Final

from connectors.parsing.decoding import clean

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
_SKIPPED: Final = re.compile("<(?:" + "|".join(_WITHOUT_TEXT) + ")", re.IGNORECASE)
_BREAK: Final = "\x00"
"""Stands for the end of a line among line breaks of the source, which are spaces."""


def plain_text(markup: str) -> str:
    """The text of ``markup``: tags gone, entities resolved once, a line for each block, no empty lines.

    Text without any markup keeps its own line breaks. Scripts, styles and comments are not text.
    """
    # Text, what is CDATA, the slash of an end tag, its name, and again; see the groups of _TOKEN.
    parts = _TOKEN.split(_without_hidden(markup) if "<" in markup else markup)
    if len(parts) == 1 and len(parts[0]) == len(markup):
        return one_line_each(html.unescape(markup))
    pieces = []
    for text, cdata, name in zip(parts[::4], [None, *parts[1::4]], [None, *parts[3::4]], strict=True):
        if name is not None:
            if name.lower() in _BLOCKS:
                pieces.append(_BREAK)
        elif cdata is not None:
            pieces.append(html.unescape(cdata))
        if text:
            pieces.append(html.unescape(text) if "&" in text else text)
    lines = [" ".join(line.split()) for line in "".join(pieces).split(_BREAK)]
    # What can be printed needs no cleaning, and to see that is much cheaper than to clean.
    return "\n".join(filter(None, lines if "".join(lines).isprintable() else map(one_line, lines)))


def one_line_each(text: str) -> str:
    """The text with its line breaks, without empty lines and without needless spaces."""
    return "\n".join(filter(None, map(one_line, text.splitlines())))


def one_line(text: str) -> str:
    """The text on one line, with single spaces."""
    spaced = " ".join(text.split())
    if spaced.isprintable():
        return spaced
    cleaned = clean(spaced)
    return cleaned if len(cleaned) == len(spaced) else " ".join(cleaned.split())


def _without_hidden(markup: str) -> str:
    """The markup without scripts, styles and the like, from their start tags on."""
    if _BREAK in markup:
        markup = markup.replace(_BREAK, "")
    if not _SKIPPED.search(markup):
        return markup
    pieces = []
    kept = position = 0
    while match := _TOKEN.search(markup, position):
        position = match.end()
        name = (match["name"] or "").lower()
        if name in _WITHOUT_TEXT and not match["close"]:
            end = _WITHOUT_TEXT[name].search(markup, position)
            pieces.append(markup[kept : match.start()])
            kept = position = end.end() if end else len(markup)
    return "".join((*pieces, markup[kept:]))
