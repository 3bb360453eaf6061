"""The stage that says what an article is about: its language, and the countries and actors that it names.

One reading of an article goes: tell the language; find names; settle which risky ones count
(:mod:`streams.understanding.cues`); add the surnames of persons who are named in full
(:mod:`streams.understanding.surnames`); leave out countries inside a person's name; weigh
(:mod:`streams.understanding.prominence`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from streams.records import Article, Mention, MentionField, MentionKind, TaggedArticle, Weighted, Why
from streams.stage import Outputs
from streams.topics import ANNOTATED
from streams.understanding.cues import Refused, settle
from streams.understanding.language import Detected, detect
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Found
from streams.understanding.prominence import BY_ACTOR, WEAK, Naming, Place, lead_ends, weigh
from streams.understanding.surnames import Named, surnames

FIELDS: Final[tuple[MentionField, ...]] = ("title", "lead", "body")
_KINDS: Final[dict[str, MentionKind]] = {
    "country": "country",
    "actor": "actor",
    "place": "place",
    "organisation": "organisation",
}
_PERSON: Final = "person"


class ActorFacts(Protocol):
    """What the tagger asks of an actor."""

    @property
    def kind(self) -> str:
        """Person, organisation, armed_group, ministry, vessel ..."""

    @property
    def country(self) -> str | None:
        """The country whose actor it is, None if it is of none or of many."""


class KnownActors(Protocol):
    """The actors of the watch-lists, by id."""

    def get(self, identifier: str, /) -> ActorFacts | None:
        """What is known of that actor, None for one that nobody listed."""


@dataclass(frozen=True, slots=True)
class Understood:
    """One reading of an article: what was found in each field, what was refused, and what it amounts to."""

    article: Article
    language: Detected
    found: Mapping[str, Sequence[Found]]
    refused: Sequence[Refused]
    countries: tuple[Weighted, ...]
    actors: tuple[Weighted, ...]
    why: tuple[Why, ...]


class Tagger:
    """Tags articles with what ``matcher`` finds. Patterns of kinds that no mention may have are left to others."""

    def __init__(self, matcher: Matcher, actors: KnownActors | None = None) -> None:
        self._matcher = matcher
        self._actors: KnownActors = actors if actors is not None else dict[str, ActorFacts]()

    async def handle(self, articles: Sequence[Article]) -> Sequence[Outputs]:
        """Each article, tagged, for the topic ANNOTATED."""
        return [[(ANNOTATED, self.tag(article))] for article in articles]

    def tag(self, article: Article) -> TaggedArticle:
        """The article with its language, mentions and weights; fingerprint and story are left empty. Pure."""
        understood = self.read(article)
        return TaggedArticle(
            article=article,
            language=understood.language.language,
            mentions=tuple(_mentions(understood.found)),
            countries=understood.countries,
            actors=understood.actors,
            why=understood.why,
        )

    def read(self, article: Article) -> Understood:
        """The article as understood, with all that explains it. Pure."""
        detected = detect(article.title, article.summary or article.body, article.language)
        language = detected.language
        texts = {"title": article.title, "lead": article.summary, "body": article.body}
        found: dict[str, list[Found]] = {
            field: self._matcher.find(text, language) if text else [] for field, text in texts.items()
        }
        refused: list[Refused] = []
        if any(one.pattern.cues for ones in found.values() for one in ones):
            found, refused = settle(texts, found, language)
        facts = self._facts(found)
        named = list(_named(found, facts))
        if named:
            for field, ones in surnames(texts, found, named, self._matcher, language).items():
                if ones:
                    found[field] = sorted([*found[field], *ones], key=lambda one: one.start)
            found = {field: _outside_of_persons(ones, facts) for field, ones in found.items()}
        ends = lead_ends(article.summary, article.body)
        countries, why_countries = weigh("country", list(_countries(found, facts, ends)))
        actors, why_actors = weigh("actor", list(_actors(found, ends)))
        why = (Why(decision="language", subject=language, reason=detected.reason), *why_countries, *why_actors)
        return Understood(article, detected, found, refused, countries, actors, why)

    def _facts(self, found: Mapping[str, Sequence[Found]]) -> dict[str, ActorFacts]:
        """What is known of each actor that was found; nothing of one that nobody listed."""
        identifiers = {one.id for ones in found.values() for one in ones if one.kind == "actor"}
        known = ((identifier, self._actors.get(identifier)) for identifier in identifiers)
        return {identifier: facts for identifier, facts in known if facts is not None}


def _is_person(one: Found, facts: Mapping[str, ActorFacts]) -> bool:
    """Whether ``one`` names a person of a watch-list."""
    return one.kind == "actor" and one.id in facts and facts[one.id].kind == _PERSON


def _named(found: Mapping[str, Sequence[Found]], facts: Mapping[str, ActorFacts]) -> Iterable[Named]:
    """Each time that a person's full name stands in the article, in reading order."""
    for field in FIELDS:
        for one in found[field]:
            if _is_person(one, facts):
                yield Named(field, one, facts[one.id].country)


def _countries(found: Mapping[str, Sequence[Found]], facts: Mapping[str, ActorFacts], ends: int) -> Iterable[Naming]:
    """Each naming of a country: by itself, and by its actors."""
    for field in FIELDS:
        for one in found[field]:
            place = _place(field, one.start, ends)
            country = facts[one.id].country if one.kind == "actor" and one.id in facts else None
            if one.kind == "country":
                yield Naming(one.id, place, one.start, WEAK if _is_weak(one) else 1.0)
            elif country:
                yield Naming(country, place, one.start, BY_ACTOR, one.id)


def _actors(found: Mapping[str, Sequence[Found]], ends: int) -> Iterable[Naming]:
    """Each naming of an actor."""
    for field in FIELDS:
        for one in found[field]:
            if one.kind == "actor":
                yield Naming(one.id, _place(field, one.start, ends), one.start)


def _place(field: MentionField, start: int, ends: int) -> Place:
    """Where in the article: the body's first paragraph is the lead where there is no summary."""
    return "lead" if field == "body" and start < ends else field


def _is_weak(one: Found) -> bool:
    """Whether the form counts in company only."""
    return any(cue.company for cue in one.pattern.cues)


def _outside_of_persons(found: Sequence[Found], facts: Mapping[str, ActorFacts]) -> list[Found]:
    """``found`` without the countries inside a person's name: nobody named Jordan makes an article name Jordan."""
    persons = [(one.start, one.end) for one in found if _is_person(one, facts)]
    return [
        one
        for one in found
        if one.kind != "country" or not any(start <= one.start and one.end <= end for start, end in persons)
    ]


def _mentions(found: Mapping[str, Sequence[Found]]) -> Iterable[Mention]:
    """What was found, as records."""
    for field in FIELDS:
        for one in found[field]:
            kind = _KINDS.get(one.kind)
            if kind is not None:
                yield Mention(kind=kind, id=one.id, surface=one.surface, start=one.start, end=one.end, field=field)
