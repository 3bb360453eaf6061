"""WARC files, a part at a time: the pages that a crawler kept.

Format: ISO 28500. A compressed file has one gzip member a record, so reading can go on at any record.
"""

import zlib
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import Any, BinaryIO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from connectors.sources.archive_budget import Budget
from connectors.sources.archive_pieces import Fault, Page, Part, Piece, Place

MAXIMUM_PAGE_BYTES: Final = 15 * 1024 * 1024
"""The largest page that is read, in bytes after decompression."""

MAXIMUM_HEADER_BYTES: Final = 1024 * 1024
"""What the headers of one record may take. A crawler writes a few kilobytes."""

_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_BLOCK_BYTES: Final = 64 * 1024
_MARKS: Final = (b"\x1f\x8b\x08", b"WARC/1.")
"""How a record may begin: as a gzip member, or with its version."""

_UNREADABLE: Final = (ArchiveLoadFailed, zlib.error, ValueError, EOFError, AttributeError, TypeError)
"""What the library raises for a record that it cannot read; the last two come of headers that lack something."""


def read_warc(path: Path, place: Place, budget: Budget) -> Part:
    """The pages among the records from ``place`` on, as many as the budget allows. Raises OSError.

    A page is a response with status 2xx and HTML. What is damaged is a fault, and reading goes on at what looks like
    the next record. A record that is cut off at the end is left for the next time.
    """
    pieces: list[Piece] = []
    beginning = place
    with path.open("rb") as file:
        while True:
            reading = _Reading(file, path, place, budget)
            try:
                ended = reading.run(pieces)
            except _UNREADABLE as error:
                place = reading.place
                if "non-chunked" in str(error):
                    pieces.append(
                        Fault(f"{path}: the file is compressed as a whole; make it readable with: warcio recompress")
                    )
                    return Part(tuple(pieces), beginning, ended=True)
                pieces.append(Fault(f"{path}, record {place.number + 1} at byte {place.offset}: it is damaged"))
                following = _next_mark(file, place.offset + 1)
                place = Place(following, place.number + 1, place.head)
                budget.spend(0)
                if budget.spent:
                    return Part(tuple(pieces), place, ended=False)
            else:
                return Part(tuple(pieces), reading.place, ended)


class _BoundedReader(DecompressingBufferedReader):  # type: ignore[misc]  # the library ships no types
    """The library's reader, whose lines together may not be longer than ``MAXIMUM_HEADER_BYTES`` a record."""

    left = MAXIMUM_HEADER_BYTES

    def readline(self, length: int | None = None) -> bytes:
        """A line. Raises ArchiveLoadFailed if a record has too much of them."""
        line: bytes = super().readline(min(length or self.left + 1, self.left + 1))
        self.left -= len(line)
        if self.left < 0:
            raise ArchiveLoadFailed("the record's headers are too long")
        return line


class _Reading:
    """One run over undamaged records. ``place`` is before the first record that was not read in full."""

    def __init__(self, file: BinaryIO, path: Path, place: Place, budget: Budget) -> None:
        self.place = place
        self._path = path
        self._budget = budget
        file.seek(place.offset)
        self._iterator = ArchiveIterator(file)
        self._reader = self._iterator.reader = _BoundedReader(file)

    def run(self, pieces: list[Piece]) -> bool:
        """Add what is found to ``pieces``; whether the file ends."""
        for record in self._iterator:
            where = f"{self._path}, record {self.place.number + 1} at byte {self.place.offset}"
            piece = _piece(record, where)
            self._iterator.read_to_end()
            if self._iterator.offset <= self.place.offset:
                raise ArchiveLoadFailed("non-chunked")  # as the library says one record later
            if getattr(record.raw_stream, "limit", 0) > 0:
                pieces.append(Fault(f"{where}: it is cut off; it is read when the rest is there"))
                return True
            if piece is not None:
                pieces.append(piece)
                self._budget.spend(len(piece.body) if isinstance(piece, Page) else 0, page=isinstance(piece, Page))
            self._reader.left = MAXIMUM_HEADER_BYTES
            self.place = Place(self._iterator.offset, self.place.number + 1, self.place.head)
            if self._budget.spent:
                return False
        return True


def _piece(record: Any, where: str) -> Piece | None:
    """The page of a record; None for what is no page."""
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or not (headers.get_statuscode() or "").startswith("2"):
        return None
    content_type = Message()
    content_type["content-type"] = headers.get_header("Content-Type") or ""
    if content_type.get_content_type() not in _PAGE_TYPES:
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    try:
        body = _body(record.content_stream())
    except zlib.error:
        return Fault(f"{where}: the page {url} is wrongly compressed")
    if body is None:
        return Fault(f"{where}: the page {url} is larger than the {MAXIMUM_PAGE_BYTES} bytes that are read")
    charset = content_type.get_content_charset() or ""
    at = _moment(record.rec_headers.get_header("WARC-Date") or "")
    return Page(body, url.strip("<>"), where, charset, at)


def _body(stream: Any) -> bytes | None:
    """The content, or None if it is too large."""
    body = bytearray()
    while block := stream.read(_BLOCK_BYTES):
        body += block
        if len(body) > MAXIMUM_PAGE_BYTES:
            return None
    return bytes(body)


def _moment(written: str) -> datetime | None:
    """A WARC-Date, which is in UTC."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _next_mark(file: BinaryIO, offset: int) -> int:
    """Where the next record may begin, at ``offset`` or after it; the end of the file if nowhere."""
    longest = max(map(len, _MARKS))
    file.seek(offset)
    tail = b""
    while block := file.read(_BLOCK_BYTES):
        searched = tail + block
        found = [at for at in map(searched.find, _MARKS) if at >= 0]
        if found:
            return file.tell() - len(searched) + min(found)
        tail = searched[1 - longest :]
    return file.tell()
