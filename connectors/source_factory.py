"""From the settings of a source that is neither feed nor text file to its connector or subscription."""

from collections.abc import Callable
from typing import Final

from connectors.connector import Connector
from connectors.origins import origin_of
from connectors.parsing.entries import Origin
from connectors.plugins import ConnectorSurroundings
from connectors.source_settings import (
    FilesSettings,
    GdeltSettings,
    KafkaTopicSettings,
    PageListSettings,
    PushSettings,
    SitemapSettings,
    SourceSettings,
)
from connectors.sources.archive_files import ArchiveConnector
from connectors.sources.gdelt import MAXIMUM_FILE_BYTES, GdeltConnector
from connectors.sources.gdelt_files import GdeltFilter
from connectors.sources.kafka_topic import KafkaAccess, KafkaTopicSubscription
from connectors.sources.page_items import ItemSelectors
from connectors.sources.page_list import PageListConnector
from connectors.sources.push import PushSubscription
from connectors.sources.sitemap_connector import SitemapConnector
from connectors.subscription import Subscription
from connectors.web.fetch_results import MAXIMUM_BODY_BYTES
from connectors.web.fetching import Fetcher
from connectors.web.permitted_fetcher import PermittedFetcher
from connectors.web.robots import RobotsRules

GROUP_PREFIX: Final = "marsad-"
"""Before the source's id, the consumer group of a topic that names none."""


def build_source(settings: SourceSettings, surroundings: ConnectorSurroundings) -> Connector | Subscription:
    """The connector or subscription that ``settings`` describe. Begins nothing."""
    match settings:
        case GdeltSettings():
            return GdeltConnector(
                settings.id,
                settings.every,
                Origin(settings.id, settings.id),
                settings.base_url,
                GdeltFilter(settings.languages, settings.domains),
                _fetchers(surroundings, MAXIMUM_FILE_BYTES),
                surroundings.clock,
                surroundings.workers,
                settings.translated,
            )
        case _:
            return _of_origin(settings, origin_of(settings), surroundings)


def _of_origin(
    settings: SitemapSettings | PageListSettings | FilesSettings | PushSettings | KafkaTopicSettings,
    origin: Origin,
    surroundings: ConnectorSurroundings,
) -> Connector | Subscription:
    """The source whose articles come from ``origin``."""
    clock, workers = surroundings.clock, surroundings.workers
    match settings:
        case SitemapSettings():
            fetcher_of = _fetchers(surroundings, MAXIMUM_BODY_BYTES)
            return SitemapConnector(
                settings.id,
                settings.every,
                origin,
                settings.url,
                fetcher_of,
                clock,
                workers,
                settings.days,
                settings.children,
            )
        case PageListSettings():
            selectors = ItemSelectors(settings.items, settings.link, settings.title, settings.date, settings.summary)
            robots = surroundings.robots or RobotsRules(surroundings.session, clock)
            fetcher = PermittedFetcher(surroundings.fetcher_of(settings.url, MAXIMUM_BODY_BYTES), robots)
            return PageListConnector(settings.id, settings.every, origin, selectors, fetcher, clock, workers)
        case FilesSettings():
            return ArchiveConnector(
                settings.id,
                settings.every,
                origin,
                surroundings.base,
                settings.paths,
                clock,
                workers,
                None if settings.format == "auto" else settings.format,
                settings.replay,
            )
        case PushSettings():
            host, _, port = settings.bind.rpartition(":")
            secrets = [secret for secret in (settings.secret, settings.previous_secret) if secret is not None]
            return PushSubscription(
                settings.id,
                origin,
                host.strip("[]"),
                int(port),
                tuple(secret.get_secret_value() for secret in secrets),
                clock,
                settings.requests_at_once,
            )
        case KafkaTopicSettings():
            password = settings.password.get_secret_value() if settings.password is not None else ""
            return KafkaTopicSubscription(
                settings.id,
                origin,
                KafkaAccess(settings.bootstrap, settings.tls, settings.username, password, settings.mechanism),
                settings.topic,
                settings.group or GROUP_PREFIX + settings.id,
                clock,
                settings.fields,
                from_earliest=settings.begin == "earliest",
            )


def _fetchers(surroundings: ConnectorSurroundings, maximum_bytes: int) -> Callable[[str], Fetcher]:
    """What gives a fetcher of documents up to this size."""
    return lambda address: surroundings.fetcher_of(address, maximum_bytes)
