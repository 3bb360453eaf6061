"""Names, attributes and texts of a well-formed document's elements, as feedparser takes them."""

import re
from typing import Final
from urllib.parse import urljoin

from lxml import etree

from connectors.parsing.feed_names import XML, name_of

_TELLING: Final = frozenset(
    {"type", "rel", "href", "url", "uri", "mode", "src", "ispermalink", "lang", "base", "lastmod"}
)
"""Attributes whose meaning feedparser takes from any namespace."""

_EXTRA_SLASHES: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+,\-.]*://)/+")
_C1: Final = re.compile("[\x80-\x9f]")
_WINDOWS_1252: Final = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}


class Unsure(Exception):
    """The document leaves the ground on which this reader and feedparser are known to agree."""


class Context:
    """What an item has from its document. ``references``: it holds character references."""

    def __init__(self, *, references: bool) -> None:
        self.references = references
        self.base = ""
        self.atom_1 = False
        self.typed = False
        self.has_content = False
        self._names: dict[str, str] = {}

    def name(self, element: etree._Element) -> str:
        """The element's name as ``feed_names`` has it."""
        tag = element.tag
        try:
            return self._names[tag]
        except (KeyError, TypeError):
            if not isinstance(tag, str):  # an entity that was not resolved
                raise Unsure from None
            name = self._names[tag] = name_of(tag, element.prefix)
            return name

    def resolved(self, address: str) -> str:
        """The address as the document's ``xml:base`` makes it."""
        address = _EXTRA_SLASHES.sub(r"\1", address)
        try:
            return urljoin(self.base, address) if self.base else address
        except ValueError:
            return ""

    def repaired(self, text: str) -> str:
        """The text without two faults: UTF-8 that was taken for Latin-1, and windows-1252 by its code points."""
        if text.isascii():
            return text
        suspect = self.references
        try:
            text = text.encode("iso-8859-1").decode("utf-8")
            suspect = True
        except UnicodeError:
            pass
        return text.translate(_WINDOWS_1252) if suspect and _C1.search(text) else text


def attributes(element: etree._Element) -> dict[str, str]:
    """The attributes by their names in small letters, ``xml:`` kept. Raises Unsure where a namespace hides one."""
    found = {}
    for name, value in items_of(element):
        if name[0] != "{":
            key = name.lower()
            found[key] = value.lower() if key in {"rel", "type"} else value
        elif name.startswith(XML):
            found[f"xml:{name[len(XML) :]}"] = value
        elif name.rpartition("}")[2].lower() in _TELLING:
            raise Unsure
    return found


def text_value(element: etree._Element, context: Context) -> str:
    """The text of an element that holds nothing else. Raises Unsure if it does."""
    if len(element):
        raise Unsure
    text = element.text
    return context.repaired(text.strip()) if text else ""


def items_of(element: etree._Element) -> list[tuple[str, str]]:
    """The attributes in the document's order; the parser was given text, so they are text."""
    return [(str(name), str(value)) for name, value in element.items()]
