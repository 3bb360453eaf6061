"""What a single line is, if it is not text: a dateline, a label, an image's name, a crumb trail, a heap of tags."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from connectors.extraction.datelines import ago, clock, dateline
from connectors.extraction.glued import glued_navigation
from connectors.extraction.labels import LabelKind, label_of, prompt
from connectors.extraction.lines import Line, remembered
from connectors.extraction.results import CutKind
from streams.understanding.folding import fold

CUT_AS: Final[Mapping[LabelKind, CutKind]] = {
    "related": "related",
    "tags": "tags",
    "source": "source line",
    "share": "share bar",
    "comments": "comments",
    "copyright": "copyright",
    "byline": "byline",
    "code": "page header",
    "navigation": "navigation",
    "card": "user card",
}
"""What the line of a label is cut as."""

_CRUMB: Final = re.compile(r"\s+[>»›/|]\s+|\s*[›»]\s*")
_CRUMB_WORDS: Final = 4
_HASHTAGS: Final = re.compile(r"(?:#\S+[\s,،|]*){2,}")
_TAG_LIST_WORDS: Final = 15
_DIFFERENT_TAGS: Final = 8
_REPEATED: Final = 0.4
"""The share of three-word groups that stand more than once in a line: lists of tags repeat, prose does not."""

_LIVE_STAMPS: Final = 3
_DOUBLED_WORDS: Final = 3
_END_WORDS: Final = "|".join(map(fold, ("انتهى الخبر", "انتهى", "انتهای پیام", "انتهای خبر")))
_END_MARK: Final = re.compile(rf"\W*(?:{_END_WORDS})[\W\d]*|\W+(?:ends?|конец)\W+")
"""With what agencies end a report: "انتهى/3276", "انتهای پیام", "- ENDS -"."""
_LONGEST_END_MARK: Final = 40

WITHOUT_PROSE: Final[frozenset[CutKind]] = frozenset({"image name", "source line", "dateline", "byline"})
"""All that is cut of a text without running text: a poem or a list may have any word on a line of its own."""


@remembered
def furniture(line: Line) -> CutKind | None:
    """What the line is cut as wherever the page's furniture stands; None for text."""
    if line.image:
        return "image name"
    label = label_of(line)
    if label is not None:
        return CUT_AS[label.kind]
    if dateline(line.text) or ago(line.text):
        return "dateline"
    if line.text.startswith("©"):
        return "copyright"
    if prompt(line):
        return "prompt"
    if doubled(line):
        return "link card"
    if len(line.text) <= _LONGEST_END_MARK and _END_MARK.fullmatch(fold(line.text)):
        return "footer"
    if crumbs(line) or glued_navigation(line):
        return "navigation"
    return "tags" if tag_heap(line) else None


def doubled(line: Line) -> bool:
    """Whether the line is a headline twice, as a card gives it for its picture and for its link."""
    words = line.text.split()
    half = len(words) // 2
    return half >= _DOUBLED_WORDS and len(words) % 2 == 0 and words[:half] == words[half:]


def crumbs(line: Line) -> bool:
    """Whether the line is a trail to a section: "Home > World > Africa"."""
    parts = _CRUMB.split(line.text)
    return len(parts) > 2 and not line.ends and all(0 < len(part.split()) <= _CRUMB_WORDS for part in parts)


def tag_heap(line: Line) -> bool:
    """Whether the line is nothing but tags: hash tags, or a list without a sentence that repeats itself."""
    if _HASHTAGS.fullmatch(line.text):
        return True
    words = fold(line.text).split()
    if line.ends or line.words < _TAG_LIST_WORDS or len(set(words)) < _DIFFERENT_TAGS:
        return False
    groups = Counter(zip(words, words[1:], words[2:], strict=False))
    return sum(count for count in groups.values() if count > 1) >= _REPEATED * groups.total()


def live(lines: Sequence[Line]) -> bool:
    """Whether the text is a live blog: stamps of time stand above its entries from the beginning on."""
    stamps = [number for number, line in enumerate(lines) if ago(line.text) or clock(line.text)]
    if len(stamps) < _LIVE_STAMPS:
        return False
    prose_before = sum(line.prose for line in lines[: stamps[1]])
    return prose_before <= 2  # a lead and the first entry
