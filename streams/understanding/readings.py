"""What a word of a text may be, besides what is written: with particles taken off, endings taken off, or joined.

Only words of the vocabulary count as a reading, and the word as written comes first. So nothing is taken off a word
that is known whole, and nothing is found by chopping an unknown word until something fits.

* Arabic: و ف ب ك ل and ل with the article, before the first word of a name (:mod:`streams.understanding.clitics`).
* Hebrew: ו ש ה ב כ ל מ, up to three of them, before the first word.
* Korean: the particles after a noun.
* Russian, Ukrainian and their kin: the case endings of names, masculine, feminine and adjectival.
* Turkish: plural and case endings that are written without an apostrophe, after four letters or more.
* Persian: the plural ها with what may follow it; Sorani: the definite, plural and place endings.

Sources of the endings: the usual grammars; they are closed classes. An ending that a name never takes does no harm,
since the rest must be in the vocabulary.
"""

import re
from collections.abc import Container, Iterator
from enum import IntFlag
from itertools import product
from typing import Final

from streams.understanding.clitics import without_clitics


class Rule(IntFlag):
    """How a word of the text became a word of a pattern. A flag each, so that a language allows a set of them."""

    WRITTEN = 1
    ARABIC_PARTICLE = 2
    HEBREW_PARTICLE = 4
    KOREAN_PARTICLE = 8
    CYRILLIC_ENDING = 16
    TURKISH_ENDING = 32
    PERSIAN_ENDING = 64
    SORANI_ENDING = 128
    VARIANT = 256

    @property
    def words(self) -> str:
        """The rule as a person reads it."""
        return ", ".join(words for rule, words in _IN_WORDS.items() if rule in self)


_IN_WORDS: Final = {
    Rule.WRITTEN: "as written",
    Rule.ARABIC_PARTICLE: "Arabic particle taken off",
    Rule.HEBREW_PARTICLE: "Hebrew prefix taken off",
    Rule.KOREAN_PARTICLE: "Korean particle taken off",
    Rule.CYRILLIC_ENDING: "case ending",
    Rule.TURKISH_ENDING: "Turkish ending",
    Rule.PERSIAN_ENDING: "Persian ending",
    Rule.SORANI_ENDING: "Sorani ending",
    Rule.VARIANT: "spelling variant",
}

_EVERYWHERE: Final = Rule.WRITTEN | Rule.HEBREW_PARTICLE | Rule.KOREAN_PARTICLE | Rule.CYRILLIC_ENDING | Rule.VARIANT
_OWN: Final = {
    "ar": Rule.ARABIC_PARTICLE,
    "tr": Rule.TURKISH_ENDING,
    "fa": Rule.PERSIAN_ENDING,
    "ckb": Rule.SORANI_ENDING,
    "ku": Rule.SORANI_ENDING,
}
FIRST_WORD_ONLY: Final = Rule.ARABIC_PARTICLE | Rule.HEBREW_PARTICLE
"""The rules that apply to the first word of a name only."""


def allowed_in(language: str) -> Rule:
    """The rules for an article in ``language``; where it is not known, those of Arabic, the first of our languages."""
    if language in ("", "und"):
        return _EVERYWHERE | Rule.ARABIC_PARTICLE
    return _EVERYWHERE | _OWN.get(language, Rule.WRITTEN)


def readings(folded: str, known: Container[str]) -> Iterator[tuple[Rule, str]]:
    """Each word of ``known`` that ``folded`` may be, without the word itself, with the rule that made it."""
    first = folded[:1]
    if first < "\u0370":
        for form in _without_turkish_ending(folded):
            if form in known:
                yield Rule.TURKISH_ENDING, form
    elif "\u0400" <= first <= "\u052f":
        for form in _nominatives(folded):
            if form in known:
                yield Rule.CYRILLIC_ENDING, form
    elif "\u0590" <= first <= "\u05ff":
        for form in _without_hebrew_prefix(folded):
            if form in known:
                yield Rule.HEBREW_PARTICLE, form
    elif "\u0600" <= first <= "\u06ff":
        for form in without_clitics(folded, known):
            yield Rule.ARABIC_PARTICLE, form
        for rule, endings in ((Rule.PERSIAN_ENDING, _PERSIAN), (Rule.SORANI_ENDING, _SORANI)):
            for form in _without(folded, endings, _SHORTEST):
                if form in known:
                    yield rule, form
    elif "\uac00" <= first <= "\ud7a3":
        for form in _without(folded, _KOREAN, _SHORTEST_KOREAN):
            if form in known:
                yield Rule.KOREAN_PARTICLE, form


_SHORTEST: Final = 3
_SHORTEST_KOREAN: Final = 2
_SHORTEST_TURKISH: Final = 4


def _longest_first(words: str) -> tuple[str, ...]:
    return tuple(sorted(words.split(), key=lambda word: (-len(word), word)))


