"""Records that nobody can handle, between good ones: each in the dead letters with its reason, all others delivered."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from streams.clock import SystemClock
from streams.engines import Engine
from streams.engines.embedded import EmbeddedEngine
from streams.engines.embedded_directory import connect_running
from streams.engines.kafka import KafkaEngine
from streams.readiness import Readiness
from streams.topics import ARTICLES
from tests.e2e.conftest import EngineUnderTest
from tests.e2e.harness import LONG, Marsad, command, running
from tests.stand_ins import Fault, SlackStandIn, WebhookStandIn

pytestmark = pytest.mark.timeout(240)
MEGABYTE = 1024 * 1024


def article(number: int, **changed: object) -> dict[str, object]:
    """An article that meets the rule, with fields of its own."""
    url = f"https://news.example/article/{number}"
    fields: dict[str, object] = {
        "schema": 1,
        "id": f"article-{number}",
        "url": url,
        "canonical_url": url,
        "source": "one",
        "publisher": "One",
        "title": f"Talks in Iran enter their day {number}",
        "body": f"The delegation of Iran met in hall {number}.",
        "fetched_at": "2026-11-21T10:00:00Z",
    }
    return {name: value for name, value in {**fields, **changed}.items() if value is not None}


def wire(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


POISON = {
    "no JSON": (b'{"schema": 1, "id": "article-', "tag", "not_json"),
    "no UTF-8": (wire(article(101)).replace(b"Talks", b"T\xe1lks"), "tag", "unicode"),
    "a schema of the far future": (wire(article(102, schema=9)), "tag", "schema"),
    "fields that are missing": (wire(article(103, title=None, url=None)), "tag", "schema"),
    "fields of the wrong type": (wire(article(104, title=["a", "list"])), "tag", "schema"),
    "a body of 20 MB": (wire(article(105, body="Iran " * (4 * MEGABYTE))), "tag", "too_large"),
    "a lone surrogate, escaped": (wire(article(106)).replace(b"Talks", b"\\ud800"), "tag", "unicode"),
    "nothing": (b"", "tag", "not_json"),
    "an array": (wire([article(107)]), "tag", "schema"),
    # Its time has no place in UTC, so that Slack's message cannot be made; the webhook shows it as it is.
    "a record at which a channel raises": (
        wire(article(108, fetched_at="0001-01-01T00:00:00+14:00")),
        "deliver",
        "rejected",
    ),
}
GOOD = [wire(article(number)) for number in range(len(POISON) + 1)]


def written(directory: Path, webhook: WebhookStandIn, slack: SlackStandIn | None = None) -> Path:
    channels = [f"{{kind: webhook, url: '{webhook.url}'}}"]
    if slack is not None:
        channels.append(
            f"{{kind: slack, token: '${{SLACK_TOKEN}}', channel: C1, api_url: '{slack.api_url}', pace: 0s}}"
        )
    (directory / "feed.xml").write_text("<rss version='2.0'><channel><title>none</title></channel></rss>", "utf-8")
    path = directory / "watch.yml"
    path.write_text(
        "feeds: [{id: one, url: feed.xml, every: 1h}]\n"
        "rules: [{id: iran, name: Iran, match: {countries: [IR]}, receivers: [desk]}]\n"
        f"receivers: [{{id: desk, channels: [{', '.join(channels)}]}}]\n",
        "utf-8",
    )
    return path


class Command:
    """The commands of one installation: configuration, engine and environment given to each."""

    def __init__(self, path: Path, engine: EngineUnderTest) -> None:
        self.path = path
        self.engine = engine
        self.options = ("--config", str(path), *engine.options)

    async def __call__(self, *words: str) -> str:
        """What the command writes to standard output; it ends well."""
        code, output, errors = await command(
            *words, *self.options, directory=self.path.parent, environment=self.engine.environment
        )
        assert code == 0, errors
        assert "Traceback" not in errors
        return output

    async def letters(self, *more: str) -> list[dict[str, Any]]:
        lines = (await self("dead-letters", "list", "--json", *more)).splitlines()
        return [json.loads(line) for line in lines]

    @asynccontextmanager
    async def monitor(self) -> AsyncIterator[Marsad]:
        directory, environment = self.path.parent, self.engine.environment
        async with running("run", *self.options, directory=directory, environment=environment) as marsad:
            await marsad.address()
            yield marsad
            assert await marsad.stop() == 0, marsad.log


async def put_on_articles(engine: EngineUnderTest, values: list[bytes]) -> None:
    """Publish the bytes as they are, beside the monitor that runs."""
    options = dict(zip(engine.options[::2], engine.options[1::2], strict=True))
    clock, readiness = SystemClock(), Readiness()
    opened: Engine
    if engine.name == "kafka":
        prefix = engine.environment["MARSAD_KAFKA_PREFIX"]
        opened = KafkaEngine(
            bootstrap=options["--kafka"], prefix=prefix, worker="test", clock=clock, readiness=readiness
        )
    else:
        client = connect_running(Path(options["--data"]))
        assert client is not None
        opened = EmbeddedEngine(client, clock, readiness, exclusive=False)
    try:
        await opened.open()
        for number, value in enumerate(values):
            await opened.publish_raw(ARTICLES, [(str(number).encode(), value)])
    finally:
        await opened.close()


@pytest.mark.slow
async def test_poison_between_good_records(tmp_path: Path, engine: EngineUnderTest) -> None:
    async with WebhookStandIn() as webhook, SlackStandIn() as slack:
        marsad = Command(written(tmp_path, webhook, slack), engine)
        async with marsad.monitor() as monitor:
            mixed = [
                value for pair in zip(GOOD, [bad for bad, _, _ in POISON.values()], strict=False) for value in pair
            ]
            await put_on_articles(engine, [*mixed, GOOD[-1]])
            await slack.until(lambda one: len(one.journal) >= len(GOOD), LONG)
            await webhook.until(lambda one: len(one.journal) >= len(GOOD) + 1, LONG)
            await monitor.until('"An alert could not be delivered')

            letters = await marsad.letters()
            reasons = sorted((letter["stage"], letter["reason"]) for letter in letters)
            assert reasons == sorted((stage, reason) for _, stage, reason in POISON.values())
            assert all(letter["error"] and "\n" not in letter["error"] for letter in letters)
            for name, (value, stage, reason) in POISON.items():
                if stage == "tag":
                    sizes = {one["payload_bytes"] for one in letters if one["reason"] == reason}
                    assert len(value) in sizes, name
            assert len(set(slack.deliveries)) == len(slack.deliveries) == len(GOOD)
            assert len(set(webhook.deliveries)) == len(webhook.deliveries) == len(GOOD) + 1

            array = next(letter for letter in letters if letter["payload_bytes"] == len(POISON["an array"][0]))
            shown = json.loads(await marsad("dead-letters", "show", array["id"][:10], "--json"))
            assert shown["payload"] == POISON["an array"][0].decode()
            assert shown["topic"] == "articles"
            in_words = await marsad("dead-letters", "show", array["id"])
            assert "schema" in in_words
            assert array["id"] in in_words

            await marsad("dead-letters", "retry", array["id"])
            await comes_back(marsad, array)
            assert "Traceback (most recent call last)" not in monitor.log


async def comes_back(marsad: Command, letter: dict[str, Any]) -> None:
    """Wait until a retried letter has failed again: the old one counts as retried, a new one waits with its reason."""
    async with asyncio.timeout(LONG):
        waiting = await marsad.letters()
        while not any(_same_fault(one, letter) for one in waiting):
            waiting = await marsad.letters()
    assert letter["id"] not in {one["id"] for one in waiting}


def _same_fault(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["id"] != other["id"] and all(
        one[name] == other[name] for name in ("stage", "reason", "error", "payload_bytes")
    )


@pytest.mark.slow
async def test_a_delivery_that_was_refused_is_accepted_when_it_is_tried_again(
    tmp_path: Path, engine: EngineUnderTest
) -> None:
    async with WebhookStandIn() as webhook:
        webhook.faults.extend([Fault(status=400), Fault(status=400)])
        marsad = Command(written(tmp_path, webhook), engine)
        async with marsad.monitor():
            await put_on_articles(engine, GOOD[:3])
            await webhook.until(lambda one: len(one.requests) >= 3 and len(one.journal) == 1, LONG)
            refused = await marsad.letters()
            while len(refused) < 2:
                refused = await marsad.letters()
            assert [(one["stage"], one["reason"]) for one in refused] == [("deliver", "rejected")] * 2
            assert all("127.0.0.1 answered 400; look at its address and its log" in one["error"] for one in refused)
            said = await marsad("dead-letters", "retry", refused[0]["id"])
            assert said.startswith("1 record put back; ")
            await webhook.until(lambda one: refused[0]["delivery"] in one.deliveries, LONG)
        # Nobody runs now: what is put back is handled by the next run.
        assert [one["id"] for one in await marsad.letters()] == [refused[1]["id"]]
        assert json.loads(await marsad("dead-letters", "retry", "--all", "--json")) == {
            "retried": [refused[1]["id"]],
            "left": [],
        }
        assert len(webhook.journal) == 2
        async with marsad.monitor():
            await webhook.until(lambda one: refused[1]["delivery"] in one.deliveries, LONG)
            assert await marsad("dead-letters", "list") == "No dead letters.\n"
        assert len(set(webhook.deliveries)) == len(webhook.deliveries) == 3
