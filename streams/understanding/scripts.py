"""Which script a text is written in.

Letters tell the script cheaply and rightly, and most scripts leave few languages or only one to choose from. The script
of most letters wins, since an Arabic article may name Boeing and a Russian one quote English. Chinese characters with a
fair share of kana among them are Japanese.

Promises: pure; None for a text without letters of any script that is known here.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Script:
    """A script: its name, its letters, the languages that claim it, and the one to take where nothing speaks.

    Latin is claimed by none alone: any language that no other script claims may be written in it.
    """

    name: str
    letters: re.Pattern[str]
    languages: frozenset[str]
    usual: str

    def may_write(self, language: str) -> bool:
        """Whether ``language`` (ISO 639, "" for none) may be written in this script."""
        if self.name != "Latin" or language in self.languages:
            return language in self.languages
        return bool(language) and not any(language in script.languages for script in SCRIPTS)


def _script(name: str, letters: str, languages: str, usual: str = "und") -> Script:
    return Script(name, re.compile(f"[{letters}]"), frozenset(languages.split()), usual)


SCRIPTS: Final = (
    _script("Arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc", "ar fa ur ckb ps ug sd ks pa az", "ar"),
    _script("Latin", "A-Za-z\u00c0-\u02af\u1e00-\u1eff", "az uz sr kk tt"),
    _script("Cyrillic", "\u0400-\u052f", "ru uk be bg sr mk kk ky tg mn tt ba uz az"),
    _script("Hebrew", "\u05d0-\u05ea\u05f0-\u05f2", "he yi", "he"),
    _script("Japanese", "\u3040-\u30ff", "ja", "ja"),
    _script("Korean", "\uac00-\ud7a3", "ko", "ko"),
    _script("Chinese", "\u3400-\u4dbf\u4e00-\u9fff", "zh ja", "zh"),
    _script("Greek", "\u0370-\u03ff\u1f00-\u1fff", "el", "el"),
    _script("Thai", "\u0e01-\u0e3a\u0e40-\u0e4e", "th", "th"),
    _script("Devanagari", "\u0900-\u097f", "hi mr ne", "hi"),
    _script("Armenian", "\u0531-\u0587", "hy", "hy"),
    _script("Georgian", "\u10a0-\u10ff\u1c90-\u1cbf", "ka", "ka"),
    _script("Bengali", "\u0980-\u09ff", "bn as", "bn"),
    _script("Gurmukhi", "\u0a00-\u0a7f", "pa", "pa"),
    _script("Gujarati", "\u0a80-\u0aff", "gu", "gu"),
    _script("Tamil", "\u0b80-\u0bff", "ta", "ta"),
    _script("Telugu", "\u0c00-\u0c7f", "te", "te"),
    _script("Kannada", "\u0c80-\u0cff", "kn", "kn"),
    _script("Malayalam", "\u0d00-\u0d7f", "ml", "ml"),
    _script("Sinhala", "\u0d80-\u0dff", "si", "si"),
    _script("Burmese", "\u1000-\u109f", "my", "my"),
    _script("Khmer", "\u1780-\u17ff", "km", "km"),
    _script("Lao", "\u0e80-\u0eff", "lo", "lo"),
    _script("Ethiopic", "\u1200-\u137f", "am ti", "am"),
)
_PLACES: Final = {script.name: place for place, script in enumerate(SCRIPTS)}
_KANA_SHARE: Final = 0.05
_LONG: Final = 200
_STEP: Final = 3


def script_of(text: str) -> tuple[Script, int] | None:
    """The script of most letters in ``text``, and about how many letters it has there.

    In a long text every third character is as good a witness as all of them, and quicker heard.
    """
    step = _STEP if len(text) >= _LONG else 1
    counts: dict[int, int] = {}
    for character, count in Counter(text[::step]).items():
        place = _place_of(character)
        if place is not None:
            counts[place] = counts.get(place, 0) + count * step
    if not counts:
        return None
    place = max(counts, key=counts.__getitem__)
    kana = counts.get(_PLACES["Japanese"], 0)
    if place == _PLACES["Chinese"] and kana > counts[place] * _KANA_SHARE:
        return SCRIPTS[_PLACES["Japanese"]], counts[place] + kana
    return SCRIPTS[place], counts[place]


@lru_cache(maxsize=8192)
def _place_of(character: str) -> int | None:
    """Which of the scripts a character is a letter of, None for no letter of theirs."""
    if not character.isalpha():
        return None
    return next((place for place, script in enumerate(SCRIPTS) if script.letters.match(character)), None)
