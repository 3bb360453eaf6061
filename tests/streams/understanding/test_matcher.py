"""The matcher: what is found in six languages, where, and that the trie agrees with a naive search."""

import re
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.understanding.matcher import Matcher
from streams.understanding.offsets import Offsets
from streams.understanding.patterns import Pattern

COUNTRIES = [
    Pattern("country", "RU", "روسيا"),
    Pattern("country", "CN", "الصين"),
    Pattern("country", "SY", "اللاذقية"),
    Pattern("country", "KP", "كوريا الشمالية"),
    Pattern("country", "KR", "كوريا"),
    Pattern("country", "ML", "مالي"),
    Pattern("country", "RU", "Россия"),
    Pattern("country", "US", "США"),
    Pattern("country", "US", "US"),
    Pattern("country", "US", "U.S."),
    Pattern("country", "TR", "Turkey"),
    Pattern("country", "TR", "Türkiye"),
    Pattern("country", "IR", "Iran"),
    Pattern("country", "RU", "Rusya"),
    Pattern("country", "GN", "Guinea"),
    Pattern("country", "GW", "Guinea-Bissau"),
    Pattern("country", "KN", "St. Kitts and Nevis"),
    Pattern("country", "MX", "Mexico"),
    Pattern("country", "MX", "New Mexico", silent=True),
    Pattern("country", "ZA", "آفریقای\u200cجنوبی"),
    Pattern("country", "IR", "ایران"),
    Pattern("country", "OM", "عمان", only_in=frozenset({"fa"})),
    Pattern("country", "US", 'ארה"ב'),
    Pattern("actor", "russian-foreign-ministry", "وزارة خارجية روسيا"),
    Pattern("actor", "lavrov", "Lavrov"),
    Pattern("keyword", "oil", "oil price", capitalised=False),
]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("زار روسيا أمس", "ar", ["RU روسيا"], id="ar: a name"),
        pytest.param("وروسيا وبروسيا ولروسيا", "ar", ["RU وروسيا", "RU وبروسيا", "RU ولروسيا"], id="ar: particles"),
        pytest.param("للصين وللصين", "ar", ["CN للصين", "CN وللصين"], id="ar: l and the article"),
        pytest.param("للاذقية", "ar", ["SY للاذقية"], id="ar: l and the article before a lam"),
        pytest.param("الوضع المالي", "ar", [], id="ar: the article is never taken off"),
        pytest.param("«روسيا»، (روسيا).", "ar", ["RU روسيا", "RU روسيا"], id="ar: signs around"),
        pytest.param("كوريا الشمالية", "ar", ["KP كوريا الشمالية"], id="ar: longest wins"),
        pytest.param("كوريا، الشمالية", "ar", ["KR كوريا"], id="ar: a phrase stops at punctuation"),
        pytest.param(
            "وزارة خارجية روسيا",
            "ar",
            ["RU روسيا", "russian-foreign-ministry وزارة خارجية روسيا"],
            id="ar: kinds do not compete",
        ),
        pytest.param("#روسيا_اليوم", "ar", ["RU روسيا"], id="ar: hashtag"),
        pytest.param("https://example.org/روسيا", "ar", [], id="ar: no names in a web address"),
        pytest.param("زار عمان", "ar", [], id="ar: a name that counts in Persian only"),
        pytest.param("سفر به عمان", "fa", ["OM عمان"], id="fa: a name that counts in Persian only"),
        pytest.param("ایران\u200cها", "fa", ["IR ایران"], id="fa: ending after a half-space"),
        pytest.param("آفریقای جنوبی", "fa", ["ZA آفریقای جنوبی"], id="fa: space for half-space"),
        pytest.param("آفریقایجنوبی", "fa", ["ZA آفریقایجنوبی"], id="fa: half-space left out"),
        pytest.param("وایران", "fa", [], id="fa: no Arabic particles"),
        pytest.param("a turkey in Turkey's south", "en", ["TR Turkey"], id="en: the bird is no country"),
        pytest.param("TURKEY", "en", ["TR TURKEY"], id="en: capitals throughout"),
        pytest.param("the U.S., us and US-led, Us", "en", ["US U.S.", "US US"], id="en: acronyms in capitals only"),
        pytest.param("Guinea-Bissau, Guinea", "en", ["GW Guinea-Bissau", "GN Guinea"], id="en: hyphen"),
        pytest.param("Guinea Bissau", "en", ["GW Guinea Bissau"], id="en: space for hyphen"),
        pytest.param("St. Kitts and Nevis", "en", ["KN St. Kitts and Nevis"], id="en: dot of an abbreviation"),
        pytest.param("New Mexico, Mexico", "en", ["MX Mexico"], id="en: a phrase that is passed over"),
        pytest.param("OIL Price", "en", ["oil OIL Price"], id="en: keywords in any case"),
        pytest.param("США, Россия и россия", "ru", ["US США", "RU Россия"], id="ru: capitals"),
        pytest.param("Rusya'nın İran’ın TÜRKİYE", "tr", ["RU Rusya", "IR İran", "TR TÜRKİYE"], id="tr: suffixes"),
        pytest.param("l'Iran, d’Iran", "fr", ["IR Iran", "IR Iran"], id="fr: elision"),
        pytest.param('ארה"ב', "he", ['US ארה"ב'], id="he: abbreviation sign"),
        pytest.param("", "", [], id="no text"),
        pytest.param(" \n روسيا\t\n", "ar", ["RU روسيا"], id="white space of all kinds"),
    ],
)
def test_what_is_found(text: str, language: str, expected: list[str]) -> None:
    found = Matcher(COUNTRIES).find(text, language)
    assert [f"{one.id} {one.surface}" for one in sorted(found, key=lambda one: (one.kind != "country", one.start))] == (
        expected
    )
    assert all(text[one.start : one.end] == one.surface for one in found)


