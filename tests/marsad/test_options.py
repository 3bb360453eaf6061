"""What holds of what was asked: command line, then environment, then ``watch.yml``, then defaults."""

from pathlib import Path

import pytest

from marsad.config import parse
from marsad.options import Asked, asked_by, settle
from marsad.secrets import redaction
from marsad.web import Address
from streams.errors import SetupError

PATH = Path("/desk/watch.yml")
GOOD = """\
feeds: [{id: one, url: feed.xml}]
rules: [{id: talks, name: Talks, match: {countries: [IR]}, receivers: [desk]}]
receivers: [{id: desk, channels: [{kind: console}]}]
"""
REDIS = "redis://127.0.0.1:6379/0"


def test_what_the_command_line_says_wins_over_the_file() -> None:
    configuration = parse(PATH, GOOD + "data: there\nhttp: {bind: '127.0.0.1:1'}\nredis: {url: 'redis://file/0'}\n", {})
    by_file = settle(PATH, configuration, Asked())
    assert (by_file.data, by_file.http, by_file.redis) == (
        Path("/desk/there"),
        Address("127.0.0.1", 1),
        "redis://file/0",
    )
    asked = Asked(data=Path("/here"), http="127.0.0.1:2", redis=REDIS, worker="w")
    by_hand = settle(PATH, configuration, asked)
    assert (by_hand.data, by_hand.http, by_hand.redis) == (Path("/here"), Address("127.0.0.1", 2), REDIS)
    assert by_hand.worker == "w"


def test_without_a_word_it_is_the_embedded_engine_in_the_state_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    monkeypatch.delenv("MARSAD_KAFKA_PREFIX", raising=False)
    options = settle(PATH, parse(PATH, GOOD, {}), Asked())
    assert (options.engine, options.role, options.data) == ("embedded", "all", Path("/state/marsad"))
    assert (options.redis, options.state_prefix) == (None, "marsad:")


def test_the_environment_asks_as_the_options_do() -> None:
    given = {"MARSAD_ENGINE": "kafka", "MARSAD_DATA": "/here", "MARSAD_REDIS_URL": REDIS, "MARSAD_HTTP": "127.0.0.1:0"}
    assert asked_by(given) == Asked(engine="kafka", data=Path("/here"), redis=REDIS, http="127.0.0.1:0")
    assert asked_by({}) == Asked()


@pytest.mark.parametrize(
    ("url", "settled"),
    [
        pytest.param("redis://localhost", "redis://localhost", id="host alone"),
        pytest.param("redis://:p%40ss@localhost:6380/3", "redis://:p%40ss@localhost:6380/3", id="with all parts"),
        pytest.param("redis://[::1]:6379/0", "redis://[::1]:6379/0", id="IPv6"),
        pytest.param("valkey://localhost/0", "redis://localhost/0", id="Valkey's own scheme"),
        pytest.param("valkeys://localhost/0", "rediss://localhost/0", id="Valkey's own scheme, with TLS"),
        pytest.param("unix:///run/redis.sock", "unix:///run/redis.sock", id="a socket"),
        pytest.param("localhost:6379", None, id="no scheme"),
        pytest.param("http://localhost", None, id="another scheme"),
        pytest.param("redis://", None, id="no host"),
        pytest.param("redis://localhost:abc/0", None, id="a port in letters"),
        pytest.param("redis://localhost:70000/0", None, id="a port too large"),
        pytest.param("redis://localhost/main", None, id="a database by name"),
        pytest.param("redis://[::1/0", None, id="a bracket that stays open"),
        pytest.param("unix://run/redis.sock", None, id="a socket without a whole path"),
    ],
)
def test_addresses_of_redis(url: str, settled: str | None) -> None:
    configuration = parse(PATH, GOOD, {})
    if settled is None:
        with pytest.raises(SetupError, match="the address of Redis is not understood; write redis://HOST:PORT/0"):
            settle(PATH, configuration, Asked(redis=url))
        return
    assert settle(PATH, configuration, Asked(redis=url)).redis == settled


def test_the_password_in_an_address_is_a_secret_in_both_spellings() -> None:
    settle(PATH, parse(PATH, GOOD, {}), Asked(redis="redis://user:open%2Fsesame@localhost:6379/0"))
    assert redaction.clean("open%2Fsesame and open/sesame") == "[secret] and [secret]"


@pytest.mark.parametrize(
    ("brokers", "settled"),
    [
        pytest.param("127.0.0.1:9092", "127.0.0.1:9092", id="one"),
        pytest.param("a.example:9092, b.example:9093", "a.example:9092,b.example:9093", id="two, with a blank"),
        pytest.param("[::1]:9092", "[::1]:9092", id="IPv6"),
        pytest.param("localhost", None, id="no port"),
        pytest.param("localhost:0", None, id="a port that is none"),
        pytest.param("kafka://localhost:9092", None, id="a URL"),
        pytest.param("a:1,", None, id="a comma too many"),
    ],
)
def test_addresses_of_brokers(brokers: str, settled: str | None) -> None:
    configuration = parse(PATH, GOOD, {})
    asked = Asked(engine="kafka", redis=REDIS, kafka=brokers)
    if settled is None:
        with pytest.raises(SetupError, match="is no address of a Kafka broker; write --kafka HOST:PORT"):
            settle(PATH, configuration, asked)
        return
    assert settle(PATH, configuration, asked).kafka == settled


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param(Asked(engine="faust"), "'faust' is no engine; choose --engine embedded", id="unknown engine"),
        pytest.param(Asked(role="tags"), "'tags' is no role; choose --role all, connectors,", id="unknown role"),
        pytest.param(Asked(role="streams"), "--role streams needs --engine kafka", id="a role on the embedded engine"),
        pytest.param(Asked(engine="kafka"), "--engine kafka keeps its state in Redis", id="Kafka without Redis"),
        pytest.param(Asked(http="9464"), "'9464' is no address to listen on", id="an address without a host"),
    ],
)
def test_what_does_not_fit_is_said(asked: Asked, message: str) -> None:
    with pytest.raises(SetupError) as caught:
        settle(PATH, parse(PATH, GOOD, {}), asked)
    assert str(caught.value).startswith(message)
