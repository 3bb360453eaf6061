"""The watch lists as patterns for the matcher."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from streams.settings import Actor
from streams.understanding.name_language import language_of_name
from streams.understanding.patterns import Pattern
from streams.understanding.watched_actor import DETAILS, WatchedActor

LONGEST_ACRONYM: Final = 3
"""The most letters of an acronym that counts only in articles of the languages under which it is listed."""


def watched(actor: Actor) -> WatchedActor:
    """An actor of the configuration as one of a watch list."""
    names = {**actor.names, **({"": actor.aliases} if actor.aliases else {})}
    details = {name: str(value) for name in DETAILS if (value := getattr(actor, name, None))}
    return WatchedActor(actor.id, actor.name, actor.kind, actor.country, actor.foreign, names, details)


def actor_patterns(actors: Iterable[WatchedActor]) -> Iterator[Pattern]:
    """A pattern for each spelling of every actor; a spelling in several languages is one pattern, of the first.

    An acronym of up to three letters counts only in articles of its languages: UN is no hit in the French "UN HOMME".
    """
    for actor in actors:
        for spelt, languages in spellings(actor).items():
            only_in = frozenset(counts_only_in(spelt, languages))
            yield Pattern("actor", actor.id, spelt, languages[0], only_in=only_in, foreign=actor.foreign)


def counts_only_in(spelt: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages of the articles in which a spelling counts that is listed under ``languages``; none for all."""
    return languages if is_acronym(spelt) and "" not in languages else ()


def spellings(actor: WatchedActor) -> Mapping[str, tuple[str, ...]]:
    """Every spelling of ``actor`` with the languages in which it is listed; "" for all.

    The name, if it is listed under no language, has the one that its letters tell: English for Latin ones.
    """
    found: dict[str, tuple[str, ...]] = {}
    for language, names in actor.names.items():
        for name in names:
            found[name] = (*found.get(name, ()), language.partition("-")[0])
    if actor.name not in found:
        return {actor.name: (language_of_name(actor.name),), **found}
    if language_of_name(actor.name) == "en" and "en" not in found[actor.name]:
        found[actor.name] = (*found[actor.name], "en")
    return found


def is_acronym(spelt: str) -> bool:
    """Whether ``spelt`` is up to three letters, all of them capitals."""
    letters = [character for character in spelt if character.isalpha()]
    return 0 < len(letters) <= LONGEST_ACRONYM and all(character.isupper() for character in letters)
