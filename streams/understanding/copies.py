"""Copies of one text: publishers print an agency's report as it came, and each retitles it.

``fingerprint`` is the same for copies that differ in case, marks, punctuation, white space, the agency's name at the
start, and the title. :class:`CopyFolder` is the stage that looks each fingerprint up in a shared index and names the
article that came first.

An article keeps the story of its first version: an edit changes its fingerprint and may make it a copy of another text,
or of none, but never moves it to another story. Who prints the edited text joins that story too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Protocol

import msgspec

from streams.records import Article, TaggedArticle, Why
from streams.stage import Outputs
from streams.topics import TAGGED
from streams.understanding.folding import letters

LONG_ENOUGH: Final = 120
"""How many letters a text must have to tell an article without its title."""

TELLING: Final = 20
"""How many letters title and text must have together to be compared at all."""

_AGENCIES: Final = (
    "РИА Новости|РИА|ТАСС|Интерфакс|Reuters|AFP|AP|DPA|EFE|ANSA|IRNA|رويترز|سبوتنيك|تاس|سانا|واس|قنا|وام|"
    "د ?ب ?أ|أ ?ف ?ب|ا ?ف ?ب|ایرنا|ایسنا|تسنیم|فارس"
)
_DASH: Final = r"[-–—ـ:]"
_PREFIX: Final = re.compile(
    # MOSCOW, Nov 3 (Agency) — … / موسكو (رويترز) - … / МОСКВА, 3 ноября. /ТАСС/. …
    rf"\s*[^\n()/\[\]!?؟]{{0,60}}(?:\([^()\n]{{2,30}}\)|/[^/\n]{{2,30}}/|\[[^\[\]\n]{{2,30}}\])\s*(?:\.?\s*{_DASH}+|\.)\s*"
    # PARIS - AFP - … / القاهرة - د ب أ: … / МОСКВА, 3 ноя - РИА Новости. …
    rf"|\s*(?:[^\n()/!?؟]{{0,60}}?\s{_DASH}\s*)?(?:{_AGENCIES})\s*(?:{_DASH}+|\.)\s+"
)


@dataclass(frozen=True, slots=True)
class Print:
    """One text in one article, and the story that it would begin if nobody knew either."""

    fingerprint: str
    article: str
    story: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text belongs: the id of the article that had it first, and the story."""

    first: str
    story: str


class CopyIndex(Protocol):
    """Remembers for each text the article that came first, and for each article its story."""

    async def claim(self, prints: Sequence[Print]) -> Sequence[Place]:
        """The place of each, in order.

        ``first`` is the article that claimed the fingerprint first, the asking one if nobody did. ``story`` is the one
        that the article had before; else the story of who came first with the text; else the one that is offered.
        Asking again gives the same answer.
        """


class CopiesInMemory:
    """A copy index for one process and a limited run, without expiry."""

    def __init__(self) -> None:
        self._first: dict[str, Place] = {}
        self._stories: dict[str, str] = {}

    async def claim(self, prints: Sequence[Print]) -> Sequence[Place]:
        """As the protocol says."""
        return [self._claimed(one) for one in prints]

    def _claimed(self, one: Print) -> Place:
        known = self._first.get(one.fingerprint)
        story = self._stories.setdefault(one.article, known.story if known else one.story)
        first = self._first.setdefault(one.fingerprint, Place(one.article, story)).first
        return Place(first, story)


def fingerprint(article: Article) -> str:
    """32 hex digits (128 bits) of what tells the article's text.

    The body speaks alone if it has 120 letters or more, else a summary of that length, else title, summary and body.
    What has fewer than 20 letters in all ("Photos of the day") tells no text: there the article's id speaks.
    """
    for text in (article.body, article.summary):
        told = letters(without_agency(text))
        if len(told) >= LONG_ENOUGH:
            return _digest(told)
    parts = (article.title, without_agency(article.summary), without_agency(article.body))
    told = letters(" ".join(parts))
    return _digest(told if len(told) >= TELLING else f"article {article.id}")


def without_agency(text: str) -> str:
    """``text`` without the place, date and agency that open a report."""
    match = _PREFIX.match(text)
    return text[match.end() :] if match else text


def _digest(told: str) -> str:
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class CopyFolder:
    """The stage that gives each article its fingerprint and story, and tells the copies."""

    def __init__(self, index: CopyIndex) -> None:
        self._index = index

    async def handle(self, batch: Sequence[TaggedArticle]) -> Sequence[Outputs]:
        """Each article for the topic TAGGED, in order; one claim on the index for the whole batch.

        The index's connection errors pass through. An article that is handled again gets the same answer.
        """
        prints = [print_of(tagged.article) for tagged in batch]
        places = await self._index.claim(prints)
        return [
            [(TAGGED, folded(tagged, one, place))] for tagged, one, place in zip(batch, prints, places, strict=True)
        ]


def print_of(article: Article) -> Print:
    """The article's text as the index knows it. Pure."""
    mark = fingerprint(article)
    return Print(mark, article.id, f"story-{mark[:16]}")


def folded(tagged: TaggedArticle, one: Print, place: Place) -> TaggedArticle:
    """``tagged`` with its fingerprint and story, a copy of ``place.first`` unless it is that article itself. Pure."""
    if place.first == one.article:
        return msgspec.structs.replace(tagged, fingerprint=one.fingerprint, story=place.story, duplicate_of=None)
    reason = "the same text but for title, agency, case, marks and punctuation"
    why = (*tagged.why, Why(decision="copy", subject=place.first, reason=reason))
    return msgspec.structs.replace(
        tagged, fingerprint=one.fingerprint, story=place.story, duplicate_of=place.first, why=why
    )
