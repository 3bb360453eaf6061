"""The rules and receivers of a configuration: what is taken, and what each mistake is called."""

from typing import Any

import pytest
from pydantic import ValidationError

from alerts.settings import EmailSettings, MatchSettings, ReceiverSettings, RuleSettings, channel_names

RULE: dict[str, Any] = {"id": "r", "name": "R", "receivers": ["desk"], "match": {"countries": ["OM"]}}
SLACK: dict[str, Any] = {"kind": "slack", "token": "xoxb-secret", "channel": "#desk"}
EMAIL: dict[str, Any] = {
    "kind": "email",
    "host": "mail.example.org",
    "sender": "a@example.org",
    "to": ["b@example.org"],
}
WEBHOOK: dict[str, Any] = {"kind": "webhook", "url": "https://hooks.example.org/secret"}


@pytest.mark.parametrize(
    ("match", "says"),
    [
        pytest.param({}, "asks nothing", id="nothing"),
        pytest.param({"countries": []}, "lists nothing", id="an empty list"),
        pytest.param({"countries": {"about": True}}, "lists nothing", id="about without countries"),
        pytest.param({"countries": ["om"]}, "two capital letters", id="small letters"),
        pytest.param({"countries": ["OMN"]}, "two capital letters", id="three letters"),
        pytest.param({"countries": "OM"}, "valid dictionary", id="no list"),
        pytest.param({"languages": ["AR"]}, "BCP 47", id="a language in capitals"),
        pytest.param({"keywords": [""]}, "at least 1", id="an empty keyword"),
        pytest.param({"keywords": ["!!"]}, "holds no word", id="a keyword without a word"),
        pytest.param({"countries": ["XX"]}, "there is no country 'XX'", id="a country that does not exist"),
        pytest.param({"actors": {"some": ["x"]}}, "Extra inputs", id="an unknown field"),
        pytest.param({"not": {}}, "asks nothing", id="nothing under not"),
        pytest.param({"feed_events": []}, "at least 1", id="no feed event"),
        pytest.param({"feed_events": ["dead"]}, "'broken', 'recovered'", id="an unknown feed event"),
        pytest.param({"feed_events": {"none": ["broken"]}}, "Extra inputs", id="feed events that are excluded"),
        pytest.param(
            {"feed_events": ["broken"], "countries": ["OM"]}, "write a rule for each", id="feed events and countries"
        ),
        pytest.param(
            {"feed_events": ["broken"], "keywords": ["oil"]}, "write a rule for each", id="feed events and keywords"
        ),
        pytest.param(
            {"feed_events": ["broken"], "not": {"sources": ["x"]}}, "write a rule for each", id="feed events and not"
        ),
        pytest.param(
            {"any": [{"feed_events": ["broken"]}, {"countries": ["OM"]}]},
            "at the top of a match",
            id="feed events inside any",
        ),
        pytest.param({"not": {"feed_events": ["broken"]}}, "at the top of a match", id="feed events under not"),
    ],
)
def test_a_match_that_cannot_be_meant(match: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        MatchSettings.model_validate(match)


def test_a_list_means_any_of_these() -> None:
    match = MatchSettings.model_validate({"countries": ["OM", "IR"], "not": {"all": [{"languages": ["pt-BR"]}]}})
    assert match.countries is not None
    assert match.countries.any == ("OM", "IR")
    assert match.not_ is not None
    assert match.not_.all[0].languages is not None


@pytest.mark.parametrize("receivers", [[], ["two words"]])
def test_a_rule_names_its_receivers(receivers: list[str]) -> None:
    with pytest.raises(ValidationError):
        RuleSettings.model_validate(RULE | {"receivers": receivers})
    assert RuleSettings.model_validate(RULE).severity == "medium"


@pytest.mark.parametrize(
    ("channels", "says"),
    [
        pytest.param([], "at least 1", id="none"),
        pytest.param([{"kind": "pigeon"}], "kind", id="an unknown kind"),
        pytest.param([SLACK, SLACK], "'slack:#desk'", id="the same place twice"),
        pytest.param([WEBHOOK, WEBHOOK | {"url": "https://hooks.example.org/b"}], "another `name`", id="the same host"),
        pytest.param([EMAIL | {"to": ["b@example.org\r\nBcc: c@example.org"]}], "no e-mail address", id="an injection"),
        pytest.param([EMAIL | {"sender": "Desk <a@example.org>"}], "write it bare", id="a display name"),
        pytest.param([EMAIL | {"username": "a"}], "give both or neither", id="a user without a password"),
        pytest.param(
            [EMAIL | {"username": "a", "password": "hidden-word", "tls": "none"}], "unencrypted", id="in the clear"
        ),
        pytest.param([WEBHOOK | {"secret": "whsec_hidden-word"}], "not base64", id="a signing secret cut short"),
        pytest.param([WEBHOOK | {"url": "hooks.example.org/secret"}], "beginning with https", id="half an address"),
    ],
)
def test_channels_that_cannot_be_meant(channels: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(ValidationError, match=says) as caught:
        ReceiverSettings.model_validate({"id": "desk", "channels": channels})
    for secret in ("xoxb-secret", "hidden-word", "org/secret"):
        assert secret not in str(caught.value)


def test_channels_have_names_that_stay() -> None:
    channels = [{"kind": "console"}, SLACK, EMAIL | {"to": ["b@example.org", "c@example.org"]}, WEBHOOK]
    receiver = ReceiverSettings.model_validate({"id": "desk", "channels": channels})
    assert [name for channel in receiver.channels for name in channel_names(channel)] == [
        "console",
        "slack:#desk",
        "email:b@example.org",
        "email:c@example.org",
        "webhook:hooks.example.org",
    ]


@pytest.mark.parametrize(("tls", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_usual_ports(tls: str, port: int) -> None:
    assert EmailSettings.model_validate(EMAIL | {"tls": tls}).effective_port == port


def test_no_secret_is_printed() -> None:
    receiver = ReceiverSettings.model_validate({"id": "desk", "channels": [SLACK, WEBHOOK | {"secret": "hidden"}]})
    for text in (repr(receiver), str(receiver), receiver.model_dump_json()):
        for secret in ("xoxb-secret", "hidden", "org/secret"):
            assert secret not in text
