"""What comes of a fetch: a document, the news that there is none, or a failure with its reason."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from connectors.connector import FailureKind

MAXIMUM_BODY_BYTES: Final = 15 * 1024 * 1024
"""The largest document that is read, in bytes; it holds for what is sent and for what it is after decompression."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document. ``url`` is where it was found at last; ``charset`` what the server says of its encoding.

    ``moved_to`` is ``url`` if only permanent redirects led from the address to it, else empty. ``max_age`` is how long
    the server says that the document stays as it is, from now on.
    """

    body: bytes
    url: str
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    moved_to: str = ""
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing has changed since the memory that it was shown. The fields as in ``Fetched``."""

    moved_to: str = ""
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No document, and why in one clause. ``retry_after`` is what the server asked for.

    ``status`` is the HTTP status of the answer that could not be used, 0 if there was no answer.
    """

    reason: str
    retry_after: timedelta | None = None
    kind: FailureKind = "failed"
    status: int = 0


FetchResult = Fetched | NotModified | FetchFailed


def size(number: int) -> str:
    """A number of bytes for a person."""
    for unit, name in ((1024 * 1024, "MiB"), (1024, "KiB")):
        if number >= unit and number % unit == 0:
            return f"{number // unit} {name}"
    return f"{number / 1024 / 1024:.1f} MiB" if number >= 1024 * 1024 else f"{number} bytes"
