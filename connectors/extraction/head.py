"""The head of a text: where its title is, and what stands between the title and the first paragraph.

The title is the first line, unless what stands above is the page's: then it is the first line whose words the
paragraphs below take up, as they do with a title. What is cut above it must be labels, dates, or a line or two that
share nothing with the article.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from connectors.extraction.affinity import stems
from connectors.extraction.datelines import ago, dateline
from connectors.extraction.furniture import WITHOUT_PROSE, furniture, live
from connectors.extraction.labels import THREAD_PREFIXES, label_of, prompt
from connectors.extraction.lines import Line
from connectors.extraction.results import CutKind, Excluded
from connectors.extraction.sources import named_source
from streams.understanding.folding import fold

MAXIMUM_TITLE: Final = 200
"""Characters of a line that can be a title; a longer one is a paragraph."""

_LINES_ABOVE: Final = 40
_PARAGRAPHS_COMPARED: Final = 3
_SECTION_WORDS: Final = 2
_SITE_NAME_WORDS: Final = 6
_CARD_LABELS: Final = 2
_CARD_WORDS: Final = 4


@dataclass
class Head:
    """What was found: the title's place, the first line after it, and what was cut and read on the way."""

    title: tuple[int, int]
    first: int
    excluded: list[Excluded] = field(default_factory=list)
    published_raw: str = ""
    source: str = ""


def read_head(lines: Sequence[Line]) -> Head:
    """The head of a text of at least one line, whose first line may be a title."""
    at = _title(lines)
    line = lines[at]
    head = Head((line.start, line.end), at + 1)
    above = lines[:at]
    if above:
        head.excluded.append(Excluded("page header", above[0].start, above[-1].end))
        nearest = next((one for one in reversed(above) if not one.number), above[0])
        date = dateline(nearest.text)
        head.published_raw = date.raw if date and date.kind != "updated" else ""
    card = _user_card(lines, at + 1)
    if card:
        head.title = _without_prefix(line)
        if head.title[0] > line.start:
            head.excluded.append(Excluded("page header", line.start, head.title[0]))
    return below_title(lines, head, line.text)


def below_title(lines: Sequence[Line], head: Head, title: str) -> Head:
    """Read on from ``head.first``: cut what stands between the title and the text."""
    start = head.first
    end = _first_paragraph(lines, start)
    card = _user_card(lines, start)
    prose_follows = end < len(lines)
    stamped = live(lines)
    labelled = False
    known = stems(title) | _stems_of(lines[end : end + _PARAGRAPHS_COMPARED])
    last = max((number for number in range(start, end) if furniture(lines[number])), default=start)
    for number in range(start, end):
        line = lines[number]
        kind = furniture(line)
        label = label_of(line)
        if label is not None and label.kind == "related":
            break
        if label is not None and label.kind == "source":
            head.source = head.source or named_source(label.rest)
        date = dateline(line.text)
        if date is not None and not labelled:
            labelled = date.kind == "published"
            if labelled or not head.published_raw or (date.kind == "" and number == start):
                head.published_raw = date.raw
        elif ago(line.text):
            if stamped:
                break
            head.published_raw = head.published_raw or line.text
        if prose_follows:
            kind = kind or _by_surroundings(lines, number, card, title)
            if kind is None and number < last and line.words <= _CARD_WORDS and not line.ends:
                kind = None if stems(line.text) & known else "page header"  # a site's name, an author's
        elif kind not in WITHOUT_PROSE:
            break
        if kind is not None:
            head.excluded.append(Excluded(kind, line.start, line.end))
            if number == head.first:
                head.first += 1
    return head


def _title(lines: Sequence[Line]) -> int:
    plain: list[int] = []
    for number, line in enumerate(lines[:_LINES_ABOVE]):
        if furniture(line) is not None and not (number == 0 and len(lines) == 1):
            continue
        if len(line.text) > MAXIMUM_TITLE or (plain and line.prose and line.text.endswith((".", "۔"))):
            break
        following = [
            below for below in lines[number + 1 : number + 1 + _LINES_ABOVE] if below.prose and not prompt(below)
        ]
        told = stems(line.text)
        taken_up = told & _stems_of(following[:_PARAGRAPHS_COMPARED])
        if len(taken_up) >= 2 and 3 * len(taken_up) >= len(told) and _passable(lines, number, plain, len(taken_up)):
            return number
        plain.append(number)
    return plain[0] if plain else 0


def _passable(lines: Sequence[Line], number: int, plain: Sequence[int], taken_up: int) -> bool:
    """Whether the lines above a title are the page's and not the article's."""
    if not plain:
        return True
    skipped = [lines[index] for index in plain]
    if any(line.words > _SITE_NAME_WORDS or line.ends for line in skipped):
        return False
    labels = sum(
        1
        for index in range(number)
        if index not in plain and furniture(lines[index]) not in (None, "dateline", "image name")
    )
    section = all(line.words <= _SECTION_WORDS for line in skipped) and taken_up >= 3  # a sure title
    return labels > 0 or len(skipped) > 1 or section


def _first_paragraph(lines: Sequence[Line], start: int) -> int:
    for number in range(start, len(lines)):
        if lines[number].prose and furniture(lines[number]) is None:
            return number
    return len(lines)


def _user_card(lines: Sequence[Line], start: int) -> bool:
    """Whether a forum's user card stands between the title and the first paragraph."""
    above = lines[start : _first_paragraph(lines, start)]
    labels = [label for line in above if (label := label_of(line)) is not None]
    return sum(label.kind == "card" for label in labels) >= _CARD_LABELS


def _by_surroundings(lines: Sequence[Line], number: int, card: bool, title: str) -> CutKind | None:
    line = lines[number]
    if card and line.words <= _CARD_WORDS and not line.ends:
        return "user card"
    if line.number:
        return "share bar"
    if fold(line.text) == fold(title):
        return "page header"
    neighbours = (lines[other].text for other in (number - 1, number + 1) if 0 <= other < len(lines))
    return "caption" if line.text in neighbours and not line.prose else None


def _without_prefix(line: Line) -> tuple[int, int]:
    """The title's place without the word that a forum puts before it."""
    prefix, *rest = line.text.split(maxsplit=1)
    if rest and fold(prefix.strip("[]:")) in THREAD_PREFIXES:
        return (line.end - len(rest[0]), line.end)
    return (line.start, line.end)


def _stems_of(lines: Sequence[Line]) -> frozenset[str]:
    return stems("\n".join(line.text for line in lines))
