"""Trying a source out, for ``marsad feeds test``: what it would bring, and how. Nothing is kept or published."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from connectors.connector import NOTHING_REMEMBERED, Failed, NewArticles, Unchanged
from connectors.extraction import Full, Teaser, is_teaser
from connectors.parsing.decoding import Decoded, decoded
from connectors.parsing.feed_parsing import NotAFeed, ParsedFeed
from connectors.parsing.identity import folded_title
from connectors.parsing.pooled_parsing import PARSING, parse_in_pool
from connectors.scheduling.arrivals import PAGES_SECONDS
from connectors.scheduling.next_poll import NextPoll, next_poll
from connectors.scheduling.page_reader import PageReader
from connectors.scheduling.polling import POLL_SECONDS
from connectors.scheduling.rhythm import UNKNOWN, Rhythm, observed
from connectors.scheduling.source import Source, is_history
from connectors.settings import FetchSettings
from connectors.sources.feed import FeedConnector
from connectors.web.fetch_results import Fetched, FetchFailed
from connectors.web.fetching import HttpFetcher, PageFetcher, open_session
from connectors.web.host_gates import HostGates
from connectors.web.robots import Disallowed, RobotsRules
from connectors.workers.worker_pool import WorkerPool
from marsad import __version__
from marsad.http_trace import Exchange, Exchanges
from marsad.services import Surroundings
from streams.records import Article, derived_id

SITES_ASKED: Final = 3
"""So many sites are asked for their robots.txt, one page each."""


@dataclass(frozen=True)
class Document:
    """What a fetch brought, and how it became text. ``seconds`` include redirects and, of HTTP, the connection.

    ``exchanges`` end with the one that brought it; a file has none.
    """

    exchanges: tuple[Exchange, ...]
    seconds: float
    fetched: Fetched
    text: Decoded

    @property
    def sent(self) -> int | None:
        """The size on the way, in bytes; None if the server did not say."""
        return self.exchanges[-1].length if self.exchanges else None


@dataclass(frozen=True)
class Parsing:
    """How a document was parsed; ``seconds`` as in a monitor that runs, when everything is loaded."""

    seconds: float
    feed: ParsedFeed


@dataclass(frozen=True)
class Item:
    """An article as a poll would bring it. ``identity`` is what its id is made of, ``date`` how its date was read.

    ``page``: it would be completed from its page. ``history``: at a first poll it would alert nobody.
    """

    article: Article
    identity: str
    guid_fault: bool
    date: str
    text: Teaser | Full
    page: bool
    history: bool


@dataclass(frozen=True)
class Trial:
    """What came of trying a source. ``fault`` says in a clause why it brings nothing; empty if it can be read.

    ``robots`` holds a sentence for each site that was asked about the pages that would be read.
    """

    id: str
    address: str
    pages: str
    exchanges: tuple[Exchange, ...] = ()
    document: Document | None = None
    parsing: Parsing | None = None
    items: tuple[Item, ...] = ()
    skipped: tuple[str, ...] = ()
    robots: tuple[str, ...] = ()
    seconds: float = 0.0
    leave_alone: timedelta | None = None
    rhythm: Rhythm = UNKNOWN
    following: NextPoll | None = None
    fault: str = ""


async def tried(
    source: Source, address: str, fetch: FetchSettings, surroundings: Surroundings, pages_read: int = 0
) -> Trial:
    """Poll the source at ``address`` as if for the first time, without keeping or publishing anything.

    The pages of the first ``pages_read`` items that would be completed from theirs are read too.
    """
    exchanges = Exchanges(surroundings.clock)
    async with (
        open_session(__version__, fetch.user_agent, fetch.allow_addresses) as session,
        WorkerPool(settings=PARSING) as pool,
    ):
        session.trace_configs.append(exchanges.tracing())
        one = _Trying(source, address, fetch, surroundings, session, pool, exchanges)
        trial = await one.feed() if isinstance(source.connector, FeedConnector) else await one.connector()
        if trial.fault:
            return trial
        return await one.with_pages(trial, pages_read)


@dataclass(frozen=True)
class _Trying:
    """One trial on its way."""

    source: Source
    address: str
    fetch: FetchSettings
    surroundings: Surroundings
    session: aiohttp.ClientSession
    pool: WorkerPool
    exchanges: Exchanges

    async def feed(self) -> Trial:
        """A feed, step by step."""
        connector, clock = self.source.connector, self.surroundings.clock
        assert isinstance(connector, FeedConnector), "other sources have steps of their own"
        fetcher = connector.fetcher
        if isinstance(fetcher, HttpFetcher):
            fetcher = replace(fetcher, session=self.session)
        trial = Trial(self.source.id, self.address, self.source.pages)
        started = clock.monotonic()
        result = await fetcher.fetch(NOTHING_REMEMBERED)
        seconds = clock.monotonic() - started
        trial = replace(trial, exchanges=self.exchanges.seen, seconds=seconds)
        if not isinstance(result, Fetched):
            return replace(trial, fault=result.reason if isinstance(result, FetchFailed) else "nothing came")
        text = await asyncio.to_thread(decoded, result.body, result.charset)
        trial = replace(trial, document=Document(trial.exchanges, seconds, result, text))
        parsing = await self._parse(connector, result)
        if isinstance(parsing, NotAFeed):
            return replace(trial, fault=parsing.reason)
        parsed = parsing.feed
        asked = [wait for wait in (parsed.ttl, result.max_age) if wait is not None]
        return self._learned(replace(trial, parsing=parsing), parsed.articles, max(asked, default=None))

    async def _parse(self, connector: FeedConnector, document: Fetched) -> Parsing | NotAFeed:
        """The document parsed, timed."""
        clock = self.surroundings.clock
        best = math.inf
        while True:
            started = clock.monotonic()
            parsed = await parse_in_pool(
                self.pool, document.body, connector.origin, clock.now(), base_url=document.url, charset=document.charset
            )
            if isinstance(parsed, NotAFeed):
                return parsed
            seconds = clock.monotonic() - started
            if best < math.inf:
                return Parsing(min(best, seconds), parsed)
            best = seconds  # the first time, a worker also starts and loads what it needs

    async def connector(self) -> Trial:
        """A source of any other kind, which is asked once."""
        connector, clock = self.source.connector, self.surroundings.clock
        trial = Trial(self.source.id, self.address, self.source.pages)
        started = clock.monotonic()
        try:
            async with asyncio.timeout(POLL_SECONDS):
                result = await connector.poll(NOTHING_REMEMBERED)
        except TimeoutError:
            result = Failed(f"no result within {POLL_SECONDS:g} seconds")
        trial = replace(trial, seconds=clock.monotonic() - started)
        match result:
            case Failed(reason):
                return replace(trial, fault=reason)
            case Unchanged(_, leave_alone):
                return self._learned(trial, (), leave_alone)
            case NewArticles(articles, _, skipped, leave_alone):
                if skipped and not articles:
                    return replace(trial, fault=skipped[0])
                return self._learned(replace(trial, skipped=skipped), articles, leave_alone)

    def _learned(self, trial: Trial, articles: Sequence[Article], leave_alone: timedelta | None) -> Trial:
        """The trial with its items, and what a first poll would learn from them."""
        source, now = self.source, self.surroundings.clock.now()
        dates = [article.published_at for article in articles if article.published_at is not None]
        rhythm = observed(UNKNOWN, now, len(articles), dates)
        every = source.connector.every
        return replace(
            trial,
            items=tuple(self._item(one) for one in articles),
            leave_alone=leave_alone,
            rhythm=rhythm,
            following=next_poll(source.id, now, rhythm, every=every, leave_alone=leave_alone),
        )

    def _item(self, article: Article) -> Item:
        identity = _identity(article)
        guid = article.extra.get("guid", "")
        history = is_history(article, self.source.backfill)
        return Item(
            article,
            identity,
            guid_fault=bool(guid) and identity != "guid" and isinstance(self.source.connector, FeedConnector),
            date=_date(article),
            text=is_teaser(article),
            page=self._reader().wants(article, self.source.pages),
            history=history,
        )

    async def with_pages(self, trial: Trial, pages_read: int) -> Trial:
        """The trial with what sites say of their pages, and with the first pages read."""
        wanting = [index for index, item in enumerate(trial.items) if item.page]
        robots = RobotsRules(self.session, self.surroundings.clock)
        sites: dict[str, str] = {}
        for index in wanting:
            url = trial.items[index].article.url
            sites.setdefault(urlsplit(url).netloc, url)
        said = []
        for site, url in list(sites.items())[:SITES_ASKED]:
            answer = await robots.allows(url)
            name = site.rpartition("@")[2]
            said.append(answer.reason if isinstance(answer, Disallowed) else f"{name} permits its pages to be read")
        reader, items = self._reader(robots), list(trial.items)
        for index in wanting[:pages_read]:
            by = asyncio.get_running_loop().time() + PAGES_SECONDS
            completed = await reader.complete(items[index].article, self.source.origin, by)
            items[index] = replace(items[index], article=completed)
        return replace(trial, robots=tuple(said), items=tuple(items))

    def _reader(self, robots: RobotsRules | None = None) -> PageReader:
        clock = self.surroundings.clock
        return PageReader(
            PageFetcher(self.session, clock),
            robots or RobotsRules(self.session, clock),
            self.pool,
            HostGates(clock, self.fetch.host_at_once, self.fetch.host_pause),
            clock,
        )


def _identity(article: Article) -> str:
    """What the article's id is made of."""
    canonical = article.canonical_url
    for name, parts in (
        ("guid", (article.extra.get("guid", ""),)),
        ("address", (canonical,)),
        ("address and title", ("url+title", canonical, folded_title(article.title))),
    ):
        if parts[-1] and derived_id(article.source, *parts) == article.id:
            return name
    return "title and text"


def _date(article: Article) -> str:
    """How the date was read, or why there is none."""
    raw = article.published_raw
    if article.published_at is not None:
        assumed = article.extra.get("date_assumed", "")
        return f"from {raw!r}" + (f"; {assumed}" if assumed else "")
    if not raw:
        return "undated: the item has no date"
    return f"undated: {article.extra.get('undated') or 'it cannot be read'}, {raw!r}"
