"""Articles that others post to us: ``POST /v1/articles`` with one article or a list of them in JSON.

The answer 202 is given when the articles are durable, and names each with its id and outcome. Every other answer says
in JSON what is wrong and where, ``{"error": ..., "where": ...}``, and nothing of that request was taken. Who hears no
answer, or 429 or 503, sends the same again: an article is known by the sender's ``id``, without one by its URL or text.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import structlog
from aiohttp import web

from connectors.parsing.entries import Origin
from connectors.sources.push_body import MAXIMUM_BODY_BYTES, Read, Refused, RefusedBody, accepted, read_body
from connectors.sources.push_signature import HEADER, refusal
from connectors.subscription import SKIPPED_RECORDS, Bring
from streams.clock import Clock
from streams.errors import SetupError

logger = structlog.get_logger("marsad.connectors")

PATH: Final = "/v1/articles"

BODY_SECONDS: Final = 20.0
"""How long a client may take to send its body."""

LINGERING_SECONDS: Final = 1.0
"""How long we go on reading a body that is refused, so that its sender sees the answer."""

BRING_SECONDS: Final = 30.0
"""How long we try to make articles durable before the client is asked to come again."""

_CHUNK_BYTES: Final = 64 * 1024


@dataclass
class PushSubscription:
    """The HTTP server of one push source. Satisfies ``Subscription``.

    ``secrets`` are those that may sign. ``listening`` is set while the server takes requests at ``address``.
    """

    id: str
    origin: Origin
    host: str
    port: int
    secrets: tuple[str, ...] = field(repr=False)
    clock: Clock
    at_once: int = 8
    address: str = ""
    listening: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, bring: Bring) -> None:
        """Serve until cancelled. Raises SetupError if the address cannot be had."""
        application = web.Application(middlewares=[_in_json])
        application.router.add_post(PATH, _Reception(self, bring).receive)
        # Bodies come as they were sent: the signature is over that, and it is checked before anything is unpacked.
        runner = web.AppRunner(
            application,
            access_log=None,
            auto_decompress=False,
            lingering_time=LINGERING_SECONDS,
            shutdown_timeout=5.0,
        )
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, self.host, self.port).start()
            except (OSError, OverflowError) as error:
                reason = getattr(error, "strerror", None) or error
                raise SetupError(
                    f"The push source {self.id} cannot listen on {self.host}:{self.port} ({reason}); set another bind."
                ) from error
            host, port = runner.addresses[0][:2]
            self.address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
            logger.info(f"The push source {self.id} listens at {self.address}{PATH}.", feed=self.id)
            self.listening.set()
            await asyncio.Event().wait()
        finally:
            self.listening.clear()
            await runner.cleanup()


class _Reception:
    """Takes requests for one source."""

    def __init__(self, source: PushSubscription, bring: Bring) -> None:
        self._source = source
        self._bring = bring
        self._now = 0

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one request."""
        if self._now >= self._source.at_once:
            return _refused(429, f"{self._now} requests are being taken; come again", "request", retry_after=1)
        self._now += 1
        try:
            return await self._receive(request)
        finally:
            self._now -= 1

    async def _receive(self, request: web.Request) -> web.Response:
        source = self._source
        encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
        if request.content_type != "application/json":
            return _refused(415, "the body must be JSON; say application/json", "Content-Type")
        if encoding not in ("identity", "gzip"):
            return _refused(415, "the body may be compressed with gzip and nothing else", "Content-Encoding")
        body = await _body(request)
        if isinstance(body, web.Response):
            return body
        now = source.clock.now()
        fault = refusal(request.headers.get(HEADER, ""), body, source.secrets, now)
        if fault is not None:
            return _refused(401, fault, HEADER)
        # Reading thousands of articles takes tenths of a second, which the event loop does not have.
        read = await asyncio.to_thread(read_body, body, source.origin, now, compressed=encoding == "gzip")
        if isinstance(read, RefusedBody):
            return _refused(read.status, read.reason, read.where)
        return await self._bring_all(read)

    async def _bring_all(self, read: Read) -> web.Response:
        articles = accepted(read)
        SKIPPED_RECORDS.labels("push").inc(len(read) - len(articles))
        if articles:
            try:
                async with asyncio.timeout(BRING_SECONDS):
                    await self._bring(articles)
            except TimeoutError:
                return _refused(
                    503, "the articles cannot be made durable now; send them again", "request", retry_after=30
                )
            except Exception:
                logger.exception("Pushed articles could not be brought to the stream.", feed=self._source.id)
                return _refused(
                    503, "the articles could not be made durable; send them again", "request", retry_after=30
                )
        refused = [each for each in read if isinstance(each, Refused)]
        if not articles:
            first = refused[0]
            return _answer(422, {"error": first.reason, "where": first.where, "articles": _outcomes(read)})
        return _answer(202, {"articles": _outcomes(read)})


def _outcomes(read: Read) -> list[dict[str, str]]:
    """What became of each article."""
    return [
        {"outcome": "refused", "error": each.reason, "where": each.where}
        if isinstance(each, Refused)
        else {"outcome": "accepted", "id": each.id}
        for each in read
    ]


async def _body(request: web.Request) -> bytes | web.Response:
    """The body as it was sent, or the answer to a body that is too large or too slow."""
    too_large = _refused(413, f"the body is larger than the {MAXIMUM_BODY_BYTES} bytes that are taken", "body")
    if (request.content_length or 0) > MAXIMUM_BODY_BYTES:
        return too_large
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_chunked(_CHUNK_BYTES):
                body += chunk
                if len(body) > MAXIMUM_BODY_BYTES:
                    return too_large
    except TimeoutError:
        return _refused(408, f"the body did not come within {BODY_SECONDS:g} seconds", "body")
    return bytes(body)


def _refused(status: int, reason: str, where: str, *, retry_after: int | None = None) -> web.Response:
    """An answer that says what is wrong. A connection whose body was not read is closed with it."""
    response = _answer(status, {"error": reason, "where": where})
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    if status in (408, 413, 429):
        response.force_close()
    return response


def _answer(status: int, content: dict[str, Any]) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(content), content_type="application/json")


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def _in_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Other paths and methods get their answer in JSON too."""
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed as error:
        response = _refused(405, f"{request.method} is not possible here; use POST", "method")
        response.headers["Allow"] = error.headers["Allow"]
        return response
    except web.HTTPNotFound:
        return _refused(404, f"there is nothing here; post to {PATH}", "path")
