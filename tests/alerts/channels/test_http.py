"""What a server asks for in Retry-After."""

from datetime import timedelta

import pytest

from alerts.channels.http import retry_after
from tests.virtual_clock import START


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        pytest.param(None, None, id="none"),
        pytest.param("30", timedelta(seconds=30), id="seconds"),
        pytest.param("-5", timedelta(0), id="in the past"),
        pytest.param("Fri, 20 Nov 2026 12:01:00 GMT", timedelta(minutes=1), id="a date"),
        pytest.param("Fri, 20 Nov 2026 11:00:00 GMT", timedelta(0), id="a date in the past"),
        pytest.param("inf", timedelta(days=1), id="for ever"),
        pytest.param("tomorrow", None, id="words"),
    ],
)
def test_how_long_a_server_asks_to_wait(header: str | None, wait: timedelta | None) -> None:
    assert retry_after(header, START) == wait
