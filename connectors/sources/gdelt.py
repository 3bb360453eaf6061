"""The connector for GDELT's 15-minute files, which name most of the world's news soon after they appear.

It remembers which file it read last and reads those in between too, so that an outage of up to a day misses nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import msgspec

from connectors.connector import NOTHING_REMEMBERED, Failed, FeedMemory, NewArticles, Poll, Unchanged
from connectors.parsing.entries import Origin
from connectors.sources.gdelt_files import (
    STEP,
    DamagedFile,
    GdeltArticles,
    GdeltFilter,
    ListedFile,
    articles_of,
    digits_of,
    moment_of,
    newest_file,
)
from connectors.web.fetch_results import Fetched, FetchFailed, NotModified
from connectors.web.fetching import Fetcher
from connectors.workers.offloading import Workers, WorkFailed
from streams.clock import Clock
from streams.records import Article

CATCH_UP: Final = timedelta(days=1)
"""How far back files are read that were published while nobody asked."""

MAXIMUM_FILE_BYTES: Final = 40 * 1024 * 1024
"""The largest zipped file that is fetched; they have about 10 MB. The connector's fetchers must allow it."""

_SUFFIXES: Final = {"english": "", "translated": "-translation"}
_INFIXES: Final = {"english": "", "translated": ".translation"}


@dataclass(frozen=True)
class _Step:
    """What came of one half: the moment up to which it was read, what was found, and whether more is there."""

    moment: datetime | None
    articles: tuple[Article, ...] = ()
    skipped: tuple[str, ...] = ()
    more: bool = False
    failed: Failed | None = None


@dataclass(frozen=True)
class GdeltConnector:
    """GDELT at ``base_url``. Satisfies ``Connector``. A poll reads at most one file of each half.

    ``fetcher_of`` gives what fetches a URL; it must allow ``MAXIMUM_FILE_BYTES``.
    """

    id: str
    every: timedelta
    origin: Origin
    base_url: str
    wanted: GdeltFilter
    fetcher_of: Callable[[str], Fetcher]
    clock: Clock
    workers: Workers
    translated: bool = True

    async def poll(self, memory: FeedMemory) -> Poll:
        """Read the next file of each half, if there is one."""
        now = self.clock.now()
        known = _moments(memory.position) if memory.address == self.base_url else {}
        halves = ("english", "translated") if self.translated else ("english",)
        steps = {half: await self._step(half, known.get(half), now) for half in halves}
        failures = [step.failed for step in steps.values() if step.failed]
        if len(failures) == len(steps):
            return failures[0]
        moments = {half: digits_of(step.moment) for half, step in steps.items() if step.moment}
        position = msgspec.json.encode(moments, order="sorted").decode()
        read = FeedMemory(address=self.base_url, position=position, read_at=now)
        articles = tuple(article for step in steps.values() for article in step.articles)
        skipped = [sentence for step in steps.values() for sentence in step.skipped]
        skipped += [failure.reason for failure in failures]
        if position == memory.position and not articles and not skipped:
            return Unchanged(memory)
        return NewArticles(articles, read, tuple(skipped), more=any(step.more for step in steps.values()))

    async def _step(self, half: str, last: datetime | None, now: datetime) -> _Step:
        """Read the file of one half that follows ``last``."""
        address = f"{self._base}lastupdate{_SUFFIXES[half]}.txt"
        listing = await self._fetch(address)
        if isinstance(listing, FetchFailed):
            return _Step(last, failed=Failed(f"{address}: {listing.reason}", listing.retry_after, listing.kind))
        newest = newest_file(listing.body)
        if newest is None:
            return _Step(last, failed=Failed(f"{address} names no file of the Global Knowledge Graph"))
        moment = _next(last, newest.moment)
        if moment is None:
            return _Step(last)
        step = await self._read(half, moment, newest, last, now)
        if last is not None and moment > last + STEP:
            lost = (
                f"GDELT's files after {digits_of(last)} and before {digits_of(moment)} are not read: they are too old"
            )
            return replace(step, skipped=(lost, *step.skipped))
        return step

    async def _read(
        self, half: str, moment: datetime, newest: ListedFile, last: datetime | None, now: datetime
    ) -> _Step:
        name = f"{digits_of(moment)}{_INFIXES[half]}.gkg.csv.zip"
        is_newest = moment >= newest.moment
        behind = not is_newest
        document = await self._fetch(self._base + name)
        if isinstance(document, FetchFailed):
            if behind and document.status in (403, 404, 410):
                # GDELT leaves out a file now and then.
                return _Step(moment, skipped=(f"GDELT has no file {name}",), more=True)
            return _Step(last, failed=Failed(f"{name}: {document.reason}", document.retry_after, document.kind))
        try:
            found = await self.workers(
                articles_of, document.body, self.wanted, self.origin, now, newest if is_newest else None
            )
        except WorkFailed as error:
            found = DamagedFile(str(error))
        match found:
            case GdeltArticles(articles, unreadable):
                skipped = (f"{unreadable} rows of {name} cannot be read",) if unreadable else ()
                return _Step(moment, articles, skipped, more=behind)
            case DamagedFile(reason):
                sentence = f"{name} is left out: {reason}"
                # The newest one may still be on its way to the server; an older one will not become better.
                if behind:
                    return _Step(moment, skipped=(sentence,), more=True)
                return _Step(last, failed=Failed(f"{name}: {reason}"))

    async def _fetch(self, address: str) -> Fetched | FetchFailed:
        """The document. It is asked for without conditions."""
        result = await self.fetcher_of(address).fetch(NOTHING_REMEMBERED)
        if isinstance(result, NotModified):
            return FetchFailed("the server answers that nothing has changed, which nobody asked")
        return result

    @property
    def _base(self) -> str:
        return self.base_url.rstrip("/") + "/"


def _next(last: datetime | None, newest: datetime) -> datetime | None:
    """The file to read after ``last``: the newest at the first time, then one after the other; None if none is due."""
    if last is None:
        return newest
    if last >= newest:
        return None
    return min(newest, max(last + STEP, newest - CATCH_UP))


def _moments(position: str) -> dict[str, datetime]:
    """Up to where each half was read."""
    try:
        written = msgspec.json.decode(position, type=dict[str, str])
    except msgspec.MsgspecError:
        return {}
    return {half: moment for half, digits in written.items() if (moment := moment_of(digits)) is not None}
