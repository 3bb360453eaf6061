"""No secret in anything that is printed: log, errors, ``check``, metrics, readiness, dead letters."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.harness import LONG, command, running
from tests.services import RedisServer
from tests.stand_ins import ACCEPT_THEN_CLOSE, TOKEN, Fault, SlackStandIn, SmtpStandIn, WebhookStandIn

pytestmark = pytest.mark.timeout(180)
PASSWORD = "smtp-hunter2-password"
SIGNING = "signing-hunter2-secret"
REDIS = "redis/hunter2@password"
REDIS_IN_URL = "redis%2Fhunter2%40password"
FEED_KEY = "feed-hunter2-key"
SECRETS = (TOKEN, PASSWORD, SIGNING, REDIS, REDIS_IN_URL, FEED_KEY, "hunter2")
ALL_OF_THEM = " ".join(SECRETS)


def leaks(text: str) -> list[str]:
    """The secrets that ``text`` holds."""
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture
def guarded_redis(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path / "redis", options=("--requirepass", REDIS)) as server:
        yield server


@dataclass
class Desk:
    """One receiver with three channels, of which each has a secret."""

    slack: SlackStandIn
    mail: SmtpStandIn
    webhook: WebhookStandIn

    def fail_in_every_way(self) -> None:
        """Each channel fails and repeats its secrets to us, as servers do in their error pages."""
        self.slack.faults.extend(
            [
                Fault(status=500, body=ALL_OF_THEM),
                Fault(status=200, body={"ok": False, "error": "invalid_auth", "needed": ALL_OF_THEM}),
                Fault(status=200, body={"ok": False, "error": "not_authed", "provided": TOKEN}),
            ]
        )
        self.mail.faults.extend([Fault(status=451, body=ALL_OF_THEM), Fault(status=550, body=ALL_OF_THEM)])
        self.webhook.faults.extend(
            [
                Fault(status=400, body=ALL_OF_THEM),
                ACCEPT_THEN_CLOSE,
                Fault(status=302, headers={"Location": "/" + TOKEN}),
            ]
        )

    def write(self, directory: Path) -> Path:
        """The configuration, the feed, and the secret that stands in a file."""
        items = "".join(
            f"<item><guid>{number}</guid><title>Iran and the news of day {number}</title>"
            f"<link>https://news.example/{number}</link></item>"
            for number in range(4)
        )
        feed = f"<rss version='2.0'><channel><title>one</title>{items}</channel></rss>"
        (directory / "feed.xml").write_text(feed, "utf-8")
        (directory / "password").write_text(f"{PASSWORD}\n", "utf-8")
        slack = f"kind: slack, token: '${{SLACK_TOKEN}}', channel: C1, api_url: '{self.slack.api_url}', pace: 0s"
        mail = f"kind: email, host: 127.0.0.1, port: {self.mail.port}, tls: none, username: desk"
        addresses = "password_file: password, sender: marsad@desk.example, to: [desk@desk.example]"
        address = self.webhook.url.replace(TOKEN, "${SLACK_TOKEN}")
        webhook = f"kind: webhook, url: '{address}', secret: '${{SIGNING}}'"
        path = directory / "watch.yml"
        path.write_text(
            "fetch: {allow_addresses: [127.0.0.0/8], backfill: all, pages: never}\n"
            "feeds:\n"
            "  - {id: one, url: feed.xml, every: 1h}\n"
            "  - {id: gone, url: 'http://127.0.0.1:1/feed?key=${FEED_KEY}', every: 1h}\n"
            "rules: [{id: iran, name: Iran, match: {countries: [IR]}, receivers: [desk]}]\n"
            f"receivers:\n  - id: desk\n    channels:\n      - {{{slack}}}\n      - {{{mail}, {addresses}}}\n"
            f"      - {{{webhook}}}\n",
            "utf-8",
        )
        return path


@pytest.mark.slow
@pytest.mark.parametrize("form", ["json", "human"])
async def test_channels_that_fail_give_no_secret_away(tmp_path: Path, form: str, guarded_redis: RedisServer) -> None:
    url = f"redis://:{REDIS_IN_URL}@127.0.0.1:{guarded_redis.port}/0"
    given = {"SLACK_TOKEN": TOKEN, "SIGNING": SIGNING, "FEED_KEY": FEED_KEY, "MARSAD_REDIS_URL": url}
    given |= {"MARSAD_HTTP": "127.0.0.1:0", "MARSAD_LOG_FORMAT": form, "MARSAD_LOG_LEVEL": "debug"}
    async with SlackStandIn() as slack, SmtpStandIn(PASSWORD) as mail, WebhookStandIn() as webhook:
        receivers = Desk(slack, mail, webhook)
        receivers.fail_in_every_way()
        path = receivers.write(tmp_path)
        options = ("--config", str(path))
        code, output, errors = await command("check", str(path), directory=tmp_path, environment=given)
        assert code == 0, errors
        assert leaks(output + errors) == []
        async with running("run", *options, directory=tmp_path, environment=given) as marsad:
            address = await marsad.address()
            for stand_in, most in ((slack, 2), (mail, 3), (webhook, 2)):
                await stand_in.until(lambda one, least=most: len(one.journal) >= least, LONG)
            async with aiohttp.ClientSession() as session:
                async with session.get(f"{address}/metrics") as answer:
                    assert leaks(await answer.text()) == []
                guarded_redis.kill()
                await marsad.until("Redis does not answer")
                async with session.get(f"{address}/readyz") as answer:
                    assert answer.status == 503
                    assert leaks(await answer.text()) == []
            assert await marsad.stop() == 0, marsad.log
            assert "An alert could not be delivered" in marsad.log
            assert "Feed gone cannot be read" in marsad.log
            assert leaks(marsad.log) == []
        guarded_redis.start()
        code, output, errors = await command(
            "dead-letters", "list", "--json", *options, directory=tmp_path, environment=given
        )
        letters = [json.loads(line) for line in output.splitlines()]
        assert (code, {letter["reason"] for letter in letters}) == (0, {"rejected"}), errors
        assert leaks(output + errors) == []
        code, output, errors = await command(
            "dead-letters", "show", letters[0]["id"], *options, directory=tmp_path, environment=given
        )
        assert code == 0, errors
        assert leaks(output + errors) == []


async def test_a_password_that_is_wrong_is_not_repeated(tmp_path: Path, guarded_redis: RedisServer) -> None:
    (tmp_path / "watch.yml").write_text(
        "feeds: [{id: one, url: feed.xml, every: 1h}]\n"
        "rules: [{id: iran, name: Iran, match: {countries: [IR]}, receivers: [desk]}]\n"
        "receivers: [{id: desk, channels: [{kind: console}]}]\n"
        "redis: {url: '${STORE}'}\n",
        "utf-8",
    )
    given = {"STORE": f"redis://:not-hunter2@127.0.0.1:{guarded_redis.port}/0", "MARSAD_HTTP": "127.0.0.1:0"}
    code, output, errors = await command("run", directory=tmp_path, environment=given)
    assert (code, output) == (2, "")
    assert errors.startswith("marsad: Redis refuses Marsad (")
    assert errors.endswith("): mend the user or password in its address\n")
    assert leaks(errors) == []


WRONG_PLACES = (
    "{kind: '${SLACK_TOKEN}'}",
    "{kind: slack, token: '${SLACK_TOKEN}', channel: C1, nmae: x}",
    "{kind: slack, token: '${SLACK_TOKEN}', channel: C1, pace: '${SLACK_TOKEN}'}",
    "{kind: slack, token: '${SLACK_TOKEN}', channel: C1, api_url: '${SLACK_TOKEN}'}",
    "{kind: email, host: h, sender: '${SLACK_TOKEN}', to: ['${SLACK_TOKEN}']}",
    "{kind: webhook, url: '${SLACK_TOKEN}'}",
    "{kind: console, name: '${SLACK_TOKEN} x'}",
)


async def test_secrets_in_the_wrong_places_are_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "watch.yml"
    path.write_text(
        "feeds: [{id: one, url: feed.xml}]\n"
        "rules: [{id: iran, name: Iran, match: {countries: [IR]}, receivers: ['${SLACK_TOKEN}']}]\n"
        f"receivers: [{{id: desk, channels: [{', '.join(WRONG_PLACES)}]}}]\n",
        "utf-8",
    )
    for more in ((), ("--json",)):
        given = {"SLACK_TOKEN": TOKEN}
        code, output, errors = await command("check", str(path), *more, directory=tmp_path, environment=given)
        assert code == 2, output + errors
        assert leaks(output + errors) == []
        for index in range(len(WRONG_PLACES)):
            assert f"receivers[0].channels[{index}]" in output + errors
