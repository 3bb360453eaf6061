"""Lines that say when: the date of a page under its headline, and how long ago.

A dateline is a line of nothing but a date: every word of it is a number, the name of a month or a day, or belongs to
the writing of dates. Which names months and days have comes from CLDR; the Arabic ones of Syria, Iraq and the Maghreb
and the Persian and Hijri months are among them. What the date is, ``connectors.dates`` reads.
"""

import re
from functools import cache
from typing import Final, Literal, NamedTuple

from streams.understanding.folding import fold

DateKind = Literal["published", "updated", ""]


class Dateline(NamedTuple):
    """A date as it is written, without its label; whether the label says published or updated."""

    raw: str
    kind: DateKind


_PUBLISHED: Final = (
    "تاريخ النشر|تأريخ النشر|نشر في|نشر بتاريخ|نشرت في|نشر|تم النشر في|تاريخ الخبر|أضيف في|published on|"
    "published at|published|posted on|"
    "posted|date|first published|publié le|publié|опубликовано|дата публикации|размещено|تاریخ انتشار|انتشار|تاریخ|"
    "yayınlanma tarihi|yayınlanma|yayın tarihi|giriş tarihi|giriş|tarih|veröffentlicht am|veröffentlicht|publicado el"
)
_UPDATED: Final = (
    "آخر تحديث|تم التحديث في|تم التحدیث فی|تم التحديث|تحديث|"
    "last updated on|last updated|updated on|updated|last modified|mis à jour le|mis à jour|"
    "modifié le|обновлено|изменено|به روز رسانی|آخرین به روز رسانی|güncelleme tarihi|güncelleme|son güncelleme|"
    "aktualisiert am|aktualisiert"
)
_WORDS_OF_DATES: Final = (
    "at on the of le la à a à de du h st nd rd th er م ص مساء مساءا صباحا صباح ظهرا عصرا ليلا "
    "فجرا الساعة الساعه في هـ ه الموافق "
    "بتوقيت غرينتش جرينتش مكة المكرمة القاهرة أبوظبي دمشق بغداد بيروت am pm a.m p.m a p gmt "
    "utc est edt et pt pst pdt cet "
    "cest bst eet eest msk ast мск г год года в saat ساعت مورخ به وقت تهران ميلادي ميلادية "
    "هجري هجرية لسنة uhr um den hs local time "
    "محرم صفر ربيع الأول الاولى الثاني الثانية الآخر الاخرة جمادى رجب شعبان رمضان شوال ذو ذي القعدة الحجة "
    "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"
)
_LOCALES: Final = ("ar", "ar_SY", "ar_DZ", "ar_TN", "ar_MA", "fa", "ru", "uk", "tr", "fr", "en", "de", "es", "pt", "it")

_AGO: Final = re.compile(
    fold(
        "(?:منذ|قبل) (?:حوالي )?(?:[0-9]+ )?(?:ثانيه|ثواني|دقيقه|دقيقتين|دقائق|ساعه|ساعتين|ساعات|"
        "يوم|يومين|ايام|اسبوع|اسابيع|شهر|اشهر)"
        "(?: واحده| واحد)?"
        "|(?:about )?(?:[0-9]+|an?|one) ?(?:s|sec|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|"
        "weeks?|months?) ago|just now"
        "|il y a (?:[0-9]+|une?) (?:minutes?|heures?|jours?|semaines?|mois|min|h)"
        "|(?:[0-9]+ )?(?:секунд[уы]?|мин|минут[уы]?|ч|час(?:а|ов)?|день|дня|дней|недел[юиь]|месяц(?:а|ев)?) назад"
        "|(?:[0-9]+|يك) (?:دقيقه|ساعت|روز|هفته|ماه) (?:پيش|قبل)"
        "|(?:[0-9]+|bir) (?:dakika|dk|saat|gun|hafta|ay) once"
        "|vor (?:[0-9]+|einer|einem) (?:minuten?|stunden?|tag(?:en)?)|hace (?:[0-9]+|una?) (?:minutos?|horas?|dias?)"
    )
)
_GLUED_SECTION: Final = re.compile(r"[^\W\d_]{2,20}")
_CLOCK: Final = re.compile("[0-9]{1,2}[:.][0-9]{2}(?: ?(?:am|pm|gmt|utc|مساء|صباحا|م|ص))?")
_TOKEN: Final = re.compile(r"[^\s/\\،,;؛|:：.\-–—•·()\[\]+]+")
_NUMBER: Final = re.compile(r"\d{1,4}(?:st|nd|rd|th|er|ч|г|z)?|\d+[th]\d+")
_YEAR_OR_NUMERIC: Final = re.compile(r"(?:19|20|13|14)\d\d|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")
_LONGEST: Final = 120
_TRIM: Final = " \t\u00a0:：|-–—•·.,،\u200e\u200f\u202b\u202c()[]"


