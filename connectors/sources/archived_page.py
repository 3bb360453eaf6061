"""An article out of a page that somebody kept. Runs in a worker."""

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from connectors.extraction import ExtractedPage, NoArticle, extract_page
from connectors.parsing.canonical_url import canonical_url
from connectors.parsing.entries import Entry, Origin, absolute, article
from connectors.parsing.plain_text import one_line
from connectors.sources.archive_pieces import Page
from streams.records import Article


@dataclass(frozen=True)
class NoArticleThere:
    """A page without an article, and why in one clause."""

    reason: str


def archived_article(page: Page, origin: Origin, fetched_at: datetime) -> Article | NoArticleThere:
    """The article in the page. A file's own address stands in where the page names none of its own."""
    found = extract_page(page.body, page.url, page.charset, origin.language)
    if isinstance(found, NoArticle):
        return NoArticleThere(found.reason)
    return article_on_page(found, page.url, origin, fetched_at)


def article_on_page(
    found: ExtractedPage, address: str, origin: Origin, fetched_at: datetime
) -> Article | NoArticleThere:
    """The article of what was extracted from the page at ``address``, a file's or one of the web."""
    url = absolute(address, "") or absolute(found.canonical_url, "")
    entry = Entry(
        link=url,
        title=one_line(found.title),
        body=found.text,
        published_raw=found.published_raw,
        language=found.language,
        author=one_line(found.author),
    )
    publisher = one_line(found.publisher)
    named = replace(origin, publisher=publisher) if publisher and origin.publisher == origin.source else origin
    made = article(entry, named, "", fetched_at)
    if made is None:
        return NoArticleThere("the page has neither title nor text")
    if not made.url:
        return msgspec.structs.replace(made, url=address, canonical_url=address)
    stated = canonical_url(absolute(found.canonical_url, url)) if found.canonical_url else ""
    return msgspec.structs.replace(made, canonical_url=stated) if stated else made
