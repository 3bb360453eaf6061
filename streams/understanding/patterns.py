"""What the matcher looks for, and what it finds."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

from streams.understanding.readings import Rule

_LONGEST_ACRONYM: Final = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """When a risky form counts. All words are in their folded spelling.

    With ``only_if`` it counts if one of ``before``, ``after`` and ``near`` holds, or if the article names the same
    country by other forms ``company`` times (0: that is no cue), and never if none is given; without it, unless one of
    ``before``, ``after`` and ``near`` holds. ``regions``: with ``only_if`` it counts as well if the article names one
    of these, by its form. ``person``: it never counts as part of a person's name.
    ``languages``: the articles in which the cue is asked; empty for all.
    """

    reason: str
    only_if: bool = True
    languages: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    company: int = 0
    person: bool = False


class Pattern(NamedTuple):
    """A word or phrase that stands for something.

    ``kind`` and ``id`` say for what (country RU). Patterns compete within their kind only: the longest wins there, so
    that a country is still found inside the name of a ministry.

    ``capitalised``: where ``text`` begins with a capital, the article must too, so that the bird is not Turkey; an
    acronym of up to three letters (US, UAE, США) must stand in capitals throughout. Give False for a keyword. The dot
    of an abbreviation (Calif.) must stand too.

    ``only_in``: the languages of the articles in which the pattern counts; empty for all but those of ``not_in``.
    ``language``: the languages that write the pattern so, parted by commas.

    ``silent``: the phrase is recognised and passed over, so that the shorter names inside it are not found
    (New Mexico is not Mexico).

    ``cues``: what the text around must show for the pattern to count. ``foreign``: spelling variants count as well, if
    the name has two words or more. ``form``: what kind of form it is of what it stands for (name, adjective, city ...).
    """

    kind: str
    id: str
    text: str
    language: str = ""
    capitalised: bool = True
    only_in: frozenset[str] = frozenset()
    silent: bool = False
    cues: tuple[Cue, ...] = ()
    foreign: bool = False
    not_in: frozenset[str] = frozenset()
    form: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One occurrence. ``start`` and ``end`` count code points of the raw text, ``end`` exclusive.

    ``surface`` is ``text[start:end]``: whole words as written, with the particles attached to them. ``rule`` says how
    its words became those of the pattern; with ``surname`` it is a part of the name that stands for the whole.
    """

    kind: str
    id: str
    start: int
    end: int
    surface: str
    pattern: Pattern
    rule: Rule = Rule.WRITTEN
    surname: bool = False


class Capitals(IntEnum):
    """What the article's text must show of a pattern's capitals."""

    ANY = 0
    INITIAL = 1
    ALL = 2


def capitals_of(pattern: Pattern) -> Capitals:
    """What ``pattern`` asks of the capitals in the text. Scripts without case ask nothing."""
    if not pattern.capitalised:
        return Capitals.ANY
    written = [character for character in pattern.text if character.isalpha()]
    if written and all(character.isupper() for character in written) and len(written) <= _LONGEST_ACRONYM:
        return Capitals.ALL
    return Capitals.INITIAL if written and written[0].isupper() else Capitals.ANY


class Traits(NamedTuple):
    """What many patterns have in common."""

    kind: str
    language: str
    capitalised: bool
    only_in: frozenset[str]
    silent: bool
    cues: tuple[Cue, ...]
    foreign: bool
    not_in: frozenset[str]
    form: str
    capitals: Capitals
    dotted: bool

    def counts_in(self, language: str) -> bool:
        """Whether the patterns count in an article in ``language``."""
        return (not self.only_in or language in self.only_in) and language not in self.not_in


class PatternTable:
    """Patterns by number, in columns: about 60 bytes for one of 20 letters, instead of 300 as objects."""

    def __init__(self) -> None:
        self._traits: dict[Traits, int] = {}
        self._traits_by_number: list[Traits] = []
        self._trait_of = array("I")
        self._id_of = array("I")
        self._ids = _Texts()
        self._texts = _Texts()
        self._last: Traits | None = None
        self._last_number = -1
        self._last_id = ""

    def add(self, pattern: Pattern) -> int:
        """The number of ``pattern`` from now on. Patterns of one id take least room one after the other."""
        identity, text = pattern.id, pattern.text
        traits = Traits(
            pattern.kind,
            pattern.language,
            pattern.capitalised,
            pattern.only_in,
            pattern.silent,
            pattern.cues,
            pattern.foreign,
            pattern.not_in,
            pattern.form,
            capitals_of(pattern),
            text.endswith(".") and text.count(".") == 1,
        )
        # What follows is mostly of the same traits; to compare them is cheaper than to hash all their cues.
        if traits != self._last:
            self._last, self._last_number = traits, self._traits.setdefault(traits, len(self._traits))
            if self._last_number == len(self._traits_by_number):
                self._traits_by_number.append(traits)
        if identity != self._last_id or not len(self._ids):
            self._ids.append(identity)
            self._last_id = identity
        self._trait_of.append(self._last_number)
        self._id_of.append(len(self._ids) - 1)
        self._texts.append(text)
        return len(self._trait_of) - 1

    def traits(self, number: int) -> Traits:
        """What the pattern of that number shares with others."""
        return self._traits_by_number[self._trait_of[number]]

    def __getitem__(self, number: int) -> Pattern:
        """The pattern of that number, as it was added."""
        traits = self.traits(number)
        return Pattern(traits.kind, self._ids[self._id_of[number]], self._texts[number], *traits[1:-2])

    def __len__(self) -> int:
        """How many patterns there are."""
        return len(self._trait_of)


class _Texts:
    """Strings by number, end to end in one run of bytes."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("I", [0])

    def append(self, text: str) -> None:
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def __getitem__(self, number: int) -> str:
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode("utf-8", "surrogatepass")

    def __len__(self) -> int:
        return len(self._ends) - 1


def one_of_each(patterns: Sequence[Pattern]) -> Sequence[Pattern]:
    """One pattern for each id, the first one."""
    return list({pattern.id: pattern for pattern in reversed(patterns)}.values())
