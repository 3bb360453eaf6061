"""The pipeline on one screen: every stage, what it reads, what it writes, and which of them run together."""

from dataclasses import dataclass

from alerts.delivering import Delivering
from alerts.firing import Matching
from alerts.noticing import Noticing
from streams.stage import Batches, Group, Independent, Stage
from streams.topics import ALERTS, ANNOTATED, ARTICLES, DEAD_LETTERS, FEED_EVENTS, TAGGED
from streams.understanding.copies import CopyFolder
from streams.understanding.tagger import Tagger


@dataclass(frozen=True)
class Handlers:
    """What does the work of each stage."""

    tagger: Tagger
    folder: CopyFolder
    matching: Matching
    noticing: Noticing
    delivering: Delivering


def topology(handlers: Handlers) -> tuple[Group, ...]:
    """All groups, in the order of the pipeline."""
    return (
        Group(
            name="understand",
            role="streams",
            stages=(
                Stage(name="tag", reads=ARTICLES, writes=(ANNOTATED,), handle=handlers.tagger.handle),
                Stage(name="fold", reads=ANNOTATED, writes=(TAGGED,), handle=handlers.folder.handle),
                Stage(name="match", reads=TAGGED, writes=(ALERTS,), handle=handlers.matching.handle),
            ),
            flow=Batches(size=200, within=0.02),
        ),
        Group(
            name="notice",
            role="streams",
            stages=(Stage(name="notice", reads=FEED_EVENTS, writes=(ALERTS,), handle=handlers.noticing.handle),),
            flow=Batches(size=200, within=0.02),
        ),
        Group(
            name="deliver",
            role="alerts",
            stages=(Stage(name="deliver", reads=ALERTS, writes=(DEAD_LETTERS,), handle=handlers.delivering.handle),),
            flow=Independent(at_once=1000),
        ),
    )
