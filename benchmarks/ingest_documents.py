"""Well-formed feeds to measure with, the same at every run: RSS, Atom and RDF in four languages, with the full text."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from typing import Final, Literal

from benchmarks.articles import SENTENCES

Dialect = Literal["rss", "atom", "rdf"]

DIALECTS: Final[tuple[Dialect, ...]] = ("rss", "atom", "rdf")
TEXTS: Final = {
    **SENTENCES,
    "fa": (
        "سخنگوی وزارت خارجه روز سه‌شنبه گفت که هیئت دو کشور درباره همکاری اقتصادی گفت‌وگو کرده است",
        "مقام‌های ترکیه و عراق این دیدار را سودمند خواندند و قرار شد مذاکرات ماه آینده ادامه یابد",
        "او افزود که کارشناسان پیش از دور بعدی سند مشترکی درباره مدیریت آب آماده می‌کنند",
        "رسانه‌های محلی به نقل از منابع آگاه نوشتند که چند پرسش هنوز بی‌پاسخ مانده است",
        "کمیته پس از تأیید دو طرف خلاصه‌ای از نتیجه گفت‌وگوها را منتشر خواهد کرد",
    ),
}
LANGUAGES: Final = tuple(sorted(TEXTS))
SIZES: Final = (20, 50, 200)

_TEXTS_OF_A_LANGUAGE: Final = 64
_BEGINNING: Final = datetime(2026, 9, 1, tzinfo=UTC)


@lru_cache(maxsize=1024)
def markup(language: str, number: int) -> str:
    """An article of about 2.5 kB as a content system writes it: paragraphs, links, an image, references."""
    chance = random.Random(f"{language} {number}")
    paragraphs = []
    for _ in range(4):
        one, two, three = (chance.choice(TEXTS[language]) for _ in range(3))
        link = f'<a href="https://news.example/{language}/tag/{chance.randrange(500)}?a=1&amp;b=2">{two}</a>'
        paragraphs.append(f"<p>{one}.&nbsp;{link}. <strong>{three}</strong> &#8211; {chance.randrange(1000)}.</p>")
    image = f'<figure><img src="https://news.example/{number}.jpg" alt="" width="800"/></figure>'
    return image + "\n".join(paragraphs)


def item(dialect: Dialect, language: str, feed: str, number: int) -> str:
    """Item ``number`` of the feed named ``feed``: its title, address, date, teaser and full text."""
    text = number % _TEXTS_OF_A_LANGUAGE
    url = f"https://news.example/{feed}/{number}"
    title = f"{TEXTS[language][number % len(TEXTS[language])][:70]} {number}"
    teaser = TEXTS[language][(number + 1) % len(TEXTS[language])]
    date = _BEGINNING + timedelta(minutes=number)
    if dialect == "atom":
        return (
            f'<entry><title>{title}</title><link rel="alternate" href="{url}"/>'
            f"<id>tag:news.example,2026:{feed}/{number}</id><updated>{date.isoformat()}</updated><author><name>Desk</name></author>"
            f'<summary>{teaser}</summary><content type="html">{_escaped(language, text)}</content></entry>\n'
        )
    full = f"<content:encoded><![CDATA[{markup(language, text)}]]></content:encoded>"
    if dialect == "rdf":
        return (
            f'<item rdf:about="{url}"><title>{title}</title><link>{url}</link><description>{teaser}</description>'
            f"<dc:creator>Desk</dc:creator><dc:date>{date.isoformat()}</dc:date>{full}</item>\n"
        )
    return (
        f'<item><title>{title}</title><link>{url}</link><guid isPermaLink="false">{feed}/{number}</guid>'
        f"<pubDate>{format_datetime(date)}</pubDate><dc:creator>Desk</dc:creator><category>World</category>"
        f"<description><![CDATA[{teaser}]]></description>{full}</item>\n"
    )


def document(dialect: Dialect, language: str, feed: str, newest: int, items: int) -> bytes:
    """The feed as it stands when ``newest`` is its newest item: so many ``items``, newest first."""
    told = "".join(item(dialect, language, feed, number) for number in range(newest, newest - items, -1))
    title = f"<title>{TEXTS[language][0][:40]}</title>"
    home = "https://news.example/"
    if dialect == "atom":
        head = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">{title}<id>{home}{feed}</id>'
        text = f"{head}<updated>{_BEGINNING.isoformat()}</updated>{told}</feed>"
    elif dialect == "rdf":
        spaces = (
            'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        )
        channel = f'<channel rdf:about="{home}">{title}<link>{home}</link><description/></channel>'
        text = f"<rdf:RDF {spaces}>{channel}{told}</rdf:RDF>"
    else:
        spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        about = f"{title}<link>{home}</link><description>News</description><language>{language}</language>"
        text = f'<rss version="2.0" {spaces}><channel>{about}{told}</channel></rss>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


@lru_cache(maxsize=1024)
def _escaped(language: str, number: int) -> str:
    return escape(markup(language, number), quote=False)
