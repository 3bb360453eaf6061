"""Text of two directions side by side: which way a text runs, and how to keep it from disturbing its neighbours.

Method: Unicode Standard Annex #9, isolates (FSI, PDI) around foreign runs and a mark (RLM) where a line begins
right-to-left.
"""

import re
import unicodedata
from typing import Final

FSI: Final = "\u2068"
PDI: Final = "\u2069"
RLM: Final = "\u200f"

RIGHT_TO_LEFT_LANGUAGES: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})

_SPACE: Final = re.compile(r"\s+")
# Controls, line and paragraph separators, embeddings, overrides and isolates, private use and unassigned stay out;
# joiners and the plain marks (ZWJ, ZWNJ, LRM, RLM, ALM) belong to the text.
_UNWANTED: Final = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
_ISOLATES: Final = frozenset("\u2066\u2067\u2068")
_DIRECTION_CONTROLS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2069") | _ISOLATES


def one_line(text: str, limit: int | None = None) -> str:
    """``text`` from outside as one harmless line of at most ``limit`` code points, cut with an ellipsis.

    No line break, terminal control, direction override or lone surrogate is left in it.
    """
    line = _SPACE.sub(" ", harmless(text if limit is None else text[: limit * 4])).strip()
    return line if limit is None else shortened(line, limit)


def harmless(text: str) -> str:
    """``text`` with a space for each control, line break and lone surrogate, and without direction overrides."""
    return "".join(
        " " if unicodedata.category(character) in _UNWANTED else character
        for character in text
        if character not in _DIRECTION_CONTROLS
    )


def shortened(text: str, limit: int) -> str:
    """``text``, or its beginning and an ellipsis: at most ``limit`` code points."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def is_right_to_left(text: str, language: str = "") -> bool:
    """Whether a line of ``text`` runs right to left: by its language, or else by its first strong character.

    As in the standard, what stands in isolates does not count.
    """
    if language not in ("", "und"):
        return language.split("-")[0].casefold() in RIGHT_TO_LEFT_LANGUAGES
    depth = 0
    for character in text:
        depth += (character in _ISOLATES) - (character == PDI and depth > 0)
        direction = unicodedata.bidirectional(character)
        if depth == 0 and direction in ("R", "AL", "L"):
            return direction != "L"
    return False


def isolated(text: str) -> str:
    """``text`` so that its direction and its neighbours' leave each other alone."""
    return f"{FSI}{text}{PDI}" if text else ""


def line_of(text: str, language: str = "") -> str:
    """``text`` as a line of its own that begins on its proper side."""
    return f"{RLM}{text}" if is_right_to_left(text, language) else text
