"""What answers in an article's place: a challenge for robots, a consent wall, a login, a page of errors."""

import re
from functools import cache
from typing import Final

from streams.understanding.folding import fold

_SHORT: Final = 1_500
"""Characters below which a text can be a wall's; an article that quotes such words is longer."""

_TITLES: Final = {
    "a challenge for robots": """
        just a moment, attention required, are you a robot, robot or human, verify you are human, human verification,
        verifying you are human, security check, ddos-guard, checking your browser, pardon our interruption,
        access to this page has been denied, один момент, проверка браузера, вы не робот,
        لطفا صبر کنید, bir dakika lütfen
    """,
    "an error page": """
        access denied, page not found, not found, forbidden, service unavailable, bad gateway, internal server error,
        401 unauthorized, 403 forbidden, 404 not found, 404, 403, 500, 502 bad gateway, 503 service unavailable,
        الصفحة غير موجودة, страница не найдена, sayfa bulunamadı, page introuvable, صفحه مورد نظر یافت نشد
    """,
    "a consent wall": """
        before you continue, your privacy choices, cookie consent, consent, votre consentement, we value your privacy
    """,
    "a login page": """
        log in, login, sign in, subscribe to continue, register to continue, تسجيل الدخول, вход, giriş yap, connexion,
        ورود
    """,
}
"""Titles of such pages, alone or before the name of the site."""

_TEXTS: Final = {
    "a challenge for robots": """
        verify you are human, verify that you are human, verify you are not a robot, enable javascript and cookies,
        unusual traffic from your, checking your browser before, complete the security check, i am not a robot,
        you have been blocked, проверяем ваш браузер, подтвердите что вы не робот
    """,
    "a consent wall": """
        we and our partners, we use cookies and other, manage your consent, manage consent, accept all cookies,
        store and or access information on a device, nous et nos partenaires, continuer sans accepter,
        نستخدم نحن وشركاؤنا
    """,
    "a paywall": """
        subscribe to continue reading, subscribe to keep reading, subscribe to read the full,
        to continue reading please,
        to continue reading subscribe, this article is for subscribers, this content is for subscribers,
        available to subscribers only, already a subscriber log in, already a subscriber sign in, réservé aux abonnés,
        чтобы читать дальше, доступно только подписчикам, هذا المحتوى للمشتركين, bu içerik abonelere özel
    """,
}
"""Phrases that such pages say, without signs between the words."""

_NOT_WORDS: Final = re.compile(r"[\W_]+")
_COUNTED: Final = re.compile(r"\b\d+ (?=partners|partenaires)")
_SITE: Final = re.compile(r"\s[|\-–—]\s.*")


def wall(title: str, text: str) -> str:
    """What stands in the article's place, as a clause; empty if nothing gives a wall away."""
    if len(text) >= _SHORT:
        return ""
    named = _words(_SITE.sub("", title))
    told = f" {_COUNTED.sub('', _words(text))} "
    for wall_of, titles in _folded("titles"):
        if named in titles:
            return f"{wall_of} answered in the article's place"
    for wall_of, phrases in _folded("texts"):
        if any(f" {phrase} " in told for phrase in phrases):
            return f"{wall_of} answered in the article's place"
    return ""


@cache
def _folded(where: str) -> tuple[tuple[str, frozenset[str]], ...]:
    tables = _TITLES if where == "titles" else _TEXTS
    return tuple((name, frozenset(_words(phrase) for phrase in phrases.split(","))) for name, phrases in tables.items())


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", fold(text)).strip()
