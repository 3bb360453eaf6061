"""The console against the contract, and Arabic on terminals of either kind."""

import io

import pytest
from rich.console import Console

from alerts.channel import Rejected
from alerts.channels.console import ConsoleChannel, lays_out_both_directions, visual
from tests.alerts.contract import ChannelContract, Place
from tests.alerts.samples import alert, delivery


class TestConsole(ChannelContract):
    @pytest.fixture
    def place(self) -> Place:
        output = io.StringIO()
        channel = ConsoleChannel("console", Console(file=output, width=100), {})

        def shown() -> list[str]:
            return [output.getvalue()] if output.getvalue() else []

        return Place(channel, (), shown, shown)

    async def test_a_closed_output_is_rejected(self) -> None:
        output = io.StringIO()
        output.close()
        assert isinstance(await ConsoleChannel("console", Console(file=output), {}).send(delivery(), alert()), Rejected)

    @pytest.mark.parametrize("width", [10, 80])
    async def test_elsewhere_arabic_is_reordered_and_stands_on_the_right(self, width: int) -> None:
        output = io.StringIO()
        console = Console(file=output, force_terminal=True, color_system="standard", width=width)
        await ConsoleChannel("console", console, {}).send(delivery(), alert("مسقط"))
        line = next(line for line in output.getvalue().splitlines() if "ﻣ" in line)
        assert "ﻂﻘﺴﻣ" in line
        assert line.replace("\x1b[1m", "").replace("\x1b[0m", "") == "ﻂﻘﺴﻣ".rjust(width)

    async def test_on_a_terminal_with_directions_the_logical_order_stays(self) -> None:
        output = io.StringIO()
        console = Console(file=output, force_terminal=True, width=80)
        await ConsoleChannel("console", console, {"VTE_VERSION": "7603"}).send(delivery(), alert("مسقط"))
        assert "مسقط" in output.getvalue()

    def test_a_line_of_both_directions_keeps_the_order_of_its_base(self) -> None:
        assert visual("RU · \u2068مسقط\u2069 · OM", right_to_left=False) == "RU · ﻂﻘﺴﻣ · OM"

    @pytest.mark.parametrize(
        ("environment", "does"),
        [
            pytest.param({}, False, id="unknown"),
            pytest.param({"TERM": "xterm-256color"}, False, id="xterm"),
            pytest.param({"VTE_VERSION": "5799"}, False, id="old VTE"),
            pytest.param({"VTE_VERSION": "5800"}, True, id="VTE"),
            pytest.param({"VTE_VERSION": "new"}, False, id="VTE that tells no number"),
            pytest.param({"TERM_PROGRAM": "Apple_Terminal"}, True, id="Terminal.app"),
            pytest.param({"KONSOLE_VERSION": "220401"}, True, id="Konsole"),
            pytest.param({"TERM": "mlterm"}, True, id="mlterm"),
        ],
    )
    def test_which_terminals_lay_out_both_directions(self, environment: dict[str, str], does: bool) -> None:
        assert lays_out_both_directions(environment) is does
