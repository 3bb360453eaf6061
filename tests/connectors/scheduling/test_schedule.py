"""The schedule that all connector processes share, on a real Redis."""

import asyncio
import heapq
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from connectors.scheduling.schedule import Claimed, Enrolment, Finished, Lease, Schedule, Standing
from streams.connection import redis_client
from streams.replies import milliseconds

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=90)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def feed(name: str, *gates: str, due: float = 0) -> Enrolment:
    return Enrolment(name, gates or (f"host:{name}.example",), at(due))


def names(claimed: Claimed) -> list[str]:
    return [lease.feed for lease in claimed.leases]


@pytest.fixture
def schedule(redis: Redis, namespace: str) -> Schedule:
    return Schedule(redis, f"{namespace}:")


async def test_nothing_is_scheduled(schedule: Schedule) -> None:
    assert await schedule.claim(at(0), 10, "a") == Claimed((), None)
    assert await schedule.enrol([], at(0)) == 0
    assert await schedule.finish([], at(0)) == []
    assert await schedule.due_times([]) == {}


async def test_what_is_due_is_claimed_longest_overdue_first(schedule: Schedule) -> None:
    await schedule.enrol([feed("late", due=3), feed("early", due=1), feed("middle", due=2), feed("far", due=60)], at(0))
    assert await schedule.claim(at(0), 10, "a") == Claimed((), at(1))
    claimed = await schedule.claim(at(5), 10, "a")
    assert names(claimed) == ["early", "middle", "late"]
    assert [lease.due for lease in claimed.leases] == [at(1), at(2), at(3)]
    assert claimed.next_due == at(60)


async def test_a_claim_keeps_to_its_limit_and_says_that_there_is_more(schedule: Schedule) -> None:
    await schedule.enrol([feed(f"feed-{number}", due=number) for number in range(5)], at(0))
    claimed = await schedule.claim(at(10), 2, "a")
    assert names(claimed) == ["feed-0", "feed-1"]
    assert claimed.next_due == at(2)
    assert names(await schedule.claim(at(10), 9, "b")) == ["feed-2", "feed-3", "feed-4"]


async def test_enrolling_again_keeps_the_due_time(schedule: Schedule) -> None:
    assert await schedule.enrol([feed("one", due=10)], at(0)) == 1
    assert await schedule.enrol([feed("one", due=99), feed("two", due=20)], at(5)) == 1
    standings = await schedule.due_times(["one", "two", "three"])
    assert standings == {"one": Standing("scheduled", at(10)), "two": Standing("scheduled", at(20))}


async def test_enrolling_again_takes_over_new_gates(schedule: Schedule) -> None:
    await schedule.enrol([feed("one", "host:old"), feed("two", "host:old", due=1)], at(0))
    await schedule.enrol([feed("two", "host:new")], at(0))
    assert names(await schedule.claim(at(1), 10, "a")) == ["one", "two"]


async def test_a_finished_feed_is_due_when_it_was_said(schedule: Schedule) -> None:
    await schedule.enrol([feed("one")], at(0))
    (lease,) = (await schedule.claim(at(0), 10, "a")).leases
    assert await schedule.due_times(["one"]) == {"one": Standing("polling", at(90))}
    assert await schedule.finish([Finished(lease, at(300))], at(4)) == []
    assert await schedule.due_times(["one"]) == {"one": Standing("scheduled", at(300))}
    assert await schedule.claim(at(299), 10, "a") == Claimed((), at(300))
    assert names(await schedule.claim(at(300), 10, "a")) == ["one"]


async def test_a_released_feed_is_due_as_it_was(schedule: Schedule) -> None:
    await schedule.enrol([feed("one", due=1)], at(0))
    claimed = await schedule.claim(at(5), 10, "a")
    await schedule.release(claimed.leases, at(6))
    again = await schedule.claim(at(8), 10, "b")
    assert [(lease.feed, lease.due) for lease in again.leases] == [("one", at(1))]


async def test_what_is_to_be_polled_now_is_due_at_once_unless_it_is_being_polled(schedule: Schedule) -> None:
    await schedule.enrol([feed("far", due=60), feed("due", due=-5), feed("polled")], at(-5))
    (polled,) = [lease for lease in (await schedule.claim(at(0), 10, "a")).leases if lease.feed == "polled"]
    await schedule.due_now(["far", "polled", "nobody's"], at(1))
    assert names(await schedule.claim(at(1), 10, "a")) == ["far"]
    assert await schedule.finish([Finished(polled, at(50))], at(2)) == []
    assert set(await schedule.due_times(["nobody's"])) == set()


