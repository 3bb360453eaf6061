"""The tagger: where things are named, what they weigh, what the article is about and why."""

from typing import NamedTuple

import pytest

from streams.records import TaggedArticle
from streams.topics import ANNOTATED
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Cue, Pattern
from streams.understanding.tagger import Tagger
from tests.streams.understanding.articles import article

TAGGER = Tagger(
    Matcher(
        [
            Pattern("country", "RU", "Russia"),
            Pattern("country", "IR", "Iran"),
            Pattern("country", "TR", "Turkey"),
            Pattern("actor", "lavrov", "Sergey Lavrov"),
            Pattern("keyword", "oil", "oil", capitalised=False),
        ]
    )
)


@pytest.mark.parametrize(
    ("title", "summary", "body", "expected"),
    [
        pytest.param("Russia", "", "", {"RU": (1.0, True, "named in the title")}, id="title"),
        pytest.param("", "Russia", "", {"RU": (1.0, True, "named in the lead, 100% of the weight")}, id="summary"),
        pytest.param(
            "",
            "",
            "Russia said.\nMore.",
            {"RU": (1.0, True, "named in the lead, 100% of the weight")},
            id="first paragraph",
        ),
        pytest.param(
            "Russia and Iran",
            "Russia",
            "Turkey",
            {
                "RU": (0.6364, True, "named in the title"),
                "IR": (0.2727, True, "named in the title"),
                "TR": (0.0909, False, "named in the body only, 9% of the weight, under 25%"),
            },
            id="shares",
        ),
        pytest.param(
            "A summit",
            "It ended.",
            "Turkey. Turkey. Turkey. Iran.",
            {
                "TR": (0.75, True, "75% of the weight, named in the body only"),
                "IR": (0.25, True, "25% of the weight, named in the body only"),
            },
            id="body only",
        ),
        pytest.param(
            "Iran",
            "It ended.",
            "Turkey. " * 50,
            {
                "TR": (0.6667, True, "67% of the weight, named in the body only"),
                "IR": (0.3333, True, "named in the title"),
            },
            id="a long body is capped",
        ),
        pytest.param("A summit", "It ended.", "Nobody came.", {}, id="nothing named"),
    ],
)
def test_countries(title: str, summary: str, body: str, expected: dict[str, tuple[float, bool, str]]) -> None:
    tagged = TAGGER.tag(article(title, summary, body))
    reasons = {why.subject: why.reason for why in tagged.why if why.decision.endswith(" country")}
    assert {one.id: (one.weight, one.about, reasons[one.id]) for one in tagged.countries} == expected
    assert [one.weight for one in tagged.countries] == sorted((one.weight for one in tagged.countries), reverse=True)


def test_mentions_point_into_the_raw_fields() -> None:
    tagged = TAGGER.tag(article("  Iran’s oil", "With Sergey  Lavrov", "\nfrom Turkey-Russia"))
    fields = {"title": tagged.article.title, "lead": tagged.article.summary, "body": tagged.article.body}
    assert [(one.field, one.kind, one.surface) for one in tagged.mentions] == [
        ("title", "country", "Iran"),
        ("lead", "actor", "Sergey  Lavrov"),
        ("body", "country", "Turkey"),
        ("body", "country", "Russia"),
    ]
    assert all(fields[one.field][one.start : one.end] == one.surface for one in tagged.mentions)


def test_actors_and_language_come_with_reasons() -> None:
    tagged = TAGGER.tag(
        article("Sergey Lavrov is in the city", "The minister said that talks will be held", language="en")
    )
    assert [(one.id, one.about) for one in tagged.actors] == [("lavrov", True)]
    assert tagged.language == "en"
    assert [(why.decision, why.subject) for why in tagged.why] == [("language", "en"), ("about actor", "lavrov")]
    assert (tagged.fingerprint, tagged.story, tagged.duplicate_of) == ("", "", None)


async def test_one_output_for_each_article_in_order() -> None:
    outputs = await TAGGER.handle([article("Iran", id="a"), article("", id="b")])
    records = [record for [(topic, record)] in outputs if topic is ANNOTATED and isinstance(record, TaggedArticle)]
    assert [record.article.id for record in records] == ["a", "b"]


class Facts(NamedTuple):
    """What a watch-list tells of an actor."""

    kind: str
    country: str | None


PEOPLE = {"lavrov": Facts("person", "RU"), "kim": Facts("person", "KP"), "jordan": Facts("person", "FR")}
WITH_PEOPLE = Tagger(
    Matcher(
        [
            Pattern("country", "JO", "Jordan"),
            Pattern("country", "RU", "روسيا"),
            Pattern("actor", "lavrov", "سيرغي لافروف", foreign=True),
            Pattern("actor", "lavrov", "Sergey Lavrov", foreign=True),
            Pattern("actor", "kim", "كيم جونغ أون", foreign=True),
            Pattern("actor", "jordan", "Jordan Bardella"),
        ]
    ),
    PEOPLE,
)


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        pytest.param(
            "", "سيرغي لافروف قال. وأضاف لافروف", ["سيرغي لافروف", "لافروف"], id="surname after the full name"
        ),
        pytest.param("", "قال لافروف. سيرغي لافروف", ["سيرغي لافروف"], id="surname before the full name"),
        pytest.param("لافروف يصل", "وصل سيرغي لافروف", ["لافروف", "سيرغي لافروف"], id="surname in the title"),
        pytest.param("", "قال لافروف", [], id="surname alone"),
        pytest.param(
            "", "سيرجي لافروف ثم ولافروف", ["سيرجي لافروف", "ولافروف"], id="variant, then surname with a particle"
        ),
        pytest.param("", "كيم جونج أون وكيم", ["كيم جونج أون", "وكيم"], id="the family name comes first in Korea"),
        pytest.param("", "سيرغي لافروف ومحمد لافروف", ["سيرغي لافروف"], id="another given name before the surname"),
        pytest.param("", "Jordan Bardella spoke", ["Jordan Bardella"], id="no country inside a person's name"),
    ],
)
def test_people(title: str, body: str, expected: list[str]) -> None:
    tagged = WITH_PEOPLE.tag(article(title, "", body))
    assert [one.surface for one in tagged.mentions] == expected


def test_an_actor_counts_for_its_country() -> None:
    tagged = WITH_PEOPLE.tag(article("لافروف يصل إلى بيونغ يانغ", "", "وصل سيرغي لافروف للقاء كيم جونغ أون"))
    assert [(one.id, one.about) for one in tagged.countries] == [("RU", True), ("KP", True)]
    assert [one.kind for one in tagged.mentions] == ["actor", "actor", "actor"]


def test_a_town_that_counts_in_company_only_counts_half() -> None:
    town = Pattern("country", "IR", "Zahedan", "en", cues=(Cue("a town", company=1),), form="town")
    tagger = Tagger(Matcher([Pattern("country", "IR", "Iran"), Pattern("country", "TR", "Turkey"), town]))
    tagged = tagger.tag(article("Iran: Zahedan", "It ended.", "Turkey and Zahedan", language="en"))
    # 3 x 1.5 + 1 for being first + 0.5, and 1
    assert [(one.id, one.weight) for one in tagged.countries] == [("IR", 0.8571), ("TR", 0.1429)]
    alone = tagger.read(article("Zahedan", "It ended.", "Turkey", language="en"))
    assert [one.id for one in alone.countries] == ["TR"]
    assert [(one.field, one.found.surface) for one in alone.refused] == [("title", "Zahedan")]
