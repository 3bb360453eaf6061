"""What the matchers are measured on: articles of 3 kB, and the names of a watch-list as large as one likes.

The articles are joined from the sentences of real news, if the evaluation data is there; half are Arabic, half English.
The names are generated: 2 or 3 words of persons and organisations, half in Arabic and half in Latin letters. The parts
are our own lists and are used as often as Zipf's law has it, so that a few given names begin most names.
"""

import json
import math
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

BYTES: Final = 3000
ROOT: Final = Path(__file__).parents[1]
EVALUATION: Final = ROOT.parent / "shared" / "eval" / "country"
FEEDS: Final = ROOT / "examples" / "feeds"
_SENTENCE_END: Final = re.compile(r"(?<=[.!?؟])\s+")
_TAGS: Final = re.compile("<[^>]+>")


class Text(NamedTuple):
    """An article: the code of its language, and what it says."""

    language: str
    text: str


class Name(NamedTuple):
    """A name of the watch-list. ``foreign``: its spelling variants are looked for as well."""

    identifier: str
    foreign: bool
    text: str


def articles(count: int) -> tuple[list[Text], str]:
    """``count`` articles, every second one Arabic, and a sentence that says what they are made of."""
    if EVALUATION.is_dir():
        sentences = {"ar": list(_arabic_news()), "en": list(_english_news())}
        source = "the evaluation data"
    else:
        sentences = {"ar": list(_feeds("ar")), "en": list(_feeds("en"))}
        source = "the example feeds, since the evaluation data is not beside the checkout"
    chance = random.Random(3)
    written = {language: _joined(ones, chance) for language, ones in sentences.items()}
    texts = [Text(language, next(written[language])) for _, language in zip(range(count), _turns(), strict=False)]
    size = {language: len(" ".join(ones).encode()) for language, ones in sentences.items()}
    repeated = BYTES * count / sum(size.values())
    parts = ", ".join(f"{bytes_ / 1e6:.1f} MB {language}" for language, bytes_ in size.items())
    return texts, f"{count:,} articles of 3 kB from {source} ({parts}; a sentence stands in {repeated:.1f} on average)"


def _turns() -> Iterator[str]:
    while True:
        yield from ("ar", "en")


