"""The user's watch-list as patterns for the matcher."""

from collections.abc import Iterable

from streams.settings import Actor
from streams.understanding.patterns import Pattern


def actor_patterns(actors: Iterable[Actor]) -> tuple[Pattern, ...]:
    """A pattern for the name and for each alias of every actor; the same spelling is listed once an actor."""
    return tuple(
        Pattern("actor", actor.id, spelling)
        for actor in actors
        for spelling in dict.fromkeys((actor.name, *actor.aliases))
    )
