"""One spelling for what readers take for the same word: letters folded, marks and case removed.

Promises: pure; ``fold(fold(text)) == fold(text)``; no letter is moved, so that a fold is comparable as it stands.

What is folded, and what is not:

* Compatibility forms (NFKD): Arabic presentation forms, full-width Latin.
* Arabic script: the hamza forms أ إ آ ٱ become ا, ؤ becomes و, ئ becomes ي; ى and ی become ي, ک becomes ك, ة and the
  Urdu and Kurdish forms of he become ه; tatweel and vowel signs go. Letters that tell languages apart (پ چ ژ گ ێ ۆ ے)
  stay.
* Latin script: case; accents over vowels go, since capitals are often printed without them (ETATS-UNIS, MEXICO), and
  so does the dot of the Turkish İ and the want of one in ı. Marked consonants (ç ş ñ) are letters of their own.
* Cyrillic script: case; ё becomes е, stress marks go. й, ї and ў stay.
* Hebrew points go; Arabic-Indic and Persian digits become ASCII digits; invisible joiners and direction marks go.
"""

import re
from typing import Final
from unicodedata import normalize

INVISIBLE: Final = frozenset(
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters that take no room: joiners, direction marks, soft hyphens."""

HALF_SPACES: Final = frozenset("\u200b\u200c")
"""The invisible characters that part two words, or a word and its ending: zero-width space and non-joiner."""

ARABIC_MARKS: Final = frozenset(
    chr(point)
    for first, last in ((0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6DC), (0x6DF, 0x6E4), (0x6E7, 0x6E8))
    for point in range(first, last + 1)
) | frozenset("\u06ea\u06eb\u06ec\u06ed")
_HEBREW_POINTS: Final = frozenset(chr(point) for point in range(0x591, 0x5C8) if chr(point) not in "\u05be\u05c0\u05c3")
_REMOVED: Final = INVISIBLE | ARABIC_MARKS | _HEBREW_POINTS | {"\u0640"}
_LETTERS: Final = str.maketrans("ٱىیکةہھۃı", "اييكهههه" + "i")
_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)
_TABLE: Final = {**_LETTERS, **_DIGITS, **{ord(character): None for character in _REMOVED}}

_MARKS: Final = re.compile("[\u0300-\u036f]+")
_LATIN_AND_GREEK_VOWELS: Final = frozenset("aeiouyαεηιουω")
_CYRILLIC_VOWELS: Final = frozenset("аеиоуыэюяіїє")
_STRESS: Final = frozenset("\u0300\u0301")
_DIAERESIS: Final = "\u0308"


def fold(text: str) -> str:
    """``text`` in its folded spelling. Fit for a word, a phrase or a whole article; white space is kept."""
    if text.isascii():
        return text.lower()
    # Case folding may bring forth characters that decompose again, hence the second round (Unicode 3.13, D147).
    folded = normalize("NFKD", normalize("NFKD", text).casefold()).casefold().translate(_TABLE)
    return normalize("NFC", _MARKS.sub(_kept_marks, folded))


def _kept_marks(match: re.Match[str]) -> str:
    """What stays of the marks over a letter: all over a consonant, none over a vowel but й, ї and the like."""
    base = match.string[match.start() - 1 : match.start()]
    if base in _LATIN_AND_GREEK_VOWELS:
        return ""
    marks = match.group()
    if base in _CYRILLIC_VOWELS:
        return "".join(mark for mark in marks if mark not in _STRESS and not (base == "е" and mark == _DIAERESIS))
    return marks


class _LettersOf(dict[str, str]):
    """From a raw chunk between white space to its folded letters and digits; fills itself.

    News repeats its words: nine chunks of ten are known, which makes an article's letters ten times cheaper.
    """

    def __missing__(self, chunk: str) -> str:
        kept = "".join(filter(str.isalnum, fold(chunk)))
        if len(chunk) <= _LONGEST_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[chunk] = kept
        return kept


_LONGEST_REMEMBERED: Final = 40
_REMEMBERED: Final = 100_000
_letters_of: Final = _LettersOf()


def letters(text: str) -> str:
    """The folded letters and digits of ``text``, without white space, punctuation and signs."""
    return "".join(map(_letters_of.__getitem__, text.split()))
