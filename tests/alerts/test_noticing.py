"""One alert for a rule and an event of a feed."""

from typing import Any

from alerts.matching import Rules
from alerts.noticing import Noticing
from alerts.settings import RuleSettings
from streams.records import Alert
from streams.stage import Outputs
from streams.topics import ALERTS
from tests.alerts.samples import FETCHED, feed_event


def rule(identifier: str, **match: Any) -> RuleSettings:
    return RuleSettings.model_validate(
        {"id": identifier, "name": "Feeds", "receivers": ["desk"], "severity": "high", "match": match}
    )


def alerts(outputs: Outputs) -> list[Alert]:
    assert all(topic is ALERTS for topic, _ in outputs)
    return [record for _, record in outputs if isinstance(record, Alert)]


NOTICING = Noticing(
    Rules(
        [
            rule("health", feed_events=["broken", "recovered"]),
            rule("riwaq", feed_events=["broken"], sources=["riwaq"]),
            rule("articles", sources=["riwaq"]),
        ]
    )
)


async def test_a_rule_and_an_event_give_one_alert() -> None:
    batch = [
        feed_event(),
        feed_event(id="event-2", kind="recovered"),
        feed_event(id="event-3", kind="silent"),
        feed_event(id="event-4", feed="gulf"),
    ]
    answers = await NOTICING.handle(batch)
    assert [[one.rule for one in alerts(answer)] for answer in answers] == [
        ["health", "riwaq"],
        ["health"],
        [],
        ["health"],
    ]
    assert len({one.id for answer in answers for one in alerts(answer)}) == 4
    assert await NOTICING.handle(batch) == answers


async def test_an_alert_on_a_feed_says_what_when_and_why() -> None:
    event = feed_event()
    ((one, _),) = [alerts(answer) for answer in await NOTICING.handle([event])]
    assert (one.rule_name, one.severity, one.reason, one.receivers) == ("Feeds", "high", "feed event", ("desk",))
    assert (one.story, one.at, one.articles, one.feed_event) == ("feed-riwaq", FETCHED, (), event)
    assert [(why.decision, why.subject, why.reason) for why in one.why] == [("feed events", "broken", event.reason)]
