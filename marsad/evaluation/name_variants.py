"""How spellings of foreign names meet, and how often different names do.

* Found as listed: a variant in a text, with only the listed name, as a foreign actor, in the matcher.
* Wrongly merged: each name of a language listed as a foreign actor, each other one as a text; an ordered pair counts if
  the text is found as the listed name by a spelling variant. The names are those listed in the table of variants and,
  for Arabic, the persons of CLEANANERCorp with two words or more. Two spellings of the table of variants are one name,
  as are two with the same letters; a name that only stands in a longer one is no variant of it. So the figure is an
  upper limit: the corpus spells some of its persons in two ways, which rightly meet.
* Names that take in another: the share of these names that at least one other one is found as.
* Look-alikes merged: the pairs of the table of different names, in both directions, found by whatever rule. They are
  part of the pairs above.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from marsad.evaluation import sets
from marsad.evaluation.instruments import Instruments
from marsad.evaluation.measures import Share
from marsad.evaluation.name_tables import (
    DIFFERENT_FILE,
    VARIANTS_FILE,
    Pair,
    Spellings,
    different_names,
    persons,
    spellings,
)
from marsad.evaluation.results import Bound, Row
from marsad.evaluation.sentences import NAMES_FILE
from streams.understanding.folding import fold
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Pattern
from streams.understanding.readings import Rule

SET: Final = "variants"
_CORPUS_LANGUAGE: Final = "ar"
_FOUND: Final = (Bound("share", 0.95),)
_MERGED: Final = (Bound("share", 0.005),)


def measure(instruments: Instruments) -> list[Row]:
    """The rows of the variants; fewer pairs without the corpus. Raises OSError where the tables are missing."""
    table = spellings(instruments.name_tables / VARIANTS_FILE)
    look_alikes = different_names(instruments.name_tables / DIFFERENT_FILE)
    corpus = instruments.country / NAMES_FILE
    people = persons(sets.tokens(corpus)) if corpus.is_file() else []
    names = {
        language: list(dict.fromkeys([
            *(one.listed for one in table if one.language == language),
            *(people if language == _CORPUS_LANGUAGE else ()),
        ]))
        for language in dict.fromkeys(one.language for one in table)
    }  # fmt: skip
    alike, alike_mistakes = alike_merged(look_alikes)
    merged, taking, mistakes = alike, 0, list(alike_mistakes)
    for language, ones in instruments.track(list(names.items()), SET):
        pairs, met = wrongly_merged(ones, language, [one for one in table if one.language == language])
        merged = Share(merged.part + pairs.part, merged.whole + pairs.whole, less_is_better=True)
        taking += len({listed for listed, _ in met})
        mistakes += [f"{language}: {text} is found as {listed}" for listed, text in met]
    found, missed = found_as_listed(table)
    languages, count = ", ".join(names), sum(map(len, names.values()))
    in_others = Share(taking, count, less_is_better=True)
    return [
        Row(SET, "found as listed", languages, found.whole, found, _FOUND, mistakes=tuple(missed)),
        Row(SET, "wrongly merged", languages, count, merged, _MERGED, mistakes=tuple(mistakes)),
        Row(SET, "names that take in another", languages, count, in_others),
        Row(SET, "look-alikes merged", languages, alike.whole, alike, mistakes=tuple(alike_mistakes)),
    ]


def found_as_listed(table: Sequence[Spellings]) -> tuple[Share, list[str]]:
    """How many variants are found as their listed name, and those that are not."""
    missed = [
        f"{one.language}: {variant} is not found as {one.listed}"
        for one in table
        for matcher in [Matcher([_foreign(one.listed, one.language)])]
        for variant in one.variants
        if not matcher.find(variant, one.language)
    ]
    asked = sum(len(one.variants) for one in table)
    return Share(asked - len(missed), asked), missed


def alike_merged(pairs: Sequence[Pair]) -> tuple[Share, list[str]]:
    """How many of two that look alike are found as the other one."""
    ordered = [(one.language, *names) for one in pairs for names in ((one.listed, one.other), (one.other, one.listed))]
    mistakes = [
        f"{language}: {text} is found as {listed}"
        for language, listed, text in ordered
        if Matcher([_foreign(listed, language)]).find(text, language)
    ]
    return Share(len(mistakes), len(ordered), less_is_better=True), mistakes


def wrongly_merged(
    names: Sequence[str], language: str, table: Iterable[Spellings]
) -> tuple[Share, list[tuple[str, str]]]:
    """How many ordered pairs of different ``names`` meet, and which: the listed one and the text.

    The ``table`` says which are one name. Each pattern is of a kind of its own, so that none stands in another's way.
    """
    person = {_letters(spelt): one.id for one in table for spelt in (one.listed, *one.variants)}
    matcher = Matcher(_foreign(name, language) for name in names)
    met = [
        (listed, text)
        for text in names
        for listed in dict.fromkeys(one.id for one in matcher.find(text, language) if Rule.VARIANT in one.rule)
        if _who(listed, person) != _who(text, person)
    ]
    same = Counter(_who(name, person) for name in names)
    pairs = len(names) ** 2 - sum(count**2 for count in same.values())
    return Share(len(met), pairs, less_is_better=True), met


def _foreign(name: str, language: str) -> Pattern:
    return Pattern(kind=name, id=name, text=name, language=language, foreign=True)


def _who(name: str, person: Mapping[str, str]) -> tuple[bool, str]:
    """The person of a known spelling, else the letters of the name."""
    letters = _letters(name)
    return (letters in person, person.get(letters, letters))


def _letters(name: str) -> str:
    return "".join(character for character in fold(name) if character.isalnum())
