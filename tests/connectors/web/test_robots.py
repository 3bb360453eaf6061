"""Which pages robots.txt permits, asked of a real server."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web

from connectors.web.robots import ASKED_AGAIN_AFTER, RULES_HOLD, Allowed, Disallowed, RobotsRules, our_groups
from tests.connectors.feeds import FeedServer
from tests.services import free_port
from tests.virtual_clock import VirtualClock


@pytest.fixture
def rules(session: aiohttp.ClientSession, clock: VirtualClock) -> RobotsRules:
    return RobotsRules(session, clock)


def asked(server: FeedServer) -> int:
    return sum(request.path == "/robots.txt" for request in server.requests)


@pytest.mark.parametrize(
    ("robots", "path", "allowed"),
    [
        pytest.param("", "/a", True, id="empty"),
        pytest.param("User-agent: *\nDisallow:", "/a", True, id="nothing is forbidden"),
        pytest.param("User-agent: *\nDisallow: /", "/a", False, id="everything is forbidden"),
        pytest.param("User-agent: *\nDisallow: /", "/robots.txt", True, id="but for robots.txt itself"),
        pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: Marsad\nDisallow: /x", "/a", True, id="our own group"),
        pytest.param(
            "User-agent: *\nDisallow: /\n\nUser-agent: Marsad\nDisallow:", "/a", True, id="we may, others not"
        ),
        pytest.param("User-agent: *\nDisallow:\n\nUser-agent: marsad/2.0\nDisallow: /", "/a", False, id="we may not"),
        pytest.param("User-agent: Other\nUser-agent: Marsad\nDisallow: /", "/a", False, id="among others"),
        pytest.param("User-agent: Marsadbot\nDisallow: /", "/a", True, id="somebody of a similar name"),
        pytest.param("User-agent: Mars\nDisallow: /", "/a", True, id="somebody whose name is in ours"),
        pytest.param("User-agent: Other\nDisallow: /", "/a", True, id="somebody else"),
        pytest.param("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True, id="the longer rule, allowed"),
        pytest.param("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", False, id="the longer rule, forbidden"),
        pytest.param("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True, id="of the same length, allowed"),
        pytest.param("User-agent: *\nDisallow: /*.php$", "/a.php", False, id="a pattern"),
        pytest.param("User-agent: *\nDisallow: /*.php$", "/a.php?x=1", True, id="a pattern with an end"),
        pytest.param("User-agent: *\nDisallow: /أخبار/", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", False, id="Arabic"),
        pytest.param("Disallow: /", "/a", True, id="a rule of no group"),
        pytest.param("USER-AGENT:*\r\nDISALLOW:/\r\n", "/a", False, id="capitals and no spaces"),
        pytest.param("\ufeffUser-agent: *\nDisallow: /", "/a", False, id="a byte order mark"),
        pytest.param("User-agent: * # all\nDisallow: / # everything", "/a", False, id="comments"),
        pytest.param("User-agent: a\nSitemap: /s\nUser-agent: *\nDisallow: /", "/a", False, id="a site map between"),
        pytest.param("User-agent: Marsad\nDisallow: /x\n\nUser-agent: Marsad\nDisallow: /a", "/a", False, id="twice"),
        pytest.param("<html><body>Not found</body></html>", "/a", True, id="a page in its place"),
        pytest.param("User-agent: *\nDisallow: /\n" + "#" * 600_000, "/a", False, id="too large: the beginning counts"),
        pytest.param("#" * 600_000 + "\nUser-agent: *\nDisallow: /", "/a", True, id="too large: the end does not"),
    ],
)
async def test_rules(robots: str, path: str, allowed: bool, server: FeedServer, rules: RobotsRules) -> None:
    server.serve("/robots.txt", robots.encode())
    answer = await rules.allows(server.url(path))
    assert isinstance(answer, Allowed) == allowed
    if isinstance(answer, Disallowed):
        assert answer.reason == f"the robots.txt of {server.address} does not permit it"


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(400, True), (401, True), (403, True), (404, True), (410, True), (429, False), (500, False), (503, False)],
)
async def test_a_site_that_does_not_show_it(status: int, allowed: bool, server: FeedServer, rules: RobotsRules) -> None:
    server.serve_status("/robots.txt", status)
    answer = await rules.allows(server.url("/a"))
    assert isinstance(answer, Allowed) == allowed
    if isinstance(answer, Disallowed):
        assert str(status) in answer.reason


async def test_a_site_that_cannot_be_reached(rules: RobotsRules) -> None:
    port = free_port()
    assert await rules.allows(f"http://127.0.0.1:{port}/a") == Disallowed(
        f"the robots.txt of http://127.0.0.1:{port} cannot be read (127.0.0.1 refuses connections on port {port})"
    )


@pytest.mark.parametrize("url", ["", "a.html", "ftp://h/x", "http://", "http://h:x/", "http://u:secret@[1/"])
async def test_what_is_no_address(url: str, rules: RobotsRules) -> None:
    answer = await rules.allows(url)
    assert isinstance(answer, Disallowed)
    assert answer.reason.endswith("is no valid http(s) URL")
    assert "secret" not in answer.reason


async def test_a_private_address_is_refused(rules: RobotsRules) -> None:
    answer = await rules.allows("http://10.0.0.1/a")
    assert isinstance(answer, Disallowed)
    assert "10.0.0.1 is a private address" in answer.reason


async def test_redirects_are_followed(server: FeedServer, rules: RobotsRules) -> None:
    server.serve_status("/robots.txt", 301, Location="/others/robots.txt")
    server.serve("/others/robots.txt", b"User-agent: *\nDisallow: /a")
    assert isinstance(await rules.allows(server.url("/a")), Disallowed)
    assert isinstance(await rules.allows(server.url("/b")), Allowed)


async def test_it_is_asked_for_once_a_day(server: FeedServer, rules: RobotsRules, clock: VirtualClock) -> None:
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /a")
    for _ in range(3):
        await rules.allows(server.url("/a"))
    clock.advance(RULES_HOLD.total_seconds() - 1)
    await rules.allows(server.url("/a"))
    assert asked(server) == 1
    server.serve("/robots.txt", b"")
    clock.advance(1)
    assert isinstance(await rules.allows(server.url("/a")), Allowed)
    assert asked(server) == 2


async def test_a_broken_site_is_asked_again_after_a_while(
    server: FeedServer, rules: RobotsRules, clock: VirtualClock
) -> None:
    server.serve_status("/robots.txt", 500)
    assert isinstance(await rules.allows(server.url("/a")), Disallowed)
    server.serve("/robots.txt", b"")
    assert isinstance(await rules.allows(server.url("/a")), Disallowed)
    clock.advance(ASKED_AGAIN_AFTER.total_seconds())
    assert isinstance(await rules.allows(server.url("/a")), Allowed)


async def test_rules_go_on_holding_while_a_site_is_broken(
    server: FeedServer, rules: RobotsRules, clock: VirtualClock
) -> None:
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /a")
    await rules.allows(server.url("/a"))
    server.serve_status("/robots.txt", 500)
    clock.advance(RULES_HOLD.total_seconds())
    assert isinstance(await rules.allows(server.url("/a")), Disallowed)
    assert isinstance(await rules.allows(server.url("/b")), Allowed)
    assert asked(server) == 2


async def test_who_asks_at_once_waits_for_the_same_answer(server: FeedServer, rules: RobotsRules) -> None:
    arrived, go = asyncio.Event(), asyncio.Event()

    async def answer(_: web.Request) -> web.Response:
        arrived.set()
        await go.wait()
        return web.Response(text="User-agent: *\nDisallow: /a")

    server.serve_by("/robots.txt", answer)
    impatient = asyncio.create_task(rules.allows(server.url("/a")))
    others = [asyncio.create_task(rules.allows(server.url("/a"))) for _ in range(5)]
    await arrived.wait()
    impatient.cancel()
    go.set()
    answers = await asyncio.gather(*others)
    assert all(isinstance(answer, Disallowed) for answer in answers)
    assert impatient.cancelled()
    assert asked(server) == 1


async def test_only_so_many_sites_are_remembered(
    server: FeedServer, session: aiohttp.ClientSession, clock: VirtualClock
) -> None:
    server.serve("/robots.txt", b"")
    rules = RobotsRules(session, clock, maximum_sites=2)
    by_name = server.address.replace("127.0.0.1", "localhost")
    for site in (server.address, by_name, server.address):
        await rules.allows(f"{site}/a")
    assert asked(server) == 2
    await rules.allows(f"http://127.0.0.1:{free_port()}/a")
    await rules.allows(f"{server.address}/a")
    assert asked(server) == 2
    await rules.allows(f"{by_name}/a")
    assert asked(server) == 3


@pytest.mark.parametrize(
    ("value", "delay"),
    [
        ("5", timedelta(seconds=5)),
        ("0.5", timedelta(seconds=0.5)),
        ("0", None),
        ("-1", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e300", timedelta(hours=1)),
    ],
)
async def test_crawl_delay(value: str, delay: timedelta | None, server: FeedServer, rules: RobotsRules) -> None:
    server.serve("/robots.txt", f"User-agent: *\nCrawl-delay: {value}".encode())
    assert await rules.allows(server.url("/a")) == Allowed(delay)


async def test_only_so_many_rules_are_remembered(
    server: FeedServer, session: aiohttp.ClientSession, clock: VirtualClock
) -> None:
    server.serve("/robots.txt", b"User-agent: *\nDisallow: /" + b"x" * 600)
    rules = RobotsRules(session, clock, maximum_characters=1000)
    by_name = server.address.replace("127.0.0.1", "localhost")
    for site in (server.address, by_name, server.address):
        await rules.allows(f"{site}/a")
    assert asked(server) == 3


async def test_many_rules_are_all_heeded(server: FeedServer, rules: RobotsRules) -> None:
    many = "".join(f"Disallow: /*{number}/page\n" for number in range(20_000))
    server.serve("/robots.txt", f"User-agent: *\n{many}".encode())
    assert isinstance(await rules.allows(server.url("/19999/page")), Disallowed)
    assert isinstance(await rules.allows(server.url("/20000/side")), Allowed)


def test_of_a_file_for_ten_thousand_robots_only_our_part_is_kept() -> None:
    agents = "".join(f"User-agent: robot{number}\n" for number in range(10_000))
    assert our_groups(f"{agents}User-agent: *\nDisallow: /a\n".encode()) == "User-agent: Marsad\ndisallow: /a"
    assert our_groups(f"{agents}Disallow: /a\n".encode()) == ""