def dateline(text: str) -> Dateline | None:
    """The date, if the text is a date and nothing else; with several on the line, the first."""
    if len(text) > _LONGEST or not any(map(str.isdigit, text)):
        return None
    kind: DateKind = ""
    rest = text.strip(_TRIM)
    for found, label in (("published", _label(_PUBLISHED)), ("updated", _label(_UPDATED))):
        if match := label.match(rest):
            kind, rest = ("published" if found == "published" else "updated"), rest[match.end() :].strip(_TRIM)
            break
    second = _label_within().search(rest)
    if second is not None and second.start() > 0:
        tail = dateline(rest[second.start() :])
        rest = rest[: second.start()].strip(_TRIM) if tail else rest
    tokens = _TOKEN.findall(fold(rest))
    names = _names()
    named = sum(token in names for token in tokens)
    if not all(_NUMBER.fullmatch(token) or token in names or token in _words() for token in tokens):
        return None
    dated = named and any(token[0].isdigit() for token in tokens)
    return Dateline(rest, kind) if dated or (_YEAR_OR_NUMERIC.search(fold(rest)) and len(tokens) > 1) else None


def ago(text: str) -> bool:
    """Whether the text says how long ago and nothing else, but for a section's name glued to it."""
    folded = fold(text.strip(_TRIM))
    match = _AGO.match(folded)
    return match is not None and (
        match.end() == len(folded) or _GLUED_SECTION.fullmatch(folded, match.end()) is not None
    )


def clock(text: str) -> bool:
    """Whether the text is a time of the day and nothing else."""
    return _CLOCK.fullmatch(fold(text.strip(_TRIM))) is not None


@cache
def _label(labels: str) -> re.Pattern[str]:
    """The labels as they may be written: vowel signs between the letters, capitals."""
    marks = "[\u064b-\u0652\u0640]*"
    either = "|".join(
        marks.join(re.escape(letter) for letter in phrase)
        for phrase in sorted(labels.split("|"), key=len, reverse=True)
    )
    return re.compile(rf"(?:{either})(?!\w){marks}\s*", re.IGNORECASE)


@cache
def _label_within() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_label(_UPDATED).pattern})", re.IGNORECASE)


@cache
def _names() -> frozenset[str]:
    """The names of months and days in the languages of the feeds, folded; a name of two words gives both."""
    from babel import Locale  # takes 40 ms, and only texts with dates need it

    names: set[str] = set()
    for code in _LOCALES:
        locale = Locale.parse(code)
        for table in (locale.months, locale.days):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    names.update(table[context][width].values())
    folded = {token for name in names for token in _TOKEN.findall(fold(name))}
    with_article = {f"و{name}" for name in folded if "ا" <= name[0] <= "ي"}
    return frozenset(folded | with_article) - {"1"}


@cache
def _words() -> frozenset[str]:
    return frozenset(fold(_WORDS_OF_DATES).split())
