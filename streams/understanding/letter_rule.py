"""What the letters of a text, and a few of its words, say for and against the languages of its script.

Two rules, both for neighbours that a statistical model confuses in a headline:

* **Points** for a language: its own letters, one or two each, and its commonest words, three each. They part Arabic,
  Persian, Urdu, Sorani, Pashto, Uyghur and Sindhi, and Japanese without kana from Chinese. ی and ک are worth little,
  and words are compared with both keyboards' letters made one, because Arabic is often typed on a Persian keyboard, and
  Persian on an Arabic one.
* **Doubt** about a language: each letter in the text that it does not write. That parts Belarusian from Ukrainian,
  Kazakh from both. Kurmanji, Serbian, Macedonian and Uzbek have their commonest words beside it: the model knows them
  less than it should.

Promises: pure.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

_WORD: Final = 3
_BEGINNING: Final = 2
_FOREIGN_LETTER: Final = 0.1
_COMMON_WORD: Final = 3.0
_LEAST: Final = 0.05
_SMALLEST: Final = 1e-12


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for a language: letters, each with what one occurrence counts, words, and beginnings of words."""

    letters: Mapping[str, int]
    words: frozenset[str]
    beginnings: tuple[str, ...] = ()


def _one_keyboard(text: str) -> str:
    return text.replace("ی", "ي").replace("ک", "ك")


def _evidence(words: str, letters: str = "", strong: str = "", beginnings: str = "") -> _Evidence:
    weights = dict.fromkeys(letters, 1) | dict.fromkeys(strong, 2)
    return _Evidence(
        weights, frozenset(_one_keyboard(words).split()), tuple(f" {beginning}" for beginning in beginnings.split())
    )


_EVIDENCE: Final[Mapping[str, Mapping[str, _Evidence]]] = {
    "Arabic": {
        "ar": _evidence(
            "في من على إلى عن أن التي الذي مع هذا هذه بعد قال كان بين ما لا", "يك", "ةأإىؤ", "ال وال بال لل"
        ),
        "fa": _evidence("در به از که این را است با برای آن های شد بر کرد تا دو یک می", "یک", "پچژگ"),
        "ur": _evidence("کے میں ہے کی کا سے نے کو اور پر ہیں نہیں بھی اس", "یک", "ٹڈڑںےہھ"),
        "ckb": _evidence("لە بە کە بۆ لەگەڵ ئەو ئەم دەکات", "یک", "ێۆڵڕڤە"),
        "ps": _evidence("په د چې کې ته له سره دي کړي", "یک", "ټډړږښځڅڼېۍ"),
        "ug": _evidence("ۋە بىلەن بۇ بىر ئۇ", "ىك", "ېۇۈۋڭەۆ"),
        "sd": _evidence("جو جي ۾ ۽ آهي کي لاءِ ته کان هن", "يڪ", "ڪ۾۽ٿڏڌڳڻٻڀٺٽڦڇڙ"),
    },
    "Hebrew": {
        "he": _evidence("של את על לא הוא כי עם גם זה היא אל או אם לאחר", "ם"),
        "yi": _evidence("און די דער איז אין פון האט צו מיט דאס פאר זיך", strong="װײױ"),
    },
    "Chinese": {
        "ja": _evidence(
            "", strong="気発経済円駅対実県図広戦挙権関変続総検応拡圏読売鉄辺帰込働沢黒歩毎悪営労価囲増撃焼単処"
        ),
        "zh": _evidence(
            "",
            strong="这们说对时发为与东车长门问间关经报书认议讨论进还过运达办动务员华单卫厅团场让战這們個說對發與經將區為",
        ),
    },
}

