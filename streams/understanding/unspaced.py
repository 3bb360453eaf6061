"""Names in Chinese, Japanese and Thai, which part words by no space: substrings, found by Aho and Corasick's automaton.

Promises: leftmost, then longest of what counts in the article's language, within each kind; a name in katakana is a
whole run of katakana, since the script spells foreign words out and a shorter one may stand inside (イラン is not in
ブイランド); offsets are code points.

The automaton is ahocorasick_rs (Apache-2.0), one for each kind of pattern.
"""

import re
from collections import defaultdict
from typing import Final

from ahocorasick_rs import AhoCorasick, MatchKind

from streams.understanding.patterns import Found, Pattern, PatternTable, one_of_each
from streams.understanding.readings import Rule

_UNSPACED: Final = re.compile("[\u0e01-\u0e4e\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KATAKANA: Final = re.compile("[\u30a1-\u30fa\u30fc-\u30ff]")
_LANGUAGES: Final = frozenset({"zh", "ja", "th", "yue"})
_UNKNOWN: Final = frozenset({"", "und"})


def is_unspaced(text: str) -> bool:
    """Whether ``text`` holds letters of a script that parts words by no space."""
    return _UNSPACED.search(text) is not None


class Unspaced:
    """The patterns of those scripts. ``add`` them all, then ``build``, then ``find``."""

    def __init__(self) -> None:
        self._table = PatternTable()
        self._spelt: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._automata: dict[str, tuple[AhoCorasick, list[list[int]]]] = {}

    def add(self, pattern: Pattern) -> None:
        """Take ``pattern`` in."""
        self._spelt[pattern.kind][pattern.text].append(self._table.add(pattern))

    def build(self) -> None:
        """Make the automata. What is added later is not found."""
        for kind, spelt in self._spelt.items():
            automaton = AhoCorasick(list(spelt), matchkind=MatchKind.Standard, store_patterns=False)
            self._automata[kind] = automaton, list(spelt.values())
        self._spelt.clear()

    def speaks(self, text: str, language: str) -> bool:
        """Whether ``text`` may hold such names: its language is one of theirs, or is unknown and the script theirs."""
        return bool(self._automata) and (language in _LANGUAGES or (language in _UNKNOWN and is_unspaced(text)))

    def find(self, text: str, language: str) -> list[Found]:
        """What stands in ``text``, kind by kind in reading order."""
        found: list[Found] = []
        for kind, (automaton, spelt) in self._automata.items():
            # The automaton does not know which patterns count in the language, so it gives the shorter ones too.
            places = automaton.find_matches_as_indexes(text, overlapping=True)
            free = 0
            for place, start, end in sorted(places, key=lambda one: (one[1], -one[2])):
                if start < free:
                    continue
                fitting = self._fitting(spelt[place], language)
                if not fitting or not _whole(text, start, end):
                    continue
                free = end
                if not any(one.silent for one in fitting):
                    surface = text[start:end]
                    found += [
                        Found(kind, one.id, start, end, surface, one, Rule.WRITTEN) for one in one_of_each(fitting)
                    ]
        return found

    def _fitting(self, numbers: list[int], language: str) -> list[Pattern]:
        """The patterns of those ``numbers`` that count in an article in ``language``."""
        return [self._table[number] for number in numbers if self._table.traits(number).counts_in(language)]


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no katakana goes on before or behind, where the name begins or ends with katakana."""
    before = _KATAKANA.match(text[start]) and start > 0 and _KATAKANA.match(text[start - 1])
    behind = _KATAKANA.match(text[end - 1]) and end < len(text) and _KATAKANA.match(text[end])
    return not before and not behind
