"""The terminal: each alert as it fires, with Arabic readable wherever it is shown.

A terminal that lays out both directions itself gets the text in logical order. For any other terminal letters are
joined and lines reordered here, and right-to-left lines stand on the right. What is no terminal gets plain text in
logical order, without colour.
"""

import textwrap
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Final

import arabic_reshaper
from bidi import get_display
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from alerts.channel import Outcome, Rejected, Sent
from alerts.direction import FSI, PDI, RLM, is_right_to_left
from alerts.rendering import plain
from streams.records import Alert, Delivery

_FIRST_VTE_WITH_BIDI: Final = 5800
_STYLES: Final = {"low": "dim", "medium": "cyan", "high": "yellow", "critical": "bold red"}
_MARKS: Final = {ord(mark): None for mark in (FSI, PDI, RLM)}
_JOINER: Final = {0x200D: None}
"""The reshaper fails on a zero-width joiner, which emoji hold, in a line with an Arabic ligature."""
_NARROWEST: Final = 20


def lays_out_both_directions(environment: Mapping[str, str]) -> bool:
    """Whether the terminal that ``environment`` tells of puts right-to-left text in order by itself."""
    vte = environment.get("VTE_VERSION", "")
    if vte.isdigit() and int(vte) >= _FIRST_VTE_WITH_BIDI:
        return True
    if environment.get("TERM_PROGRAM") == "Apple_Terminal" or "KONSOLE_VERSION" in environment:
        return True
    return environment.get("TERM", "").startswith(("konsole", "mlterm")) or "MLTERM" in environment


def visual(line: str, right_to_left: bool) -> str:
    """``line`` for a terminal that writes everything from left to right: letters joined, order reversed as needed."""
    joined = arabic_reshaper.reshape(line.translate(_JOINER))
    shown = get_display(joined, base_dir="R" if right_to_left else "L")
    return str(shown).translate(_MARKS)


class ConsoleChannel:
    """Writes to ``console``. ``environment`` tells what kind of terminal stands behind it."""

    kind = "console"

    def __init__(self, name: str, console: Console, environment: Mapping[str, str]) -> None:
        self.name = name
        self._console = console
        self._reorders = not lays_out_both_directions(environment)

    def __repr__(self) -> str:
        return f"<ConsoleChannel {self.name}>"

    def turn(self) -> AbstractAsyncContextManager[None]:
        """At once."""
        return nullcontext()

    async def send(self, delivery: Delivery, alert: Alert) -> Outcome:
        """Write once."""
        text = plain(alert)
        try:
            if self._console.is_terminal:
                self._write(text, alert)
            else:
                self._console.file.write(text + "\n")
            self._console.file.flush()
        except (OSError, ValueError) as error:
            # ValueError is what a closed file raises; nothing that was opened later can bring this one back.
            return Rejected(f"the output is closed ({type(error).__name__})")
        return Sent(delivery.id)

    async def close(self) -> None:
        """Nothing to let go of: the console is shared."""

    def _write(self, text: str, alert: Alert) -> None:
        """Write line by line: the first in the colour of the severity, titles in bold."""
        titles = 2
        for number, line in enumerate(text.splitlines()):
            right_to_left = line.startswith(RLM) or is_right_to_left(line)
            style = _STYLES[alert.severity] if number == 0 else "bold" if number == titles else ""
            for part in self._parts(line, right_to_left):
                margin = max(0, self._console.width - cell_len(part)) if right_to_left and self._reorders else 0
                self._console.print(Text(" " * margin + part, style=style), highlight=False, soft_wrap=True)
        self._console.print()

    def _parts(self, line: str, right_to_left: bool) -> list[str]:
        """``line`` broken to the width while in logical order, then put in the order that the terminal needs."""
        if not self._reorders or line.isascii():
            return [line]
        width = max(_NARROWEST, self._console.width)
        return [visual(part, right_to_left) for part in textwrap.wrap(line, width)] or [""]
