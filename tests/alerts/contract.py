"""What every channel has to show: subclass the contract, give it a ``place`` fixture, and its tests run."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from alerts.channel import KINDS, Ambiguous, Channel, Outcome, Rejected, Retry, Sent
from tests.alerts.samples import alert, delivery, feed_alert
from tests.stand_ins import ACCEPT_THEN_CLOSE, ACCEPT_THEN_HANG, Fault

HOSTILE = [
    pytest.param("وزير الخارجية يصل إلى مسقط", id="Arabic"),
    pytest.param("שר החוץ הגיע EU 2026 وزير", id="both directions"),
    pytest.param("x" * 10_000, id="10,000 characters"),
    pytest.param("&<>" * 4_000, id="10,000 characters that grow when escaped"),
    pytest.param("😀" * 10_000, id="10,000 characters outside the basic plane"),
    pytest.param("a\r\nBcc: everybody@example.org\r\n\r\nbody", id="line breaks for a header"),
    pytest.param("a\u2028b\u2029c\x85d\x0be", id="Unicode's own line breaks"),
    pytest.param("\x1b]0;title\x07\x1b[2J\x00", id="terminal controls"),
    pytest.param("\u202eevil\u2066\u2067\u202d", id="direction overrides that are never closed"),
    pytest.param("<script>alert(1)</script> [bold]*x*[/bold] <!channel> <@U1>", id="markup of every kind"),
    pytest.param("", id="nothing"),
    pytest.param(" \n ", id="nothing but space"),
]


@dataclass
class Place:
    """A channel with what stands at its other end.

    ``shown`` gives each message that arrived, as one text with all that a reader may see; ``raw`` as it was sent.
    """

    channel: Channel
    secrets: tuple[str, ...]
    shown: Callable[[], list[str]]
    raw: Callable[[], list[str]]
    stand_in: Any = None
    unreachable: Channel | None = None


class ChannelContract:
    """For every channel."""

    async def test_what_happened_to_a_feed_arrives_without_an_article(self, place: Place) -> None:
        assert isinstance(await place.channel.send(delivery(), feed_alert()), Sent)
        (text,) = place.shown()
        assert "riwaq" in text
        assert place.raw()

    async def test_an_alert_arrives_with_all_that_matters(self, place: Place) -> None:
        outcome = await place.channel.send(delivery(), alert())
        assert isinstance(outcome, Sent)
        (text,) = place.shown()
        for part in (
            "HIGH",
            "Envoys in the Gulf",
            "مبعوث يصل إلى مسقط",
            "وكالة الخليج",
            "OM",
            "country OM in the title",
        ):
            assert part in text
        assert "news.example.org/a" in text

    @pytest.mark.parametrize("title", HOSTILE)
    async def test_a_hostile_headline_does_no_harm(self, place: Place, title: str) -> None:
        assert isinstance(await place.channel.send(delivery(), alert(title)), Sent)
        (raw,) = place.raw()
        for control in ("\x1b", "\x00", "\x07", "\u202e", "\u2028"):
            assert control not in raw
        assert len(raw) < 200_000

    async def test_text_that_is_no_unicode_gets_an_outcome(self, place: Place) -> None:
        assert isinstance(await place.channel.send(delivery(), alert("half \ud83d of a pair")), Sent | Rejected)

    async def test_it_has_a_name_and_a_known_kind(self, place: Place) -> None:
        assert place.channel.name
        assert place.channel.kind in KINDS

    async def test_its_turn_comes(self, place: Place) -> None:
        async with asyncio.timeout(5), place.channel.turn():
            pass

    async def test_closing_twice_does_no_harm(self, place: Place) -> None:
        await place.channel.close()
        await place.channel.close()

    async def test_no_secret_leaks(self, place: Place, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        outcomes: list[Outcome] = [await place.channel.send(delivery(), alert())]
        if place.stand_in is not None:
            faults = (
                Fault(),
                Fault(status=403),
                Fault(status=200, body="no JSON"),
                ACCEPT_THEN_CLOSE,
                ACCEPT_THEN_HANG,
            )
            place.stand_in.faults.extend(faults)
            outcomes += [await place.channel.send(delivery(), alert()) for _ in faults]
        if place.unreachable is not None:
            outcomes.append(await place.unreachable.send(delivery(), alert()))
        said = f"{place.channel!r} {place.channel} {outcomes!r} {caplog.text} {place.shown()}"
        for secret in place.secrets:
            assert secret not in said


class RemoteChannelContract(ChannelContract):
    """For channels over a network; ``place.stand_in`` takes faults, and ``place.unreachable`` leads nowhere."""

    async def test_the_delivery_is_carried_along(self, place: Place) -> None:
        await place.channel.send(delivery("delivery-7"), alert())
        await place.channel.send(delivery("delivery-7"), alert())
        assert place.stand_in.deliveries == ["delivery-7", "delivery-7"]

    @pytest.mark.parametrize(
        ("fault", "kind"),
        [
            pytest.param(ACCEPT_THEN_CLOSE, Ambiguous, id="accepted, then the connection closed"),
            pytest.param(ACCEPT_THEN_HANG, Ambiguous, id="accepted, then nothing"),
        ],
    )
    async def test_a_lost_answer_is_ambiguous(self, place: Place, fault: Fault, kind: type[Outcome]) -> None:
        place.stand_in.faults.append(fault)
        assert isinstance(await place.channel.send(delivery(), alert()), kind)
        assert len(place.stand_in.journal) == 1

    async def test_where_nobody_listens_nothing_was_sent(self, place: Place) -> None:
        assert place.unreachable is not None
        assert isinstance(await place.unreachable.send(delivery(), alert()), Retry)

    async def test_a_cancellation_passes(self, place: Place) -> None:
        place.stand_in.faults.append(ACCEPT_THEN_HANG)
        sending = asyncio.create_task(place.channel.send(delivery(), alert()))
        await place.stand_in.until(lambda stand_in: bool(stand_in.journal))
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending


class HttpChannelContract(RemoteChannelContract):
    """For channels over HTTP."""

    @pytest.mark.parametrize(
        ("fault", "outcome"),
        [
            pytest.param(Fault(status=429, headers={"Retry-After": "7"}), Retry(timedelta(seconds=7), ""), id="429"),
            pytest.param(Fault(status=429), Retry(None, ""), id="429 without a time"),
            pytest.param(Fault(status=429, headers={"Retry-After": "soon"}), Retry(None, ""), id="429, no time"),
            pytest.param(
                Fault(status=429, headers={"Retry-After": "1e99"}), Retry(timedelta(days=1), ""), id="429, ages"
            ),
            pytest.param(Fault(status=429, headers={"Retry-After": "nan"}), Retry(None, ""), id="429, not a number"),
            pytest.param(Fault(status=503, headers={"Retry-After": "3"}), Retry(timedelta(seconds=3), ""), id="503"),
            pytest.param(Fault(status=500), Retry(None, ""), id="500"),
            pytest.param(Fault(status=500, accept=True), Retry(None, ""), id="500 after it was accepted"),
            pytest.param(Fault(status=502, headers={"Content-Type": "text/html"}), Retry(None, ""), id="a proxy's 502"),
            pytest.param(Fault(status=400), Rejected(""), id="400"),
            pytest.param(Fault(status=403), Rejected(""), id="403"),
            pytest.param(Fault(status=410), Rejected(""), id="410"),
        ],
    )
    async def test_what_the_status_means(self, place: Place, fault: Fault, outcome: Outcome) -> None:
        place.stand_in.faults.append(fault)
        answer = await place.channel.send(delivery(), alert())
        assert type(answer) is type(outcome)
        if isinstance(answer, Retry) and isinstance(outcome, Retry):
            assert answer.after == outcome.after
        assert not isinstance(answer, Sent)
        assert str(fault.status) in answer.reason
