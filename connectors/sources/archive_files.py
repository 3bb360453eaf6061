"""The connector for files of articles: text, HTML, JSON Lines and WARC, as they are or replayed with their own times.

Files of any size are read a part at a time; how far it has come stands in the memory. What was read is not read again:
a file that grew is read from where it ended, one that changed otherwise from its beginning.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from connectors.connector import FeedMemory, NewArticles, Poll, Unchanged
from connectors.parsing.entries import Origin
from connectors.sources.archive_budget import Budget
from connectors.sources.archive_pieces import Fault, Page, Part, Piece, Place, Text, Value
from connectors.sources.archive_progress import Progress, left_at, place_in, position_of, progress_of, state_of
from connectors.sources.archived_page import NoArticleThere, archived_article
from connectors.sources.file_patterns import matching_files
from connectors.sources.files import read_file
from connectors.sources.json_article import BadArticle, article_from_json
from connectors.sources.jsonl_reading import read_jsonl
from connectors.sources.text import article_from_text
from connectors.sources.warc_reading import read_warc
from connectors.web.fetch_results import FetchFailed
from connectors.workers.offloading import Workers, WorkFailed
from streams.clock import Clock
from streams.errors import BadRecord
from streams.records import Article

Reader = Callable[[Path, Place, Budget], Part]
"""Reads a part of a file that may grow."""

Format = Literal["text", "html", "jsonl", "warc"]

MAXIMUM_FILES: Final = 100_000
"""Files that one connector reads. More articles than that belong into JSON Lines or WARC."""

MAXIMUM_SKIPPED: Final = 50
"""Sentences about what was skipped that one poll gives."""

_PAGES_AT_ONCE: Final = 4
_FORMATS: Final[dict[str, Format]] = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".warc": "warc",
    ".warc.gz": "warc",
}


def format_of(path: Path) -> Format | None:
    """What a file's name says of its content."""
    name = path.name.lower()
    return next((kind for ending, kind in _FORMATS.items() if name.endswith(ending)), None)


@dataclass(frozen=True)
class ArchiveConnector:
    """The files that match ``patterns``, relative to ``base``. Satisfies ``Connector``.

    ``format`` is what all of them are; without it, their names say. With ``replay`` an article's ``fetched_at`` is its
    record's own time, and files come in the order in which they were written; otherwise in that of their names.
    """

    id: str
    every: timedelta
    origin: Origin
    base: Path
    patterns: tuple[str, ...]
    clock: Clock
    workers: Workers
    format: Format | None = None
    replay: bool = False

    async def poll(self, memory: FeedMemory) -> Poll:
        """Read on where the last poll ended, as much as a poll may; ``more`` says that there is more."""
        now = self.clock.now()
        address = "\n".join((str(self.base), *self.patterns))
        known = memory if memory.address == address else FeedMemory(address=address)
        sweep = _Sweep(self, progress_of(known.position))
        await asyncio.to_thread(sweep.run)
        articles, skipped = await self._articles(sweep.pieces, now)
        read = FeedMemory(address=address, position=sweep.position, read_at=now)
        if not articles and not skipped and read.position == known.position:
            return Unchanged(known)
        if len(skipped) > MAXIMUM_SKIPPED:
            skipped[MAXIMUM_SKIPPED:] = [f"{len(skipped) - MAXIMUM_SKIPPED} more like these"]
        return NewArticles(tuple(articles), read, tuple(skipped), more=sweep.more)

    async def _articles(self, pieces: Sequence[Piece], now: datetime) -> tuple[list[Article], list[str]]:
        """The articles in the pieces, in their order; and in one clause each what could not be made one."""
        gate = asyncio.Semaphore(_PAGES_AT_ONCE)
        # Two thousand lines take a second: too long for the event loop, too short for a worker.
        made = await asyncio.to_thread(lambda: [self._quick(piece, now) for piece in pieces])
        found = await asyncio.gather(*(self._finished(each, now, gate) for each in made))
        return [each for each in found if isinstance(each, Article)], [each for each in found if isinstance(each, str)]

    def _quick(self, piece: Piece, now: datetime) -> Article | str | Page:
        """The article of a piece, or in one clause why there is none; a page stays what it is."""
        match piece:
            case Page():
                return piece
            case Fault(reason):
                return reason
            case Value(value, where):
                try:
                    return article_from_json(value, self.origin, now, replay=self.replay)
                except BadArticle as error:
                    return f"{where}: {' '.join(filter(None, ('the article', error.field, str(error))))}"
            case Text(body, path, at):
                origin = self.origin
                try:
                    return article_from_text(
                        body,
                        Path(path),
                        self._time(at, now),
                        source=origin.source,
                        publisher=origin.publisher,
                        language=origin.language,
                    )
                except BadRecord as error:
                    return str(error)

    async def _finished(self, made: Article | str | Page, now: datetime, gate: asyncio.Semaphore) -> Article | str:
        """What was made, or the article of a page."""
        if not isinstance(made, Page):
            return made
        async with gate:
            try:
                found = await self.workers(archived_article, made, self.origin, self._time(made.at, now))
            except WorkFailed as error:
                return f"{made.where}: {error}"
        return f"{made.where}: {found.reason}" if isinstance(found, NoArticleThere) else found

    def _time(self, at: datetime | None, now: datetime) -> datetime:
        """When an article counts as found."""
        return min(at, now) if self.replay and at is not None else now


