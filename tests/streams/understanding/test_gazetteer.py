"""Countries by name: the languages of a foreign desk, and the names to beware of."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from streams.understanding import gazetteer
from streams.understanding.countries.building.form import KINDS
from streams.understanding.cues import settle
from streams.understanding.folding import fold
from streams.understanding.gazetteer import LANGUAGES, country_names, country_patterns
from streams.understanding.matcher import Matcher
from streams.understanding.unspaced import is_unspaced

SEEDS = Path(__file__).parents[3] / ".." / "shared" / "seeds"


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(country_patterns())


def countries(matcher: Matcher, text: str, language: str) -> list[str]:
    """The countries that count in ``text``, in reading order."""
    accepted, _ = settle({"body": text}, {"body": matcher.find(text, language)}, language)
    return [one.id for one in accepted["body"]]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        pytest.param("ar", "روسيا وإيران وتركيا وللصين", "RU IR TR CN", id="ar: names with particles"),
        pytest.param("ar", "السعودية والإمارات وأميركا وبريطانيا", "SA AE US GB", id="ar: short names"),
        pytest.param("ar", "الايراني والمالي والمشتركة", "IR", id="ar: no part of a word"),
        pytest.param("ar", "وبكوريا الشمالية", "KP", id="ar: longest name"),
        pytest.param("ar", "جمهورية كوريا الديمقراطية الشعبية", "KP", id="ar: the North by its own name"),
        pytest.param("ar", "بحر الصين الجنوبي والصين", "CN", id="ar: a sea is no state"),
        pytest.param("ar", "أميركا اللاتينية", "", id="ar: a continent is no state"),
        pytest.param("en", "The United States, the UK, Türkiye and Turkey", "US GB TR TR", id="en: names"),
        pytest.param("en", "the U.S. told us; North Korea's and S. Korea's", "US KP KR", id="en: abbreviations"),
        pytest.param("en", "New Mexico and New Jersey; South America", "US US", id="en: names inside names"),
        pytest.param("en", "a turkey, some china", "", id="en: words in small letters"),
        pytest.param("fa", "روسیه، ایران و ترکیه", "RU IR TR", id="fa: names"),
        pytest.param("fa", "ایالات متحده آمریکا و کرهٔ شمالی", "US KP", id="fa: phrases"),
        pytest.param("fa", "منابع مالی و شام", "", id="fa: ordinary words"),
        pytest.param("ru", "В России и Турции, с Ираном, из Сирии", "RU TR IR SY", id="ru: cases"),
        pytest.param("ru", "США и КНДР, в Северной Корее", "US KP KP", id="ru: acronyms and phrases"),
        pytest.param("ru", "Того же мнения и Египет, и Китай", "EG CN", id="ru: the pronoun is no country"),
        pytest.param("tr", "Rusya'nın ve İran'ın, TÜRKİYE ile ABD", "RU IR TR US", id="tr: suffixes and capitals"),
        pytest.param("tr", "Mali durum, Çin", "CN", id="tr: ordinary word"),
        pytest.param(
            "fr", "La Russie, l'Iran, les États-Unis, les ETATS-UNIS", "RU IR US US", id="fr: elision, accents"
        ),
        pytest.param("fr", "Maurice et Dominique en Chine", "CN", id="fr: first names"),
        pytest.param("uk", "в Україні та Росії, з Іраном", "UA RU IR", id="uk: cases"),
        pytest.param("de", "Russlands Nachbarn, Iran", "RU IR", id="de: genitive"),
        pytest.param("es", "EE.UU. y Rusia", "US RU", id="es: plural abbreviation"),
        pytest.param("en", "The EU, the UN and NATO", "", id="bodies are no countries"),
        pytest.param("ar", "الاتحاد الأوروبي وحلف شمال الأطلسي والأمم المتحدة", "", id="ar: bodies are no countries"),
        pytest.param("ar", "الكوريون الشماليون وكوريين شماليين", "KP KP", id="ar: adjectives of two words"),
        pytest.param("ar", "الجنوب أفريقية وللروس والأتراك", "ZA RU TR", id="ar: forms of adjectives, broken plurals"),
        pytest.param("ar", "قال الكرملين والبيت الأبيض", "RU US", id="ar: seats"),
        pytest.param("ar", "بيونج يانج وبيونغيانغ", "KP KP", id="ar: spellings of a capital"),
        pytest.param("ar", "مسار أستانا واتفاق الدوحة ومفاوضات جنيف", "", id="ar: a process is no state"),
        pytest.param("ar", "منتدى الدوحة", "QA", id="ar: an event in a city is"),
        pytest.param("en", "Geneva Conventions; South China Sea; Treaty of Rome", "", id="en: treaties and seas"),
        pytest.param("en", "Michael Jordan and Paris Hilton", "", id="en: people"),
        pytest.param("en", "King Abdullah of Jordan", "JO", id="en: a risky name with its cue"),
        pytest.param(
            "en", "Paris, Texas, is a city. Paris is small.", "US US US", id="en: a city that the text places"
        ),
        pytest.param("en", "London, Ont. police", "CA CA", id="en: a capital that the text places"),
        pytest.param("en", "Danbury police", "", id="en: a small town alone"),
        pytest.param("en", "Danbury police in Connecticut", "US US", id="en: a small town beside its region"),
        pytest.param("zh", "美国总统访华，俄罗斯", "US CN RU", id="zh: names and abbreviations"),
        pytest.param("zh", "俄乌冲突", "UA RU", id="zh: two countries in one word"),
        pytest.param("ja", "米国とイラン、韓国", "US IR KR", id="ja: kanji and katakana"),
        pytest.param("ko", "한국과 미국은 러시아에", "KR US RU", id="ko: particles"),
        pytest.param("he", "ברוסיה ובאיראן", "RU IR", id="he: prefixes"),
        pytest.param("uk", "у Києві", "UA", id="uk: a capital"),
        pytest.param("tr", "Rusların ve Iraklıların", "RU IQ", id="tr: people with endings"),
        pytest.param("fa", "ایرانی‌ها و روس‌ها", "IR RU", id="fa: people with endings"),
        pytest.param("ckb", "لە ئێراندا", "IR", id="ckb: ending of place"),
        pytest.param("ku", "li Sûriyeyê", "SY", id="ku: oblique case"),
        pytest.param("ur", "روس اور بھارت", "RU IN", id="ur: names"),
        pytest.param("pt", "no Brasil e na Rússia", "BR RU", id="pt: names"),
        pytest.param("it", "in Russia", "RU", id="it: names"),
        pytest.param("ar", "والروسي والروسية وروسيين والروسيات", "RU RU RU RU", id="ar: an adjective in all forms"),
        pytest.param("ar", "الشركات الجنوب أفريقية", "ZA", id="ar: an adjective of two words, one of them bare"),
        pytest.param("ar", "القاعدتين الأميركيتين", "US", id="ar: the dual"),
        pytest.param("ar", "بيونغ يانغ وطهران وموسكو وأنقرة", "KP IR RU TR", id="ar: capitals"),
        pytest.param("ar", "الإليزيه", "FR", id="ar: another seat"),
        pytest.param("en", "Russian, Russians, North Korean", "RU RU KP", id="en: adjectives"),
        pytest.param("en", "Pyongyang, Tehran and Moscow", "KP IR RU", id="en: capitals"),
        pytest.param("en", "The Kremlin and the White House said", "RU US", id="en: seats"),
        pytest.param("en", "He met Michael Jordan in Chicago", "US", id="en: a man in a city"),
        pytest.param("en", "Mr Jordan said", "", id="en: a man with his title"),
        pytest.param("en", "A fire in Paris, France", "FR FR", id="en: a capital in its own country"),
        pytest.param("en", "The storm hit Glasgow", "GB", id="en: a large town alone"),
        pytest.param("en", "The storm hit Glasgow in Kentucky", "US US", id="en: its namesake beside its region"),
        pytest.param("en", "Floods in Kharagpur", "", id="en: a town of a register alone"),
        pytest.param("en", "Floods in Kharagpur. The Indian army helped", "IN IN", id="en: in company"),
        pytest.param("fa", "آمریکایی", "US", id="fa: adjective"),
        pytest.param("ru", "российский, северокорейские, россияне", "RU KP RU", id="ru: adjectives and people"),
        pytest.param("ru", "в Новой Англии", "US", id="ru: a region that holds another country's name"),
        pytest.param("ar", "ولاية نيومكسيكو", "US", id="ar: a state that holds another country's name"),
        pytest.param("ru", "Кремль и Белый дом", "RU US", id="ru: seats"),
        pytest.param("fr", "l'Élysée et le Kremlin", "FR RU", id="fr: seats"),
        pytest.param("he", 'בישראל, ארה"ב ואיראן', "IL US IR", id="he: abbreviation"),
        pytest.param("ckb", "ڕووسیا و تورکیا", "RU TR", id="ckb: names"),
        pytest.param("ku", "Rûsya û Tirkiye", "RU TR", id="ku: names"),
        pytest.param("fr", "Fas", "", id="fr: a Turkish name is none in French"),
        pytest.param("tr", "Fas", "MA", id="tr: in Turkish it is"),
        pytest.param("zh", "他在中国", "CN", id="zh: a phrase of Japanese hides nothing in Chinese"),
        pytest.param("zh", "莫斯科和平壤", "RU KP", id="zh: capitals"),
        pytest.param("zh", "联合国和欧盟", "", id="zh: bodies are no countries"),
        pytest.param("ja", "国連とEU", "", id="ja: bodies are no countries"),
        pytest.param("ko", "유엔과 나토", "", id="ko: bodies are no countries"),
        pytest.param("ko", "한미 정상회담", "US KR", id="ko: two countries in one word"),
    ],
)
def test_countries_by_name(matcher: Matcher, language: str, text: str, expected: str) -> None:
    assert " ".join(countries(matcher, text, language)) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_the_countries_of_iso_3166_and_kosovo(language: str) -> None:
    names = country_names(language)
    assert len(names) == 250
    assert {"XK", "PS", "TW"} <= names.keys()
    assert names.keys().isdisjoint({"EU", "UN", "ZZ", "EZ", "001"})


def test_a_form_of_two_countries_has_a_cue_or_is_meant_to_name_both() -> None:
    claims: dict[tuple[str, str], dict[str, bool]] = {}
    for pattern in country_patterns():
        if pattern.silent or pattern.text[0] >= "\u1100":  # headlines of East Asia name two countries by one word
            continue
        for language in pattern.language.split(","):
            claims.setdefault((language, fold(pattern.text)), {})[pattern.id] = bool(pattern.cues)
    assert {form for form, found in claims.items() if len(found) > 1 and not any(found.values())} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_has_a_form_in_every_language(language: str) -> None:
    named = {pattern.id for pattern in country_patterns() if language in pattern.language.split(",")}
    assert country_names("en").keys() - named <= {"BV", "HM", "UM", "TF", "GS", "AX", "IO", "CC", "CX", "MF"}


def test_ids_and_kinds_are_those_that_are_documented() -> None:
    patterns = country_patterns()
    assert {one.id for one in patterns if not one.silent} == country_names("en").keys()
    assert {one.id for one in patterns if one.silent} == {"--"}
    assert {one.form for one in patterns if not one.silent} == set(KINDS)
    assert {language for one in patterns for language in one.language.split(",")} == set(LANGUAGES)
    assert {one.kind for one in patterns} == {"country"}


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_no_pattern_of_another_language_hides_one(matcher: Matcher, language: str) -> None:
    """What Chinese passes over or names must not take the words from a name of Japanese, nor the other way round."""
    unspaced = [one for one in country_patterns() if is_unspaced(one.text)]
    own = [one for one in unspaced if language not in one.not_in and (not one.only_in or language in one.only_in)]
    alone = Matcher(own)
    others = {one.text for one in unspaced} - {one.text for one in own}
    assert others
    hidden = {text for text in others if matcher.find(text, language) != alone.find(text, language)}
    assert hidden == set()


def test_the_table_loads_about_as_fast_as_it_can_be_split() -> None:
    """The baseline folds and splits every form of the file; loading may take 15 times as long, and takes a third."""
    table = Path(gazetteer.__file__).with_name("countries") / "table.tsv"

    def seconds(work: Callable[[], object]) -> float:
        best = float("inf")
        for _ in range(3):
            begun = perf_counter()
            work()
            best = min(best, perf_counter() - begun)
        return best

    baseline = seconds(lambda: [fold(form) for form in table.read_text("utf-8").replace("\t", "|").split("|")])
    assert seconds(country_patterns.__wrapped__) < 15 * baseline
    assert 1 < table.stat().st_size / 1024**2 < 2.2


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the development articles (../shared/seeds) are not beside the checkout")
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param("000", {"RU", "TR", "IR", "SY"}, id="000"),
        pytest.param("001", {"RU", "IR", "TR", "SY", "IQ"}, id="001"),
        pytest.param("002", {"RU", "IR", "UA", "US", "KP", "IL"}, id="002"),
        pytest.param("003", {"RU", "IR", "SY", "TR"}, id="003"),
        pytest.param("004", {"RU", "KP"}, id="004"),
    ],
)
def test_the_development_articles_name_their_countries(matcher: Matcher, number: str, expected: set[str]) -> None:
    [path] = SEEDS.glob(f"{number}_*.txt")
    text = path.read_text(encoding="utf-8")
    found = matcher.find(text, "ar")
    assert expected <= set(countries(matcher, text, "ar"))
    assert all(text[one.start : one.end] == one.surface for one in found)
