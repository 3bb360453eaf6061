"""Handling what Faust hands over: take, execute, publish, acknowledge. The only place where events are acknowledged.

No exception ever leaves an agent: Faust would acknowledge the event that caused it. A cancellation (the partition was
taken away, or the process ends) leaves everything that is in hand unacknowledged; a fault of our own does so too
and is told to the supervision by :attr:`Carrier.fault`.
"""

import asyncio
import contextlib
from typing import Any

from streams.engines.kafka.acknowledgement import OrderedAcknowledgement, Taken
from streams.engines.kafka.publisher import Publisher
from streams.execution import Execution, Received
from streams.stage import Batches, Group, Independent


class Carrier:
    """Carries the records of one group, whatever partitions it has. ``carry`` is the body of Faust's agent."""

    def __init__(self, group: Group, execution: Execution, publisher: Publisher) -> None:
        self._group = group
        self._execution = execution
        self._publisher = publisher
        self._free = asyncio.Semaphore(group.flow.at_once if isinstance(group.flow, Independent) else 1)
        self._tasks: set[asyncio.Task[None]] = set()
        self.fault: BaseException | None = None
        """What made an agent stop that should not have stopped."""
        self.in_hand = 0
        """Records that are being handled, or were handled and wait for an earlier one to be acknowledged."""
        self.finished = 0
        """Records that were acknowledged since the start."""

    async def carry(self, stream: Any) -> None:
        """Carry what comes on ``stream``, the records of one partition, until cancelled."""
        # Faust acknowledges by itself when an iteration goes on or ends, unless this says otherwise.
        stream.enable_acks = False
        try:
            if isinstance(self._group.flow, Batches):
                await self._in_batches(stream, self._group.flow)
            else:
                await self._independently(stream)
        except asyncio.CancelledError:
            # Passed on, it would make Faust crash the application where only one partition was taken away.
            return
        except BaseException as fault:  # noqa: BLE001 - told to the supervision, which ends the application or the process
            self.fault = self.fault or fault
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    async def settle(self) -> None:
        """Wait until what was cancelled has ended: a message under way is given the time to hear its answer."""
        for task in self._tasks:
            # A second cancellation would cut the wait for the answer short.
            if not task.cancelling():
                task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _in_batches(self, stream: Any, flow: Batches) -> None:
        """Batch after batch, each acknowledged as a whole."""
        async for events in stream.noack_take(flow.size, within=flow.within):
            self.in_hand += len(events)
            try:
                outputs = await self._execution.run([self._received(event) for event in events])
                await self._publisher.publish([record for follows in outputs for record in follows])
                for event in events:
                    event.ack()
                self.finished += len(events)
            finally:
                self.in_hand -= len(events)

    async def _independently(self, stream: Any) -> None:
        """A task for each record; one that waits for a slow receiver holds up no other."""
        order: OrderedAcknowledgement[Any] = OrderedAcknowledgement()
        tasks: set[asyncio.Task[None]] = set()

        def ended(task: "asyncio.Task[None]") -> None:
            tasks.discard(task)
            self._tasks.discard(task)
            self._free.release()
            if not task.cancelled() and (error := task.exception()) is not None:
                self.fault = self.fault or error

        try:
            async for event in stream.events():
                offset = event.message.offset
                match order.take(offset, event):
                    case Taken.HANDLED:
                        event.ack()
                    case Taken.NEW:
                        self.in_hand += 1
                        await self._free.acquire()
                        task = asyncio.create_task(self._alone(event, order), name=f"{self._group.name} {offset}")
                        tasks.add(task)
                        self._tasks.add(task)
                        task.add_done_callback(ended)
                    case Taken.IN_HAND:
                        pass
        finally:
            for task in tasks:
                task.cancel()
            self.in_hand -= order.waiting

    async def _alone(self, event: Any, order: OrderedAcknowledgement[Any]) -> None:
        """Handle one record and acknowledge all that may be acknowledged then."""
        (outputs,) = await self._execution.run([self._received(event)])
        await self._publisher.publish(outputs)
        for ready in order.done(event.message.offset):
            ready.ack()
            self.in_hand -= 1
            self.finished += 1

    def _received(self, event: Any) -> Received:
        message = event.message
        return Received(self._group.reads, f"{message.partition}:{message.offset}", message.value or b"")
