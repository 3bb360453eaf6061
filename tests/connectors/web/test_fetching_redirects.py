"""Redirects: which are followed, what goes with them, and when a feed counts as moved."""

import base64
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from connectors.connector import NOTHING_REMEMBERED, FeedMemory
from connectors.web.fetching import SURE_AFTER, Fetched, FetchFailed, FetchResult, HttpFetcher, NotModified, moved
from tests.connectors.feeds import FeedServer, feed_server
from tests.services import free_port
from tests.virtual_clock import VirtualClock

SECRET = "Basic " + base64.b64encode(b"reader:geheim").decode()


@pytest.fixture
async def other_host() -> AsyncIterator[FeedServer]:
    """The same kind of server, at a host of another name."""
    async with feed_server() as running:
        running.address = running.address.replace("127.0.0.1", "localhost")
        yield running


async def fetch(url: str, session: aiohttp.ClientSession, memory: FeedMemory = NOTHING_REMEMBERED) -> FetchResult:
    return await HttpFetcher(url, session, VirtualClock(), seconds=10).fetch(memory)


def chain(server: FeedServer, *statuses: int) -> str:
    """A chain of redirects that ends at ``/new``; its URL."""
    server.serve("/new", b"text")
    for number, status in enumerate(statuses):
        last = number == len(statuses) - 1
        server.serve_status(f"/{number}", status, Location="/new" if last else f"/{number + 1}")
    return server.url("/0")


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [
        pytest.param((301,), True, id="permanent"),
        pytest.param((308,), True, id="permanent, the newer status"),
        pytest.param((302,), False, id="for now"),
        pytest.param((303,), False, id="see elsewhere"),
        pytest.param((307,), False, id="for now, the newer status"),
        pytest.param((301, 308, 301), True, id="all permanent"),
        pytest.param((301, 302), False, id="the last for now"),
        pytest.param((302, 301), False, id="the first for now"),
        pytest.param((301,) * 10, True, id="ten"),
    ],
)
async def test_is_followed(
    statuses: tuple[int, ...], permanent: bool, server: FeedServer, session: aiohttp.ClientSession
) -> None:
    result = await fetch(chain(server, *statuses), session)
    new = server.url("/new")
    assert result == Fetched(b"text", new, content_type="application/octet-stream", moved_to=new if permanent else "")


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        pytest.param("/a", "it redirects in a circle, back to {server}/a", id="to itself"),
        pytest.param("/a#part", "it redirects in a circle, back to {server}/a", id="to a part of itself"),
        pytest.param("/b", "it redirects in a circle, back to {server}/a", id="and back"),
        pytest.param("/more/1", "it redirects more than 10 times", id="for ever"),
        pytest.param("file:///etc/passwd", "it redirects to file:///etc/passwd, which is no http(s) URL", id="file"),
        pytest.param("ftp://h/x", "it redirects to ftp://h/x, which is no http(s) URL", id="ftp"),
        pytest.param("ftp://u:secret@h/x", "it redirects to ftp://h/x, which is no http(s) URL", id="a password"),
        pytest.param("javascript:alert(1)", "it redirects to javascript:alert(1), which is no", id="script"),
        pytest.param("data:text/xml,x", "it redirects to data:text/xml,x, which is no http(s) URL", id="data"),
        pytest.param("http://", "it redirects in a circle, back to {server}/a", id="no host"),
        pytest.param("http://[1", "it redirects to something that is no URL: 'http://[1'", id="half an address"),
        pytest.param("http://h:99999/", "it redirects to something that is no URL", id="no port"),
        pytest.param("http://10.0.0.1/x", "10.0.0.1 is a private address; add it to fetch.allow", id="private"),
        pytest.param("http://169.254.169.254/latest/", "169.254.169.254 is the address of a cloud's", id="metadata"),
        pytest.param("http://[::1]/", "::1 is a loopback address; add it to", id="loopback of IPv6"),
        pytest.param("http://[::ffff:10.0.0.1]/", "::ffff:a00:1 is an IPv4 address written as IPv6", id="mapped"),
        pytest.param("http://0/", "'http://0/' is no valid http(s) URL", id="a number as a name"),
        pytest.param("http://0xa000001/", "0xa000001 leads to 10.0.0.1, a private address", id="hexadecimal"),
        pytest.param("http://012.0.0.1/", "'http://012.0.0.1/' is no valid http(s) URL", id="octal"),
    ],
)
async def test_leads_nowhere(location: str, reason: str, server: FeedServer, session: aiohttp.ClientSession) -> None:
    async def on_and_on(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"/more/{int(request.path.rpartition('/')[2]) + 1}"})

    server.serve_status("/b", 302, Location="/a")
    for number in range(1, 20):
        server.serve_by(f"/more/{number}", on_and_on)
    result = await fetch(server.serve_status("/a", 301, Location=location), session)
    assert isinstance(result, FetchFailed)
    assert result.reason.startswith(reason.format(server=server.address))
    assert (result.kind == "refused") == ("fetch.allow_addresses" in result.reason)