def _joined(sentences: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Articles of sentences that follow each other in the source, from a place drawn by lot."""
    while True:
        place, size, taken = chance.randrange(len(sentences)), 0, []
        while size < BYTES:
            taken.append(sentences[place % len(sentences)])
            size += len(taken[-1].encode()) + 1
            place += 1
        yield "\n".join(taken).encode()[:BYTES].decode(errors="ignore")


def _arabic_news() -> Iterator[str]:
    for row in json.loads((EVALUATION / "ar-protest-spans.json").read_text(encoding="utf-8")):
        yield row["text"]
    for sentence in (EVALUATION / "ar-cleananercorp-train.txt").read_text(encoding="utf-8").split("\n\n"):
        words = [line.split()[0] for line in sentence.splitlines() if line.strip()]
        if words:
            yield re.sub(r" (?=[.,،؛:؟)])", "", " ".join(words))


def _english_news() -> Iterator[str]:
    tree = ET.fromstring((EVALUATION / "en-tr-news.xml").read_text(encoding="utf-8"))
    for text in tree.iter("text"):
        for paragraph in (text.text or "").splitlines():
            yield from filter(None, _SENTENCE_END.split(paragraph.strip()))


def _feeds(language: str) -> Iterator[str]:
    for path in sorted(FEEDS.glob(f"*-{language}*")):
        for line in _TAGS.sub(" ", path.read_text(encoding="utf-8", errors="replace")).splitlines():
            yield from (part for part in _SENTENCE_END.split(line.strip()) if part.count(" ") > 3)


def _words(text: str) -> list[str]:
    return text.split()


GIVEN: Final = {
    "ar": _words("""
        محمد أحمد علي حسن حسين محمود إبراهيم عمر خالد عبدالله يوسف مصطفى سعيد صالح فهد ناصر كريم طارق سمير جمال ماجد
        وليد فيصل حمد سلطان راشد زياد أنور عادل نبيل هاني رامي سامي فؤاد منصور عبدالرحمن عبدالعزيز فاطمة مريم زينب
        عائشة خديجة نور هدى ليلى سارة رنا دينا سيرغي فلاديمير ألكسندر ديمتري جون ديفيد مايكل بيتر جوزيف أندريه
    """),
    "en": _words("""
        John David Michael James Robert William Peter Paul Mark George Thomas Daniel Andrew Richard Joseph Anna
        Maria Sarah Mary Laura Elena Sergei Vladimir Alexander Dmitry Andrei Ivan Olga Mohammed Ahmed Ali Hassan
        Hussein Mahmoud Ibrahim Omar Khaled Abdullah Yusuf Mustafa Saeed Fatima Maryam Mehmet Emre Reza Hamid Chen
        Wei Kim Park Juan Carlos Luis Pedro Hans Karl Pierre Jean Luca Marco
    """),
}
BEGINNINGS: Final = {
    "ar": _words("""
        با بر بل تر تم جا جب حد حم خل در دل رب رش زر سل سم شر صب ضا طا عب عز غا فر قا كا كر لب مر مس نا نص هم وا ور
        يا
    """),
    "en": _words("""
        Ab Al An Bar Ben Bo Cal Car Da Del Dor El Fal Gar Go Had Har Is Jan Kal Kar Ko La Mal Mar Na Nor Ol Par Ra
        Ro Sal Sha Ta Tor Va Vol Wal Ya Zar
    """),
}
MIDDLES: Final = {
    "ar": _words("""
        ا و ي را لا نا با دا ري لي ني مو رو سا شا كو في تا غا حا
    """),
    "en": _words("""
        a o e i ra la na ba do ri li ni mo ro sa sha ko vi ta ga ha de the ber man
    """),
}
ENDINGS: Final = {
    "ar": _words("""
        وي اني وف وفيتش سكي يان زاده اوي لي ري مي دي ني شي كي مان بي في ين ون ات ور ار ير
    """),
    "en": _words("""
        ov ev ovich sky yan zade awi ani li ri son sen man berg stein ez ini etti escu oglu ic ko enko ier ton by
        ley
    """),
}
ORGANISATIONS: Final = {
    "ar": (
        "شركة {} للتجارة",
        "مجموعة {} القابضة",
        "حزب {} الوطني",
        "حركة {}",
        "جمعية {} الخيرية",
        "بنك {}",
        "مؤسسة {} للإعلام",
        "كتائب {}",
    ),
    "en": (
        "{} Trading Company",
        "{} Holding",
        "{} National Party",
        "{} Movement",
        "{} Foundation",
        "{} Bank",
        "{} Shipping Ltd",
        "{} Brigades",
    ),
}
ORGANISATION, TWO_WORDS = 0.2, 0.6
"""Up to which share of the names are organisations, and persons of two words; the rest are persons of three."""


def names(count: int, taken: Iterable[str] = ()) -> Iterator[Name]:
    """``count`` different names, none of them in ``taken``; a third is foreign, two names belong to one actor."""
    chance = random.Random(11)
    families = {language: _families(language, chance) for language in GIVEN}
    seen = set(taken)
    number = 0
    for language in _turns():
        if number == count:
            return
        family = _by_rank(families[language], chance)
        kind = chance.random()
        if kind < ORGANISATION:
            text = chance.choice(ORGANISATIONS[language]).format(family)
        elif kind < TWO_WORDS:
            text = f"{_by_rank(GIVEN[language], chance)} {family}"
        else:
            text = f"{_by_rank(GIVEN[language], chance)} {_by_rank(GIVEN[language], chance)} {family}"
        if text not in seen:
            seen.add(text)
            yield Name(f"actor-{number // 2}", number % 3 == 0, text)
            number += 1


def _families(language: str, chance: random.Random) -> list[str]:
    """Every family name that the syllables make, in an order drawn by lot."""
    found = {
        first + middle + last
        for first in BEGINNINGS[language]
        for middle in MIDDLES[language]
        for last in ENDINGS[language]
    }
    ordered = sorted(found)
    chance.shuffle(ordered)
    return ordered


def _by_rank(words: Sequence[str], chance: random.Random) -> str:
    """One of ``words``, the n-th one as often as 1/n: Zipf's law."""
    return words[int(math.exp(chance.random() * math.log(len(words) + 1))) - 1]
