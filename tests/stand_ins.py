"""Slack, a webhook's receiver and a mail server, as real servers on loopback. They keep a journal of what they took.

Each is an asynchronous context manager. What it is to do to the next requests is put into ``faults``, one for each
request in order; without one it accepts. ``choose`` decides instead, when it is set, from the number of the request.
While ``open`` is clear, answers over HTTP wait.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from typing import Any, Final, Literal, Self

from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

TOKEN: Final = "xoxb-a-token-that-nobody-may-see"


@dataclass(frozen=True)
class Fault:
    """What a stand-in does to one request. ``accept``: it takes the message into its journal first.

    ``then``: answer with ``status``, ``headers`` and ``body``; close the connection; or say nothing for ever. ``at``
    is where a mail server does it: at the recipient or after the data.
    """

    accept: bool = False
    then: Literal["answer", "close", "hang"] = "answer"
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = ""
    at: Literal["rcpt", "data"] = "data"


ACCEPT_THEN_CLOSE: Final = Fault(accept=True, then="close")
ACCEPT_THEN_HANG: Final = Fault(accept=True, then="hang")


@dataclass(frozen=True)
class Accepted:
    """A message in the journal. ``at`` is the loop's time; ``delivery`` names the delivery that it carries."""

    at: float
    delivery: str
    headers: Mapping[str, str]
    payload: Any


class _StandIn:
    """The journal and the faults."""

    def __init__(self) -> None:
        self.journal: list[Accepted] = []
        self.requests: list[float] = []
        self.faults: deque[Fault] = deque()
        self.choose: Callable[[int], Fault | None] | None = None
        self.port = 0
        self.open = asyncio.Event()
        self.open.set()
        self._changed = asyncio.Event()
        self._closing = asyncio.Event()

    @property
    def deliveries(self) -> list[str]:
        """The deliveries in the journal, repeats included."""
        return [accepted.delivery for accepted in self.journal]

    async def until(self, condition: Callable[[Self], bool], deadline: float = 30.0) -> None:
        """Return when ``condition`` holds; TimeoutError after ``deadline`` seconds."""
        async with asyncio.timeout(deadline):
            while not condition(self):
                self._changed.clear()
                await self._changed.wait()

    def _fault(self) -> Fault | None:
        number = len(self.requests)
        self.requests.append(asyncio.get_running_loop().time())
        self._changed.set()
        if self.choose is not None:
            return self.choose(number)
        return self.faults.popleft() if self.faults else None

    def _accept(self, delivery: str, headers: Mapping[str, str], payload: Any) -> None:
        self.journal.append(Accepted(asyncio.get_running_loop().time(), delivery, headers, payload))
        self._changed.set()


class _HttpStandIn(_StandIn):
    """A server that takes JSON by POST."""

    _path = "/{path:.*}"

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=32 * 1024 * 1024)
        application.router.add_post(self._path, self._take)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *error: object) -> None:
        self._closing.set()
        await self._runner.cleanup()

    def _check(self, request: web.Request, payload: Any) -> web.Response | None:
        """An answer to a request that is not as it should be."""
        return None

    def _delivery(self, request: web.Request, payload: Any) -> str:
        raise NotImplementedError

    def _answer(self) -> web.Response:
        raise NotImplementedError

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        payload = json.loads(body)
        fault = self._fault()
        refusal = self._check(request, payload)
        if refusal is not None:
            return refusal
        if fault is None or fault.accept:
            headers = {name.lower(): value for name, value in request.headers.items()}
            self._accept(self._delivery(request, payload), {**headers, "raw-body": body.decode()}, payload)
        if fault is None:
            await self.open.wait()
            return self._answer()
        if fault.then == "hang":
            await self._closing.wait()
        if fault.then != "answer":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if isinstance(fault.body, str):
            return web.Response(status=fault.status, headers=fault.headers, text=fault.body)
        return web.json_response(fault.body, status=fault.status, headers=fault.headers)


class SlackStandIn(_HttpStandIn):
    """Speaks chat.postMessage: checks the token and Slack's limits, and answers with channel and ts."""

    _path = "/api/chat.postMessage"

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__()
        self.token = token

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def _check(self, request: web.Request, payload: Any) -> web.Response | None:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if not payload.get("text"):
            return web.json_response({"ok": False, "error": "no_text"})
        if not within_slack_limits(payload.get("blocks", [])):
            return web.json_response({"ok": False, "error": "invalid_blocks"})
        return None

    def _delivery(self, request: web.Request, payload: Any) -> str:
        return str(payload["metadata"]["event_payload"]["delivery"])

    def _answer(self) -> web.Response:
        last = self.journal[-1]
        return web.json_response({"ok": True, "channel": last.payload["channel"], "ts": f"{len(self.journal)}.000100"})


def within_slack_limits(blocks: list[dict[str, Any]]) -> bool:
    """Whether Slack would take the blocks."""
    for block in blocks:
        texts = [block["text"]] if "text" in block else block["elements"]
        limit = 150 if block["type"] == "header" else 3000
        if not all(0 < len(text["text"]) <= limit for text in texts):
            return False
    return 0 < len(blocks) <= 50 and len(json.dumps(blocks, ensure_ascii=False)) <= 13_000


class WebhookStandIn(_HttpStandIn):
    """Takes any JSON at any path and answers 204."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook/{TOKEN}"

    def _delivery(self, request: web.Request, payload: Any) -> str:
        return request.headers["webhook-id"]

    def _answer(self) -> web.Response:
        return web.Response(status=204)


class SmtpStandIn(_StandIn):
    """A mail server. The journal's payload is the parsed mail; ``headers`` holds the envelope.

    With ``password`` it takes mail only from who logs in with it.
    """

    def __init__(self, password: str | None = None) -> None:
        super().__init__()
        self.password = password

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                self,
                hostname="mail.example.org",
                loop=loop,
                data_size_limit=64 * 1024 * 1024,
                authenticator=self._authenticate,
                auth_required=self.password is not None,
                auth_require_tls=self.password is None,
            ),
            "127.0.0.1",
            0,
        )
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(self, *error: object) -> None:
        self._closing.set()
        self._server.close()

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=login.password == str(self.password).encode(), handled=False)

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.faults and self.faults[0].at == "rcpt":
            fault = self._fault()
            assert fault is not None
            return await self._suffer(fault, server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        fault = self._fault()
        if fault is None or fault.accept:
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, EmailMessage, policy=MAIL_POLICY)
            ends = {"from": str(envelope.mail_from), "to": ",".join(envelope.rcpt_tos)}
            self._accept(str(mail["X-Marsad-Delivery"]), ends, mail)
        return "250 accepted" if fault is None else await self._suffer(fault, server)

    async def _suffer(self, fault: Fault, server: SMTP) -> str:
        if fault.then == "hang":
            await self._closing.wait()
        if fault.then != "answer":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "421 gone"
        return f"{fault.status} {fault.body or 'no'}"