@pytest.mark.parametrize(
    ("elsewhere", "with_validators", "with_secret"),
    [pytest.param(False, True, True, id="same host"), pytest.param(True, False, False, id="other host")],
)
async def test_what_goes_along(
    elsewhere: bool,
    with_validators: bool,
    with_secret: bool,
    server: FeedServer,
    other_host: FeedServer,
    session: aiohttp.ClientSession,
) -> None:
    goal = other_host if elsewhere else server
    url = server.serve_status("/old", 302, Location=goal.serve("/new", b"text"))
    with_password = url.replace("http://", "http://reader:geheim@")
    result = await fetch(with_password, session, FeedMemory(etag='"v1"', last_modified="yesterday"))
    assert isinstance(result, Fetched)
    assert result.url == goal.url("/new")
    assert server.requests[0].headers["Authorization"] == SECRET
    assert server.requests[0].headers["If-None-Match"] == '"v1"'
    headers = goal.requests[-1].headers
    assert headers.get("Authorization") == (SECRET if with_secret else None)
    assert ("If-None-Match" in headers, "If-Modified-Since" in headers) == (with_validators, with_validators)


async def test_a_304_of_another_host_is_not_believed(
    server: FeedServer, other_host: FeedServer, session: aiohttp.ClientSession
) -> None:
    url = server.serve_status("/old", 302, Location=other_host.serve_status("/new", 304))
    result = await fetch(url, session, FeedMemory(etag='"v1"'))
    assert isinstance(result, FetchFailed)
    assert "304" in result.reason


async def test_a_304_behind_a_permanent_redirect(server: FeedServer, session: aiohttp.ClientSession) -> None:
    url = server.serve_status("/old", 301, Location=server.serve_status("/new", 304))
    assert await fetch(url, session, FeedMemory(etag='"v1"')) == NotModified(moved_to=server.url("/new"))


@pytest.mark.parametrize(
    ("memory", "moved_to", "after"),
    [
        pytest.param(FeedMemory(), "", ("", 0), id="nothing moved"),
        pytest.param(FeedMemory(), "b", ("b", 1), id="the first time"),
        pytest.param(FeedMemory(moved_to="b", moved_times=1), "b", ("b", 2), id="again"),
        pytest.param(FeedMemory(moved_to="b", moved_times=3), "b", ("b", 3), id="certain"),
        pytest.param(FeedMemory(moved_to="b", moved_times=2), "c", ("c", 1), id="somewhere else"),
        pytest.param(FeedMemory(moved_to="b", moved_times=9), "", ("", 0), id="moved back"),
    ],
)
def test_moved(memory: FeedMemory, moved_to: str, after: tuple[str, int]) -> None:
    assert moved(memory, moved_to) == after


