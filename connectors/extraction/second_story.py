"""A second story that was pasted below the first, under a headline of its own.

An editor fills a page with an older report. Nothing in its shape tells its headline from a subheading, so the words
must: the paragraph below restates the headline, as leads do; the headline and all that follows speak of hardly
anything that the page's title announces; and the part before does. A round-up whose title announces nothing, and
a report whose sections keep to the subject, lose nothing.
"""

from collections.abc import Sequence
from typing import Final

from connectors.extraction.affinity import restates, stems
from connectors.extraction.lines import Line, paragraphs

_HEADLINE_WORDS: Final = range(5, 26)
"""Subheadings are shorter, headlines are not longer."""

_FIRST_STORY_PARAGRAPHS: Final = 2
_SECOND_STORY_PARAGRAPHS: Final = 2
_SHARED_WITH_TITLE: Final = 0.34
"""The share of the title's words that a second story has by chance: a country, a verb."""

_COVERED_BEFORE: Final = 0.5
"""The share of the title's words that the first story must have for the title to be its own."""


_WORDS_RESTATED: Final = 3
_SHARE_RESTATED: Final = 0.4
_LEAST_ANNOUNCED: Final = 3
"""A title of fewer words proves nothing."""


def second_story(lines: Sequence[Line], at: int, begin: int, title: str) -> bool:
    """Whether a second story begins with the line ``at``; the first one began at ``begin`` under ``title``."""
    headline = lines[at]
    if (
        headline.words not in _HEADLINE_WORDS
        or not headline.like_headline
        or (headline.prose and not _question(headline))
    ):
        return False
    before, after = paragraphs(lines[begin:at]), paragraphs(lines[at + 1 :])
    if len(before) < _FIRST_STORY_PARAGRAPHS or len(after) < _SECOND_STORY_PARAGRAPHS:
        return False
    if any(_heads_story(lines, number) for number in range(begin, at)):
        return False  # not the first part under a headline of its own: a round-up
    announced = stems(title)
    if len(announced) < _LEAST_ANNOUNCED or len(stems(headline.text) & announced) > 1:
        return False
    first, second = _words_of(before), _words_of(after)
    return len(announced & second) <= _SHARED_WITH_TITLE * len(announced) and len(
        announced & first
    ) >= _COVERED_BEFORE * len(announced)


def _heads_story(lines: Sequence[Line], at: int) -> bool:
    """Whether the line is a headline whose lead stands below it."""
    headline = lines[at]
    if (
        headline.words not in _HEADLINE_WORDS
        or not headline.like_headline
        or (headline.prose and not _question(headline))
    ):
        return False
    lead = lines[at + 1] if at + 1 < len(lines) else None
    if lead is None or not lead.prose:
        return False
    return restates(lead.text, headline.text, least=_WORDS_RESTATED, share=_SHARE_RESTATED)


def _question(line: Line) -> bool:
    return line.text.endswith(("?", "؟"))


def _words_of(lines: Sequence[Line]) -> frozenset[str]:
    return stems("\n".join(line.text for line in lines))
