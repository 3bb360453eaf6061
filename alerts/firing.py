"""The stage that turns tagged articles into alerts."""

from collections.abc import Sequence

from alerts.incidents import Claim, Fire, Incidents
from alerts.matching import Matched, Rules
from alerts.metrics import ALERTS_TOTAL
from streams.records import Alert, ArticleReference, TaggedArticle, Why, derived_id
from streams.stage import Outputs
from streams.topics import ALERTS


class Matching:
    """Asks the rules about each article, and makes one alert for a rule and a story.

    What is history (it stood in its feed before the feed was watched) alerts nobody and is not remembered as having
    done so: when another feed brings the same text as news, or the story goes on, that alerts. An edit of history is
    history too. An edit of news stands in the story of its first version: it alerts where a rule holds for the first
    time in that story, and not again where one held before.
    """

    def __init__(self, rules: Rules, incidents: Incidents) -> None:
        self._rules = rules
        self._incidents = incidents

    async def handle(self, batch: Sequence[TaggedArticle]) -> Sequence[Outputs]:
        """The alerts of each article, as (ALERTS, alert). Handling a batch again gives the same alerts."""
        matched = [[] if tagged.article.history else self._rules.match(tagged) for tagged in batch]
        claims = [
            Claim(match.rule.id, _story(tagged), tagged.article.id, tagged.article.fetched_at, tagged.article.revision)
            for tagged, matches in zip(batch, matched, strict=True)
            for match in matches
        ]
        decisions = iter(await self._incidents.claim(claims))
        answers: list[Outputs] = []
        for tagged, matches in zip(batch, matched, strict=True):
            decided = [(match, next(decisions)) for match in matches]
            alerts = [alert(tagged, match, decision) for match, decision in decided if isinstance(decision, Fire)]
            for one in alerts:
                ALERTS_TOTAL.labels(one.severity).inc()
            answers.append([(ALERTS, one) for one in alerts])
        return answers


def alert(tagged: TaggedArticle, match: Matched, decision: Fire) -> Alert:
    """The alert that ``tagged`` causes. The same arguments give the same alert."""
    article, rule = tagged.article, match.rule
    story = _story(tagged)
    edit = Why(decision="edit", subject=article.id, reason="the article was edited since it was first published")
    return Alert(
        id=derived_id(rule.id, story, str(decision.episode)),
        rule=rule.id,
        rule_name=rule.name,
        story=story,
        severity=rule.severity,
        reason=decision.reason,
        receivers=rule.receivers,
        at=article.fetched_at,
        articles=(
            ArticleReference(
                id=article.id,
                url=article.url,
                title=article.title,
                publisher=article.publisher,
                source=article.source,
                language=tagged.language,
                fetched_at=article.fetched_at,
                published_at=article.published_at,
                lead=article.summary,
            ),
        ),
        episode=decision.episode,
        countries=tuple(country.id for country in tagged.countries),
        actors=tuple(actor.id for actor in tagged.actors),
        why=(*match.why, edit) if article.revision else match.why,
    )


def _story(tagged: TaggedArticle) -> str:
    """The story, or the article itself while it has none."""
    return tagged.story or tagged.article.id
