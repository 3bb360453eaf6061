"""What the end-to-end tests have in common: a feed server, and Marsad as a process of its own."""

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.e2e.world import World

LONG = 120.0
"""Seconds after which a test gives up on something that should have happened."""


@asynccontextmanager
async def feed_server(world: World) -> AsyncIterator[str]:
    """Serve the feeds of a world on loopback; the base address."""

    async def feed(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        body = world.feed(name, str(request.url.origin()))
        tag = f'"{name}-{len(body)}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": tag})

    application = web.Application()
    application.router.add_get("/feed/{name}.xml", feed)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@dataclass
class Marsad:
    """One ``marsad`` command, its output gathered in a file. ``options`` go behind the command's name."""

    options: tuple[str, ...]
    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> str:
        """Everything that it has written so far."""
        return self._path.read_text("utf-8", "replace") if self._path.exists() else ""

    @property
    def _path(self) -> Path:
        return self.directory / "marsad.log"

    async def start(self) -> None:
        """Begin; a later start appends to the same log."""
        with self._path.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "marsad",
                *self.options,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "MARSAD_LOG_FORMAT": "json", **self.environment},
                start_new_session=True,
            )

    async def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def stop(self, seconds: float = 30) -> int:
        """SIGINT, as Ctrl-C; the exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGINT)
        return await self.ended(seconds)

    async def ended(self, seconds: float = LONG) -> int:
        """The exit code, once it has ended by itself."""
        assert self.process is not None
        async with asyncio.timeout(seconds):
            return await self.process.wait()

    async def until(self, pattern: str, seconds: float = 30) -> re.Match[str]:
        """Wait until its output matches ``pattern``."""
        async with asyncio.timeout(seconds):
            while (found := re.search(pattern, self.log)) is None:
                if self.process is not None and self.process.returncode is not None:
                    raise AssertionError(f"ended with {self.process.returncode} without {pattern!r}:\n{self.log}")
                await asyncio.sleep(0.05)
        return found

    async def address(self) -> str:
        """The address of its metrics, once it is there."""
        return (await self.until(r"metrics at (http://[\d.:]+)/metrics"))[1]


@asynccontextmanager
async def running(
    *options: str, directory: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Marsad]:
    """A command that is ended at the latest with the block."""
    marsad = Marsad(options, directory, environment or {})
    await marsad.start()
    try:
        yield marsad
    finally:
        if marsad.process is not None and marsad.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                marsad.process.kill()
            await marsad.process.wait()


async def command(
    *options: str, directory: Path, environment: Mapping[str, str] | None = None, seconds: float = LONG
) -> tuple[int, str, str]:
    """Run a command to its end: exit code, standard output, standard error."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "marsad",
        *options,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=directory,
        env={**os.environ, "MARSAD_LOG_FORMAT": "json", **(environment or {})},
    )
    async with asyncio.timeout(seconds):
        output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode(), errors.decode()


def events(log: str) -> list[dict[str, Any]]:
    """The events of a log in JSON lines; what is cut off by a kill is passed over."""
    found = []
    for line in log.splitlines():
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return [event for event in found if isinstance(event, dict) and "event" in event]