class Feed:
    """A feed that is polled as a connector does it: the memory is carried from one poll to the next."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session
        self.memory = FeedMemory()

    async def poll(self) -> FetchResult:
        result = await fetch(self.url, self.session, self.memory)
        if not isinstance(result, FetchFailed):
            moved_to, moved_times = moved(self.memory, result.moved_to)
            self.memory = FeedMemory(moved_to=moved_to, moved_times=moved_times)
        return result


def asked(server: FeedServer) -> list[str]:
    """The paths that were asked for since the last look."""
    paths = [request.path for request in server.requests]
    server.requests.clear()
    return paths


async def test_after_three_permanent_redirects_the_new_address_is_asked_directly(
    server: FeedServer, session: aiohttp.ClientSession
) -> None:
    server.serve("/new", b"text")
    feed = Feed(server.serve_status("/old", 301, Location="/new"), session)
    for _ in range(SURE_AFTER):
        await feed.poll()
        assert asked(server) == ["/old", "/new"]
    for _ in range(3):
        result = await feed.poll()
        assert isinstance(result, Fetched)
        assert asked(server) == ["/new"]


async def test_a_feed_that_moves_on_is_followed(server: FeedServer, session: aiohttp.ClientSession) -> None:
    server.serve("/new", b"text")
    feed = Feed(server.serve_status("/old", 301, Location="/new"), session)
    feed.memory = FeedMemory(moved_to=server.url("/new"), moved_times=SURE_AFTER)
    server.serve_status("/new", 301, Location=server.serve("/newer", b"text"))
    await feed.poll()
    assert asked(server) == ["/new", "/newer"]
    for _ in range(SURE_AFTER - 1):
        await feed.poll()
        assert asked(server) == ["/old", "/new", "/newer"]
    await feed.poll()
    assert asked(server) == ["/newer"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_new_address_that_ends_is_forgotten(
    server: FeedServer, session: aiohttp.ClientSession, status: int
) -> None:
    server.serve_status("/new", status)
    feed = Feed(server.serve("/old", b"text"), session)
    feed.memory = FeedMemory(moved_to=server.url("/new"), moved_times=SURE_AFTER)
    assert isinstance(await feed.poll(), Fetched)
    assert asked(server) == ["/new", "/old"]
    assert feed.memory == FeedMemory()
    await feed.poll()
    assert asked(server) == ["/old"]


@pytest.mark.parametrize(
    "moved_to",
    [
        pytest.param("http://127.0.0.1:{port}/new", id="nobody listens"),
        pytest.param("http://no-such-host.invalid/new", id="no such name"),
        pytest.param("http://10.0.0.1/new", id="not permitted"),
        pytest.param("no url", id="no URL"),
    ],
)
async def test_a_new_address_that_cannot_be_reached_is_forgotten(
    moved_to: str, server: FeedServer, session: aiohttp.ClientSession
) -> None:
    feed = Feed(server.serve("/old", b"text"), session)
    feed.memory = FeedMemory(moved_to=moved_to.format(port=free_port()), moved_times=SURE_AFTER, etag='"new"')
    assert isinstance(await feed.poll(), Fetched)
    assert "If-None-Match" not in server.requests[0].headers
    assert feed.memory == FeedMemory()


async def test_a_move_is_remembered_while_both_addresses_fail(
    server: FeedServer, session: aiohttp.ClientSession
) -> None:
    server.serve_status("/new", 404)
    feed = Feed(server.serve_status("/old", 410), session)
    feed.memory = remembered = FeedMemory(moved_to=server.url("/new"), moved_times=SURE_AFTER)
    result = await feed.poll()
    assert isinstance(result, FetchFailed)
    assert result.reason == (
        f"the server answers HTTP 404 (Not Found) at {server.url('/new')}, where it had moved; "
        "at its old address: the server answers HTTP 410 (Gone)"
    )
    assert feed.memory == remembered
    server.serve("/new", b"text")
    assert isinstance(await feed.poll(), Fetched)


async def test_a_new_address_that_is_only_broken_is_kept(server: FeedServer, session: aiohttp.ClientSession) -> None:
    server.serve_status("/new", 500)
    feed = Feed(server.serve("/old", b"text"), session)
    feed.memory = FeedMemory(moved_to=server.url("/new"), moved_times=SURE_AFTER)
    assert isinstance(await feed.poll(), FetchFailed)
    assert asked(server) == ["/new"]
