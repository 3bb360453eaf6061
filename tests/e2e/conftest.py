"""Both engines, as the end-to-end tests are run over them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stand_ins import TOKEN


@dataclass(frozen=True)
class EngineUnderTest:
    """The options and the environment that make ``marsad`` use one engine, with topics and keys of its own."""

    name: str
    options: tuple[str, ...]
    environment: dict[str, str]


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def engine(request: pytest.FixtureRequest, tmp_path: Path, namespace: str) -> Iterator[EngineUnderTest]:
    """One engine after the other."""
    environment = {"SLACK_TOKEN": TOKEN, "MARSAD_HTTP": "127.0.0.1:0", "MARSAD_WORKER": "worker-1"}
    if request.param == "embedded":
        yield EngineUnderTest("embedded", ("--data", str(tmp_path / "data")), environment)
        return
    bootstrap, redis = request.getfixturevalue("kafka_bootstrap"), request.getfixturevalue("redis_url")
    options = ("--engine", "kafka", "--kafka", bootstrap, "--redis", redis)
    yield EngineUnderTest("kafka", options, {**environment, "MARSAD_KAFKA_PREFIX": f"{namespace}."})
