"""What goes over the wire while something is fetched: each request with its answer, for a person to look at."""

from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp

from connectors.web.http_errors import without_credentials
from streams.clock import Clock


@dataclass(frozen=True)
class Exchange:
    """A request and the head of its answer. ``seconds`` until the head came; ``length`` of what is sent, in bytes.

    ``compression`` is the Content-Encoding. The URL has no user name and password.
    """

    url: str
    status: int
    seconds: float
    length: int | None = None
    compression: str = ""
    location: str = ""


class Exchanges:
    """The exchanges of a session, in their order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: list[Exchange] = []

    @property
    def seen(self) -> tuple[Exchange, ...]:
        """Those so far that were answered."""
        return tuple(self._seen)

    def tracing(self) -> aiohttp.TraceConfig:
        """What a session needs to be watched."""
        tracing = aiohttp.TraceConfig()
        tracing.on_request_start.append(self._start)
        tracing.on_request_end.append(self._end)
        tracing.freeze()
        return tracing

    async def _start(
        self, _: aiohttp.ClientSession, request: SimpleNamespace, __: aiohttp.TraceRequestStartParams
    ) -> None:
        request.started = self._clock.monotonic()

    async def _end(
        self, _: aiohttp.ClientSession, request: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        headers = ended.response.headers
        self._seen.append(
            Exchange(
                without_credentials(str(ended.url)),
                ended.response.status,
                self._clock.monotonic() - request.started,
                ended.response.content_length,
                headers.get("Content-Encoding", ""),
                without_credentials(headers.get("Location", "")),
            )
        )
