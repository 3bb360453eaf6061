"""The connector for plain text files, one article each; also what ``marsad ingest`` reads files with."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Final

from connectors.connector import FeedMemory, NewArticles, Poll, Unchanged
from connectors.decoding import decode
from connectors.entries import MAXIMUM_BODY, Origin
from connectors.feed import current
from connectors.fetching import FetchFailed
from connectors.files import read_file
from connectors.plain_text import one_line
from streams.clock import Clock
from streams.errors import BadRecord
from streams.records import Article, derived_id

MAXIMUM_TITLE: Final = 200
"""Characters of a first line that can be a title; a longer one is a paragraph."""

_LINE_END: Final = re.compile(r"\r\n?|[\u2028\u2029]")
_SENTENCE_END: Final = re.compile(r"[.!?…؟۔]+[\"'»”’)\]]*(?=\s|$)|[。！？]+[」』”]?")
_SHORTEST_SENTENCE: Final = 20
"""What ends earlier is rather an abbreviation."""


def article_from_text(
    content: bytes, path: Path, fetched_at: datetime, *, source: str, publisher: str = "", language: str = ""
) -> Article:
    """The article that a text file holds.

    The first line is the title and the rest the body if the line has at most 200 characters; otherwise the first
    sentence is the title and the whole text the body. The id comes from the text, so the same text under another
    name is the same article. Without ``publisher``, the source is the publisher. Raises BadRecord("rejected") for a
    file without text.
    """
    text = _LINE_END.sub("\n", decode(content)).strip()
    first, _, rest = text.partition("\n")
    title = one_line(first)
    if not title:
        raise BadRecord("rejected", f"{path} holds no text; write the title on its first line and the article below it")
    body = rest.strip()
    if len(title) > MAXIMUM_TITLE:
        title, body = _first_sentence(title), text
    url = path.absolute().as_uri()
    return Article(
        id=derived_id(source, title, body),
        url=url,
        canonical_url=url,
        source=source,
        publisher=publisher or source,
        title=title,
        body=body[:MAXIMUM_BODY],
        language=language,
        fetched_at=fetched_at,
        extra={"cut": "body"} if len(body) > MAXIMUM_BODY else {},
    )


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
        files = sorted({path for pattern in self.patterns for path in _matching(self.base, pattern)})
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
            content, path, now, source=origin.source, publisher=origin.publisher, language=origin.language
        )


def _first_sentence(line: str) -> str:
    """The first sentence of a long line, or as many whole words of it as a title may have."""
    end = _SENTENCE_END.search(line, _SHORTEST_SENTENCE)
    sentence = line[: end.end()] if end else line
    if len(sentence) <= MAXIMUM_TITLE:
        return sentence
    words = sentence[: MAXIMUM_TITLE - 1].rpartition(" ")[0] or sentence[: MAXIMUM_TITLE - 1]
    return f"{words}…"


def _matching(base: Path, pattern: str) -> Iterator[Path]:
    """The files that a pattern names. Its parts before the first wildcard are taken as they are, ``..`` included."""
    parts = Path(pattern).parts
    fixed = next((number for number, part in enumerate(parts) if set(part) & set("*?[")), len(parts))
    root = base.joinpath(*parts[:fixed])
    found = root.glob(str(Path(*parts[fixed:]))) if fixed < len(parts) else iter([root])
    return (path for path in found if path.is_file())


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
