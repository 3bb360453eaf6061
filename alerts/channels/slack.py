"""A Slack channel, written to by a bot with chat.postMessage.

Each message carries its delivery in its metadata. Slack's own rule is a message a second and channel; the pace keeps
it, and a 429 stops the whole channel for as long as Slack says.
"""

from contextlib import AbstractAsyncContextManager
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from alerts.channel import Ambiguous, Outcome, Rejected, Retry, Sent
from alerts.channels.http import failure, retry_after
from alerts.pace import Pace
from alerts.rendering import slack_blocks, slack_text
from alerts.settings import SlackSettings
from streams.clock import Clock
from streams.records import Alert, Delivery

EVENT: Final = "marsad_delivery"
"""The type of the metadata event that carries a delivery's id."""

_LIMITED: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_TROUBLED: Final = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})


class SlackChannel:
    """Posts to the channel of ``settings``. Channels of one bot and target share ``pace``."""

    kind = "slack"

    def __init__(
        self, settings: SlackSettings, name: str, session: aiohttp.ClientSession, clock: Clock, pace: Pace
    ) -> None:
        self.name = name
        self._channel = settings.channel
        self._clock = clock
        self._pace = pace
        self._host = str(settings.api_url).split("/")[2].rpartition("@")[2]
        self._client = AsyncWebClient(
            token=settings.token.get_secret_value(), base_url=settings.api_url, session=session, retry_handlers=[]
        )
        # The client reads proxies from the environment without regard to NO_PROXY; the session does it properly.
        self._client.proxy = None

    def __repr__(self) -> str:
        return f"<SlackChannel {self.name}>"

    def turn(self) -> AbstractAsyncContextManager[None]:
        """The next message's turn in this channel."""
        return self._pace.turn()

    async def send(self, delivery: Delivery, alert: Alert) -> Outcome:
        """Post once, and say what the answer means."""
        try:
            answer = await self._client.chat_postMessage(
                channel=self._channel,
                text=slack_text(alert),
                blocks=slack_blocks(alert),
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": EVENT, "event_payload": {"delivery": delivery.id, "alert": alert.id}},
            )
        except SlackApiError as error:
            outcome = self._outcome(error.response)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return failure(error, self._host)
        except (ValueError, AttributeError, TypeError):
            # The client fails so on an answer that is no JSON object: somebody answered, but not as Slack does.
            return Ambiguous(f"{self._host} answered something that is not Slack's")
        else:
            return Sent(f"{answer.get('channel', self._channel)}:{answer.get('ts', '')}")
        if isinstance(outcome, Retry) and outcome.after is not None:
            self._pace.pause(outcome.after.total_seconds())
        return outcome

    async def close(self) -> None:
        """Nothing to let go of: the session is shared."""

    def _outcome(self, response: Any) -> Outcome:
        """What an answer other than ok means. ``response`` is slack_sdk's, or aiohttp's where the body was no JSON."""
        status = int(response.status_code if hasattr(response, "status_code") else response.status)
        wait = retry_after(response.headers.get("Retry-After"), self._clock.now())
        data = getattr(response, "data", None)
        word = data.get("error") if isinstance(data, dict) else None
        code = word if isinstance(word, str) and word.replace("_", "").isalnum() and len(word) < 100 else ""
        reason = f"{self._host} answered {status} {code}".rstrip()
        if status == 429 or code in _LIMITED or code in _TROUBLED or status >= 500:
            return Retry(wait, reason)
        if code:
            return Rejected(f"{reason} for channel {self._channel}")
        return Ambiguous(reason) if status == 200 else Rejected(reason)