_PERSIAN: Final = _longest_first("ها هاي هايي هايش هايشان هايمان هاست")
_SORANI: Final = _longest_first("دا وه هوه يه يهكان هكان هكاني هكه هكهي يش يي يان ي هي كان كاني ش")
_KOREAN: Final = _longest_first(
    "은 는 이 가 을 를 의 에 에서 에게 에는 에도 에서는 와 과 로 으로 로부터 으로부터 부터 까지 도 만 보다 처럼 한테"
    " 이나 나 이며 며 이고 고 라고 이라고 라는 이라는 이란 의원 측 측은 군 군이 군은 산 발 행 내 인 인은 인이 인의 인을"
    " 정부 정부는 정부가 대통령 대통령은 대통령이 총리 총리는 외교부 국방부 국방장관 외무장관 외교장관 대사관"
)


def _without(folded: str, endings: tuple[str, ...], shortest: int) -> Iterator[str]:
    """``folded`` without each of the ``endings`` that it has, the longest ending first."""
    for ending in endings:
        if folded.endswith(ending) and len(folded) - len(ending) >= shortest:
            yield folded[: -len(ending)]


_HEBREW_PREFIX: Final = re.compile("[ושהבכלמ]{1,3}")


def _without_hebrew_prefix(folded: str) -> Iterator[str]:
    """``folded`` without one, two and three prefix letters."""
    match = _HEBREW_PREFIX.match(folded)
    if match is not None:
        for length in range(1, match.end() + 1):
            if len(folded) - length >= _SHORTEST:
                yield folded[length:]


# Of a Turkish word in its folded spelling (ı is i; ö and ü are o and u).
_TURKISH_PLURAL: Final = "(?:lar|ler)(?:in|a|e|i|da|de|dan|den|la|le|dir|ca|ce|daki|deki)?"
_TURKISH_CASE: Final = "(?:n?in|n?un|y?a|y?e|y?i|y?u|[dt]a|[dt]e|[dt]an|[dt]en|y?la|y?le|[dt]aki|[dt]eki)"
_TURKISH: Final = (re.compile(rf"(.{{3,}}?){_TURKISH_PLURAL}"), re.compile(rf"(.{{4,}}?){_TURKISH_CASE}"))


def _without_turkish_ending(folded: str) -> Iterator[str]:
    """``folded`` without a plural with its case, or without a case."""
    if len(folded) > _SHORTEST_TURKISH:
        for ending in _TURKISH:
            match = ending.fullmatch(folded)
            if match is not None:
                yield match[1]


# What a name ends in in the nominative, and the endings of the other cases that stand in its place.
_CYRILLIC_CASES: Final = {
    "": "а у ом ым им е ы і ові ом ою ам ами ах ов ів и",
    "а": "ы и е у ой ою и і і",
    "я": "и е ю ей ею ї і",
    "й": "я ю ем е ї єм єві",
    "ь": "я ю ем е і ем ю єм ям ями ях",
    "ий": "ого ому им ом ім его ему ем ього ьому ая ое ие ой ую ою их ими а е і у ої ій их ими",
    "ый": "ого ому ым ом ая ое ые ой ую ою ых ыми",
    "ой": "ого ому ым ом им ая ое ие ые ую",
    "ая": "ой ую ою",
    "ия": "ии ию ией",
    "ія": "ії ію ією",
    "ец": "ца цу цом це",
    "ок": "ка ку ком ке",
}
_CYRILLIC: Final = {
    ending: tuple(base for base, endings in _CYRILLIC_CASES.items() if ending in endings.split())
    for ending in sorted({ending for endings in _CYRILLIC_CASES.values() for ending in endings.split()})
}


def _nominatives(folded: str) -> Iterator[str]:
    """What ``folded`` may be the case form of, the longest ending first."""
    for length in (4, 3, 2, 1):
        stem = folded[:-length]
        if len(stem) >= _SHORTEST:
            for base in _CYRILLIC.get(folded[-length:], ()):
                yield stem + base


def written_together(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """``words`` with Arabic compounds in their other usual spelling: عبد الله as عبدالله, أبو بكر as أبوبكر, and back.

    The parts belong together in the name, and both spellings are correct; which one is printed is house style.
    """
    choices: list[tuple[tuple[str, ...], ...]] = []
    place = 0
    while place < len(words):
        word = words[place]
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in _JOINED and following and (word != _SERVANT or following.startswith("ال")):
            choices.append(((word, following), (word + following,)))
            place += 2
            continue
        parts = next((part for part in _JOINED if word.startswith(part + ("ال" if part == _SERVANT else ""))), None)
        rest = word[len(parts) :] if parts else ""
        if parts == _SERVANT and len(rest) > _SHORTEST:
            choices.append(((word,), (parts, rest)))
        else:
            choices.append(((word,),))
        place += 1
    for choice in product(*choices):
        together = tuple(word for part in choice for word in part)
        if together != words:
            yield together


_SERVANT: Final = "عبد"
_JOINED: Final = (_SERVANT, "ابو", "ام", "ال")
