"""The contract over the channels that come with Marsad, and what is particular to each."""

import asyncio
import base64
import hashlib
import hmac
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage

import aiohttp
import pytest
from rich.console import Console

from alerts.channel import Ambiguous, Outcome, Rejected, Retry, Sent
from alerts.channels.console import ConsoleChannel, lays_out_both_directions, visual
from alerts.channels.email import EmailChannel
from alerts.channels.http import open_session, retry_after
from alerts.channels.slack import SlackChannel
from alerts.channels.webhook import WebhookChannel
from alerts.pace import Pace
from alerts.settings import EmailSettings, SlackSettings, WebhookSettings
from streams.clock import SystemClock
from streams.errors import SetupError
from tests.alerts.contract import ChannelContract, HttpChannelContract, Place, RemoteChannelContract
from tests.alerts.samples import alert, delivery
from tests.services import free_port
from tests.stand_ins import ACCEPT_THEN_CLOSE, TOKEN, Fault, SlackStandIn, SmtpStandIn, WebhookStandIn
from tests.virtual_clock import START, VirtualClock

PATIENCE = 0.4
PASSWORD = "a-password-that-nobody-may-see"
SIGNING_SECRET = "whsec_" + base64.b64encode(b"a-key-that-nobody-may-see").decode()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session(PATIENCE) as session:
        yield session


def slack_settings(api_url: str) -> SlackSettings:
    return SlackSettings.model_validate({"kind": "slack", "token": TOKEN, "channel": "#desk", "api_url": api_url})


def webhook_settings(url: str) -> WebhookSettings:
    return WebhookSettings.model_validate({"kind": "webhook", "url": url, "secret": SIGNING_SECRET})


def email_settings(port: int, **more: str) -> EmailSettings:
    fields = {"kind": "email", "host": "127.0.0.1", "port": port, "tls": "none", "sender": "marsad@example.org"}
    return EmailSettings.model_validate(fields | {"to": ["desk@example.org"]} | more)


def slack(settings: SlackSettings, session: aiohttp.ClientSession) -> SlackChannel:
    clock = SystemClock()
    return SlackChannel(settings, "slack:#desk", session, clock, Pace(clock, 0.0))


class TestConsole(ChannelContract):
    @pytest.fixture
    def place(self) -> Place:
        output = io.StringIO()
        channel = ConsoleChannel("console", Console(file=output, width=100), {})

        def shown() -> list[str]:
            return [output.getvalue()] if output.getvalue() else []

        return Place(channel, (), shown, shown)

    async def test_a_closed_output_is_rejected(self) -> None:
        output = io.StringIO()
        output.close()
        assert isinstance(await ConsoleChannel("console", Console(file=output), {}).send(delivery(), alert()), Rejected)

    @pytest.mark.parametrize("width", [10, 80])
    async def test_elsewhere_arabic_is_reordered_and_stands_on_the_right(self, width: int) -> None:
        output = io.StringIO()
        console = Console(file=output, force_terminal=True, color_system="standard", width=width)
        await ConsoleChannel("console", console, {}).send(delivery(), alert("مسقط"))
        line = next(line for line in output.getvalue().splitlines() if "ﻣ" in line)
        assert "ﻂﻘﺴﻣ" in line
        assert line.replace("\x1b[1m", "").replace("\x1b[0m", "") == "ﻂﻘﺴﻣ".rjust(width)

    async def test_on_a_terminal_with_directions_the_logical_order_stays(self) -> None:
        output = io.StringIO()
        console = Console(file=output, force_terminal=True, width=80)
        await ConsoleChannel("console", console, {"VTE_VERSION": "7603"}).send(delivery(), alert("مسقط"))
        assert "مسقط" in output.getvalue()

    def test_a_line_of_both_directions_keeps_the_order_of_its_base(self) -> None:
        assert visual("RU · \u2068مسقط\u2069 · OM", right_to_left=False) == "RU · ﻂﻘﺴﻣ · OM"

    @pytest.mark.parametrize(
        ("environment", "does"),
        [
            pytest.param({}, False, id="unknown"),
            pytest.param({"TERM": "xterm-256color"}, False, id="xterm"),
            pytest.param({"VTE_VERSION": "5799"}, False, id="old VTE"),
            pytest.param({"VTE_VERSION": "5800"}, True, id="VTE"),
            pytest.param({"VTE_VERSION": "new"}, False, id="VTE that tells no number"),
            pytest.param({"TERM_PROGRAM": "Apple_Terminal"}, True, id="Terminal.app"),
            pytest.param({"KONSOLE_VERSION": "220401"}, True, id="Konsole"),
            pytest.param({"TERM": "mlterm"}, True, id="mlterm"),
        ],
    )
    def test_which_terminals_lay_out_both_directions(self, environment: dict[str, str], does: bool) -> None:
        assert lays_out_both_directions(environment) is does


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


class TestWebhook(HttpChannelContract):
    @pytest.fixture
    async def place(self, session: aiohttp.ClientSession) -> AsyncIterator[Place]:
        async with WebhookStandIn() as stand_in:

            def raw() -> list[str]:
                return [accepted.headers["raw-body"] for accepted in stand_in.journal]

            def channel(url: str) -> WebhookChannel:
                return WebhookChannel(webhook_settings(url), "webhook", session, SystemClock())

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

    async def test_a_secret_that_is_no_base64_is_told_at_the_start(self, session: aiohttp.ClientSession) -> None:
        settings = WebhookSettings.model_validate({"kind": "webhook", "url": "https://x.example", "secret": "whsec_!"})
        with pytest.raises(SetupError, match="not base64"):
            WebhookChannel(settings, "webhook", session, SystemClock())


