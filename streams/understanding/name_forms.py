"""Under which forms a name is found: its folded words, and for a foreign name the consonants of its variants.

For people who ask why something was found, or was not: the matcher itself works on whole texts.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from streams.understanding.skeleton import SIGN, skeletons
from streams.understanding.watched_actor import WatchedActor
from streams.understanding.watchlist import counts_only_in, spellings
from streams.understanding.words import folded_words


class NameForm(NamedTuple):
    """A spelling of an actor, and how it is looked for.

    ``languages``: those under which it is listed. ``only_in``: the languages of articles in which it counts, none for
    all. ``normal``: its folded words. ``skeleton``: its consonants, "" where variants are not looked for.
    """

    spelling: str
    languages: tuple[str, ...]
    only_in: tuple[str, ...]
    normal: str
    skeleton: str


def consonants(text: str) -> str:
    """The consonant skeleton of a name as variants are looked for; "" for one that is too short for it."""
    found = skeletons(folded_words(text))
    return " ".join(label.lstrip(SIGN) for label in found[0]) if found else ""


def forms_of(actor: WatchedActor) -> Iterator[NameForm]:
    """How each spelling of ``actor`` is looked for."""
    for spelt, languages in spellings(actor).items():
        only_in = counts_only_in(spelt, languages)
        skeleton = consonants(spelt) if actor.foreign else ""
        yield NameForm(spelt, languages, only_in, " ".join(folded_words(spelt)), skeleton)


def sharing(names: Iterable[str], actors: Iterable[WatchedActor]) -> Iterator[tuple[WatchedActor, str]]:
    """The actors with a spelling that one of the ``names`` may be a variant of, each with the first such spelling."""
    sought = {labels for name in names for labels in skeletons(folded_words(name))}
    if not sought:
        return
    for actor in actors:
        if actor.foreign:
            for spelt in spellings(actor):
                if not sought.isdisjoint(skeletons(folded_words(spelt))):
                    yield actor, spelt
                    break
