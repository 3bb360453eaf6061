"""Whether a feed gives a whole article or a teaser of it, and the article with the text of its page."""

import re
from dataclasses import dataclass
from typing import Final

import msgspec

from connectors.dates import Dated, read_date
from connectors.extraction.affinity import stems
from connectors.extraction.results import ExtractedPage, NoArticle, in_words
from connectors.parsing.entries import MAXIMUM_BODY, MAXIMUM_TITLE
from streams.records import Article
from streams.understanding.folding import fold

_SHORT: Final = 500
"""Characters up to which a text is a teaser whatever its end. News agencies' shortest full reports are longer."""

_LONG: Final = 1_500
"""Characters from which on a text without a proper end is an article all the same."""

_CONTINUES: Final = re.compile(
    r"(?:\[?(?:\.\.\.+|…)\]?|\[\+?\d+ chars\])\W*$"
    r"|(?:^|[.…!?؟:|»>\]\n])\s*(?:continue reading|read more|read the full (?:story|article)|read full article|"
    r"full story|اقرا المزيد|المزيد|"
    r"التفاصيل|للمزيد|للتفاصيل|اقرا الخبر كاملا|تابع القراءه|lire la suite|en savoir plus|читать далее|подробнее|"
    r"читать полностью|ادامه مطلب|بيشتر بخوانيد|متن كامل|devamini oku|devami|haberin devami|weiterlesen|leer mas)"
    r"[\s.…»›>→:\[\]()]*$"
)
_THE_POST_APPEARED: Final = re.compile(r"\W*the post .{0,300} appeared first on .{0,200}$", re.DOTALL)
_END: Final = re.compile(r"[.!?؟۔。！？][\"'»”’)\]]*$")
_OWN_WORDS: Final = 0.3
"""The share of the feed's words that its page must have. A page's text has nearly all of them, a wall's has none."""


@dataclass(frozen=True)
class Teaser:
    """The feed gives only the beginning, and how that is seen."""

    reason: str


@dataclass(frozen=True)
class Full:
    """The feed gives the article, and how that is seen."""

    reason: str


def is_teaser(article: Article) -> Teaser | Full:
    """Whether the article's page is worth reading, by what the feed says of it."""
    text = max(article.body, article.summary, key=len).strip()
    folded = _THE_POST_APPEARED.sub("", fold(text)).strip()
    if not folded:
        return Teaser("the feed gives no text")
    if folded.rstrip(".…") == fold(article.title).strip().rstrip(".…"):
        return Teaser("the feed's text is the title")
    if _CONTINUES.search(folded):
        return Teaser("the feed's text says that it goes on elsewhere")
    if len(folded) < _SHORT:
        return Teaser(f"the feed's text has only {len(folded)} characters")
    if len(folded) < _LONG and not _END.search(folded):
        return Teaser("the feed's text ends within a sentence")
    return Full(f"the feed gives {len(folded)} characters")


def completed(article: Article, page: ExtractedPage | NoArticle, *, country: str = "", time_zone: str = "") -> Article:
    """The article with the page's text as body, or as it is; ``extra["page"]`` says in words which, and why.

    What the feed says stays: id, addresses, summary, title, date and language, unless empty; the page fills the gaps.
    ``country`` and ``time_zone`` are the publisher's, for a date without a zone. A page whose text hardly has a word
    of the feed's, or less text than the feed gives, is not taken.
    """
    refused = page.reason if isinstance(page, NoArticle) else _refusal(article, page)
    if refused or isinstance(page, NoArticle):
        return msgspec.structs.replace(
            article, extra={**article.extra, "page": f"{refused}; the feed's own text is kept"}
        )
    published_at, published_raw, extra = article.published_at, article.published_raw, dict(article.extra)
    if published_at is None and page.published_raw:
        date = read_date(page.published_raw, article.fetched_at, country=country, time_zone=time_zone)
        if isinstance(date, Dated):
            published_at, published_raw = date.moment, page.published_raw[:200]
    extra["page"] = f"read in full from the page ({page.how})"
    told = {"original_source": page.original_source, "removed": in_words(page.removed)}
    extra |= {name: value for name, value in told.items() if value}
    if page.author:
        extra.setdefault("author", page.author)
    if len(page.text) > MAXIMUM_BODY:
        extra["cut"] = ", ".join(filter(None, (extra.get("cut", ""), "body")))
    return msgspec.structs.replace(
        article,
        title=article.title or page.title[:MAXIMUM_TITLE],
        body=page.text[:MAXIMUM_BODY],
        language=article.language or page.language[:35],
        published_at=published_at,
        published_raw=published_raw,
        extra=extra,
    )


def _refusal(article: Article, page: ExtractedPage) -> str:
    """Why the page's text is not the article's; empty if it is."""
    given = max(article.body, article.summary, key=len).strip()
    if len(page.text) <= len(given):
        return "the page has no more text than the feed"
    told, found = stems(f"{article.title}\n{article.summary}"), stems(page.text)
    if len(told & found) < _OWN_WORDS * len(told):
        return "the page's text does not speak of what the feed's does"
    return ""
