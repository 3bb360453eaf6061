"""Rules against articles: a table of what holds and why, and a naive oracle for every combination."""

from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.matching import Failed, Held, Rules, Undecided, Verdict
from alerts.settings import MatchSettings, RuleSettings
from streams.errors import SetupError
from streams.records import Mention, TaggedArticle, Weighted
from tests.alerts.samples import article, feed_event, tagged

OMAN = Weighted(id="OM", weight=0.7, about=True)
IRAN = Weighted(id="IR", weight=0.3, about=False)
ENVOY = Weighted(id="salim", weight=1.0, about=True)


def mention(kind: Any, identifier: str, field: Any) -> Mention:
    return Mention(kind=kind, id=identifier, surface="x", start=0, end=1, field=field)


ARTICLE = tagged(
    article(
        title="مبعوث عمان والعقوبات", summary="Oil embargo looms", body="Crude OIL prices", publisher="Gulf Courier"
    ),
    language="ar",
    countries=(OMAN, IRAN),
    actors=(ENVOY,),
    mentions=(mention("country", "OM", "body"), mention("country", "OM", "title"), mention("actor", "salim", "lead")),
)
BARE = tagged(article(publisher=""), language="und")


def rule(match: dict[str, Any], identifier: str = "r") -> RuleSettings:
    return RuleSettings.model_validate({"id": identifier, "name": "R", "receivers": ["desk"], "match": match})


def verdict(match: dict[str, Any], of: TaggedArticle) -> Verdict:
    ((_, answer),) = Rules([rule(match)]).explain(of)
    return answer


@pytest.mark.parametrize(
    ("match", "reasons"),
    [
        pytest.param({"countries": ["OM"]}, ["country OM in the title"], id="the title before the body"),
        pytest.param({"countries": ["OM", "SA"]}, ["country OM in the title"], id="any"),
        pytest.param(
            {"countries": {"all": ["OM", "IR"]}}, ["country OM in the title", "country IR in the article"], id="all"
        ),
        pytest.param(
            {"countries": {"any": ["OM"], "about": True}}, ["country OM in the title, which it is about"], id="about"
        ),
        pytest.param(
            {"countries": {"any": ["OM"], "none": ["SA"]}},
            ["country OM in the title", "none of the excluded countries SA"],
            id="none",
        ),
        pytest.param({"actors": ["salim"]}, ["actor salim as 'x' in the lead"], id="actor"),
        pytest.param(
            {"keywords": ["عقوبات"]}, ["keyword 'عقوبات' found as 'والعقوبات' in the title"], id="with particles"
        ),
        pytest.param({"keywords": ["oil"]}, ["keyword 'oil' found as 'Oil' in the lead"], id="without regard to case"),
        pytest.param(
            {"keywords": {"all": ["oil embargo", "oil"]}},
            ["keyword 'oil embargo' found as 'Oil embargo' in the lead", "keyword 'oil' found as 'Oil' in the lead"],
            id="one keyword inside another",
        ),
        pytest.param({"languages": ["ar"]}, ["the language is ar"], id="language"),
        pytest.param({"sources": ["gulf"]}, ["the source is gulf"], id="source"),
        pytest.param({"publishers": ["gulf courier"]}, ["the publisher is Gulf Courier"], id="publisher"),
        pytest.param(
            {"languages": ["ar"], "any": [{"sources": ["x"]}, {"sources": ["gulf"]}]},
            ["the language is ar", "the source is gulf"],
            id="nested any",
        ),
        pytest.param({"not": {"sources": ["x"]}}, ["none of the sources x"], id="not"),
    ],
)
def test_what_holds_says_why(match: dict[str, Any], reasons: list[str]) -> None:
    answer = verdict(match, ARTICLE)
    assert isinstance(answer, Held)
    assert [why.reason for why in answer.why] == reasons


