"""The decisions of the Kafka engine, each by itself: no broker is needed."""

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import errors
from faust.transport.consumer import Consumer
from hypothesis import given
from hypothesis import strategies as st
from intervaltree import IntervalTree

from streams.engines.kafka.acknowledgement import OrderedAcknowledgement, Taken
from streams.engines.kafka.administration import Waiting
from streams.engines.kafka.link import Link, mend_by_hand
from streams.engines.kafka.reading import merged, offsets, position
from streams.engines.kafka.supervision import RIVALRY_CHANGES, RIVALRY_WITHIN_SECONDS, Progress, Rivalry, own_waiting
from streams.errors import SetupError
from streams.readiness import Readiness
from tests.virtual_clock import VirtualClock


class TestFaustCommitsPastAMissingRecord:
    """Why acknowledgements are put in order before Faust gets them."""

    @pytest.mark.parametrize(
        ("committed", "acknowledged", "next_offset"),
        [
            pytest.param(None, [3], 4, id="right after an assignment without any commit, 0 to 2 are skipped"),
            pytest.param(10, [11], 12, id="one missing record at the front, 10, is skipped"),
            pytest.param(10, [12], None, id="two missing records are noticed"),
            pytest.param(10, [10, 11, 13], 12, id="a gap further on is noticed"),
        ],
    )
    def test_its_next_offset(self, committed: int | None, acknowledged: list[int], next_offset: int | None) -> None:
        consumer = SimpleNamespace(
            _acked={"place": acknowledged},
            _acked_index=defaultdict(set),
            _gap=defaultdict(IntervalTree),
            _committed_offset={"place": committed},
        )
        assert Consumer._new_offset(consumer, "place") == next_offset


class TestOrderedAcknowledgement:
    @given(order=st.permutations(range(8)), start=st.integers(0, 1000))
    def test_any_order_comes_out_in_order_and_never_past_one_in_hand(self, order: Sequence[int], start: int) -> None:
        acknowledgement: OrderedAcknowledgement[int] = OrderedAcknowledgement()
        for offset in range(8):
            assert acknowledgement.take(start + offset, start + offset) is Taken.NEW
        released: list[int] = []
        done: set[int] = set()
        for offset in order:
            done.add(offset)
            released += acknowledgement.done(start + offset)
            unfinished = min((one for one in range(8) if one not in done), default=8)
            assert released == list(range(start, start + unfinished))
        assert acknowledgement.waiting == 0

    def test_what_is_read_again_is_not_handled_again_and_its_newest_event_is_acknowledged(self) -> None:
        acknowledgement: OrderedAcknowledgement[str] = OrderedAcknowledgement()
        acknowledgement.take(5, "first")
        acknowledgement.take(6, "second")
        assert acknowledgement.take(5, "first again") is Taken.IN_HAND
        assert acknowledgement.done(5) == ["first again"]
        assert acknowledgement.take(5, "first once more") is Taken.HANDLED
        assert acknowledgement.take(6, "second again") is Taken.IN_HAND
        assert acknowledgement.done(6) == ["second again"]

    def test_offsets_that_do_not_exist_are_no_gap(self) -> None:
        acknowledgement: OrderedAcknowledgement[int] = OrderedAcknowledgement()
        for offset in (5, 9, 20):
            acknowledgement.take(offset, offset)
        assert acknowledgement.done(9) == []
        assert acknowledgement.done(5) == [5, 9]
        assert acknowledgement.done(20) == [20]


@dataclass(frozen=True)
class Kept:
    """A record of a topic."""

    offset: int
    timestamp: int
    key: bytes | None = b"key"

    @property
    def value(self) -> bytes:
        return f"{self.timestamp}".encode()


class KeptTopic:
    """Gives what it has one record at a time, and nothing at every other call."""

    def __init__(
        self, partitions: Mapping[int, Sequence[Kept]], start: Mapping[int, int], end: Mapping[int, int]
    ) -> None:
        self._left = {
            partition: [one for one in kept if one.offset >= start[partition]] for partition, kept in partitions.items()
        }
        self._next = dict(start)
        self._end = end
        self._calls = itertools.count()

    async def more(self, partitions: set[int]) -> Mapping[int, Sequence[Any]]:
        given: dict[int, Sequence[Any]] = {}
        if next(self._calls) % 2:
            for partition in partitions:
                if self._left[partition]:
                    given[partition] = [self._left[partition].pop(0)]
                    self._next[partition] = given[partition][0].offset + 1
                else:
                    self._next[partition] = self._end[partition]
        return given

    async def reached(self, partition: int) -> int:
        return self._next[partition]


