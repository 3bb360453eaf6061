"""One spelling for what people write in many: digits, hamza, vowel marks, accents, case.

Tables and texts go through the same `fold`, so that a table needs one spelling of a name where newspapers use five.
"""

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        **dict.fromkeys("ىیۍېۓےێ", "ي"),
        **dict.fromkeys("ةەھہۃۀۂە", "ه"),
        **dict.fromkeys("کڪ", "ك"),
        **dict.fromkeys("ٱ", "ا"),
        **dict.fromkeys("ۆۇۊ", "و"),
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "⁄": "/",
        "∕": "/",
        "∶": ":",
        "׳": "'",
        "״": "'",
        "’": "'",
        "ʼ": "'",
        "،": ",",
        "、": ",",
        "·": "|",
        "•": "|",
        "ـ": "",
    }
)

_UNSEEN: Final = {"Cf", "Mn", "Me", "Co", "Cs"}
"""Categories that carry no letter: directions and joiners, marks on letters, private and broken characters."""

_PLAIN: Final = re.compile(r"[\x20-\x7e]*")


def fold(text: str) -> str:
    """``text`` in lower case, digits as 0-9, without marks, tatweel and invisible characters; spaces stay apart."""
    if _PLAIN.fullmatch(text):
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("ـ", "").casefold())
    kept = [_character(character) for character in decomposed]
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


def _character(character: str) -> str:
    category = unicodedata.category(character)
    if category in _UNSEEN:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return " " if category in ("Zs", "Cc", "Zl", "Zp") else character
