"""Undoing compression piece by piece."""

import contextlib
import gzip
import zlib

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from connectors.web.decompression import PIECE_BYTES, Decompression, TooMuch, WronglyCompressed, encodings

COMPRESS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}
GENEROUS = 100_000_000


def undone(data: bytes, names: tuple[str, ...], step: int, maximum_bytes: int = GENEROUS) -> bytes:
    decompression = Decompression(names, maximum_bytes)
    document = b"".join(
        piece for start in range(0, len(data), step) for piece in decompression.feed(data[start : start + step])
    )
    decompression.finish()
    return document


@given(
    document=st.binary(max_size=3000).map(lambda data: b"<" + data),
    names=st.lists(st.sampled_from(sorted(COMPRESS)), max_size=2),
    step=st.integers(1, 500),
)
def test_what_was_compressed_comes_back_however_it_arrives(document: bytes, names: list[str], step: int) -> None:
    data = document
    for name in names:
        data = COMPRESS[name](data)
    assert undone(data, tuple(reversed(names)), step) == document


@given(name=st.sampled_from(sorted(COMPRESS)), share=st.floats(0.01, 0.99), step=st.integers(1, 500))
def test_what_is_cut_is_noticed_wherever_it_is_cut(name: str, share: float, step: int) -> None:
    data = COMPRESS[name](bytes(range(256)) * 20)
    with pytest.raises(WronglyCompressed):
        undone(data[: max(1, int(len(data) * share))], (name,), step)


@given(name=st.sampled_from(sorted(COMPRESS)), garbage=st.binary(min_size=1, max_size=300))
def test_garbage_raises_nothing_else(name: str, garbage: bytes) -> None:
    with contextlib.suppress(WronglyCompressed):
        undone(garbage, (name,), 50)


@pytest.mark.parametrize("name", sorted(COMPRESS))
def test_a_bomb_comes_out_in_small_pieces(name: str) -> None:
    bomb = COMPRESS[name](bytes(20_000_000))
    sizes = [len(piece) for piece in Decompression((name,), GENEROUS).feed(bomb)]
    assert sum(sizes) == 20_000_000
    assert max(sizes) < 2 * PIECE_BYTES


def test_what_lies_between_two_encodings_is_bounded() -> None:
    inner = gzip.compress(b"") * 900 + bytes(1_000_000)
    with pytest.raises(TooMuch):
        undone(gzip.compress(inner), ("gzip", "gzip"), 1000, maximum_bytes=500_000)


def test_zstd_may_not_ask_for_more_memory_than_http_permits() -> None:
    greedy = zstd.compress(bytes(100_000_000), options={zstd.CompressionParameter.window_log: 27})
    with pytest.raises(WronglyCompressed):
        undone(greedy, ("zstd",), 65536)


@pytest.mark.parametrize(
    ("header", "names"),
    [
        pytest.param("", (), id="none"),
        pytest.param("gzip", ("gzip",), id="one"),
        pytest.param("GZIP", ("gzip",), id="capitals"),
        pytest.param("x-gzip", ("gzip",), id="its old name"),
        pytest.param("gzip, br", ("br", "gzip"), id="two, the last is undone first"),
        pytest.param("identity", (), id="identity"),
        pytest.param("utf-8", (), id="no compression at all"),
        pytest.param("none, gzip", ("gzip",), id="one of them real"),
    ],
)
def test_encodings(header: str, names: tuple[str, ...]) -> None:
    assert encodings(header) == names


def test_too_many_encodings() -> None:
    with pytest.raises(WronglyCompressed, match="more than 2 times"):
        encodings("gzip, br, gzip")
