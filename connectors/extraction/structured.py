"""What a page says of itself for machines: JSON-LD, OpenGraph and other meta elements, the language of its markup.

Publishers write it for search engines, so it is usually right; and often broken: JSON with line breaks in its strings,
commas before brackets, comments around. What can be read of it is.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from connectors.parsing.plain_text import one_line, plain_text
from streams.understanding.folding import fold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLES: Final = frozenset(
    {
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "BackgroundNewsArticle",
        "LiveBlogPosting",
    }
    | {
        "OpinionNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "AdvertiserContentArticle",
        "SatiricalArticle",
    }
    | {"BlogPosting", "Report", "TechArticle", "ScholarlyArticle", "SocialMediaPosting", "DiscussionForumPosting"}
)
"""Types of schema.org that are articles."""

_DATE_NAMES: Final = """
    article:published_time og:article:published_time og:published_time datepublished article:published
    cxenseparse:recs:publishtime parsely-pub-date sailthru.date pubdate publishdate publish-date publish_date
    publication_date dc.date.issued dcterms.issued dcterms.created dc.date.created dc.date dcterms.date
    citation_publication_date article.published date
"""
_DATES: Final = _DATE_NAMES.split()
"""Meta elements that hold the date of publication, the surest first."""

_COMMENTS: Final = re.compile(
    r"^\s*(?:<!--|/\*.*?\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$", re.DOTALL
)
_COMMA_BEFORE_BRACKET: Final = re.compile(r",(\s*[}\]])")
_LARGEST_SCRIPT: Final = 1_000_000
_MOST_NODES: Final = 5_000
_SEPARATOR: Final = re.compile(r"\s+(?:[|\-–—»•·]|::)\s+")
_ELLIPSIS: Final = ("…", "...")
_LONGEST: Final = 1_000


@dataclass(frozen=True)
class PageFacts:
    """What the page says of itself; empty where it says nothing. ``body`` is the text of JSON-LD, if it holds one."""

    title: str = ""
    published_raw: str = ""
    publisher: str = ""
    language: str = ""
    author: str = ""
    canonical_url: str = ""
    original_source: str = ""
    body: str = ""


def page_facts(tree: "HtmlElement", url: str) -> PageFacts:
    """The facts of a parsed page. Never fails on what the page says."""
    meta = _meta(tree)
    canonical = _canonical(tree, meta, url)
    article, nodes = _article(tree, {_bare(canonical), _bare(url)} - {""})
    publisher = (
        _name(article.get("publisher"), nodes) or meta.get("og:site_name", "") or meta.get("application-name", "")
    )
    return PageFacts(
        title=_title(tree, meta, _text(article.get("headline")) or _text(article.get("name")), publisher),
        published_raw=_text(article.get("datePublished")) or _date(tree, meta) or _text(article.get("dateCreated")),
        publisher=publisher,
        language=_language(tree, meta, article),
        author=_name(article.get("author"), nodes) or meta.get("author", ""),
        canonical_url=canonical,
        original_source=_name(article.get("sourceOrganization"), nodes) or _host(meta.get("original-source", "")),
        body=plain_text(str(article["articleBody"])) if isinstance(article.get("articleBody"), str) else "",
    )


def _meta(tree: "HtmlElement") -> dict[str, str]:
    """The content of the meta elements by their lower-case names; the first of a name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = one_line(element.get("content") or "")[:_LONGEST]
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _article(tree: "HtmlElement", addresses: set[str]) -> tuple[Mapping[str, Any], Mapping[str, Mapping[str, Any]]]:
    """The page's article among its JSON-LD objects, and all of them by ``@id``.

    With several, the one that says it is at the page's address; else the first with a headline.
    """
    nodes: dict[str, Mapping[str, Any]] = {}
    articles: list[Mapping[str, Any]] = []
    for node in _objects(tree):
        identity = node.get("@id")
        if isinstance(identity, str) and node.get("name"):  # elsewhere it is only referred to
            nodes.setdefault(identity, node)
        kinds = node.get("@type")
        named = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and kind.rpartition("/")[2] in _ARTICLES for kind in named):
            articles.append(node)
    here = [one for one in articles if _addresses(one) & addresses]
    return next(iter([*here, *(one for one in articles if one.get("headline")), *articles]), {}), nodes


def _objects(tree: "HtmlElement") -> Iterator[Mapping[str, Any]]:
    """All objects within the page's JSON-LD, in the order of the page, up to a number."""
    waiting: list[Any] = [
        _json(element.text or "") for element in tree.iter("script") if "ld+json" in (element.get("type") or "").lower()
    ]
    waiting.reverse()
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            yield node
            waiting += [value for value in reversed(list(node.values())) if isinstance(value, (dict, list))]


