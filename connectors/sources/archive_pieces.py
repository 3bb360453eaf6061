"""What reading an archive gives: values, pages and faults, each with the place where it stood."""

from dataclasses import dataclass
from datetime import datetime

import msgspec


class Place(msgspec.Struct, frozen=True, array_like=True):
    """How far a file was read: the byte at which to go on, how many lines or records lie before it, and its head.

    ``head`` is a digest of the first bytes; where it no longer fits, another file has taken the name.
    """

    offset: int = 0
    number: int = 0
    head: str = ""


@dataclass(frozen=True)
class Value:
    """A decoded JSON value."""

    value: object
    where: str


@dataclass(frozen=True)
class Page:
    """A web page in which an article may be found. ``at`` is when it was fetched, as far as that is known."""

    body: bytes
    url: str
    where: str
    charset: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Text:
    """A text file. ``at`` is when it was written."""

    body: bytes
    path: str
    at: datetime | None = None


@dataclass(frozen=True)
class Fault:
    """What cannot be read, in one clause that names the place."""

    reason: str


Piece = Value | Page | Text | Fault


@dataclass(frozen=True)
class Part:
    """A part of a file: its pieces, where to go on, and whether the file ends there."""

    pieces: tuple[Piece, ...]
    place: Place
    ended: bool
