"""What the process tells over HTTP: ``/metrics`` for Prometheus, ``/healthz`` and ``/readyz`` for whoever runs it."""

import asyncio
import errno
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder

from streams.errors import SetupError
from streams.readiness import Readiness

_ADDRESS: Final = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True)
class Address:
    """A host and a port to listen on."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """``127.0.0.1:9464`` or ``[::1]:9464``. Raises SetupError for anything else."""
        found = _ADDRESS.fullmatch(text)
        if found is None or int(found["port"]) > 65535:
            raise SetupError(f"'{text}' is no address to listen on; write HOST:PORT, such as 127.0.0.1:9464")
        return cls(found["six"] or found["host"], int(found["port"]))

    def __str__(self) -> str:
        """The address as it stands in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class StatusServer:
    """The three pages. ``stuck`` answers with a sentence when the process lives but makes no progress."""

    def __init__(self, address: Address, readiness: Readiness, stuck: Callable[[], str | None]) -> None:
        self._address = address
        self._readiness = readiness
        self._stuck = stuck
        self._runner: web.AppRunner | None = None

    async def start(self) -> Address:
        """Listen; the address tells the port where 0 was asked for. Raises SetupError if it is taken."""
        application = web.Application()
        application.router.add_get("/metrics", _metrics)
        application.router.add_get("/healthz", self._health)
        application.router.add_get("/readyz", self._ready)
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._address.host, self._address.port).start()
        except OSError as error:
            await self.stop()
            raise SetupError(_listening_fault(self._address, error)) from error
        port = self._runner.addresses[0][1]
        return Address(self._address.host, port)

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _health(self, _request: web.Request) -> web.Response:
        fault = self._stuck()
        return _answer({} if fault is None else {"progress": fault})

    async def _ready(self, _request: web.Request) -> web.Response:
        return _answer(self._readiness.faults)


def _answer(faults: Mapping[str, str]) -> web.Response:
    """200 when nothing is in the way, else 503 with what is."""
    body = {"status": "not ready" if faults else "ok", "faults": dict(faults)}
    return web.json_response(body, status=503 if faults else 200)


async def _metrics(request: web.Request) -> web.Response:
    """Every metric of the process, made off the event loop since a large registry takes a while."""
    encoder, content_type = choose_encoder(request.headers.get("Accept", ""))
    body = await asyncio.to_thread(encoder, REGISTRY)
    return web.Response(body=body, headers={"Content-Type": content_type})


def _listening_fault(address: Address, error: OSError) -> str:
    """What is wrong with an address, in a sentence."""
    if error.errno == errno.EADDRINUSE:
        return f"{address} is taken by another program; stop it or choose another address with --http HOST:PORT"
    if error.errno == errno.EACCES:
        return f"{address} needs more rights than this user has; choose a port above 1023 with --http HOST:PORT"
    return f"{address} cannot be listened on ({error.strerror or error}); choose another with --http HOST:PORT"