class TestReading:
    @pytest.mark.parametrize("text", ["", "0:17", "0:17,1:4", "10:3,2:0"])
    def test_a_position_can_be_handed_back(self, text: str) -> None:
        assert sorted(position(offsets(text)).split(",")) == sorted(text.split(","))

    async def test_partitions_are_merged_by_time_up_to_the_end(self) -> None:
        partitions = {0: [Kept(0, 10), Kept(1, 30), Kept(5, 31)], 1: [Kept(7, 20), Kept(8, 40)], 2: []}
        start, end = {0: 0, 1: 7, 2: 3}, {0: 5, 1: 9, 2: 3}
        stored = [one async for one in merged(KeptTopic(partitions, start, end), start, end)]
        assert [one.value for one in stored] == [b"10", b"20", b"30", b"40"]
        assert [one.position for one in stored] == ["0:1,1:7,2:3", "0:1,1:8,2:3", "0:2,1:8,2:3", "0:2,1:9,2:3"]

    async def test_every_position_gives_the_rest(self) -> None:
        partitions = {
            0: [Kept(index, 10 * index) for index in range(5)],
            1: [Kept(index, 15 * index) for index in range(4)],
        }
        start, end = {0: 0, 1: 0}, {0: 5, 1: 4}
        whole = [one async for one in merged(KeptTopic(partitions, start, end), start, end)]
        for index, stored in enumerate(whole):
            since = offsets(stored.position)
            rest = [one async for one in merged(KeptTopic(partitions, since, end), since, end)]
            assert rest == whole[index + 1 :]

    async def test_a_partition_whose_last_records_were_deleted_ends(self) -> None:
        start, end = {0: 0}, {0: 4}
        stored = [one async for one in merged(KeptTopic({0: [Kept(1, 1)]}, start, end), start, end)]
        assert [one.position for one in stored] == ["0:2"]


class TestProgress:
    @pytest.mark.parametrize(
        ("looks", "stagnant"),
        [
            pytest.param([(0, 5, (1,)), (60, 5, (1,))], 60, id="records wait and nothing moves"),
            pytest.param([(0, 5, (1,)), (60, 5, (2,))], 0, id="a commit is progress"),
            pytest.param([(0, 0, (1,)), (60, 0, (1,))], 0, id="nothing waits"),
            pytest.param([(0, 0, (1,)), (60, 5, (1,))], 60, id="what has just come is counted from the last idle look"),
            pytest.param([(0, 5, (1,)), (60, 5, (1,)), (70, 0, (1,)), (80, 5, (1,))], 10, id="idle in between"),
        ],
    )
    def test_for_how_long_nothing_has_moved(
        self, looks: list[tuple[float, int, tuple[int, ...]]], stagnant: float
    ) -> None:
        progress = Progress()
        assert [progress.look(*look) for look in looks][-1] == stagnant

    @pytest.mark.parametrize(
        ("partitions", "in_hand", "waiting"),
        [
            pytest.param(frozenset({0, 1}), 0, 30, id="all are ours"),
            pytest.param(frozenset({1}), 0, 20, id="another worker's partition is no matter of ours"),
            pytest.param(frozenset({1}), 20, 0, id="what is in hand does not wait"),
            pytest.param(frozenset(), 0, 0, id="one worker too many has nothing to do"),
            pytest.param(None, 0, 30, id="without an assignment everything waits"),
        ],
    )
    def test_what_waits_for_a_worker(self, partitions: frozenset[int] | None, in_hand: int, waiting: int) -> None:
        standing = {0: Waiting(committed=90, end=100), 1: Waiting(committed=0, end=20)}
        assert own_waiting(standing, partitions, in_hand) == waiting

    @pytest.mark.parametrize(
        ("every", "rivals"),
        [
            pytest.param(1.0, True, id="joins anew each second"),
            pytest.param(RIVALRY_WITHIN_SECONDS, False, id="joins anew each minute"),
        ],
    )
    def test_who_must_join_again_and_again_has_a_rival(self, every: float, rivals: bool) -> None:
        rivalry = Rivalry()
        seen = [rivalry.look(index * every, f"member-{index}") for index in range(RIVALRY_CHANGES + 1)]
        assert seen[-1] is rivals
        assert not any(seen[:-1])


class TestLink:
    @pytest.mark.parametrize(
        ("error", "by_hand"),
        [
            pytest.param(errors.TopicAuthorizationFailedError("articles"), True, id="no right to the topic"),
            pytest.param(errors.SaslAuthenticationFailed(), True, id="wrong password"),
            pytest.param(errors.MessageSizeTooLargeError(), True, id="a limit that is too low"),
            pytest.param(errors.KafkaConnectionError("gone"), False, id="no connection"),
            pytest.param(errors.NotLeaderForPartitionError(), False, id="a broker that moves"),
            pytest.param(errors.OutOfOrderSequenceNumber(), False, id="a producer that lost its thread"),
        ],
    )
    def test_what_only_a_person_can_mend(self, error: Exception, by_hand: bool) -> None:
        assert (mend_by_hand(error) is not None) is by_hand

    async def test_it_waits_tells_the_fault_and_its_end(self) -> None:
        clock, readiness = VirtualClock(), Readiness()
        link = Link("broker:9092", clock, readiness)
        failures = [errors.KafkaConnectionError("x"), TimeoutError("slow")]

        async def operation() -> str:
            if failures:
                raise failures.pop(0)
            return "answer"

        answer = asyncio.ensure_future(link.patiently(operation))
        await clock.until_sleeping()
        assert readiness.faults == {"kafka": "Kafka does not answer at broker:9092: waiting until it does."}
        clock.advance(10)
        await clock.until_sleeping()
        assert readiness.faults == {"kafka": "Kafka does not answer at broker:9092 (slow): waiting until it does."}
        clock.advance(10)
        assert await answer == "answer"
        assert not readiness.faults

    async def test_what_is_no_failure_of_the_brokers_is_raised(self) -> None:
        async def refuse() -> None:
            raise errors.GroupAuthorizationFailedError("marsad-tag")

        with pytest.raises(SetupError, match="Kafka refuses Marsad"):
            await Link("broker:9092", VirtualClock(), Readiness()).patiently(refuse)
