"""English articles of the CLIFF geoparser's evaluation, each with the one country that a person said it is about.

The measure is the share whose weightiest country is that one. The peer's is the country that it finds most often.
Articles that the person gave no country are left out.
"""

from typing import Final

from marsad.evaluation import sets
from marsad.evaluation.instruments import Instruments, article
from marsad.evaluation.measures import Share
from marsad.evaluation.peer import most_frequent
from marsad.evaluation.results import Bound, Row

SET: Final = "cliff"
FILES: Final = ("en-cliff-bbc.json", "en-cliff-huffpo.json")
_LANGUAGE: Final = "en"
_BOUNDS: Final = (Bound("share", 0.95),)


def measure(instruments: Instruments) -> list[Row]:
    """The row of CLIFF. Raises OSError where a file is missing."""
    articles = sets.one_country([instruments.country / name for name in FILES])
    peer = instruments.peer(_LANGUAGE, [one.text for one in articles])
    ours = theirs = 0
    mistakes = []
    for one in instruments.track(articles, SET):
        countries = instruments.tagger.read(article(one.text)).countries
        first = countries[0].id if countries else "no country"
        ours += first == one.country
        if first != one.country:
            mistakes.append(f"{one.id}: {first} for {one.country}: {' '.join(one.text.split())[:80]}")
        if peer is not None:
            theirs += most_frequent(found.id for found in peer.find(one.text, _LANGUAGE)) == one.country
    count = len(articles)
    shares = Share(ours, count), None if peer is None else Share(theirs, count)
    return [Row(SET, "first country", _LANGUAGE, count, shares[0], _BOUNDS, shares[1], tuple(mistakes))]
