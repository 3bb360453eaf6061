"""The consonants of a foreign name, so that spellings which differ in what each newsroom chooses meet.

Arabic has no letter for g and writes سيرغي, سيرجي or سيرقي; Persian writes v as و and p as پ; Latin transliterations
of Arabic, Persian and Russian differ in vowels, in q, gh and k, and in all that hisses. What they agree on is the
order of the consonants. A word has labels, one for each way in which its letters may be meant (the ch of Chamenei and
of Chirac):

* letters that stand for one foreign sound fall into one class; vowels go, but that a word begins with one is kept;
* a doubled class counts once; an article (al-, el-, ash-) is no part of a name;
* a native Arabic name is taken as it is (حسن is not حسين): it has one spelling in Arabic, and a known set in Latin
  letters (``names/``). A spelling that no set knows meets it by its consonants.

Names of one word are never compared so, nor names of fewer than :data:`LEAST` consonants: the classes are too wide for
them (هاريس and حارس). The classes follow the spellings that the press uses; ``marsad evaluate --set variants`` measures
what they unify and what they merge wrongly.

Promises: pure; a label begins with :data:`SIGN`, which no word does.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import islice, product
from pathlib import Path
from typing import Final

from streams.understanding.folding import fold
from streams.understanding.words import folded_words

SIGN: Final = "~"
"""What a label begins with."""

LEAST: Final = 5
"""How many sounds a name of two words must have, a vowel at a word's beginning included; one of more words one less."""

_OF_A_NATIVE: Final = 3
"""What a native name counts, which is told by itself."""

LIKENESS: Final = 0.64
"""The least share of letters, from 0 to 1, that two spellings of one name have in common."""

LIKENESS_OF_WORDS: Final = 0.3
"""The same, of each word of the name."""

LIKENESS_JOINED: Final = 0.85
"""The same, of a name whose words are written together in one of the two."""

LATIN_ARTICLES: Final = frozenset("al el as ash at ath an ad adh ar az ul ud".split())
"""The Arabic article in Latin letters, as it is written and as it is spoken before the sun letters."""

_MOST: Final = 24
"""How many sequences of labels a name gets at the most."""

_REMEMBERED: Final = 50_000
"""How many words' labels are kept while a list is read, whose names share their words."""

_NAMES: Final = Path(__file__).with_name("names")

_ARABIC: Final = {
    letter: label
    for label, letters in {
        "b": "بپفڤ",
        "t": "تطٹ",
        "g": "غگقك",
        "h": "حخ",
        "d": "دضڈ",
        "s": "سصزظذثشژ",
        "r": "رڑ",
        "l": "ل",
        "m": "م",
        "n": "ن",
    }.items()
    for letter in letters
}
_ARABIC_HISSING: Final = re.compile("ت[سشزصج]|دج")
_ARABIC_MEANT: Final = (
    (re.compile("[جچ]"), ("غ", "س")),
    (re.compile("و"), ("و", "ف")),
)
_PROSTHETIC: Final = re.compile("^ا(?=س[^اويع])")

_LATIN: Final = (
    (re.compile("^(?:ye|ie)"), "e"),
    (re.compile("(?<=o)w(?=h)"), ""),
    (re.compile("skyj?$|skiy$|skij$|skyy$|skii?$"), "sk"),
    (re.compile("dzh|dsch|tsch|tch|cz|sch|sh|zh|ts|tz|dz|dj|gi(?=[aou])|c(?=[eiy])|[çčšžşßz]|s+"), "s"),
    (re.compile("x"), "ks"),
    (re.compile("kh|gh|q|ck|c|g"), "k"),
    (re.compile("th|dt|tt"), "t"),
    (re.compile("dh"), "d"),
    (re.compile("ph|v|w|ff"), "f"),
    (re.compile("ł"), "l"),
    (re.compile("ñ"), "n"),
)
_LATIN_MEANT: Final = (
    (re.compile("(?<![dst])ch"), ("s", "k")),
    (re.compile("(?<![dz])j"), ("s", "", "k")),
)
"""Letters that stand for several sounds, by the language that transliterates."""

