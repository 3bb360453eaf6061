"""Making records durable: one idempotent producer for the process, replaced when it fails."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.engines.kafka.link import Link, mend_by_hand
from streams.execution import Encoded
from streams.metrics import PUBLISHED

logger = structlog.get_logger("marsad.engine")

MAXIMUM_REQUEST_BYTES: Final = 40 * 1024 * 1024
"""Room for the largest dead letter (32 MiB) with its key and frame."""

ACKNOWLEDGED_WITHIN_SECONDS: Final = 30.0
_BATCH_BYTES: Final = 256 * 1024
_STOP_SECONDS: Final = 5.0


class Publisher:
    """Publishes with ``acks=all``. Records of one key stay in order while the producer lives.

    After a failure a new producer publishes again what was not acknowledged, so a record may stand twice on its
    topic, never not at all.
    """

    def __init__(self, link: Link, prefix: str) -> None:
        self._link = link
        self._prefix = prefix
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def publish(self, records: Sequence[Encoded]) -> None:
        """Return when the brokers have acknowledged every record. Raises SetupError if they refuse one."""
        left: Sequence[Encoded] = records

        async def send_what_is_left() -> None:
            nonlocal left
            left, failure = await self._send(left)
            if failure is not None:
                raise failure

        if records:
            await self._link.patiently(send_what_is_left)
        for record in records:
            PUBLISHED.labels(record.topic.name).inc()

    async def close(self) -> None:
        """Let go of the connections. What ``publish`` returned from is durable already."""
        if self._producer is not None:
            await self._discard(self._producer)

    async def _send(self, records: Sequence[Encoded]) -> tuple[Sequence[Encoded], BaseException | None]:
        """Those of ``records`` that were not acknowledged, and why."""
        producer = await self._started()
        deliveries: dict[asyncio.Future[object], Encoded] = {}
        failure: BaseException | None = None
        try:
            for record in records:
                topic = self._prefix + record.topic.name
                deliveries[await producer.send(topic, value=record.value, key=record.key)] = record
        except KafkaError as error:
            failure = error
        left = list(records[len(deliveries) :])
        if deliveries:
            await self._wait(deliveries)
            refused = [delivery for delivery in deliveries if not _acknowledged(delivery)]
            for delivery in refused:
                failure = failure or _failure(delivery)
            left = [deliveries[delivery] for delivery in refused] + left
        if failure is not None and mend_by_hand(failure) is None:
            await self._discard(producer)
        return left, failure

    async def _wait(self, deliveries: Iterable[asyncio.Future[object]]) -> None:
        """Wait for the acknowledgements. A cancellation leaves the deliveries to themselves."""
        try:
            await asyncio.wait(deliveries, timeout=ACKNOWLEDGED_WITHIN_SECONDS)
        except asyncio.CancelledError:
            for delivery in deliveries:
                delivery.add_done_callback(_failure)
            raise

    async def _started(self) -> AIOKafkaProducer:
        """The producer, started. Raises a KafkaError if no broker answers."""
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._link.bootstrap,
                    client_id="marsad",
                    acks="all",
                    enable_idempotence=True,
                    max_batch_size=_BATCH_BYTES,
                    max_request_size=MAXIMUM_REQUEST_BYTES,
                    request_timeout_ms=30_000,
                    metadata_max_age_ms=60_000,
                )
                try:
                    async with asyncio.timeout(ACKNOWLEDGED_WITHIN_SECONDS):
                        await producer.start()
                except BaseException:
                    await self._stop(producer)
                    raise
                self._producer = producer
            return self._producer

    async def _discard(self, producer: AIOKafkaProducer) -> None:
        """Let the next publication start a new producer."""
        if self._producer is producer:
            self._producer = None
        await self._stop(producer)

    async def _stop(self, producer: AIOKafkaProducer) -> None:
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await producer.stop()
        except (KafkaError, OSError, TimeoutError) as error:
            # It waits for acknowledgements that will not come; what it still holds is published again.
            logger.debug("The producer was abandoned.", error=str(error))
            await producer.client.close()


def _acknowledged(delivery: "asyncio.Future[object]") -> bool:
    return delivery.done() and not delivery.cancelled() and delivery.exception() is None


def _failure(delivery: "asyncio.Future[object]") -> BaseException:
    """Why a delivery was not acknowledged. Asking also keeps asyncio from complaining that nobody asked."""
    if not delivery.done():
        return TimeoutError(f"no acknowledgement within {ACKNOWLEDGED_WITHIN_SECONDS:.0f} s")
    if delivery.cancelled():
        return ConnectionError("the producer was stopped")
    return delivery.exception() or ConnectionError("the acknowledgement came late")
