"""``watch.yml``: every fault with its place and a hint, several at once, and no secret in any message."""

from pathlib import Path

import pytest

from marsad.config import Configuration, ConfigurationError, load, parse
from streams.errors import SetupError

PATH = Path("watch.yml")
GOOD = """\
feeds:
  - id: one
    url: https://news.example/rss
actors:
  - id: varlan
    name: Miro Varlan
rules:
  - id: talks
    name: Talks
    match:
      countries: [IR]
      actors: [varlan]
    receivers: [desk]
receivers:
  - id: desk
    channels:
      - kind: console
"""


def faults(text: str, **environment: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        parse(PATH, text, environment)
    return [str(problem) for problem in caught.value.problems]


def test_a_good_file_is_read_whole() -> None:
    configuration = parse(PATH, GOOD, {})
    assert configuration.feeds[0].id == "one"
    assert configuration.rules[0].receivers == ("desk",)
    assert configuration.engine == "embedded"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "receivers: [desk]",
            "receivers: [dsek]",
            "watch.yml:13:17: rules[0].receivers[0]: unknown receiver 'dsek', did you mean 'desk'?",
            id="unknown receiver, with the nearest one",
        ),
        pytest.param(
            "actors: [varlan]",
            "actors: [verlan]",
            "watch.yml:12:16: rules[0].match.actors[0]: unknown actor 'verlan', did you mean 'varlan'?",
            id="unknown actor in a rule",
        ),
        pytest.param(
            "actors: [varlan]",
            "any: [{sources: {none: [oen]}}]",
            "watch.yml:12:31: rules[0].match.any[0].sources.none[0]: unknown source 'oen', did you mean 'one'?",
            id="unknown source deep in a nested match",
        ),
        pytest.param(
            "    url: https",
            "    adress: x\n    url: https",
            "watch.yml:3:5: feeds[0].adress: unknown field",
            id="unknown field of a feed",
        ),
        pytest.param(
            "    name: Talks\n",
            "    nmae: Talks\n    name: Talks\n",
            "watch.yml:9:5: rules[0].nmae: unknown field, did you mean 'name'?",
            id="misspelt field, with the nearest one",
        ),
        pytest.param(
            "rules:\n",
            "ruels: []\nrules:\n",
            "watch.yml:7:1: ruels: unknown field, did you mean 'rules'?",
            id="misspelt section",
        ),
        pytest.param(
            "    name: Talks\n", "", "watch.yml:8:5: rules[0].name: is missing; add it", id="missing field of a rule"
        ),
        pytest.param(
            "      - kind: console\n",
            "      - kind: consol\n",
            "watch.yml:17:15: receivers[0].channels[0].kind: unknown kind 'consol', did you mean 'console'?"
            " (one of console, slack, email, webhook)",
            id="unknown kind of channel",
        ),
        pytest.param(
            "      - kind: console\n",
            "      - name: x\n",
            "watch.yml:17:9: receivers[0].channels[0]: has no kind; add one, such as kind: console",
            id="channel without a kind",
        ),
        pytest.param(
            "https://news.example/rss",
            "https://news.example/rss\n    every: 5 minutes",
            "watch.yml:4:12: feeds[0].every: not a duration; write a number and a unit such as 30s, 5m, 2h or 1d",
            id="duration in other words",
        ),
        pytest.param(
            "countries: [IR]",
            "countries: [iran]",
            "watch.yml:11:19: rules[0].match.countries[0]: 'iran' is no country code;"
            " write two capital letters (ISO 3166-1), such as RU",
            id="country by name instead of code",
        ),
        pytest.param(
            "  - id: talks",
            "  - {id: talks, name: T, match: {countries: [IR]}, receivers: [desk]}\n  - id: talks",
            "watch.yml:9:9: rules[1].id: 'talks' is given twice; ids must differ",
            id="the same id twice",
        ),
        pytest.param(
            "      - kind: console\n",
            "      - {kind: slack, token: xoxb-plain-token, channel: C1}\n",
            "watch.yml:17:30: receivers[0].channels[0].token: a secret may not stand in the file;"
            " write token: ${NAME} or token_file: PATH",
            id="secret written into the file",
        ),
        pytest.param(
            "      - kind: console\n",
            "      - {kind: slack, token: '${SLACK_TOKEN}', channel: C1}\n",
            "watch.yml:17:30: receivers[0].channels[0].token: the environment variable SLACK_TOKEN is not set;"
            " set it before the start",
            id="secret missing from the environment",
        ),
        pytest.param(
            "      - kind: console\n",
            "      - {kind: slack, token_file: nowhere, channel: C1}\n",
            "watch.yml:17:35: receivers[0].channels[0].token_file: the secret file nowhere cannot be read:"
            " No such file or directory; create it or mend the path",
            id="secret file missing",
        ),
        pytest.param(
            "countries: [IR]",
            "countries: [IR",
            "watch.yml:12:13: not valid YAML: expected ',' or ']', but got ':'",
            id="no YAML",
        ),
        pytest.param(
            "    name: Talks\n",
            "    name: Talks\n    name: Again\n",
            'watch.yml:10:5: not valid YAML: found duplicate key "name" with value "Again" (original value: "Talks")',
            id="the same key twice",
        ),
    ],
)
def test_a_fault_has_its_place_and_says_what_to_do(old: str, new: str, expected: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert any(fault.startswith(expected) for fault in found), found


def test_several_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace("id: one", "id: 'o n e'").replace("[varlan]", "[verlan]").replace("[desk]", "[dsek]")
    found = faults(text)
    assert [fault.split(": ")[1] for fault in found] == [
        "feeds[0].id",
        "rules[0].match.actors[0]",
        "rules[0].receivers[0]",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "the file must hold a mapping", id="empty file"),
        pytest.param("- one\n", "the file must hold a mapping", id="a list"),
        pytest.param(
            "feeds: []\nrules: []\nreceivers: []\n", "feeds: is empty; give at least one", id="empty sections"
        ),
    ],
)
def test_a_file_of_the_wrong_shape(text: str, message: str) -> None:
    assert any(message in fault for fault in faults(text))


