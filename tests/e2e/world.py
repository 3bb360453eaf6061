"""A world of invented news for the end-to-end tests: feeds, a configuration over them, and a naive oracle.

The oracle reads the texts of the articles, not the choices that made them, with nothing but ``in``: it shares no code
and no data with the tagger, the matcher or the rules.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

COUNTRIES = {
    "IR": {"ar": "إيران", "en": "Iran", "fa": "ایران", "ru": "Иран", "tr": "İran", "fr": "Iran"},
    "RU": {"ar": "روسيا", "en": "Russia", "fa": "روسیه", "ru": "Россия", "tr": "Rusya", "fr": "Russie"},
    "TR": {"ar": "تركيا", "en": "Türkiye", "fa": "ترکیه", "ru": "Турция", "tr": "Türkiye", "fr": "Turquie"},
    "EG": {"ar": "مصر", "en": "Egypt", "fa": "مصر", "ru": "Египет", "tr": "Mısır", "fr": "Égypte"},
    "BR": {"ar": "البرازيل", "en": "Brazil", "fa": "برزیل", "ru": "Бразилия", "tr": "Brezilya", "fr": "Brésil"},
    "JP": {"ar": "اليابان", "en": "Japan", "fa": "ژاپن", "ru": "Япония", "tr": "Japonya", "fr": "Japon"},
}
ACTORS = {
    "varlan": {
        "ar": "ميرو فارلان",
        "en": "Miro Varlan",
        "fa": "میرو وارلان",
        "ru": "Миро Варлан",
        "tr": "Miro Varlan",
        "fr": "Miro Varlan",
    },
    "brandt-lines": {
        "ar": "برانت لاينز",
        "en": "Brandt Lines",
        "fa": "برانت لاینز",
        "ru": "Брандт Лайнс",
        "tr": "Brandt Lines",
        "fr": "Brandt Lines",
    },
}
SANCTIONS = {"ar": "عقوبات", "en": "sanctions", "fa": "تحریم", "ru": "санкции", "tr": "yaptırım", "fr": "sanctions"}
FOOTBALL = {"ar": "مباراة", "en": "match", "fa": "مسابقه", "ru": "матч", "tr": "maç", "fr": "match"}
OPENINGS = {
    "ar": "قال المتحدث في بيان اليوم إن الاجتماع ناقش ملف",
    "en": "The spokesman said in a statement that the meeting had discussed the file of",
    "fa": "سخنگو در بیانیه‌ای گفت که این نشست درباره پرونده بود و نیز موضوع",
    "ru": "Представитель сообщил в заявлении, что на встрече обсуждали вопрос, а также тему",
    "tr": "Sözcü bugün yaptığı açıklamada toplantıda bu konunun ele alındığını ve şunu söyledi:",
    "fr": "Le porte-parole a dit dans une déclaration que la réunion avait étudié le dossier de",
}
FILLERS = {
    "ar": "وأضاف أن العمل مستمر وأن اللجنة سوف تعود إلى الملف في جلسة أخرى تحت رقم",
    "en": "He added that the work goes on and that the committee will come back to the file under number",
    "fa": "او افزود که کار ادامه دارد و این کمیته در نشست دیگری به آن باز می‌گردد با شماره",
    "ru": "Он добавил, что работа продолжается и что комиссия вернется к этому вопросу под номером",
    "tr": "Çalışmanın sürdüğünü ve komisyonun bu konuya yeniden döneceğini de ekledi, dosya numarası",
    "fr": "Il a ajouté que le travail continue et que la commission reviendra sur ce dossier sous le numéro",
}
PREFIXES = {"ar": "(وكالة الأفق) - ", "en": "(Horizon Agency) - ", "fr": "(Agence Horizon) - "}
LANGUAGES = tuple(OPENINGS)


@dataclass(frozen=True)
class Item:
    """An article of this world. ``story`` is the number of the article whose body it has."""

    number: int
    feed: str
    language: str
    title: str
    body: str
    story: int


@dataclass(frozen=True)
class World:
    """All articles, in the order of the feeds."""

    items: tuple[Item, ...]
    feeds: tuple[str, ...]

    def feed(self, name: str, base: str) -> bytes:
        """The RSS of one feed; links start with ``base``."""
        rows = "".join(
            f"<item><guid isPermaLink='false'>{name}-{item.number}</guid><link>{base}/article/{item.number}</link>"
            f"<title>{escape(item.title)}</title><description>{escape(item.body)}</description>"
            f"<pubDate>Sat, 21 Nov 2026 10:{item.number % 60:02}:00 GMT</pubDate></item>"
            for item in self.items
            if item.feed == name
        )
        channel = f"<channel><title>{name}</title><link>{base}</link>{rows}</channel>"
        return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'>{channel}</rss>".encode()

    def expected(self) -> set[tuple[str, int]]:
        """Every alert that must arrive, as (rule, story)."""
        return {(rule, item.story) for item in self.items for rule in fired(item)}


def world(seed: int, feeds: int, each: int) -> World:
    """The world of that seed: the same one every time."""
    chance = random.Random(seed)
    names = tuple(f"feed-{index:02}" for index in range(feeds))
    items: list[Item] = []
    for number in range(feeds * each):
        feed = names[number // each]
        if items and chance.random() < 0.1:
            items.append(_copy(chance, number, feed, items))
        else:
            items.append(_original(chance, number, feed))
    return World(tuple(items), names)


def _original(chance: random.Random, number: int, feed: str) -> Item:
    language = chance.choice(LANGUAGES)
    words = [COUNTRIES[code][language] for code in chance.sample(sorted(COUNTRIES), chance.choice((0, 1, 1, 2)))]
    if chance.random() < 0.15:
        words.append(ACTORS[chance.choice(sorted(ACTORS))][language])
    if chance.random() < 0.2:
        words.append(SANCTIONS[language])
    if chance.random() < 0.2:
        words.append(FOOTBALL[language])
    chance.shuffle(words)
    in_title = words[:1] if chance.random() < 0.5 else []
    in_body = words[len(in_title) :]
    title = " , ".join([f"{_short(FILLERS[language])} {number}", *in_title])
    filler = f"{FILLERS[language]} {number} ."
    body = f"{OPENINGS[language]} {' , '.join(in_body) or number} . {filler} {filler}"
    return Item(number, feed, language, title, body, number)


def _copy(chance: random.Random, number: int, feed: str, items: list[Item]) -> Item:
    original = chance.choice(items)
    origin = next(item for item in items if item.number == original.story)
    prefix = PREFIXES.get(origin.language, "")
    title = origin.title if chance.random() < 0.7 else f"{_short(OPENINGS[origin.language])} {number}"
    return Item(number, feed, origin.language, title, prefix + origin.body, origin.number)


def _short(sentence: str) -> str:
    return " ".join(sentence.split()[:5])


def _words(item: Item) -> str:
    return f" {item.title} . {item.body} ".lower()


def _has(item: Item, names: dict[str, str]) -> bool:
    return any(f" {name.lower()} " in _words(item) for name in names.values())


def fired(item: Item) -> Iterator[str]:
    """The rules that an article meets, decided by looking for words between spaces."""
    if _has(item, COUNTRIES["IR"]):
        yield "iran"
    if _has(item, COUNTRIES["RU"]) and _has(item, COUNTRIES["TR"]):
        yield "russia-and-turkey"
    if _has(item, ACTORS["varlan"]):
        yield "varlan"
    if _has(item, SANCTIONS) and (_has(item, COUNTRIES["BR"]) or _has(item, COUNTRIES["JP"])):
        yield "sanctions-far-away"
    if _has(item, COUNTRIES["EG"]) and not _has(item, FOOTBALL):
        yield "egypt-without-football"
    if item.language == "fa" and _has(item, ACTORS["brandt-lines"]):
        yield "persian-brandt"
    if item.feed in ("feed-00", "feed-01") and _has(item, SANCTIONS):
        yield "two-feeds-on-sanctions"


RULES = {
    "iran": "{countries: [IR]}",
    "russia-and-turkey": "{countries: {all: [RU, TR]}}",
    "varlan": "{actors: [varlan]}",
    "sanctions-far-away": "{keywords: [SANCTIONS], countries: [BR, JP]}",
    "egypt-without-football": "{countries: [EG], not: {keywords: [FOOTBALL]}}",
    "persian-brandt": "{languages: [fa], actors: [brandt-lines]}",
    "two-feeds-on-sanctions": "{all: [{sources: [feed-00, feed-01]}, {keywords: [SANCTIONS]}]}",
}


def configuration(world: World, base: str, channels: str, settings: str = "") -> str:
    """The ``watch.yml`` for this world; ``channels`` and ``settings`` are YAML from the test."""

    def quoted(names: dict[str, str]) -> str:
        return ", ".join(f'"{name}"' for name in dict.fromkeys(names.values()))

    lines = ["feeds:"]
    lines += [f"  - {{id: {name}, url: '{base}/feed/{name}.xml', every: 2s}}" for name in world.feeds]
    lines.append("actors:")
    lines += [f"  - {{id: {key}, name: {key}, aliases: [{quoted(names)}]}}" for key, names in ACTORS.items()]
    lines.append("rules:")
    for rule, match in RULES.items():
        text = match.replace("SANCTIONS", quoted(SANCTIONS)).replace("FOOTBALL", quoted(FOOTBALL))
        lines.append(f"  - {{id: {rule}, name: 'Rule {rule}', match: {text}, receivers: [desk]}}")
    lines += ["fetch: {allow_addresses: [127.0.0.0/8], host_pause: 0s, host_at_once: 50, backfill: all, pages: never}"]
    lines += ["receivers:", "  - id: desk", "    channels:", channels, settings]
    return "\n".join(lines) + "\n"
