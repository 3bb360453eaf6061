"""Where an article says that it comes from: the source line below it, or the agency that its first paragraph cites."""

import re
from typing import Final
from urllib.parse import urlsplit

_ADDRESS: Final = re.compile(r"https?://\S+|\bwww\.\S+")
_QUOTES: Final = " \t\u00a0\"'«»“”()[]:：.,،؛-–—|"
_LONGEST_NAME: Final = 80

_NAMES: Final = (
    "رويترز|فرانس برس|أ ?ف ?ب|أسوشيتد برس|أسوشييتد برس|د ?ب ?أ|الأناضول|تاس|ريا نوفوستي|"
    "نوفوستي|سبوتنيك|إنترفاكس|انترفاكس|"
    "شينخوا|يونهاب|كيودو|إرنا|إيسنا|تسنيم|مهر|فارس|سانا|واس|وام|كونا|قنا|بترا|بلومبرغ|بلومبيرغ|"
    "أ ?ش ?أ|سي إن إن|بي بي سي|"
    "Reuters|AFP|Agence France-Presse|Associated Press|AP|dpa|Anadolu Agency|Anadolu|TASS|RIA Novosti|Sputnik|Interfax|"
    "Xinhua|Yonhap|Kyodo|IRNA|ISNA|Tasnim|Mehr|Fars|SANA|WAM|SPA|KUNA|QNA|Petra|Bloomberg|EFE|ANSA|UPI|PTI|ANI|"
    "ТАСС|РИА Новости|Интерфакс|Рейтер|Синьхуа|Спутник|УНИАН|Укринформ|БелТА|AA|İHA|DHA|ANKA|"
    "ایرنا|ایسنا|تسنیم|رویترز|خبرگزاری فرانسه|آسوشیتدپرس|اسپوتنیک|شینهوا|آناتولی"
)
_ATTRIBUTED: Final = (
    "وفقا ل|ووفقا ل|وفق ما|بحسب|وبحسب|حسب|حسبما|نقلا عن|نقلت|ذكرت|أفادت|according to|citing|as reported by|reported by|"
    "selon|d'après|по данным|со ссылкой на|сообщает|передает|передаёт|به گزارش|به نقل از|göre|bildirdi"
)
_CITED: Final = re.compile(
    rf"(?<!\w)(?i:{_ATTRIBUTED})[^.\n]{{0,45}}?(?<!\w)(?P<opened>[\"«“]?)(?P<name>{_NAMES})(?!\w)"
)
_IN_BRACKETS: Final = re.compile(rf"\((?P<name>{_NAMES})\)")
_QUOTED: Final = re.compile(
    r"(?<!\w)(?:ل|ال)?(?:وكالة|وكالات|صحيفة|خبرگزاری|agency|newspaper|агентств\w*|"
    r"ajansı)\s[^\".،,\n«»“”]{0,40}[\"«“](?P<name>[^\"»”\n]{2,30})[\"»”]"
)
_LONGEST_LEAD: Final = 2_000


def named_source(text: str) -> str:
    """The source that stands after a source label: a name, or the site of an address."""
    address = _ADDRESS.search(text)
    if address is None:
        return text.strip(_QUOTES)[:_LONGEST_NAME]
    found = address.group()
    try:
        host = urlsplit(found if "//" in found else f"//{found}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def cited_agency(paragraph: str) -> str:
    """The agency that an article's first paragraph credits, as it is written; empty if it credits none.

    To count, the paragraph must attribute to it ("according to…", "وفقا لوكالة…"), or name it in brackets as wires do
    after the place. That somebody spoke to an agency is no credit, and later paragraphs cite for a sentence only.
    """
    lead = paragraph[:_LONGEST_LEAD]
    attributed = _CITED.search(lead) or _IN_BRACKETS.search(lead[:80]) or _attributed_quote(lead)
    return attributed["name"] if attributed else ""


def _attributed_quote(text: str) -> re.Match[str] | None:
    quoted = _QUOTED.search(text)
    if quoted is None or not _BEFORE.search(text[: quoted.start() + 1]):
        return None
    return quoted


_BEFORE: Final = re.compile(rf"(?<!\w)(?i:{_ATTRIBUTED})\s*(?:ال|ل|the )?\w?$")
