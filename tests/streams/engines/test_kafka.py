"""The Kafka engine keeps the contract, and what only it promises."""

import pytest

from streams.clock import SystemClock
from streams.engines.kafka import KafkaEngine
from streams.readiness import Readiness
from tests.streams.engines.contract import EngineContract, EngineFactory


@pytest.fixture
def engine_factory(kafka_bootstrap: str, namespace: str) -> EngineFactory:
    def make(readiness: Readiness | None = None) -> KafkaEngine:
        return KafkaEngine(
            bootstrap=kafka_bootstrap,
            prefix=f"{namespace}.",
            worker="worker-1",
            clock=SystemClock(),
            readiness=readiness or Readiness(),
            partitions=2,
        )

    return make


@pytest.mark.kafka
class TestKafkaEngineContract(EngineContract):
    """The shared suite."""
