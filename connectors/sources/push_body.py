"""What a pushed body holds: unpacked within a limit, and read into articles one by one."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

from connectors.parsing.entries import Origin
from connectors.sources.json_article import BadArticle, article_from_json
from streams.records import Article

MAXIMUM_BODY_BYTES: Final = 5 * 1024 * 1024
"""The largest body, as it is sent and as it is unpacked."""

MAXIMUM_ARTICLES: Final = 1_000
"""Articles in one request."""

_GZIP: Final = 16 + zlib.MAX_WBITS
_decoder: Final = msgspec.json.Decoder()


@dataclass(frozen=True)
class RefusedBody:
    """A body that cannot be read: the status to answer with, the reason in one clause, and what it is about."""

    status: int
    reason: str
    where: str = "body"


@dataclass(frozen=True)
class Refused:
    """One article that is not taken: the reason in one clause, and the field it is about."""

    reason: str
    where: str


Read = tuple[Article | Refused, ...]
"""What became of each article of a body, in its order."""


def read_body(body: bytes, origin: Origin, now: datetime, *, compressed: bool) -> Read | RefusedBody:
    """The articles of a body: a JSON object is one, a list several."""
    if compressed:
        unpacked = _unpacked(body)
        if isinstance(unpacked, RefusedBody):
            return unpacked
        body = unpacked
    try:
        value: Any = _decoder.decode(body)
    except RecursionError:
        return RefusedBody(422, "the JSON is nested too deeply")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return RefusedBody(422, f"the body is no JSON ({error})")
    if not isinstance(value, list):
        return (_read(value, "", origin, now),)
    if not value:
        return RefusedBody(422, "the list holds no article")
    if len(value) > MAXIMUM_ARTICLES:
        return RefusedBody(413, f"the list holds {len(value)} articles; send at most {MAXIMUM_ARTICLES} at once")
    return tuple(_read(each, f"[{number}]", origin, now) for number, each in enumerate(value))


def accepted(read: Read) -> Sequence[Article]:
    """The articles that can be taken."""
    return [each for each in read if isinstance(each, Article)]


def _read(value: object, place: str, origin: Origin, now: datetime) -> Article | Refused:
    try:
        return article_from_json(value, origin, now, strict=True)
    except BadArticle as error:
        return Refused(str(error), ".".join(filter(None, (place, error.field))) or "body")


def _unpacked(body: bytes) -> bytes | RefusedBody:
    """The content of a gzip stream, as far as it may go."""
    decompressor = zlib.decompressobj(_GZIP)
    try:
        content = decompressor.decompress(body, MAXIMUM_BODY_BYTES + 1)
    except zlib.error as error:
        return RefusedBody(422, f"the body is no gzip stream ({error})")
    if len(content) > MAXIMUM_BODY_BYTES:
        return RefusedBody(413, f"the body unpacks to more than the {MAXIMUM_BODY_BYTES} bytes that are taken")
    if not decompressor.eof:
        return RefusedBody(422, "the gzip stream is cut off")
    if decompressor.unused_data:
        return RefusedBody(422, "there is something behind the end of the gzip stream")
    return content
