"""Articles that are posted to us, over real HTTP."""

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from connectors.parsing.entries import Origin
from connectors.sources import push
from connectors.sources.push import PATH, PushSubscription
from connectors.sources.push_body import MAXIMUM_ARTICLES, MAXIMUM_BODY_BYTES
from connectors.sources.push_signature import HEADER, TOLERANCE_SECONDS, header, refusal
from streams.errors import SetupError
from streams.records import Article
from tests.connectors.contract import Feeding, SubscriptionContract, Taken, running
from tests.virtual_clock import START, VirtualClock

SECRET, PREVIOUS = "the-secret-of-the-desk", "the-secret-before-that"
NOW = int(START.timestamp())


@dataclass
class Client:
    """Somebody who posts, signed unless told otherwise."""

    subscription: PushSubscription
    session: aiohttp.ClientSession

    async def post(
        self,
        content: Any,
        *,
        secret: str = SECRET,
        at: int = NOW,
        path: str = PATH,
        method: str = "POST",
        headers: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        given = {"Content-Type": "application/json", HEADER: header(secret, at, body), **(headers or {})}
        url = self.subscription.address + path
        async with self.session.request(method, url, data=body, headers=given) as response:
            assert response.content_type == "application/json"
            return response.status, await response.json()


def article(title: str = "Talks begin", **fields: Any) -> dict[str, Any]:
    return {"title": title, **fields}


@pytest.fixture
def subscription(clock: VirtualClock) -> PushSubscription:
    return PushSubscription("desk", Origin("desk", "Desk"), "127.0.0.1", 0, (SECRET, PREVIOUS), clock)


@pytest.fixture
async def plain_session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        yield session


@asynccontextmanager
async def serving(
    subscription: PushSubscription, session: aiohttp.ClientSession, taken: Taken
) -> AsyncIterator[Client]:
    async with running(subscription, taken):
        async with asyncio.timeout(10):
            await subscription.listening.wait()
        yield Client(subscription, session)


@pytest.fixture
async def taken() -> Taken:
    return Taken()


@pytest.fixture
async def client(
    subscription: PushSubscription, plain_session: aiohttp.ClientSession, taken: Taken
) -> AsyncIterator[Client]:
    async with serving(subscription, plain_session, taken) as client:
        yield client


async def test_one_article(client: Client, taken: Taken) -> None:
    given = article(
        id="17",
        url="https://desk.example/17",
        summary="A summary",
        body="First.\n\nSecond.",
        published_at="2026-11-20T10:00:00+03:00",
        language="ar",
        publisher="The Paper",
        author="A Writer",
    )
    status, answer = await client.post(given)
    (made,) = taken.articles
    assert (status, answer) == (202, {"articles": [{"outcome": "accepted", "id": made.id}]})
    assert (made.source, made.publisher, made.language) == ("desk", "The Paper", "ar")
    assert (made.title, made.summary, made.body) == ("Talks begin", "A summary", "First.\nSecond.")
    assert made.published_at is not None
    assert made.published_at.isoformat() == "2026-11-20T07:00:00+00:00"
    assert made.fetched_at == START


async def test_of_several_the_good_ones_are_taken(client: Client, taken: Taken) -> None:
    status, answer = await client.post([article("A"), article("B", headline="x"), article("C", url="ftp://x")])
    assert status == 202
    assert [each["outcome"] for each in answer["articles"]] == ["accepted", "refused", "refused"]
    assert [each.get("where") for each in answer["articles"]] == [None, "[1].headline", "[2].url"]
    assert [each.title for each in taken.articles] == ["A"]


async def test_an_article_is_known_by_the_senders_id(client: Client, taken: Taken) -> None:
    await client.post(article("As it was", id="17"))
    await client.post(article("As it is now", id="17"))
    await client.post(article("Another", id="18"))
    ids = [each.id for each in taken.articles]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("content", "where", "error"),
    [
        pytest.param(article(headline="x"), "headline", "is no field of an article", id="an unknown field"),
        pytest.param(article(title=["x"]), "title", "is a list, not a text", id="no text"),
        pytest.param(article(published_at="soon"), "published_at", "is no date", id="no date"),
        pytest.param(article(language="Arabic!"), "language", "is no language tag", id="no language"),
        pytest.param(article(url="/relative"), "url", "is no web address", id="no web address"),
        pytest.param({}, "body", "has neither title nor text", id="nothing"),
        pytest.param("text", "body", "is a text, not an object", id="no object"),
        pytest.param([], "body", "holds no article", id="an empty list"),
        pytest.param(b'{"title": ', "body", "is no JSON", id="broken JSON"),
        pytest.param(b'{"title": "\xff"}', "body", "is no JSON", id="no UTF-8"),
        pytest.param(b"[" * 1_000_000, "body", "nested too deeply", id="nested too deeply"),
        pytest.param([{"a": 1}], "[0].a", "is no field", id="the place in a list"),
    ],
)
async def test_what_is_no_article(client: Client, taken: Taken, content: Any, where: str, error: str) -> None:
    status, answer = await client.post(content)
    assert status == 422
    assert answer["where"] == where
    assert error in answer["error"]
    assert taken.articles == []


