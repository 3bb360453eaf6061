"""The log: for people and as JSON, with no secret in it, whoever logs and however."""

import json
import logging

import pytest
import structlog

from marsad import logs
from marsad.secrets import redaction
from streams.errors import SetupError

SECRET = "open-sesame-in-the-log"


def write_all_kinds() -> None:
    logger = structlog.get_logger("marsad.test")
    logger.info(f"An event with {SECRET}.", where=f"at {SECRET}", deep={"list": [SECRET]}, error=ValueError(SECRET))
    logging.getLogger("a.library").warning("says %s", SECRET)
    try:
        int(SECRET)
    except ValueError:
        logger.exception("A fault.")
        logging.getLogger("a.library").exception("fails too")


@pytest.mark.parametrize("form", ["json", "human"])
def test_no_secret_is_logged(capsys: pytest.CaptureFixture[str], form: str) -> None:
    redaction.add([SECRET])
    logs.configure({"MARSAD_LOG_FORMAT": form})
    write_all_kinds()
    output, errors = capsys.readouterr()
    assert output == ""
    assert SECRET not in errors
    assert errors.count("[secret]") >= 7
    assert "An event with [secret]." in errors
    assert "ValueError: invalid literal for int() with base 10: '[secret]'" in errors
    if form == "json":
        events = [json.loads(line) for line in errors.splitlines()]
        assert [event["level"] for event in events] == ["info", "warning", "error", "error"]
        assert [event["logger"] for event in events] == ["marsad.test", "a.library", "marsad.test", "a.library"]
        assert events[0]["deep"] == {"list": ["[secret]"]}
        assert all(event["timestamp"].endswith("Z") for event in events)


def test_libraries_are_quiet_below_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure({"MARSAD_LOG_FORMAT": "json"})
    logging.getLogger("aiohttp.access").info("GET /")
    structlog.get_logger("marsad.test").debug("detail")
    assert capsys.readouterr().err == ""
    logs.configure({"MARSAD_LOG_FORMAT": "json", "MARSAD_LOG_LEVEL": "DEBUG"})
    structlog.get_logger("marsad.test").debug("detail")
    assert '"event": "detail"' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        pytest.param(
            {"MARSAD_LOG_FORMAT": "xml"}, "MARSAD_LOG_FORMAT is 'xml'; set it to auto, human or json", id="form"
        ),
        pytest.param({"MARSAD_LOG_LEVEL": "loud"}, "MARSAD_LOG_LEVEL is 'loud'; set it to debug, info,", id="level"),
    ],
)
def test_other_words(environment: dict[str, str], message: str) -> None:
    with pytest.raises(SetupError) as caught:
        logs.configure(environment)
    assert str(caught.value).startswith(message)
