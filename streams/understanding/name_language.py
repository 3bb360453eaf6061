"""The language that a bare name is taken for, where a list does not say: by its script and its telling letters.

A name is too short to tell English from French; Latin letters count as English, as the names of registers are written.

Promises: pure; a code of ISO 639, "" where no script tells.
"""

import re
from typing import Final

from streams.understanding.scripts import script_of

_LETTER: Final = re.compile(r"[^\W\d_]")
_URDU: Final = re.compile("[ٹڈڑےں]")
_PERSIAN: Final = re.compile("[پچژگکی]")
_UKRAINIAN: Final = re.compile("[іїєґ]", re.IGNORECASE)


def language_of_name(name: str) -> str:
    """The language that ``name`` is listed under."""
    if name.isascii():
        return "en" if _LETTER.search(name) else ""
    written = script_of(name)
    if written is None:
        return ""
    script = written[0]
    if script.name == "Arabic":
        return "ur" if _URDU.search(name) else "fa" if _PERSIAN.search(name) else "ar"
    if script.name == "Cyrillic":
        return "uk" if _UKRAINIAN.search(name) else "ru"
    return "en" if script.name == "Latin" else script.usual
