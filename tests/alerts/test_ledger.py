"""The delivery ledger on a real Redis: every transition, and many that begin at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from secrets import token_hex

import pytest
from redis.asyncio import Redis

from alerts.channel import Sent
from alerts.ledger import (
    AlreadyDead,
    AlreadySent,
    Begin,
    Busy,
    GivenUp,
    Ledger,
    Owner,
    Proceed,
    PutBack,
    Standing,
    Waiting,
)
from tests.virtual_clock import START

pytestmark = pytest.mark.redis

LEASE = timedelta(minutes=3)
OURS = Owner("worker-1", "first life")
REBORN = Owner("worker-1", "second life")
THEIRS = Owner("worker-2", "first life")
SOON = START + timedelta(seconds=10)
LATER = START + timedelta(minutes=10)

RETRY = PutBack(START, "busy", ambiguous=False)
RETRY_LATER = PutBack(SOON, "busy", ambiguous=False)
LOST = PutBack(START, "no answer", ambiguous=True)
DEAD = GivenUp("rejected", "no such channel")
IS_DEAD = AlreadyDead("rejected", "no such channel", 1, START)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
def ledger(redis: Redis, namespace: str) -> Ledger:
    return Ledger(redis, namespace)


def proceed(attempt: int, repeated: bool = False, lost: bool = False) -> Proceed:
    return Proceed(attempt, repeated, lost, START)


Step = tuple[Owner, datetime] | tuple[Owner, int, Sent | PutBack | GivenUp] | str


@pytest.mark.parametrize(
    ("steps", "answers"),
    [
        pytest.param([(OURS, START)], [proceed(1)], id="new: proceed"),
        pytest.param([(OURS, START), (THEIRS, SOON)], [proceed(1), Busy(START + LEASE)], id="sending elsewhere: busy"),
        pytest.param(
            [(OURS, START), (THEIRS, LATER)], [proceed(1), proceed(2, True, True)], id="the lease is over: repeat"
        ),
        pytest.param(
            [(OURS, START), (REBORN, SOON)], [proceed(1), proceed(2, True, True)], id="our own lease: at once, repeat"
        ),
        pytest.param(
            [(OURS, START), (OURS, 1, Sent("ts-1")), (THEIRS, SOON)],
            [proceed(1), AlreadySent("ts-1"), AlreadySent("ts-1")],
            id="sent stays sent",
        ),
        pytest.param(
            [(OURS, START), (OURS, 1, RETRY), (THEIRS, SOON)],
            [proceed(1), Waiting(), proceed(2)],
            id="put back: the next attempt repeats nothing",
        ),
        pytest.param(
            [(OURS, START), (OURS, 1, RETRY_LATER), (OURS, START), (OURS, SOON)],
            [proceed(1), Waiting(), Busy(SOON), proceed(2)],
            id="put back for later: not before, for us neither",
        ),
        pytest.param(
            [
                (OURS, START),
                (OURS, 1, LOST),
                (OURS, START),
                (OURS, 2, RETRY),
                (OURS, START),
                (OURS, 3, LOST),
                (OURS, START),
            ],
            [
                proceed(1),
                Waiting(),
                proceed(2, True, True),
                Waiting(),
                proceed(3, True),
                Waiting(),
                proceed(4, True, True),
            ],
            id="lost answers: repeated from then on, each told once",
        ),
        pytest.param(
            [(OURS, START), (OURS, 1, DEAD), (OURS, LATER)], [proceed(1), IS_DEAD, IS_DEAD], id="dead stays dead"
        ),
        pytest.param(
            [(OURS, START), (OURS, 1, DEAD), "reopen", (THEIRS, LATER)],
            [proceed(1), IS_DEAD, True, Proceed(2, False, False, LATER)],
            id="reopened: its time begins anew, its attempts go on",
        ),
        pytest.param(["reopen"], [False], id="reopen what is not there"),
        pytest.param([(OURS, START), "reopen"], [proceed(1), False], id="reopen what is being sent"),
        pytest.param(
            [(OURS, START), (THEIRS, LATER), (OURS, 1, RETRY), (THEIRS, 2, DEAD)],
            [proceed(1), proceed(2, True, True), Waiting(), AlreadyDead("rejected", "no such channel", 2, START)],
            id="who lost the lease cannot put back",
        ),
        pytest.param(
            [(OURS, START), (THEIRS, LATER), (OURS, 1, Sent("a")), (THEIRS, 2, DEAD)],
            [proceed(1), proceed(2, True, True), AlreadySent("a"), AlreadySent("a")],
            id="who lost the lease and was accepted is believed",
        ),
        pytest.param(
            [(OURS, START), (OURS, 1, Sent("a")), (THEIRS, 2, Sent("b"))],
            [proceed(1), AlreadySent("a"), AlreadySent("a")],
            id="the first reference stays",
        ),
        pytest.param(
            [(OURS, START), (OURS, 1, DEAD), (OURS, 1, Sent("a"))],
            [proceed(1), IS_DEAD, AlreadySent("a")],
            id="accepted after all",
        ),
        pytest.param(
            [(OURS, START), (OURS, 1, RETRY), (OURS, 1, RETRY)],
            [proceed(1), Waiting(), Waiting()],
            id="told twice",
        ),
    ],
)
async def test_transitions(ledger: Ledger, steps: list[Step], answers: list[Begin | Standing | bool]) -> None:
    given: list[Begin | Standing | bool] = []
    for step in steps:
        if isinstance(step, str):
            given.append(await ledger.reopen("d"))
        elif len(step) == 2:
            given.append(await ledger.begin("d", step[0], step[1], LEASE, token_hex(8)))
        else:
            given.append(await ledger.complete("d", step[0], step[1], START, step[2]))
    assert given == answers


async def test_of_many_that_begin_at_once_one_proceeds(ledger: Ledger) -> None:
    owners = [Owner(f"worker-{number}", "life") for number in range(20)]
    begun = await asyncio.gather(*(ledger.begin("d", owner, START, LEASE, token_hex(8)) for owner in owners))
    assert sum(isinstance(one, Proceed) for one in begun) == 1
    assert sum(isinstance(one, Busy) for one in begun) == 19


async def test_a_lost_answer_of_begin_is_asked_for_again(ledger: Ledger) -> None:
    assert await ledger.begin("d", OURS, START, LEASE, "one call") == proceed(1)
    assert await ledger.begin("d", OURS, SOON, LEASE, "one call") == proceed(1)
    lost = proceed(2, repeated=True, lost=True)
    assert [await ledger.begin("d", REBORN, SOON, LEASE, "another") for _ in range(2)] == [lost, lost]
    assert await ledger.complete("d", REBORN, 2, SOON, Sent("ts-1")) == AlreadySent("ts-1")
    assert await ledger.begin("d", REBORN, SOON, LEASE, "another") == AlreadySent("ts-1")


async def test_looking_changes_nothing_and_asks_once(ledger: Ledger, redis: Redis) -> None:
    await ledger.begin("a", OURS, START, LEASE, token_hex(8))
    await ledger.complete("a", OURS, 1, START, Sent("ref"))
    await ledger.begin("b", OURS, START, LEASE, token_hex(8))
    await ledger.complete("b", OURS, 1, START, DEAD)
    await ledger.begin("c", OURS, START, LEASE, token_hex(8))
    assert await ledger.look(["a", "b", "c", "new"]) == [AlreadySent("ref"), IS_DEAD, Waiting(), Waiting()]
    assert await ledger.look([]) == []
    assert isinstance(await ledger.begin("c", THEIRS, START, LEASE, token_hex(8)), Busy)


async def test_what_is_remembered_is_forgotten_after_a_month(ledger: Ledger, redis: Redis, namespace: str) -> None:
    await ledger.begin("d", OURS, START, LEASE, token_hex(8))
    assert 29 * 86400 < await redis.ttl(f"{namespace}delivery:d") <= 30 * 86400


async def test_without_its_memory_everything_is_sent_again(ledger: Ledger, redis: Redis, namespace: str) -> None:
    await ledger.begin("d", OURS, START, LEASE, token_hex(8))
    await ledger.complete("d", OURS, 1, START, Sent("ref"))
    await redis.delete(f"{namespace}delivery:d")
    assert await ledger.begin("d", OURS, START, LEASE, token_hex(8)) == proceed(1)
