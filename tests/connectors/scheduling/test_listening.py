"""Subscriptions at work: what they bring is published once, and what ends one ends all."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from redis.asyncio import Redis

from connectors.scheduling.listening import Listener, Listening
from connectors.subscription import Bring
from streams.errors import SetupError
from tests.connectors.articles import article
from tests.connectors.runner_world import ORIGIN, World, until
from tests.virtual_clock import VirtualClock


@dataclass
class Bringing:
    """Brings what it is told, then waits; or fails."""

    id: str
    titles: tuple[str, ...] = ()
    error: Exception | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False

    async def run(self, bring: Bring) -> None:
        try:
            if self.error is not None:
                raise self.error
            await bring([article(title, self.id) for title in self.titles])
            self.done.set()
            await asyncio.Event().wait()
        finally:
            self.ended = True


@pytest.fixture
def world(redis: Redis, namespace: str, clock: VirtualClock) -> World:
    return World(redis, namespace, clock)


def listening(world: World, *subscriptions: Bringing) -> Listening:
    return Listening([Listener(one, ORIGIN) for one in subscriptions], world.arrivals)


async def test_what_is_brought_is_durable_and_brought_once(world: World) -> None:
    subscriptions = [Bringing("push", ("a", "b", "a")), Bringing("topic", ("c",))]
    for _ in range(2):
        task = asyncio.create_task(listening(world, *subscriptions).run())
        for one in subscriptions:
            await one.done.wait()
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
    assert sorted(world.journal.ids) == ["a", "b", "c"]
    assert not any(one.history for one in world.journal.articles)


def _port_taken() -> Exception:
    return SetupError("The port 8080 is taken.")


@pytest.mark.parametrize(
    "error", [pytest.param(_port_taken, id="what a person must mend"), pytest.param(RuntimeError, id="a fault")]
)
async def test_what_ends_one_ends_all_and_is_raised_as_it_is(world: World, error: Callable[[], Exception]) -> None:
    other, wrong = Bringing("topic", ("c",)), error()
    with pytest.raises(type(wrong)) as caught:
        await listening(world, other, Bringing("push", error=wrong)).run()
    assert caught.value is wrong
    assert other.ended


async def test_an_article_waits_for_the_stream(world: World) -> None:
    faults: list[Exception] = [ConnectionError("the broker is gone")]
    publish = world.journal.publish

    async def failing(articles):  # type: ignore[no-untyped-def]  # only handed on
        if faults:
            raise faults.pop()
        await publish(articles)

    world.journal.publish = failing  # type: ignore[method-assign]  # the engine fails once
    push = Bringing("push", ("a",))
    task = asyncio.create_task(listening(world, push).run())
    await world.clock.until_sleeping(1)
    assert not push.done.is_set(), "nothing is acknowledged before it is durable"
    world.clock.advance(60)
    await until(push.done.is_set)
    assert world.journal.ids == ["a"]
    task.cancel()
    await asyncio.wait([task])
