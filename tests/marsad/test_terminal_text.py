"""Coloured text on a terminal that writes everything from left to right."""

import io
import random

import pytest
from rich.console import Console
from rich.text import Text

from alerts.channels.console import visual
from connectors.parsing.plain_text import one_line
from marsad.terminal_text import in_visual_order, lines, runs

HEADLINE = "عاجل: تبادل أسرى بين روسيا وأوكرانيا بوساطة قطر"


def styled(text: str, *words: str) -> Text:
    line = Text(text)
    for number, word in enumerate(words):
        start = text.index(word)
        line.stylize(f"color({number + 1})", start, start + len(word))
    return line


def coloured(line: Text) -> list[str]:
    """What is in colour, from left to right."""
    return [words for words, style in runs(line) if style]


@pytest.mark.parametrize(
    ("text", "words", "from_left_to_right"),
    [
        pytest.param(HEADLINE, ("روسيا", "قطر"), ("قطر", "روسيا"), id="Arabic"),
        pytest.param("اجتماع مع Lavrov في 2026", ("Lavrov", "2026"), ("2026", "Lavrov"), id="Latin words in Arabic"),
        pytest.param("Qatar (قطر) said", ("Qatar", "قطر"), ("Qatar", "قطر"), id="Arabic in a line that runs right"),
        pytest.param("بلغت 3.5% في قطر", ("3.5%", "قطر"), ("قطر", "%3.5"), id="numbers"),
        pytest.param("لأن الأردن", ("الأردن",), ("الأردن",), id="ligatures"),
        pytest.param("زار عُمان", ("عُمان",), ("عُمان",), id="vowel marks"),
        pytest.param("في קטר", ("קטר",), ("קטר",), id="Hebrew"),
        pytest.param("👩‍💻 لا قطر", ("قطر",), ("قطر",), id="emoji with a joiner before a ligature"),
    ],
)
def test_colours_follow_their_words(text: str, words: tuple[str, ...], from_left_to_right: tuple[str, ...]) -> None:
    right_to_left = not text.startswith("Qatar")
    found = in_visual_order(styled(text, *words), right_to_left)
    assert found.plain == visual(text, right_to_left)
    expected = [word if "%" in word else visual(word, not word.isascii()) for word in from_left_to_right]
    assert coloured(found) == expected


def test_the_text_is_never_another_than_that_of_the_console() -> None:
    chance = random.Random(7)
    alphabet = "ابلان ﻻ abc (12) «٣٫٥» [x] 😀,.-%\u200d\u200f\u2068\u2069\u064bא中"
    for _ in range(400):
        text = one_line("".join(chance.choice(alphabet) for _ in range(chance.randrange(1, 40))))
        if not text:
            continue
        start = chance.randrange(len(text))
        line = Text(text)
        line.stylize("red", start, chance.randrange(start, len(text)) + 1)
        for right_to_left in (True, False):
            assert in_visual_order(line, right_to_left).plain == visual(text, right_to_left)


def test_lines_are_broken_in_logical_order_and_stand_on_the_right() -> None:
    console = Console(file=io.StringIO(), width=24, force_terminal=True)
    shown = list(lines(styled(HEADLINE, "عاجل"), console, right_to_left=True, reorders=True))
    assert len(shown) == 3
    assert all(line.cell_len == 24 for line in shown)
    assert coloured(shown[0]) == [visual("عاجل", right_to_left=True)]
    assert visual("قطر", right_to_left=True) in shown[2].plain


def test_a_terminal_that_lays_out_itself_gets_logical_order() -> None:
    console = Console(file=io.StringIO(), width=24, force_terminal=True)
    (line,) = lines(styled(HEADLINE, "قطر"), console, right_to_left=True, reorders=False)
    assert line.plain == f"\u200f{HEADLINE}"
    assert coloured(line) == ["قطر"]