@pytest.mark.parametrize(
    ("given", "status", "where", "error"),
    [
        pytest.param({"secret": "another secret"}, 401, HEADER, "not that of this body", id="a wrong secret"),
        pytest.param({"headers": {HEADER: ""}}, 401, HEADER, "is missing", id="no signature"),
        pytest.param({"headers": {HEADER: "v1=00"}}, 401, HEADER, "not of the form", id="no time"),
        pytest.param({"at": NOW - 301}, 401, HEADER, "300 seconds", id="an old request"),
        pytest.param({"at": NOW + 301}, 401, HEADER, "300 seconds", id="one of the future"),
        pytest.param({"headers": {"Content-Type": "text/plain"}}, 415, "Content-Type", "JSON", id="no JSON"),
        pytest.param({"headers": {"Content-Encoding": "br"}}, 415, "Content-Encoding", "gzip", id="compressed with br"),
        pytest.param({"method": "PUT"}, 405, "method", "use POST", id="another method"),
        pytest.param({"path": "/"}, 404, "path", "/v1/articles", id="another path"),
    ],
)
async def test_what_is_refused(
    client: Client, taken: Taken, given: dict[str, Any], status: int, where: str, error: str
) -> None:
    answered, answer = await client.post(article(), **given)
    assert answered == status
    assert answer["where"] == where
    assert error in answer["error"]
    assert taken.articles == []


def test_signatures() -> None:
    """Both secrets count while they change, several signatures may be given, and the body must be this one."""
    secrets, body = (SECRET, PREVIOUS), b"{}"
    assert refusal(header(SECRET, NOW, body), body, secrets, START) is None
    assert refusal(header(PREVIOUS, NOW - TOLERANCE_SECONDS, body), body, secrets, START) is None
    both = f"{header('unknown', NOW, body)},{header(SECRET, NOW, body).partition(',')[2]}"
    assert refusal(both, body, secrets, START) is None
    for value in (
        header(SECRET, NOW, b"{ }"),
        header(SECRET, NOW, body).replace(f"t={NOW}", f"t={NOW + 1}"),
        f"t={NOW},v1=ä",
        f"t={NOW},t={NOW},v1=0",
        "t=²,v1=0",
        f"t={'9' * 5000},v1=0",
        "," * 10_000,
    ):
        assert refusal(value, body, secrets, START) is not None


async def test_gzip(client: Client, taken: Taken) -> None:
    """The signature is over what is sent."""
    status, _ = await client.post(gzip.compress(json.dumps(article()).encode()), headers={"Content-Encoding": "gzip"})
    assert status == 202
    assert len(taken.articles) == 1


@pytest.mark.parametrize(
    ("body", "encoding", "status", "error"),
    [
        pytest.param(b"x" * (MAXIMUM_BODY_BYTES + 1), "identity", 413, "is larger than", id="too large"),
        pytest.param(gzip.compress(b" " * 200 * 1024 * 1024), "gzip", 413, "unpacks to more", id="a bomb"),
        pytest.param(b"no gzip", "gzip", 422, "no gzip stream", id="no gzip stream"),
        pytest.param(gzip.compress(b"{}")[:-9], "gzip", 422, "cut off", id="cut off"),
        pytest.param(gzip.compress(b"{}") + b"x", "gzip", 422, "behind the end", id="something behind"),
        pytest.param(zlib.compress(b"{}"), "gzip", 422, "no gzip stream", id="another format"),
        pytest.param(
            json.dumps([article()] * (MAXIMUM_ARTICLES + 1)).encode(), "identity", 413, "at most", id="too many"
        ),
    ],
)
async def test_sizes(client: Client, taken: Taken, body: bytes, encoding: str, status: int, error: str) -> None:
    answered, answer = await client.post(body, headers={"Content-Encoding": encoding})
    assert answered == status
    assert error in answer["error"]
    assert taken.articles == []