class _Sweep:
    """One look through the files, in a thread. ``pieces``, ``position`` and ``more`` are its outcome."""

    def __init__(self, connector: ArchiveConnector, progress: Progress) -> None:
        self._connector = connector
        self._progress = progress
        self._budget = Budget(connector.clock.monotonic)
        self.pieces: list[Piece] = []
        self.position = ""
        self.more = False

    def run(self) -> None:
        """Read what is new, as much as the budget allows."""
        files = self._files()
        states = {path: state_of(path, status) for path, status in files}
        # From here on, so that a poll makes progress however long the listing took.
        self._budget = Budget(self._connector.clock.monotonic)
        for path, status in files:
            if states[path] in self._progress.done:
                continue
            if self._budget.spent:
                self.more = True
                break
            try:
                ended = self._read(path, status)
            except OSError as error:
                self.pieces.append(Fault(f"the file {path} cannot be read ({error.strerror or error})"))
                continue
            if ended:
                self._progress.done.add(states[path])
            else:
                self.more = True
                break
        self.position = position_of(self._progress, states.values(), map(str, states))

    def _files(self) -> list[tuple[Path, os.stat_result]]:
        """The files there are, in the order in which they are to be read."""
        connector = self._connector
        found: list[tuple[Path, os.stat_result]] = []
        for path in sorted(
            {path for pattern in connector.patterns for path in matching_files(connector.base, pattern)}
        ):
            try:
                found.append((path, path.stat()))
            except OSError:  # gone since it was listed
                continue
        if not found:
            self.pieces.append(Fault(f"no file matches {' or '.join(connector.patterns)} in {connector.base}"))
        if len(found) > MAXIMUM_FILES:
            self.pieces.append(
                Fault(f"{len(found)} files match and only {MAXIMUM_FILES} are read; put the articles into JSON Lines")
            )
            del found[MAXIMUM_FILES:]
        if connector.replay:
            found.sort(key=lambda pair: (pair[1].st_mtime_ns, pair[0]))
        return found

    def _read(self, path: Path, status: os.stat_result) -> bool:
        """Read a file or a part of it; whether it is read to its end. Raises OSError."""
        match self._connector.format or format_of(path):
            case "jsonl":
                return self._go_on(path, status, read_jsonl)
            case "warc":
                return self._go_on(path, status, read_warc)
            case None:
                self.pieces.append(Fault(f"{path}: its name does not say what it holds; set format"))
                return True
            case kind:
                self._budget.spend(status.st_size, page=kind == "html")
                self.pieces.append(self._whole(path, status, kind))
                return True

    def _go_on(self, path: Path, status: os.stat_result, read: Reader) -> bool:
        place = place_in(path, status, self._progress.places.get(str(path)))
        part = read(path, place, self._budget)
        self.pieces.extend(part.pieces)
        self._progress.places[str(path)] = left_at(path, part.place)
        return part.ended

    def _whole(self, path: Path, status: os.stat_result, kind: Literal["text", "html"]) -> Piece:
        document = read_file(path)
        if isinstance(document, FetchFailed):
            return Fault(document.reason)
        at = datetime.fromtimestamp(status.st_mtime, UTC)
        if kind == "text":
            return Text(document.body, str(path), at)
        return Page(document.body, path.absolute().as_uri(), str(path), at=at)
