"""The words around a place in a text, folded, for those who decide what a name there means.

Promises: pure; no word beyond punctuation counts as standing right before or after; an Arabic و or ف is taken off a
word as an alternative.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

from streams.understanding.folding import fold

_NEAR_WORDS: Final = 8
_REACH: Final = 120
_WORD: Final = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*", re.UNICODE)
_BEFORE: Final = re.compile(r"([^\W_]+(?:['’][^\W_]+)*\.?)[\s\"«»“”‘’(\-–]+$", re.UNICODE)
_AFTER: Final = re.compile(r"^[\s\"«»“”‘’)\-–]+([^\W_]+)", re.UNICODE)
_AND: Final = frozenset("وف")
_NAMES: Final = Path(__file__).with_name("names")


def before(text: str, start: int) -> str:
    """The word right before ``start`` as written; "" where punctuation or nothing stands."""
    match = _BEFORE.search(text, max(0, start - _REACH), start)
    return match[1] if match else ""


def after(text: str, end: int) -> str:
    """The word right after ``end`` as written; "" where punctuation or nothing stands."""
    match = _AFTER.match(text[end : end + _REACH])
    return match[1] if match else ""


def near(text: str, start: int, end: int) -> frozenset[str]:
    """The eight words on either side, folded."""
    left = _WORD.findall(text[max(0, start - _REACH) : start])[-_NEAR_WORDS:]
    right = _WORD.findall(text[end : end + _REACH])[:_NEAR_WORDS]
    return frozenset(form for word in (*left, *right) for form in forms(word))


def forms(word: str) -> tuple[str, ...]:
    """``word`` folded, and without the Arabic conjunction that may begin it."""
    folded = fold(word).rstrip(".")
    return (folded, folded[1:]) if folded[:1] in _AND and len(folded) > 2 else (folded,)


@cache
def given_names() -> frozenset[str]:
    """Given names in Latin letters, folded."""
    return _listed("given-names.txt")


@cache
def titles() -> frozenset[str]:
    """Words that stand right before a person's name and never before a country's, folded."""
    return _listed("titles.txt")


def _listed(name: str) -> frozenset[str]:
    lines = (_NAMES / name).read_text(encoding="utf-8").splitlines()
    return frozenset(fold(line.strip()).rstrip(".") for line in lines if line.strip() and not line.startswith("#"))


def in_a_persons_name(text: str, start: int, end: int) -> bool:
    """Whether what stands there in Latin letters is part of a person's name: Michael Jordan, Mr Jordan, Paris Hilton."""
    word_before = before(text, start)
    if word_before[:1].isupper():
        folded = fold(word_before).rstrip(".")
        if folded in given_names() or folded in titles() or (len(folded) == 1 and word_before.endswith(".")):
            return True
    if fold(text[start:end]) in given_names():
        word_after = after(text, end)
        return word_after[:1].isupper() and word_after[1:].islower() and text[end : end + 1] == " "
    return False
