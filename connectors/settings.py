"""The part of ``watch.yml`` that says where articles come from."""

from datetime import timedelta
from ipaddress import ip_network
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field

from streams.settings import Duration, Identifier, Settings, duration

DEFAULT_INTERVAL: Final = timedelta(minutes=5)
"""The time between two looks into files. What is fetched has a rhythm of its own."""

Interval = Annotated[Duration, Field(ge=timedelta(seconds=1), le=timedelta(days=7))]
"""The time between two polls: a second to a week."""


def _backfill(value: Any) -> Any:
    """``all`` or a length of time. Raises ValueError."""
    try:
        return value if value == "all" else duration(value)
    except ValueError as error:
        raise ValueError(f"{error}, or all") from error


Backfill = Annotated[Literal["all"] | timedelta, BeforeValidator(_backfill)]
"""Of the items that stand in a source when it is first read: all, or those published within this time, are news; the
others are history."""

Language = Annotated[str, Field(pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")]
"""A language tag such as ``ar`` or ``pt-BR``; empty leaves it to the feed."""


Pages = Literal["auto", "always", "never"]
"""Whether the pages of articles are fetched: where the feed has only a teaser, of every article, or never."""


def _time_zone(value: str) -> str:
    """The name of a time zone, or nothing. Raises ValueError."""
    if value and value not in available_timezones():
        raise ValueError(f"there is no time zone {value!r}; write its IANA name, such as Asia/Riyadh")
    return value


TimeZone = Annotated[str, AfterValidator(_time_zone)]


def _network(value: str) -> str:
    """An IP address or network as it was written. Raises ValueError."""
    try:
        ip_network(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is no IP network; write it as 10.0.0.0/8, or one address") from error
    return value


class FetchSettings(Settings):
    """How Marsad behaves towards the servers that it fetches from.

    ``allow_addresses``: IP networks inside which sources may be, although they are not public. ``host_at_once`` and
    ``host_pause`` bound the requests to one host and to one publisher, over all connector processes. ``backfill`` and
    ``pages`` hold for every feed that does not set its own.
    """

    user_agent: Annotated[str, Field(pattern=r"^[\x20-\x7e]*$")] = ""
    allow_addresses: tuple[Annotated[str, AfterValidator(_network)], ...] = ()
    host_at_once: int = Field(default=2, ge=1, le=100)
    host_pause: Annotated[Duration, Field(ge=timedelta(0), le=timedelta(hours=1))] = timedelta(seconds=2)
    backfill: Backfill = timedelta(0)
    pages: Pages = "auto"


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
    here takes precedence over what the feed says of itself. ``country`` and ``time_zone`` are the publisher's, for
    dates without a zone. Without ``every`` the feed is polled at its own rhythm.
    """

    kind: Literal["feed"] = "feed"
    id: Identifier
    url: Annotated[str, AfterValidator(_address)]
    publisher: str = ""
    language: Language = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    time_zone: TimeZone = ""
    every: Interval | None = None
    backfill: Backfill | None = None
    pages: Pages | None = None


class OpmlSettings(Settings):
    """A list of feeds in an OPML file, relative to the configuration file. It is read when Marsad starts.

    Each feed's id is this id and a name made of its address. The other fields hold for every feed of the list.
    """

    kind: Literal["opml"]
    id: Annotated[Identifier, Field(max_length=24)]
    path: Annotated[str, Field(min_length=1)]
    language: Language = ""
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    time_zone: TimeZone = ""
    every: Interval | None = None
    backfill: Backfill | None = None
    pages: Pages | None = None


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
