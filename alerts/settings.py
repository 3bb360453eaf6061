"""The rules and receivers of ``watch.yml``: their shapes, and every check that needs nothing but themselves.

Names that point elsewhere (a rule's receivers, actors and sources) are checked where the whole file is known.
"""

import base64
import binascii
from collections import Counter
from datetime import timedelta
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from streams.records import FeedEventKind
from streams.settings import Duration, Identifier, Secret, Settings
from streams.understanding.gazetteer import country_names

SLACK_API: Final = "https://slack.com/api/"
SIGNING_PREFIX: Final = "whsec_"
"""With it a webhook's secret is base64, after Standard Webhooks; without it, plain text."""

_MAIL_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


def _country(value: str) -> str:
    if len(value) != 2 or not (value.isascii() and value.isalpha() and value.isupper()):
        raise ValueError(f"{value!r} is no country code; write two capital letters (ISO 3166-1), such as RU")
    if value not in country_names("en"):
        raise ValueError(f"there is no country {value!r}; see ISO 3166-1 for its two letters")
    return value


def _keyword(value: str) -> str:
    if not any(character.isalnum() for character in value):
        raise ValueError(f"{value!r} holds no word to look for; give it letters or digits")
    return value


def _signing(value: Secret) -> Secret:
    secret = value.get_secret_value()
    if secret.startswith(SIGNING_PREFIX):
        try:
            base64.b64decode(secret.removeprefix(SIGNING_PREFIX), validate=True)
        except binascii.Error:
            raise ValueError(f"what follows {SIGNING_PREFIX} is not base64; copy the secret whole") from None
    return value


def _language(value: str) -> str:
    if not (value.isascii() and value.replace("-", "").isalnum() and value.split("-")[0].islower()):
        raise ValueError(f"{value!r} is no language code; write a BCP 47 tag, such as ar or pt-BR")
    return value


