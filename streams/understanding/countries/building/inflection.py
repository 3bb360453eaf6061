"""The forms that follow from a base form by rule, so that nobody writes them out.

Arabic: the nisba in gender, number, case and definiteness (of the duals only the feminine one in the oblique case,
which news uses: القاعدتين الأميركيتين); two-word nisbas in both words. Russian: the case forms of
pymorphy3's dictionaries (MIT; OpenCorpora's data), less those that the program makes by itself. German: the genitive of
names.
"""

from collections.abc import Iterator
from functools import cache

from pymorphy3 import MorphAnalyzer

from streams.understanding.countries.building.form import Form
from streams.understanding.folding import fold
from streams.understanding.readings import readings

_MASCULINE = ("", "ا", "ون", "ين")
_FEMININE = ("ة", "ات", "تين")
_SLAVIC = frozenset({"ru"})
_INFLECTED = frozenset({"name", "adjective", "people", "capital", "city", "region", "seat"})
_PLURAL = frozenset({"adjective", "people"})


def inflected(form: Form) -> Iterator[Form]:
    """``form`` and the forms that follow from it."""
    yield form
    texts: Iterator[str] = iter(())
    if form.language == "ar" and form.kind in ("adjective", "cityadjective"):
        texts = _nisba(form.text)
    elif form.language == "ar" and form.kind == "people" and not form.text.startswith("ال"):
        texts = iter(("ال" + form.text,))
    elif form.language in _SLAVIC and form.kind in _INFLECTED:
        texts = _cases(form.text, form.language, with_plural=form.kind in _PLURAL)
    elif form.language == "de" and form.kind == "name" and form.text[-1].islower() and form.text[-1] not in "sxz":
        texts = iter((form.text + "s",))
    for text in texts:
        yield form._replace(text=text)


def _nisba(base: str) -> Iterator[str]:
    """The forms of a nisba: of روسي الروسي، روسية، الروسيون, of كوري شمالي الكوريون الشماليون and the like."""
    words = base.split()
    for endings in (_MASCULINE, _FEMININE):
        for ending in endings:
            if all(word.endswith("ي") for word in words):
                yield " ".join(word + ending for word in words)
                if ending != "ا":
                    yield " ".join("ال" + word + ending for word in words)
            else:
                *before, last = words
                before_text = " ".join(before)
                yield f"{before_text} {last}{ending}"
                if ending != "ا":
                    yield f"{before_text} ال{last}{ending}"
                    yield f"ال{before_text} {last}{ending}"
                    yield f"ال{before_text} ال{last}{ending}"


@cache
def _analyzer(language: str) -> MorphAnalyzer:
    return MorphAnalyzer(lang=language)


def _cases(text: str, language: str, *, with_plural: bool) -> Iterator[str]:
    """The forms of a word, and of an adjective with a noun, that the program's own endings do not lead back to it."""
    words = text.split()
    if len(words) > 2 or text.isupper() or not all(word.replace("-", "").isalpha() for word in words):
        return
    columns = [_word_cases(word, language, with_plural=with_plural and len(words) == 1) for word in words]
    if len(words) == 1:
        made = [form for forms in columns[0].values() for form in forms]
    else:
        made = [
            f"{one} {other}" for case in columns[0] for one in columns[0][case] for other in columns[1].get(case, ())
        ]
    for form in dict.fromkeys(made):
        if not _reached(form, text):
            yield form


def _word_cases(word: str, language: str, *, with_plural: bool) -> dict[tuple[str, str], list[str]]:
    """The forms of ``word`` by case and number, in the gender that it has if it is an adjective before a noun."""
    parses = _analyzer(language).parse(word)
    if not parses:
        return {}
    nominative = [parse for parse in parses if "nomn" in parse.tag] or parses
    parse = nominative[0]
    found: dict[tuple[str, str], list[str]] = {}
    for one in parse.lexeme:
        case, number = one.tag.case, one.tag.number
        same_gender = one.tag.gender in (None, parse.tag.gender) or parse.tag.gender is None
        if case and number and (with_plural or (same_gender and number == parse.tag.number)):
            written = one.word if word[0].islower() else one.word[0].upper() + one.word[1:]
            found.setdefault((case, number), []).append(written)
    return found


def _reached(form: str, base: str) -> bool:
    """Whether the program finds ``form`` by its own endings, word by word."""
    pairs = list(zip(form.split(), base.split(), strict=True))
    return all(fold(one) == fold(other) or _leads(fold(one), fold(other)) for one, other in pairs)


def _leads(folded: str, base: str) -> bool:
    return any(True for _ in readings(folded, frozenset((base,))))