@pytest.mark.parametrize(
    ("match", "reason"),
    [
        pytest.param({"countries": ["SA"]}, "none of the countries SA", id="any"),
        pytest.param({"countries": {"all": ["OM", "SA"]}}, "SA is missing from the countries", id="all"),
        pytest.param(
            {"countries": {"any": ["OM"], "none": ["IR"]}},
            "country IR in the article, and the rule excludes it",
            id="none",
        ),
        pytest.param({"countries": {"any": ["IR"], "about": True}}, "none of the countries IR", id="only mentioned"),
        pytest.param({"keywords": ["embargoes"]}, "none of the keywords embargoes", id="keyword"),
        pytest.param({"keywords": ["il"]}, "none of the keywords il", id="part of a word"),
        pytest.param({"languages": ["en"], "sources": ["gulf"]}, "none of the languages en", id="one of two fields"),
        pytest.param(
            {"any": [{"sources": ["x"]}, {"sources": ["y"]}]},
            "none of the sources x; none of the sources y",
            id="no branch of any",
        ),
        pytest.param(
            {"not": {"sources": ["gulf"]}}, "the source is gulf, and the rule excludes it", id="what not excludes"
        ),
    ],
)
def test_what_fails_says_why(match: dict[str, Any], reason: str) -> None:
    answer = verdict(match, ARTICLE)
    assert isinstance(answer, Failed)
    assert answer.why.reason == reason


@pytest.mark.parametrize(
    "match",
    [
        pytest.param({"countries": ["OM"]}, id="no country found"),
        pytest.param({"countries": {"none": ["OM"]}}, id="no country found, and one excluded"),
        pytest.param({"not": {"countries": ["OM"]}}, id="no country found, under not"),
        pytest.param({"not": {"not": {"countries": ["OM"]}}}, id="no country found, under two nots"),
        pytest.param({"languages": {"none": ["en"]}}, id="no language"),
        pytest.param({"publishers": {"none": ["x"]}}, id="no publisher"),
        pytest.param({"any": [{"sources": ["x"]}, {"countries": ["OM"]}]}, id="one branch is undecided"),
    ],
)
def test_what_cannot_be_decided_does_not_fire(match: dict[str, Any]) -> None:
    assert isinstance(verdict(match, BARE), Undecided)
    assert Rules([rule(match)]).match(BARE) == []


def test_a_regional_language_belongs_to_its_language() -> None:
    brazilian = tagged(language="pt-BR")
    assert isinstance(verdict({"languages": ["pt"]}, brazilian), Held)
    assert isinstance(verdict({"languages": ["pt-BR"]}, brazilian), Held)
    assert isinstance(verdict({"languages": ["pt-BR"]}, tagged(language="pt")), Failed)


def test_matches_come_in_the_order_of_the_rules() -> None:
    rules = Rules([rule({"sources": ["gulf"]}, "b"), rule({"sources": ["x"]}, "c"), rule({"countries": ["OM"]}, "a")])
    assert [matched.rule.id for matched in rules.match(ARTICLE)] == ["b", "a"]


@pytest.mark.parametrize(
    ("match", "reasons"),
    [
        pytest.param({"feed_events": ["broken", "silent"]}, ["It is down."], id="any of the kinds"),
        pytest.param({"feed_events": {"any": ["broken"]}}, ["It is down."], id="as a mapping"),
        pytest.param({"feed_events": ["recovered"]}, None, id="another kind"),
        pytest.param(
            {"feed_events": ["broken"], "sources": ["riwaq"]}, ["It is down.", "the source is riwaq"], id="its feed"
        ),
        pytest.param({"feed_events": ["broken"], "sources": ["gulf"]}, None, id="another feed"),
        pytest.param({"feed_events": ["broken"], "sources": {"none": ["riwaq"]}}, None, id="a feed that is excluded"),
        pytest.param(
            {"feed_events": ["broken"], "publishers": ["RIWAQ"]},
            ["It is down.", "the publisher is Riwaq"],
            id="its publisher",
        ),
        pytest.param({"sources": ["riwaq"]}, None, id="a rule about articles"),
        pytest.param({"not": {"sources": ["gulf"]}}, None, id="a rule about articles by what they are not"),
    ],
)
def test_what_happens_to_a_feed_meets_the_rules_that_ask_for_it(
    match: dict[str, Any], reasons: list[str] | None
) -> None:
    matched = Rules([rule(match)]).match_event(feed_event(publisher="Riwaq", reason="It is down."))
    assert [[why.reason for why in one.why] for one in matched] == ([reasons] if reasons else [])


