"""One alert for a rule and a story, on a real Redis."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from alerts.firing import Matching
from alerts.incidents import Claim, Fire, Hold, Incidents
from alerts.matching import Rules
from alerts.settings import RuleSettings
from streams.records import Alert, TaggedArticle
from streams.stage import Outputs
from streams.topics import ALERTS
from tests.alerts.samples import FETCHED, article, tagged

pytestmark = pytest.mark.redis

DAY = timedelta(days=1)
HOLD_A = Hold("this rule has fired on this story", "a", 0)
HOLD_EDIT = Hold("this rule has fired on this story", "a revision 1", 0)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
def incidents(redis: Redis, namespace: str) -> Incidents:
    return Incidents(redis, namespace)


def claim(
    article_id: str, rule: str = "r", story: str = "s", after: timedelta = timedelta(0), revision: int = 0
) -> Claim:
    return Claim(rule, story, article_id, FETCHED + after, revision)


@pytest.mark.parametrize(
    ("claims", "decisions"),
    [
        pytest.param([claim("a")], [Fire("first", 0)], id="the first fires"),
        pytest.param([claim("a"), claim("b")], [Fire("first", 0), HOLD_A], id="the second is held"),
        pytest.param([claim("a"), claim("b"), claim("a")], [Fire("first", 0), HOLD_A, Fire("first", 0)], id="a replay"),
        pytest.param([claim("a"), claim("b", rule="q")], [Fire("first", 0), Fire("first", 0)], id="another rule"),
        pytest.param([claim("a"), claim("b", story="t")], [Fire("first", 0), Fire("first", 0)], id="another story"),
        pytest.param(
            [claim("a", rule="r", story="x:y"), claim("b", rule="r:x", story="y")],
            [Fire("first", 0), Fire("first", 0)],
            id="names that look alike when joined",
        ),
        pytest.param(
            [claim("a"), claim("b", after=6 * DAY), claim("c", after=12 * DAY)],
            [Fire("first", 0), HOLD_A, HOLD_A],
            id="a story that goes on for long",
        ),
        pytest.param(
            [claim("a"), claim("b", after=8 * DAY), claim("b", after=8 * DAY), claim("c", after=9 * DAY)],
            [
                Fire("first", 0),
                Fire("first", 1),
                Fire("first", 1),
                Hold("this rule has fired on this story", "b", 1),
            ],
            id="a story that comes back is a new episode",
        ),
        pytest.param(
            [claim("a", after=8 * DAY), claim("b")],
            [Fire("first", 0), HOLD_A],
            id="an article that comes late",
        ),
        pytest.param(
            [claim("a"), claim("a", revision=1), claim("a", revision=2), claim("a")],
            [Fire("first", 0), HOLD_A, HOLD_A, Fire("first", 0)],
            id="an edit of what fired",
        ),
        pytest.param([claim("a"), claim("b", revision=1)], [Fire("first", 0), HOLD_A], id="an edit of another"),
        pytest.param(
            [claim("a", revision=1), claim("a", revision=2), claim("b"), claim("a", revision=1)],
            [Fire("first", 0), HOLD_EDIT, HOLD_EDIT, Fire("first", 0)],
            id="an edit that meets the rule first",
        ),
        pytest.param(
            [claim("a"), claim("a", after=8 * DAY, revision=1), claim("b", after=9 * DAY)],
            [Fire("first", 0), HOLD_A, Fire("first", 1)],
            id="an edit neither brings a story back nor keeps it alive",
        ),
    ],
)
@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "one by one"])
async def test_claims(incidents: Incidents, claims: list[Claim], decisions: list[Fire | Hold], at_once: bool) -> None:
    if at_once:
        assert await incidents.claim(claims) == decisions
    else:
        assert [(await incidents.claim([one]))[0] for one in claims] == decisions


async def test_of_many_workers_one_fires(incidents: Incidents) -> None:
    answers = await asyncio.gather(*(incidents.claim([claim(f"article-{number}")]) for number in range(20)))
    assert sum(isinstance(decision, Fire) for (decision,) in answers) == 1


async def test_nothing_is_asked_for_nothing(incidents: Incidents) -> None:
    assert await incidents.claim([]) == []


def rule(identifier: str, source: str) -> RuleSettings:
    match = {"sources": [source]}
    return RuleSettings.model_validate(
        {"id": identifier, "name": identifier.title(), "receivers": ["desk"], "severity": "high", "match": match}
    )


def story_article(number: int, story: str, source: str = "gulf") -> TaggedArticle:
    return tagged(article(id=f"article-{number}", source=source, summary="A lead"), story=story)


def alerts(outputs: Outputs) -> list[Alert]:
    assert all(topic is ALERTS for topic, _ in outputs)
    return [record for _, record in outputs if isinstance(record, Alert)]


async def test_a_batch_gives_one_alert_for_a_rule_and_a_story(incidents: Incidents) -> None:
    matching = Matching(Rules([rule("gulf", "gulf"), rule("also", "gulf")]), incidents)
    batch = [story_article(1, "s"), story_article(2, "s"), story_article(3, "t"), story_article(4, "s", "other")]
    answers = await matching.handle(batch)
    assert [[one.rule for one in alerts(answer)] for answer in answers] == [["gulf", "also"], [], ["gulf", "also"], []]
    assert len({one.id for answer in answers for one in alerts(answer)}) == 4
    assert await matching.handle(batch) == answers


async def test_an_alert_says_what_who_and_why(incidents: Incidents) -> None:
    ((output,),) = [await Matching(Rules([rule("gulf", "gulf")]), incidents).handle([story_article(1, "s")])]
    (one,) = alerts(output)
    assert (one.rule_name, one.severity, one.reason, one.receivers) == ("Gulf", "high", "first", ("desk",))
    assert (one.at, one.articles[0].lead) == (FETCHED, "A lead")
    assert [why.reason for why in one.why] == ["the source is gulf"]


async def test_an_article_without_a_story_is_its_own(incidents: Incidents) -> None:
    matching = Matching(Rules([rule("gulf", "gulf")]), incidents)
    answers = await matching.handle([story_article(1, ""), story_article(2, "")])
    assert [alerts(answer)[0].story for answer in answers] == ["article-1", "article-2"]


async def test_history_alerts_nobody_and_its_text_alerts_when_it_comes_as_news(incidents: Incidents) -> None:
    matching = Matching(Rules([rule("gulf", "gulf")]), incidents)
    batch = [
        tagged(article(id="old", history=True), story="s"),
        tagged(article(id="old", history=True, revision=1, title="Edited"), story="s"),
        tagged(article(id="news"), story="s"),
        tagged(article(id="later-history", history=True), story="s"),
    ]
    answers = await matching.handle(batch)
    assert [[one.articles[0].id for one in alerts(answer)] for answer in answers] == [[], [], ["news"], []]
    assert await matching.handle(batch) == answers


async def test_an_edit_fires_only_the_rules_that_hold_for_the_first_time(incidents: Incidents) -> None:
    match = {"keywords": ["sanctions"]}
    late = RuleSettings.model_validate({"id": "late", "name": "Late", "receivers": ["desk"], "match": match})
    matching = Matching(Rules([rule("gulf", "gulf"), late]), incidents)
    edits = [(0, "Talks"), (1, "Talks on sanctions"), (2, "Talks on sanctions end")]
    batch = [tagged(article(revision=number, title=title)) for number, title in edits]
    answers = await matching.handle(batch)
    assert [[one.rule for one in alerts(answer)] for answer in answers] == [["gulf"], ["late"], []]
    (one,) = alerts(answers[1])
    assert one.why[-1].reason == "the article was edited since it was first published"
    assert await matching.handle(batch) == answers
