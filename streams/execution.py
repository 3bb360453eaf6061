"""Running a group's stages over a batch: decode, hand on from stage to stage, sort out what cannot be handled.

Both engines do the same around it: take records, :meth:`Execution.run`, publish every output, acknowledge.

Promises:

1. Each input gets an answer: the records that follow from it, in order, or a dead letter with the reason and
   its original bytes. One bad record never takes another with it: a batch that fails is handled again record
   by record.
2. A failure of the surroundings is waited out with back-off, as long as it takes; nothing is dead-lettered for it,
   and the readiness says so meanwhile.
3. A cancellation passes through at once; nothing was acknowledged, so the batch is handled again later.
"""

import traceback as tracebacks
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from streams.backoff import Backoff
from streams.clock import Clock
from streams.errors import BadRecord, surroundings_failed
from streams.metrics import DEAD_LETTERS_TOTAL, STAGE_RECORDS, STAGE_SECONDS, declare_stage
from streams.readiness import Readiness
from streams.records import MAXIMUM_DEAD_PAYLOAD_BYTES, DeadLetter, Record, decode, derived_id, encode
from streams.stage import Group, Outputs, Stage
from streams.topics import DEAD_LETTERS, Topic


@dataclass(frozen=True, slots=True)
class Received:
    """A record as it came off its topic. ``position`` names its place there (entry id; partition and offset)."""

    topic: Topic[Any]
    position: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Encoded:
    """A record ready for its topic."""

    topic: Topic[Any]
    key: bytes
    value: bytes


@dataclass(frozen=True)
class _Died:
    """What became of an input that a stage could not handle."""

    letter: DeadLetter


@dataclass
class _Progress:
    """One input on its way through the stages."""

    received: Received
    outputs: list[Encoded] = field(default_factory=list)


def encoded(topic: Topic[Any], record: Record) -> Encoded:
    """The record as it goes on the wire. Raises BadRecord for text that is no Unicode."""
    return Encoded(topic, topic.key(record).encode("utf-8", "replace"), encode(record))


def dead_letter(stage: str, received: Received, error: BaseException, at: datetime, delivery: str = "") -> DeadLetter:
    """The dead letter for an input that ``stage`` could not handle because of ``error``."""
    known = isinstance(error, BadRecord)
    trace = "" if known else "".join(tracebacks.format_exception(error))
    return DeadLetter(
        id=derived_id(stage, received.topic.name, received.position),
        stage=stage,
        topic=received.topic.name,
        position=received.position,
        reason=error.reason if isinstance(error, BadRecord) else "handler",
        error=_printable(str(error) if known else f"{type(error).__name__}: {error}")[:2000],
        at=at,
        payload=received.value[:MAXIMUM_DEAD_PAYLOAD_BYTES],
        payload_bytes=len(received.value),
        traceback=_printable(trace)[-8000:],
        delivery=delivery,
    )


class Execution:
    """The stages of one group, ready to run."""

    def __init__(self, group: Group, clock: Clock, readiness: Readiness) -> None:
        self._group = group
        self._clock = clock
        self._readiness = readiness
        for stage in group.stages:
            declare_stage(stage.name)

    async def run(self, batch: Sequence[Received]) -> list[list[Encoded]]:
        """For each input the records to publish before it may be acknowledged, in the same order."""
        progress = [_Progress(received) for received in batch]
        first = self._group.stages[0]
        current: list[tuple[_Progress, Record]] = []
        for item in progress:
            try:
                current.append((item, decode(first.reads.record, item.received.value)))
            except BadRecord as error:
                self._bury(item, dead_letter(first.name, item.received, error, self._clock.now()))
        for index, stage in enumerate(self._group.stages):
            if not current:
                break
            reads_next = self._group.stages[index + 1].reads if index + 1 < len(self._group.stages) else None
            current = await self._run_stage(stage, current, reads_next)
        return [item.outputs for item in progress]

    async def _run_stage(
        self, stage: Stage, current: Sequence[tuple[_Progress, Record]], reads_next: Topic[Any] | None
    ) -> list[tuple[_Progress, Record]]:
        """Handle ``current``; collect what is durable; return what the next stage reads."""
        started = self._clock.monotonic()
        answers = await self._answers(stage, current)
        STAGE_SECONDS.labels(stage.name).observe(self._clock.monotonic() - started)
        following: list[tuple[_Progress, Record]] = []
        handled = 0
        for (item, _), answer in zip(current, answers, strict=True):
            try:
                if isinstance(answer, _Died):
                    self._bury(item, answer.letter)
                    continue
                item.outputs.extend(encoded(topic, record) for topic, record in answer if topic.durable)
            except BadRecord as error:
                self._bury(item, dead_letter(stage.name, item.received, error, self._clock.now()))
                continue
            handled += 1
            following.extend((item, record) for topic, record in answer if topic is reads_next)
        STAGE_RECORDS.labels(stage.name, "handled").inc(handled)
        return following

    async def _answers(self, stage: Stage, current: Sequence[tuple[_Progress, Record]]) -> Sequence[Outputs | _Died]:
        """The stage's answer for each record; alone, if the batch as a whole raises."""
        try:
            return await self._patiently(stage, [record for _, record in current])
        except Exception as error:  # noqa: BLE001 - whatever a handler raises ends in the dead letters, not in a crash
            if len(current) == 1:
                return [_Died(dead_letter(stage.name, current[0][0].received, error, self._clock.now()))]
        answers: list[Outputs | _Died] = []
        for pair in current:
            answers.extend(await self._answers(stage, [pair]))
        return answers

    async def _patiently(self, stage: Stage, records: Sequence[Record]) -> Sequence[Outputs]:
        """Handle, and wait while the surroundings are gone."""
        backoff = Backoff()
        while True:
            try:
                answers = await stage.handle(records)
            except Exception as error:
                if not surroundings_failed(error):
                    raise
                STAGE_RECORDS.labels(stage.name, "retried").inc(len(records))
                self._readiness.failed(stage.name, f"Stage {stage.name} waits: {_printable(str(error))}")
                await self._clock.sleep(backoff.next())
                continue
            if backoff.tries:
                self._readiness.ready(stage.name)
            if len(answers) != len(records):
                raise RuntimeError(f"stage {stage.name} answered {len(answers)} times for {len(records)} records")
            return answers

    def _bury(self, item: _Progress, letter: DeadLetter) -> None:
        """Make ``letter`` the last output of the input."""
        STAGE_RECORDS.labels(letter.stage, "dead").inc()
        DEAD_LETTERS_TOTAL.labels(letter.stage, letter.reason).inc()
        item.outputs.append(encoded(DEAD_LETTERS, letter))


def _printable(text: str) -> str:
    """``text`` with whatever UTF-8 cannot hold replaced, so that a dead letter can always be written."""
    return text.encode("utf-8", "replace").decode("utf-8")
