"""The consonants of a foreign name, so that spellings which differ in what each newsroom chooses meet.

Arabic has no letter for g and writes سيرغي, سيرجي or سيرقي; Persian writes v as و and p as پ; Latin transliterations of
Arabic, Persian and Russian differ in vowels, q, gh and k, w and v, s and z. What they agree on is the order of the
consonants. :func:`skeletons` gives it, a label for each word of a name:

* letters that stand for one foreign sound fall into one class; vowels go, but that a word begins with one is kept;
* a doubled class counts once; an article (al-, el-, ash-) is no part of a name;
* a native Arabic name is taken as it is (حسن is not حسين): it has one spelling in Arabic, and a known set in Latin
  letters (``names/``).

Names of one word are never compared so, nor names of fewer than :data:`LEAST` consonants: the classes are too wide for
them (هاريس and حارس). The classes were chosen from the spellings that the press uses, see the test table of variants.

Promises: pure; a label begins with :data:`SIGN`, which no word does.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

from streams.understanding.folding import fold

SIGN: Final = "~"
"""What a label begins with."""

LEAST: Final = 5
"""How many classes a name must have over all its words."""

LATIN_ARTICLES: Final = frozenset("al el as ash at ath an ad adh ar az ul".split())
"""The Arabic article in Latin letters, as it is written and as it is spoken before the sun letters."""

_NAMES: Final = Path(__file__).with_name("names")

_ARABIC: Final = {
    letter: label
    for label, letters in {
        "b": "بپ",
        "t": "تطث",
        "g": "جغگقچژ",
        "h": "حه",
        "x": "خ",
        "d": "دض",
        "z": "ذزظ",
        "r": "رڑ",
        "s": "سص",
        "c": "ش",
        "f": "فڤ",
        "k": "ك",
        "l": "ل",
        "m": "م",
        "n": "ن",
    }.items()
    for letter in letters
}
_ARABIC_VOWELS: Final = frozenset("اوييعئؤءةۆێ")

_LATIN_GROUPS: Final = (
    (re.compile("^(?:ye|je|ie|yo|jo)"), "e"),
    (re.compile("skyj$|skyi$|skiy$|skij$|skyy$|ski$|skii$"), "sky"),
    (re.compile("tch|tsch|č|ç|cz"), "C"),
    (re.compile("sch|sh|š|ş"), "S"),
    (re.compile("kh"), "X"),
    (re.compile("(?<!^)ch(?=[rlnm])"), "X"),
    (re.compile("ch"), "C"),
    (re.compile("gh|q|ck|c(?=[aourltkn]|$)|g|k"), "k"),
    (re.compile("dj|dzh|zh|ž|j(?=[aeiouy])"), "J"),
    (re.compile("th|tt|dt"), "t"),
    (re.compile("dh"), "d"),
    (re.compile("ph|v|w(?!$)|ff"), "f"),
    (re.compile("w$"), "f"),
    (re.compile("x"), "ks"),
    (re.compile("z|c(?=[eiy])|ß"), "s"),
)
_LATIN_CONSONANTS: Final = frozenset("bCSXkJtdfslmnrphñ")
_REPEATED: Final = re.compile(r"(.)\1+")
_SPOKEN_H: Final = re.compile("h(?=[aeiouy])")


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


def skeleton(folded: str) -> str:
    """The label of a word in its folded spelling; "" for a word of no letters that we have classes for."""
    if not folded:
        return ""
    native = _native().get(folded)
    if native is not None:
        return f"{SIGN}={native}"
    first = folded[0]
    if "\u0600" <= first <= "\u06ff":
        return SIGN + _of_arabic(folded)
    if "a" <= first <= "\u024f":
        return SIGN + _of_latin(folded)
    return ""


def _of_arabic(folded: str) -> str:
    beginning = "A" if folded[0] in "اعئأ" else ("W" if folded[0] == "و" else "Y" if folded[0] == "ي" else "")
    body = folded.replace("تش", "ش").replace("دج", "ج").replace("كس", "ks")
    if body.endswith("ه") and len(body) > 2:
        body = body[:-1]
    classes = "".join(letter if letter in "ks" else _ARABIC.get(letter, "") for letter in body)
    return beginning + _REPEATED.sub(r"\1", classes)


def _of_latin(folded: str) -> str:
    body = folded
    for pattern, label in _LATIN_GROUPS:
        body = pattern.sub(label, body)
    beginning = "A" if body[0] in "aeiouäöü" else ("Y" if body[0] == "y" else "")
    body = body[:1] + _without_mute_h(body[1:])
    return beginning + _REPEATED.sub(r"\1", "".join(letter for letter in body if letter in _LATIN_CONSONANTS))


def _without_mute_h(body: str) -> str:
    """``body`` with an h only where a vowel follows: Haniyeh and Haniya, Nasrallah and Nasralla."""
    return "".join(letter for place, letter in enumerate(body) if letter != "h" or _SPOKEN_H.match(body, place))


def joined(first: str, second: str) -> str:
    """The label of two words written as one; a vowel at the start of the second is inside now."""
    if not first or not second or "=" in (first[1:2], second[1:2]):
        return ""
    return SIGN + _REPEATED.sub(r"\1", first[1:] + second[1:].lstrip("AWY"))


def skeletons(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The sequences of labels under which a name of these folded words is found, none if it is too short.

    Besides the plain one: neighbours written together (جونغ أون as جونغأون), and v written as و, as Persian does.
    """
    kept = tuple(word for word in words if word not in LATIN_ARTICLES)
    labels = tuple(skeleton(word) for word in kept)
    if len(words) < 2 or not all(len(label) > 1 for label in labels):
        return ()
    if sum(len(label.lstrip(SIGN + "=AWY")) for label in labels) < LEAST or all(label[1] == "=" for label in labels):
        return ()
    found = {labels: None, _with_persian_v(labels): None}
    for place in range(len(labels) - 1):
        together = joined(labels[place], labels[place + 1])
        if together:
            found[(*labels[:place], together, *labels[place + 2 :])] = None
    return tuple(found)


def _with_persian_v(labels: tuple[str, ...]) -> tuple[str, ...]:
    """``labels`` of Arabic letters as if each f but a last one were و, which is a vowel to :func:`skeleton`."""
    return tuple(_w_for_f(label) for label in labels)


def _w_for_f(label: str) -> str:
    if label[1] == "=" or "f" not in label[1:-1]:
        return label
    body = ("W" + label[2:]) if label[1] == "f" else label[1:]
    return SIGN + _REPEATED.sub(r"\1", body[:1] + body[1:-1].replace("f", "") + body[-1:])
