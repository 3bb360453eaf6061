"""Why an article is tagged as it is: one reading of it as rows that can be shown.

Promises: pure; what is shown in a terminal, on a page and as JSON comes from here, so all three say the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from connectors.extraction import Cut
from streams.records import Article, MentionField, TaggedArticle, Weighted, Why
from streams.understanding.actors import Actors
from streams.understanding.gazetteer import country_names
from streams.understanding.patterns import Found
from streams.understanding.tagger import FIELDS, Understood

Group = Literal["country", "person", "organisation"]
"""What mentions are told apart by at a glance; whatever is neither a country nor a person is an organisation."""

SURNAME: Final = "surname of a name given in full"
_UNNAMED_FORM: Final = "name"


@dataclass(frozen=True)
class Material:
    """What is to be explained. Of a text or a page: what was cut from it, or why nothing was although it could be.

    ``tagged`` is the record on the topic, if the article comes from there.
    """

    article: Article
    cut: tuple[Cut, ...] = ()
    kept_whole: str = ""
    tagged: TaggedArticle | None = None


@dataclass(frozen=True)
class MentionRow:
    """One mention: its place, what it is, and by which pattern and rule it was found.

    ``kind`` is country, or the actor's own (person, ministry ...). ``language`` is that of the pattern, "" for all.
    ``about`` says that the article is about it.
    """

    field: MentionField
    start: int
    end: int
    surface: str
    group: Group
    kind: str
    id: str
    name: str
    about: bool
    pattern: str
    rule: str
    form: str
    language: str


@dataclass(frozen=True)
class SubjectRow:
    """A country or an actor of the article: its share of the weight, whether the article is about it, and why."""

    id: str
    name: str
    kind: str
    group: Group
    weight: float
    about: bool
    why: str


@dataclass(frozen=True)
class RefusedRow:
    """What was found and does not count, and why."""

    field: MentionField
    start: int
    end: int
    surface: str
    kind: str
    id: str
    name: str
    reason: str


@dataclass(frozen=True)
class Explanation:
    """Everything there is to say. ``changed`` is a sentence if the record on the topic says otherwise."""

    material: Material
    language: str
    language_reason: str
    mentions: tuple[MentionRow, ...]
    countries: tuple[SubjectRow, ...]
    actors: tuple[SubjectRow, ...]
    refused: tuple[RefusedRow, ...]
    changed: str = ""

    @property
    def article(self) -> Article:
        """The article that is explained."""
        return self.material.article

    def text(self, field: MentionField) -> str:
        """The article's title, lead or body."""
        article = self.article
        return {"title": article.title, "lead": article.summary, "body": article.body}[field]

    def mentions_in(self, field: MentionField) -> tuple[MentionRow, ...]:
        """The mentions in that field, in reading order."""
        return tuple(row for row in self.mentions if row.field == field)


def explained(material: Material, understood: Understood, actors: Actors) -> Explanation:
    """The rows of one reading; ``actors`` tells names and kinds."""
    about = {
        (kind, one.id)
        for kind, weighted in (("country", understood.countries), ("actor", understood.actors))
        for one in weighted
        if one.about
    }
    return Explanation(
        material=material,
        language=understood.language.language,
        language_reason=understood.language.reason,
        mentions=tuple(_mentions(understood, about, actors)),
        countries=tuple(_subjects("country", understood.countries, understood.why, actors)),
        actors=tuple(_subjects("actor", understood.actors, understood.why, actors)),
        refused=tuple(
            RefusedRow(
                field,
                one.found.start,
                one.found.end,
                one.found.surface,
                kind_of(one.found.kind, one.found.id, actors),
                one.found.id,
                name_of(one.found.kind, one.found.id, actors),
                one.reason,
            )
            for field in FIELDS
            for one in sorted(understood.refused, key=lambda one: one.found.start)
            if one.field == field
        ),
        changed=_changed(material.tagged, understood),
    )


def name_of(kind: str, identifier: str, actors: Actors) -> str:
    """The English name of a country, the list's name of an actor; "" for what nobody named."""
    if kind == "country":
        return country_names("en").get(identifier, "")
    facts = actors.get(identifier)
    return facts.name if facts is not None else ""


def kind_of(kind: str, identifier: str, actors: Actors) -> str:
    """country, the actor's own kind, or what the pattern says."""
    facts = actors.get(identifier) if kind == "actor" else None
    return facts.kind if facts is not None else kind


def _group(kind: str) -> Group:
    return "country" if kind == "country" else "person" if kind == "person" else "organisation"


def _mentions(understood: Understood, about: set[tuple[str, str]], actors: Actors) -> Iterator[MentionRow]:
    for field in FIELDS:
        for one in sorted(understood.found[field], key=lambda one: (one.start, -one.end)):
            kind = kind_of(one.kind, one.id, actors)
            yield MentionRow(
                field=field,
                start=one.start,
                end=one.end,
                surface=one.surface,
                group=_group(kind),
                kind=kind,
                id=one.id,
                name=name_of(one.kind, one.id, actors),
                about=(one.kind, one.id) in about,
                pattern=one.pattern.text,
                rule=SURNAME if one.surname else one.rule.words,
                form=_form(one),
                language=one.pattern.language,
            )


def _form(one: Found) -> str:
    """Name, adjective, capital ...; actors are found by their names only."""
    return one.pattern.form or _UNNAMED_FORM


def _subjects(kind: str, weighted: Iterable[Weighted], why: Sequence[Why], actors: Actors) -> Iterator[SubjectRow]:
    reasons = {one.subject: one.reason for one in why if one.decision.endswith(f" {kind}")}
    for one in weighted:
        own = kind_of(kind, one.id, actors)
        name = name_of(kind, one.id, actors)
        yield SubjectRow(one.id, name, own, _group(own), one.weight, one.about, reasons.get(one.id, ""))


def _changed(tagged: TaggedArticle | None, understood: Understood) -> str:
    """A sentence if the article was tagged otherwise when it came."""
    if tagged is None:
        return ""
    differences = [
        f"{name} then {_listed(before)}, now {_listed(now)}"
        for name, before, now in (
            ("countries", tagged.countries, understood.countries),
            ("actors", tagged.actors, understood.actors),
        )
        if {(one.id, one.about) for one in before} != {(one.id, one.about) for one in now}
    ]
    if not differences:
        return ""
    return f"It was tagged otherwise when it came, by other watch lists or another version: {'; '.join(differences)}."


def _listed(weighted: Sequence[Weighted]) -> str:
    return ", ".join(one.id if one.about else f"{one.id} (mentioned)" for one in weighted) or "none"