_CYRILLIC: Final = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџшѐѝ",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "mn": "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя",
    "tt": "аәбвгдеёжҗзийклмнңоөпрстуүфхһцчшщъыьэюя",
    "ba": "аәбвгғдҙеёжзийкҡлмнңоөпрсҫтуүфхһцчшщъыьэюя",
    "tg": "абвгғдеёжзийӣкқлмнопрстуӯфхҳчҷшъэюя",
    "uz": "абвгғдеёжзийкқлмнопрстуўфхҳцчшъьэюя",
}
_ASCII: Final = "abcdefghijklmnopqrstuvwxyz"
_BEYOND_ASCII: Final = {
    "en": "éï",
    "fr": "àâæçèéêëîïôœùûüÿ",
    "de": "äöüßé",
    "es": "áéíñóúü",
    "pt": "áâãàçéêíóôõúü",
    "it": "àèéìíîòóùú",
    "ca": "àçèéíïòóúü",
    "gl": "áéíñóúü",
    "eu": "ñç",
    "nl": "áèéêëïóöü",
    "af": "áéèêëîïôöû",
    "da": "æøåé",
    "no": "æøåéòôó",
    "nn": "æøåéòôó",
    "sv": "åäöé",
    "is": "áðéíóúýþæö",
    "fi": "äöåšž",
    "et": "äöõüšž",
    "lv": "āčēģīķļņšūž",
    "lt": "ąčęėįšųūž",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "hr": "čćđšž",
    "bs": "čćđšž",
    "sr": "čćđšž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîșşțţ",
    "sq": "çë",
    "mt": "ċġħżàèìòù",
    "ga": "áéíóú",
    "cy": "âêîôûŵŷáïö",
    "az": "əçğıöşü",
    "uz": "",
    "tk": "äçňöşüýž",
    "ku": "çêîşû",
    "id": "é",
    "ms": "é",
    "tl": "ñ",
    "sw": "",
    "so": "",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}
_ALPHABETS: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "Cyrillic": {language: frozenset(letters) for language, letters in _CYRILLIC.items()},
    "Latin": {language: frozenset(_ASCII + letters) for language, letters in _BEYOND_ASCII.items()}
    | {"tr": frozenset("abcçdefgğhıijklmnoöprsştuüvyzâîû")},
}
_LETTERS: Final = {script: frozenset().union(*alphabets.values()) for script, alphabets in _ALPHABETS.items()}
_COMMON: Final = {
    script: {language: frozenset(words.split()) for language, words in languages.items()}
    for script, languages in {
        "Latin": {
            "ku": "û li ji ku bi di jî xwe wê yê yên ev ew bû kir bo hat dike",
            "uz": "va uchun bilan har yoki ham emas hech kim lekin edi mumkin",
        },
        "Cyrillic": {
            "sr": "је су у који која које бити није али као што свако нико ће",
            "mk": "во со дека го ги ќе кои е",
        },
    }.items()
}


def points(sample: str, script: str) -> Mapping[str, int]:
    """What speaks for each language of ``script`` in a sample in small letters; nothing for most scripts."""
    evidence = _EVIDENCE.get(script)
    if evidence is None:
        return {}
    typed = f" {_one_keyboard(sample)}"
    words = Counter(typed.split())
    return {language: _points(one, sample, typed, words) for language, one in evidence.items()}


def _points(evidence: _Evidence, sample: str, typed: str, words: Mapping[str, int]) -> int:
    return (
        sum(weight * sample.count(letter) for letter, weight in evidence.letters.items())
        + _WORD * sum(words[word] for word in evidence.words & words.keys())
        + _BEGINNING * sum(map(typed.count, evidence.beginnings))
    )


def told_apart(script: str) -> AbstractSet[str]:
    """The languages of ``script`` that this module knows: those that news is written in."""
    return _ALPHABETS.get(script, {}).keys() | _EVIDENCE.get(script, {}).keys()


def doubted(likely: Mapping[str, float], sample: str, script: str) -> Mapping[str, float]:
    """The likelihoods with a tenth of it for each letter of the sample that a language does not write.

    What one language loses, the others gain in proportion: the sum stays. The sample is in small letters, and best
    short: a long one may name people in any letters of its script.
    """
    alphabets = _ALPHABETS.get(script, {})
    letters = _LETTERS.get(script, frozenset()).intersection(sample)
    left = dict(likely)
    words = set(sample.split())
    for language, common in _COMMON.get(script, {}).items():
        found = len(common & words)
        if found > 1:
            left[language] = max(left.get(language, 0.0), _LEAST) * _COMMON_WORD**found
    total = min(1.0, sum(left.values()))
    for language in left.keys() & alphabets.keys():
        left[language] *= _FOREIGN_LETTER ** len(letters - alphabets[language])
    gain = total / max(sum(left.values()), _SMALLEST)
    return {language: likelihood * gain for language, likelihood in left.items()}