def _json(script: str) -> Any:
    """The value that a script holds, mended where it is broken in a usual way; None if it cannot be read."""
    if len(script) > _LARGEST_SCRIPT:
        return None
    for mended in (script, _COMMA_BEFORE_BRACKET.sub(r"\1", _COMMENTS.sub("", _COMMENTS.sub("", script)))):
        try:
            return json.JSONDecoder(strict=False).raw_decode(mended.strip())[0]  # strict: no line breaks in strings
        except (ValueError, RecursionError):
            continue
    return None


def _addresses(node: Mapping[str, Any]) -> set[str]:
    page = node.get("mainEntityOfPage")
    said = (node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page)
    return {_bare(address) for address in said if isinstance(address, str)} - {""}


def _bare(address: str) -> str:
    return address.partition("#")[0].partition("?")[0].rstrip("/").partition("://")[2]


def _title(tree: "HtmlElement", meta: Mapping[str, str], headline: str, publisher: str) -> str:
    """The whole headline without the site's name. A headline that JSON-LD cuts is completed from the others."""
    headings = [one_line(element.text_content()) for element in tree.iter("h1")][:3]
    document = next((one_line(element.text_content()) for element in tree.iter("title")), "")
    others = [_without_site(one, publisher) for one in (meta.get("og:title", ""), meta.get("twitter:title", ""))]
    heading = headings[0] if len(headings) == 1 else ""
    said = [one for one in (headline, *others, heading, _without_site(document, publisher)) if one]
    if not said:
        return ""
    begun = said[0].rstrip(".… ")
    cut = said[0].endswith(_ELLIPSIS)
    longer = [
        one for one in (*others, *headings) if cut and fold(one).startswith(fold(begun)) and len(one) > len(begun)
    ]
    return (longer or said)[0][:_LONGEST]


def _without_site(title: str, publisher: str) -> str:
    """The title without the name of the site at its end, or at its beginning."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2 or not publisher:  # a title and a site
        return title
    site = fold(publisher)
    if fold(parts[-1]) == site:
        return title[: title.rindex(parts[-1])].rstrip(" |-–—»•·:")
    if fold(parts[0]) == site:
        return title[len(parts[0]) :].lstrip(" |-–—»•·:")
    return title


def _date(tree: "HtmlElement", meta: Mapping[str, str]) -> str:
    for name in _DATES:
        if any(map(str.isdigit, meta.get(name, ""))):
            return meta[name]
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [one for one in times if one.get("pubdate") is not None or one.get("itemprop") == "datePublished"]
    chosen: Sequence[HtmlElement] = marked or [one for one in times if _within_article(one)]
    return next((one_line(one.get("datetime") or "")[:100] for one in chosen), "")


def _within_article(element: "HtmlElement") -> bool:
    """Whether the element stands in the first article of the page or in its header, and not in a list of others."""
    within = [above.tag for above in element.iterancestors()]
    return ("article" in within or "header" in within or "main" in within) and not {"aside", "li", "footer"} & set(
        within
    )


def _language(tree: "HtmlElement", meta: Mapping[str, str], article: Mapping[str, Any]) -> str:
    said = article.get("inLanguage")
    if isinstance(said, list):
        said = said[0] if said else ""
    if isinstance(said, dict):
        said = said.get("alternateName") or said.get("name")
    root = tree.getroottree().getroot()
    declared = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    for language in (_text(said), declared or "", meta.get("content-language", ""), meta.get("og:locale", "")):
        code = language.replace("_", "-").split(",")[0].strip()
        if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", code):
            return code
    return ""


def _canonical(tree: "HtmlElement", meta: Mapping[str, str], url: str) -> str:
    links = (
        one.get("href") or "" for one in tree.iter("link") if "canonical" in (one.get("rel") or "").lower().split()
    )
    for address in (*links, meta.get("og:url", "")):
        try:
            absolute: str = urljoin(url, address.strip())
            parts = urlsplit(absolute)
        except ValueError:
            continue
        if address.strip() and parts.scheme in ("http", "https") and parts.netloc and parts.path.strip("/"):
            return absolute[:4_000]
    return ""


def _name(value: object, nodes: Mapping[str, Mapping[str, Any]]) -> str:
    """The name of a person or an organisation, given as such, as an object, as a reference or as a list of them."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, (_name(one, nodes) for one in value[:10]))))
    if isinstance(value, dict):
        referred = nodes.get(str(value.get("@id")), {})
        return _text(value.get("name")) or _text(referred.get("name"))
    return "" if str(value).startswith("http") else _text(value)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or address).removeprefix("www.")
    except ValueError:
        return ""


def _text(value: object) -> str:
    return one_line(plain_text(value).replace("\n", " "))[:_LONGEST] if isinstance(value, str) else ""