def test_secrets_come_from_the_environment_and_from_files_and_are_never_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2-from-file\n")
    channels = (
        "      - {kind: slack, token: '${TOKEN}', channel: C1}\n"
        "      - {kind: email, host: mail.example, sender: a@b.example, to: [c@d.example],"
        " username: u, password_file: password}\n"
        "      - {kind: webhook, url: 'https://h.example/${TOKEN}', secret: '${SIGNING}'}\n"
    )
    path = tmp_path / "watch.yml"
    path.write_text(GOOD.replace("      - kind: console\n", channels))
    configuration = load(path, {"TOKEN": "xoxb-hunter2-token", "SIGNING": "whsec_aHVudGVyMg=="})
    slack, email, webhook = configuration.receivers[0].channels
    assert slack.kind == "slack"
    assert slack.token.get_secret_value() == "xoxb-hunter2-token"
    assert email.kind == "email"
    assert email.password is not None
    assert email.password.get_secret_value() == "hunter2-from-file"
    assert webhook.kind == "webhook"
    assert webhook.url.get_secret_value() == "https://h.example/xoxb-hunter2-token"
    shown = f"{configuration!r} {configuration} {configuration.model_dump()} {configuration.model_dump_json()}"
    for secret in ("hunter2", "whsec_aHV"):
        assert secret not in shown


def test_a_default_and_an_escaped_reference() -> None:
    text = GOOD.replace("name: Talks", "name: '${DESK:-Night desk} $${HOME}'")
    assert parse(PATH, text, {}).rules[0].name == "Night desk ${HOME}"
    assert parse(PATH, text, {"DESK": "Day"}).rules[0].name == "Day ${HOME}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(None, "there is no such file; name a configuration with --config FILE", id="no file"),
        pytest.param(b"feeds: \xff\xfe", "not UTF-8 text (byte 7); save the file as UTF-8", id="not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "watch.yml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SetupError) as caught:
        load(path, {})
    assert str(caught.value) == f"{path}: {message}"


def test_the_example_is_valid() -> None:
    configuration = load(Path(__file__).parents[2] / "examples" / "watch.yml", {})
    assert isinstance(configuration, Configuration)
    assert len(configuration.feeds) == 10
