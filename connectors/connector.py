"""What a connector is: something that can be polled for articles.

A connector decides nothing about time, keeps no state and publishes nothing; the runner does. It is given what was
remembered of its last successful poll and answers with a result that carries what to remember next. The runner stores
that only after the articles are durable, so a crash repeats a poll and never loses one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from streams.records import Article


class FeedMemory(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a source between two polls.

    ``address`` is where the rest was learned: a memory of another address is worth nothing. ``read_at`` is when the
    content was last read in full, whether or not it had changed. ``moved_to`` is where the last ``moved_times`` polls
    in a row were redirected for good (301, 308). ``position`` is how far a connector has come in a source that it reads
    piece by piece, in its own notation.
    """

    address: str = ""
    etag: str = ""
    last_modified: str = ""
    fingerprint: str = ""
    read_at: datetime | None = None
    moved_to: str = ""
    moved_times: int = 0
    position: str = ""


NOTHING_REMEMBERED = FeedMemory()
"""The memory of a source that was never polled."""


@dataclass(frozen=True)
class NewArticles:
    """The source has content that was not read before. Some of its articles, or all, may be known already.

    ``skipped`` says in one sentence each what could not be made an article. ``leave_alone`` is how long the source asks
    not to be polled (a feed's ``ttl``, a response's ``max-age``), or None. ``more`` says that the source
    holds more than one poll brings: it is to be polled again at once, with ``memory``.
    """

    articles: tuple[Article, ...]
    memory: FeedMemory
    skipped: tuple[str, ...] = ()
    leave_alone: timedelta | None = None
    more: bool = False


@dataclass(frozen=True)
class Unchanged:
    """The source is as it was at the last poll. ``leave_alone`` as in ``NewArticles``."""

    memory: FeedMemory
    leave_alone: timedelta | None = None


FailureKind = Literal["failed", "gone", "throttled", "challenge", "refused"]
"""Why a source could not be read. ``gone``: it says that it will not come back (410). ``throttled``: its server wants
fewer requests (429, 503), which holds for the whole host. ``challenge``: a wall against robots answered in its place.
``refused``: we may not connect to its address. ``failed``: everything else."""


@dataclass(frozen=True)
class Failed:
    """The source could not be read, and why in one clause. ``retry_after`` is what the server asked for."""

    reason: str
    retry_after: timedelta | None = None
    kind: FailureKind = "failed"


Poll = NewArticles | Unchanged | Failed
"""What comes of asking a source once."""


class Connector(Protocol):
    """A source of articles. ``id`` is its name in the configuration."""

    @property
    def id(self) -> str:
        """The name in the configuration; every article carries it as its ``source``."""

    @property
    def every(self) -> timedelta | None:
        """The wished time between two polls; None leaves it to the source's own rhythm."""

    async def poll(self, memory: FeedMemory) -> Poll:
        """Ask once. What goes wrong with the source is an answer, never an exception; a cancellation goes through.

        The same content gives articles with the same ids.
        """
