"""One item of a well-formed feed, field by field, as feedparser would have it.

Its rules: an element counts wherever it stands in the item. Of several the last wins, unless it stands deeper than the
one before; a title that is not empty is kept. A second description is a full text. A guid is the link as long as there
is no other. The names below are those of ``feed_names``.
"""

import re
from collections.abc import Callable
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from connectors.parsing.fast_markup import inline_name, without_div, write
from connectors.parsing.fast_text import Context, Unsure, attributes, text_value
from connectors.parsing.raw_entry import INLINE_TYPE, MARKUP_TYPES, Content, RawEntry
from connectors.parsing.xml_feed import FULL_TEXTS, PRISM_DATE

_TYPES: Final = {
    "text": "text/plain",
    "plain": "text/plain",
    "html": "text/html",
    "xhtml": INLINE_TYPE,
    "text/plain": "text/plain",
    "text/html": "text/html",
    INLINE_TYPE: INLINE_TYPE,
}
_REFERENCE_LIKE: Final = re.compile(r"&([A-Za-z0-9_]+);")


class FastItem:
    """The reader of one item at ``depth`` in its document."""

    def __init__(self, context: Context, depth: int) -> None:
        self.context = context
        self.depth = depth
        self.entry = RawEntry()
        self.has_content = context.has_content
        self._depths: dict[str, int] = {}
        self._title_depth = -1
        self._link: str | None = None
        self._summary: str | None = None
        self._dates: dict[str, str] = {}
        self._full_texts: dict[str, str] = {}
        self._authors = 0

    def read(self, element: etree._Element, language: str) -> RawEntry:
        """The item. ``language`` is the one of what encloses it."""
        entry = self.entry
        if element.attrib:
            own = attributes(element)
            if own.keys() & {"href", "lastmod", "base", "xml:base"}:
                raise Unsure
            language = own.get("xml:lang", own.get("lang", language))
            entry.guid = element.get(_RDF_ABOUT, "")
        self._walk(element, self.depth + 1, language)
        entry.link = self._link or ""
        entry.summary = self._summary or ""
        dates = self._dates
        entry.published = next((dates[name] for name in _DATES_BY_WEIGHT if dates.get(name)), "")
        entry.contents += [
            Content(value, "text/html") for name in FULL_TEXTS if (value := self._full_texts.get(name, ""))
        ]
        return entry

    def _walk(self, parent: etree._Element, depth: int, language: str) -> None:
        name_of_element = self.context.name
        for element in parent:
            name = name_of_element(element)
            handler = _HANDLERS.get(name)
            if handler is not None:
                handler(self, element, name, depth, language)
            elif len(element):
                self._wrapper(element, depth, language)

    def _wrapper(self, element: etree._Element, depth: int, language: str) -> None:
        """An element that means nothing itself; what it holds does."""
        own = attributes(element)
        if "base" in own or "xml:base" in own:
            raise Unsure
        self._walk(element, depth + 1, own.get("xml:lang", own.get("lang", language)))

    def _wins(self, field: str, depth: int) -> bool:
        """Whether an element at this depth replaces what the field has."""
        known = self._depths.get(field)
        if known is not None and depth > known:
            return False
        self._depths[field] = depth
        return True

    def _title(self, element: etree._Element, name: str, depth: int, language: str) -> None:
        value, kind, _ = self._text(element, "text/plain", language)
        if not -1 < self._title_depth <= depth:
            if self._wins("title", depth):
                self.entry.title = value
            self.entry.title_kind = kind
        if value and name != "media_title":
            self._title_depth = depth

    def _description(self, element: etree._Element, name: str, depth: int, language: str) -> None:
        if self._summary is not None and not self.has_content:
            self._content(element, "content", depth, language)
            return
        plain = name in {"summary", "itunes_summary"}
        value, kind, _ = self._text(element, "text/plain" if plain else "text/html", language)
        if self._wins("summary", depth):
            self._summary = value
        self.entry.summary_kind = kind

    def _content(self, element: etree._Element, name: str, _depth: int, language: str) -> None:
        self.has_content = True
        value, kind, language = self._text(element, "text/plain" if name == "content" else "text/html", language)
        if value:
            self.entry.contents.append(Content(value, kind, language))
        if self._summary is None:
            self._summary = value

    def _text(self, element: etree._Element, usual: str, language: str) -> tuple[str, str, str]:
        """The text of a title, summary or content, its type, and its language."""
        kind = usual
        if element.attrib:
            own = attributes(element)
            known = _TYPES.get(own["type"]) if "type" in own else usual
            if known is None or own.get("mode") == "base64":
                raise Unsure
            kind = known
            language = own.get("xml:lang", own.get("lang", language))
        if len(element):
            value, kind = self._markup(element, kind)
        else:
            value = element.text or ""
            if kind == INLINE_TYPE:
                value = escape(value)
        return self.context.repaired(value.strip()), kind, language.replace("_", "-")

    def _markup(self, element: etree._Element, kind: str) -> tuple[str, str]:
        """Text with elements in it, written out again."""
        text = element.text or ""
        if kind != INLINE_TYPE:
            # Elements where there should be text. What stands before the first of them is not escaped.
            if self.context.typed or inline_name(element[0], self.context) == "div":
                raise Unsure
            pieces = [text]
        else:
            pieces = [escape(text)]
        for child in element:
            write(child, pieces, self.context)
        return "".join(without_div(pieces) if self.context.atom_1 else pieces), INLINE_TYPE

    def _take_link(self, element: etree._Element, _name: str, _depth: int, _language: str) -> None:
        own = attributes(element) if element.attrib else {}
        if "base" in own or "xml:base" in own:
            raise Unsure
        relation = own.get("rel", "alternate")
        address = own.get("url", own.get("uri", own.get("href"))) or own.get("href")
        if address is None:
            value = self._based(element)
            self._link = _REFERENCE_LIKE.sub(r"&\g<1>", value.replace("&amp;", "&")) if "&" in value else value
            return
        if len(element):
            raise Unsure
        address = self.context.resolved(address)
        if relation == "alternate" and _TYPES.get(own.get("type", "text/html"), "") in MARKUP_TYPES:
            self._link = address
        elif relation == "enclosure" and not self.entry.enclosure:
            self.entry.enclosure = address

    def _based(self, element: etree._Element) -> str:
        if len(element):
            raise Unsure
        text = (element.text or "").strip()
        return self.context.repaired(self.context.resolved(text)) if text else ""

    def _guid(self, element: etree._Element, _name: str, depth: int, _language: str) -> None:
        own = attributes(element) if element.attrib else {}
        if "base" in own or "xml:base" in own:
            raise Unsure
        is_link = own.get("ispermalink", "true") == "true"
        value = self._based(element) if is_link else text_value(element, self.context)
        if self._wins("id", depth):
            self.entry.guid = value
        if is_link and self._link is None:
            self._link = value

    def _enclosure(self, element: etree._Element, _name: str, _depth: int, _language: str) -> None:
        own = attributes(element)
        if len(element):
            raise Unsure
        address = own.get("url", own.get("uri", own.get("href"))) or own.get("href")
        if address and not self.entry.enclosure:
            self.entry.enclosure = address

    def _date(self, element: etree._Element, name: str, depth: int, _language: str) -> None:
        if name in {"date", PRISM_DATE} and element.attrib:
            raise Unsure
        field = _DATES[name]
        value = text_value(element, self.context)
        if self._wins(name if name == "date" else field, depth):
            self._dates[field] = value

    def _full_text(self, element: etree._Element, name: str, depth: int, _language: str) -> None:
        if element.attrib:
            raise Unsure
        value = text_value(element, self.context)
        if self._wins(name, depth):
            self._full_texts[name] = value

    def _language(self, element: etree._Element, _name: str, depth: int, _language: str) -> None:
        value = text_value(element, self.context)
        if self._wins("language", depth):
            self.entry.language = value

    def _author(self, element: etree._Element, _name: str, depth: int, _language: str) -> None:
        """Text, or a person with a name and an address."""
        self._authors += 1
        value = text_value(element, self.context) if not len(element) else self._person(element)
        if self._wins("author", depth) or len(element):
            self.entry.author = value

    def _person(self, element: etree._Element) -> str:
        if self._authors > 1 or self._depths.get("author") is not None:
            raise Unsure  # feedparser mixes several persons
        found = {"name": "", "email": ""}
        for child in element:
            name = self.context.name(child).removeprefix("itunes_")
            if name in found:
                if len(child):
                    raise Unsure
                found[name] = (child.text or "").strip()
            elif len(child) or name in _HANDLERS:
                raise Unsure
        if not any(found.values()) and any(text.strip() for text in element.itertext()):
            raise Unsure
        if found["name"] and found["email"]:
            return f"{found['name']} ({found['email']})"
        return found["name"] or found["email"]

    def _source(self, element: etree._Element, _name: str, depth: int, _language: str) -> None:
        """Where the item was taken from. Its title is not the item's, but lets another one replace the item's."""
        self._title_depth = -1
        for child in element:
            name = self.context.name(child)
            if name == "title":
                if text_value(child, self.context):
                    self._title_depth = depth + 1
            elif name not in _OF_A_SOURCE or any(name != "author" or len(part) for part in child):
                raise Unsure

    def _image(self, element: etree._Element, _name: str, _depth: int, _language: str) -> None:
        self._title_depth = -1
        if any(self.context.name(child) not in {"url", "width", "height"} or len(child) for child in element):
            raise Unsure

    def _plain(self, element: etree._Element, _name: str, _depth: int, _language: str) -> None:
        """Something that is not read, but in which elements would count as text."""
        if len(element):
            raise Unsure

    def _unsure(self, _element: etree._Element, _name: str, _depth: int, _language: str) -> None:
        raise Unsure


