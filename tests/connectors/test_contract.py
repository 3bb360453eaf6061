"""Every connector keeps the connectors' contract."""

import shutil
from pathlib import Path

import aiohttp
import pytest

from connectors.factory import build
from connectors.settings import FeedSettings, TextSettings
from tests.connectors.contract import ConnectorContract, Source
from tests.connectors.feeds import FeedServer, item, rss
from tests.virtual_clock import VirtualClock

TITLES = ["First title", "Second title"]


def feed_of(titles: list[str]) -> bytes:
    return rss(*(item(f"guid of {title}", title, description=f"Text of {title}") for title in titles))


class TestFeedOverHttp(ConnectorContract):
    @pytest.fixture
    async def source(self, clock: VirtualClock, server: FeedServer, session: aiohttp.ClientSession) -> Source:
        async def write(titles: list[str]) -> None:
            server.serve("/feed", feed_of(titles))

        async def break_it() -> None:
            server.serve_status("/feed", 500)

        await write(TITLES)
        settings = FeedSettings(id="wire", url=server.url("/feed"))
        return Source(build(settings, Path(), session, clock), write, break_it)


class TestFeedFromFile(ConnectorContract):
    @pytest.fixture
    async def source(self, clock: VirtualClock, session: aiohttp.ClientSession, tmp_path: Path) -> Source:
        path = tmp_path / "feeds" / "wire.xml"
        path.parent.mkdir()

        async def write(titles: list[str]) -> None:
            path.write_bytes(feed_of(titles))

        async def break_it() -> None:
            path.unlink()

        await write(TITLES)
        return Source(build(FeedSettings(id="wire", url="feeds/wire.xml"), tmp_path, session, clock), write, break_it)


class TestTextFiles(ConnectorContract):
    @pytest.fixture
    async def source(self, clock: VirtualClock, session: aiohttp.ClientSession, tmp_path: Path) -> Source:
        folder = tmp_path / "news"

        async def write(titles: list[str]) -> None:
            folder.mkdir(exist_ok=True)
            for title in titles:
                (folder / f"{title}.txt").write_text(f"{title}\n\nText of {title}", "utf-8")

        async def break_it() -> None:
            shutil.rmtree(folder)

        await write(TITLES)
        settings = TextSettings(kind="text", id="folder", paths=("news/*.txt",))
        return Source(build(settings, tmp_path, session, clock), write, break_it)
