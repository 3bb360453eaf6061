"""Which rules an article, or an event of a feed, meets, and why: pure decisions.

A condition is held, failed, or undecided, and says so in words. What cannot be decided (countries where none was found,
a language nobody knows) stays undecided under ``not`` too, and a rule fires only on what is held: it fails closed.
A rule asks about feeds or about articles, never about both.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from alerts.keywords import PLACES, Keywords
from alerts.settings import CountryTerms, FeedEventTerms, MatchSettings, RuleSettings, Terms
from streams.records import FeedEvent, TaggedArticle, Why


@dataclass(frozen=True, slots=True)
class Held:
    """The condition is met; a sentence for each part of it."""

    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """The condition is not met."""

    why: Why


@dataclass(frozen=True, slots=True)
class Undecided:
    """The article does not say enough to tell."""

    why: Why


Verdict = Held | Failed | Undecided


@dataclass(frozen=True, slots=True)
class Matched:
    """A rule that the article or event meets."""

    rule: RuleSettings
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What an article or event says, put so that conditions can be looked up: each term with the words that tell of it.

    An article has no ``feed_events``, an event nothing but these, its source and its publisher.
    """

    sources: Mapping[str, str]
    publishers: Mapping[str, str]
    countries: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)
    keywords: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    feed_events: Mapping[str, str] = field(default_factory=dict)


class Rules:
    """The rules, ready to be asked. Raises SetupError for a keyword that holds no word."""

    def __init__(self, rules: Iterable[RuleSettings]) -> None:
        self.settings: Final = tuple(rules)
        self._keywords = Keywords(self.settings)

    def match(self, tagged: TaggedArticle) -> list[Matched]:
        """The rules that ``tagged`` meets, in the order of the configuration."""
        facts = self.facts(tagged)
        verdicts = ((rule, judge(rule.match, facts)) for rule in self.settings)
        return [Matched(rule, verdict.why) for rule, verdict in verdicts if isinstance(verdict, Held)]

    def match_event(self, event: FeedEvent) -> list[Matched]:
        """The rules that ``event`` meets, in the order of the configuration; only those that ask for feed events."""
        facts = Facts(
            sources=_source(event.feed),
            publishers=_publisher(event.publisher),
            feed_events={event.kind: event.reason},
        )
        asking = (rule for rule in self.settings if rule.match.feed_events is not None)
        verdicts = ((rule, judge(rule.match, facts)) for rule in asking)
        return [Matched(rule, verdict.why) for rule, verdict in verdicts if isinstance(verdict, Held)]

    def explain(self, tagged: TaggedArticle) -> list[tuple[RuleSettings, Verdict]]:
        """Every rule with its verdict, for whoever asks why one did or did not fire."""
        facts = self.facts(tagged)
        return [(rule, judge(rule.match, facts)) for rule in self.settings]

    def facts(self, tagged: TaggedArticle) -> Facts:
        """What the conditions look at."""
        article = tagged.article
        places = _places(tagged)
        countries = {
            country.id: f"country {country.id} {places.get(('country', country.id), 'in the article')}"
            for country in tagged.countries
        }
        language = tagged.language.casefold()
        known = {language, language.split("-")[0]} if language not in ("", "und") else set()
        return Facts(
            countries=countries,
            subjects={one.id: f"{countries[one.id]}, which it is about" for one in tagged.countries if one.about},
            actors={
                actor.id: f"actor {actor.id} {places.get(('actor', actor.id), 'in the article')}"
                for actor in tagged.actors
            },
            keywords=self._keywords.found(tagged),
            languages=dict.fromkeys(known, f"the language is {tagged.language}"),
            sources=_source(article.source),
            publishers=_publisher(article.publisher),
        )


def _source(source: str) -> Mapping[str, str]:
    return {source: f"the source is {source}"}


def _publisher(publisher: str) -> Mapping[str, str]:
    return {publisher.casefold(): f"the publisher is {publisher}"} if publisher else {}


def _places(tagged: TaggedArticle) -> Mapping[tuple[str, str], str]:
    """Where, and an actor also as what, each is named first: the title before the lead before the body."""
    places: dict[tuple[str, str], str] = {}
    for place, words in PLACES.items():
        for mention in tagged.mentions:
            if mention.field == place:
                spelling = f"as '{mention.surface}' " if mention.kind == "actor" else ""
                places.setdefault((mention.kind, mention.id), f"{spelling}{words}")
    return places


