"""A title for an item that has none: its first sentence."""

import re
from typing import Final

LONGEST: Final = 200
"""Characters of a sentence that can stand as a title."""

_SENTENCE_END: Final = re.compile(r"[.!?…؟۔]+[\"'»”’)\]]*(?=\s|$)|[。！？]+[」』”]?")
_SHORTEST_SENTENCE: Final = 20
"""What ends earlier is rather an abbreviation."""


def first_sentence(text: str) -> str:
    """The first sentence of the first line, or as many whole words of it as a title may have."""
    line = text.strip().partition("\n")[0][: 5 * LONGEST].strip()
    end = _SENTENCE_END.search(line, _SHORTEST_SENTENCE)
    sentence = line[: end.end()] if end else line
    if len(sentence) <= LONGEST:
        return sentence
    words = sentence[: LONGEST - 1].rpartition(" ")[0] or sentence[: LONGEST - 1]
    return f"{words}…"
