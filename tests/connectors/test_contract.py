"""Feeds and text files keep the connectors' contract; the other kinds show it where their own tests are."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest

from connectors.connector import Connector
from connectors.factory import Factory
from connectors.plugins import ConnectorSurroundings
from connectors.settings import FeedSettings, FetchSettings, TextSettings
from connectors.web.fetching import HttpFetcher
from connectors.workers.offloading import Threads
from connectors.workers.worker_pool import WorkerPool
from streams.settings import Settings
from tests.connectors.contract import ConnectorContract, Source
from tests.connectors.feeds import FeedServer, item, rss
from tests.virtual_clock import VirtualClock

TITLES = ["First title", "Second title"]


def feed_of(titles: list[str]) -> bytes:
    return rss(*(item(f"guid of {title}", title, description=f"Text of {title}") for title in titles))


Build = Callable[[Settings], Connector]


@pytest.fixture
async def build(clock: VirtualClock, session: aiohttp.ClientSession, tmp_path: Path) -> AsyncIterator[Build]:
    async with WorkerPool() as pool:
        surroundings = ConnectorSurroundings(
            tmp_path, session, clock, Threads(), lambda url, most: HttpFetcher(url, session, clock, maximum_bytes=most)
        )
        factory = Factory(FetchSettings(), surroundings, pool)
        yield lambda settings: factory.sources([settings]).polled[0].connector


class TestFeedOverHttp(ConnectorContract):
    @pytest.fixture
    async def source(self, build: Build, server: FeedServer) -> Source:
        async def write(titles: list[str]) -> None:
            server.serve("/feed", feed_of(titles))

        async def break_it() -> None:
            server.serve_status("/feed", 500)

        await write(TITLES)
        settings = FeedSettings(id="wire", url=server.url("/feed"))
        return Source(build(settings), write, break_it)


class TestFeedFromFile(ConnectorContract):
    @pytest.fixture
    async def source(self, build: Build, tmp_path: Path) -> Source:
        path = tmp_path / "feeds" / "wire.xml"
        path.parent.mkdir()

        async def write(titles: list[str]) -> None:
            path.write_bytes(feed_of(titles))

        async def break_it() -> None:
            path.unlink()

        await write(TITLES)
        return Source(build(FeedSettings(id="wire", url="feeds/wire.xml")), write, break_it)


class TestTextFiles(ConnectorContract):
    @pytest.fixture
    async def source(self, build: Build, tmp_path: Path) -> Source:
        folder = tmp_path / "news"

        async def write(titles: list[str]) -> None:
            folder.mkdir(exist_ok=True)
            for title in titles:
                (folder / f"{title}.txt").write_text(f"{title}\n\nText of {title}", "utf-8")

        async def break_it() -> None:
            shutil.rmtree(folder)

        await write(TITLES)
        settings = TextSettings(kind="text", id="folder", paths=("news/*.txt",))
        return Source(build(settings), write, break_it)
