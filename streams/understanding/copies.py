"""Copies of one text: publishers print an agency's report as it came, and each retitles it.

``fingerprint`` is the same for copies that differ in case, marks, punctuation, white space, the agency's name at the
start, and the title. :class:`CopyFolder` is the stage that looks each fingerprint up in a shared index and names the
article that came first.
"""

import re
from collections.abc import Sequence
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


class CopyIndex(Protocol):
    """Remembers for each fingerprint the article that came first."""

    async def claim(self, pairs: Sequence[tuple[str, str]]) -> Sequence[str]:
        """For each pair of fingerprint and article id, in order: the id that claimed the fingerprint first.

        That is the pair's own id if it is the first, and again when the same article is handled again.
        """


class CopiesInMemory:
    """A :class:`CopyIndex` for one process that remembers for as long as it lives."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    async def claim(self, pairs: Sequence[tuple[str, str]]) -> Sequence[str]:
        """As the protocol says."""
        return [self._first.setdefault(fingerprint, article) for fingerprint, article in pairs]


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
        marks = [fingerprint(tagged.article) for tagged in batch]
        firsts = await self._index.claim([(mark, one.article.id) for mark, one in zip(marks, batch, strict=True)])
        return [
            [(TAGGED, folded(tagged, mark, first))] for tagged, mark, first in zip(batch, marks, firsts, strict=True)
        ]


def folded(tagged: TaggedArticle, mark: str, first: str) -> TaggedArticle:
    """``tagged`` with its fingerprint and story, a copy of ``first`` unless it is that article itself. Pure."""
    story = f"story-{mark[:16]}"
    if first == tagged.article.id:
        return msgspec.structs.replace(tagged, fingerprint=mark, story=story, duplicate_of=None)
    reason = "the same text but for title, agency, case, marks and punctuation"
    why = (*tagged.why, Why(decision="copy", subject=first, reason=reason))
    return msgspec.structs.replace(tagged, fingerprint=mark, story=story, duplicate_of=first, why=why)
