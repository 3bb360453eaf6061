"""One group's loop on the embedded engine: take, handle, and make durable together with the acknowledgement."""

import asyncio
from collections.abc import Sequence
from typing import Final

from streams.engines.embedded_reading import GroupReader
from streams.engines.embedded_writing import Acknowledgement, SharedCommits, Unit, Writer
from streams.engines.progress import Progress
from streams.execution import Encoded, Execution, Received
from streams.stage import Batches, Group, Independent

_MOST_AT_A_TIME: Final = 200
"""Bounds what one read holds in memory."""


class Carrier:
    """Carries the records of ``group`` until cancelled. A cancellation abandons what is in hand; it stays pending."""

    def __init__(
        self, group: Group, reader: GroupReader, writer: Writer, execution: Execution, progress: Progress
    ) -> None:
        self._group = group
        self._reader = reader
        self._writer = writer
        self._execution = execution
        self._progress = progress
        self._full = False

    @property
    def full(self) -> bool:
        """Whether every task of an independent group is at work, so that records rightly wait."""
        return self._full

    async def run(self) -> None:
        """Take, handle and commit, until cancelled."""
        if isinstance(self._group.flow, Batches):
            await self._in_batches(self._group.flow)
        else:
            await self._independently(self._group.flow)

    async def _in_batches(self, flow: Batches) -> None:
        """Batch after batch. What is there is taken at once: waiting to fill a batch up would only add delay."""
        while True:
            batch = await self._reader.take(flow.size)
            outputs = await self._execution.run(batch)
            await self._writer.write(
                self._unit(received, follows) for received, follows in zip(batch, outputs, strict=True)
            )
            self._reader.done(received.position for received in batch)
            self._progress.moved(self._group.name)

    async def _independently(self, flow: Independent) -> None:
        """A task for each record; one that waits for a slow receiver holds up no other."""
        commits = SharedCommits(self._writer)
        free = flow.at_once
        freed = asyncio.Event()

        async def handle(received: Received) -> None:
            nonlocal free
            outputs = await self._execution.run([received])
            await commits.commit(self._unit(received, outputs[0]))
            self._reader.done([received.position])
            self._progress.moved(self._group.name)
            free += 1
            freed.set()

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(commits.run(), name=f"commit {self._group.name}")
            while True:
                freed.clear()
                self._full = not free
                if self._full:
                    await freed.wait()
                    continue
                for received in await self._reader.take(min(free, _MOST_AT_A_TIME)):
                    free -= 1
                    tasks.create_task(handle(received), name=f"{self._group.name} {received.position}")
                self._progress.moved(self._group.name)

    def _unit(self, received: Received, outputs: Sequence[Encoded]) -> Unit:
        """What follows from an input, together with its acknowledgement."""
        return Unit(outputs, Acknowledgement(self._group.reads, self._group.name, received.position))
