"""Text with colours in it on a terminal, right-to-left lines included, in the order that the console channel gives it.

A terminal that lays out both directions itself gets lines in logical order. For any other, lines are broken while in
logical order, letters are joined and put in visual order, and right-to-left lines stand on the right. To follow the
colours, every letter gets an invisible companion that the bidirectional algorithm takes along with it (class BN of
Unicode Standard Annex #9) and that names its style.

Promises: the characters of a line are those that ``alerts.channels.console.visual`` gives. Where the companions do not
come back one by one, as can be in nested brackets of two directions, a line keeps its words and loses its colours.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

import arabic_reshaper
from bidi import get_display
from rich.console import Console
from rich.text import Text

from alerts.channels.console import visual
from alerts.direction import RLM, harmless

_COMPANIONS: Final = range(0xE0020, 0xE007F)
"""Tag characters: of class BN, and in no text but in the flags of regions, where ``in_visual_order`` drops them."""

_WITHOUT: Final = {**dict.fromkeys(_COMPANIONS), ord("\u200d"): None}


def lines(text: Text, console: Console, right_to_left: bool, *, reorders: bool) -> Iterator[Text]:
    """The lines of one paragraph, ready to print; ``reorders`` if the terminal leaves that to us."""
    if not reorders:
        yield Text(RLM) + text if right_to_left else text
        return
    for line in text.wrap(console, max(20, console.width)):
        line.rstrip()
        shown = in_visual_order(line, right_to_left)
        if right_to_left:
            shown.pad_left(max(0, console.width - shown.cell_len))
        yield shown


def in_visual_order(line: Text, right_to_left: bool) -> Text:
    """``line`` for a terminal that writes everything from left to right, with its styles where they belong."""
    if line.plain.isascii() and not right_to_left:
        return line
    styles = [""]
    tagged: list[str] = []
    for words, style in runs(line):
        if style not in styles:
            styles.append(style)
        companion = chr(_COMPANIONS[styles.index(style) % len(_COMPANIONS)])
        for letter in arabic_reshaper.reshape(harmless(words).translate(_WITHOUT)):
            tagged += (letter, companion)
    expected = visual(line.plain.translate(_WITHOUT), right_to_left)
    shown = Text()
    pairs = _pairs(get_display("".join(tagged), base_dir="R" if right_to_left else "L"))
    for number, together in groupby(pairs, key=lambda pair: pair[1]):
        shown.append("".join(letter for letter, _ in together), style=styles[number] if number < len(styles) else "")
    return shown if shown.plain == expected else Text(expected)


def runs(line: Text) -> Iterator[tuple[str, str]]:
    """The parts of ``line`` with one style each: that of the last span over them, else the line's own."""
    style_of = [str(line.style)] * len(line.plain)
    for span in line.spans:
        style_of[span.start : span.end] = [str(span.style)] * (min(span.end, len(line.plain)) - span.start)
    start = 0
    for place in range(1, len(style_of) + 1):
        if place == len(style_of) or style_of[place] != style_of[start]:
            yield line.plain[start:place], style_of[start]
            start = place


def _pairs(shown: str) -> Iterator[tuple[str, int]]:
    """Each letter with the number that its companion names: it stands behind, or before what runs left."""
    for first, second in zip(shown[::2], shown[1::2], strict=False):
        letter, companion = (second, first) if ord(first) in _COMPANIONS else (first, second)
        yield letter, ord(companion) - _COMPANIONS.start if ord(companion) in _COMPANIONS else 0
