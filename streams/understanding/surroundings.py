"""The words around a place in a text, folded, for those who decide what a name there means.

Promises: pure; no word beyond punctuation counts as standing right before or after; an Arabic و or ف is taken off a
word as an alternative.
"""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from streams.understanding.folding import fold

_NEAR_WORDS: Final = 8
_LONGEST_PHRASE: Final = 3
_REACH: Final = 120
_WORD: Final = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*\.?|[^\w\s]")
_TRANSPARENT: Final = frozenset("\"'«»“”‘’()-–")
_AND: Final = frozenset("وف")
_NAMES: Final = Path(__file__).with_name("names")


def before(text: str, start: int) -> str:
    """The word right before ``start`` as written; "" where punctuation or nothing stands."""
    words = _words_before(text, start)
    return words[0] if words else ""


def after(text: str, end: int) -> str:
    """The word right after ``end`` as written; "" where punctuation or nothing stands."""
    words = _words_after(text, end)
    return words[0] if words else ""


def phrases_before(text: str, start: int) -> list[str]:
    """The one, two and three words right before ``start``, folded, each also without an Arabic conjunction."""
    words = _words_before(text, start)[:_LONGEST_PHRASE]
    return [form for count in range(1, len(words) + 1) for form in forms(" ".join(reversed(words[:count])))]


def phrases_after(text: str, end: int) -> list[str]:
    """The one, two and three words right after ``end``, folded, each also without an Arabic conjunction."""
    words = _words_after(text, end)[:_LONGEST_PHRASE]
    return [form for count in range(1, len(words) + 1) for form in forms(" ".join(words[:count]))]


def _words_before(text: str, start: int) -> list[str]:
    """The words before ``start``, the nearest first, as far as no punctuation parts them from it."""
    words: list[str] = []
    for token in reversed(_TOKEN.findall(text[max(0, start - _REACH) : start])):
        if token in _TRANSPARENT:
            continue
        if not token[0].isalnum() or _ends_a_sentence(token):
            break
        words.append(token)
    return words


def _words_after(text: str, end: int) -> list[str]:
    """The words after ``end`` as far as no punctuation parts them from it."""
    words: list[str] = []
    for token in _TOKEN.findall(text[end : end + _REACH]):
        if token in _TRANSPARENT:
            continue
        if not token[0].isalnum():
            break
        words.append(token)
        if _ends_a_sentence(token):
            break
    return words


def _ends_a_sentence(token: str) -> bool:
    """Whether the dot behind a word is a full stop; that of a short one may be of an abbreviation."""
    return token.endswith(".") and len(token) > _LONGEST_ABBREVIATION


_LONGEST_ABBREVIATION: Final = 5


def near(text: str, start: int, end: int) -> frozenset[str]:
    """The eight words on either side and what neighbours of them make up, folded."""
    left = _WORD.findall(text[max(0, start - _REACH) : start])[-_NEAR_WORDS:]
    right = _WORD.findall(text[end : end + _REACH])[:_NEAR_WORDS]
    found = {form for word in (*left, *right) for form in forms(word)}
    for side in (left, right):
        folded = [fold(word) for word in side]
        found.update(f"{one} {other}" for one, other in pairwise(folded))
    return frozenset(found)


def forms(words: str) -> tuple[str, ...]:
    """``words`` folded, and without the Arabic conjunction that may begin them or the English genitive at their end."""
    folded = fold(words).rstrip(".")
    if folded[:1] in _AND and len(folded) > 2:
        return folded, folded[1:]
    return (folded, folded[:-2]) if folded.endswith(("'s", "’s")) else (folded,)


@cache
def given_names() -> frozenset[str]:
    """Given names in Latin letters, folded."""
    return _listed("given-names.txt")


@cache
def _before_a_surname() -> frozenset[str]:
    """All that stands right before a family name and before no place: given names that are no places, and titles."""
    return given_names() | titles() | _listed("given-names-census.txt")


@cache
def titles() -> frozenset[str]:
    """Words that stand right before a person's name and never before a country's, folded."""
    return _listed("titles.txt")


def _listed(name: str) -> frozenset[str]:
    lines = (_NAMES / name).read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.strip()).rstrip(".") for line in lines if line.strip() and not line.startswith("#"))


def in_a_persons_name(text: str, start: int, end: int) -> bool:
    """Whether what stands there in Latin letters is in a person's name: Michael Jordan, Mr Jordan, Paris Hilton."""
    # Most words before a place begin with a small letter, and one look at the text tells so.
    ahead = text[text.rfind(" ", 0, max(start - 1, 0)) + 1 : start]
    word_before = before(text, start) if any(map(str.isupper, ahead)) else ""
    if word_before[:1].isupper():
        folded = fold(word_before).rstrip(".")
        if folded in _before_a_surname() or (len(folded) == 1 and word_before.endswith(".")):
            return True
    if fold(text[start:end]) in given_names():
        word_after = after(text, end)
        return (
            word_after[:1].isupper()
            and word_after[1:].islower()
            and text[end : end + 1] == " "
            and fold(word_after) not in _NO_SURNAMES
        )
    return False


_NO_SURNAMES: Final = frozenset(
    "university college state tech county city river valley police department senate house supreme gov governor"
    " sen senator rep attorney republican republicans democrat democrats democratic power southern northern"
    " eastern western avenue street school airport museum peace agreement accord climate monday tuesday wednesday"
    " thursday friday saturday sunday january february march april may june july august september october november"
    " december".split()
)
"""What follows a place's name in capitals and is no surname: Georgia Tech, Paris Agreement."""