def test_a_rule_about_feeds_meets_no_article() -> None:
    match = {"feed_events": ["broken"], "sources": ["gulf"]}
    answer = verdict(match, ARTICLE)
    assert isinstance(answer, Failed)
    assert answer.why.reason == "none of the feed events broken"
    assert Rules([rule(match)]).match(ARTICLE) == []


def test_a_keyword_without_a_word_is_told_at_the_start() -> None:
    with pytest.raises(SetupError, match="'ʼ'"):
        Rules([rule({"keywords": ["ʼ"]})])


# The oracle: sets and three-valued logic, written apart from the code under test.

Truth = Literal["yes", "no", "unknown"]
COUNTRIES = ["OM", "IR", "SA"]
WORDS = ["oil", "gas", "envoy"]


def naive(match: MatchSettings, of: TaggedArticle) -> Truth:
    parts: list[Truth] = []
    if match.countries is not None:
        found = {one.id for one in of.countries if one.about or not match.countries.about}
        parts.append(asked(match.countries, found) if of.countries else "unknown")
    if match.keywords is not None:
        parts.append(asked(match.keywords, set(f"{of.article.title} {of.article.body}".lower().split())))
    if match.languages is not None:
        parts.append(asked(match.languages, {of.language}) if of.language else "unknown")
    parts += [naive(one, of) for one in match.all]
    if match.any:
        branches = [naive(one, of) for one in match.any]
        parts.append("yes" if "yes" in branches else "unknown" if "unknown" in branches else "no")
    if match.not_ is not None:
        opposite: dict[Truth, Truth] = {"yes": "no", "no": "yes", "unknown": "unknown"}
        parts.append(opposite[naive(match.not_, of)])
    return "no" if "no" in parts else "unknown" if "unknown" in parts else "yes"


def asked(terms: Any, found: set[str]) -> Truth:
    anything = not terms.any or bool(found & set(terms.any))
    return "yes" if anything and found >= set(terms.all) and not found & set(terms.none) else "no"


def terms(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(st.sampled_from(names), max_size=2)
    return st.fixed_dictionaries({"any": some, "all": some, "none": some}).filter(lambda one: any(one.values()))


countries = st.tuples(terms(COUNTRIES), st.booleans()).map(lambda pair: pair[0] | {"about": pair[1]})
leaf = st.one_of(
    st.fixed_dictionaries({"countries": countries}),
    st.fixed_dictionaries({"keywords": terms(WORDS)}),
    st.fixed_dictionaries({"languages": terms(["en", "ar"])}),
    st.fixed_dictionaries({"countries": countries, "keywords": terms(WORDS)}),
)
matches = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=6,
)
words = st.lists(st.sampled_from([*WORDS, "Oil", "port"]), max_size=3).map(" ".join)
articles = st.builds(
    lambda title, body, language, found: tagged(
        article(title=title, body=body),
        language=language,
        countries=tuple(Weighted(id=one, weight=0.5, about=about) for one, about in found.items()),
    ),
    words,
    words,
    st.sampled_from(["", "en", "ar"]),
    st.dictionaries(st.sampled_from(COUNTRIES), st.booleans()),
)


@settings(max_examples=300, deadline=None)
@given(matches, articles)
def test_every_combination_agrees_with_the_oracle(match: dict[str, Any], of: TaggedArticle) -> None:
    expected: dict[Truth, type[Verdict]] = {"yes": Held, "no": Failed, "unknown": Undecided}
    assert type(verdict(match, of)) is expected[naive(MatchSettings.model_validate(match), of)]
