"""A web address that takes alerts as JSON.

The request follows Standard Webhooks (https://www.standardwebhooks.com): ``webhook-id`` is the delivery and stays the
same over retries, so that a receiver can tell repeats; ``webhook-timestamp``; and with a secret ``webhook-signature``,
HMAC-SHA256 over id, timestamp and body. A secret that begins with ``whsec_`` is base64, any other is taken as text.
"""

import asyncio
import base64
import hashlib
import hmac
from contextlib import AbstractAsyncContextManager

import aiohttp
import msgspec

from alerts.channel import Outcome, Rejected, Retry, Sent
from alerts.channels.http import failure, retry_after
from alerts.settings import SIGNING_PREFIX, WebhookSettings
from streams.clock import Clock
from streams.records import Alert, Delivery


class WebhookChannel:
    """Posts to the address of ``settings``. Redirects are not followed: the signature is for that address.

    ``requests`` bounds how many are on their way at once; the channels of one address share it.
    """

    kind = "webhook"

    def __init__(
        self,
        settings: WebhookSettings,
        name: str,
        session: aiohttp.ClientSession,
        clock: Clock,
        requests: asyncio.Semaphore,
    ) -> None:
        self.name = name
        self._requests = requests
        self._url = settings.url
        self._host = settings.host
        self._session = session
        self._clock = clock
        self._secret = settings.secret

    def __repr__(self) -> str:
        return f"<WebhookChannel {self.name} to {self._host}>"

    def turn(self) -> AbstractAsyncContextManager[None]:
        """One of the requests."""
        return self._requests

    async def send(self, delivery: Delivery, alert: Alert) -> Outcome:
        """Post once, and say what the answer means."""
        content = {"type": "marsad.alert", "timestamp": alert.at, "delivery": delivery.id, "data": alert}
        try:
            body = msgspec.json.encode(content)
        except UnicodeEncodeError:
            return Rejected("the alert holds text that is no valid Unicode")
        headers = {"content-type": "application/json", **self._headers(delivery.id, body)}
        url = self._url.get_secret_value()
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                return self._outcome(response.status, response.headers.get("retry-after"))
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return failure(error, self._host)

    async def close(self) -> None:
        """Nothing to let go of: the session is shared."""

    def _headers(self, identifier: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {"webhook-id": identifier, "webhook-timestamp": timestamp}
        if self._secret is not None:
            headers["webhook-signature"] = signature(self._secret.get_secret_value(), identifier, timestamp, body)
        return headers

    def _outcome(self, status: int, header: str | None) -> Outcome:
        if 200 <= status < 300:
            return Sent(str(status))
        reason = f"{self._host} answered {status}"
        if status in (408, 425, 429) or status >= 500:
            return Retry(retry_after(header, self._clock.now()), reason)
        if 300 <= status < 400:
            return Rejected(f"{reason}, a redirect; give the address that it leads to")
        return Rejected(f"{reason}; look at its address and its log")


def signature(secret: str, identifier: str, timestamp: str, body: bytes) -> str:
    """The value of ``webhook-signature``: the scheme's version and the digest in base64."""
    digest = hmac.new(_key(secret), f"{identifier}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _key(secret: str) -> bytes:
    """The bytes to sign with; the settings have checked the base64."""
    if secret.startswith(SIGNING_PREFIX):
        return base64.b64decode(secret.removeprefix(SIGNING_PREFIX), validate=True)
    return secret.encode()