class TestEmail(RemoteChannelContract):
    @pytest.fixture
    async def place(self) -> AsyncIterator[Place]:
        connections = asyncio.Semaphore(2)
        async with SmtpStandIn() as stand_in:

            def channel(port: int) -> EmailChannel:
                return EmailChannel(email_settings(port), "email", "desk@example.org", connections, PATIENCE)

            def shown() -> list[str]:
                return [_text(accepted.payload, "plain") for accepted in stand_in.journal]

            def raw() -> list[str]:
                return [accepted.payload.as_string() for accepted in stand_in.journal]

            yield Place(channel(stand_in.port), (PASSWORD,), shown, raw, stand_in, channel(free_port()))

    @pytest.mark.parametrize(
        ("fault", "kind"),
        [
            pytest.param(Fault(status=451), Retry, id="4xx after the data"),
            pytest.param(Fault(status=554), Rejected, id="5xx after the data"),
            pytest.param(Fault(status=450, at="rcpt"), Retry, id="4xx at the recipient"),
            pytest.param(Fault(status=550, at="rcpt"), Rejected, id="5xx at the recipient"),
            pytest.param(Fault(then="close", at="rcpt"), Retry, id="closed before the data"),
            pytest.param(Fault(then="hang", at="rcpt"), Retry, id="silent before the data"),
            pytest.param(ACCEPT_THEN_CLOSE, Ambiguous, id="closed after the data"),
        ],
    )
    async def test_what_the_server_answers(self, place: Place, fault: Fault, kind: type[Outcome]) -> None:
        place.stand_in.faults.append(fault)
        assert isinstance(await place.channel.send(delivery(), alert()), kind)

    async def test_the_mail(self, place: Place) -> None:
        outcome = await place.channel.send(delivery(), alert())
        (accepted,) = place.stand_in.journal
        mail = accepted.payload
        assert outcome == Sent("<delivery-1.marsad@example.org>")
        assert mail["Message-ID"] == "<delivery-1.marsad@example.org>"
        assert mail["Date"] == "Fri, 20 Nov 2026 11:59:58 +0000"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Subject"] == "[Marsad] HIGH: Envoys in the Gulf: مبعوث يصل إلى مسقط"
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        assert '<div dir="rtl" lang="ar">' in _text(mail, "html")
        assert accepted.headers == {"from": "marsad@example.org", "to": "desk@example.org"}

    async def test_a_repeat_is_the_same_mail_byte_for_byte(self, place: Place) -> None:
        for _ in range(2):
            await place.channel.send(delivery(), alert())
        first, second = (accepted.payload.as_bytes() for accepted in place.stand_in.journal)
        assert first == second

    async def test_a_headline_adds_no_header(self, place: Place) -> None:
        await place.channel.send(delivery(), alert("x\r\nBcc: everybody@example.org\u2028Cc: all@example.org"))
        mail = place.stand_in.journal[0].payload
        assert mail["Bcc"] is None
        assert mail["Cc"] is None
        assert "Bcc: everybody@example.org Cc: all@example.org" in mail["Subject"]

    async def test_a_server_without_login_is_told_as_such_and_no_password_is(self) -> None:
        async with SmtpStandIn() as stand_in:
            settings = email_settings(stand_in.port, username="marsad", password=PASSWORD)
            outcome = await EmailChannel(settings, "email", "a@b.example", asyncio.Semaphore(1)).send(
                delivery(), alert()
            )
        assert isinstance(outcome, Rejected)
        assert PASSWORD not in f"{settings!r} {outcome!r}"

    @pytest.mark.parametrize(
        ("password", "kind"),
        [pytest.param(PASSWORD, Sent, id="the right one"), pytest.param("a-wrong-word", Rejected, id="a wrong one")],
    )
    async def test_a_login(self, password: str, kind: type[Outcome]) -> None:
        async with SmtpStandIn(PASSWORD) as stand_in:
            settings = email_settings(stand_in.port, username="marsad", password=password)
            channel = EmailChannel(settings, "email", "a@b.example", asyncio.Semaphore(1))
            outcome = await channel.send(delivery(), alert())
        assert isinstance(outcome, kind)
        assert password not in f"{settings!r} {outcome!r}"


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        pytest.param(None, None, id="none"),
        pytest.param("30", timedelta(seconds=30), id="seconds"),
        pytest.param("-5", timedelta(0), id="in the past"),
        pytest.param("Fri, 20 Nov 2026 12:01:00 GMT", timedelta(minutes=1), id="a date"),
        pytest.param("Fri, 20 Nov 2026 11:00:00 GMT", timedelta(0), id="a date in the past"),
        pytest.param("inf", timedelta(days=1), id="for ever"),
        pytest.param("tomorrow", None, id="words"),
    ],
)
def test_how_long_a_server_asks_to_wait(header: str | None, wait: timedelta | None) -> None:
    assert retry_after(header, START) == wait


async def test_turns_are_apart_by_the_pace() -> None:
    clock = VirtualClock()
    pace = Pace(clock, 1.0)
    taken: list[float] = []

    async def take() -> None:
        async with pace.turn():
            taken.append(clock.monotonic())

    turns = [asyncio.create_task(take()) for _ in range(3)]
    for _ in range(2):
        await clock.until_sleeping()
        clock.advance(1.0)
    await asyncio.gather(*turns)
    assert taken == [0.0, 1.0, 2.0]


def _text(mail: EmailMessage, subtype: str) -> str:
    body = mail.get_body((subtype,))
    assert body is not None
    return str(body.get_content())
