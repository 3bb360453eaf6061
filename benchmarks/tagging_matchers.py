"""Our matcher and its peers, each as a function from a text to the ids of the names in it.

The peers find strings. They get the names as they are ("raw"), or names and texts folded by our ``fold`` ("folded"):
that is what it takes to find hamza variants and capitals, so the folding of each text is part of their time. Where a
peer does not know words, a hit counts only if no letter or digit stands before or behind it; in Chinese and Japanese
every hit counts.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from streams.understanding.folding import fold
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Pattern
from streams.understanding.unspaced import is_unspaced

Find = Callable[[str, str], list[str]]
"""From a text and its language to the ids of what it names."""

Build = Callable[[Iterable[Pattern]], Find]


def ours(patterns: Iterable[Pattern]) -> Find:
    """``Matcher.find``."""
    matcher = Matcher(patterns)

    def find(text: str, language: str) -> list[str]:
        return [one.id for one in matcher.find(text, language)]

    return find


def without_variants(patterns: Iterable[Pattern]) -> Iterator[Pattern]:
    """The same patterns, none of them foreign."""
    return (pattern._replace(foreign=False) for pattern in patterns)


def unique(patterns: Iterable[Pattern], spelt: Callable[[str], str]) -> tuple[list[str], list[str]]:
    """The spellings of ``patterns``, each once, and the id of each."""
    found: dict[str, str] = {}
    for pattern in patterns:
        found.setdefault(spelt(pattern.text), pattern.id)
    return list(found), list(found.values())


def whole(text: str, start: int, end: int) -> bool:
    """Whether neither a letter nor a digit stands before or behind, in scripts that part words."""
    return is_unspaced(text[start:end]) or not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def ahocorasick_rs(patterns: Iterable[Pattern], spelt: Callable[[str], str]) -> Find:
    """Aho and Corasick's automaton in Rust, leftmost and longest, as its documentation has it."""
    library = importlib.import_module("ahocorasick_rs")
    names, ids = unique(patterns, spelt)
    automaton = library.AhoCorasick(names, matchkind=library.MatchKind.LeftmostLongest, store_patterns=False)

    def find(text: str, _language: str) -> list[str]:
        text = spelt(text)
        hits = automaton.find_matches_as_indexes(text)
        return [ids[place] for place, start, end in hits if whole(text, start, end)]

    return find


def pyahocorasick(patterns: Iterable[Pattern], spelt: Callable[[str], str]) -> Find:
    """The same automaton in C, the longest match (``iter_long``)."""
    library = importlib.import_module("ahocorasick")
    names, ids = unique(patterns, spelt)
    automaton = library.Automaton(library.STORE_INTS)
    for place, name in enumerate(names):
        automaton.add_word(name, place)
    automaton.make_automaton()
    lengths = list(map(len, names))
    del names

    def find(text: str, _language: str) -> list[str]:
        text = spelt(text)
        hits = automaton.iter_long(text)
        return [ids[place] for last, place in hits if whole(text, last + 1 - lengths[place], last + 1)]

    return find


def flashtext2(patterns: Iterable[Pattern], spelt: Callable[[str], str]) -> Find:
    """A trie over words in Rust; it knows words and ignores case by itself."""
    library = importlib.import_module("flashtext2")
    names, ids = unique(patterns, spelt)
    processor = library.KeywordProcessor(case_sensitive=spelt is fold)
    processor.add_keywords_with_clean_word_from_iter(zip(names, ids, strict=True))
    del names, ids

    def find(text: str, _language: str) -> list[str]:
        found: list[str] = processor.extract_keywords(spelt(text))
        return found

    return find


def spacy(patterns: Iterable[Pattern], spelt: Callable[[str], str]) -> Find:
    """``PhraseMatcher`` over the tokens of a blank multilingual pipeline; raw it compares small letters (LOWER)."""
    library = importlib.import_module("spacy")
    matching = importlib.import_module("spacy.matcher")
    pipeline: Any = library.blank("xx")
    matcher = matching.PhraseMatcher(pipeline.vocab, attr="ORTH" if spelt is fold else "LOWER")
    names, ids = unique(patterns, spelt)
    for name, identifier in zip(names, ids, strict=True):
        matcher.add(identifier, [pipeline.make_doc(name)])
    del names, ids

    def find(text: str, _language: str) -> list[str]:
        return [pipeline.vocab.strings[key] for key, _, _ in matcher(pipeline.make_doc(spelt(text)))]

    return find


PEERS: Final = {
    "ahocorasick_rs": ("ahocorasick_rs", ahocorasick_rs),
    "pyahocorasick": ("ahocorasick", pyahocorasick),
    "flashtext2": ("flashtext2", flashtext2),
    "spaCy PhraseMatcher": ("spacy", spacy),
}
"""By name the module that must be installed and how the matcher is made."""

OURS: Final = "ours"
PLAIN: Final = "ours, no spelling variants"
WHOLE: Final = "ours, Tagger.tag"
FOLDED: Final = ", folded"
RAW: Final = ", raw"


def builder(name: str) -> Build:
    """How the matcher of that name is made."""
    if name == PLAIN:
        return lambda patterns: ours(without_variants(patterns))
    if name == OURS:
        return ours
    peer, _, mode = name.rpartition(", ")
    make = PEERS[peer][1]
    return lambda patterns: make(patterns, fold if mode == "folded" else str)