_LATIN_CONSONANTS: Final = frozenset("bksdtflmnrp")
_REPEATED: Final = re.compile(r"([a-z])\1+")
_SERVANT: Final = re.compile("abe?d(?:[aeou]l|oul|o|u)?(?=[^aeiou]{1,2}[aeiou]..)")
_SERVANTS: Final = frozenset("abd abdel abdul abdal abdoul abdol abed abdo abdu".split())
_VOWEL_FIRST: Final = "AWY"


_TITLES: Final = frozenset(
    "president minister king queen prince princess general pope sheikh ayatollah sultan emir crown imam mullah"
    " الرييس الملك الامير اللواء العميد الفريق الشيخ السيد وزير ولي السلطان البابا اميرال سردار سيد ايت".split()
)
"""Words with which a name is a title and a surname: too little to vary."""


@cache
def _native() -> dict[str, str]:
    """From a native Arabic name in its folded spelling to the one that stands for it."""
    arabic = (_NAMES / "arabic-names.txt").read_text(encoding="utf-8").split("\n")
    latin = (_NAMES / "arabic-names-latin.txt").read_text(encoding="utf-8").split("\n")
    lines = [line.split() for line in (*arabic, *latin) if line and not line.startswith("#")]
    return {fold(word): fold(words[0]) for words in lines for word in words}


def is_native(folded: str) -> bool:
    """Whether ``folded`` is a native Arabic name, in either script."""
    return folded in _native()


def labels(folded: str) -> tuple[str, ...]:
    """The labels under which a word of a text is looked up; none for a script that we have no classes for."""
    native = _native_label(folded)
    return native or _plain(folded)