def judge(match: MatchSettings, facts: Facts) -> Verdict:
    """Whether all conditions of ``match`` hold."""
    return _all(list(_conditions(match, facts)))


def _conditions(match: MatchSettings, facts: Facts) -> Iterator[Verdict]:
    """The verdict on each condition of ``match``."""
    if match.feed_events is not None:
        yield _feed_events(match.feed_events, facts)
    if match.countries is not None:
        yield _countries(match.countries, facts)
    if match.actors is not None:
        yield _terms("actors", match.actors, facts.actors)
    if match.keywords is not None:
        yield _terms("keywords", match.keywords, facts.keywords)
    if match.languages is not None:
        yield _decidable("languages", match.languages, facts.languages, "the language is not known")
    if match.sources is not None:
        yield _terms("sources", match.sources, facts.sources)
    if match.publishers is not None:
        yield _decidable("publishers", match.publishers, facts.publishers, "the publisher is not known")
    for nested in match.all:
        yield judge(nested, facts)
    if match.any:
        yield _any([judge(nested, facts) for nested in match.any])
    if match.not_ is not None:
        yield _not(judge(match.not_, facts))


def _feed_events(terms: FeedEventTerms, facts: Facts) -> Verdict:
    held = [
        Why(decision="feed events", subject=kind, reason=reason)
        for kind, reason in facts.feed_events.items()
        if kind in terms.any
    ]
    if held:
        return Held(tuple(held))
    return Failed(Why(decision="feed events", subject="", reason=f"none of the feed events {', '.join(terms.any)}"))


def _countries(terms: CountryTerms, facts: Facts) -> Verdict:
    if not facts.countries:
        return Undecided(Why(decision="countries", subject="", reason="no country was found in the article"))
    return _terms("countries", terms, facts.subjects if terms.about else facts.countries)


def _decidable(decision: str, terms: Terms, present: Mapping[str, str], unknown: str) -> Verdict:
    """As :func:`_terms`, without regard to case; undecided if the article says nothing of the kind."""
    if not present:
        return Undecided(Why(decision=decision, subject="", reason=unknown))
    return _terms(decision, terms, present, str.casefold)


def _terms(
    decision: str, terms: Terms, present: Mapping[str, str], normal: Callable[[str], str] = lambda term: term
) -> Verdict:
    """Whether ``present`` holds any, all and none of what is asked."""

    def why(term: str, reason: str) -> Why:
        return Why(decision=decision, subject=term, reason=reason)

    for term in terms.none:
        if normal(term) in present:
            return Failed(why(term, f"{present[normal(term)]}, and the rule excludes it"))
    for term in terms.all:
        if normal(term) not in present:
            return Failed(why(term, f"{term} is missing from the {decision}"))
    hits = [term for term in terms.any if normal(term) in present]
    if terms.any and not hits:
        return Failed(why("", f"none of the {decision} {', '.join(terms.any)}"))
    held = [why(term, present[normal(term)]) for term in dict.fromkeys((*terms.all, *hits))]
    if terms.none:
        held.append(why("", f"none of the excluded {decision} {', '.join(terms.none)}"))
    return Held(tuple(held))


def _all(verdicts: Sequence[Verdict]) -> Verdict:
    for verdict in verdicts:
        if isinstance(verdict, Failed):
            return verdict
    for verdict in verdicts:
        if isinstance(verdict, Undecided):
            return verdict
    return Held(tuple(why for verdict in verdicts if isinstance(verdict, Held) for why in verdict.why))


def _any(verdicts: Sequence[Verdict]) -> Verdict:
    held = [verdict for verdict in verdicts if isinstance(verdict, Held)]
    if held:
        return Held(tuple(why for verdict in held for why in verdict.why))
    for verdict in verdicts:
        if isinstance(verdict, Undecided):
            return verdict
    reasons = "; ".join(verdict.why.reason for verdict in verdicts if isinstance(verdict, Failed))
    return Failed(Why(decision="any", subject="", reason=reasons))


def _not(verdict: Verdict) -> Verdict:
    if isinstance(verdict, Held):
        reasons = "; ".join(why.reason for why in verdict.why)
        return Failed(Why(decision="not", subject="", reason=f"{reasons}, and the rule excludes it"))
    if isinstance(verdict, Undecided):
        return verdict
    return Held((Why(decision="not", subject="", reason=verdict.why.reason),))
