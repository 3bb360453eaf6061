"""The stage that says what an article is about: its language, and the countries and actors that it names.

The score of a country or an actor, on which ``weight`` and ``about`` rest:

* a mention in the title counts 3, in the lead 2, in the rest of the body 1; no more than 2, 3 and 5 mentions count in
  each, so that a long text does not outweigh its headline;
* the lead is the article's summary, or the body's first paragraph (300 characters at the most) where there is none;
* ``weight`` is the share of that score in the scores of all countries (or all actors) of the article;
* ``about`` is true for what is named in the title or the lead, and for what has a quarter of the weight or more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from streams.records import Article, Mention, MentionField, MentionKind, TaggedArticle, Weighted, Why
from streams.stage import Outputs
from streams.topics import ANNOTATED
from streams.understanding.language import detect
from streams.understanding.matcher import Matcher

Prominence = Literal["title", "lead", "body"]

POINTS: Final[dict[Prominence, int]] = {"title": 3, "lead": 2, "body": 1}
"""What one mention counts."""

MOST_MENTIONS: Final[dict[Prominence, int]] = {"title": 2, "lead": 3, "body": 5}
"""How many mentions of one country or actor count."""

ABOUT_SHARE: Final = 0.25
"""The share of the weight from which the body alone makes an article be about something."""

FIRST_PARAGRAPH: Final = 300
"""The most characters of the body that stand in for a missing summary."""

_KINDS: Final[dict[str, MentionKind]] = {
    "country": "country",
    "actor": "actor",
    "place": "place",
    "organisation": "organisation",
}


class Tagger:
    """Tags articles with what ``matcher`` finds. Patterns of kinds that no mention may have are left to others."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    async def handle(self, articles: Sequence[Article]) -> Sequence[Outputs]:
        """Each article, tagged, for the topic ANNOTATED."""
        return [[(ANNOTATED, self.tag(article))] for article in articles]

    def tag(self, article: Article) -> TaggedArticle:
        """The article with its language, mentions and weights; fingerprint and story are left empty. Pure."""
        detected = detect(article.title, article.summary or article.body, article.language)
        mentions = tuple(self._mentions(article, detected.language))
        lead_ends = _lead_ends(article)
        countries, why_countries = weigh("country", mentions, lead_ends)
        actors, why_actors = weigh("actor", mentions, lead_ends)
        why = (Why(decision="language", subject=detected.language, reason=detected.reason), *why_countries, *why_actors)
        return TaggedArticle(
            article=article,
            language=detected.language,
            mentions=mentions,
            countries=countries,
            actors=actors,
            why=why,
        )

    def _mentions(self, article: Article, language: str) -> Iterable[Mention]:
        fields: tuple[tuple[MentionField, str], ...] = (
            ("title", article.title),
            ("lead", article.summary),
            ("body", article.body),
        )
        for field, text in fields:
            for found in self._matcher.find(text, language):
                kind = _KINDS.get(found.kind)
                if kind is not None:
                    yield Mention(
                        kind=kind, id=found.id, surface=found.surface, start=found.start, end=found.end, field=field
                    )


def weigh(
    kind: MentionKind, mentions: Sequence[Mention], lead_ends: int
) -> tuple[tuple[Weighted, ...], tuple[Why, ...]]:
    """What the ``mentions`` of ``kind`` amount to, weightiest first, and why each is the subject or not.

    ``lead_ends`` is where the part of the body ends that stands in for the lead; 0 where the article has one.
    """
    counts: dict[str, Counter[Prominence]] = defaultdict(Counter)
    for mention in mentions:
        if mention.kind == kind:
            early = mention.field == "body" and mention.start < lead_ends
            counts[mention.id]["lead" if early else mention.field] += 1
    scores = {
        subject: sum(POINTS[where] * min(count, MOST_MENTIONS[where]) for where, count in places.items())
        for subject, places in counts.items()
    }
    total = sum(scores.values())
    weighted: list[Weighted] = []
    why: list[Why] = []
    for subject in sorted(scores, key=lambda subject: (-scores[subject], subject)):
        share = scores[subject] / total
        about, reason = _about(counts[subject], share)
        weighted.append(Weighted(id=subject, weight=round(share, 4), about=about))
        why.append(Why(decision=f"about {kind}" if about else f"mentions {kind}", subject=subject, reason=reason))
    return tuple(weighted), tuple(why)


def _about(places: Counter[Prominence], share: float) -> tuple[bool, str]:
    """Whether an article is about what it names at ``places``, and why."""
    if places["title"]:
        return True, "named in the title"
    if places["lead"]:
        return True, "named in the lead"
    if share >= ABOUT_SHARE:
        return True, f"{share:.0%} of the weight, named in the body only"
    return False, f"named in the body only, {share:.0%} of the weight, under {ABOUT_SHARE:.0%}"


def _lead_ends(article: Article) -> int:
    """Where the body's first paragraph ends, if it has to stand in for a summary; otherwise 0."""
    if article.summary.strip():
        return 0
    begins = len(article.body) - len(article.body.lstrip())
    ends = article.body.find("\n", begins)
    return min(ends if ends >= 0 else len(article.body), begins + FIRST_PARAGRAPH)
