"""Whether two pieces of text speak of the same: by the word beginnings that they share.

Beginnings stand in for stems: four letters in Arabic script, after the article and the conjunction, five in others.
That is rough, and enough for the question that is asked: two stories of one page share names of countries, a headline
and its own lead share nearly everything.
"""

import re
from typing import Final

from streams.understanding.folding import fold

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_ARABIC: Final = re.compile("[\u0621-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]")
_PROCLITIC: Final = re.compile("(?:[وف]?[بك]?ال|[وف]?لل|[وف](?=.{4}))(?=.{3})")

_ARABIC_LETTERS: Final = 4
_OTHER_LETTERS: Final = 5

_EMPTY: Final = """
    الى على التي الذي هذا هذه ذلك تلك كان كانت يكون بين بعد قبل عند عن من في مع قال قالت وقال اضاف واضاف اكد واكد حول
    خلال ضد منذ حتي لدي لكن بشان فيما كما وقد ان وان انه انها ما لم لن هو هي هم اليوم امس عام يوم غير
    the and for with from that this these those was were will would has have had been but not are its his her their they
    said says after before over into about more than who what when where which also on in of to
    les des une pour dans avec sur par que qui est son ses aux plus pas
    для что как его это при или они она был была было были после перед над под также который которая
    ile icin bir olan olarak daha gibi kadar sonra dedi
    این است را که برای شده شد کرد های اند می خود او آن با از به در
"""
_EMPTY_WORDS: Final = frozenset(map(fold, _EMPTY.split()))
"""Words that stand in any text."""


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that say something."""
    return frozenset(_stem(word) for word in _WORD.findall(fold(text)) if word not in _EMPTY_WORDS)


def restates(lead: str, headline: str, *, least: int = 2, share: float = 0.35) -> bool:
    """Whether a lead tells what a headline says: by at least so many shared words and this share of the headline's."""
    told = stems(headline)
    shared = len(told & stems(lead))
    return shared >= least and shared >= share * len(told)


def _stem(word: str) -> str:
    if _ARABIC.search(word):
        return _PROCLITIC.sub("", word, count=1)[:_ARABIC_LETTERS] if _PROCLITIC.match(word) else word[:_ARABIC_LETTERS]
    return word[:_OTHER_LETTERS]
