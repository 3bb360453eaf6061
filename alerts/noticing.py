"""The stage that turns what happens to feeds into alerts, so that people hear of a feed that dies."""

from collections.abc import Sequence

from alerts.matching import Matched, Rules
from alerts.metrics import ALERTS_TOTAL
from streams.records import Alert, FeedEvent, derived_id
from streams.stage import Outputs
from streams.topics import ALERTS


class Noticing:
    """Asks the rules about each event of a feed, and makes one alert for a rule and an event.

    Nothing is remembered: who publishes the events tells each one once, and an event that comes again makes the same
    alert, whose deliveries the ledger knows.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    async def handle(self, batch: Sequence[FeedEvent]) -> Sequence[Outputs]:
        """The alerts of each event, as (ALERTS, alert). Handling a batch again gives the same alerts."""
        answers: list[Outputs] = []
        for event in batch:
            alerts = [notice(event, match) for match in self._rules.match_event(event)]
            for one in alerts:
                ALERTS_TOTAL.labels(one.severity).inc()
            answers.append([(ALERTS, one) for one in alerts])
        return answers


def notice(event: FeedEvent, match: Matched) -> Alert:
    """The alert that ``event`` causes. The same arguments give the same alert."""
    rule = match.rule
    return Alert(
        id=derived_id("feed event", rule.id, event.id),
        rule=rule.id,
        rule_name=rule.name,
        story=f"feed-{event.feed}",
        severity=rule.severity,
        reason="feed event",
        receivers=rule.receivers,
        at=event.at,
        articles=(),
        why=match.why,
        feed_event=event,
    )
