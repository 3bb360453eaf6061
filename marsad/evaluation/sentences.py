"""Arabic sentences: of news on protests, and of the CLEANANERCorp corpus of names.

* Protests: who acts and who suffers has a country; the measure is the share of these countries that are tagged. Only
  actors are marked, so that nothing can be said of precision.
* CLEANANERCorp marks names, not countries. So a country that is found wholly on words outside of any name is a false
  alarm; the measure is the share of such ones in all that is found. A few errors of the marking are among them.
"""

from bisect import bisect_right
from typing import Final

from marsad.evaluation import sets
from marsad.evaluation.instruments import Instruments, article
from marsad.evaluation.measures import Share
from marsad.evaluation.results import Bound, Row
from marsad.evaluation.sets import Tokens

PROTEST: Final = "protest"
PROTEST_FILE: Final = "ar-protest-spans.json"
NAMES: Final = "cleananercorp"
NAMES_FILE: Final = "ar-cleananercorp-train.txt"
_LANGUAGE: Final = "ar"
_RECALL: Final = (Bound("recall", 0.95),)
_FALSE_ALARMS: Final = (Bound("share", 0.005),)
_OUTSIDE: Final = "O"


def measure_protest(instruments: Instruments) -> list[Row]:
    """The row of the protest set. Raises OSError where it is missing."""
    sentences = sets.protest_spans(instruments.country / PROTEST_FILE)
    peer = instruments.peer(_LANGUAGE, [sentence.text for sentence in sentences])
    asked = ours = theirs = 0
    mistakes = []
    for sentence in instruments.track(sentences, PROTEST):
        found = {one.id for one in instruments.tagger.read(article(sentence.text)).countries}
        asked += len(sentence.countries)
        ours += len(found & sentence.countries)
        mistakes += [f"{country} is missed: {sentence.text}" for country in sorted(sentence.countries - found)]
        if peer is not None:
            theirs += len({one.id for one in peer.find(sentence.text, _LANGUAGE)} & sentence.countries)
    return [
        Row(
            PROTEST,
            "actors' countries",
            _LANGUAGE,
            len(sentences),
            Share(ours, asked, "recall"),
            _RECALL,
            None if peer is None else Share(theirs, asked, "recall"),
            tuple(mistakes),
        )
    ]


def measure_names(instruments: Instruments) -> list[Row]:
    """The row of CLEANANERCorp. Raises OSError where it is missing."""
    sentences = sets.tokens(instruments.country / NAMES_FILE)
    peer = instruments.peer(_LANGUAGE, [sentence.text for sentence in sentences])
    found = outside = their_found = their_outside = 0
    mistakes = []
    for sentence in instruments.track(sentences, NAMES):
        for one in instruments.tagger.read(article(sentence.text, language=_LANGUAGE)).found["body"]:
            if one.kind != "country":
                continue
            found += 1
            if is_outside(sentence, one.start, one.end):
                outside += 1
                around = sentence.text[max(0, one.start - 30) : one.end + 30]
                mistakes.append(f"{one.id} by {one.surface} ({one.pattern.text}): {around}")
        for one in peer.find(sentence.text, _LANGUAGE) if peer is not None else ():
            their_found += 1
            their_outside += is_outside(sentence, one.start, one.end)
    return [
        Row(
            NAMES,
            "outside of names",
            _LANGUAGE,
            len(sentences),
            Share(outside, found, less_is_better=True),
            _FALSE_ALARMS,
            None if peer is None else Share(their_outside, their_found, less_is_better=True),
            tuple(mistakes),
        )
    ]


def is_outside(sentence: Tokens, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` touches no token of a name."""
    first = max(0, bisect_right(sentence.starts, start) - 1)
    last = bisect_right(sentence.starts, end - 1)
    return all(tag == _OUTSIDE for tag in sentence.tags[first:last])
