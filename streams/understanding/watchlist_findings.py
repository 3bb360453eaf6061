"""What a person should look at in watch lists: what is wrong, and what may find too much or nothing.

========================  =======  ====================================================================
``unreadable``            error    an entry, or a line, that cannot be read
``same id``               error    an id that stands in two places
``unknown country``       error    a code that is no country's
``unknown kind``          warning  a kind that no list of ours uses
``shared name``           warning  a spelling of two actors: both are found wherever it stands
``risky name``            warning  a spelling that is another word or name as well
``wrong script``          warning  a spelling in letters that its language is not written in
``foreign, one word``     warning  variants are asked for, and no spelling has the two words that they need
``old``                   warning  a list, or an entry, whose day is more than a year ago
========================  =======  ====================================================================

Promises: pure; each list is read once; findings come in the order of the lists.
"""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final, Literal

from babel import UnknownLocaleError

from streams.understanding.gazetteer import country_names, country_patterns
from streams.understanding.scripts import script_of
from streams.understanding.skeleton import is_native
from streams.understanding.unspaced import is_unspaced
from streams.understanding.watched_actor import KINDS, Heading, Listed, Unreadable, WatchedActor
from streams.understanding.watchlist import is_acronym, spellings
from streams.understanding.watchlist_files import Item
from streams.understanding.words import folded_words

Level = Literal["error", "warning"]
_SHORT: Final = 3
_OLD: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at. ``actor`` is the id of the entry, "" for none."""

    level: Level
    what: str
    place: str
    line: int
    actor: str
    message: str


class Findings:
    """Looks at one list after the other, with ``today`` as the day from which age is counted."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._places: dict[str, str] = {}
        self._owners: dict[str, str] = {}
        self._countries = sorted({pattern.id for pattern in country_patterns() if pattern.kind == "country"})
        self.actors = 0
        self.names = 0

    def of(self, place: str, items: Iterable[Item], *, yields: bool = False) -> Iterator[Finding]:
        """What to look at in the list at ``place``. One that ``yields`` gives way where an id stands already."""
        for item in items:
            if isinstance(item, Heading):
                if self._old(item.as_of):
                    message = f"the list is as of {item.as_of}, more than a year ago; look it through, and date it anew"
                    yield Finding("warning", "old", place, item.line, "", message)
            elif isinstance(item, Unreadable):
                message = f"{item.field}: {item.message}" if item.field else item.message
                yield Finding("error", "unreadable", place, item.line, "", message)
            elif isinstance(item, Listed):
                actor = item.actor
                earlier = self._places.get(actor.id)
                if earlier is None:
                    self._places[actor.id] = f"{place}:{item.line}"
                    self.actors += 1
                    for level, what, message in self._about(actor):
                        yield Finding(level, what, place, item.line, actor.id, message)
                elif not yields:
                    message = f"'{actor.id}' stands at {earlier} already; keep one of the two"
                    yield Finding("error", "same id", place, item.line, actor.id, message)

    def _about(self, actor: WatchedActor) -> Iterator[tuple[Level, str, str]]:
        if actor.country is not None and actor.country not in self._countries:
            near = difflib.get_close_matches(actor.country, self._countries, n=1, cutoff=0.5)
            hint = " (the United Kingdom is GB)" if actor.country == "UK" else f"; {near[0]}?" if near else ""
            yield "error", "unknown country", f"{actor.country} is no country's code of ISO 3166-1{hint}"
        if actor.kind not in KINDS:
            yield "warning", "unknown kind", f"'{actor.kind}' is none of the kinds {', '.join(KINDS)}"
        day = actor.details.get("as_of", "")
        if self._old(day):
            yield "warning", "old", f"the entry is as of {day}, more than a year ago; look whether it still holds"
        words = 0
        risks: dict[str, list[str]] = {}
        for spelt, languages in spellings(actor).items():
            self.names += 1
            form = folded_words(spelt)
            words = max(words, len(form))
            owner = self._owners.setdefault(" ".join(form), actor.id)
            if owner != actor.id:
                yield (
                    "warning",
                    "shared name",
                    f"'{spelt}' is a name of '{owner}' too; wherever it stands both are found",
                )
            risk = self._risk(spelt, form, languages)
            if risk:
                risks.setdefault(risk, []).append(f"'{spelt}'")
            for language in languages:
                if not _fits(spelt, language):
                    yield "warning", "wrong script", f"'{spelt}' is listed under '{language}', which has other letters"
        for risk, risky in risks.items():
            yield "warning", "risky name", f"{', '.join(risky)}: {risk}"
        if actor.foreign and actor.kind == "person" and words < 2:
            message = (
                "foreign: true finds variants of names of two words or more only, and there is none; add a full name"
            )
            yield "warning", "foreign, one word", message

    def _old(self, day: str) -> bool:
        return bool(day) and self._today - date.fromisoformat(day) > _OLD

    def _risk(self, spelt: str, form: tuple[str, ...], languages: tuple[str, ...]) -> str:
        """Why ``spelt`` will be found where another is meant; "" if it should not."""
        if any(form in _countries_in(language) for language in languages):
            return "a country's name too; add a second word"
        if is_acronym(spelt):
            return "short, and counts in every language; list it under its languages" if "" in languages else ""
        if len(form) != 1 or is_unspaced(spelt) or any(character.isdigit() for character in spelt):
            return ""
        if is_native(form[0]):
            return "an Arabic name that others bear too; add a second word, unless news means this one by it"
        if len(form[0]) <= _SHORT and not spelt.isupper() and not "\uac00" <= spelt[0] <= "\ud7a3":
            return f"one word of {len(form[0])} letters; add a second word"
        return ""


@cache
def _countries_in(language: str) -> frozenset[tuple[str, ...]]:
    """The names of all countries in ``language``, as CLDR has them, in their normal form."""
    try:
        return frozenset(map(folded_words, country_names(language or "en").values()))
    except (UnknownLocaleError, ValueError):
        return frozenset()


def _fits(spelt: str, language: str) -> bool:
    """Whether ``spelt`` is in letters that ``language`` is written in."""
    if not language:
        return True
    written = script_of(spelt)
    return written is None or written[0].may_write(language)
