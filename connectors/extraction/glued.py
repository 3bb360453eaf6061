"""What was glued together when a page was copied: navigation without spaces, and link cards inside of a paragraph.

A page's blocks that follow each other without a space in the markup become words that do not exist
("shortcutsشارك", "ReutersThe"). Three traces give such a seam away: two scripts within one word, a small letter
followed by a capital one, and an Arabic letter that only ends words (ة, ى) in the middle of one. A seam alone proves
nothing (a brand may be written so); with the other marks of navigation or of a card it does.
"""

import re
from functools import cache
from typing import Final

from connectors.extraction.labels import LABELS, LabelKind
from connectors.extraction.lines import Line, remembered
from connectors.extraction.sources import named_source

_ARABIC: Final = "\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc"
_LATIN: Final = "A-Za-zÀ-ÿ"
_CYRILLIC: Final = "Ѐ-ӿ"
_SCRIPTS: Final = (_ARABIC, _LATIN, _CYRILLIC)
_SEAM: Final = re.compile(
    "|".join(
        (
            *(f"(?<=[{one}])(?=[{other}])" for one in _SCRIPTS for other in _SCRIPTS if one != other),
            f"(?<=[ةى])(?=[{_ARABIC}])",
            "(?<=[a-zà-ÿа-яё])(?=[A-ZÀ-ÞА-ЯЁ][a-zà-ÿа-яё])",
            rf"(?<=\d)(?=[{_ARABIC}]{{2}})",
        )
    )
)

_CONTROLS: Final[tuple[LabelKind, ...]] = ("share", "navigation", "related", "comments")
_SHORTEST_CONTROL: Final = 9
"""Characters of a control's name that cannot be part of another word by chance."""

_GLUED_SOURCE: Final = re.compile(r"(?:المصدر|Source|Источник|منبع|Kaynak|Quelle)\s*[:：]\s*(?P<name>[^:\n]{2,60})$")

_SENTENCE_THEN_LETTER: Final = re.compile(rf"[.!?؟…][\"»”]?(?=[{_ARABIC}A-ZÀ-ÞА-ЯЁ])")
_SITE: Final = re.compile(r"\s[-–—|]\s(?P<site>\S[^.\n|–—]{1,40})")
_SENTENCE_END: Final = re.compile(r"[.!?؟…][\"»”)]*(?=\s|$)")
_CARD_HEADLINE_WORDS: Final = range(4, 26)
_SITE_WORDS: Final = 4
_LONGEST_CARD: Final = 700


@remembered
def glued_navigation(line: Line) -> bool:
    """Whether the line is navigation glued together: a control's name on a seam, and no sentence's end."""
    if line.ends:
        return False
    return any(_touches_seam(line.text, match) for match in _controls().finditer(line.text)) or (
        (source := _GLUED_SOURCE.search(line.text)) is not None
        and line.text[source.start() - 1 : source.start()].isalpha()
    )


def glued_source(line: Line) -> str:
    """The original source that navigation ends with ("…Source: X"); empty if it names none."""
    match = _GLUED_SOURCE.search(line.text)
    return named_source(match["name"]) if match else ""


def trailing_controls(line: Line) -> int:
    """Where the controls begin that are glued to a paragraph's end, within the line; its length if there are none."""
    sentence = 0
    for match in re.finditer(r"[.!?؟…][\"»”)]*", line.text):
        sentence = match.end()
    tail = line.text[sentence:]
    if not sentence or not tail or tail[0].isspace():
        return len(line.text)
    rest = _controls().sub("", tail)
    return sentence if rest != tail and not any(map(str.isalnum, rest)) else len(line.text)


def link_cards(line: Line, source: str) -> list[tuple[int, int]]:
    """The places in the line of link cards glued into it: another article's headline, its site and its first sentence.

    A card begins where a sentence ends without a space after it, has a headline, a dash or bar, the name of a site and
    a seam; a site is also what the page gives as its ``source``. It ends with the first sentence after the seam.
    """
    cards: list[tuple[int, int]] = []
    text = line.text
    for begin in _SENTENCE_THEN_LETTER.finditer(text):
        start = begin.end()
        if cards and start < cards[-1][1]:
            continue
        end = _card_end(text, start, source)
        if end is not None:
            cards.append((start, end))
    return cards


def _card_end(text: str, start: int, source: str) -> int | None:
    within = text[start : start + _LONGEST_CARD]
    for match in _SITE.finditer(within):
        headline = within[: match.start()]
        if len(headline.split()) not in _CARD_HEADLINE_WORDS or _SENTENCE_END.search(headline):
            return None
        seam = _seam_after(match["site"], source)
        if seam is None:
            continue
        lead = match.start("site") + seam
        end = _SENTENCE_END.search(text, start + lead)
        return end.end() if end else len(text)
    return None


def _seam_after(site: str, source: str) -> int | None:
    """Where a site's name ends and the lead begins without a space."""
    if source and site.startswith(source) and site[len(source) : len(source) + 1].isalpha():
        return len(source)
    seam = _SEAM.search(site)
    if seam is None or len(site[: seam.start()].split()) > _SITE_WORDS:
        return None
    return seam.start()


def _touches_seam(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return before.isalpha() or after.isalpha()


@cache
def _controls() -> re.Pattern[str]:
    """The names of controls that are long enough to stand for themselves, with or without vowel signs."""
    marks = "[\u064b-\u0652\u0640]*"
    phrases = sorted(
        {
            " ".join(phrase.split())
            for kind in _CONTROLS
            for phrase in LABELS[kind].split(",")
            if len(" ".join(phrase.split())) >= _SHORTEST_CONTROL and " " in phrase.strip()
        },
        key=len,
        reverse=True,
    )
    return re.compile("|".join(marks.join(map(re.escape, phrase)) for phrase in phrases))
