"""Which of the two old Arabic encodings bytes are in, if they are in one.

The letters from hamza to ghain lie nearly alike in windows-1256 and ISO-8859-6, those from feh to yeh do not: Arabic
read in the wrong one has a fifth of its letters among signs. Cyrillic and accented Latin letters are told apart by
that they are no Arabic letters, stand alone, or hold no alef.
"""

import re
from typing import Final

_LETTERS: Final = {
    "cp1256": bytes(
        {*range(0xC0, 0xD7), *range(0xD8, 0xE0), 0xE1, *range(0xE3, 0xE7), 0xEC, 0xED, *range(0xF0, 0xF4)}
        | {0xF5, 0xF6, 0xF8, 0xFA, 0x81, 0x8A, 0x8D, 0x8E, 0x8F, 0x90, 0x98, 0x9A, 0x9F, 0xAA, 0xFF}
        | {0xA1, 0xBA, 0xBF, 0x9D, 0xA0, 0xAB, 0xBB, 0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97}
    ),
    "iso8859-6": bytes({*range(0xC1, 0xDB), *range(0xE0, 0xF3), 0xA0, 0xAC, 0xBB, 0xBF}),
}
"""Letters, vowel signs and punctuation of Arabic texts: Arabic and Persian in windows-1256, Arabic in ISO-8859-6."""

_ALEF: Final = 0xC7
"""In both encodings."""

_ASCII: Final = bytes(range(0x80))
_NO_WORDS: Final = re.compile(rb"(?<![\x80-\xff])[\x80-\xff]{1,2}(?![\x80-\xff])")
_SAMPLE: Final = 256 * 1024

_LETTER_SHARE: Final = 0.9
"""Arabic has 0.97 and more in its own encoding, and under 0.85 in the other one; Cyrillic about a half."""

_ALEF_SHARE: Final = 0.04
"""Arabic and Persian have 0.1 and more; what stands in alef's place in KOI8-R has under 0.02."""

_ENOUGH: Final = 60
"""Letters from which on the share of one of them says something."""


def arabic_encoding(body: bytes) -> str:
    """Python's name of the encoding in which ``body`` is Arabic words; empty if it is none."""
    high = body.translate(None, _ASCII)
    if len(high) < 3:
        return ""
    if len(high) > _SAMPLE:
        middle = len(high) // 2
        high = high[: _SAMPLE // 2] + high[middle : middle + _SAMPLE // 2]
    others = {name: len(high.translate(None, letters)) for name, letters in _LETTERS.items()}
    encoding = min(others, key=others.__getitem__)
    if others[encoding] > (1 - _LETTER_SHARE) * len(high) or not _stands_in_words(body):
        return ""
    return "" if len(high) >= _ENOUGH and high.count(_ALEF) < _ALEF_SHARE * len(high) else encoding


def _stands_in_words(body: bytes) -> bool:
    """Whether most bytes above ASCII stand three or more together, as letters of another script do."""
    sample = body[: 4 * _SAMPLE]
    high = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    alone = sum(len(found) for found in _NO_WORDS.findall(sample))
    return not high or alone < 0.5 * high
