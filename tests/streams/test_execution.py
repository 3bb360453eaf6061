"""Running a group's stages: every input gets its answer, and no bad record takes another with it."""

import asyncio
import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from streams.errors import BadRecord, SurroundingsFailed
from streams.execution import Encoded, Execution, Received
from streams.readiness import Readiness
from streams.records import Article, DeadLetter, TaggedArticle, decode, encode
from streams.stage import Group, Handler, Outputs, Stage
from streams.topics import ALERTS, ANNOTATED, ARTICLES, DEAD_LETTERS, TAGGED
from tests.virtual_clock import START, VirtualClock


def article(identifier: str, title: str = "t") -> Article:
    return Article(
        id=identifier,
        url="u",
        canonical_url="u",
        source="s",
        publisher="p",
        title=title,
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
    )


def received(*records: Article | bytes) -> list[Received]:
    return [
        Received(ARTICLES, f"{number}-0", record if isinstance(record, bytes) else encode(record))
        for number, record in enumerate(records)
    ]


def letter(output: Encoded) -> DeadLetter:
    assert output.topic is DEAD_LETTERS
    return decode(DeadLetter, output.value)


async def tag(batch: Sequence[Article]) -> Sequence[Outputs]:
    return [[(TAGGED, TaggedArticle(article=one, language="ar"))] for one in batch]


def execution(*stages: Stage, clock: VirtualClock | None = None, readiness: Readiness | None = None) -> Execution:
    return Execution(Group("tested", "streams", stages), clock or VirtualClock(), readiness or Readiness())


def tagging(handle: Handler = tag) -> Stage:
    return Stage("tag", ARTICLES, (TAGGED,), handle)


async def test_outputs_come_in_the_order_of_the_inputs() -> None:
    answers = await execution(tagging()).run(received(article("one"), article("two")))
    assert [decode(TaggedArticle, output.value).article.id for (output,) in answers] == ["one", "two"]
    assert [output.key for (output,) in answers] == [b"one", b"two"]


async def test_only_what_stands_on_a_topic_is_published() -> None:
    async def annotate(batch: Sequence[Article]) -> Sequence[Outputs]:
        return [[(ANNOTATED, TaggedArticle(article=one, language="ar"))] for one in batch]

    async def follow(batch: Sequence[TaggedArticle]) -> Sequence[Outputs]:
        return [[(TAGGED, one), (TAGGED, one)] for one in batch]

    fused = execution(
        Stage("annotate", ARTICLES, (ANNOTATED,), annotate), Stage("follow", ANNOTATED, (TAGGED,), follow)
    )
    (outputs,) = await fused.run(received(article("one")))
    assert [output.topic for output in outputs] == [TAGGED, TAGGED]


def test_stages_that_do_not_follow_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="group tested: tag reads articles, which tag does not write"):
        execution(tagging(), tagging())


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(b"{torn", "not_json", id="no JSON"),
        pytest.param(b'{"id": 1}', "schema", id="another shape"),
        pytest.param(encode(article("x", "lone")).replace(b"lone", rb"\udfff"), "unicode", id="a lone surrogate"),
        pytest.param(encode(article("x", "t" * 2_100_000)), "too_large", id="larger than a stage takes"),
    ],
)
async def test_what_cannot_be_decoded_is_buried_with_its_bytes(value: bytes, reason: str) -> None:
    before, (dead,), after = await execution(tagging()).run(received(article("one"), value, article("two")))
    assert [output.topic for output in (*before, *after)] == [TAGGED, TAGGED]
    found = letter(Encoded(dead.topic, dead.key, dead.value)) if reason != "too_large" else None
    payload = base64.b64decode(json.loads(dead.value)["payload"])
    assert payload == value
    assert json.loads(dead.value)["reason"] == reason
    if found is not None:
        assert (found.stage, found.topic, found.position, found.at) == ("tag", "articles", "1-0", START)