async def test_the_feed_of_a_killed_process_comes_back_after_its_lease(schedule: Schedule) -> None:
    await schedule.enrol([feed("one")], at(0))
    (dead,) = (await schedule.claim(at(0), 10, "killed")).leases
    assert await schedule.claim(at(89), 10, "other") == Claimed((), at(90))
    (lease,) = (await schedule.claim(at(90), 10, "other")).leases
    assert lease.feed == "one"
    assert await schedule.finish([Finished(dead, at(1000))], at(91)) == ["one"]
    assert await schedule.due_times(["one"]) == {"one": Standing("polling", at(180))}
    assert await schedule.finish([Finished(lease, at(500))], at(92)) == []
    assert await schedule.finish([Finished(lease, at(700))], at(93)) == ["one"], "a lease is given back once"
    assert await schedule.due_times(["one"]) == {"one": Standing("scheduled", at(500))}


async def test_a_gate_lets_two_run_and_starts_them_apart(schedule: Schedule) -> None:
    await schedule.enrol([feed(f"feed-{number}", "host:h", due=number / 1000) for number in range(4)], at(0))
    first = await schedule.claim(at(1), 10, "a")
    assert (names(first), first.next_due) == (["feed-0"], at(3))
    assert await schedule.due_times(["feed-1"]) == {"feed-1": Standing("waiting", at(0.001))}
    second = await schedule.claim(at(3), 10, "b")
    assert (names(second), second.next_due) == (["feed-1"], at(91)), "two are running"
    assert names(await schedule.claim(at(50), 10, "a")) == []
    await schedule.finish([Finished(first.leases[0], at(900))], at(60))
    assert names(await schedule.claim(at(60), 10, "a")) == ["feed-2"]
    assert names(await schedule.claim(at(70), 10, "a")) == []
    assert names(await schedule.claim(at(93), 10, "a")) == ["feed-3"], "the lease of feed-1 has ended"


async def test_all_gates_of_a_feed_must_be_open(schedule: Schedule) -> None:
    await schedule.enrol(
        [
            feed("one", "host:h1", "publisher:p", due=0),
            feed("two", "host:h2", "publisher:p", due=0.1),
            feed("three", "host:h1", "publisher:q", due=0.2),
            feed("free", "host:h3", "publisher:r", due=0.3),
        ],
        at(0),
    )
    assert names(await schedule.claim(at(1), 10, "a")) == ["one", "free"]
    assert names(await schedule.claim(at(3), 10, "a")) == ["two", "three"]


async def test_a_hold_shuts_the_gate_for_everybody(schedule: Schedule) -> None:
    await schedule.enrol([feed("one", "host:h"), feed("two", "host:h", due=1), feed("far", due=9000)], at(0))
    (lease,) = (await schedule.claim(at(0), 1, "a")).leases
    assert (await schedule.claim(at(1), 10, "a")).next_due == at(2), "two waits in the queue"
    await schedule.finish([Finished(lease, at(60), hold_until=at(600))], at(1))
    claimed = await schedule.claim(at(300), 10, "b")
    assert (names(claimed), claimed.next_due) == ([], at(600))
    await schedule.hold("host:h", at(60), at(300))
    assert names(await schedule.claim(at(599), 10, "b")) == [], "a shorter hold shortens nothing"
    assert names(await schedule.claim(at(600), 10, "b")) == ["two"]
    assert names(await schedule.claim(at(602), 10, "b")) == ["one"]


async def test_a_hold_counts_although_the_lease_was_lost(schedule: Schedule) -> None:
    await schedule.enrol([feed("one", "host:h")], at(0))
    (lease,) = (await schedule.claim(at(0), 1, "a")).leases
    await schedule.claim(at(95), 1, "b")
    assert await schedule.finish([Finished(lease, at(96), at(1000))], at(96)) == ["one"]
    assert names(await schedule.claim(at(200), 9, "a")) == []


async def test_only_the_first_gate_is_held(schedule: Schedule) -> None:
    await schedule.enrol([feed("one", "host:h1", "publisher:p"), feed("two", "host:h2", "publisher:p", due=5)], at(0))
    (lease,) = (await schedule.claim(at(0), 1, "a")).leases
    await schedule.finish([Finished(lease, at(10), at(1000))], at(1))
    assert names(await schedule.claim(at(5), 9, "a")) == ["two"]


async def test_without_gates_and_without_pause(redis: Redis, namespace: str) -> None:
    schedule = Schedule(redis, f"{namespace}:", at_once=3, pause=timedelta(0))
    await schedule.enrol([feed(f"feed-{number}", "host:h") for number in range(5)], at(0))
    await schedule.enrol([Enrolment("gateless", (), at(0))], at(0))
    assert names(await schedule.claim(at(0), 10, "a")) == ["feed-0", "feed-1", "feed-2", "gateless"]


