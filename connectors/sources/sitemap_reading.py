"""What a sitemap connector needs of one sitemap. Pure, and fit for a worker process."""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from connectors.parsing.entries import Origin
from connectors.parsing.parsed_feed import NotAFeed
from connectors.parsing.sitemap import SitemapIndex, parse_sitemap
from connectors.web.fetch_results import MAXIMUM_BODY_BYTES
from streams.records import Article

_GZIP_MARK: Final = b"\x1f\x8b"
_GZIP: Final = 16 + zlib.MAX_WBITS


@dataclass(frozen=True)
class RecentArticles:
    """The articles of a sitemap that are recent enough, and in one clause each what was left out and why."""

    articles: tuple[Article, ...]
    skipped: tuple[str, ...] = ()


def recent_articles(
    body: bytes, origin: Origin, fetched_at: datetime, days: int, *, base_url: str, charset: str = ""
) -> RecentArticles | SitemapIndex | NotAFeed:
    """The articles that were published or changed within ``days``, or the sitemaps of an index. Never raises.

    A sitemap that is a gzip file is unpacked. What has no date is recent in a news sitemap, which by its rules holds
    nothing old; in another sitemap it may be of any age and is left out.
    """
    content = _unpacked(body)
    if isinstance(content, NotAFeed):
        return content
    found = parse_sitemap(content, origin, fetched_at, base_url=base_url, charset=charset)
    if isinstance(found, SitemapIndex | NotAFeed):
        return found
    since = fetched_at - timedelta(days=days)
    undated_count = found.dialect == "news sitemap"
    recent = tuple(
        article
        for article in found.articles
        if (undated_count if article.published_at is None else article.published_at >= since)
    )
    undated = 0 if undated_count else sum(article.published_at is None for article in found.articles)
    skipped = (
        (f"{found.empty} entries have no address", found.empty),
        (f"{undated} entries have no date, so nobody can tell which of them are new", undated),
    )
    return RecentArticles(recent, tuple(sentence for sentence, count in skipped if count))


def _unpacked(body: bytes) -> bytes | NotAFeed:
    """The sitemap itself, where it came as a gzip file."""
    if not body.startswith(_GZIP_MARK):
        return body
    decompressor = zlib.decompressobj(_GZIP)
    try:
        content = decompressor.decompress(body, MAXIMUM_BODY_BYTES + 1)
    except zlib.error as error:
        return NotAFeed(f"the gzip file is damaged ({error})")
    if len(content) > MAXIMUM_BODY_BYTES:
        return NotAFeed(f"the gzip file unpacks to more than the {MAXIMUM_BODY_BYTES} bytes that are read")
    return content
