"""The real servers that tests run against: Apache Kafka and Redis or Valkey, on loopback. A pytest plugin.

Fixtures:

* ``redis_url``: one server for the whole run; ``namespace`` keeps the keys and topics of one test to itself.
* ``kafka_bootstrap``: the broker of ``MARSAD_KAFKA_BOOTSTRAP`` if that is set, else an Apache Kafka of our own, else
  the stand-in ``noida-db``, else the test is skipped.

A test that kills its server starts one of its own: ``KafkaBroker`` or ``RedisServer`` of tests.servers.

The summary says which servers stood behind the run. With ``MARSAD_REQUIRE_SERVICES=1`` a stand-in or a skip is a
failure.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.servers import KAFKA_VERSION, KafkaBroker, NoidaBroker, NotToBeHad, RedisServer, free_port, redis_binary

__all__ = ["KafkaBroker", "NoidaBroker", "NotToBeHad", "RedisServer", "free_port"]

STAND_IN: Final = "noida-db stand-in"
UNPROVEN: Final = "that the pipeline runs on Kafka and loses nothing there"

_summary: Final[dict[str, str]] = {}


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
