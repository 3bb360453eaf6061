"""Which rules an article meets, and why: pure decisions.

A condition is held, failed, or undecided, and says so in words. What cannot be decided (countries where none was found,
a language nobody knows) stays undecided under ``not`` too, and a rule fires only on what is held: it fails closed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from alerts.settings import CountryTerms, MatchSettings, RuleSettings, Terms
from streams.errors import SetupError
from streams.records import MentionField, TaggedArticle, Why
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Pattern

_PLACES: Final[Mapping[MentionField, str]] = {"title": "in the title", "lead": "in the lead", "body": "in the body"}

_ARTICLE: Final = "ال"
_ARABIC_WORD: Final = re.compile(r"[\u0621-\u064a]+")
_WITH_ARTICLE: Final = frozenset({"", "und", "ar"})


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
    """A rule that the article meets."""

    rule: RuleSettings
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What an article says, put so that conditions can be looked up: each term with the words that tell of it."""

    countries: Mapping[str, str]
    subjects: Mapping[str, str]
    actors: Mapping[str, str]
    keywords: Mapping[str, str]
    languages: Mapping[str, str]
    sources: Mapping[str, str]
    publishers: Mapping[str, str]


class Rules:
    """The rules, ready to be asked. Raises SetupError for a keyword that holds no word."""

    def __init__(self, rules: Iterable[RuleSettings]) -> None:
        self.settings: Final = tuple(rules)
        self._keywords = _Keywords(self.settings)

    def match(self, tagged: TaggedArticle) -> list[Matched]:
        """The rules that ``tagged`` meets, in the order of the configuration."""
        facts = self.facts(tagged)
        verdicts = ((rule, judge(rule.match, facts)) for rule in self.settings)
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
            sources={article.source: f"the source is {article.source}"},
            publishers={article.publisher.casefold(): f"the publisher is {article.publisher}"}
            if article.publisher
            else {},
        )


class _Keywords:
    """Every keyword of every rule in one matcher, so that a text is read once."""

    def __init__(self, rules: Sequence[RuleSettings]) -> None:
        texts = dict.fromkeys(text for rule in rules for text in _keywords_of(rule.match))
        # Patterns compete within their kind, and "oil" must be found inside "oil embargo": each is a kind of its own.
        patterns = [pattern for text in texts for pattern in _patterns(text)]
        try:
            self._matcher = Matcher(patterns)
        except ValueError as error:
            raise SetupError(f"A rule has a keyword that cannot be looked for: {error}.") from error
        self._none = not patterns

    def found(self, tagged: TaggedArticle) -> Mapping[str, str]:
        """The keywords in the article, each with where it stands first."""
        found: dict[str, str] = {}
        if self._none:
            return found
        article = tagged.article
        texts: tuple[tuple[MentionField, str], ...] = (
            ("title", article.title),
            ("lead", article.summary),
            ("body", article.body),
        )
        for field, text in texts:
            for hit in self._matcher.find(text, tagged.language):
                if hit.id not in found:
                    spelling = "" if hit.surface == hit.id else f" found as '{hit.surface}'"
                    found[hit.id] = f"keyword '{hit.id}'{spelling} {_PLACES[field]}"
        return found


def _patterns(keyword: str) -> Iterator[Pattern]:
    """The keyword, and in Arabic also with the article: who asks for عقوبات means العقوبات as well."""
    kind = f"keyword {keyword}"
    yield Pattern(kind, keyword, keyword, capitalised=False)
    words = keyword.split()
    if all(_ARABIC_WORD.fullmatch(word) for word in words):
        definite = " ".join(word if word.startswith(_ARTICLE) else _ARTICLE + word for word in words)
        yield Pattern(kind, keyword, definite, capitalised=False, only_in=_WITH_ARTICLE)


def _keywords_of(match: MatchSettings) -> Iterator[str]:
    """Every keyword in ``match`` and whatever nests in it."""
    if match.keywords is not None:
        yield from (*match.keywords.any, *match.keywords.all, *match.keywords.none)
    for nested in (*match.all, *match.any, *((match.not_,) if match.not_ else ())):
        yield from _keywords_of(nested)


def _places(tagged: TaggedArticle) -> Mapping[tuple[str, str], str]:
    """Where, and an actor also as what, each is named first: the title before the lead before the body."""
    places: dict[tuple[str, str], str] = {}
    for field, words in _PLACES.items():
        for mention in tagged.mentions:
            if mention.field == field:
                spelling = f"as '{mention.surface}' " if mention.kind == "actor" else ""
                places.setdefault((mention.kind, mention.id), f"{spelling}{words}")
    return places


def judge(match: MatchSettings, facts: Facts) -> Verdict:
    """Whether all conditions of ``match`` hold."""
    return _all(list(_conditions(match, facts)))


def _conditions(match: MatchSettings, facts: Facts) -> Iterator[Verdict]:
    """The verdict on each condition of ``match``."""
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