def skeletons(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The sequences of labels under which a name of these folded words is found; none if it is too short.

    Besides the plain ones those of neighbours written together (جونغ أون as جونغأون).
    """
    kept = tuple(word for word in words if word not in LATIN_ARTICLES)
    options = [_listed(word) for word in kept]
    if len(kept) < 2 or not all(options) or not _TITLES.isdisjoint(words):
        return ()
    native = [bool(_native_label(word)) for word in kept]
    told = sum(_OF_A_NATIVE if known else len(_plain(word)[0]) - 1 for known, word in zip(native, kept, strict=True))
    if told < LEAST - (len(kept) > 2) or (all(native) and _is_arabic(kept[0])):
        return ()
    found = dict.fromkeys(islice(product(*options), _MOST))
    for groups in islice(_groupings(kept), _MOST):
        found |= dict.fromkeys(islice(product(*(_together(group) for group in groups)), _MOST))
    return tuple(found)


def alike(surface: str, listed: str) -> bool:
    """Whether two spellings share enough letters in order to be of one name, once their consonants agree.

    The share is that of Ratcliff and Obershelp, 2 x common letters / all letters, of the folded letters: of the whole
    and, where there are as many words, of each word. It keeps apart what only the wide classes bring together.
    """
    one, other = _letters(surface), _letters(listed)
    least = LIKENESS if len(one) == len(other) else LIKENESS_JOINED
    if _share("".join(one), "".join(other)) < least:
        return False
    return len(one) != len(other) or all(_share(*pair) >= LIKENESS_OF_WORDS for pair in zip(one, other, strict=True))


def _letters(text: str) -> list[str]:
    """The folded words of ``text`` without articles, letters only."""
    return [word for word in folded_words(text) if word not in LATIN_ARTICLES]


def _share(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _listed(word: str) -> tuple[str, ...]:
    """The labels of a word of a listed name. In Latin letters a native one is found by its consonants too."""
    native = _native_label(word)
    if native and _is_arabic(word):
        return native
    return tuple(dict.fromkeys((*native, *_plain(word))))


def _groupings(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """The ways to write two or three neighbours of ``words`` as one. What is one word then must be long."""
    for place in range(len(words) - 1):
        if not all(_has_consonants(word) for word in words[place : place + 2]):
            continue
        joined = (*((word,) for word in words[:place]), words[place : place + 2])
        rest = words[place + 2 :]
        if len(words) > 2 or len(_plain("".join(words))[0]) > LEAST:
            yield (*joined, *((word,) for word in rest))
        if len(words) > 3 and rest:
            yield (*joined[:-1], words[place : place + 3], *((word,) for word in words[place + 3 :]))


def _has_consonants(word: str) -> bool:
    """Whether more than vowels and breath remains of ``word``; joined with a neighbour it would be lost."""
    return bool(_plain(word)) and bool(_plain(word)[0].strip(SIGN + _VOWEL_FIRST + "h"))


def _together(group: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of the words of ``group`` written as one."""
    if len(group) == 1:
        return _listed(group[0])
    return labels("".join(group)) or ()


@lru_cache(maxsize=_REMEMBERED)
def _native_label(folded: str) -> tuple[str, ...]:
    """The labels of a native Arabic name, and of a compound of Abd in Latin letters; none for any other word."""
    if folded in _SERVANTS:
        return (f"{SIGN}=abd",)
    known = _native().get(folded)
    if known is not None:
        return (f"{SIGN}={known}",)
    servant = _SERVANT.match(folded)
    if servant is None:
        return ()
    rest = folded[servant.end() :]
    return tuple(f"{SIGN}=abd{label[1:]}" for label in _listed(rest))


def _is_arabic(folded: str) -> bool:
    return "\u0600" <= folded[0] <= "\u06ff"


@lru_cache(maxsize=_REMEMBERED)
def _plain(folded: str) -> tuple[str, ...]:
    """The labels of the consonants of ``folded``; none for a word of another script."""
    if not folded:
        return ()
    if _is_arabic(folded):
        bare = [folded[2:]] if folded.startswith("ال") and len(folded) > _WITH_ARTICLE else []
        spelt = dict.fromkeys(_of_arabic(meant) for form in (folded, *bare) for meant in _meant(form, _ARABIC_MEANT))
    elif "a" <= folded[0] <= "\u024f":
        spelt = dict.fromkeys(map(_of_latin, _meant(folded, _LATIN_MEANT)))
    else:
        return ()
    return tuple(SIGN + one for one in spelt if one)


def _meant(folded: str, ambiguous: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]) -> list[str]:
    """``folded`` with each ambiguous letter replaced by each sound that it may stand for; of many only the first."""
    spelt = [folded]
    for letters, sounds in ambiguous:
        for match in islice(letters.finditer(folded), _AMBIGUOUS):
            place = len(folded) - match.end()
            spelt = [
                one[: len(one) - place - len(match[0])] + sound + one[len(one) - place :]
                for one in spelt
                for sound in sounds
            ]
    return spelt


_WITH_ARTICLE: Final = 5
_AMBIGUOUS: Final = 3
"""How many letters of a word are read in each of their ways."""


def _of_arabic(folded: str) -> str:
    body = _PROSTHETIC.sub("", folded)
    beginning = (
        "A"
        if body[0] in "اعئأ"
        else ("W" if body[0] == "و" else "Y" if body[0] == "ي" else "h" if body[0] == "ه" else "")
    )
    body = _ARABIC_HISSING.sub("س", body)
    classes = _REPEATED.sub(r"\1", "".join(_ARABIC.get(letter, ".") for letter in body)).replace(".", "")
    return beginning + classes


def _of_latin(folded: str) -> str:
    body = folded
    for pattern, label in _LATIN:
        body = pattern.sub(label, body)
    if not body:
        return ""
    beginning = "A" if body[0] in "aeiouäöü" else ("Y" if body[0] == "y" else "h" if body[0] == "h" else "")
    consonants = "".join(letter if letter in _LATIN_CONSONANTS else "." for letter in body.replace("h", ""))
    return beginning + _REPEATED.sub(r"\1", consonants).replace(".", "")
