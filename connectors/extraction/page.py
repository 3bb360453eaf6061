"""The article on an HTML page: what the page says of itself, the body by trafilatura, and our own cut over it.

Runs in a worker process with a limit of time. lxml and trafilatura are imported when the first page comes, and not
with this module: they take 30 MB, and only workers need them.
"""

import re
from typing import Final

from connectors.extraction.affinity import stems
from connectors.extraction.results import ExtractedPage, NoArticle, cut_from
from connectors.extraction.structured import PageFacts, page_facts
from connectors.extraction.text import extract_text
from connectors.extraction.walls import wall
from connectors.parsing.decoding import decode_page

_XML_PROLOG: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_ATTRIBUTE: Final = re.compile(r"""[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?""")
"""As browsers read it: a quotation mark counts only behind an equals sign, else a stray one would swallow the page."""
_TAG: Final = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:[\s/=]++|{_ATTRIBUTE.pattern})*+")
_MOST_DAMAGED: Final = 0.05
"""The share of characters that could not be read from which on a text is rather an image, or compressed."""
_LONG_TAG: Final = 10_000
_MOST_ATTRIBUTES: Final = 1_000
"""Parsers compare every attribute of an element with all others: 200,000 of them take minutes."""

_ENOUGH: Final = 250
"""Characters from which on trafilatura's quick way is good enough."""

_LONGER: Final = 1.15
"""The text of JSON-LD has no paragraphs often; it must be this much longer to be worth it."""


def extract_page(body: bytes, url: str, charset: str = "", language: str = "") -> ExtractedPage | NoArticle:
    """The article on the page ``body``, or why there is none.

    ``charset`` is what the HTTP header says, ``language`` what is known of the page's source; the page's own word goes
    first for the latter. Pure, and its arguments and answers can be pickled. May raise what a parser raises on
    crafted input; takes below 0.1 s for a usual page of 200 kB.
    """
    from lxml import etree, html  # see above

    markup = decode_page(body, charset)
    markup = _TAG.sub(_without_crowd, _XML_PROLOG.sub("", markup))
    try:
        tree = html.document_fromstring(markup)
    except (etree.ParserError, etree.XMLSyntaxError):
        return NoArticle("the page is empty")
    facts = page_facts(tree, url)
    barred = wall(facts.title, "")
    if barred:
        return NoArticle(barred)
    text, how = _body(markup, url, facts)
    if text.count("\ufffd") > _MOST_DAMAGED * len(text):
        return NoArticle("the page is not text")
    found = extract_text(text, facts.title, pasted=False)
    if not found.body:
        return NoArticle("no article was found on the page")
    barred = wall(found.title, found.body)
    if barred:
        return NoArticle(barred)
    return ExtractedPage(
        title=found.title,
        text=found.body,
        published_raw=facts.published_raw or found.published_raw,
        publisher=facts.publisher,
        language=facts.language or language,
        author=facts.author,
        canonical_url=facts.canonical_url,
        original_source=facts.original_source or found.source,
        how=how,
        removed=found.removed,
        cut=cut_from(text, found.excluded),
        kept_whole=found.kept_whole,
    )


def _body(markup: str, url: str, facts: PageFacts) -> tuple[str, str]:
    """The longer of what trafilatura and JSON-LD give, if both are the same article; and which it is."""
    quick = _by_trafilatura(markup, url, fast=True)
    text = quick if len(quick) >= _ENOUGH else max(quick, _by_trafilatura(markup, url, fast=False), key=len)
    if len(facts.body) > _LONGER * len(text) and _same(facts.body, text):
        return facts.body, "json-ld"
    return text, "trafilatura"


def _by_trafilatura(markup: str, url: str, *, fast: bool) -> str:
    """Its text in precision mode. Its search for metadata and dates is left out: it takes longer than the text."""
    from trafilatura import bare_extraction  # see above

    document = bare_extraction(
        markup, url=url or None, fast=fast, favor_precision=True, include_comments=False, include_tables=False
    )
    return (getattr(document, "text", None) or "").strip() if document is not None else ""


def _same(longer: str, shorter: str) -> bool:
    """Whether most words of the shorter text stand in the longer one; nothing stands in anything."""
    words = stems(shorter)
    return 2 * len(words & stems(longer)) >= len(words)


def _without_crowd(match: re.Match[str]) -> str:
    """The tag, or nothing if it has more attributes than an honest one."""
    tag = match.group()
    if len(tag) < _LONG_TAG:
        return tag
    crowd = sum(1 for _ in zip(_ATTRIBUTE.finditer(tag), range(_MOST_ATTRIBUTES), strict=False))
    return "" if crowd == _MOST_ATTRIBUTES else tag
