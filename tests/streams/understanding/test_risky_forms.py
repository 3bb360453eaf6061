"""Forms that are also something else: every row of ``countries/hand/risky-*.yml`` decides its own examples."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from streams.understanding.countries.building import hand
from streams.understanding.cues import settle
from streams.understanding.folding import fold
from streams.understanding.gazetteer import LANGUAGES, country_patterns
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Found, Pattern

ROWS = [(language, row) for language in LANGUAGES for row in hand.rows(language)]
ROWS_REVIEWED = 1_779
MOST_MISSED = 40


def named_rows() -> Iterator[Any]:
    """A case for each row, named by language, form and country; a number where two rows have the same."""
    seen: Counter[str] = Counter()
    for language, row in ROWS:
        name = f"{language}-{row['forms'][0]}-{row['country']}"
        seen[name] += 1
        yield pytest.param(language, row, id=name if seen[name] == 1 else f"{name}-{seen[name]}")


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(country_patterns())


def counted(matcher: Matcher, sentence: str, language: str) -> list[Found]:
    """The mentions of countries in an article of that one sentence."""
    found, _ = settle({"body": sentence}, {"body": matcher.find(sentence, language)}, language)
    return found["body"]


@pytest.mark.parametrize(("language", "row"), list(named_rows()))
def test_a_row_decides_its_examples(matcher: Matcher, language: str, row: dict[str, Any]) -> None:
    article_in = (row.get("languages") or [language])[0]
    forms = {fold(str(form)) for form in row["forms"]}
    for sentence in map(str, row.get("yes") or ()):
        assert row["country"] in {one.id for one in counted(matcher, sentence, article_in)}, sentence
    for sentence in map(str, row.get("no") or ()):
        by_the_row = [one for one in counted(matcher, sentence, article_in) if fold(one.pattern.text) in forms]
        assert row["country"] not in {one.id for one in by_the_row}, sentence


def test_no_row_was_lost() -> None:
    assert len(ROWS) >= ROWS_REVIEWED


def test_every_row_has_an_example() -> None:
    assert [(language, row["forms"]) for language, row in ROWS if not (row.get("yes") or row.get("no"))] == []


def test_what_the_cues_miss_is_little_and_is_said() -> None:
    """``missed`` are the sentences that no cue decides rightly yet; there must not be more of them unseen."""
    assert sum(len(row.get("missed") or ()) for _, row in ROWS) <= MOST_MISSED


def test_the_program_reads_the_rows_as_they_stand(matcher: Matcher) -> None:
    """``cues.json`` is built from the files, so a row that was changed without ``make countries`` shows here."""
    asked = {
        (pattern.id, fold(pattern.text), cue.reason)
        for pattern in country_patterns()
        for cue in pattern.cues
        if cue.reason
    }
    texts = defaultdict(set)
    for pattern in country_patterns():
        texts[pattern.id].add(fold(pattern.text))
    stale = [
        (language, form, row["country"])
        for language in LANGUAGES
        for row in hand.risky(language)
        for form in row["forms"]
        if form in texts[row["country"]] and (row["country"], form, row["reason"]) not in asked
    ]
    assert stale == []


def phrases() -> list[Any]:
    return [pytest.param(language, sorted(set(hand.phrases(language))), id=language) for language in LANGUAGES]


@pytest.mark.parametrize(("language", "listed"), list(phrases()))
def test_a_phrase_names_no_country_that_its_inner_name_alone_would(
    matcher: Matcher, language: str, listed: list[str]
) -> None:
    """The phrase alone yields nothing: what is found in it, if anything, reaches out of it, and here nothing can."""
    assert listed
    named = {phrase: [one.surface for one in counted(matcher, phrase, language)] for phrase in listed}
    assert {phrase: found for phrase, found in named.items() if found} == {}


def test_most_phrases_hold_a_name_that_they_silence() -> None:
    """Otherwise they would be of no use, and the test above would show nothing."""
    spoken = Matcher(pattern for pattern in country_patterns() if not pattern.silent)
    silenced = [
        bool(spoken.find(phrase, language)) for language in LANGUAGES for phrase in sorted(set(hand.phrases(language)))
    ]
    assert sum(silenced) > len(silenced) * 0.8


def test_no_form_stands_for_two_countries_in_one_language_without_a_cue() -> None:
    """But in East Asia, where a form stands for both at once (中美), written under both by hand."""
    claims: dict[tuple[str, str, bool], dict[str, Pattern]] = defaultdict(dict)
    for pattern in country_patterns():
        if not pattern.silent:
            for language in pattern.language.split(","):
                claims[language, fold(pattern.text), pattern.text.isupper()].setdefault(pattern.id, pattern)
    disputed = [
        (language, form, sorted(rivals))
        for (language, form, _), rivals in claims.items()
        if len(rivals) > 1 and not any(one.cues for one in rivals.values()) and language not in ("zh", "ja", "ko")
    ]
    assert disputed == []


def test_no_form_that_was_written_by_hand_is_passed_over_in_its_language() -> None:
    """A phrase of the same words would silence it; of the towns of registers that is what phrases are for."""
    passed_over = {(language, fold(phrase)) for language in LANGUAGES for phrase in hand.phrases(language)}
    silenced = [
        (language, pattern.id, pattern.text)
        for pattern in country_patterns()
        if not pattern.silent and pattern.form != "town"
        for language in pattern.language.split(",")
        if (language, fold(pattern.text)) in passed_over
    ]
    assert silenced == []


def test_the_program_passes_over_the_phrases_as_they_stand() -> None:
    """``table.tsv`` holds the phrases of the files, neither more nor less."""
    read = {(one.language, one.text) for one in country_patterns() if one.silent}
    assert read == {(language, phrase) for language in LANGUAGES for phrase in hand.phrases(language)}
