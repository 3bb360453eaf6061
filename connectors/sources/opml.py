"""Lists of feeds as OPML 2.0, which every feed reader writes and reads.

Source of the format: opml.org/spec2.opml. An outline with ``xmlUrl`` is a feed; the outlines around it are categories.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from connectors.parsing.decoding import decode
from connectors.parsing.plain_text import one_line
from streams.errors import MarsadError

MAXIMUM_FEEDS: Final = 200_000
_PROLOG: Final = re.compile(r"<\?xml[^>]*>")
_BARE_AMPERSAND: Final = re.compile(r"&(?!#?\w{1,31};)")


class NotOpml(MarsadError):
    """A document that is no list of feeds. Its message is one clause."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of a list. ``category`` joins the outlines around it with ``/``."""

    url: str
    title: str = ""
    page: str = ""
    category: str = ""
    language: str = ""


def read_opml(body: bytes) -> list[Outline]:
    """The feeds of the list in its order, each address once. Raises NotOpml.

    Forgives what other programs write: lower-case attributes, a missing head, entities that are not escaped. Outlines
    whose address is not http(s) are left out.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    text = _BARE_AMPERSAND.sub("&amp;", _PROLOG.sub("", decode(body).strip(), count=1))
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise NotOpml(f"it is not XML ({error.msg})") from error
    if root is None or str(root.tag).lower() != "opml":
        raise NotOpml("it is not OPML: its first element is not <opml>")
    found: dict[str, Outline] = {}
    for outline in _feeds(root):
        found.setdefault(outline.url, outline)
        if len(found) > MAXIMUM_FEEDS:
            raise NotOpml(f"it lists more than {MAXIMUM_FEEDS:,} feeds; split it")
    return list(found.values())


def write_opml(outlines: Iterable[Outline], title: str) -> bytes:
    """The list as an OPML document, by category."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    body = etree.SubElement(root, "body")
    groups: dict[str, etree._Element] = {"": body}
    for outline in outlines:
        if outline.category not in groups:
            groups[outline.category] = etree.SubElement(body, "outline", text=outline.category)
        attributes = {"type": "rss", "text": outline.title or outline.url, "xmlUrl": outline.url}
        attributes |= {
            name: value for name, value in (("htmlUrl", outline.page), ("language", outline.language)) if value
        }
        etree.SubElement(groups[outline.category], "outline", attributes)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _feeds(root: etree._Element) -> Iterator[Outline]:
    """Every outline that is a feed. A stack of our own, since lists may be nested as deep as they like."""
    stack: list[tuple[etree._Element, str]] = [(root, "")]
    while stack:
        element, category = stack.pop()
        inner = category
        if str(element.tag).lower() == "outline":
            attributes = {str(name).lower(): one_line(str(value)) for name, value in element.attrib.items()}
            title = attributes.get("title") or attributes.get("text") or ""
            url = attributes.get("xmlurl", "").strip()
            if url:
                if _is_web_address(url):
                    page, language = attributes.get("htmlurl", ""), attributes.get("language", "")
                    yield Outline(url, title, page, attributes.get("category") or category, language)
            else:
                inner = f"{category}/{title}".strip("/")
        stack.extend((child, inner) for child in reversed(element))


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