_RDF_ABOUT: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_DATES_BY_WEIGHT: Final = ("published", "updated", "created", PRISM_DATE)
_DATES: Final = {
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), "published"),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified", "date"), "updated"),
    **dict.fromkeys(("created", "dcterms_created"), "created"),
    PRISM_DATE: PRISM_DATE,
}
_OF_A_SOURCE: Final = {"author", "category", "generator", "icon", "id", "link", "logo", "rights", "subtitle", "updated"}
_Handler = Callable[[FastItem, etree._Element, str, int, str], None]
_HANDLERS: Final[dict[str, _Handler]] = {
    **dict.fromkeys(("title", "dc_title", "media_title"), FastItem._title),
    **dict.fromkeys(
        ("description", "dc_description", "media_description", "summary", "itunes_summary"), FastItem._description
    ),
    **dict.fromkeys(("content", "content_encoded", "fullitem"), FastItem._content),
    **dict.fromkeys(_DATES, FastItem._date),
    **dict.fromkeys(FULL_TEXTS, FastItem._full_text),
    **dict.fromkeys(("author", "managingeditor", "dc_author", "dc_creator", "itunes_author"), FastItem._author),
    **dict.fromkeys(("language", "dc_language"), FastItem._language),
    **dict.fromkeys(("guid", "id"), FastItem._guid),
    "link": FastItem._take_link,
    "enclosure": FastItem._enclosure,
    "source": FastItem._source,
    "image": FastItem._image,
    **dict.fromkeys(
        {"rights", "copyright", "dc_rights", "subtitle", "tagline", "itunes_subtitle", "info"}
        | {"feedburner_browserfriendly", "category", "keywords", "dc_subject"},
        FastItem._plain,
    ),
    **dict.fromkeys(
        {"abstract", "body", "xhtml_body", "textinput", "item", "entry", "channel", "feed", "rss", "itunes_owner"}
        | {"title_detail", "summary_detail", "description_detail", "content_detail", "author_detail", "authors"}
        | {"links", "itunes_link", "items", "tags", "published_parsed", "updated_parsed"},
        FastItem._unsure,
    ),
}
