"""Scripts without spaces: substrings, the longest first, katakana in whole runs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Pattern

MATCHER = Matcher(
    [
        Pattern("country", "CN", "中国"),
        Pattern("country", "US", "美国"),
        Pattern("country", "US", "中美"),
        Pattern("country", "CN", "中美"),
        Pattern("country", "IR", "イラン"),
        Pattern("country", "JP", "日本"),
        Pattern("country", "--", "中国地方", silent=True, only_in=frozenset({"ja"})),
        Pattern("country", "--", "在中国", silent=True, not_in=frozenset({"zh"})),
        Pattern("country", "RU", "露"),
        Pattern("country", "RU", "ロシア"),
        Pattern("country", "TH", "ไทย"),
        Pattern("actor", "xi", "习近平"),
    ]
)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("zh", "美国和中国", ["US 美国", "CN 中国"], id="zh: inside a sentence"),
        pytest.param("zh", "中美关系", ["US 中美", "CN 中美"], id="zh: two countries in one word"),
        pytest.param("zh", "习近平访问美国", ["xi 习近平", "US 美国"], id="zh: kinds do not compete"),
        pytest.param("ja", "イランと日本", ["IR イラン", "JP 日本"], id="ja: two scripts"),
        pytest.param("ja", "ブイランド", [], id="ja: no part of a katakana word"),
        pytest.param("ja", "中国地方で", [], id="ja: a region of Japan is passed over"),
        pytest.param("zh", "中国地方政府", ["CN 中国"], id="zh: what is passed over in Japanese hides nothing"),
        pytest.param("zh", "他在中国。", ["CN 中国"], id="zh: nor what is passed over elsewhere"),
        pytest.param("ja", "在中国の日本人", ["JP 日本"], id="ja: there it is"),
        pytest.param("ja", "ロシア・イラン", ["RU ロシア", "IR イラン"], id="ja: a middle dot parts two names"),
        pytest.param("ja", "ロシアー", [], id="ja: a long vowel goes on"),
        pytest.param("ja", "露イラン", ["RU 露", "IR イラン"], id="ja: katakana behind another script"),
        pytest.param("ja", "", [], id="ja: no text"),
        pytest.param("th", "ประเทศไทยวันนี้", ["TH ไทย"], id="th: no spaces"),
        pytest.param("en", "the 中国 sign", [], id="en: not looked for"),
        pytest.param("", "中国", ["CN 中国"], id="unknown language"),
    ],
)
def test_what_is_found(language: str, text: str, expected: list[str]) -> None:
    found = MATCHER.find(text, language)
    assert sorted(f"{one.id} {one.surface}" for one in found) == sorted(expected)
    assert all(text[one.start : one.end] == one.surface for one in found)


LETTERS = "中国地イラン"
KATAKANA = re.compile("[イラン]")
texts = st.text(LETTERS, min_size=1, max_size=3)
patterns = st.builds(
    Pattern,
    kind=st.sampled_from(["country", "actor"]),
    id=st.sampled_from(["A", "B", "C"]),
    text=texts,
    only_in=st.sampled_from([frozenset[str](), frozenset({"ja"})]),
    silent=st.booleans(),
    not_in=st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"zh"})]),
)


def naive(listed: list[Pattern], text: str, language: str) -> set[tuple[str, str, int, int]]:
    """Try every pattern at every letter, the longest first; slow and obvious."""
    found: set[tuple[str, str, int, int]] = set()
    for kind in {one.kind for one in listed}:
        start = 0
        while start < len(text):
            fitting = [
                one
                for one in listed
                if one.kind == kind
                and text.startswith(one.text, start)
                and (not one.only_in or language in one.only_in)
                and language not in one.not_in
                and whole(text, start, start + len(one.text))
            ]
            end = start + max((len(one.text) for one in fitting), default=0)
            longest = [one for one in fitting if start + len(one.text) == end]
            if not any(one.silent for one in longest):
                found |= {(kind, one.id, start, end) for one in longest}
            start = max(end, start + 1)
    return found


def whole(text: str, start: int, end: int) -> bool:
    """Whether no run of katakana is cut at either end."""
    cuts = [text[place - 1 : place + 1] for place in (start, end) if 0 < place < len(text)]
    return not any(KATAKANA.match(one[0]) and KATAKANA.match(one[1]) for one in cuts)


@given(st.lists(patterns, min_size=1, max_size=8), st.text(LETTERS + "。", max_size=12), st.sampled_from(["zh", "ja"]))
def test_the_automaton_agrees_with_a_naive_search(listed: list[Pattern], text: str, language: str) -> None:
    found = Matcher(listed).find(text, language)
    assert {(one.kind, one.id, one.start, one.end) for one in found} == naive(listed, text, language)
    assert len(found) == len({(one.kind, one.id, one.start) for one in found})
    assert all(text[one.start : one.end] == one.surface for one in found)
