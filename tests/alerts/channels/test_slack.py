"""Slack against the contract, and what its answers mean."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from alerts.channel import Ambiguous, Outcome, Rejected, Retry, Sent
from alerts.channels.http import open_session
from alerts.channels.slack import SlackChannel
from alerts.pace import Pace
from alerts.settings import SlackSettings
from streams.clock import SystemClock
from tests.alerts.contract import HttpChannelContract, Place
from tests.alerts.samples import alert, delivery
from tests.services import free_port
from tests.stand_ins import TOKEN, Fault, SlackStandIn
from tests.virtual_clock import VirtualClock

PATIENCE = 0.4


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session(PATIENCE) as session:
        yield session


def slack_settings(api_url: str) -> SlackSettings:
    return SlackSettings.model_validate({"kind": "slack", "token": TOKEN, "channel": "#desk", "api_url": api_url})


def slack(settings: SlackSettings, session: aiohttp.ClientSession) -> SlackChannel:
    clock = SystemClock()
    return SlackChannel(settings, "slack:#desk", session, clock, Pace(clock, 0.0))


class TestSlack(HttpChannelContract):
    @pytest.fixture
    async def place(self, session: aiohttp.ClientSession) -> AsyncIterator[Place]:
        async with SlackStandIn() as stand_in:

            def raw() -> list[str]:
                return [str(accepted.payload) for accepted in stand_in.journal]

            yield Place(
                slack(slack_settings(stand_in.api_url), session),
                (TOKEN,),
                raw,
                lambda: ["".join(accepted.payload["text"] for accepted in stand_in.journal)],
                stand_in,
                slack(slack_settings(f"http://127.0.0.1:{free_port()}/api/"), session),
            )

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            pytest.param({"ok": False, "error": "channel_not_found"}, Rejected, id="no such channel"),
            pytest.param({"ok": False, "error": "invalid_auth"}, Rejected, id="bad token"),
            pytest.param({"ok": False, "error": "ratelimited"}, Retry, id="limited"),
            pytest.param({"ok": False, "error": "fatal_error"}, Retry, id="fatal error"),
            pytest.param({"ok": False, "error": "internal_error"}, Retry, id="internal error"),
            pytest.param({"ok": False, "error": "service_unavailable"}, Retry, id="unavailable"),
            pytest.param({"ok": False, "error": "request_timeout"}, Retry, id="timeout at Slack"),
            pytest.param({"ok": False}, Ambiguous, id="no error named"),
            pytest.param([1], Ambiguous, id="a list"),
            pytest.param("<html>welcome to the hotel</html>", Ambiguous, id="a captive portal"),
        ],
    )
    async def test_an_answer_200_is_not_yet_a_success(self, place: Place, body: object, kind: type[Outcome]) -> None:
        place.stand_in.faults.append(Fault(status=200, body=body))
        assert isinstance(await place.channel.send(delivery(), alert()), kind)

    async def test_the_message_has_a_text_for_notifications_and_unfurls_nothing(self, place: Place) -> None:
        assert await place.channel.send(delivery(), alert("A & B <C>")) == Sent("#desk:1.000100")
        payload = place.stand_in.journal[0].payload
        assert payload["text"] == "HIGH: Envoys in the Gulf: A &amp; B &lt;C&gt;"
        assert (payload["unfurl_links"], payload["unfurl_media"]) == (False, False)
        assert "|A &amp; B &lt;C&gt;>" in payload["blocks"][1]["text"]["text"]
        assert payload["metadata"]["event_payload"] == {"delivery": "delivery-1", "alert": "alert-1"}

    async def test_a_429_stops_the_whole_channel(self, session: aiohttp.ClientSession) -> None:
        clock = VirtualClock()
        async with SlackStandIn() as stand_in:
            channel = SlackChannel(slack_settings(stand_in.api_url), "slack", session, clock, Pace(clock, 1.0))
            stand_in.faults.append(Fault(status=429, headers={"Retry-After": "30"}))

            async def take_turn() -> None:
                async with channel.turn():
                    await channel.send(delivery(), alert())

            await take_turn()
            waiting = asyncio.create_task(take_turn())
            await clock.until_sleeping()
            assert clock.waits() == [30.0]
            clock.advance(30.0)
            await waiting
            assert len(stand_in.journal) == 1
