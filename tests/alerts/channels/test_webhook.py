"""The webhook against the contract, and its signature."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import AsyncIterator

import aiohttp
import pytest

from alerts.channel import Rejected
from alerts.channels.http import open_session
from alerts.channels.webhook import WebhookChannel
from alerts.settings import WebhookSettings
from streams.clock import SystemClock
from tests.alerts.contract import HttpChannelContract, Place
from tests.alerts.samples import alert, delivery
from tests.services import free_port
from tests.stand_ins import TOKEN, Fault, WebhookStandIn

PATIENCE = 0.4
SIGNING_SECRET = "whsec_" + base64.b64encode(b"a-key-that-nobody-may-see").decode()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session(PATIENCE) as session:
        yield session


def webhook_settings(url: str) -> WebhookSettings:
    return WebhookSettings.model_validate({"kind": "webhook", "url": url, "secret": SIGNING_SECRET})


class TestWebhook(HttpChannelContract):
    @pytest.fixture
    async def place(self, session: aiohttp.ClientSession) -> AsyncIterator[Place]:
        async with WebhookStandIn() as stand_in:

            def raw() -> list[str]:
                return [accepted.headers["raw-body"] for accepted in stand_in.journal]

            def channel(url: str) -> WebhookChannel:
                return WebhookChannel(webhook_settings(url), "webhook", session, SystemClock(), asyncio.Semaphore(8))

            yield Place(
                channel(stand_in.url),
                (TOKEN, SIGNING_SECRET, "nobody-may-see"),
                lambda: [str(accepted.payload).replace("high", "HIGH") for accepted in stand_in.journal],
                lambda: ["" for _ in raw()],
                stand_in,
                channel(f"http://127.0.0.1:{free_port()}/{TOKEN}"),
            )

    async def test_the_signature_is_that_of_standard_webhooks(self, place: Place) -> None:
        await place.channel.send(delivery(), alert())
        headers = place.stand_in.journal[0].headers
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{headers['raw-body']}".encode()
        digest = hmac.new(b"a-key-that-nobody-may-see", signed, hashlib.sha256).digest()
        assert headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
        assert headers["webhook-id"] == "delivery-1"

    async def test_a_redirect_is_not_followed(self, place: Place) -> None:
        place.stand_in.faults.append(Fault(status=307, headers={"Location": "/elsewhere"}))
        assert isinstance(await place.channel.send(delivery(), alert()), Rejected)
        assert place.stand_in.journal == []
