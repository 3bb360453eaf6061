"""Faust, held on a short lead: one application for each consumer group, in our event loop, under our signals.

Settings that matter, and why:

* ``isolated_partitions`` and a supervisor that crashes: a fault stops the group instead of skipping a record.
* raw bytes in and out: decoding is ours, so what cannot be decoded is a dead letter and not a lost record.
* a static member id: a worker that comes back within the session timeout gets its partitions without a rebalance.
* no web server, no leader topic, no tables and no files on disk; ``noack`` everywhere (see carrying).
* no limit on the time between two polls: while Redis is gone a batch may wait for hours; heartbeats tell that we live.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import faust
import structlog
from faust.sensors.monitor import Monitor
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport
from mode.supervisors import CrashingSupervisor
from mode.threads import WorkerThread

logger = structlog.get_logger("marsad.engine")

SESSION_SECONDS: Final = 20.0
START_SECONDS: Final = 90.0
"""For the first assignment; a member whose predecessor died without static id must wait for its session to end."""
STOP_SECONDS: Final = 5.0
_DAY_SECONDS: Final = 86_400.0


class _DaemonThread(WorkerThread):  # type: ignore[misc]  # mode's types are not strict
    """A thread that never keeps the process from ending."""

    def __init__(self, service: Any, **more: Any) -> None:
        super().__init__(service, **more)
        self.daemon = True


class _ConsumerThread(AIOKafkaConsumerThread):  # type: ignore[misc]  # Faust's types are not strict
    """Does not print tracebacks; the supervision tells what happened."""

    Worker = _DaemonThread

    def on_crash(self, msg: str, *fmt: Any, **_: Any) -> None:
        """Log one line instead of printing a traceback to standard error."""
        logger.debug(msg.format(*fmt))


class _Consumer(Consumer):  # type: ignore[misc]  # Faust's types are not strict
    def _new_consumer_thread(self) -> _ConsumerThread:
        return _ConsumerThread(self, loop=self.loop, beacon=self.beacon)


class _Transport(Transport):  # type: ignore[misc]  # Faust's types are not strict
    Consumer = _Consumer


class _Monitor(Monitor):  # type: ignore[misc]  # Faust's types are not strict
    """Counts nothing for each record: our metrics do, and Faust's own took nearly half of the time of a record."""

    def on_message_in(self, *_: Any) -> None:
        """Nothing."""

    def on_message_out(self, *_: Any) -> None:
        """Nothing."""

    def on_stream_event_in(self, *_: Any) -> None:
        """Nothing."""

    def on_stream_event_out(self, *_: Any) -> None:
        """Nothing."""

    def track_tp_end_offset(self, *_: Any) -> None:
        """Nothing."""


class _App(faust.App):  # type: ignore[misc]  # Faust's types are not strict
    def _create_directories(self) -> None:
        """Nothing is kept on disk."""

    def _new_transport(self) -> _Transport:
        return _Transport(self.conf.broker_consumer, self)


class Application:
    """One consumer group's Faust application. It starts once and stops once; after a crash another one is made."""

    def __init__(
        self, bootstrap: str, topic: str, group: str, worker: str, carry: Callable[[Any], Awaitable[None]]
    ) -> None:
        self._topic = topic
        self._app = _App(
            group,
            broker=[f"kafka://{address.strip()}" for address in bootstrap.split(",")],
            loop=asyncio.get_running_loop(),
            autodiscover=False,
            monitor=_Monitor(),
            store="memory://",
            web_enabled=False,
            key_serializer="raw",
            value_serializer="raw",
            broker_commit_interval=1.0,
            broker_session_timeout=SESSION_SECONDS,
            broker_heartbeat_interval=3.0,
            broker_request_timeout=30.0,
            broker_max_poll_interval=_DAY_SECONDS,
            producer_request_timeout=30.0,
            consumer_group_instance_id=re.sub(r"[^A-Za-z0-9._-]", "-", worker),
            consumer_auto_offset_reset="earliest",
            stream_wait_empty=False,
            table_standby_replicas=0,
            topic_allow_declare=False,
            topic_disable_leader=True,
        )
        source = self._app.topic(topic, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")

        async def carry_partition(stream: Any) -> None:
            await carry(stream)

        self._app.agent(
            source, name=group, isolated_partitions=True, supervisor_strategy=CrashingSupervisor, concurrency=1
        )(carry_partition)

    async def start(self) -> None:
        """Return when the group has given this member its partitions. Raises TimeoutError or what Faust raises."""
        async with asyncio.timeout(START_SECONDS):
            await self._app.start()

    @property
    def crash(self) -> BaseException | None:
        """Why Faust gave up; None while it works."""
        if not self._app.crashed:
            return None
        reason = self._app.crash_reason
        return reason if isinstance(reason, BaseException) else RuntimeError("Faust crashed without a reason")

    @property
    def partitions(self) -> frozenset[int] | None:
        """The partitions that this member has now; None before the first assignment."""
        assignment = self._app._assignment
        if assignment is None:
            return None
        return frozenset(place.partition for place in assignment if place.topic == self._topic)

    @property
    def member(self) -> str:
        """The id that the group's coordinator has given this member; it changes when it must join again."""
        consumer = self._app.consumer._thread._consumer
        return str(consumer._coordinator.member_id) if consumer is not None else ""

    async def stop(self) -> None:
        """Commit what is acknowledged and leave; without a broker, let go after a while."""
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self._app.stop()
        except Exception as error:  # noqa: BLE001 - whatever a half-dead application raises, it is let go
            logger.debug("A Faust application was abandoned.", error=str(error))
            self._abandon()

    def _abandon(self) -> None:
        """End what a stop that hung has left behind: the agents here, and the consumer's loop in its thread."""
        for agent in self._app.agents.values():
            agent.cancel()
        thread = self._app.consumer._thread
        if not thread.thread_loop.is_closed():
            thread.thread_loop.call_soon_threadsafe(_cancel_all, thread.thread_loop)


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()
