"""What extraction answers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

CutKind = Literal[
    "page header",
    "dateline",
    "byline",
    "user card",
    "image name",
    "caption",
    "share bar",
    "prompt",
    "navigation",
    "tags",
    "source line",
    "comments",
    "related",
    "link card",
    "second story",
    "copyright",
    "footer",
]
"""What a cut piece is."""


class Excluded(NamedTuple):
    """A piece that is not the article: what it is, and its code points in the text (``end`` exclusive)."""

    kind: CutKind
    start: int
    end: int


class Removed(NamedTuple):
    """How much of one kind was cut, in characters."""

    kind: CutKind
    characters: int


class Cut(NamedTuple):
    """A piece that is not the article, with its text."""

    kind: CutKind
    text: str


@dataclass(frozen=True)
class ExtractedText:
    """The article in a plain text. Spans count code points of the input; the end is exclusive.

    ``body`` is the text of ``body_spans``: joined without anything inside of a line, else with a line break.
    ``source`` is the original source that the text credits, ``published_raw`` its date as written; empty if none.
    ``kept_whole`` says why nothing was cut although there was something to cut; empty otherwise.
    """

    title: str
    body: str
    source: str = ""
    published_raw: str = ""
    title_span: tuple[int, int] = (0, 0)
    body_spans: tuple[tuple[int, int], ...] = ()
    excluded: tuple[Excluded, ...] = ()
    kept_whole: str = ""

    @property
    def removed(self) -> tuple[Removed, ...]:
        """The cut characters of each kind."""
        return removed(self.excluded)


@dataclass(frozen=True)
class ExtractedPage:
    """The article on a page. What the page does not say is empty; ``how`` names what found the body.

    ``published_raw`` is the date as the page writes it. ``original_source`` is the source that it credits.
    ``cut`` holds what stood with the body and is not the article; what the markup tells apart is not among it.
    ``kept_whole`` as in ``ExtractedText``.
    """

    title: str
    text: str
    published_raw: str = ""
    publisher: str = ""
    language: str = ""
    author: str = ""
    canonical_url: str = ""
    original_source: str = ""
    how: str = ""
    removed: tuple[Removed, ...] = field(default=())
    cut: tuple[Cut, ...] = field(default=())
    kept_whole: str = ""


@dataclass(frozen=True)
class NoArticle:
    """There is no article to be had from the page, and why in one clause."""

    reason: str


def removed(excluded: Iterable[Excluded]) -> tuple[Removed, ...]:
    """The cut characters of each kind, the most first."""
    characters: Counter[CutKind] = Counter()
    for kind, start, end in excluded:
        characters[kind] += end - start
    return tuple(Removed(kind, count) for kind, count in characters.most_common())


def cut_from(text: str, excluded: Iterable[Excluded]) -> tuple[Cut, ...]:
    """The pieces of ``text`` that were excluded, in their order."""
    return tuple(Cut(kind, text[start:end]) for kind, start, end in excluded)


def in_words(pieces: Iterable[Removed]) -> str:
    """What was removed, for a person: "related 1822, tags 162"."""
    return ", ".join(f"{kind} {characters}" for kind, characters in pieces)
