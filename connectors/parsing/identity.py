"""By what an article is known again when its feed gives it another guid, and by what an edit of it is told.

All of it is pure, and scoped to the feed: the same text in two feeds is two articles.
"""

import re
from hashlib import blake2b
from typing import Final
from urllib.parse import urlsplit

from streams.records import Article, derived_id
from streams.understanding.folding import fold

_WORD: Final = re.compile(r"\w+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")

_MOMENTS_AGO: Final = re.compile(
    r"(?:منذ|قبل)\s+(?:\d{1,4}\s+)?(?:ثاني?ة|ثوان[يٍ]?|دقيقة|دقيقتين|دقائق|ساعة|ساعتين|ساعات|يوم|يومين|أيام|أسبوع|أسبوعين|أسابيع)\b"
    r"|\d{1,4}\s*(?:ثانیه|دقیقه|ساعت|روز|هفته)\s+(?:پیش|قبل)\b"
    r"|\d{1,4}\s*(?:منٹ|گھنٹے|گھنٹہ|دن)\s+(?:پہلے|قبل)\b"
    r"|\b(?:\d{1,4}|an?|one)\s*(?:s|sec|second|m|min|minute|h|hr|hour|d|day|week)s?\s+ago\b|\bjust now\b"
    r"|\b(?:\d{1,4}\s+)?(?:секунд\w?|минут\w?|час\w{0,2}|дн\w{1,2}|день|недел\w{1,2})\s+назад\b"
    r"|\b(?:\d{1,4}|bir)\s+(?:saniye|dakika|dk|saat|gün|hafta)\s+önce\b"
    r"|\bil y a\s+(?:\d{1,4}|une?)\s+(?:seconde|minute|min|heure|jour|semaine)s?\b"
    r"|\bhace\s+(?:\d{1,4}|una?)\s+(?:segundo|minuto|hora|día|semana)s?\b"
    r"|\bvor\s+(?:\d{1,4}|eine[rm])\s+(?:Sekunde|Minute|Stunde|Tag|Woche)(?:n|en)?\b"
    r"|לפני\s+\d{1,4}\s+(?:שניות|דקות|שעות|ימים)",
    re.IGNORECASE,
)
_COUNTED: Final = (
    r"(?:views?|reads?|shares?|likes?|comments?|hits|vues|commentaires|visitas|okunma|görüntülenme|yorum"
    r"|просмотр\w{0,3}|комментари\w{1,2}"
    r"|(?:ال)?مشاهد(?:ة|ات)|(?:ال)?قراء(?:ة|ات)|(?:ال)?زيار(?:ة|ات)|(?:ال)?تعليق(?:ات)?|بازدید|نظرات)"
)
_NUMBER: Final = r"\d[\d.,\u066b\u066c\u060c\u00a0]{0,12}\s?[KkMmкК]?"
_COUNTERS: Final = re.compile(
    rf"(?<![\d\w]){_NUMBER}\s*{_COUNTED}\b|\b{_COUNTED}\s*[:：]?\s*\(?{_NUMBER}(?!\w)\)?", re.IGNORECASE
)
_UPDATED: Final = re.compile(
    r"(?:آخر تحديث|تم التحديث|تاريخ التحديث|آخرین به‌?روزرسانی|last updated|updated(?: at| on)?\s*:|обновлено"
    r"|son güncelleme|güncelleme|mis à jour|actualizado)",
    re.IGNORECASE,
)
_LONGEST_UPDATED: Final = 80
"""Characters of a line that says only when the page was last changed."""

_MARGIN: Final = 120
"""Of a paragraph only the beginning and the end are looked at: what changes by itself does not stand in its middle."""

_AGO: Final = re.compile("منذ|قبل|پیش|پہلے|ago|just now|назад|önce|il y a|hace|vor |לפני", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")

_SHARE_BUTTONS: Final = """
    share tweet facebook twitter x whatsapp telegram linkedin email mail print copy link pin pinterest reddit
    messenger viber instagram threads bluesky save on via this article to by and follow us
    شارك شاركها مشاركة المشاركة طباعة اطبع تغريد غرد فيسبوك الفيسبوك تويتر إكس واتساب واتس اب تلغرام تلجرام
    تيليجرام تليجرام لينكدإن لينكد إن ماسنجر نسخ الرابط البريد الإلكتروني عبر على أرسل إلى صديق حفظ
    اشتراک گذاری تلگرام توییتر چاپ لینک کپی
    поделиться вконтакте телеграм ссылка скопировать печать одноклассники
    paylaş yazdır kopyala partager imprimer compartir imprimir teilen drucken
"""
_SHARE_WORDS: Final = frozenset(_SHARE_BUTTONS.split())


def folded_title(title: str) -> str:
    """The title as far as two spellings of it are the same: letters and digits, folded, with single spaces."""
    return " ".join(_WORD.findall(fold(title)))


def aliases(article: Article) -> tuple[str, ...]:
    """The other identities by which the same item of the same feed is recognised if its guid changed.

    Address and title together; title and text for an item without an address of its own. The same address with
    another title is another item: live blogs and first lines of news are written at one address.
    """
    title = folded_title(article.title)
    parts = urlsplit(article.canonical_url)
    if parts.path.strip("/") or parts.query:
        identity = ("url+title", article.canonical_url, title)
    elif title or article.summary or article.body:
        identity = ("title+content", title, content_mark(article))
    else:
        return ()
    alias = derived_id(article.source, *identity)
    return (alias,) if alias != article.id else ()


def content_mark(article: Article) -> str:
    """A digest of title, summary and body by which an edit is told.

    It stays the same when only spaces, invisible characters, "5 minutes ago", counters of views or comments, a line of
    share buttons or the time of the last update changed.
    """
    digest = blake2b(digest_size=16)
    for text in (article.title, article.summary, article.body):
        for line in text.split("\n"):
            kept = _lasting(line)
            if kept:
                digest.update(kept.encode("utf-8", "surrogatepass"))
                digest.update(b"\n")
        digest.update(b"\0")
    return digest.hexdigest()


def _lasting(line: str) -> str:
    """The line without what changes by itself; empty if nothing else is in it."""
    line = " ".join(_INVISIBLE.sub("", line).split())
    if len(line) <= _LONGEST_UPDATED and _UPDATED.match(line):
        return ""
    if len(line) > 3 * _MARGIN:
        line = _without_churn(line[:_MARGIN]) + line[_MARGIN:-_MARGIN] + _without_churn(line[-_MARGIN:])
    else:
        line = _without_churn(line)
    line = " ".join(line.split()).strip(" |•·-–—:،,/")
    if len(line) <= 2 * _LONGEST_UPDATED and all(word in _SHARE_WORDS for word in _WORD.findall(line.lower())):
        return ""
    return line


def _without_churn(text: str) -> str:
    """The text without moments ago and counters."""
    if _AGO.search(text):
        text = _MOMENTS_AGO.sub(" ", text)
    return _COUNTERS.sub(" ", text) if _DIGIT.search(text) else text
