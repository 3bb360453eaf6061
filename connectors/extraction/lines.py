"""A text as lines with their places, and what can be said of a line by its shape alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Final, TypeVar

T = TypeVar("T")

PROSE_WORDS: Final = 8
"""A line that ends like a sentence is prose from so many words on; shorter ones may be headlines or captions."""

LONG_LINE_WORDS: Final = 25
"""So many words are prose even without an end: no headline is as long."""

_HEADLINE_WORDS: Final = 3
_REMEMBERED: Final = 2_048
_USUAL_LENGTH: Final = 1_000
_LINE: Final = re.compile(r"[^\n]+")
_WORD: Final = re.compile(r"[^\W_]+")
_NOT_BLANK: Final = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_SENTENCE_END: Final = re.compile(r"[.!?…؟۔。！？:]\s*[\"'»”’)\]]*$")
_IMAGE: Final = re.compile(r"\S+\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[\d٠-٩۰-۹][\d٠-٩۰-۹,.٬ %+kKmM]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: ``text`` without outer spaces, at code points ``start`` to ``end``.

    ``apart`` says that blank lines stand before it.
    """

    text: str
    start: int
    end: int
    words: int
    apart: bool

    @property
    def ends(self) -> bool:
        """Whether it ends as a sentence does."""
        return _SENTENCE_END.search(self.text) is not None

    @property
    def prose(self) -> bool:
        """Whether it is running text."""
        return self.words >= LONG_LINE_WORDS or (self.words >= PROSE_WORDS and self.ends)

    @property
    def like_headline(self) -> bool:
        """Whether it can be a headline: three to 25 words that do not end with a full stop."""
        stopped = self.text.endswith((".", "۔", ":")) and not self.text.endswith("..")
        return _HEADLINE_WORDS <= self.words <= LONG_LINE_WORDS and not stopped

    @property
    def image(self) -> bool:
        """Whether it is the name of an image file."""
        return _IMAGE.fullmatch(self.text) is not None

    @property
    def number(self) -> bool:
        """Whether it is a number and nothing else."""
        return _NUMBER.fullmatch(self.text) is not None


def lines_of(text: str) -> list[Line]:
    """The lines of ``text`` that are not blank; only line feeds part lines."""
    lines: list[Line] = []
    previous = 0
    for match in _LINE.finditer(text):
        found = _NOT_BLANK.search(match.group())
        if found is None:
            continue
        start = match.start() + found.start()
        content = found.group()
        apart = text.count("\n", previous, start) > 1
        previous = start + len(content)
        lines.append(Line(content, start, previous, len(_WORD.findall(content)), apart))
    return lines


def paragraphs(lines: Sequence[Line]) -> list[Line]:
    """The lines that are running text."""
    return [line for line in lines if line.prose]


def remembered(ask: Callable[[Line], T]) -> Callable[[Line], T]:
    """The same question, with its answers about lines of usual length remembered: many rules ask about one line."""
    known = lru_cache(maxsize=_REMEMBERED)(ask)

    @wraps(ask)
    def answer(line: Line) -> T:
        return known(line) if len(line.text) <= _USUAL_LENGTH else ask(line)

    return answer
