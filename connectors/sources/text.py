"""The connector for plain text files, one article each; also what ``marsad ingest`` reads files with."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Final

from connectors.connector import FeedMemory, NewArticles, Poll, Unchanged
from connectors.dates import Dated, read_date
from connectors.extraction import in_words
from connectors.extraction.head import MAXIMUM_TITLE
from connectors.extraction.text import extract_text
from connectors.parsing.decoding import decode
from connectors.parsing.entries import MAXIMUM_BODY, Origin
from connectors.parsing.headline import first_sentence
from connectors.parsing.plain_text import one_line
from connectors.sources.feed import current
from connectors.sources.file_patterns import matching_files
from connectors.sources.files import read_file
from connectors.web.fetching import FetchFailed
from streams.clock import Clock
from streams.errors import BadRecord
from streams.records import Article, derived_id

_LINE_END: Final = re.compile(r"\r\n?|[\u2028\u2029]")


def article_from_text(
    content: bytes,
    path: Path,
    fetched_at: datetime,
    *,
    source: str,
    publisher: str = "",
    language: str = "",
    country: str = "",
    time_zone: str = "",
) -> Article:
    """The article that a text file holds, without what the page that it was copied from had around it.

    ``extract_text`` says which line is the title and what is not the article; ``extra["removed"]`` says how many
    characters of what were cut, ``extra["original_source"]`` whom the text credits. ``country`` and ``time_zone`` are
    the publisher's, for a date that does not say its zone. The id comes from the whole text, so the same text under
    another name is the same article. Without ``publisher``, the source is the publisher. Raises
    BadRecord("rejected") for a file without text.
    """
    text = text_of(content)
    found = extract_text(text)
    title = one_line(found.title)
    if not title:
        raise BadRecord("rejected", f"{path} holds no text; write the title on its first line and the article below it")
    date = read_date(found.published_raw, fetched_at, country=country, time_zone=time_zone)
    extra = {
        "original_source": found.source,
        "removed": found.kept_whole or in_words(found.removed),
        "cut": "body" if len(found.body) > MAXIMUM_BODY else "",
    }
    url = path.absolute().as_uri()
    return Article(
        id=derived_id(source, *_whole(text)),
        url=url,
        canonical_url=url,
        source=source,
        publisher=publisher or source,
        title=title,
        body=found.body[:MAXIMUM_BODY],
        language=language,
        published_at=date.moment if isinstance(date, Dated) else None,
        published_raw=found.published_raw[:200],
        fetched_at=fetched_at,
        extra={name: value for name, value in extra.items() if value},
    )


def text_of(content: bytes) -> str:
    r"""The text in the bytes of a file, its line breaks ``\n``, without blanks around it."""
    return _LINE_END.sub("\n", decode(content)).strip()


@dataclass(frozen=True)
class TextConnector:
    """The files that match ``patterns``, relative to ``base``. Satisfies ``Connector``.

    A file that cannot be read or holds no text is skipped and named; it keeps no other file back. That there are no
    files is no failure, since they may come.
    """

    id: str
    every: timedelta
    origin: Origin
    base: Path
    patterns: tuple[str, ...]
    clock: Clock

    async def poll(self, memory: FeedMemory) -> Poll:
        """Read all files, in a thread, if one of them is new, gone or changed."""
        return await asyncio.to_thread(self._poll, memory, self.clock.now())

    def _poll(self, memory: FeedMemory, now: datetime) -> Poll:
        known = current(memory, "\n".join((str(self.base), *self.patterns)), now)
        files = sorted({path for pattern in self.patterns for path in matching_files(self.base, pattern)})
        fingerprint = _fingerprint(files)
        if fingerprint == known.fingerprint:
            return Unchanged(known)
        articles: list[Article] = []
        skipped = [] if files else [f"no file matches {' or '.join(self.patterns)} in {self.base}"]
        for path in files:
            document = read_file(path)
            if isinstance(document, FetchFailed):
                skipped.append(document.reason)
                continue
            try:
                articles.append(self._article(document.body, path, now))
            except BadRecord as error:
                skipped.append(str(error))
        read = FeedMemory(address=known.address, fingerprint=fingerprint, read_at=now)
        return NewArticles(tuple(articles), read, tuple(skipped))

    def _article(self, content: bytes, path: Path, now: datetime) -> Article:
        origin = self.origin
        return article_from_text(
            content,
            path,
            now,
            source=origin.source,
            publisher=origin.publisher,
            language=origin.language,
            country=origin.country,
            time_zone=origin.time_zone,
        )


def _whole(text: str) -> tuple[str, str]:
    """The first line and the rest, from which the id comes: the same whatever the rules for cutting become."""
    first, _, rest = text.partition("\n")
    title = one_line(first)
    return (title, rest.strip()) if len(title) <= MAXIMUM_TITLE else (first_sentence(title), text)


def _fingerprint(files: Sequence[Path]) -> str:
    """A digest of which files there are, how large they are and when they were written."""
    digest = blake2b(digest_size=16)
    for path in files:
        try:
            status = path.stat()
        except OSError:  # gone since it was listed; reading it will say so
            continue
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
