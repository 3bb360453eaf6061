"""The peer: Newsmap's words for each country, searched by our own matcher.

The dictionaries (https://github.com/koheiw/newsmap, MIT) are read where they lie and are no part of the program. They
are taken as they are, with their mistakes. A plain word is a pattern like ours, with the same particles and capitals; a
word with ``*`` stands for every word of the texts under test that fits it. This favours the peer, which by itself knows
neither particles nor capitals.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from streams.understanding.folding import fold
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Pattern
from streams.understanding.unspaced import is_unspaced
from streams.understanding.words import words_of

FILES: Final = {
    "ar": "newsmap-arabic.yml",
    "de": "newsmap-german.yml",
    "en": "newsmap-english.yml",
    "es": "newsmap-spanish.yml",
    "fr": "newsmap-french.yml",
    "he": "newsmap-hebrew.yml",
    "it": "newsmap-italian.yml",
    "ja": "newsmap-japanese.yml",
    "pt": "newsmap-portuguese.yml",
    "ru": "newsmap-russian.yml",
    "tr": "newsmap-turkish.yml",
    "zh": "newsmap-chinese_simplified.yml",
    "zh-Hant": "newsmap-chinese_traditional.yml",
}
"""The file of each language."""

_ANY: Final = "*"
_WORD_OF_A_GLOB: Final = re.compile(r"[\s-]+")


def words_by_country(path: Path) -> dict[str, tuple[str, ...]]:
    """The words of a dictionary, by the code of their country. Raises OSError where the file is missing.

    The Hebrew file holds a tab, which YAML forbids where a word begins; it is read as a space.
    """
    found: dict[str, tuple[str, ...]] = {}
    regions: Any = YAML(typ="safe").load(path.read_text("utf-8").replace("\t", " "))
    for part in regions.values():
        for countries in part.values():
            for country, words in countries.items():
                found[country] = tuple(word for each in words if (word := str(each).strip()))
    return found


def peer_matcher(path: Path, language: str, texts: Iterable[str]) -> Matcher:
    """A matcher of the words in the dictionary at ``path``; its ``*`` stand for words of ``texts``."""
    return Matcher(peer_patterns(words_by_country(path), language, texts))


def peer_patterns(words: Mapping[str, Sequence[str]], language: str, texts: Iterable[str]) -> Iterator[Pattern]:
    """The words by country as patterns, the ones with ``*`` as all that fit it in ``texts``."""
    longest = max((len(_parts(word)) for word in chain.from_iterable(words.values()) if _ANY in word), default=0)
    phrases = _phrases(texts, longest)
    for country, forms in words.items():
        spelt: dict[str, None] = {}
        for form in forms:
            if _ANY not in form:
                spelt[form] = None
            elif is_unspaced(form):
                spelt[form.replace(_ANY, "")] = None
            else:
                spelt |= dict.fromkeys(_fitting(form, phrases))
        for text in spelt:
            yield Pattern("country", country, text, language)


def most_frequent(countries: Iterable[str]) -> str:
    """The country that is named most often, the first of equals; "" if none is."""
    return next((country for country, _ in Counter(countries).most_common(1)), "")


def _phrases(texts: Iterable[str], longest: int) -> dict[int, list[tuple[tuple[str, ...], str]]]:
    """The phrases of up to ``longest`` words: by their length, in order, folded and as written."""
    found: dict[int, set[tuple[tuple[str, ...], str]]] = {length: set() for length in range(1, longest + 1)}
    for text in texts:
        words = [
            (word.folded, chunk[word.start : word.end]) for chunk in text.split() for word in words_of(chunk).words
        ]
        for place in range(len(words)):
            for length in range(1, min(longest, len(words) - place) + 1):
                folded, written = zip(*words[place : place + length], strict=True)
                found[length].add((folded, " ".join(written)))
    return {length: sorted(phrases) for length, phrases in found.items()}


def _fitting(glob: str, phrases: Mapping[int, Sequence[tuple[tuple[str, ...], str]]]) -> Iterator[str]:
    """The phrases that ``glob`` stands for, as written."""
    parts = _parts(glob)
    asked = [re.compile(".*".join(re.escape(fold(piece)) for piece in part.split(_ANY))) for part in parts]
    first = fold(parts[0].partition(_ANY)[0])
    candidates = phrases[len(parts)]
    for folded, written in candidates[bisect_left(candidates, ((first,), "")) :]:
        if not folded[0].startswith(first):
            return
        if all(one.fullmatch(word) for one, word in zip(asked, folded, strict=True)):
            yield written


def _parts(glob: str) -> list[str]:
    return _WORD_OF_A_GLOB.split(glob)
