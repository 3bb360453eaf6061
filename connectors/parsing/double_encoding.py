"""Text that was encoded twice: UTF-8 taken for windows-1252, 1256 or 1251 and written as UTF-8 again.

``Ø§Ù„Ø±ÙŠØ§Ø¶`` is put right to ``الرياض``. Only passages in which three damaged characters touch each other and all
decode are put right: no text that was meant looks like that. Single ones (``Ã©``) far from such a passage stay.
"""

import re
from dataclasses import dataclass
from functools import partial
from typing import Final

_MAXIMUM_PASSAGES: Final = 200_000
"""More than that in a document is an attack on our time."""


@dataclass(frozen=True)
class _Misreading:
    """One wrong way to read UTF-8: signs that betray it, the passages it makes, and the way back."""

    signs: tuple[str, ...]
    passages: re.Pattern[str]
    certain: re.Pattern[str]
    back: dict[int, str]


def _misreading(codec: str) -> _Misreading:
    def seen(byte: int) -> str:
        return bytes((byte,)).decode(codec, "replace").replace("\ufffd", chr(byte))

    back = {ord(seen(byte)): chr(byte) for byte in range(0x80, 0x100)}
    if codec == "cp1252":  # Latin-1 proper leaves control characters in the places of windows-1252's signs
        back |= {byte: chr(byte) for byte in range(0x80, 0xA0)}

    def characters(first: int, last: int) -> str:
        return "".join(f"\\u{code:04x}" for code, byte in back.items() if first <= ord(byte) <= last)

    follows = f"[{characters(0x80, 0xBF)}]"
    # The scripts and signs that occur here: Latin, Cyrillic, Arabic; dashes, quotes and joiners; the byte order mark.
    leads = characters(0xC2, 0xC3) + characters(0xD0, 0xD3) + characters(0xD8, 0xDB)
    one = f"(?:[{leads}]{follows}|[{characters(0xE2, 0xE2)}{characters(0xEF, 0xEF)}]{follows}{{2}})"
    between = "[^<>\\u0080-\\U0010ffff]{0,40}"
    # The bounds hold down the memory that a match needs.
    passages = re.compile(f"{one}(?:{between}{one}){{2,2000}}+")
    signs = tuple("".join(map(seen, letter.encode())) for letter in "اа")  # an alef; a Cyrillic a
    return _Misreading(signs, passages, re.compile(f"{one}{{3}}"), back)


_MISREADINGS: Final = tuple(map(_misreading, ("cp1252", "cp1256", "cp1251")))

_IN_ALL: Final = ("§", "°")
"""The second halves of alef and of the Cyrillic a, alike in all three. To look for one character is quick."""


def undone(text: str) -> str:
    """The text with what was certainly encoded twice put right."""
    if not any(sign in text for sign in _IN_ALL):
        return text
    for misreading in _MISREADINGS:
        if any(sign in text for sign in misreading.signs) and misreading.certain.search(text):
            text = misreading.passages.sub(partial(_put_right, misreading), text, _MAXIMUM_PASSAGES)
    return text


def _put_right(misreading: _Misreading, found: re.Match[str]) -> str:
    passage = found[0]
    if not misreading.certain.search(passage):
        return passage
    try:
        return passage.translate(misreading.back).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return passage
