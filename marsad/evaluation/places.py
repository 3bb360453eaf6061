"""The 118 English articles of TR-News, in which people marked every place name and its country.

A place counts as found where a country overlaps it and is the right one; a country that overlaps no such place is
wrong. Nationalities are marked (Russian), institutions mostly are not: a seat of government by which we know a country
(Kremlin, White House) is not counted wrong where nothing is marked, or each would be a mistake. Places that stand in
no country (Europe, the Pacific) are asked of nobody, and what is found there is not counted. Some offsets in the file
are shifted; :func:`marsad.evaluation.sets.toponyms` says how they are read.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from marsad.evaluation import sets
from marsad.evaluation.instruments import Instruments, article
from marsad.evaluation.measures import Counts
from marsad.evaluation.results import Bound, Row
from marsad.evaluation.sets import Toponyms
from streams.understanding.patterns import Found

SET: Final = "tr-news"
FILE: Final = "en-tr-news.xml"
SEAT: Final = "seat"
"""The form of a pattern that is a seat of government, or an institution."""
_LANGUAGE: Final = "en"
_BOUNDS: Final = (Bound("f1", 0.90),)


def measure(instruments: Instruments) -> list[Row]:
    """The row of TR-News. Raises OSError where it is missing."""
    articles = sets.toponyms(instruments.country / FILE)
    peer = instruments.peer(_LANGUAGE, [one.text for one in articles])
    ours = theirs = Counts()
    mistakes: list[str] = []
    for one in instruments.track(articles, SET):
        found = instruments.tagger.read(article(one.text, one.title)).found["body"]
        counts, wrong = scored(one, [each for each in found if each.kind == "country"])
        ours += counts
        mistakes += wrong
        if peer is not None:
            theirs += scored(one, peer.find(one.text, _LANGUAGE))[0]
    return [
        Row(SET, "places", _LANGUAGE, len(articles), ours, _BOUNDS, None if peer is None else theirs, tuple(mistakes))
    ]


def scored(gold: Toponyms, found: Sequence[Found]) -> tuple[Counts, list[str]]:
    """What of an article's places was found, and every mistake in a sentence."""
    right: set[int] = set()
    hits = misses = false = 0
    mistakes = []
    for start, end, country in gold.places:
        if not country:
            continue
        fitting = [place for place, one in enumerate(found) if one.id == country and _overlap(one, start, end)]
        right.update(fitting)
        if fitting:
            hits += 1
        else:
            misses += 1
            mistakes.append(f"{gold.id}: {country} is missed at {gold.text[start:end]!r}")
    for place, one in enumerate(found):
        if place in right or one.pattern.form == SEAT or _in_no_country(gold.places, one):
            continue
        false += 1
        mistakes.append(f"{gold.id}: {one.id} is found wrongly at {one.surface!r}")
    return Counts(hits, false, misses), mistakes


def _in_no_country(places: Iterable[tuple[int, int, str]], one: Found) -> bool:
    """Whether ``one`` stands on a place without a country, and on no other."""
    countries = [country for start, end, country in places if _overlap(one, start, end)]
    return bool(countries) and not any(countries)


def _overlap(one: Found, start: int, end: int) -> bool:
    return one.start < end and start < one.end