@pytest.mark.parametrize("waiting", [pytest.param(False, id="due"), pytest.param(True, id="in a queue")])
async def test_a_feed_that_nobody_enrols_is_dropped(schedule: Schedule, waiting: bool) -> None:
    await schedule.enrol([feed("wanted", "host:h"), feed("forgotten", "host:h", due=0.001)], at(0))
    if waiting:
        await schedule.claim(at(1), 10, "a")
    await schedule.enrol([feed("wanted", "host:h")], at(3000))
    assert names(await schedule.claim(at(4000), 10, "a")) == ["wanted"]
    await schedule.claim(at(4002), 10, "a")
    assert await schedule.due_times(["forgotten"]) == {}
    assert await schedule.enrol([feed("forgotten", due=5000)], at(4002)) == 1


async def test_a_feed_is_forgotten_wherever_it_stands(schedule: Schedule) -> None:
    feeds = ["running", "queued", "later"]
    await schedule.enrol([feed(name, "host:h", due=number) for number, name in enumerate(feeds)], at(0))
    (lease,) = (await schedule.claim(at(1), 10, "a")).leases
    await schedule.forget(feeds)
    assert await schedule.due_times(feeds) == {}
    assert await schedule.finish([Finished(lease, at(60))], at(2)) == ["running"]
    assert await schedule.claim(at(9000), 10, "a") == Claimed((), None)


async def test_prefixes_keep_to_themselves_and_every_key_has_one(redis: Redis, namespace: str) -> None:
    one, two = Schedule(redis, f"{namespace}:one:"), Schedule(redis, f"{namespace}:two:")
    before = set(await redis.keys("*"))
    await one.enrol([feed("a", "host:h"), feed("b", "host:h")], at(0))
    await one.claim(at(0), 10, "x")
    assert await two.claim(at(0), 10, "x") == Claimed((), None)
    made = set(await redis.keys("*")) - before
    assert made
    assert all(key.startswith(f"{namespace}:one:schedule:".encode()) for key in made)


async def test_a_client_that_decodes_does_too(redis_url: str, namespace: str) -> None:
    async with Redis.from_url(redis_url, decode_responses=True) as redis:
        schedule = Schedule(redis, f"{namespace}:")
        await schedule.enrol([feed("أخبار")], at(0))
        assert names(await schedule.claim(at(0), 10, "a")) == ["أخبار"]


async def test_a_crowd_of_one_host_does_not_slow_down_the_others(schedule: Schedule) -> None:
    crowd = [feed(f"crowd-{number:04}", "host:crowded", due=number / 1000) for number in range(5000)]
    others = [feed(f"other-{number}", due=100) for number in range(200)]
    await schedule.enrol(crowd + others, at(0))
    claimed: list[str] = []
    calls = 0
    while sum(name.startswith("other") for name in claimed) < 200:
        claimed += names(await schedule.claim(at(100), 50, "a"))
        calls += 1
    assert calls <= 10, "the crowd is looked at once"
    started = time.perf_counter()
    again = await schedule.claim(at(101), 50, "a")
    spent = time.perf_counter() - started
    assert names(again) == []
    assert spent < 0.1
    assert again.next_due == at(102)
    assert names(await schedule.claim(at(102), 50, "a")) == ["crowd-0001"], "who is overdue for longest comes first"


def after(milliseconds: int) -> datetime:
    return START + timedelta(milliseconds=milliseconds)


