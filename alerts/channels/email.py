"""Mail through an SMTP server: one address, one mail, one delivery.

The Message-ID comes from the delivery, so that a mail that had to be sent again is the same mail to who sorts it.
From the moment that DATA is begun a lost connection is ambiguous; before it nothing can have been accepted.
"""

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

import aiosmtplib
from pydantic import SecretStr

from alerts.channel import Ambiguous, Outcome, Rejected, Retry, Sent
from alerts.rendering import html, plain, summary
from alerts.settings import EmailSettings
from streams.records import Alert, Delivery

TIMEOUT: Final = 30.0
"""Seconds for everything up to DATA, and as many again for the answer to it."""

_FAREWELL: Final = 2.0
"""Seconds for a polite end, which changes nothing: the mail is accepted by then."""

_NOT_OFFERED: Final = (aiosmtplib.SMTPException, aiosmtplib.SMTPNotSupported)
"""What aiosmtplib raises, in just these classes, when the server lacks an extension that is needed."""

_POLICY: Final = SMTP.clone(cte_type="7bit")


class EmailChannel:
    """Mails to ``address``. ``connections`` bounds how many are open at once; the channels of one server share it."""

    kind = "email"

    def __init__(
        self,
        settings: EmailSettings,
        name: str,
        address: str,
        connections: asyncio.Semaphore,
        timeout: float = TIMEOUT,
    ) -> None:
        self.name = name
        self._settings = settings
        self._address = address
        self._connections = connections
        self._timeout = timeout
        self._server = f"{settings.host}:{settings.effective_port}"

    def __repr__(self) -> str:
        return f"<EmailChannel {self.name} by {self._server}>"

    def turn(self) -> AbstractAsyncContextManager[None]:
        """One of the connections."""
        return self._connections

    async def send(self, delivery: Delivery, alert: Alert) -> Outcome:
        """Mail once, and say what the answer means."""
        mail = message(delivery, alert, self._settings.sender, self._address)
        password: SecretStr | None = self._settings.password
        client = aiosmtplib.SMTP(
            hostname=self._settings.host,
            port=self._settings.effective_port,
            username=self._settings.username,
            password=password.get_secret_value() if password else None,
            use_tls=self._settings.tls == "tls",
            start_tls=self._settings.tls == "starttls",
            timeout=self._timeout,
        )
        begun = False
        try:
            async with asyncio.timeout(self._timeout):
                await client.connect()
                await client.mail(self._settings.sender)
                await client.rcpt(self._address)
            begun = True
            await client.data(mail.as_bytes(policy=_POLICY))
            with suppress(aiosmtplib.SMTPException, TimeoutError, OSError):
                await client.quit(timeout=_FAREWELL)
        except aiosmtplib.SMTPResponseException as error:
            # Its message is left out: servers repeat what they were sent.
            reason = f"{self._server} answered {error.code}"
            if 500 <= error.code < 600:
                return Rejected(reason)
            return Retry(None, reason) if 400 <= error.code < 500 or not begun else Ambiguous(reason)
        except (TimeoutError, aiosmtplib.SMTPException, OSError) as error:
            if type(error) in _NOT_OFFERED:
                return Rejected(f"{self._server} does not offer the STARTTLS or login that is asked for")
            if begun:
                return Ambiguous(f"{self._server} took the mail and gave no answer ({type(error).__name__})")
            return Retry(None, f"no connection to {self._server} ({type(error).__name__})")
        finally:
            client.close()
        return Sent(str(mail["Message-ID"]))

    async def close(self) -> None:
        """Nothing to let go of: each mail closes its connection."""


def message(delivery: Delivery, alert: Alert, sender: str, address: str) -> EmailMessage:
    """The mail: text first, then HTML. The same delivery gives the same mail, byte for byte."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = sender
    mail["To"] = address
    mail["Subject"] = f"[Marsad] {summary(alert)}"
    mail["Date"] = format_datetime(alert.at)
    mail["Message-ID"] = f"<{delivery.id}.marsad@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Marsad-Alert"] = alert.id
    mail["X-Marsad-Delivery"] = delivery.id
    mail.set_content(plain(alert))
    mail.add_alternative(html(alert), subtype="html")
    mail.set_boundary(f"marsad-{delivery.id}")
    return mail
