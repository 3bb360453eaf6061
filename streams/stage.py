"""What a stage is, and what stages that run together are.

A stage is a plain async function over records. It knows neither Kafka nor Redis streams::

    Stage(name="tag", reads=ARTICLES, writes=(ANNOTATED,), handle=Tagger(matcher).handle)

Stages that follow each other on the same records run fused in one group, since each hop over a topic costs
more than the work. A group is one consumer group: it reads one topic and acknowledges a record when all that
follows from it is durable.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from streams.records import Record
from streams.topics import Topic

Outputs = Sequence[tuple[Topic[Any], Record]]
"""What one input leads to: records, each with the topic that it goes to."""

Handler = Callable[[Sequence[Any]], Awaitable[Sequence[Outputs]]]
"""Takes a batch of records, answers with the outputs of each, in the same order.

It is idempotent by record id, since a batch may be handled again. It raises BadRecord for a record that no
retry can mend, lets connection errors through, and never swallows a cancellation.
"""


@dataclass(frozen=True)
class Stage:
    """One step of the pipeline. ``writes`` names every topic that ``handle`` may answer with."""

    name: str
    reads: Topic[Any]
    writes: tuple[Topic[Any], ...]
    handle: Handler


@dataclass(frozen=True)
class Batches:
    """Records are taken up to ``size`` at once, at most ``within`` seconds after the first, and handled in order."""

    size: int = 200
    within: float = 0.02


@dataclass(frozen=True)
class Independent:
    """Each record is handled by a task of its own, ``at_once`` at the most; one that waits holds up no other."""

    at_once: int = 1000


@dataclass(frozen=True)
class Group:
    """Stages that run fused under one consumer group. Each stage reads what the one before it writes."""

    name: str
    role: str
    stages: tuple[Stage, ...]
    flow: Batches | Independent = field(default_factory=Batches)

    def __post_init__(self) -> None:
        """Raise ValueError if the stages do not follow each other."""
        for before, after in zip(self.stages, self.stages[1:], strict=False):
            if after.reads not in before.writes:
                raise ValueError(
                    f"group {self.name}: {after.name} reads {after.reads.name}, which {before.name} does not write"
                )

    @property
    def reads(self) -> Topic[Any]:
        """The topic that the group consumes."""
        return self.stages[0].reads
