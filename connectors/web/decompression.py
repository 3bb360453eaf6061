"""Undoing what a server compressed, a small piece at a time, so that a bomb is stopped long before it fills memory.

Each step gives out about ``PIECE_BYTES``, and what is not yet undone stays compressed. The caller counts what comes
out and stops when it has had enough; what comes out between two stacked encodings is counted here.
"""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE_BYTES: Final = 64 * 1024
MAXIMUM_ENCODINGS: Final = 2
"""So many compressions may be stacked; some servers compress what is compressed already."""

MAXIMUM_MEMBERS: Final = 1000
"""So many gzip members or zstd frames may follow each other; a million empty ones are an attack."""

_ZSTD_WINDOW_LOG: Final = 23
"""8 MiB, the largest window that HTTP permits for zstd (RFC 9659); without a bound a stream may ask for 128 MiB."""

_GZIP_MAGIC: Final = b"\x1f\x8b"
_ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_BEGINNINGS_OF_TEXT: Final = (b"<", b"{", b"[", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_SPACE: Final = b" \t\r\n"
_WRONG: Final = "the answer is wrongly compressed"
_BROKE_OFF: Final = "the answer broke off"


class WronglyCompressed(ValueError):
    """What came is not compressed as the server says. The message is the reason in one clause."""


class BrokeOff(WronglyCompressed):
    """The compressed stream ends before its end."""


class TooMuch(WronglyCompressed):
    """More comes out than is read."""


def encodings(header: str) -> tuple[str, ...]:
    """The compressions of a Content-Encoding header, in the order in which they are to be undone.

    What is no compression that Marsad asks for is left out, as browsers do: servers write ``utf-8`` and ``none`` there.
    Raises WronglyCompressed if there are more than two.
    """
    names = _encodings(header)
    if len(names) > MAXIMUM_ENCODINGS:
        raise WronglyCompressed(f"the answer is compressed more than {MAXIMUM_ENCODINGS} times over")
    return names


@lru_cache(maxsize=64)
def _encodings(header: str) -> tuple[str, ...]:
    names = (name.strip().lower().removeprefix("x-") for name in header[:200].split(","))
    return tuple(name for name in names if name in ("gzip", "deflate", "br", "zstd"))[::-1]


class _Stage(Protocol):
    """One encoding that is undone."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The pieces that come of ``data``. To be read to the end. Raises WronglyCompressed."""

    def finish(self) -> None:
        """Nothing more will come. Raises BrokeOff if something should have."""


def _stage(name: str) -> _Stage:
    match name:
        case "gzip":
            return _Members(_GZIP_MAGIC, _gzip_member)
        case "deflate":
            return _Deflate()
        case "br":
            return _Brotli()
        case _:
            return _Members(_ZSTD_MAGIC, _ZstdFrame)


class _Member(Protocol):
    """One compressed stream of which several may follow each other."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def pieces(self, data: bytes) -> Iterator[bytes]: ...


class _ZlibStream:
    """One gzip member, or one stream of deflate with or without the frame of zlib."""

    __slots__ = ("_inner",)

    def __init__(self, window_bits: int) -> None:
        self._inner = zlib.decompressobj(window_bits)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def pieces(self, data: bytes) -> Iterator[bytes]:
        full = True
        while (data or full) and not self._inner.eof:
            try:
                piece = self._inner.decompress(data, PIECE_BYTES)
            except zlib.error as error:
                raise WronglyCompressed(_WRONG) from error
            data = self._inner.unconsumed_tail
            full = len(piece) == PIECE_BYTES
            if piece:
                yield piece


def _gzip_member() -> _ZlibStream:
    return _ZlibStream(16 + zlib.MAX_WBITS)


class _ZstdFrame:
    """One zstd frame."""

    __slots__ = ("_inner",)

    def __init__(self) -> None:
        self._inner = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def pieces(self, data: bytes) -> Iterator[bytes]:
        hungry = False
        while not (hungry or self._inner.eof):
            try:
                piece = self._inner.decompress(data, PIECE_BYTES)
            except zstd.ZstdError as error:
                raise WronglyCompressed(_WRONG) from error
            data = b""
            hungry = self._inner.needs_input
            if piece:
                yield piece


class _Members:
    """Compressed streams of one kind that follow each other; what comes after them is left out.

    A text that is not compressed at all passes as it is: servers promise gzip and send none. Unless ``required``,
    everything does that is not of this kind.
    """

    def __init__(self, magic: bytes, start: Callable[[], _Member], *, required: bool = True) -> None:
        self._magic = magic
        self._start = start
        self._required = required
        self._current: _Member | None = None
        self._members = 0
        self._held = b""
        self._plain = False
        self._over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._held:
            data, self._held = self._held + data, b""
        while data and not (self._plain or self._over):
            if self._current is None:
                if len(data) < len(self._magic) and self._magic.startswith(data):
                    self._held = data
                    return
                self._begin(data)
            if self._current is not None:
                yield from self._current.pieces(data)
                if not self._current.eof:
                    return
                data, self._current = self._current.unused_data, None
        if self._plain and data:
            yield data

    def _begin(self, data: bytes) -> None:
        """Decide what it is that begins here."""
        if data.startswith(self._magic):
            self._members += 1
            if self._members > MAXIMUM_MEMBERS:
                raise WronglyCompressed(f"the answer is compressed in more than {MAXIMUM_MEMBERS} pieces")
            self._current = self._start()
        elif self._members:
            self._over = True
        elif not self._required or data.lstrip(_SPACE).startswith(_BEGINNINGS_OF_TEXT):
            self._plain = True
        else:
            raise WronglyCompressed(_WRONG)

    def finish(self) -> None:
        if self._current is not None or (self._held and not self._members):
            raise BrokeOff(_BROKE_OFF)


class _Deflate:
    """Deflate, in the frame of zlib as the standard says, or without as many servers send it."""

    def __init__(self) -> None:
        self._held = b""
        self._stream: _ZlibStream | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            data = self._held + data
            if len(data) < 2:
                self._held = data
                return
            framed = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2], "big") % 31 == 0
            self._stream = _ZlibStream(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)
        yield from self._stream.pieces(data)

    def finish(self) -> None:
        if self._held if self._stream is None else not self._stream.eof:
            raise BrokeOff(_BROKE_OFF)


class _Brotli:
    """Brotli, whose window is at most 16 MiB by its own rules."""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()
        self._began = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._began = self._began or bool(data)
        piece = b""
        while (data or piece or not self._inner.can_accept_more_data()) and not self._inner.is_finished():
            try:
                piece = self._inner.process(data, output_buffer_limit=PIECE_BYTES)
            except brotli.error as error:
                raise WronglyCompressed(_WRONG) from error
            data = b""
            if piece:
                yield piece

    def finish(self) -> None:
        if self._began and not self._inner.is_finished():
            raise BrokeOff(_BROKE_OFF)


class Decompression:
    """Undoes the encodings of one answer. ``maximum_bytes`` bounds what may lie between two of them.

    A document that is a gzip file by itself, as site maps often are, is unpacked too.
    """

    def __init__(self, names: tuple[str, ...], maximum_bytes: int) -> None:
        self._maximum_bytes = maximum_bytes
        self._stages: list[_Stage] = [_stage(name) for name in names]
        self._between = [0] * len(self._stages)
        if len(self._stages) < MAXIMUM_ENCODINGS:
            self._stages.append(_Members(_GZIP_MAGIC, _gzip_member, required=False))
            self._between.append(0)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The pieces of the document that come of ``data``, each of less than twice PIECE_BYTES or of ``data``.

        To be read to the end before more is fed. Raises WronglyCompressed.
        """
        pieces: Iterable[bytes] = (data,)
        for position, stage in enumerate(self._stages):
            pieces = self._through(stage, position, pieces)
        return iter(pieces)

    def _through(self, stage: _Stage, position: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._between[position] += len(piece)
            if self._between[position] > self._maximum_bytes:
                raise TooMuch("too much lies between the compressions")
            yield from stage.feed(piece)

    def finish(self) -> None:
        """The answer is complete. Raises BrokeOff if a compressed stream is not."""
        for stage in self._stages:
            stage.finish()
