"""The collection of actors: what goes in comes out, by number and by id."""

from hypothesis import given
from hypothesis import strategies as st

from streams.understanding.actors import ActorFacts, Actors
from streams.understanding.watched_actor import WatchedActor

TEXTS = st.text(st.characters(min_codepoint=32), min_size=1, max_size=12)
LANGUAGES = st.sampled_from(["", "ar", "en", "ru", "pt-BR"])
ACTORS = st.builds(
    WatchedActor,
    id=st.text("abc-._123", min_size=1, max_size=4),
    name=TEXTS,
    kind=st.sampled_from(["person", "vessel"]),
    country=st.sampled_from([None, "RU", "QA"]),
    foreign=st.booleans(),
    names=st.dictionaries(LANGUAGES, st.lists(TEXTS, min_size=1, max_size=3).map(tuple), max_size=3),
)


@given(st.lists(ACTORS, max_size=40))
def test_a_collection_is_what_a_dictionary_of_the_first_of_each_id_is(actors: list[WatchedActor]) -> None:
    collection = Actors()
    expected: dict[str, WatchedActor] = {}
    for actor in actors:
        assert collection.add(actor) == (actor.id not in expected)
        expected.setdefault(actor.id, actor)
    assert list(collection) == list(expected.values())
    assert list(collection.ids()) == list(expected)
    assert len(collection) == len(expected)
    for number, actor in enumerate(expected.values()):
        assert actor.id in collection
        assert collection.number(actor.id) == number
        assert collection.get(actor.id) == ActorFacts(actor.kind, actor.country, actor.name)


def test_many_actors_are_found_by_id_and_nobody_else_is() -> None:
    collection = Actors(WatchedActor(f"actor-{number}", f"Name {number}") for number in range(5_000))
    assert all(collection.number(f"actor-{number}") == number for number in range(5_000))
    assert collection.get("actor-5000") is None
    assert "actor" not in collection
    assert 7 not in collection
