"""The Redis or Valkey server that Marsad runs for itself, so that nothing has to be installed or started.

Promises:

1. One Marsad and one server to a data directory; a second one is told who is there.
2. The server outlives neither ``stop`` nor, on Linux, a killed Marsad. One that does is shut down by the next start.
3. A server that ends by itself is started again, and the readiness says so meanwhile.
4. Ctrl-C in a terminal does not reach it: it ends when we are done with it.
"""

import asyncio
import contextlib
import os
import signal
from pathlib import Path
from typing import Final

import redis.exceptions
import structlog
from redis.asyncio import Redis

from streams.backoff import Backoff
from streams.clock import Clock
from streams.connection import redis_client
from streams.engines.embedded_binary import server_binary, server_command
from streams.engines.embedded_directory import Holder, main_lock, prepare, server_lock, socket_path
from streams.engines.embedded_link import PART
from streams.errors import SetupError
from streams.readiness import Readiness

logger = structlog.get_logger("marsad.server")

PATIENCE_SECONDS: Final = 30.0
"""How long a server may take to end."""
_LOOK_EVERY_SECONDS: Final = 0.02
_STEADY_AFTER_SECONDS: Final = 60.0


class EmbeddedServer:
    """A server that keeps everything in ``directory``. ``start`` it, ask for a ``client`` at will, ``stop`` it."""

    def __init__(self, directory: Path, clock: Clock, readiness: Readiness) -> None:
        self._directory = directory
        self._clock = clock
        self._readiness = readiness
        self._lock = main_lock(directory)
        self._binary = Path()
        self._socket = Path()
        self._process: asyncio.subprocess.Process | None = None
        self._supervision: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The address of the server, for ``redis_client``."""
        return f"unix://{self._socket}"

    @property
    def process_id(self) -> int | None:
        """The process id of the server, None while there is none."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    def client(self) -> Redis:
        """A new client for the server; whoever asks for it closes it."""
        return redis_client(self.url)

    async def start(self) -> None:
        """Take the directory and return when the server answers. Raises SetupError for what a person must mend."""
        self._binary = server_binary()
        prepare(self._directory)
        await self._take_directory()
        try:
            self._socket = socket_path(self._directory)
            self._lock.tell(Holder(os.getpid(), self._socket))
            self._readiness.starting(PART)
            await self._launch()
        except BaseException:
            await self.stop()
            raise
        self._supervision = asyncio.create_task(self._supervise(), name="embedded server")

    async def stop(self) -> None:
        """Shut the server down, wait until it has ended, and let go of the directory."""
        if self._supervision is not None:
            self._supervision.cancel()
            await asyncio.wait((self._supervision,))
            self._supervision = None
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        self._process = None
        if self._socket.parent.resolve() != self._directory.resolve() and self._socket.name:
            with contextlib.suppress(OSError):
                self._socket.parent.rmdir()
        self._lock.release()

    async def _take_directory(self) -> None:
        """Hold the directory's lock. A client that only looks who is there holds it for a moment: try again."""
        for _ in range(10):
            try:
                if self._lock.take():
                    return
            except OSError as error:
                raise SetupError(
                    f"cannot lock the data directory {self._directory}: {error.strerror or error}; "
                    "choose another with --data"
                ) from error
            await self._clock.sleep(_LOOK_EVERY_SECONDS)
        holder = self._lock.holder()
        process = f" (process {holder.process})" if holder is not None else ""
        raise SetupError(
            f"another Marsad{process} already uses {self._directory}; stop it or choose another with --data"
        )

    async def _launch(self) -> None:
        """Start the server and wait until it has loaded its data. Raises SetupError if it ends instead."""
        lock = server_lock(self._directory)
        if not lock.take():
            await self._end_orphan()
            if not lock.take():
                raise SetupError(f"another server has just started on {self._directory}; choose another with --data")
        try:
            command = server_command(self._binary, self._directory, self._socket, os.getpid())
            self._socket.unlink(missing_ok=True)
            self._process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                pass_fds=(lock.descriptor,),
                start_new_session=True,
            )
            lock.tell(Holder(self._process.pid, self._socket))
        except OSError as error:
            raise SetupError(f"cannot start the server {self._binary}: {error.strerror or error}") from error
        finally:
            lock.release()
        async with contextlib.aclosing(self.client()) as client:
            while not await _answers(client):
                if self._process.returncode is not None:
                    raise SetupError(f"the server cannot run on {self._directory}: {self._last_words()}")
                await self._clock.sleep(_LOOK_EVERY_SECONDS)

    async def _supervise(self) -> None:
        """Start the server again whenever it ends, until cancelled."""
        backoff = Backoff(first=0.1, most=30.0)
        while True:
            assert self._process is not None, "supervision begins after the first start"
            since = self._clock.monotonic()
            await self._process.wait()
            if self._clock.monotonic() - since > _STEADY_AFTER_SECONDS:
                backoff.reset()
            self._readiness.failed(
                PART, f"The embedded server {_how_it_ended(self._process.returncode)}: starting it again."
            )
            while True:
                await self._clock.sleep(backoff.next())
                try:
                    await self._launch()
                    break
                except (SetupError, OSError) as error:
                    self._readiness.failed(PART, f"The embedded server does not start again: {error}")
            self._readiness.ready(PART)

    async def _end_orphan(self) -> None:
        """Shut down the server that an earlier, killed Marsad left behind; it is asked over its own socket."""
        lock = server_lock(self._directory)
        holder = lock.holder()
        logger.warning("A server of an earlier run still uses the data directory: shutting it down.")
        deadline = self._clock.monotonic() + PATIENCE_SECONDS
        while self._clock.monotonic() < deadline:
            if holder is not None:
                async with contextlib.aclosing(redis_client(f"unix://{holder.socket}")) as client:
                    # No answer is the expected one: the server ends. Until it listens, or no longer, it is waited for.
                    with contextlib.suppress(redis.exceptions.RedisError, OSError, TimeoutError):
                        await client.shutdown(nosave=True)
            if lock.take():
                lock.release()
                return
            await self._clock.sleep(0.1)
        process = f" (process {holder.process})" if holder is not None else ""
        raise SetupError(
            f"a server of an earlier run{process} still uses {self._directory} and does not end: end it, then try again"
        )

    def _last_words(self) -> str:
        """The last line of the server's log, which says why it ended."""
        log = self._directory / "server.log"
        try:
            lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()]
        except OSError:
            lines = []
        return f"{lines[-1].strip()} (more in {log})" if lines else "it ended without a word"


async def _answers(client: Redis) -> bool:
    """Whether the server answers and has loaded its data."""
    try:
        await client.ping()
    except (redis.exceptions.RedisError, OSError):
        return False
    return True


def _how_it_ended(code: int | None) -> str:
    """In words, from a process' return code."""
    if code is not None and code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"
