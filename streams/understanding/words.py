"""The words of a chunk of text, a chunk being what stands between two stretches of white space.

A phrase may run on from one word to the next, unless punctuation stands between them. What joins two words inside a
chunk without breaking a phrase: a hyphen (Guinea-Bissau), an apostrophe (Rusya'nın, l'Iran), an underscore (hashtags),
the Persian half-space, and the quotation mark that writes Hebrew abbreviations (ארה"ב).

Promises: pure; offsets count code points from the start of the chunk; ``start`` and ``end`` enclose the word as
written, without invisible characters at its edges.
"""

import re
from typing import Final, NamedTuple
from unicodedata import category

from streams.understanding.folding import HALF_SPACES, INVISIBLE, fold


class Word(NamedTuple):
    """A word in its folded spelling. ``breaks`` says that no phrase may run on into it from the word before."""

    start: int
    end: int
    folded: str
    breaks: bool


class Words(NamedTuple):
    """The words of a chunk. ``closes`` says that no phrase may run on from the last one into the next chunk."""

    words: tuple[Word, ...]
    closes: bool


def _character_class() -> str:
    """What may follow the first letter of a word besides letters and digits: marks and invisible characters."""
    points = [
        point
        for point in range(0x300, 0x10000)
        if category(chr(point))[0] == "M" or chr(point) in INVISIBLE - HALF_SPACES
    ]
    ranges: list[list[int]] = []
    for point in points:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "\u00ad" + "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_LETTERS_AS_APOSTROPHES: Final = frozenset("ʼʻʹ")  # letters to Unicode, apostrophes to Ukrainian and to keyboards
_APOSTROPHES: Final = "'’‘`´׳" + "".join(sorted(_LETTERS_AS_APOSTROPHES))
APOSTROPHES: Final = frozenset(_APOSTROPHES)
"""What joins two words of a chunk, or stands inside one, as each newsroom has it: l'Iran, Hay'at, Rusya’nın."""
_LETTER: Final = rf"[^\W_{_APOSTROPHES}]"
# A dotted abbreviation (U.S., С.Ш.А., أ.ف.ب) is one word, its last dot included.
_WORD: Final = re.compile(
    rf"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?:\.|(?!{_LETTER}))(?!{_LETTER})"
    rf"|{_LETTER}(?:{_LETTER}|[{_character_class()}])*"
)
_JOINS: Final = frozenset("-‐‑–_" + _APOSTROPHES) | HALF_SPACES
_HEBREW_JOINS: Final = frozenset('"״”')
_INVISIBLE: Final = "".join(sorted(INVISIBLE))
_UNSEEN: Final = {ord(character): None for character in INVISIBLE}
_WRITTEN_WITH_A_DOT: Final = frozenset({"st", "ste", "n", "s", "ee", "св"})  # St. Kitts, N. Korea, EE. UU.


def words_of(chunk: str) -> Words:
    """The words of ``chunk``, which holds no white space. A web address holds none: its path is no sentence."""
    if "://" in chunk or chunk.startswith("www."):
        return Words((), closes=True)
    if chunk.isalnum() and _LETTERS_AS_APOSTROPHES.isdisjoint(chunk):
        return Words((Word(0, len(chunk), fold(chunk), breaks=False),), closes=False)
    found: list[Word] = []
    position = 0
    for match in _WORD.finditer(chunk):
        surface = match.group().rstrip(_INVISIBLE)
        folded = fold(surface).replace(".", "")
        breaks = _breaks(chunk, position, match.start(), found[-1].folded if found else "")
        found.append(Word(match.start(), match.start() + len(surface), folded, breaks))
        position = match.start() + len(surface)
    last = found[-1].folded if found else ""
    return Words(tuple(found), closes=_punctuated(chunk[position:], last))


def folded_words(text: str) -> tuple[str, ...]:
    """The words of ``text``, chunk by chunk, in their folded spelling: a name as the matcher looks for it."""
    return tuple(word.folded for chunk in text.split() for word in words_of(chunk).words)


def _breaks(chunk: str, end: int, start: int, before: str) -> bool:
    """Whether what stands between ``end`` and ``start`` ends a phrase."""
    gap = chunk[end:start]
    if end > 0 and gap in _JOINS:
        return False
    if end > 0 and gap in _HEBREW_JOINS and "א" <= chunk[end - 1] <= "ת" and "א" <= chunk[start] <= "ת":
        return False
    return _punctuated(gap, before)


def _punctuated(gap: str, before: str) -> bool:
    """Whether ``gap`` shows any sign, the dot of an abbreviated word aside."""
    seen = gap.translate(_UNSEEN)
    return bool(seen) and not (seen == "." and before in _WRITTEN_WITH_A_DOT)