def test_two_actors_of_one_name_are_both_found() -> None:
    matcher = Matcher([Pattern("actor", "kim-1", "كيم"), Pattern("actor", "kim-2", "كيم")])
    assert {one.id for one in matcher.find("وقال كيم")} == {"kim-1", "kim-2"}


def test_a_pattern_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no word"):
        Matcher([Pattern("actor", "nobody", "—")])


def test_a_full_memo_starts_anew_and_finds_the_same() -> None:
    text = "روسيا ثم الصين ثم روسيا ثم وروسيا"
    assert Matcher(COUNTRIES, memo_size=2).find(text) == Matcher(COUNTRIES).find(text)


ARABIC = ("كلام", "لام", "الكلام", "كل")
LATIN = ("Ab", "ab", "AB")
PARTICLES = ("و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل")


def particles_before(written: str, word: str) -> int | None:
    """How many particle letters stand before ``word`` in ``written``: 0 for none, None if it is another word."""
    if written.lower() == word.lower():
        return 0
    if word[0] < "\u0600" or len(word) < 3:
        return None
    for particle in PARTICLES:
        to = particle.endswith("ل")
        if written == particle + word or (to and word.startswith("ال") and written == particle + "ل" + word[2:]):
            return len(particle)
    return None


def naive(patterns: list[Pattern], text: str) -> set[tuple[str, int, int]]:
    """Try every pattern at every word, the longest first; slow and obvious."""
    words = [(match.group(), match.start(), match.end()) for match in re.finditer(r"\w+", text)]
    found: set[tuple[str, int, int]] = set()
    position = 0
    while position < len(words):
        fitting = []
        for pattern in patterns:
            wanted = pattern.text.split()
            here = words[position : position + len(wanted)]
            if len(here) < len(wanted):
                continue
            gaps = [text[left[2] : right[1]] for left, right in pairwise(here)]
            particles = particles_before(here[0][0], wanted[0])
            rest = all(one[0].lower() == other.lower() for one, other in zip(here[1:], wanted[1:], strict=True))
            if particles is None or not rest or not all(gap == "-" or not gap.strip() for gap in gaps):
                continue
            if wanted == [wanted[0].upper()] and wanted[0].isascii():
                capitals = here[0][0].isupper()
            else:
                capitals = here[0][0][0].isupper() or not wanted[0][0].isupper()
            if capitals:
                fitting.append((len(wanted), -particles, here[0][1], here[-1][2], pattern.id))
        if not fitting:
            position += 1
            continue
        best = max(one[:2] for one in fitting)
        found |= {(one[4], one[2], one[3]) for one in fitting if one[:2] == best}
        position += best[0]
    return found


words = st.sampled_from(ARABIC + LATIN)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
tokens = st.one_of(
    words, st.builds(str.__add__, st.sampled_from(PARTICLES), st.sampled_from(ARABIC)), st.just("للكلام")
)
separators = st.sampled_from([" ", " ", " ", "  ", "-", ", ", "،", ". ", "\n"])


@settings(max_examples=1000)
@given(
    st.lists(phrases, min_size=2, max_size=8, unique=True),
    st.lists(st.tuples(tokens, separators), max_size=12).map(lambda parts: "".join(a + b for a, b in parts)),
)
def test_the_trie_agrees_with_a_naive_search(texts: list[str], text: str) -> None:
    patterns = [Pattern("country", str(number), phrase) for number, phrase in enumerate(texts)]
    found = Matcher(patterns).find(text)
    assert {(one.id, one.start, one.end) for one in found} == naive(patterns, text)
    assert all(text[one.start : one.end] == one.surface for one in found)


@given(st.text(alphabet=" \n\t\u00a0\u2003ab\u0627"), st.randoms())
def test_offsets_are_right_whatever_stands_between_the_words(text: str, chance: Random) -> None:
    chunks = text.split()
    offsets = Offsets(text, chunks)
    right = [match.start() for match in re.finditer(r"\S+", text)]
    for index in [*range(len(chunks)), *chance.sample(range(len(chunks)), len(chunks))]:
        assert offsets.of(index) == right[index]
