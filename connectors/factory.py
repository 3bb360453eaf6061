"""From the settings of sources to the sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, TypeGuard

from connectors.connector import Connector
from connectors.origins import host_of, origin_of
from connectors.plugins import ConnectorSurroundings, load_plugin, plugin_kinds
from connectors.scheduling.listening import Listener
from connectors.scheduling.source import Source
from connectors.settings import Backfill, FeedSettings, FetchSettings, Pages, TextSettings
from connectors.source_factory import build_source
from connectors.source_settings import (
    FilesSettings,
    GdeltSettings,
    KafkaTopicSettings,
    PageListSettings,
    PushSettings,
    SitemapSettings,
)
from connectors.sources.feed import FeedConnector
from connectors.sources.files import FileFetcher
from connectors.sources.listed_feeds import with_listed_feeds
from connectors.sources.text import TextConnector
from connectors.subscription import Subscription
from connectors.web.fetch_results import MAXIMUM_BODY_BYTES
from connectors.web.fetching import Fetcher
from connectors.workers.worker_pool import WorkerPool
from streams.settings import Settings

_SLIDING: Final = (FeedSettings, SitemapSettings, PageListSettings)
"""What shows the newest part of a longer series."""


@dataclass(frozen=True)
class Sources:
    """What a configuration brings articles in with: what is polled, and what brings by itself."""

    polled: tuple[Source, ...]
    listened: tuple[Listener, ...]


@dataclass(frozen=True)
class Factory:
    """Builds sources. ``fetch`` holds for those that do not say otherwise; ``pool`` parses feeds."""

    fetch: FetchSettings
    surroundings: ConnectorSurroundings
    pool: WorkerPool

    def sources(self, settings: Iterable[Settings]) -> Sources:
        """All sources that ``settings`` describe. Raises SetupError for a list of feeds that cannot be read."""
        polled: list[Source] = []
        listened: list[Listener] = []
        for one in with_listed_feeds(settings, self.surroundings.base):
            built = self._built(one)
            if _is_polled(built):
                polled.append(self._source(one, built))
            elif _is_listened(built):
                listened.append(Listener(built, origin_of(one)))
        return Sources(tuple(polled), tuple(listened))

    def _built(self, settings: Settings) -> Connector | Subscription:
        """The connector or subscription of one kind."""
        at = self.surroundings
        match settings:
            case FeedSettings(id=name, every=every, url=url):
                return FeedConnector(name, every, origin_of(settings), self._fetcher(url), at.clock, self.pool)
            case TextSettings(id=name, every=every, paths=paths):
                return TextConnector(name, every, origin_of(settings), at.base, paths, at.clock)
            case (
                FilesSettings()
                | GdeltSettings()
                | KafkaTopicSettings()
                | PageListSettings()
                | PushSettings()
                | SitemapSettings()
            ):
                return build_source(settings, at)
            case _:
                plugin = load_plugin(plugin_kinds()[str(getattr(settings, "kind", ""))])
                return plugin.build(settings, at)

    def _fetcher(self, address: str) -> Fetcher:
        """What gets the document at a URL or a path."""
        if "://" in address:
            return self.surroundings.fetcher_of(address, MAXIMUM_BODY_BYTES)
        return FileFetcher(self.surroundings.base / address)

    def _source(self, settings: Settings, connector: Connector) -> Source:
        """The connector with how it is to be treated."""
        backfill: Backfill | None = getattr(settings, "backfill", "all")
        pages: Pages | None = getattr(settings, "pages", "never")
        origin = origin_of(settings)
        host = host_of(settings)
        gates = [f"host:{host}"] if host else []
        if host and getattr(settings, "publisher", ""):
            gates.append(f"publisher:{origin.publisher.casefold()}")
        return Source(
            connector,
            origin,
            tuple(gates),
            self.fetch.backfill if backfill is None else backfill,
            self.fetch.pages if pages is None else pages,
            sliding=isinstance(settings, _SLIDING),
            settings=blake2b(settings.model_dump_json().encode(), digest_size=8).hexdigest(),
        )


def _is_polled(built: Connector | Subscription) -> TypeGuard[Connector]:
    """Whether it is asked for articles, rather than bringing them by itself."""
    return hasattr(built, "poll")


def _is_listened(built: Connector | Subscription) -> TypeGuard[Subscription]:
    """Whether it brings articles by itself."""
    return hasattr(built, "run")
