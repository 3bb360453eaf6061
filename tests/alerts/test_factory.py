"""From the settings to channels; and the stages together, on a real Redis and with real servers."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis
from rich.console import Console

from alerts.channels.http import open_session
from alerts.delivering import Delivering
from alerts.factory import build_receivers, close_receivers
from alerts.firing import Matching
from alerts.incidents import Incidents
from alerts.ledger import Ledger, Owner
from alerts.matching import Rules
from alerts.settings import ReceiverSettings, RuleSettings
from streams.clock import SystemClock
from streams.readiness import Readiness
from streams.records import Alert
from tests.alerts.samples import article, tagged
from tests.stand_ins import ACCEPT_THEN_CLOSE, TOKEN, Fault, SlackStandIn, SmtpStandIn, WebhookStandIn


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session(2.0) as session:
        yield session


def receiver(*channels: dict[str, Any], identifier: str = "desk") -> ReceiverSettings:
    return ReceiverSettings.model_validate({"id": identifier, "channels": channels})


async def test_channels_to_the_same_place_share_its_pace(session: aiohttp.ClientSession) -> None:
    slack = {"kind": "slack", "token": TOKEN, "channel": "#desk"}
    settings = [receiver(slack), receiver(slack, slack | {"channel": "#other"}, identifier="night")]
    desk, night = build_receivers(settings, session, SystemClock(), Console(file=io.StringIO()), {})
    (one,), (two, other) = desk.channels, night.channels
    async with one.turn(), other.turn():
        waiting = asyncio.ensure_future(two.turn().__aenter__())
        await asyncio.wait([waiting], timeout=0)
        assert not waiting.done()
        waiting.cancel()
    await close_receivers([desk, night])
    assert not session.closed


@pytest.mark.redis
async def test_from_articles_to_every_channel_once(
    redis_url: str, namespace: str, session: aiohttp.ClientSession
) -> None:
    rule = {"id": "envoys", "name": "Envoys", "receivers": ["desk"], "match": {"keywords": ["envoy", "مبعوث"]}}
    console = io.StringIO()
    clock = SystemClock()
    async with (
        Redis.from_url(redis_url) as redis,
        SlackStandIn() as slack,
        WebhookStandIn() as webhook,
        SmtpStandIn() as mail,
    ):
        settings = receiver(
            {"kind": "console"},
            {"kind": "slack", "token": TOKEN, "channel": "#desk", "api_url": slack.api_url, "pace": "1ms"},
            {"kind": "webhook", "url": webhook.url},
            {
                "kind": "email",
                "host": "127.0.0.1",
                "port": mail.port,
                "tls": "none",
                "sender": "marsad@example.org",
                "to": ["a@example.org", "b@example.org"],
            },
        )
        receivers = build_receivers([settings], session, clock, Console(file=console), {})
        matching = Matching(Rules([RuleSettings.model_validate(rule)]), Incidents(redis, namespace))
        delivering = Delivering(receivers, Ledger(redis, namespace), Owner("one", "life"), clock, Readiness())
        batch = [
            tagged(
                article(id=f"article-{number}", title=f"وصول المبعوث {number}"),
                story=f"story-{number % 20}",
                language="ar",
            )
            for number in range(60)
        ]
        webhook.faults.extend([Fault(status=503), ACCEPT_THEN_CLOSE])
        alerts = [one for outputs in await matching.handle(batch) for _, one in outputs if isinstance(one, Alert)]
        for _ in range(2):
            assert await delivering.handle(alerts) == [[] for _ in alerts]
    assert len(alerts) == 20
    assert len(slack.deliveries) == len(set(slack.deliveries)) == 20
    assert len(mail.deliveries) == len(set(mail.deliveries)) == 40
    assert (len(webhook.deliveries), len(set(webhook.deliveries))) == (21, 20)
    assert console.getvalue().count("وصول المبعوث") == 20
