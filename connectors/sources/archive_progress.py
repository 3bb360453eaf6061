"""How far a connector has come in a set of files: kept in the memory's ``position`` as JSON."""

import os
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec

from connectors.sources.archive_pieces import Place

HEAD_BYTES: Final = 1_024


class Progress(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``done``: digests of files that were read in the state they are in. ``places``: files that may grow, by path."""

    done: set[str] = msgspec.field(default_factory=set)
    places: dict[str, Place] = msgspec.field(default_factory=dict)


def progress_of(position: str) -> Progress:
    """The progress that a position describes; none if it describes none, which costs reading again."""
    try:
        return msgspec.json.decode(position, type=Progress)
    except msgspec.MsgspecError:
        return Progress()


def position_of(progress: Progress, states: Iterable[str], paths: Iterable[str]) -> str:
    """The progress as a position, without files that are gone. ``states`` and ``paths`` are those there are."""
    kept = Progress(
        done=progress.done.intersection(states),
        places={path: progress.places[path] for path in paths if path in progress.places},
    )
    return msgspec.json.encode(kept, order="sorted").decode()


def state_of(path: Path, status: os.stat_result) -> str:
    """A digest of a file's name, size and time of change."""
    written = f"{path}\0{status.st_size}\0{status.st_mtime_ns}".encode("utf-8", "surrogateescape")
    return blake2b(written, digest_size=8).hexdigest()


def place_in(path: Path, status: os.stat_result, known: Place | None) -> Place:
    """Where to go on in a file: where it was left, or its beginning if it is another file by now. Raises OSError."""
    if known is None or known.offset > status.st_size or _head(path, known.offset) != known.head:
        return Place()
    return known


def left_at(path: Path, place: Place) -> Place:
    """The place with the digest of the file's head. Raises OSError."""
    return Place(place.offset, place.number, _head(path, place.offset))


def _head(path: Path, offset: int) -> str:
    """A digest of the first bytes, as far as they were read."""
    with path.open("rb") as file:
        return blake2b(file.read(min(offset, HEAD_BYTES)), digest_size=8).hexdigest()
