"""Alerts to channels through the ledger: retries, crashes, losses. Real Redis, virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis

from alerts.channel import Ambiguous, Channel, Outcome, Receiver, Rejected, Retry, Sent
from alerts.delivering import LEASE, Delivering, delivery_id
from alerts.ledger import AlreadySent, Ledger, Owner
from streams.backoff import Backoff
from streams.readiness import Readiness
from streams.records import Alert, DeadLetter, Delivery, decode
from streams.stage import Outputs
from streams.topics import DEAD_LETTERS
from tests.alerts.samples import alert
from tests.services import RedisServer
from tests.virtual_clock import VirtualClock

pytestmark = pytest.mark.redis

OWNER = Owner("worker-1", "first life")
SENT = Sent("ref")
BUSY = Retry(None, "busy")


class Scripted:
    """A channel that answers as it is told, then accepts everything. ``hold`` keeps it from answering."""

    kind = "webhook"

    def __init__(self, name: str, *outcomes: Outcome | Exception) -> None:
        self.name = name
        self.outcomes = list(outcomes)
        self.attempts: list[Delivery] = []
        self.hold: asyncio.Event | None = None
        self.called = asyncio.Event()

    def turn(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    async def send(self, delivery: Delivery, alert: Alert) -> Outcome:
        self.attempts.append(delivery)
        self.called.set()
        if self.hold is not None:
            await self.hold.wait()
        outcome = self.outcomes.pop(0) if self.outcomes else SENT
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def close(self) -> None:
        pass


class Even:
    """No chance in the waits."""

    def uniform(self, low: float, high: float) -> float:
        return high


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


Make = Callable[..., Delivering]


@pytest.fixture
def make(redis: Redis, namespace: str, clock: VirtualClock) -> Make:
    def delivering(*channels: Channel, owner: Owner = OWNER, stopping_seconds: float = 0.01) -> Delivering:
        receivers = [Receiver("desk", channels)] if channels else []
        ledger = Ledger(redis, namespace)
        backoff = Backoff(1.0, 300.0, Even())  # type: ignore[arg-type]
        return Delivering(
            receivers,
            ledger,
            owner,
            clock,
            Readiness(),
            stopping_seconds=stopping_seconds,
            backoff=lambda: replace(backoff),
        )

    return delivering


def letters(answer: Sequence[Outputs]) -> list[DeadLetter]:
    (outputs,) = answer
    assert all(topic is DEAD_LETTERS for topic, _ in outputs)
    return [record for _, record in outputs if isinstance(record, DeadLetter)]


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_every_channel_gets_the_alert_once(make: Make) -> None:
    one, two = Scripted("one"), Scripted("two")
    delivering = make(one, two)
    before = counted("marsad_deliveries_total", channel="webhook", outcome="sent")
    assert await delivering.handle([alert()]) == [[]]
    assert await delivering.handle([alert()]) == [[]]
    assert [delivery.id for delivery in one.attempts] == [delivery_id(alert(), "desk", "one")]
    assert [delivery.id for delivery in two.attempts] == [delivery_id(alert(), "desk", "two")]
    assert counted("marsad_deliveries_total", channel="webhook", outcome="sent") == before + 2


async def test_the_same_alert_twice_at_once_is_sent_once(make: Make) -> None:
    channel = Scripted("one")
    delivering = make(channel)
    await asyncio.gather(*(delivering.handle([alert()]) for _ in range(10)))
    assert len(channel.attempts) == 1


async def test_what_is_sent_costs_one_round_trip(make: Make, redis: Redis) -> None:
    delivering = make(*(Scripted(f"channel-{number}") for number in range(5)))
    await delivering.handle([alert()])
    before = (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"]
    await delivering.handle([alert()])
    assert (await redis.info("commandstats"))["cmdstat_evalsha"]["calls"] == before + 1


async def test_latency_is_from_the_fetch_to_the_acceptance(make: Make) -> None:
    before = counted("marsad_alert_latency_seconds_sum", channel="webhook")
    await make(Scripted("one")).handle([alert()])
    assert counted("marsad_alert_latency_seconds_sum", channel="webhook") == before + 2.0


async def test_one_failing_channel_delays_no_other(make: Make, clock: VirtualClock) -> None:
    failing, fine = Scripted("failing", *[BUSY] * 3), Scripted("fine")
    handling = asyncio.create_task(make(failing, fine).handle([alert()]))
    await fine.called.wait()
    for wait in (1.0, 2.0, 4.0):
        await clock.until_sleeping()
        assert len(fine.attempts) == 1
        assert clock.waits() == [pytest.approx(wait, abs=0.002)]
        clock.advance(wait)
    assert await handling == [[]]
    assert [delivery.attempts for delivery in failing.attempts] == [1, 2, 3, 4]


async def test_a_channel_is_not_asked_before_the_time_it_named_not_even_after_a_restart(
    make: Make, clock: VirtualClock
) -> None:
    handling = asyncio.create_task(make(Scripted("one", Retry(timedelta(seconds=60), "limited"))).handle([alert()]))
    await clock.until_sleeping()
    handling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await handling
    again = Scripted("one")
    handling = asyncio.create_task(make(again, owner=Owner("worker-1", "second life")).handle([alert()]))
    await clock.until_sleeping()
    clock.advance(59.9)
    await clock.until_sleeping()
    assert again.attempts == []
    clock.advance(1.2)
    assert await handling == [[]]
    assert len(again.attempts) == 1


@pytest.mark.parametrize(
    ("outcome", "reason", "says"),
    [
        pytest.param(Rejected("no such channel"), "rejected", "desk by one: no such channel", id="rejected"),
        pytest.param(RuntimeError("xoxb-secret"), "rejected", "failed with RuntimeError", id="a fault of our own"),
        pytest.param(Retry(timedelta(days=2), "closed"), "expired", "after 1 attempts", id="longer than we wait"),
    ],
)
async def test_what_cannot_be_delivered_is_a_dead_letter(
    make: Make, outcome: Outcome | Exception, reason: str, says: str
) -> None:
    fine = Scripted("fine")
    delivering = make(Scripted("one", outcome), fine)
    before = counted("marsad_dead_letters_total", stage="deliver", reason=reason)
    (letter,) = letters(await delivering.handle([alert()]))
    assert (letter.reason, letter.topic, letter.stage) == (reason, "alerts", "deliver")
    assert says in letter.error
    assert "xoxb-secret" not in letter.error
    assert letter.delivery == delivery_id(alert(), "desk", "one")
    assert decode(Alert, letter.payload) == alert()
    assert len(fine.attempts) == 1
    assert counted("marsad_dead_letters_total", stage="deliver", reason=reason) == before + 1


async def test_a_dead_letter_that_is_made_again_is_the_same(make: Make) -> None:
    channel = Scripted("one", Rejected("no"))
    delivering = make(channel)
    first = letters(await delivering.handle([alert()]))
    assert letters(await delivering.handle([alert()])) == first
    assert len(channel.attempts) == 1


async def test_a_reopened_delivery_is_sent_and_the_others_are_not(make: Make, redis: Redis, namespace: str) -> None:
    refused, fine = Scripted("refused", Rejected("no")), Scripted("fine")
    delivering = make(refused, fine)
    (letter,) = letters(await delivering.handle([alert()]))
    assert await Ledger(redis, namespace).reopen(letter.delivery)
    assert letters(await delivering.handle([decode(Alert, letter.payload)])) == []
    assert (len(refused.attempts), len(fine.attempts)) == (2, 1)


async def test_a_channel_that_never_answers_well_is_given_up_after_a_day(make: Make, clock: VirtualClock) -> None:
    channel = Scripted("one", *[BUSY] * 1000)
    handling = asyncio.create_task(make(channel).handle([alert()]))
    while not handling.done():
        waiting = asyncio.create_task(clock.until_sleeping())
        await asyncio.wait([handling, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        clock.advance(300.0)
    (letter,) = letters(handling.result())
    assert letter.reason == "expired"
    assert clock.monotonic() == pytest.approx(86_400, abs=600)


async def test_a_receiver_that_is_gone_is_a_dead_letter_and_the_others_get_theirs(make: Make) -> None:
    channel = Scripted("one")
    delivering = make(channel)
    (letter,) = letters(await delivering.handle([alert(receivers=("desk", "nobody", "desk"))]))
    assert letter.reason == "rejected"
    assert "'nobody'" in letter.error
    assert len(channel.attempts) == 1


async def test_a_crash_while_sending_is_repeated_and_counted(make: Make) -> None:
    before = counted("marsad_delivery_repeats_total", channel="webhook")
    channel = Scripted("one")
    channel.hold = asyncio.Event()
    handling = asyncio.create_task(make(channel).handle([alert()]))
    await channel.called.wait()
    handling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await handling
    again = Scripted("one")
    assert await make(again, owner=Owner("worker-1", "second life")).handle([alert()]) == [[]]
    assert len(again.attempts) == 1
    assert counted("marsad_delivery_repeats_total", channel="webhook") == before + 1


async def test_a_stop_waits_for_the_answer_so_that_nothing_is_sent_again(make: Make) -> None:
    channel = Scripted("one")
    channel.hold = asyncio.Event()
    handling = asyncio.create_task(make(channel, stopping_seconds=30.0).handle([alert()]))
    await channel.called.wait()
    handling.cancel()
    asyncio.get_running_loop().call_soon(channel.hold.set)
    with pytest.raises(asyncio.CancelledError):
        await handling
    again = Scripted("one")
    assert await make(again, owner=Owner("worker-1", "second life")).handle([alert()]) == [[]]
    assert again.attempts == []


async def test_another_worker_waits_for_the_lease(make: Make, clock: VirtualClock) -> None:
    channel = Scripted("one")
    channel.hold = asyncio.Event()
    ours = asyncio.create_task(make(channel).handle([alert()]))
    await channel.called.wait()
    other = Scripted("one")
    theirs = asyncio.create_task(make(other, owner=Owner("worker-2", "life")).handle([alert()]))
    await clock.until_sleeping()
    assert clock.waits() == [LEASE.total_seconds()]
    channel.hold.set()
    assert await ours == [[]]
    clock.advance(LEASE.total_seconds())
    assert await theirs == [[]]
    assert other.attempts == []


async def test_a_lost_answer_is_repeated_and_counted_once(make: Make, clock: VirtualClock) -> None:
    before = counted("marsad_delivery_repeats_total", channel="webhook")
    channel = Scripted("one", Ambiguous("no answer"), BUSY)
    handling = asyncio.create_task(make(channel).handle([alert()]))
    for _ in range(2):
        await clock.until_sleeping()
        clock.advance(5.0)
    assert await handling == [[]]
    assert len(channel.attempts) == 3
    assert counted("marsad_delivery_repeats_total", channel="webhook") == before + 1


async def test_a_revision_is_a_delivery_of_its_own(make: Make) -> None:
    channel = Scripted("one")
    delivering = make(channel)
    await delivering.handle([alert()])
    await delivering.handle([msgspec.structs.replace(alert(), revision=1)])
    assert len(channel.attempts) == 2


async def test_while_redis_is_gone_an_outcome_is_kept_until_it_can_be_recorded(
    own_redis: RedisServer, clock: VirtualClock
) -> None:
    readiness = Readiness()
    async with Redis.from_url(own_redis.url) as redis:
        ledger = Ledger(redis, "marsad")
        channel = Scripted("one")
        channel.hold = asyncio.Event()
        delivering = Delivering([Receiver("desk", (channel,))], ledger, OWNER, clock, readiness)
        handling = asyncio.create_task(delivering.handle([alert()]))
        await channel.called.wait()
        own_redis.kill()
        channel.hold.set()
        await clock.until_sleeping()
        assert "waits for Redis" in readiness.faults["deliver"]
        own_redis.start()
        clock.advance(60.0)
        assert await handling == [[]]
        assert readiness.faults == {}
        assert await ledger.look([delivery_id(alert(), "desk", "one")]) == [AlreadySent("ref")]
    assert len(channel.attempts) == 1


async def test_a_stop_does_not_wait_for_a_redis_that_is_gone(own_redis: RedisServer, clock: VirtualClock) -> None:
    async with Redis.from_url(own_redis.url) as redis:
        channel = Scripted("one")
        channel.hold = asyncio.Event()
        receivers = [Receiver("desk", (channel,))]
        delivering = Delivering(receivers, Ledger(redis, "stop:"), OWNER, clock, Readiness(), stopping_seconds=3600.0)
        handling = asyncio.create_task(delivering.handle([alert()]))
        await channel.called.wait()
        own_redis.kill()
        channel.hold.set()
        await clock.until_sleeping()
        handling.cancel()
        async with asyncio.timeout(10):
            with pytest.raises(asyncio.CancelledError):
                await handling