@dataclass
class World:
    """Simulated processes on one schedule, and what must hold at each step. Times are whole milliseconds."""

    schedule: Schedule
    random: random.Random
    gates: dict[str, tuple[str, ...]]
    at_once: int
    pause: int
    duration: int
    every: int
    killed: float
    now: int = 0
    running: dict[str, tuple[str, int]] = field(default_factory=dict)
    started: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    polls: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def _start(self, lease: Lease) -> None:
        name = lease.feed
        assert self.running.get(name, ("", 0))[1] <= self.now, f"{name} is polled twice at once"
        self.running[name] = (lease.token, self.now + milliseconds(LEASE))
        self.polls[name].append(self.now)
        for gate in self.gates[name]:
            on_it = [one for one, (_, ends) in self.running.items() if ends > self.now and gate in self.gates[one]]
            assert len(on_it) <= self.at_once, f"{gate} is crowded"
            assert gate not in self.started or self.now - self.started[gate] >= self.pause, f"{gate} is hurried"
            assert self.now >= self.held.get(gate, 0), f"{gate} is held"
            self.started[gate] = self.now

    async def _finish(self, lease: Lease) -> None:
        hold = None
        if self.random.random() < 0.02:
            hold = self.now + self.random.choice([5_000, 60_000])
            gate = self.gates[lease.feed][0]
            self.held[gate] = max(self.held.get(gate, 0), hold)
        mine = self.running[lease.feed][0] == lease.token
        finished = Finished(lease, after(self.now + self.every), None if hold is None else after(hold))
        assert await self.schedule.finish([finished], after(self.now)) == ([] if mine else [lease.feed])
        if mine:
            self.running[lease.feed] = ("", 0)

    async def run(self, until: int, processes: int) -> None:
        ends: list[tuple[int, str, Lease]] = []
        wakes = dict.fromkeys(range(processes), 0)
        while self.now < until:
            while ends and ends[0][0] <= self.now:
                await self._finish(heapq.heappop(ends)[2])
                wakes[self.random.randrange(processes)] = self.now
            for process in [one for one, wake in wakes.items() if wake <= self.now]:
                claimed = await self.schedule.claim(after(self.now), self.random.choice([1, 3, 20]), str(process))
                for lease in claimed.leases:
                    self._start(lease)
                    if self.random.random() >= self.killed:
                        takes = self.random.randint(100, self.duration)
                        heapq.heappush(ends, (self.now + takes, lease.token, lease))
                assert claimed.next_due is not None
                wakes[process] = (claimed.next_due - START) // timedelta(milliseconds=1)
                assert claimed.leases or wakes[process] > self.now, "nothing to claim, and yet no time to sleep"
                wakes[process] = max(wakes[process], self.now + 1)
            self.now = min([*wakes.values(), *(end for end, _, _ in ends[:1])])


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pairs=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40),
    at_once=st.integers(1, 3),
    pause=st.sampled_from([0, 2_000]),
    duration=st.sampled_from([500, 5_000, 120_000]),
    killed=st.sampled_from([0.0, 0.1]),
    seed=st.integers(0, 2**16),
)
def test_whatever_many_processes_do(
    pairs: Sequence[tuple[int, int]],
    at_once: int,
    pause: int,
    duration: int,
    killed: float,
    seed: int,
    redis_url: str,
    namespace: str,
) -> None:
    """Nothing is polled twice at once, no gate is exceeded, a stale lease changes nothing, and all get their turn."""

    async def simulate() -> None:
        async with redis_client(redis_url) as redis:
            await delete_all(redis, f"{namespace}:")
            schedule = Schedule(redis, f"{namespace}:", at_once=at_once, pause=timedelta(milliseconds=pause))
            gates = {f"f{n}": (f"host:{host}", f"publisher:{name}") for n, (host, name) in enumerate(pairs)}
            world = World(schedule, random.Random(seed), gates, at_once, pause, duration, 30_000, killed)
            await schedule.enrol([Enrolment(name, own, START) for name, own in gates.items()], START)
            await world.run(900_000, processes=3)
            mean = sum(len(polls) for polls in world.polls.values()) / len(gates)
            for name in gates:
                assert len(world.polls[name]) >= min(mean / 8, 3), f"{name} starves, the mean is {mean}"

    asyncio.run(simulate())


async def delete_all(redis: Redis, prefix: str) -> None:
    async for key in redis.scan_iter(f"{prefix}*", count=1000):
        await redis.delete(key)


@pytest.mark.slow
async def test_what_a_hundred_thousand_feeds_cost(
    schedule: Schedule, redis: Redis, capsys: pytest.CaptureFixture[str]
) -> None:
    total = 100_000
    feeds = [
        Enrolment(f"feed-{n}", (f"host:h{n % 40_000}.example", f"publisher:p{n % 50_000}"), at(n / 1000))
        for n in range(total)
    ]
    measured: list[str] = []

    async def measure(what: str, number: int, work: Awaitable[object]) -> None:
        started = time.perf_counter()
        await work
        spent = time.perf_counter() - started
        measured.append(f"{what}: {spent:.2f} s, {spent / number * 1e6:.0f} µs each")

    async def poll_all() -> None:
        now, polled = 0.0, 0
        while polled < total:
            claimed = await schedule.claim(at(now), 200, "a")
            polled += len(claimed.leases)
            done = [Finished(lease, at(now + 3600)) for lease in claimed.leases]
            await schedule.finish(done, at(now))
            if not claimed.leases:
                now += 0.5
        assert now < 3000

    before = (await redis.info("memory"))["used_memory"]
    await measure("enrol", total, schedule.enrol(feeds, at(0)))
    memory = (await redis.info("memory"))["used_memory"] - before
    measured.append(f"memory: {memory / 1e6:.0f} MB")
    await measure("enrol again", total, schedule.enrol(feeds, at(1)))
    await measure("claim and finish, 200 at a time", total, poll_all())
    with capsys.disabled():
        print(f"\n100,000 feeds: {'; '.join(measured)}")  # noqa: T201  # the cost is for a person to read
    standings = await schedule.due_times([one.feed for one in feeds])
    assert len(standings) == total