async def test_a_handler_that_raises_takes_no_other_record_with_it() -> None:
    async def refuse(batch: Sequence[Article]) -> Sequence[Outputs]:
        if any(one.id == "bad" for one in batch):
            raise KeyError("no such country")
        return await tag(batch)

    answers = await execution(tagging(refuse)).run(received(article("one"), article("bad"), article("two")))
    assert [outputs[0].topic.name for outputs in answers] == ["tagged", "dead-letters", "tagged"]
    found = letter(answers[1][0])
    assert (found.reason, found.error) == ("handler", "KeyError: 'no such country'")
    assert "refuse" in found.traceback
    assert decode(Article, found.payload).id == "bad"


async def test_a_record_that_dies_late_keeps_what_was_already_decided() -> None:
    async def refuse(batch: Sequence[TaggedArticle]) -> Sequence[Outputs]:
        raise BadRecord("rejected", "this story is closed")

    late = execution(tagging(), Stage("match", TAGGED, (ALERTS,), refuse))
    (outputs,) = await late.run(received(article("one")))
    assert [output.topic.name for output in outputs] == ["tagged", "dead-letters"]
    found = letter(outputs[1])
    assert (found.stage, found.reason, found.traceback) == ("match", "rejected", "")


async def test_the_same_death_makes_the_same_letter() -> None:
    first, second = [await execution(tagging()).run(received(b"{torn")) for _ in range(2)]
    assert letter(first[0][0]).id == letter(second[0][0]).id


async def test_outputs_that_cannot_be_written_bury_their_input() -> None:
    async def garble(batch: Sequence[Article]) -> Sequence[Outputs]:
        return [[(TAGGED, TaggedArticle(article=article("x", "\ud800"), language="ar"))] for _ in batch]

    ((dead,),) = await execution(tagging(garble)).run(received(article("one")))
    assert letter(dead).reason == "unicode"


async def test_an_error_message_that_utf8_cannot_hold_does_no_harm() -> None:
    async def refuse(batch: Sequence[Article]) -> Sequence[Outputs]:
        raise ValueError("cannot read \ud800")

    ((dead,),) = await execution(tagging(refuse)).run(received(article("one")))
    assert letter(dead).error == "ValueError: cannot read ?"


async def test_a_handler_with_too_few_answers_is_a_fault_of_the_handler() -> None:
    async def forget(batch: Sequence[Article]) -> Sequence[Outputs]:
        return []

    ((dead,),) = await execution(tagging(forget)).run(received(article("one")))
    assert "answered 0 times for 1 records" in letter(dead).error


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ConnectionResetError("gone"), id="the connection broke"),
        pytest.param(TimeoutError("gone"), id="no answer in time"),
        pytest.param(SurroundingsFailed("gone"), id="a service says so itself"),
    ],
)
async def test_failed_surroundings_are_waited_out(error: Exception) -> None:
    clock, readiness, tries = VirtualClock(), Readiness(), 0

    async def fail_twice(batch: Sequence[Article]) -> Sequence[Outputs]:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise error
        return await tag(batch)

    running = asyncio.create_task(
        execution(tagging(fail_twice), clock=clock, readiness=readiness).run(received(article("one")))
    )
    for _ in range(2):
        await clock.until_sleeping(1)
        assert readiness.faults == {"tag": "Stage tag waits: gone"}
        clock.advance(30)
    ((output,),) = await running
    assert output.topic is TAGGED
    assert not readiness.faults


async def test_a_cancellation_passes_through() -> None:
    inside = asyncio.Event()

    async def wait(batch: Sequence[Article]) -> Sequence[Outputs]:
        inside.set()
        await asyncio.Event().wait()
        return []

    running = asyncio.create_task(execution(tagging(wait)).run(received(article("one"))))
    await inside.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_an_empty_batch_is_no_work() -> None:
    async def never(batch: Sequence[Any]) -> Sequence[Outputs]:
        raise AssertionError("there is nothing to handle")

    assert await execution(tagging(never)).run([]) == []
