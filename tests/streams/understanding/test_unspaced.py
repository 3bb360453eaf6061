"""Scripts without spaces: substrings, the longest first, katakana in whole runs."""

import pytest

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
        pytest.param("th", "ประเทศไทยวันนี้", ["TH ไทย"], id="th: no spaces"),
        pytest.param("en", "the 中国 sign", [], id="en: not looked for"),
        pytest.param("", "中国", ["CN 中国"], id="unknown language"),
    ],
)
def test_what_is_found(language: str, text: str, expected: list[str]) -> None:
    found = MATCHER.find(text, language)
    assert sorted(f"{one.id} {one.surface}" for one in found) == sorted(expected)
    assert all(text[one.start : one.end] == one.surface for one in found)
