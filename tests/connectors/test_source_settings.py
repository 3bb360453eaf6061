"""What the configuration may say of sources other than feeds, and what it hears when it says something else."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import TypeAdapter, ValidationError

from connectors.connector import NOTHING_REMEMBERED, Failed, NewArticles
from connectors.plugins import ConnectorSurroundings
from connectors.source_factory import build_source
from connectors.source_settings import SourceSettings
from connectors.sources.archive_files import ArchiveConnector
from connectors.sources.gdelt import GdeltConnector
from connectors.sources.kafka_topic import KafkaTopicSubscription
from connectors.sources.page_list import PageListConnector
from connectors.sources.push import PushSubscription
from connectors.sources.sitemap_connector import SitemapConnector
from connectors.web.fetching import HttpFetcher
from connectors.workers.offloading import Threads
from streams.settings import Settings
from tests.connectors.feeds import FeedServer
from tests.virtual_clock import VirtualClock

READ: TypeAdapter[Any] = TypeAdapter(SourceSettings)
SECRET = "sixteen letters."
SITEMAP = {"kind": "sitemap", "id": "a", "url": "https://www.wire.example/sitemap.xml"}
PAGES = {"kind": "page_list", "id": "a", "url": "https://wire.example/news", "items": "article"}
FILES = {"kind": "files", "id": "a", "paths": "*.jsonl"}
GDELT = {"kind": "gdelt", "id": "a"}
PUSH = {"kind": "push", "id": "a", "secret": SECRET}
KAFKA = {"kind": "kafka", "id": "a", "bootstrap": "localhost:9092", "topic": "articles"}


@pytest.fixture
def surroundings(session: aiohttp.ClientSession, clock: VirtualClock, tmp_path: Path) -> ConnectorSurroundings:
    return ConnectorSurroundings(
        tmp_path, session, clock, Threads(), lambda url, most: HttpFetcher(url, session, clock, maximum_bytes=most)
    )


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        pytest.param(SITEMAP, SitemapConnector, id="sitemap"),
        pytest.param(PAGES, PageListConnector, id="page_list"),
        pytest.param(FILES, ArchiveConnector, id="files"),
        pytest.param(GDELT, GdeltConnector, id="gdelt"),
        pytest.param(PUSH, PushSubscription, id="push"),
        pytest.param({**PUSH, "bind": "[::1]:0", "previous_secret": SECRET}, PushSubscription, id="push on IPv6"),
        pytest.param(KAFKA, KafkaTopicSubscription, id="kafka"),
        pytest.param({**KAFKA, "username": "a", "password": "b"}, KafkaTopicSubscription, id="kafka with a password"),
    ],
)
async def test_each_kind_is_built(settings: dict[str, Any], kind: type, surroundings: ConnectorSurroundings) -> None:
    source: Any = build_source(READ.validate_python(settings), surroundings)
    assert isinstance(source, kind)
    assert source.id == "a"
    assert SECRET not in repr(source)


async def test_what_is_built_has_what_was_said(surroundings: ConnectorSurroundings) -> None:
    sitemap: Any = build_source(READ.validate_python({**SITEMAP, "time_zone": "Asia/Riyadh"}), surroundings)
    assert (sitemap.origin.publisher, sitemap.origin.time_zone) == ("wire.example", "Asia/Riyadh")
    push: Any = build_source(READ.validate_python({**PUSH, "bind": "[::1]:0", "publisher": "Desk"}), surroundings)
    assert (push.host, push.port, push.origin.publisher) == ("::1", 0, "Desk")
    topic: Any = build_source(READ.validate_python({**KAFKA, "begin": "earliest"}), surroundings)
    assert (topic.group, topic.from_earliest) == ("marsad-a", True)


async def test_a_page_is_read_only_if_its_site_permits_it(
    surroundings: ConnectorSurroundings, server: FeedServer
) -> None:
    server.serve("/news", b"<article><a href=/x>Title</a></article>")
    settings = READ.validate_python({**PAGES, "url": server.url("/news")})
    permitted: Any = build_source(settings, surroundings)
    assert isinstance(await permitted.poll(NOTHING_REMEMBERED), NewArticles)
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /news")
    forbidden: Any = build_source(settings, surroundings)
    answer = await forbidden.poll(NOTHING_REMEMBERED)
    assert isinstance(answer, Failed)
    assert "robots.txt" in answer.reason


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        pytest.param({**SITEMAP, "url": "sitemap.xml"}, "is no web address", id="a path"),
        pytest.param({**SITEMAP, "url": "https://x:y/"}, "not a valid URL", id="a port that is no number"),
        pytest.param({**SITEMAP, "days": 0}, "greater than or equal", id="no days"),
        pytest.param({**SITEMAP, "time_zone": "Mars/Base"}, "there is no time zone", id="no time zone"),
        pytest.param({**PAGES, "items": ""}, "at least 1", id="no items"),
        pytest.param({**PAGES, "items": "div["}, "no valid CSS selector", id="broken CSS"),
        pytest.param({**PAGES, "date": "//time["}, "no valid XPath expression", id="broken XPath"),
        pytest.param({**PAGES, "title": "x" * 501}, "at most 500", id="an endless selector"),
        pytest.param({**FILES, "paths": []}, "at least 1", id="no paths"),
        pytest.param({**FILES, "format": "pdf"}, "'jsonl'", id="an unknown format"),
        pytest.param({**GDELT, "domains": ["https://x.example/"]}, "is no domain", id="an address for a domain"),
        pytest.param({**GDELT, "languages": ["Arabic language"]}, "match pattern", id="no language tag"),
        pytest.param({**PUSH, "secret": "short"}, "fewer than 16 characters", id="a short secret"),
        pytest.param({**PUSH, "previous_secret": "short"}, "previous_secret has fewer", id="another short secret"),
        pytest.param({**PUSH, "bind": "localhost"}, "match pattern", id="no port"),
        pytest.param({**KAFKA, "topic": "a b"}, "match pattern", id="no topic"),
        pytest.param({**KAFKA, "bootstrap": "kafka"}, "match pattern", id="no port of a broker"),
        pytest.param({**KAFKA, "username": "a"}, "belong together", id="half of a login"),
        pytest.param({**KAFKA, "fields": {"headline": "x"}}, "has no field 'headline'", id="a field that is none"),
        pytest.param({**KAFKA, "fields": {"title": "a..b"}}, "is no path", id="a path that is none"),
    ],
)
def test_mistakes(settings: dict[str, Any], message: str) -> None:
    (model,) = [each for each in _models() if each.model_fields["kind"].annotation.__args__ == (settings["kind"],)]
    with pytest.raises(ValidationError) as caught:
        model.model_validate(settings)
    (fault,) = caught.value.errors()
    assert message in fault["msg"]


def _models() -> tuple[Any, ...]:
    models: tuple[type[Settings], ...] = SourceSettings.__args__
    return models
