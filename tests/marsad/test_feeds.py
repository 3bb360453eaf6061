"""``marsad feeds``: how sources do, by what is remembered in a real Redis, and the list of feeds."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from redis.asyncio import Redis

from connectors.connector import FeedMemory
from connectors.scheduling.feed_state import FeedState, RedisFeedStates
from connectors.scheduling.rhythm import UNKNOWN, observed
from connectors.scheduling.schedule import Enrolment, Schedule
from marsad import feeds
from marsad.config import Configuration, load
from marsad.feed_list import NewFeed
from marsad.feed_report import length
from marsad.options import Asked, Options, settle
from marsad.secrets import redaction
from streams.connection import redis_client
from streams.errors import MarsadError, SetupError, SurroundingsFailed
from tests.connectors.feeds import feed_server, item, rss

NOW = datetime.now(UTC)
AGO = NOW - timedelta(hours=3)
READ = FeedState(polled_at=AGO, read_at=AGO, first_read_at=AGO - timedelta(days=30), last_new_at=AGO)
RHYTHM = observed(UNKNOWN, AGO, 24, [AGO - timedelta(hours=number) for number in range(24)])
HEAD = "fetch: {allow_addresses: [127.0.0.0/8], host_pause: 0s}\nfeeds:\n"
TAIL = """rules: [{id: all, name: All, match: {languages: [ar]}, receivers: [desk]}]
receivers: [{id: desk, channels: [{kind: console}]}]
"""
FEEDS = """  - id: one # the first
    url: https://one.example/rss
    publisher: الأفق
