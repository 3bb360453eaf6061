"""The language of an article, by its script, the letters that tell neighbours apart, and function words.

Title and the first 600 characters decide. Within a script each language scores its own letters and its commonest
words; the best one wins if it leads clearly. Where the scores are close or there is nothing to score, the language that
the feed declares wins, if it is written in that script. So a few ی and ک typed on a Persian keyboard do not make an
Arabic text Persian, and a feed that says "en-US" on everything does not make a Turkish text English.

Promises: pure; codes are ISO 639 (two letters where there are two), "und" where nothing tells.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

_SAMPLE: Final = 600
_CLEAR_LEAD: Final = 1.3
_LETTERS_TO_COUNT: Final = 2
_WORD_WEIGHT: Final = 3


@dataclass(frozen=True, slots=True)
class Detected:
    """A language and how it was told."""

    language: str
    reason: str


class _Script(NamedTuple):
    """A script: its name, its range of letters, the languages that we know to use it, and the one of no evidence."""

    name: str
    letters: re.Pattern[str]
    languages: frozenset[str]
    usual: str


class _Evidence(NamedTuple):
    """What speaks for a language: letters, each with what one occurrence counts, and function words."""

    letters: Mapping[str, int]
    words: frozenset[str]


def _script(name: str, letters: str, languages: str, usual: str = "und") -> _Script:
    return _Script(name, re.compile(f"[{letters}]"), frozenset(languages.split()), usual)


_SCRIPTS: Final = (
    _script(
        "Arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc", "ar fa ur ckb ps ug sd ks pa ks az", "ar"
    ),
    _script("Latin", "A-Za-z\u00c0-\u024f\u1e00-\u1eff", "az uz sr kk tt"),
    _script("Cyrillic", "\u0400-\u052f", "ru uk be bg sr mk kk ky tg mn tt ba uz az"),
    _script("Hebrew", "\u05d0-\u05ea", "he yi", "he"),
    _script("Japanese", "\u3040-\u30ff", "ja", "ja"),
    _script("Korean", "\uac00-\ud7a3", "ko", "ko"),
    _script("Chinese", "\u4e00-\u9fff", "zh ja", "zh"),
    _script("Greek", "\u0370-\u03ff", "el", "el"),
    _script("Thai", "\u0e01-\u0e3a\u0e40-\u0e4e", "th", "th"),
    _script("Devanagari", "\u0900-\u097f", "hi mr ne", "hi"),
    _script("Armenian", "\u0531-\u0587", "hy", "hy"),
    _script("Georgian", "\u10a0-\u10ff", "ka", "ka"),
)
_JAPANESE: Final = next(place for place, script in enumerate(_SCRIPTS) if script.name == "Japanese")
_KANA_SHARE: Final = 0.05


def _evidence(words: str, letters: str = "", strong: str = "") -> _Evidence:
    weights = dict.fromkeys(letters, 1) | dict.fromkeys(strong, 2)
    return _Evidence(weights, frozenset(words.split()))


_EVIDENCE: Final[Mapping[str, Mapping[str, _Evidence]]] = {
    "Arabic": {
        "ar": _evidence("في من على إلى عن أن التي الذي مع هذا هذه بعد قال كان بين ما لا", "يك", "ةأإىؤ"),
        "fa": _evidence("در به از که این را است با برای آن های شد بر کرد تا دو یک می", "یک", "پچژگ"),
        "ur": _evidence("کے میں ہے کی کا سے نے کو اور پر ہیں نہیں بھی اس", "یک", "ٹڈڑںےہھ"),
        "ckb": _evidence("لە بە کە بۆ لەگەڵ ئەو ئەم دەکات", "یک", "ێۆڵڕڤە"),
        "ps": _evidence("په د چې کې ته له سره دي کړي", "یک", "ټډړږښځڅڼېۍ"),
        "ug": _evidence("ۋە بىلەن بۇ بىر ئۇ", "ىك", "ېۇۈۋڭە"),
    },
    "Cyrillic": {
        "ru": _evidence("и в на не что с по из от как его за он к это для", "ы", "эё"),
        "uk": _evidence("і в на не що з та у за до від як про це для", "і", "їєґ"),
        "be": _evidence("і ў на не што з у да як пра гэта для", "іы", "ў"),
        "bg": _evidence("и на в да се за от не с че по ще е са като", "щ", "ъ"),
        "sr": _evidence("и у је да на се за са су од не која", "љњџј", "ђћ"),
        "mk": _evidence("и на во да се за од не со ќе дека е", "љњџј", "ѓѕќ"),
        "kk": _evidence("және мен бұл үшін бір деп", "іғ", "әңқұһ"),
    },
    "Latin": {
        "en": _evidence("the of and to in is that for with on was by as from has its at after will are be said"),
        "fr": _evidence(
            "le la les des du de et en un une est que dans pour au aux par sur avec pas ce ses", "àè", "êœù"
        ),
        "tr": _evidence("ve bir bu için ile da de olarak olan çok daha sonra dedi ise gibi", "ıöü", "ğşİ"),
        "de": _evidence("der die das und in den von zu mit ist auf für im dem nicht des ein eine sich", "äöü", "ß"),
        "es": _evidence("el la los las de que y en un una por con para del se al su es como", "ó", "ñ¿¡"),
        "it": _evidence("il la di che e in un una per con del della i le si al dei gli non è nel", "", "òì"),
        "pt": _evidence("o a os as de que e em um uma por com para do da no na não dos se", "ç", "ãõ"),
        "ku": _evidence("û li ji ku di bi de wek ya yê jî ev", "êşç", "îû"),
    },
}


def detect(title: str, text: str, declared: str = "") -> Detected:
    """The language of an article with this title and text, whose feed says ``declared`` (ar, ar-EG, "")."""
    sample = f"{title}\n{text[:_SAMPLE]}"
    said = declared.replace("_", "-").partition("-")[0].strip().lower()
    characters = {character: sample.count(character) for character in set(sample)}
    script = _script_of(characters)
    if script is None:
        return Detected(said or "und", "declared by the feed; the text holds no letters" if said else "no letters")
    scores = _scores(sample, characters, script.name)
    fits = said in script.languages or said in scores or (script.name == "Latin" and _may_be_latin(said))
    ranked = sorted(scores, key=lambda language: (-scores[language], language != said, language))
    best = scores[ranked[0]] if ranked else 0
    second = scores[ranked[1]] if len(ranked) > 1 else 0
    if fits and said not in scores:
        return Detected(said, f"declared by the feed; the script is {script.name}")
    if best >= _LETTERS_TO_COUNT and best > second * _CLEAR_LEAD:
        return Detected(ranked[0], f"{script.name} script with letters and words of {ranked[0]}")
    if fits:
        return Detected(said, f"declared by the feed; the script is {script.name} and the text does not settle it")
    if best > second:
        return Detected(ranked[0], f"{script.name} script, nearest to {ranked[0]}")
    return Detected(script.usual, f"{script.name} script")


def _may_be_latin(language: str) -> bool:
    """Whether a declared language may be written in Latin letters: all may that no other script claims alone."""
    return bool(language) and not any(language in script.languages for script in _SCRIPTS)


def _script_of(characters: Mapping[str, int]) -> _Script | None:
    """The script of most letters; any fair share of kana makes Chinese characters Japanese."""
    counts: dict[int, int] = {}
    for character, count in characters.items():
        place = _place_of(character)
        if place is not None:
            counts[place] = counts.get(place, 0) + count
    if not counts:
        return None
    place = max(counts, key=counts.__getitem__)
    if _SCRIPTS[place].name == "Chinese" and counts.get(_JAPANESE, 0) > counts[place] * _KANA_SHARE:
        return _SCRIPTS[_JAPANESE]
    return _SCRIPTS[place]


@lru_cache(maxsize=8192)
def _place_of(character: str) -> int | None:
    """Which of the scripts a character is a letter of, None for no letter of theirs."""
    if not character.isalpha():
        return None
    return next((place for place, script in enumerate(_SCRIPTS) if script.letters.match(character)), None)


def _scores(sample: str, characters: Mapping[str, int], script: str) -> dict[str, int]:
    """What speaks for each language of ``script``."""
    points = _POINTS.get(script)
    if points is None:
        return {}
    scores = dict.fromkeys(points.languages, 0)
    for letter in points.letters.keys() & characters.keys():
        for language, weight in points.letters[letter]:
            scores[language] += weight * characters[letter]
    words = Counter(sample.lower().split())
    for word in points.words.keys() & words.keys():
        for language in points.words[word]:
            scores[language] += _WORD_WEIGHT * words[word]
    return scores


class _Points(NamedTuple):
    """The evidence of one script turned around: for each letter and word the languages that it speaks for."""

    languages: tuple[str, ...]
    letters: Mapping[str, Sequence[tuple[str, int]]]
    words: Mapping[str, Sequence[str]]


def _turned_around(evidence: Mapping[str, _Evidence]) -> _Points:
    letters: dict[str, list[tuple[str, int]]] = {}
    words: dict[str, list[str]] = {}
    for language, one in evidence.items():
        for letter, weight in one.letters.items():
            letters.setdefault(letter, []).append((language, weight))
        for word in one.words:
            words.setdefault(word, []).append(language)
    return _Points(tuple(evidence), letters, words)


_POINTS: Final = {script: _turned_around(evidence) for script, evidence in _EVIDENCE.items()}
