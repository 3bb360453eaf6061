"""Feeds that tests write themselves, and a server that serves them over real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from aiohttp import web


def rss(*items: str, encoding: str = "utf-8", head: str = "") -> bytes:
    """An RSS 2.0 document with the items as they are."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Feed</title>'
        f"{head}{''.join(items)}</channel></rss>"
    )
    return text.encode(encoding)


def item(guid: str, title: str = "A title", **elements: str) -> str:
    """An RSS item; the elements' values are escaped once."""
    more = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in elements.items())
    return f'<item><guid isPermaLink="false">{escape(guid)}</guid><title>{escape(title)}</title>{more}</item>'


@dataclass
class FeedServer:
    """A server on loopback. ``handlers`` answer by path; ``requests`` keeps what was asked."""

    address: str = ""
    handlers: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = field(default_factory=dict)
    requests: list[web.BaseRequest] = field(default_factory=list)
    leaving: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def serve(self, path: str, body: bytes, **headers: str) -> str:
        """Answer ``path`` with a document; its URL."""

        async def answer(_: web.Request) -> web.Response:
            return web.Response(body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})

        self.handlers[path] = answer
        return self.url(path)

    def serve_status(self, path: str, status: int, **headers: str) -> str:
        """Answer ``path`` with a status and no document; its URL."""

        async def answer(_: web.Request) -> web.Response:
            return web.Response(
                status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )

        self.handlers[path] = answer
        return self.url(path)

    def serve_by(self, path: str, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        self.handlers[path] = handler
        return self.url(path)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        handler = self.handlers.get(request.path)
        return await handler(request) if handler else web.Response(status=404)


@asynccontextmanager
async def feed_server() -> AsyncIterator[FeedServer]:
    """A server that is up within the block."""
    server = FeedServer()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield server
    finally:
        server.leaving.set()
        await runner.cleanup()