"""
EVERY_KIND = """  - {id: one, url: https://one.example/rss}
  - {kind: text, id: texts, paths: "*.txt"}
  - {kind: files, id: archive, paths: ["*.jsonl", "*.warc"]}
  - {kind: opml, id: wires, path: wires.opml}
  - {kind: sitemap, id: map, url: https://map.example/news.xml}
  - {kind: page_list, id: list, url: https://list.example/, items: article}
  - {kind: gdelt, id: gdelt}
  - {kind: push, id: newsroom, secret_file: secret}
  - {kind: kafka, id: partner, bootstrap: "kafka.example:9092", topic: articles}
"""
WIRES = '<opml version="2.0"><body><outline text="Wire" xmlUrl="https://wire.example/rss" language="fa"/></body></opml>'


@dataclass
class Place:
    """A folder with a configuration, and where its state is."""

    path: Path
    asked: Asked
    redis: Redis | None = None
    prefix: str = ""

    def write(self, listed: str, tail: str = TAIL) -> None:
        self.path.write_text(HEAD + listed + tail, "utf-8")

    @property
    def prepared(self) -> tuple[Configuration, Options]:
        configuration = load(self.path, {})
        return configuration, settle(self.path, configuration, self.asked)

    async def remember(self, states: dict[str, FeedState]) -> None:
        assert self.redis is not None
        await RedisFeedStates(self.redis, self.prefix).save(states)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Without any state yet."""
    (tmp_path / "wires.opml").write_text(WIRES, "utf-8")
    (tmp_path / "secret").write_text("0123456789abcdef-of-the-test", "utf-8")
    found = Place(tmp_path / "watch.yml", Asked(data=tmp_path / "data"))
    found.write(FEEDS)
    return found


@pytest.fixture
async def kept(place: Place, redis_url: str, namespace: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """With its state in a Redis."""
    monkeypatch.setenv("MARSAD_KAFKA_PREFIX", f"{namespace}.")
    redis = redis_client(redis_url)
    place.asked = Asked(redis=redis_url)
    place.redis, place.prefix = redis, place.prepared[1].state_prefix
    yield place
    await redis.aclose()


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("state", "condition", "wrong"),
    [
        pytest.param(FeedState(), "not read yet", "", id="never polled"),
        pytest.param(READ, "well", "", id="well"),
        pytest.param(replace(READ, skipped="2 items are empty"), "well", "2 items are empty", id="with skipped items"),
        pytest.param(replace(READ, failures=1, failure="HTTP 500"), "failing", "HTTP 500", id="one failure"),
        pytest.param(
            FeedState(failures=1, failure="HTTP 500"), "failing", "HTTP 500", id="a failure before any success"
        ),
        pytest.param(
            replace(READ, failures=3, failure="HTTP 410", broken=True), "broken", "HTTP 410", id="people were told"
        ),
        pytest.param(
            replace(READ, rhythm=RHYTHM, silent=True),
            "silent",
            f"nothing new since {AGO:%Y-%m-%d %H:%M} UTC, far beyond its rhythm",
            id="silent",
        ),
    ],
)
async def test_the_state_of_a_source(
    kept: Place, capsys: pytest.CaptureFixture[str], state: FeedState, condition: str, wrong: str
) -> None:
    await kept.remember({"one": state})
    assert await feeds.listing(*kept.prepared, only_ill=False, as_json=True) == 0
    (one,) = lines(capsys.readouterr().out)
    assert (one["state"], one["wrong"]) == (condition, wrong)
    assert await feeds.listing(*kept.prepared, only_ill=True, as_json=True) == 0
    assert bool(lines(capsys.readouterr().out)) == (condition in ("failing", "broken", "silent"))
    await feeds.listing(*kept.prepared, only_ill=False, as_json=False)
    words = capsys.readouterr().out
    assert condition in words
    assert wrong in words


async def test_sources_of_every_kind_are_listed_in_their_order(kept: Place, capsys: pytest.CaptureFixture[str]) -> None:
    kept.write(EVERY_KIND)
    await feeds.listing(*kept.prepared, only_ill=False, as_json=True)
    found = lines(capsys.readouterr().out)
    assert [(one["kind"], one["id"].partition(".")[0], one["state"]) for one in found] == [
        ("feed", "one", "not read yet"),
        ("text", "texts", "not read yet"),
        ("files", "archive", "not read yet"),
        ("feed", "wires", "not read yet"),
        ("sitemap", "map", "not read yet"),
        ("page_list", "list", "not read yet"),
        ("gdelt", "gdelt", "not read yet"),
        ("push", "newsroom", "listens"),
        ("kafka", "partner", "listens"),
    ]
    assert [one["address"] for one in found[-2:]] == ["127.0.0.1:9465", "kafka.example:9092"]
    for one in found:
        assert await feeds.show(*kept.prepared, one["id"], as_json=False) == 0
        assert one["id"] in capsys.readouterr().out
        assert await feeds.show(*kept.prepared, one["id"], as_json=True) == 0
        assert one.items() <= lines(capsys.readouterr().out)[0].items()


async def test_everything_that_is_known_of_a_source(kept: Place, capsys: pytest.CaptureFixture[str]) -> None:
    memory = FeedMemory(
        address="https://user:hidden@one.example/rss",
        etag='"17"',
        moved_to="https://new.example/rss",
        moved_times=3,
        read_at=AGO,
    )
    state = replace(
        READ, memory=memory, rhythm=RHYTHM, items=24, articles=1234, missed=2, missed_at=AGO, next_poll="its rhythm"
    )
    await kept.remember({"one": state})
    assert kept.redis is not None
    due = NOW + timedelta(hours=9)
    await Schedule(kept.redis, kept.prefix).enrol([Enrolment("one", ("host:one.example",), due)], NOW)
    await feeds.show(*kept.prepared, "one", as_json=False)
    words = capsys.readouterr().out
    for part in (
        "https://new.example/rss, as 3 permanent redirects in a row say; it is asked there directly",
        '"17"',
        "1,234 so far",
        "2 times",
        "its rhythm",
        f"{due:%Y-%m-%d %H:%M:%S} UTC",
        "items a day, learned from 18 items",
        "host:one.example, publisher:الأفق",
        "the configuration of it; it is polled at the next start",
    ):
        assert part in words, part
    await feeds.show(*kept.prepared, "one", as_json=True)
    output = capsys.readouterr().out
    assert "hidden" not in output + words
    (one,) = lines(output)
    assert (one["schedule"], one["next_poll"], one["missed"]) == ("scheduled", "its rhythm", 2)
    assert one["next_poll_at"] == due.isoformat(timespec="seconds")
    assert one["memory"]["moved_to"] == "https://new.example/rss"
    assert one["settings"]["changed"] is True
    assert 20 < one["items_a_day"] < 30


async def test_before_there_is_any_data_nothing_is_started(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await feeds.listing(*place.prepared, only_ill=False, as_json=False)
    assert f"There is no data in {tmp_path / 'data'} yet" in capsys.readouterr().out
    await feeds.listing(*place.prepared, only_ill=True, as_json=False)
    assert "Nothing is wrong with any feed." in capsys.readouterr().out
    assert not (tmp_path / "data").exists()


async def test_a_data_directory_that_nobody_uses(
    place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    await feeds.listing(*place.prepared, only_ill=False, as_json=True)
    assert lines(capsys.readouterr().out)[0]["state"] == "not read yet"


async def test_a_redis_that_does_not_answer_is_one_sentence(place: Place) -> None:
    place.asked = Asked(redis="redis://127.0.0.1:1/0")
    with pytest.raises(SurroundingsFailed, match=r"Redis does not answer .*; start it, or mend its address"):
        await feeds.listing(*place.prepared, only_ill=False, as_json=True)


async def test_showing_what_is_not_there(place: Place) -> None:
    with pytest.raises(SetupError, match="there is no feed 'two'; 'marsad feeds list' shows the ids"):
        await feeds.show(*place.prepared, "two", as_json=False)


async def test_a_feed_is_tried_before_it_is_added(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    before = place.path.read_text("utf-8")
    async with feed_server() as server:
        good = server.serve("/good.xml", rss(item("1")))
        page = server.serve("/", b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/good.xml">')
        with pytest.raises(MarsadError, match=r"was not added: .* its feeds are: http://[\d.:]+/good.xml"):
            await feeds.add(*place.prepared, NewFeed(page), check=True, as_json=False)
        assert place.path.read_text("utf-8") == before
        assert await feeds.add(*place.prepared, NewFeed(good, "good"), check=True, as_json=True) == 0
        assert lines(capsys.readouterr().out) == [{"added": ["good"], "present": []}]
        assert place.path.read_text("utf-8") == before.replace(FEEDS, f"{FEEDS}  - id: good\n    url: {good}\n")
        await feeds.add(*place.prepared, NewFeed(page, "page"), check=False, as_json=False)
        assert "1 feed added: page; a restart takes it up." in capsys.readouterr().out


async def test_a_file_is_added_as_the_configuration_has_to_name_it(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "new.xml").write_bytes(rss(item("1")))
    monkeypatch.chdir(tmp_path / "feeds")
    await feeds.add(*place.prepared, NewFeed("new.xml", "new"), check=True, as_json=False)
    assert load(place.path).feeds[-1].model_dump()["url"] == "feeds/new.xml"


@pytest.mark.parametrize(
    ("feed", "check", "message"),
    [
        pytest.param(NewFeed("ftp://one.example/"), True, "ftp:// is not supported", id="no web address"),
        pytest.param(NewFeed("https://${NOWHERE}/"), True, "NOWHERE is not set", id="a name that is not set"),
        pytest.param(NewFeed("missing.xml", "new"), True, "was not added", id="a file that is not there"),
        pytest.param(NewFeed("https://two.example/", "one"), False, "'one' is given twice", id="an id that is taken"),
        pytest.param(NewFeed("https://two.example/", "ü b"), False, "stays as it is", id="no id"),
    ],
)
async def test_what_is_not_added(place: Place, feed: NewFeed, check: bool, message: str) -> None:
    before = place.path.read_bytes()
    with pytest.raises(MarsadError, match=message):
        await feeds.add(*place.prepared, feed, check=check, as_json=False)
    assert place.path.read_bytes() == before


async def test_a_feed_of_a_list_is_there_already(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.write(EVERY_KIND)
    await feeds.add(*place.prepared, NewFeed("https://wire.example/rss"), check=False, as_json=False)
    assert "nothing to add; it is there already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("identifiers", "message"),
    [
        pytest.param(
            ["wires.wire-example.000000"], "stands in the list 'wires'; take it out of wires.opml", id="listed"
        ),
        pytest.param(["two"], "there is no feed 'two'", id="unknown"),
        pytest.param(
            ["one"], r"stays as it is, .*: rules\[0\].match.sources\[0\]: unknown source 'one'", id="in a rule"
        ),
    ],
)
def test_what_is_not_removed(place: Place, identifiers: Sequence[str], message: str) -> None:
    place.write(EVERY_KIND, TAIL.replace("languages: [ar]", "sources: [one]"))
    before = place.path.read_bytes()
    with pytest.raises(SetupError, match=message):
        feeds.remove(*place.prepared, identifiers, as_json=False)
    assert place.path.read_bytes() == before


def test_removing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.write(EVERY_KIND)
    assert feeds.remove(*place.prepared, ["texts", "newsroom", "texts"], as_json=True) == 0
    assert lines(capsys.readouterr().out) == [{"removed": ["texts", "newsroom"]}]
    left = place.path.read_text("utf-8")
    assert (
        left
        == HEAD
        + "".join(line for line in EVERY_KIND.splitlines(keepends=True) if "push" not in line and "text," not in line)
        + TAIL
    )


def test_an_exported_list_can_be_imported(place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place.write(EVERY_KIND)
    listed = tmp_path / "out.opml"
    assert feeds.export_list(*place.prepared, listed, as_json=False) == 0
    assert "2 feeds written." in capsys.readouterr().out
    feeds.export_list(*place.prepared, None, as_json=False)
    assert capsys.readouterr().out == listed.read_text("utf-8")
    place.write("  - {id: other, url: https://one.example/rss}\n")
    assert feeds.import_list(*place.prepared, listed, as_json=True) == 0
    added = lines(capsys.readouterr().out)[0]
    assert added == {"added": ["wire-example"], "present": ["https://one.example/rss"]}
    feed = load(place.path).feeds[-1].model_dump()
    assert (feed["url"], feed["publisher"], feed["language"]) == ("https://wire.example/rss", "Wire", "fa")


def test_a_list_from_elsewhere_takes_nothing_from_the_environment(place: Place, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.opml"
    hostile.write_text(WIRES.replace("/rss", "/?x=${SLACK_TOKEN}").replace("Wire", "${HOME}"), "utf-8")
    feeds.import_list(*place.prepared, hostile, as_json=False)
    feed = load(place.path, {"SLACK_TOKEN": "taken", "HOME": "taken"}).feeds[-1].model_dump()
    assert (feed["url"], feed["publisher"]) == ("https://wire.example/?x=${SLACK_TOKEN}", "${HOME}")


def test_addresses_with_secrets_are_not_exported(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    redaction.add(["token-of-the-test"])
    place.write(
        FEEDS
        + "  - {id: a, url: 'https://user:pass@a.example/'}\n  - {id: b, url: 'https://b.example/token-of-the-test'}\n"
    )
    feeds.export_list(*place.prepared, None, as_json=False)
    output, errors = capsys.readouterr()
    assert output.count("xmlUrl") == 1
    assert errors == "2 feeds left out, since a secret is part of the address.\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("<rss/>", "it is not OPML", id="a feed"),
        pytest.param(None, "cannot be read: No such file or directory", id="no file"),
    ],
)
def test_what_cannot_be_imported(place: Place, tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "in.opml").write_text(content, "utf-8")
    with pytest.raises(SetupError, match=message):
        feeds.import_list(*place.prepared, tmp_path / "in.opml", as_json=False)


@pytest.mark.parametrize(
    ("named", "code", "message"),
    [
        pytest.param("wires.wire-example.0", None, "there is no feed 'wires.wire-example.0'", id="neither id nor file"),
        pytest.param("partner", None, "'partner' brings articles by itself", id="a topic"),
        pytest.param("archive", 1, "brings nothing: no file matches", id="files that are not there"),
        pytest.param("new.xml", 0, "", id="a file"),
    ],
)
async def test_what_is_tried(
    place: Place,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    named: str,
    code: int | None,
    message: str,
) -> None:
    place.write(EVERY_KIND)
    (tmp_path / "new.xml").write_bytes(rss(item("1")))
    monkeypatch.chdir(tmp_path)
    if code is None:
        with pytest.raises(SetupError, match=message):
            await feeds.test(*place.prepared, named, shown=1, pages=0, as_json=False)
        return
    assert await feeds.test(*place.prepared, named, shown=1, pages=0, as_json=False) == code
    assert message in capsys.readouterr().err


async def test_the_address_of_a_configured_feed_is_tried_as_configured(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    async with feed_server() as server:
        url = server.serve("/one.xml", rss(item("1")))
        place.write(f"  - {{id: mine, url: '{url}', pages: never}}\n")
        assert await feeds.test(*place.prepared, f"{url}?utm_source=x", shown=1, pages=0, as_json=True) == 0
    (answer,) = lines(capsys.readouterr().out)
    assert (answer["id"], answer["pages"]) == ("mine", "never")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        pytest.param(0.4, "0 s", id="nothing"),
        pytest.param(59, "59 s", id="seconds"),
        pytest.param(90, "2 min", id="minutes"),
        pytest.param(3600, "1 h", id="an hour"),
        pytest.param(5400, "90 min", id="between"),
        pytest.param(86400, "1 d", id="a day"),
        pytest.param(90000, "25 h", id="a day and an hour"),
    ],
)
def test_lengths_of_time(seconds: float, words: str) -> None:
    assert length(seconds) == words
