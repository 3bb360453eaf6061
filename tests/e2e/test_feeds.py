"""``marsad feeds`` as a person uses it: before the first run, beside a running monitor, after it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.feeds import FeedServer, feed_server, item, rss
from tests.e2e.harness import LONG, command, running

pytestmark = pytest.mark.timeout(180)


def configuration(server: FeedServer) -> str:
    return (
        "# what we watch\n"
        "fetch: {allow_addresses: [127.0.0.0/8], host_pause: 0s, pages: never}\n"
        "feeds:\n"
        f"  - {{id: good, url: '{server.url('/good.xml')}', every: 1s}}\n"
        f"  - {{id: gone, url: '{server.url('/gone.xml')}', every: 1s}}\n"
        "rules: [{id: all, name: All, match: {languages: [en]}, receivers: [desk]}]\n"
        "receivers: [{id: desk, channels: [{kind: console}]}]\n"
    )


def names(directory: Path) -> list[str]:
    return sorted(one.name for one in directory.iterdir())


async def said(*words: str, directory: Path, code: int = 0) -> str:
    """The standard output of ``marsad feeds``."""
    found, output, errors = await command("feeds", *words, directory=directory)
    assert found == code, errors
    assert "Traceback" not in errors
    return output + errors if code else output


async def listed(directory: Path) -> dict[str, dict[str, Any]]:
    """Each source by its id."""
    options = ("--config", "watch.yml", "--data", "data")
    output = await said("list", "--json", *options, directory=directory)
    return {one["id"]: one for one in map(json.loads, output.splitlines())}


async def test_feeds_are_looked_at_before_beside_and_after_a_monitor(tmp_path: Path) -> None:
    options = ("--config", "watch.yml", "--data", "data")
    async with feed_server() as server:
        server.serve("/good.xml", rss(item("1", "Talks begin"), item("2", "Talks end")))
        server.serve_status("/gone.xml", 410)
        (tmp_path / "watch.yml").write_text(configuration(server), "utf-8")
        assert {one["state"] for one in (await listed(tmp_path)).values()} == {"not read yet"}
        assert not (tmp_path / "data").exists()
        run = (
            "run",
            "--config",
            str(tmp_path / "watch.yml"),
            "--data",
            str(tmp_path / "data"),
            "--http",
            "127.0.0.1:0",
        )
        async with running(*run, directory=tmp_path) as marsad:
            async with asyncio.timeout(LONG):
                while {one["state"] for one in (await listed(tmp_path)).values()} != {"well", "broken"}:
                    assert marsad.process is not None
                    assert marsad.process.returncode is None, marsad.log
            assert await marsad.stop() == 0, marsad.log
        found = await listed(tmp_path)
        assert (found["good"]["state"], found["good"]["articles"]) == ("well", 2)
        assert found["gone"]["wrong"] == "the server answers HTTP 410 (Gone)"
        shown = await said("show", "gone", *options, directory=tmp_path)
        assert "it said that it is gone for good; it is asked once a day" in shown
        assert "good" not in await said("list", "--broken", "--json", *options, directory=tmp_path)


async def test_the_list_of_feeds_from_the_command_line(tmp_path: Path) -> None:
    async with feed_server() as server:
        new = server.serve("/new.xml", rss(item("1", "Talks begin")))
        page = server.serve("/", b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/new.xml">')
        before = configuration(server)
        (tmp_path / "watch.yml").write_text(before, "utf-8")
        refused = await said("add", page, directory=tmp_path, code=1)
        assert f"its feeds are: {new}" in refused
        assert "1 feed added: new" in await said("add", new, "--id", "new", directory=tmp_path)
        assert (await said("export", directory=tmp_path)).count("<outline") == 3
        assert "1 feed removed" in await said("remove", "new", directory=tmp_path)
        assert (tmp_path / "watch.yml").read_text("utf-8") == before
        assert "there is no feed 'new'" in await said("remove", "new", directory=tmp_path, code=2)


async def test_trying_a_feed_needs_no_configuration(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(rss(item("1", "بدء المحادثات")))
    shown = await said("test", "feed.xml", directory=tmp_path)
    assert "rss 2.0" in shown
    assert "بدء المحادثات" in shown
    (tmp_path / "page.html").write_text("<!doctype html><p>Nothing", "utf-8")
    told = await said("test", "page.html", directory=tmp_path, code=1)
    assert "page.html brings nothing: the document is no feed but a web page" in told
    async with feed_server() as server:
        refused = await said("test", server.url("/"), directory=tmp_path, code=1)
        assert "add it to fetch.allow_addresses" in refused
        assert server.requests == []
    assert names(tmp_path) == ["feed.xml", "page.html"]
