"""The articles that a web page lists, found with the user's selectors. Pure, and fit for a worker process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from lxml import etree, html

from connectors.parsing.decoding import decode_page
from connectors.parsing.entries import Entry, Origin, absolute, article
from connectors.parsing.plain_text import one_line
from connectors.sources.selectors import Match, select
from streams.records import Article

MAXIMUM_ITEMS: Final = 2_000
"""Items that are read of one page."""

_WITHOUT_TEXT: Final = frozenset({"script", "style", "template", "noscript"})
_INLINE: Final = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
    }
    | {"sup", "time", "u", "wbr"}
)
"""Elements that do not end a word."""

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class ItemSelectors:
    """Where the items of a page are, and within an item its parts. What is empty is found by custom."""

    items: str
    link: str = ""
    title: str = ""
    date: str = ""
    summary: str = ""


@dataclass(frozen=True)
class ListedArticles:
    """The articles of a page in its order; how many items matched; and how many of them made no article."""

    articles: tuple[Article, ...]
    items: int
    empty: int = 0


@dataclass(frozen=True)
class UnreadablePage:
    """A page that cannot be read, and why in one clause."""

    reason: str


def listed_articles(
    body: bytes, selectors: ItemSelectors, origin: Origin, fetched_at: datetime, *, base_url: str, charset: str = ""
) -> ListedArticles | UnreadablePage:
    """What the page lists. An item without a link is left out and counted; of two with one link the first counts.

    Never raises for any page. Its time depends on the page and the selectors, so it belongs in a worker.
    """
    text = decode_page(body, charset)
    if not text.strip():
        return UnreadablePage("the page is empty")
    try:
        # Bytes with the encoding said: text with a prolog of another encoding is refused by the parser.
        page = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        return UnreadablePage(f"the page is no HTML ({error})")
    base = _base(page, base_url)
    try:
        items = [item for item in select(page, selectors.items, MAXIMUM_ITEMS) if not isinstance(item, str)]
        found = [_entry(item, selectors) for item in items]
    except (etree.XPathError, ValueError) as error:
        return UnreadablePage(f"the selectors cannot be used on this page ({error})")
    by_link: dict[str, Article] = {}
    empty = 0
    for entry in found:
        made = article(entry, origin, base, fetched_at) if absolute(entry.link, base) else None
        if made is None:
            empty += 1
        elif made.id not in by_link or (made.title and not by_link[made.id].title):
            by_link[made.id] = made
    return ListedArticles(tuple(by_link.values()), len(items), empty)


def _base(page: etree._Element, url: str) -> str:
    """What the page's links are relative to."""
    for element in page.iter("base"):
        href = element.get("href")
        if href:
            try:
                return urljoin(url, href.strip())
            except ValueError:
                break
    return url


def _entry(item: etree._Element, selectors: ItemSelectors) -> Entry:
    """What an item says."""
    links: Sequence[Match] = select(item, selectors.link, 1) if selectors.link else _links(item)
    link = links[0] if links else ""
    raw = _date(select(item, selectors.date, 1) if selectors.date else list(item.iter("time"))[:1])
    return Entry(
        link=link if isinstance(link, str) else _address(link),
        title=_texts(select(item, selectors.title, 1)) if selectors.title else _title(item, link),
        summary=_texts(select(item, selectors.summary, 20)) if selectors.summary else "",
        published_raw=raw,
    )


def _links(item: etree._Element) -> list[etree._Element]:
    """The item's own link, else its first one with a text, else its first one."""
    links = [link for link in item.iter("a") if link.get("href")]
    return sorted(links, key=lambda link: not _text(link))[:1]


def _address(link: etree._Element) -> str:
    """Where an element leads: its own address, or that of the first link in it or around it."""
    for element in (link, *link.iter("a"), *link.iterancestors("a")):
        href = element.get("href")
        if href:
            return href
    return ""


def _title(item: etree._Element, link: Match) -> str:
    """The item's heading, else the text of its link, else what the link or its picture is called."""
    for element in item.iter(*_HEADINGS):
        text = _text(element)
        if text:
            return text
    if isinstance(link, str):
        return ""
    called = [link.get("title"), link.get("aria-label"), *(image.get("alt") for image in link.iter("img"))]
    return _text(link) or next((one_line(name) for name in called if name and name.strip()), "")


def _date(found: Sequence[Match]) -> str:
    """What is written of a date: for machines before people."""
    for match in found:
        if isinstance(match, str):
            return one_line(match)
        for name in ("datetime", "content", "data-date", "data-datetime"):
            value = match.get(name)
            if value and value.strip():
                return one_line(value)
        return _text(match)
    return ""


def _texts(found: Sequence[Match]) -> str:
    """The text of what was found, on one line."""
    return one_line(" ".join(match if isinstance(match, str) else _text(match) for match in found))


def _text(element: etree._Element) -> str:
    """The text of an element on one line, without scripts."""
    pieces: list[str] = []
    hidden = None
    for event, inner in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        space = " " if event in ("start", "end") and inner.tag not in _INLINE else ""
        if event == "start":
            if hidden is None and inner.tag in _WITHOUT_TEXT:
                hidden = inner
            elif hidden is None:
                pieces.append(space + (inner.text or ""))
            continue
        if event == "end" and inner is hidden:
            hidden = None
        if hidden is None and inner is not element:
            pieces.append(space + (inner.tail or ""))
    return one_line("".join(pieces))