async def test_a_body_without_a_length_is_limited_while_it_is_read(client: Client) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65_536
            yield b"x" * 65_536

    headers = {"Content-Type": "application/json"}
    try:
        async with client.session.post(client.subscription.address + PATH, data=endless(), headers=headers) as response:
            assert response.status == 413
    except aiohttp.ClientOSError:
        pass  # the server has answered and closed while we were sending
    assert sent < 10 * MAXIMUM_BODY_BYTES


async def test_a_body_that_does_not_come(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "BODY_SECONDS", 0.05)
    waiting = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await waiting.wait()

    headers = {"Content-Type": "application/json"}
    async with client.session.post(client.subscription.address + PATH, data=slow(), headers=headers) as response:
        assert response.status == 408
    waiting.set()


@dataclass
class Blocking(Taken):
    """Takes nothing before it is told to."""

    def __post_init__(self) -> None:
        self.begun = asyncio.Event()
        self.free = asyncio.Event()

    async def bring(self, articles: Sequence[Article]) -> None:
        self.begun.set()
        await self.free.wait()
        await super().bring(articles)


async def test_nothing_is_accepted_before_it_is_durable(
    subscription: PushSubscription, plain_session: aiohttp.ClientSession
) -> None:
    taken = Blocking()
    async with serving(subscription, plain_session, taken) as client:
        request = asyncio.create_task(client.post(article()))
        await taken.begun.wait()
        assert not request.done()
        taken.free.set()
        assert (await request)[0] == 202


async def test_so_many_requests_at_once(subscription: PushSubscription, plain_session: aiohttp.ClientSession) -> None:
    taken = Blocking()
    subscription.at_once = 1
    async with serving(subscription, plain_session, taken) as client:
        first = asyncio.create_task(client.post(article()))
        await taken.begun.wait()
        status, answer = await client.post(article())
        assert (status, answer["where"]) == (429, "request")
        taken.free.set()
        assert (await first)[0] == 202
        assert (await client.post(article()))[0] == 202


@pytest.mark.parametrize("error", [ConnectionError("gone"), RuntimeError("a fault")], ids=repr)
async def test_what_cannot_be_made_durable_is_to_be_sent_again(client: Client, taken: Taken, error: Exception) -> None:
    taken.failing.append(error)
    status, answer = await client.post(article())
    assert status == 503
    assert "send them again" in answer["error"]
    assert (await client.post(article()))[0] == 202


async def test_what_takes_too_long_is_to_be_sent_again(
    subscription: PushSubscription, plain_session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "BRING_SECONDS", 0.05)
    async with serving(subscription, plain_session, Blocking()) as client:
        assert (await client.post(article()))[0] == 503


async def test_a_port_that_is_taken(subscription: PushSubscription, client: Client, clock: VirtualClock) -> None:
    port = int(subscription.address.rpartition(":")[2])
    second = PushSubscription("second", subscription.origin, "127.0.0.1", port, (SECRET,), clock)
    with pytest.raises(SetupError, match=f"The push source second cannot listen on 127.0.0.1:{port}"):
        await second.run(Taken().bring)


def test_secrets_are_not_shown(subscription: PushSubscription) -> None:
    assert SECRET not in repr(subscription)


class TestContract(SubscriptionContract):
    @pytest.fixture
    async def feeding(self, clock: VirtualClock, plain_session: aiohttp.ClientSession) -> Feeding:
        subscription = PushSubscription("desk", Origin("desk", "Desk"), "127.0.0.1", 0, (SECRET,), clock)

        async def send(titles: list[str]) -> None:
            async with asyncio.timeout(10):
                await subscription.listening.wait()
            status, _ = await Client(subscription, plain_session).post([article(title) for title in titles])
            assert status == 202

        return Feeding(subscription, send)
