"""Writing to Redis streams: what belongs together goes into one MULTI, what is large into several.

Promise: the outputs of an input and its acknowledgement are durable together or not at all. A transaction whose
answer was lost with the connection is sent again, so an output may stand twice; readers are idempotent by record id.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from streams.engines.embedded_link import Link
from streams.execution import Encoded
from streams.metrics import PUBLISHED
from streams.topics import Topic

MOST_BYTES: Final = 8 * 1024 * 1024
MOST_COMMANDS: Final = 1000
_TRANSACTIONS_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A group is done with the entry at ``position``."""

    topic: Topic[Any]
    group: str
    position: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What must become durable in one step."""

    outputs: Sequence[Encoded]
    done: Acknowledgement | None = None

    @property
    def bytes(self) -> int:
        """The size of all values."""
        return sum(len(output.value) for output in self.outputs)


def transactions(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """The units in order, in parts of at most MOST_BYTES and MOST_COMMANDS; a larger unit is a part of its own."""
    part: list[Unit] = []
    size = commands = 0
    for unit in units:
        unit_bytes, unit_commands = unit.bytes, len(unit.outputs) + 1
        if part and (size + unit_bytes > MOST_BYTES or commands + unit_commands > MOST_COMMANDS):
            yield part
            part, size, commands = [], 0, 0
        part.append(unit)
        size += unit_bytes
        commands += unit_commands
    if part:
        yield part


class Writer:
    """Makes units durable. ``pressed`` is set each time another ``press_every`` bytes were written."""

    def __init__(self, link: Link, prefix: str, press_every: int) -> None:
        self._link = link
        self._prefix = prefix
        self._press_every = press_every
        self._unpressed_bytes = 0
        self._turn = asyncio.Semaphore(_TRANSACTIONS_AT_ONCE)
        self.pressed = asyncio.Event()

    async def write(self, units: Iterable[Unit]) -> None:
        """Return when all units are durable."""
        for part in transactions(units):
            async with self._turn:
                await self._link.patiently(partial(self._transact, part))
            for unit in part:
                for output in unit.outputs:
                    PUBLISHED.labels(output.topic.name).inc()
                    self._unpressed_bytes += len(output.value)
        if self._unpressed_bytes >= self._press_every:
            self._unpressed_bytes = 0
            self.pressed.set()

    async def _transact(self, part: Sequence[Unit]) -> None:
        """One MULTI … EXEC."""
        done: dict[tuple[str, str], list[str]] = {}
        async with self._link.client.pipeline(transaction=True) as pipeline:
            for unit in part:
                for output in unit.outputs:
                    pipeline.xadd(self._prefix + output.topic.name, {"k": output.key, "v": output.value})
                if unit.done is not None:
                    key = (self._prefix + unit.done.topic.name, unit.done.group)
                    done.setdefault(key, []).append(unit.done.position)
            for (stream, group), positions in done.items():
                pipeline.xack(stream, group, *positions)
            await pipeline.execute()


class SharedCommits:
    """Commits of many tasks at once: those that come while a transaction is under way go together in the next."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: list[tuple[Unit, asyncio.Future[None]]] = []
        self._arrived = asyncio.Event()

    async def commit(self, unit: Unit) -> None:
        """Return when ``unit`` is durable. Needs ``run`` to be running."""
        durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((unit, durable))
        self._arrived.set()
        await durable

    async def run(self) -> None:
        """Write what arrives, until cancelled."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            waiting, self._waiting = self._waiting, []
            await self._writer.write(unit for unit, _ in waiting)
            for _, durable in waiting:
                if not durable.done():
                    durable.set_result(None)
