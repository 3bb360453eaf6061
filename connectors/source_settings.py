"""The part of ``watch.yml`` for sources that are neither feeds nor text files."""

from datetime import timedelta
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from connectors.settings import DEFAULT_INTERVAL, Backfill, Interval, Language, Pages, TimeZone
from connectors.sources.json_article import TEXT_FIELDS
from connectors.sources.selectors import MAXIMUM_SELECTOR, checked_selector
from streams.settings import Identifier, Secret, Settings

GDELT_URL: Final = "http://data.gdeltproject.org/gdeltv2/"
"""Where GDELT publishes its 15-minute files. The host has no certificate of that name."""

Country = Annotated[str, Field(pattern=r"^([A-Z]{2})?$")]


def _web_address(value: str) -> str:
    """An http(s) URL with a host. Raises ValueError."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"not a valid URL: {error}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("is no web address; write it as https://host/path")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
Selector = Annotated[str, Field(max_length=MAXIMUM_SELECTOR), AfterValidator(checked_selector)]
"""A CSS selector, or an XPath expression, which begins with ``/``, ``./``, ``(`` or ``xpath:``."""


def _several(value: Any) -> Any:
    """A single value stands for a list of one."""
    return (value,) if isinstance(value, str) else value


Patterns = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(_several),
    Field(min_length=1),
]
"""One or more patterns of paths."""


def _host(value: str) -> str:
    """A host's name in small letters, without dots around it. Raises ValueError."""
    name = value.strip().strip(".").lower()
    if not name or "/" in name or ":" in name or " " in name:
        raise ValueError(f"{value!r} is no domain; write it as example.org")
    return name


class WebSettings(Settings):
    """What sources on the web have in common. Without ``publisher``, the host of the URL is the publisher."""

    id: Identifier
    url: WebAddress
    publisher: str = ""
    language: Language = ""
    country: Country = ""
    time_zone: TimeZone = ""
    every: Interval | None = None
    backfill: Backfill | None = None
    pages: Pages | None = None


class SitemapSettings(WebSettings):
    """A news sitemap, or an index of sitemaps, of which the ``children`` newest are read.

    Entries that were published or changed more than ``days`` ago are left out.
    """

    kind: Literal["sitemap"]
    days: int = Field(default=3, ge=1, le=3650)
    children: int = Field(default=5, ge=1, le=50)


class PageListSettings(WebSettings):
    """A page that lists articles and has no feed: ``items`` finds them, the others look inside an item.

    ``link`` is the item's first link unless said otherwise, ``title`` its heading or the link's text, ``date`` its
    ``<time>``; ``summary`` is empty.
    """

    kind: Literal["page_list"]
    items: Annotated[Selector, Field(min_length=1)]
    link: Selector = ""
    title: Selector = ""
    date: Selector = ""
    summary: Selector = ""


class FilesSettings(Settings):
    """Files of articles: text, HTML, JSON Lines, WARC, told apart by their names unless ``format`` says which.

    With ``replay`` an article has the time that its record carries, so that windows and episodes run as they did then.
    """

    kind: Literal["files"]
    id: Identifier
    paths: Patterns
    format: Literal["auto", "text", "html", "jsonl", "warc"] = "auto"
    replay: bool = False
    publisher: str = ""
    language: Language = ""
    country: Country = ""
    time_zone: TimeZone = ""
    every: Interval = DEFAULT_INTERVAL


class GdeltSettings(Settings):
    """GDELT's 15-minute files. ``languages`` and ``domains`` narrow them down; a domain covers those below it.

    Without ``translated`` only the English half is read.
    """

    kind: Literal["gdelt"]
    id: Identifier
    languages: tuple[Annotated[Language, Field(min_length=2)], ...] = ()
    domains: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    translated: bool = True
    base_url: WebAddress = GDELT_URL
    every: Interval = timedelta(minutes=5)


class PushSettings(Settings):
    """Articles that others post to us. ``previous_secret`` is accepted too while clients change to the new one."""

    kind: Literal["push"]
    id: Identifier
    secret: Secret
    previous_secret: Secret | None = None
    bind: Annotated[str, Field(pattern=r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$")] = "127.0.0.1:9465"
    requests_at_once: int = Field(default=8, ge=1, le=1000)
    publisher: str = ""
    language: Language = ""
    country: Country = ""
    time_zone: TimeZone = ""

    @model_validator(mode="after")
    def _secrets_are_long(self) -> "PushSettings":
        for name in ("secret", "previous_secret"):
            value: Secret | None = getattr(self, name)
            if value is not None and len(value.get_secret_value()) < 16:
                raise ValueError(f"{name} has fewer than 16 characters; make one with: openssl rand -hex 32")
        return self


def _fields(value: dict[str, str]) -> dict[str, str]:
    """A mapping from an article's fields to paths. Raises ValueError."""
    for name, path in value.items():
        if name not in TEXT_FIELDS:
            raise ValueError(f"an article has no field {name!r}; it has {', '.join(TEXT_FIELDS)}")
        if not path or any(not part for part in path.split(".")):
            raise ValueError(f"{path!r} is no path; write it as data.headline or authors.0.name")
    return value


class KafkaTopicSettings(Settings):
    """Somebody else's articles on a Kafka topic, as JSON.

    ``fields`` says where in their JSON the fields of an article are; without it they have our names. ``begin`` is where
    a new ``group`` begins: with what comes from now on (``latest``), or with everything there is (``earliest``).
    """

    kind: Literal["kafka"]
    id: Identifier
    bootstrap: Annotated[str, Field(min_length=1, pattern=r"^[^\s,]+:\d{1,5}(,[^\s,]+:\d{1,5})*$")]
    topic: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,249}$")]
    group: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{0,249}$")] = ""
    begin: Literal["latest", "earliest"] = "latest"
    fields: Annotated[dict[str, str], AfterValidator(_fields)] = Field(default_factory=dict)
    tls: bool = False
    username: str = ""
    password: Secret | None = None
    mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    publisher: str = ""
    language: Language = ""
    country: Country = ""
    time_zone: TimeZone = ""

    @model_validator(mode="after")
    def _both_or_neither(self) -> "KafkaTopicSettings":
        if bool(self.username) != (self.password is not None):
            raise ValueError("username and password belong together; give both or neither")
        return self


SourceSettings = SitemapSettings | PageListSettings | FilesSettings | GdeltSettings | PushSettings | KafkaTopicSettings
"""The settings of this module, for the union of all kinds."""
