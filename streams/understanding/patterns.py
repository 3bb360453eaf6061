"""What the matcher looks for, and what it finds."""

from dataclasses import dataclass
from enum import Enum

_LONGEST_ACRONYM = 3


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word or phrase that stands for something.

    ``kind`` and ``id`` say for what (country RU). Patterns compete within their kind only: the longest wins there, so
    that a country is still found inside the name of a ministry.

    ``capitalised``: where ``text`` begins with a capital, the article must too, so that the bird is not Turkey; an
    acronym of up to three letters (US, UAE, США) must stand in capitals throughout. Give False for a keyword.

    ``only_in``: the languages of the articles in which the pattern counts; empty for all.

    ``silent``: the phrase is recognised and passed over, so that the shorter names inside it are not found
    (New Mexico is not Mexico).
    """

    kind: str
    id: str
    text: str
    language: str = ""
    capitalised: bool = True
    only_in: frozenset[str] = frozenset()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One occurrence. ``start`` and ``end`` count code points of the raw text, ``end`` exclusive.

    ``surface`` is ``text[start:end]``: whole words as written, with the particles attached to them.
    """

    kind: str
    id: str
    start: int
    end: int
    surface: str
    pattern: Pattern


class Capitals(Enum):
    """What the article's text must show of a pattern's capitals."""

    ANY = "any"
    INITIAL = "a capital at the start"
    ALL = "capitals throughout"


def capitals_of(pattern: Pattern) -> Capitals:
    """What ``pattern`` asks of the capitals in the text. Scripts without case ask nothing."""
    if not pattern.capitalised:
        return Capitals.ANY
    written = [character for character in pattern.text if character.isalpha()]
    if written and all(character.isupper() for character in written) and len(written) <= _LONGEST_ACRONYM:
        return Capitals.ALL
    return Capitals.INITIAL if written and written[0].isupper() else Capitals.ANY