def _address(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not (at and local and domain and value.isascii() and value.isprintable()) or set(value) & set(' <>",;:()[]\\'):
        raise ValueError(f"{value!r} is no e-mail address; write it bare, such as desk@example.org")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not a web address; write it in full, beginning with https://")
    return value


def _secret_web_address(value: Secret) -> Secret:
    _web_address(value.get_secret_value())
    return value


def _as_any(value: Any) -> Any:
    """A bare list means: any of these."""
    return {"any": value} if isinstance(value, list | tuple) else value


Term = Annotated[str, Field(min_length=1)]
Keyword = Annotated[str, Field(min_length=1), AfterValidator(_keyword)]
SigningSecret = Annotated[Secret, AfterValidator(_signing)]
CountryCode = Annotated[str, AfterValidator(_country)]
LanguageCode = Annotated[str, AfterValidator(_language)]
MailAddress = Annotated[str, AfterValidator(_address)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
SecretWebAddress = Annotated[Secret, AfterValidator(_secret_web_address)]


class Terms(Settings):
    """What to look for: at least one of ``any``, every one of ``all``, not one of ``none``."""

    any: tuple[Term, ...] = ()
    all: tuple[Term, ...] = ()
    none: tuple[Term, ...] = ()

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not (self.any or self.all or self.none):
            raise ValueError("lists nothing; name at least one, or take the field out")
        return self


class CountryTerms(Terms):
    """Countries by ISO 3166-1 code. ``about: true`` counts only what the article is about, not what it mentions."""

    any: tuple[CountryCode, ...] = ()
    all: tuple[CountryCode, ...] = ()
    none: tuple[CountryCode, ...] = ()
    about: bool = False


class KeywordTerms(Terms):
    """Words and phrases to look for in the text."""

    any: tuple[Keyword, ...] = ()
    all: tuple[Keyword, ...] = ()
    none: tuple[Keyword, ...] = ()


class LanguageTerms(Terms):
    """Languages by BCP 47 tag; ``pt`` covers ``pt-BR``."""

    any: tuple[LanguageCode, ...] = ()
    all: tuple[LanguageCode, ...] = ()
    none: tuple[LanguageCode, ...] = ()


class FeedEventTerms(Settings):
    """What may happen to a feed itself; any of these."""

    any: tuple[FeedEventKind, ...] = Field(min_length=1)


class MatchSettings(Settings):
    """The conditions of a rule. All that are given must hold; ``all``, ``any`` and ``not`` nest.

    With ``feed_events`` it looks at feeds and not at articles, and takes ``sources`` and ``publishers`` beside it only.
    """

    model_config = ConfigDict(populate_by_name=True)

    countries: Annotated[CountryTerms, BeforeValidator(_as_any)] | None = None
    actors: Annotated[Terms, BeforeValidator(_as_any)] | None = None
    keywords: Annotated[KeywordTerms, BeforeValidator(_as_any)] | None = None
    languages: Annotated[LanguageTerms, BeforeValidator(_as_any)] | None = None
    sources: Annotated[Terms, BeforeValidator(_as_any)] | None = None
    publishers: Annotated[Terms, BeforeValidator(_as_any)] | None = None
    feed_events: Annotated[FeedEventTerms, BeforeValidator(_as_any)] | None = None
    all: tuple["MatchSettings", ...] = ()
    any: tuple["MatchSettings", ...] = ()
    not_: Annotated["MatchSettings | None", Field(alias="not")] = None

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self._about_articles() and self.feed_events is None and self.sources is None and self.publishers is None:
            raise ValueError("asks nothing, so it would match every article; give at least one condition")
        return self

    @model_validator(mode="after")
    def _asks_feeds_or_articles(self) -> Self:
        if self.feed_events is not None and self._about_articles():
            raise ValueError(
                "feed_events ask what happens to a feed, the others what an article says; write a rule for each, and"
                " give sources or publishers beside feed_events to say which feeds"
            )
        nested = (*self.all, *self.any, *((self.not_,) if self.not_ else ()))
        if any(one.feed_events is not None for one in nested):
            raise ValueError(
                "feed_events stand at the top of a match, not inside all, any or not; write a rule for them alone"
            )
        return self

    def _about_articles(self) -> bool:
        """Whether there is a condition that only an article can meet."""
        terms = (self.countries, self.actors, self.keywords, self.languages)
        return any(term is not None for term in terms) or bool(self.all or self.any or self.not_)


class RuleSettings(Settings):
    """Which articles, or which events of feeds, matter, how much, and who is told."""

    id: Identifier
    name: Term
    match: MatchSettings
    receivers: tuple[Identifier, ...] = Field(min_length=1)
    severity: Literal["low", "medium", "high", "critical"] = "medium"
    description: str = ""


class ConsoleSettings(Settings):
    """The terminal that Marsad runs in."""

    kind: Literal["console"]
    name: Identifier = "console"


class SlackSettings(Settings):
    """A Slack channel, written to by a bot. ``pace`` is the least time between two messages to it."""

    kind: Literal["slack"]
    token: Secret
    channel: Term
    name: Term = ""
    api_url: WebAddress = SLACK_API
    pace: Duration = timedelta(seconds=1)


class EmailSettings(Settings):
    """Mail through an SMTP server. Each address of ``to`` gets a mail, and a delivery, of its own.

    Without ``port`` it is the usual one: 587 for STARTTLS, 465 for TLS, 25 for none.
    """

    kind: Literal["email"]
    host: Term
    sender: MailAddress
    to: tuple[MailAddress, ...] = Field(min_length=1)
    name: Term = "email"
    tls: Literal["starttls", "tls", "none"] = "starttls"
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    username: str | None = None
    password: Secret | None = None

    @property
    def effective_port(self) -> int:
        """The port as given, or the usual one for ``tls``."""
        return self.port or _MAIL_PORTS[self.tls]

    @model_validator(mode="after")
    def _sends_no_password_in_the_clear(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together; give both or neither")
        if self.password is not None and self.tls == "none" and self.host not in _LOOPBACK:
            raise ValueError("tls: none would send the password unencrypted; use starttls or tls")
        return self


class WebhookSettings(Settings):
    """A web address that takes alerts as JSON by POST, signed if there is a ``secret``."""

    kind: Literal["webhook"]
    url: SecretWebAddress
    name: Term = ""
    secret: SigningSecret | None = None

    @property
    def host(self) -> str:
        """The server of the address: the one part of it that may be shown."""
        return urlsplit(self.url.get_secret_value()).hostname or ""


ChannelSettings = Annotated[
    ConsoleSettings | SlackSettings | EmailSettings | WebhookSettings, Field(discriminator="kind")
]


def channel_names(channel: ConsoleSettings | SlackSettings | EmailSettings | WebhookSettings) -> tuple[str, ...]:
    """The names of the deliveries that the channel makes, unique within a receiver and stable over restarts."""
    if isinstance(channel, EmailSettings):
        return tuple(f"{channel.name}:{address}" for address in channel.to)
    if isinstance(channel, SlackSettings):
        return (channel.name or f"slack:{channel.channel}",)
    if isinstance(channel, WebhookSettings):
        return (channel.name or f"webhook:{channel.host}",)
    return (channel.name,)


class ReceiverSettings(Settings):
    """Somebody to tell, and over which channels; each channel gets every alert."""

    id: Identifier
    channels: tuple[ChannelSettings, ...] = Field(min_length=1)

    @field_validator("channels")
    @classmethod
    def _names_are_unique(cls, channels: tuple[ChannelSettings, ...]) -> tuple[ChannelSettings, ...]:
        counts = Counter(name for channel in channels for name in channel_names(channel))
        twice = [name for name, count in counts.items() if count > 1]
        if twice:
            raise ValueError(f"two channels are called {twice[0]!r}; give one of them another `name`")
        return channels
