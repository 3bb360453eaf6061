"""What a person got wrong: one clear sentence on standard error, exit code 2, no traceback, and nothing is started."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.harness import command, running

TRACEBACK = "Traceback"
GOOD = """\
feeds:
  - {id: one, url: feed.xml, every: 1h}
rules:
  - {id: talks, name: Talks, match: {countries: [IR]}, receivers: [desk]}
receivers:
  - id: desk
    channels:
      - {kind: console}
"""
FEED = "<?xml version='1.0'?><rss version='2.0'><channel><title>none yet</title></channel></rss>"
SECRET_MISSING = GOOD.replace("{kind: console}", "{kind: slack, token: '${MARSAD_TEST_NOWHERE}', channel: C1}")
FIELD_UNKNOWN = GOOD.replace("url: feed.xml", "url: feed.xml, evry: 5m")
WEBHOOK = "{kind: webhook, url: 'https://desk.example/hook', secret: '${SIGNING}'}"


@dataclass(frozen=True)
class Case:
    """What is asked, and what the sentence must hold. ``lines`` is how many lines standard error may have."""

    options: tuple[str, ...]
    says: str
    configuration: str | None = GOOD
    environment: tuple[tuple[str, str], ...] = ()
    lines: int = 1


def write(directory: Path, configuration: str | None) -> None:
    (directory / "feed.xml").write_text(FEED, "utf-8")
    (directory / "a-file").write_text("not a directory", "utf-8")
    if configuration is not None:
        (directory / "watch.yml").write_text(configuration, "utf-8")


CASES = [
    pytest.param(
        Case(("run",), "watch.yml:2:30: feeds[0].evry: unknown field, did you mean 'every'?", FIELD_UNKNOWN, lines=2),
        id="an unknown field, with the one that was meant",
    ),
    pytest.param(
        Case(
            ("run",),
            "watch.yml:8:30: receivers[0].channels[0].token: the environment variable MARSAD_TEST_NOWHERE is not set;"
            " set it before the start",
            SECRET_MISSING,
            lines=2,
        ),
        id="a secret that is nowhere",
    ),
    pytest.param(
        Case(
            ("run",),
            "receivers[0].channels[0].secret: what follows whsec_ is not base64; copy the secret whole",
            GOOD.replace("{kind: console}", WEBHOOK),
            (("SIGNING", "whsec_not*base64"),),
            lines=2,
        ),
        id="a secret that cannot be one",
    ),
    pytest.param(
        Case(("run", "--config", "nowhere.yml"), "nowhere.yml: there is no such file; name a configuration with"),
        id="a configuration that is not there",
    ),
    pytest.param(
        Case(("run",), "there is no watch.yml here; name one with --config FILE", configuration=None),
        id="no configuration at all",
    ),
    pytest.param(
        Case(("run", "--engine", "faust"), "'faust' is no engine; choose --engine embedded or --engine kafka"),
        id="an unknown engine",
    ),
    pytest.param(
        Case(("run", "--role", "alerts"), "--role alerts needs --engine kafka"),
        id="a role of its own on the embedded engine",
    ),
    pytest.param(
        Case(("run", "--engine", "kafka"), "--engine kafka keeps its state in Redis; give its address with --redis"),
        id="Kafka without Redis",
    ),
    pytest.param(
        Case(
            ("run", "--engine", "kafka", "--kafka", "brokers", "--redis", "redis://127.0.0.1:1/0"),
            "'brokers' is no address of a Kafka broker; write --kafka HOST:PORT",
        ),
        id="brokers without a port",
    ),
    pytest.param(
        Case(("run", "--redis", "127.0.0.1:6379"), "the address of Redis is not understood; write redis://HOST:PORT/0"),
        id="Redis without a scheme",
    ),
    pytest.param(
        Case(("run", "--http", "127.0.0.1:70000"), "'127.0.0.1:70000' is no address to listen on"),
        id="a port that no address has",
    ),
    pytest.param(
        Case(("run", "--http", "host.invalid:9464"), "host.invalid:9464 cannot be listened on"),
        id="a host that does not exist",
    ),
    pytest.param(
        Case(("run", "--data", "a-file/data"), "a-file/data: Not a directory; choose another with --data"),
        id="a data directory below a file",
    ),
    pytest.param(
        Case(("run", "--data", "/proc/marsad"), "cannot write to the data directory /proc/marsad: "),
        id="a data directory where nobody can write",
    ),
    pytest.param(
        Case(("run",), "MARSAD_LOG_FORMAT is 'xml'; set it to auto,", environment=(("MARSAD_LOG_FORMAT", "xml"),)),
        id="an unknown form of the log",
    ),
    pytest.param(
        Case(("ingest", "nowhere.txt"), "nowhere.txt: cannot be read: No such file or directory"),
        id="a text file that is not there",
    ),
    pytest.param(
        Case(("dead-letters", "retry"), "name the dead letters to retry, or say --all, not both"),
        id="a retry of nothing",
    ),
    pytest.param(
        Case(("dead-letters", "show", "0123456789", "--data", "."), "there is no dead letter '0123456789'"),
        id="a dead letter that does not exist",
    ),
    pytest.param(
        Case(
            ("dead-letters", "list", "--data", "nothing-yet"), "nothing-yet yet; run 'marsad run' first, or say where"
        ),
        id="a look at data that is not there",
    ),
]


@pytest.mark.parametrize("case", CASES)
async def test_a_fault_is_one_sentence_and_code_2(tmp_path: Path, case: Case) -> None:
    write(tmp_path, case.configuration)
    environment = {"MARSAD_HTTP": "127.0.0.1:0", "MARSAD_DATA": str(tmp_path / "data"), **dict(case.environment)}
    code, output, errors = await command(*case.options, directory=tmp_path, environment=environment, seconds=30)
    assert (code, output) == (2, ""), errors
    assert case.says in errors
    assert len(errors.splitlines()) == case.lines, errors
    assert TRACEBACK not in errors


async def test_words_that_the_command_line_does_not_know(tmp_path: Path) -> None:
    wrong = (("run", "--onse"), ("dead-letters", "shwo"))
    for code, output, errors in await asyncio.gather(*(command(*words, directory=tmp_path) for words in wrong)):
        assert (code, output) == (2, "")
        assert "Try 'marsad" in errors
        assert TRACEBACK not in errors


@pytest.mark.parametrize(
    ("configuration", "environment", "problems"),
    [
        pytest.param(
            FIELD_UNKNOWN.replace("[desk]", "[dsek]"),
            {},
            [
                {
                    "file": "watch.yml",
                    "line": 2,
                    "column": 30,
                    "field": "feeds[0].evry",
                    "message": "unknown field, did you mean 'every'?",
                },
                {
                    "file": "watch.yml",
                    "line": 4,
                    "column": 68,
                    "field": "rules[0].receivers[0]",
                    "message": "unknown receiver 'dsek', did you mean 'desk'?",
                },
            ],
            id="all faults of a file at once",
        ),
        pytest.param(
            None,
            {},
            [{"message": "watch.yml: there is no such file; name a configuration with --config FILE"}],
            id="no file",
        ),
        pytest.param(
            GOOD + "engine: kafka\n",
            {},
            [{"message": "--engine kafka keeps its state in Redis; give its address with --redis URL or redis.url"}],
            id="Kafka without Redis",
        ),
        pytest.param(
            GOOD + "engine: kafka\n",
            {"MARSAD_REDIS_URL": "redis://127.0.0.1:1/0"},
            [],
            id="Kafka, with Redis from outside",
        ),
        pytest.param(
            GOOD + "http: {bind: '127.0.0.1:70000'}\n",
            {},
            [{"message": "'127.0.0.1:70000' is no address to listen on; write HOST:PORT, such as 127.0.0.1:9464"}],
            id="a port that no address has",
        ),
        pytest.param(GOOD, {}, [], id="a good file"),
    ],
)
async def test_check_says_the_same_in_words_and_in_json(
    tmp_path: Path, configuration: str | None, environment: dict[str, str], problems: list[dict[str, object]]
) -> None:
    write(tmp_path, configuration)
    words, script = await asyncio.gather(
        command("check", "watch.yml", directory=tmp_path, environment=environment),
        command("check", "watch.yml", "--json", directory=tmp_path, environment=environment),
    )
    assert words[0] == script[0] == (2 if problems else 0)
    answer = json.loads(script[1])
    assert answer["ok"] is not bool(problems)
    assert answer.get("problems", []) == problems
    assert script[2] == ""
    assert words[1] == ("" if problems else "watch.yml: valid; 1 feed, 0 actors, 1 rule, 1 receiver, 1 channel.\n")
    for problem in problems:
        assert str(problem["message"]) in words[2]
    assert TRACEBACK not in words[2]


@pytest.fixture
async def taken_port() -> AsyncIterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


async def test_a_port_that_is_taken(tmp_path: Path, taken_port: int) -> None:
    write(tmp_path, GOOD)
    address = f"127.0.0.1:{taken_port}"
    code, output, errors = await command("run", "--http", address, "--data", "data", directory=tmp_path)
    assert (code, output) == (2, "")
    expected = f"marsad: {address} is taken by another program; stop it or choose another address with --http HOST:PORT"
    assert errors == f"{expected}\n"
    assert not (tmp_path / "data").exists(), "nothing was started"


async def test_a_second_run_on_the_same_data_directory(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    data = tmp_path / "data"
    options = ("run", "--config", str(tmp_path / "watch.yml"), "--data", str(data), "--http", "127.0.0.1:0")
    async with running(*options, directory=tmp_path) as first:
        await first.address()
        assert first.process is not None
        code, output, errors = await command(*options, directory=tmp_path)
        assert (code, output) == (2, "")
        who = f"another Marsad (process {first.process.pid}) already uses {data}"
        assert errors == f"marsad: {who}; stop it or choose another with --data\n"
        assert await first.stop() == 0, first.log
