"""Redis or the brokers are not there, at the start or later: one sentence, not ready, and nothing is lost."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e.harness import LONG, Marsad, events, feed_server, running
from tests.e2e.receivers import Desk, desk
from tests.e2e.world import World, configuration, world
from tests.services import KafkaBroker, RedisServer, free_port
from tests.stand_ins import TOKEN

pytestmark = pytest.mark.timeout(180)
FIRST_ALERTS = 5
"""So many messages of a kind have arrived when something is killed: others are on their way then."""


@dataclass
class Growing:
    """News of which only the first half is out, until the rest is published."""

    news: World

    def __post_init__(self) -> None:
        self.out = replace(self.news, items=self.news.items[: len(self.news.items) // 2])

    def publish_the_rest(self) -> None:
        self.out = self.news

    def feed(self, name: str, base: str) -> bytes:
        return self.out.feed(name, base)


@dataclass
class Watched:
    """A monitor that runs, what it watches and whom it tells."""

    growing: Growing
    receivers: Desk
    marsad: Marsad
    address: str

    async def answers(self, page: str) -> tuple[int, dict[str, Any]]:
        async with aiohttp.ClientSession() as session, session.get(f"{self.address}{page}") as answer:
            return answer.status, await answer.json()

    async def until_ready_is(self, status: int, seconds: float = 60) -> Mapping[str, str]:
        """What is in the way, once /readyz answers so. /healthz says all the time that the process lives."""
        async with asyncio.timeout(seconds):
            while True:
                try:
                    found, body = await self.answers("/readyz")
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(0.05)  # it has not begun to listen
                    continue
                if found == status:
                    assert (await self.answers("/healthz"))[0] == 200
                    faults: Mapping[str, str] = body["faults"]
                    return faults
                await asyncio.sleep(0.005)

    async def until_alerts_come(self) -> None:
        await self.receivers.webhook.until(lambda one: len(one.journal) >= FIRST_ALERTS, LONG)

    async def ends_with_everything_told(self) -> None:
        """Everything arrives, told apart by its delivery, and the log is one that a person can read."""
        expected = self.growing.news.expected()
        for stand_in in self.receivers.stand_ins.values():
            await stand_in.until(lambda one: len(set(one.deliveries)) >= len(expected), LONG)
        assert await self.marsad.stop() == 0, self.marsad.log
        for kind, arrived in self.receivers.arrived(self.growing.news).items():
            assert set(arrived) == expected, kind
        for kind, stand_in in self.receivers.stand_ins.items():
            assert len(set(stand_in.deliveries)) == len(expected), kind
        assert "Traceback" not in self.marsad.log
        assert '"level": "error"' not in self.marsad.log

    def told(self, sentence: str) -> int:
        """How often the log holds a warning that begins so."""
        warnings = [event["event"] for event in events(self.marsad.log) if event["level"] == "warning"]
        return sum(warning.startswith(sentence) for warning in warnings)

    def most_often(self) -> tuple[str, int]:
        """The warning that the log repeats most, apart from its numbers."""
        warnings = Counter(
            event["event"].partition("(")[0] for event in events(self.marsad.log) if event["level"] == "warning"
        )
        return warnings.most_common(1)[0]


@asynccontextmanager
async def watched(tmp_path: Path, seed: int, *options: str, **environment: str) -> AsyncIterator[Watched]:
    growing = Growing(world(seed, feeds=4, each=20))
    port = free_port()
    given = {"SLACK_TOKEN": TOKEN, "MARSAD_WORKER": "worker-1", "MARSAD_HTTP": f"127.0.0.1:{port}", **environment}
    async with feed_server(growing) as base, desk() as receivers:
        path = tmp_path / "watch.yml"
        path.write_text(configuration(growing.news, base, receivers.channels), "utf-8")
        started = ("run", "--config", str(path), *options)
        async with running(*started, directory=tmp_path, environment=given) as marsad:
            yield Watched(growing, receivers, marsad, f"http://127.0.0.1:{port}")


async def test_the_embedded_server_is_killed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with watched(tmp_path, 21, "--data", str(data)) as one:
        await one.until_alerts_come()
        server = int((data / "server.lock").read_text("ascii").splitlines()[0])
        not_ready = asyncio.create_task(one.until_ready_is(503))
        await asyncio.sleep(0)
        os.kill(server, signal.SIGKILL)
        faults = await not_ready
        assert set(faults) & {"redis", "deliver", "connectors"}, faults
        one.growing.publish_the_rest()
        assert await one.until_ready_is(200) == {}
        assert one.told("Redis does not answer") + one.told("The embedded server was ended by SIGKILL") == 1
        await one.ends_with_everything_told()
        assert one.most_often()[1] <= 2, one.marsad.log


@pytest.mark.slow
async def test_redis_comes_late_and_is_killed_later(tmp_path: Path, own_redis: RedisServer) -> None:
    own_redis.kill()
    async with watched(tmp_path, 22, "--redis", own_redis.url) as one:
        faults = await one.until_ready_is(503)
        await one.marsad.until("Redis does not answer")
        assert (await one.answers("/readyz"))[1]["faults"]["redis"].startswith("Redis does not answer (")
        assert set(faults) <= {"pipeline", "redis"}
        own_redis.start()
        await one.until_alerts_come()
        assert await one.until_ready_is(200) == {}
        own_redis.kill()
        one.growing.publish_the_rest()
        assert "redis" in await one.until_ready_is(503)
        own_redis.start()
        assert await one.until_ready_is(200) == {}
        await one.ends_with_everything_told()
        assert one.told("Redis does not answer") == 2
        assert one.told("An alert is sent again") == 0, one.marsad.log
        assert one.most_often()[1] <= 2, one.marsad.log


@pytest.mark.slow
@pytest.mark.kafka
async def test_on_kafka_redis_comes_late_and_is_killed_later(
    tmp_path: Path, kafka_bootstrap: str, own_redis: RedisServer, namespace: str
) -> None:
    own_redis.kill()
    options = ("--engine", "kafka", "--kafka", kafka_bootstrap, "--redis", own_redis.url)
    async with watched(tmp_path, 23, *options, MARSAD_KAFKA_PREFIX=f"{namespace}.") as one:
        await one.marsad.until("waits? for (a service|Redis)")
        assert any("Connection refused" in fault for fault in (await one.until_ready_is(503)).values())
        own_redis.start()
        await one.until_alerts_come()
        assert await one.until_ready_is(200) == {}
        own_redis.kill()
        one.growing.publish_the_rest()
        assert await one.until_ready_is(503)
        own_redis.start()
        assert await one.until_ready_is(200) == {}
        await one.ends_with_everything_told()
        assert one.most_often()[1] <= 3, one.marsad.log


@pytest.mark.slow
@pytest.mark.kafka
async def test_the_broker_comes_late_and_is_killed_later(
    tmp_path: Path, own_kafka: KafkaBroker, redis_url: str, namespace: str
) -> None:
    own_kafka.kill()
    options = ("--engine", "kafka", "--kafka", own_kafka.address, "--redis", redis_url)
    async with watched(tmp_path, 24, *options, MARSAD_KAFKA_PREFIX=f"{namespace}.") as one:
        await one.marsad.until("Kafka does not answer at")
        assert (await one.until_ready_is(503))["kafka"].startswith(f"Kafka does not answer at {own_kafka.address}")
        await asyncio.to_thread(own_kafka.start)
        await one.until_alerts_come()
        assert await one.until_ready_is(200) == {}
        own_kafka.kill()
        one.growing.publish_the_rest()
        assert "kafka" in await one.until_ready_is(503)
        await asyncio.to_thread(own_kafka.start)
        assert await one.until_ready_is(200) == {}
        await one.ends_with_everything_told()
        assert 2 <= one.told("Kafka does not answer") <= 3, one.marsad.log
