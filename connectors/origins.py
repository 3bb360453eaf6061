"""Who publishes what a source brings, and in which country: as configured, else as the address says."""

from typing import Final
from urllib.parse import urlsplit

from connectors.parsing.entries import Origin
from streams.settings import Settings

_NOT_A_COUNTRY: Final = frozenset(
    {"ac", "ai", "am", "as", "cc", "cd", "co", "eu", "fm", "ga", "gg", "gl", "im", "io", "la", "ly", "me", "ml", "ms"}
    | {"nu", "sh", "st", "su", "tk", "to", "tv", "vc", "ws"}
)
"""Domains of two letters that anybody takes for what they sound like."""

_OTHER_LETTERS: Final = {"uk": "GB"}


def host_of(settings: Settings) -> str:
    """The host that the source is fetched from; empty for one that is not fetched."""
    address = str(getattr(settings, "url", "") or getattr(settings, "base_url", ""))
    if "://" not in address:
        return ""
    return (urlsplit(address).hostname or "").rstrip(".").lower()


def origin_of(settings: Settings) -> Origin:
    """The origin of the source's articles.

    Without a ``publisher``, it is the host of the address without ``www.``, else the id. Without a ``country``, it is
    that of the host's domain, which says in which zone dates are that name none.
    """
    identifier = str(getattr(settings, "id", ""))
    host = host_of(settings)
    return Origin(
        identifier,
        str(getattr(settings, "publisher", "")) or host.removeprefix("www.") or identifier,
        str(getattr(settings, "language", "")),
        str(getattr(settings, "country", "")) or country_of_host(host),
        str(getattr(settings, "time_zone", "")),
    )


def country_of_host(host: str) -> str:
    """The country of a domain such as ``news.example.sa``; empty if it names none."""
    domain = host.rpartition(".")[2].lower()
    if len(domain) != 2 or not domain.isalpha() or domain in _NOT_A_COUNTRY:
        return ""
    return _OTHER_LETTERS.get(domain, domain.upper())
