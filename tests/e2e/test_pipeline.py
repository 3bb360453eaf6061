"""The whole of it on both engines: feeds over HTTP to Slack, mail and webhook, and nothing missed, nothing twice."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.conftest import EngineUnderTest
from tests.e2e.harness import LONG, command, events, feed_server, running
from tests.e2e.receivers import Desk, desk
from tests.e2e.world import World, configuration, world

SENT_AGAIN = "An alert is sent again"
pytestmark = pytest.mark.timeout(600)


def write_configuration(tmp_path: Path, news: World, base: str, receivers: Desk) -> Path:
    path = tmp_path / "watch.yml"
    path.write_text(configuration(news, base, receivers.channels), "utf-8")
    return path


@pytest.mark.slow
async def test_every_expected_alert_arrives_exactly_once(tmp_path: Path, engine: EngineUnderTest) -> None:
    news = world(seed=7, feeds=40, each=50)
    expected = Counter(news.expected())
    assert len(news.items) == 2000
    async with feed_server(news) as base, desk() as receivers:
        path = write_configuration(tmp_path, news, base, receivers)
        options = ("run", "--config", str(path), *engine.options, "--once")
        code, _, errors = await command(*options, directory=tmp_path, environment=engine.environment)
        assert code == 0, errors
        for kind, arrived in receivers.arrived(news).items():
            assert arrived == expected, kind
        code, _, errors = await command(*options, directory=tmp_path, environment=engine.environment)
        assert code == 0, errors
        assert receivers.arrived(news)["webhook"] == expected, "a second start sends nothing twice"


@pytest.mark.slow
async def test_nothing_is_lost_when_it_is_killed_three_times(tmp_path: Path, engine: EngineUnderTest) -> None:
    news = world(seed=8, feeds=40, each=50)
    expected = news.expected()
    chance = random.Random(8)
    async with feed_server(news) as base, desk() as receivers:
        path = write_configuration(tmp_path, news, base, receivers)
        options = ("run", "--config", str(path), *engine.options)
        async with running(*options, directory=tmp_path, environment=engine.environment) as marsad:
            for stand_in in (receivers.webhook, receivers.mail, receivers.slack):
                moment = chance.randrange(len(stand_in.journal) + 1, len(expected))
                await stand_in.until(lambda one, count=moment: len(one.journal) >= count, LONG)
                await marsad.kill()
                await marsad.start()
            for stand_in in receivers.stand_ins.values():
                await stand_in.until(lambda one: len(set(one.deliveries)) >= len(expected), LONG)
            assert await marsad.stop() == 0, marsad.log
            log = marsad.log
        code, _, errors = await command(*options, "--once", directory=tmp_path, environment=engine.environment)
        assert code == 0, errors
        for kind, arrived in receivers.arrived(news).items():
            assert set(arrived) == expected, kind
        repeats = Counter(event["delivery"] for event in events(log + errors) if event["event"].startswith(SENT_AGAIN))
        for stand_in in receivers.stand_ins.values():
            for delivery, times in Counter(stand_in.deliveries).items():
                assert times - 1 <= repeats[delivery], f"{delivery} arrived {times} times, {repeats[delivery]} counted"


async def test_a_stop_in_the_middle_of_messages_sends_none_of_them_again(
    tmp_path: Path, engine: EngineUnderTest
) -> None:
    news = world(seed=9, feeds=4, each=20)
    expected = Counter(news.expected())
    async with feed_server(news) as base, desk() as receivers:
        path = write_configuration(tmp_path, news, base, receivers)
        options = ("run", "--config", str(path), *engine.options)
        receivers.webhook.open.clear()
        async with running(*options, directory=tmp_path, environment=engine.environment) as marsad:
            await receivers.webhook.until(lambda hook: len(hook.requests) >= 3, LONG)
            stopping = asyncio.create_task(marsad.stop())
            await marsad.until("Stopping")
            receivers.webhook.open.set()
            assert await stopping == 0, marsad.log
        code, _, errors = await command(*options, "--once", directory=tmp_path, environment=engine.environment)
        assert code == 0, errors
        assert SENT_AGAIN not in marsad.log + errors
        for kind, arrived in receivers.arrived(news).items():
            assert arrived == expected, kind
