"""The part of ``watch.yml`` that says where articles come from."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from streams.settings import Duration, Identifier, Settings

DEFAULT_INTERVAL: Final = timedelta(minutes=5)

Interval = Annotated[Duration, Field(ge=timedelta(seconds=1), le=timedelta(days=7))]
"""The time between two polls: a second to a week."""

Language = Annotated[str, Field(pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")]
"""A language tag such as ``ar`` or ``pt-BR``; empty leaves it to the feed."""


def _address(value: str) -> str:
    """An http(s) URL with a host, or a path. Raises ValueError for what is neither."""
    if not value:
        raise ValueError("is empty; write an http(s) URL or the path of a file")
    scheme, separator, _ = value.partition("://")
    if not separator:
        return value
    if scheme.lower() not in ("http", "https"):
        raise ValueError(f"{scheme}:// is not supported; write an http(s) URL or the path of a file")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"not a valid URL: {error}") from error
    if not host:
        raise ValueError("the URL has no host; write it as https://host/path")
    return value


def _patterns(value: Any) -> Any:
    """A single pattern stands for a list of one."""
    return (value,) if isinstance(value, str) else value


class FeedSettings(Settings):
    """An RSS, Atom, RDF or JSON feed: an http(s) URL, or a path relative to the configuration file.

    Without ``publisher``, the host of the URL or, for a file, the id is the publisher. A ``language`` that is set
    here takes precedence over what the feed says of itself.
    """

    kind: Literal["feed"] = "feed"
    id: Identifier
    url: Annotated[str, AfterValidator(_address)]
    publisher: str = ""
    language: Language = ""
    every: Interval = DEFAULT_INTERVAL


class TextSettings(Settings):
    """Plain text files, one article each: patterns such as ``news/**/*.txt``, relative to the configuration file."""

    kind: Literal["text"]
    id: Identifier
    paths: Annotated[
        tuple[Annotated[str, Field(min_length=1)], ...],
        BeforeValidator(_patterns),
        Field(min_length=1),
    ]
    publisher: str = ""
    language: Language = ""
    every: Interval = DEFAULT_INTERVAL


def _kind(value: Any) -> Any:
    """The kind of a connector; ``feed`` if it is not said."""
    if isinstance(value, Mapping):
        return value.get("kind", "feed")
    return getattr(value, "kind", "feed")


ConnectorSettings = Annotated[
    Annotated[FeedSettings, Tag("feed")] | Annotated[TextSettings, Tag("text")],
    Discriminator(_kind),
]
"""One connector of the configuration. ``kind`` decides which; without it, it is a feed."""
