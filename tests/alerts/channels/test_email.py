"""Mail against the contract, and what a server answers."""

import asyncio
from collections.abc import AsyncIterator
from email.message import EmailMessage

import pytest

from alerts.channel import Ambiguous, Outcome, Rejected, Retry, Sent
from alerts.channels.email import EmailChannel
from alerts.settings import EmailSettings
from tests.alerts.contract import Place, RemoteChannelContract
from tests.alerts.samples import alert, delivery
from tests.services import free_port
from tests.stand_ins import ACCEPT_THEN_CLOSE, Fault, SmtpStandIn

PATIENCE = 0.4
PASSWORD = "a-password-that-nobody-may-see"


def email_settings(port: int, **more: str) -> EmailSettings:
    fields = {"kind": "email", "host": "127.0.0.1", "port": port, "tls": "none", "sender": "marsad@example.org"}
    return EmailSettings.model_validate(fields | {"to": ["desk@example.org"]} | more)


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

    @pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
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


def _text(mail: EmailMessage, subtype: str) -> str:
    body = mail.get_body((subtype,))
    assert body is not None
    return str(body.get_content())
