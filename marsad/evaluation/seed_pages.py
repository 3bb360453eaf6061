"""Pages as scraped, with boilerplate, in which people marked countries and actors.

* Countries mentioned: those found in the body, page by page.
* Actors: each time that one is named there, by where it begins and the form as written. Forms that the marking leaves
  open are not counted, whether found or not.
* About: the countries of the main story, from the whole page by our own extraction.
* False countries: those that only boilerplate names (tags, other headlines) and that are found all the same.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from connectors.sources.text import article_from_text
from marsad.evaluation import sets
from marsad.evaluation.instruments import FETCHED, Instruments, article
from marsad.evaluation.measures import Counts, Share, compared
from marsad.evaluation.results import Bound, Row
from marsad.evaluation.sets import Seed
from streams.understanding.tagger import Tagger

SET: Final = "seeds"
_LANGUAGE: Final = "ar"
_MENTIONED: Final = (Bound("precision", 1.0), Bound("recall", 1.0))
_ACTORS: Final = (Bound("precision", 1.0), Bound("recall", 0.98))
_ABOUT: Final = (Bound("f1", 0.95),)
_FALSE: Final = (Bound("share", 0.0),)


@dataclass
class _Tally:
    """Counts over pages, with the mistakes among them."""

    counts: Counts = field(default_factory=Counts)
    mistakes: list[str] = field(default_factory=list)

    def add(self, page: Seed, found: AbstractSet[object], gold: AbstractSet[object]) -> None:
        """What was found on a page, and what was to be found."""
        self.counts += compared(found, gold)
        self.mistakes += [f"{page.id}: {one} is found wrongly" for one in sorted(map(str, found - gold))]
        self.mistakes += [f"{page.id}: {one} is missed" for one in sorted(map(str, gold - found))]


def measure(instruments: Instruments) -> list[Row]:
    """The rows of the seeds. Raises OSError where they are missing."""
    pages = sets.seeds(instruments.data / SET)
    peer = instruments.peer(_LANGUAGE, map(body_of, pages))
    mentioned, actors, about, false, theirs = _Tally(), _Tally(), _Tally(), _Tally(), _Tally()
    for page in instruments.track(pages, SET):
        body = body_of(page)
        _read_body(page, body, instruments.tagger, mentioned, actors)
        _read_page(page, instruments.tagger, about, false)
        if peer is not None:
            theirs.add(page, {one.id for one in peer.find(body, _LANGUAGE)}, page.mentioned)
    boilerplate = sum(len(page.false) for page in pages)
    return [
        _row(pages, "countries named", mentioned, _MENTIONED, None if peer is None else theirs.counts),
        _row(pages, "actors", actors, _ACTORS),
        _row(pages, "about", about, _ABOUT),
        Row(
            set=SET,
            measure="false countries",
            language=_LANGUAGE,
            articles=len(pages),
            measured=Share(false.counts.false_positives, boilerplate, less_is_better=True),
            bounds=_FALSE,
            mistakes=tuple(false.mistakes),
        ),
    ]


def body_of(page: Seed) -> str:
    """The page with everything but its body blanked out: offsets stay, and names go on as in one article."""
    kept = [" " if character != "\n" else "\n" for character in page.text]
    for start, end in page.body:
        kept[start:end] = page.text[start:end]
    return "".join(kept)


def _read_body(page: Seed, body: str, tagger: Tagger, mentioned: _Tally, actors: _Tally) -> None:
    """Tally what the body names."""
    found = tagger.read(article(body)).found["body"]
    mentioned.add(page, {one.id for one in found if one.kind == "country"}, page.mentioned)
    gold = frozenset(page.actors)
    named = {(one.start, one.surface) for one in found if one.kind == "actor"}
    actors.add(page, {one for one in named if one in gold or one[1] not in page.optional}, gold)


def _read_page(page: Seed, tagger: Tagger, about: _Tally, false: _Tally) -> None:
    """Tally what the whole page is about, and what is found in its boilerplate."""
    whole = tagger.read(article_from_text(page.path.read_bytes(), page.path, FETCHED, source=SET, publisher=SET))
    about.add(page, {one.id for one in whole.countries if one.about}, page.about)
    found = {one.id for ones in whole.found.values() for one in ones if one.kind == "country"}
    false.add(page, found & page.false, frozenset())


def _row(pages: list[Seed], measure: str, tally: _Tally, bounds: tuple[Bound, ...], peer: Counts | None = None) -> Row:
    return Row(SET, measure, _LANGUAGE, len(pages), tally.counts, bounds, peer, tuple(tally.mistakes))
