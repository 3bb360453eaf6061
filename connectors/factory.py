"""From a connector's settings to the connector."""

from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from connectors.connector import Connector
from connectors.entries import Origin
from connectors.feed import FeedConnector
from connectors.fetching import Fetcher, HttpFetcher
from connectors.files import FileFetcher
from connectors.settings import FeedSettings, TextSettings
from connectors.text import TextConnector
from streams.clock import Clock


def build(settings: FeedSettings | TextSettings, base: Path, session: aiohttp.ClientSession, clock: Clock) -> Connector:
    """The connector that ``settings`` describe. Relative paths start at ``base``, the configuration's directory."""
    origin = Origin(settings.id, publisher(settings), settings.language)
    if isinstance(settings, TextSettings):
        return TextConnector(settings.id, settings.every, origin, base, settings.paths, clock)
    fetcher = _fetcher(settings.url, base, session, clock)
    return FeedConnector(settings.id, settings.every, origin, fetcher, clock)


def _fetcher(address: str, base: Path, session: aiohttp.ClientSession, clock: Clock) -> Fetcher:
    """What gets the document at a URL or a path."""
    if "://" in address:
        return HttpFetcher(address, session, clock)
    return FileFetcher(base / address)


def publisher(settings: FeedSettings | TextSettings) -> str:
    """Who publishes: as configured, else the host of the URL without ``www.``, else the id."""
    if settings.publisher:
        return settings.publisher
    if isinstance(settings, FeedSettings) and "://" in settings.url:
        return (urlsplit(settings.url).hostname or settings.id).removeprefix("www.")
    return settings.id
