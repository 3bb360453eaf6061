"""The language of an article, by its script, its letters, fastText's model, and what the feed declares.

Title and the first 600 characters decide, in this order:

1. The script of most letters. Where it leaves one language, as Korean does, that is all.
2. Points for letters and words, among the neighbours that write in Arabic letters, in Hebrew ones, and between Chinese
   and Japanese, if one leads clearly. So a few ی and ک typed on a Persian keyboard do not make an Arabic text Persian.
3. The model, among the languages of the script: first on the title and what follows it at once, and on all of it only
   if that leaves doubt. Where doubt is left it is asked once more without the names, and letters that a language does
   not write speak against that language.
4. What the feed declares tips what is close, and wins where nothing tells. A feed that says "en-US" on everything does
   not make a Turkish text English.

The model alone is weaker than points on headlines in Arabic letters and in Chinese, so there the points stay first. It
also knows Kurmanji, Serbian, Macedonian and Uzbek badly: those bring some words of their own. Headlines in Uzbek, or
between Azerbaijani and Turkish, remain the weak places; there the feed should declare its language.

Promises: pure; never raises; codes are ISO 639 (two letters where there are two), "und" where nothing tells.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from streams.understanding.language_model import likelihoods
from streams.understanding.letter_rule import doubted, points, told_apart
from streams.understanding.scripts import Script, script_of

_SAMPLE: Final = 600
_HEAD: Final = 160
_CLEAR_LEAD: Final = 1.3
_CLEAR_POINTS: Final = 2
_CLEAR: Final = 0.9
_NOTHING: Final = 0.3
_FEW_LETTERS: Final = 8
_ENOUGH_LETTERS: Final = 30
_MOST_TRUST: Final = 2.0
_WORDS_TO_ASK: Final = 2
_STRANGER_YIELDS: Final = 0.8
_DECLARED: Final = 5.0
_POINTS_THAT_COUNT: Final = 6
_NO_CODE: Final = frozenset({"und", "mul", "zxx", "mis"})
_OLD_CODES: Final = {"iw": "he", "in": "id", "ji": "yi", "kmr": "ku", "prs": "fa", "fil": "tl", "sh": "sr"}
_ONE_LANGUAGE: Final = (frozenset({"no", "nb", "nn"}), frozenset({"hr", "bs", "sr"}), frozenset({"id", "ms"}))
"""Standards so near to each other that the feed knows better."""


@dataclass(frozen=True, slots=True)
class Detected:
    """A language and how it was told."""

    language: str
    reason: str


def detect(title: str, text: str, declared: str = "") -> Detected:
    """The language of an article with this title and text, whose feed says ``declared`` (ar, ar-EG, "")."""
    typed = f"{title}\n{text[:_SAMPLE]}"
    sample = typed.lower()
    said = _code(declared)
    written = script_of(sample)
    if written is None:
        return Detected(said or "und", "declared by the feed; the text holds no letters" if said else "no letters")
    script, letters = written
    fits = script.may_write(said)
    scores = points(sample, script.name)
    if scores:
        if fits and said not in scores:
            return Detected(said, f"declared by the feed; the script is {script.name}")
        leader = _leader(scores)
        if leader:
            return Detected(leader, f"{script.name} script with letters and words of {leader}")
    choices = _choices(script, said if fits else "")
    if len(choices) > 1 and letters >= _FEW_LETTERS:
        likely = _likely(typed, script, choices, scores)
        found = _chosen(likely, letters, script, said if fits else "")
        if found is not None:
            return found
    if fits:
        return Detected(said, f"declared by the feed; the script is {script.name} and the text does not settle it")
    return Detected(script.usual, f"{script.name} script")


def _code(declared: str) -> str:
    """The ISO 639 code in what a feed declares, "" for none."""
    code = declared.replace("_", "-").partition("-")[0].strip().lower()
    code = _OLD_CODES.get(code, code)
    return code if code.isascii() and code.isalpha() and len(code) in {2, 3} and code not in _NO_CODE else ""


def _leader(scores: Mapping[str, int]) -> str:
    """The language with clearly most points, "" for none."""
    best, second = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    clear = scores[best] >= _CLEAR_POINTS and scores[best] > scores[second] * _CLEAR_LEAD
    return best if clear else ""


def _choices(script: Script, said: str) -> AbstractSet[str]:
    """The languages that the model may choose from; for Chinese none: it takes Chinese headlines for Japanese."""
    if script.name == "Chinese":
        return frozenset()
    choices = told_apart(script.name) or script.languages
    return choices | {said} if said else choices


def _likely(typed: str, script: Script, choices: AbstractSet[str], scores: Mapping[str, int]) -> Mapping[str, float]:
    """How likely each of ``choices`` is by the model, and by letters and words where the model is in doubt."""
    sample = typed.lower()
    likely: dict[str, float] = {}
    for part in (sample[:_HEAD], sample) if len(sample) > _HEAD else (sample,):
        likely = _among(choices, likelihoods(part))
        if any(p >= _CLEAR for p in likely.values()):
            return likely
    small = _without_names(typed)
    if small:
        again = _among(choices, likelihoods(small))
        likely = {language: (likely.get(language, 0.0) + again.get(language, 0.0)) / 2 for language in likely | again}
    most = max(scores.values(), default=0)
    return {
        language: p / 2 ** min(most - scores.get(language, 0), _POINTS_THAT_COUNT)
        for language, p in doubted(likely, small or sample, script.name).items()
    }


def _among(choices: AbstractSet[str], likely: Mapping[str, float]) -> dict[str, float]:
    return {language: p for language, p in likely.items() if language in choices}


def _without_names(typed: str) -> str:
    """The words in small letters, "" where they are too few: an English text on Turkey is full of Turkish names."""
    words = [word for word in typed.split() if word[0].islower()]
    return " ".join(words) if len(words) >= _WORDS_TO_ASK else ""


def _chosen(likely: Mapping[str, float], letters: int, script: Script, said: str) -> Detected | None:
    """The likeliest language, or the one that the feed says where that is near enough; None where nothing tells."""
    best = max(likely, key=likely.__getitem__, default="")
    if not best or likely[best] * min(_MOST_TRUST, letters / _ENOUGH_LETTERS) < _NOTHING:
        return None
    told = Detected(best, f"{script.name} script, most like {best}")
    if not said or said == best:
        return told
    never_told = said not in told_apart(script.name) and said not in likely
    if (
        likely.get(said, 0.0) * _DECLARED > likely[best]
        or any({said, best} <= standards for standards in _ONE_LANGUAGE)
        or (never_told and likely[best] < _STRANGER_YIELDS)
    ):
        return Detected(said, f"declared by the feed; the text is near to {best} too")
    return told
