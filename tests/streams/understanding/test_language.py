"""The language of an article, told from its script, its letters, the model and what the feed declares."""

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from streams.understanding.language import detect

SAMPLES: Final[dict[str, list[dict[str, str]]]] = YAML(typ="safe").load(
    (Path(__file__).parent / "data" / "languages.yml").read_text(encoding="utf-8")
)
MAIN: Final = (
    "ar",
    "en",
    "fa",
    "ru",
    "tr",
    "fr",
    "he",
    "ur",
    "ku",
    "ckb",
    "uk",
    "de",
    "es",
    "it",
    "pt",
    "zh",
    "ja",
    "ko",
)
NEIGHBOURS: Final = tuple(sorted(SAMPLES.keys() - set(MAIN)))


@pytest.mark.parametrize(
    ("title", "text", "declared", "expected"),
    [
        pytest.param("روسيا تجري محادثات مع تركيا", "قال وزير الخارجية إن المحادثات جرت في موسكو", "", "ar", id="ar"),
        pytest.param(
            "أعلن وزير الخارجية",
            "توقع لافروف زيارة الرئيس مسعود بيزشكیان إلى موسکو في نهاية العام",
            "",
            "ar",
            id="ar: a few ی",
        ),
        pytest.param("رئیس جمهور ایران", "وزیر امور خارجه گفت که این دیدار در تهران انجام شد", "", "fa", id="fa"),
        pytest.param(
            "رئيس جمهور ايران", "وزير امور خارجه گفت که اين ديدار در تهران با او بود", "", "fa", id="fa: Arabic ya"
        ),
        pytest.param("وزیر خارجہ کا بیان", "انہوں نے کہا کہ پاکستان اور ایران کے تعلقات اچھے ہیں", "", "ur", id="ur"),
        pytest.param("سەرۆکی هەرێم", "گوتی کە لە هەولێر کۆبوونەوە دەکات", "", "ckb", id="ckb"),
        pytest.param(
            "Лавров прибыл в Анкару", "Министр сообщил, что переговоры пройдут в понедельник", "", "ru", id="ru"
        ),
        pytest.param("Міністр прибув до Києва", "Він заявив, що переговори відбудуться у понеділок", "", "uk", id="uk"),
        pytest.param("Министърът пристигна", "Той каза, че ще има преговори за мир в България", "", "bg", id="bg"),
        pytest.param(
            "Minister arrives", "The minister said that talks will be held in Ankara on Monday", "", "en", id="en"
        ),
        pytest.param(
            "Arrivée du ministre", "Le ministre a dit que les pourparlers auront lieu dans la ville", "", "fr", id="fr"
        ),
        pytest.param(
            "Bakan geldi", "Bakan, görüşmelerin pazartesi günü için planlandığını ve çok önemli", "", "tr", id="tr"
        ),
        pytest.param(
            "Minister trifft ein", "Der Minister sagte, dass die Gespräche mit dem Iran beginnen", "", "de", id="de"
        ),
        pytest.param(
            "Llega el ministro", "El ministro dijo que las conversaciones se celebrarán en la ciudad", "", "es", id="es"
        ),
        pytest.param(
            "Arriva il ministro", "Il ministro ha detto che i colloqui della pace non si terranno", "", "it", id="it"
        ),
        pytest.param(
            "Chega o ministro", "O ministro disse que não haverá conversações em Lisboa com os dois", "", "pt", id="pt"
        ),
        pytest.param("השר הגיע", "השיחות ייערכו ביום שני", "", "he", id="he"),
        pytest.param("大臣が到着", "月曜日に会談が行われる", "", "ja", id="ja: kana among characters"),
        pytest.param("部长抵达", "会谈将于星期一举行", "", "zh", id="zh"),
        pytest.param(
            "Bakan geldi", "Bakan, görüşmelerin pazartesi günü için planlandığını", "en-US", "tr", id="declared wrongly"
        ),
        pytest.param("Trump, Putin", "", "de-DE", "de", id="declared, nothing to tell"),
        pytest.param("Trump, Putin", "", "", "und", id="nothing to tell at all"),
        pytest.param(
            "Minister komt aan",
            "De minister zei dat in de stad",
            "nl",
            "nl",
            id="declared, a language that we do not score",
        ),
        pytest.param(
            "Minister arrives", "The minister said that talks will be held in Ankara", "ar", "en", id="another script"
        ),
        pytest.param("", "", "ar", "ar", id="no text, declared"),
        pytest.param("12:30", "", "", "und", id="no letters"),
        pytest.param("وزیر الخارجیة یصل إلى بیروت", "", "", "ar", id="ar: all of it on a Persian keyboard"),
        pytest.param("رئيس البرلمان محمد باقر قالیباف في دمشق", "", "", "ar", id="ar: a Persian name in the title"),
        pytest.param(
            "قالت وكالة «تسنيم» إن «پاسداران» و«بسیج» شاركوا في المناورات قرب چابهار وگرگان",
            "",
            "fa",
            "ar",
            id="ar: Persian names, and a feed that says Persian",
        ),
        pytest.param("تهران", "", "fa", "fa", id="one name in Arabic letters, declared"),
        pytest.param("تهران", "", "", "ar", id="one name in Arabic letters, not declared"),
        pytest.param("Трамп", "", "bg", "bg", id="one name in Cyrillic, declared"),
        pytest.param("Путин", "", "", "und", id="one name in Cyrillic, not declared"),
        pytest.param("У Менску затрымалі журналістку", "", "", "be", id="be: letters that Ukrainian does not write"),
        pytest.param("Parlamento ji bo hilbijartinê biryar da", "", "", "ku", id="ku: its commonest words"),
        pytest.param("Serok Barzanî", "", "ku", "ku", id="ku: a name, declared"),
        pytest.param("Kürtçe ders başlıyor", "", "", "tr", id="tr: Kurdish as its subject"),
        pytest.param(
            "Erdoğan, Çavuşoğlu visit Şanlıurfa",
            "Turkish President Recep Tayyip Erdoğan and Mevlüt Çavuşoğlu visited Şanlıurfa and Diyarbakır.",
            "",
            "en",
            id="en: full of Turkish names",
        ),
        pytest.param("BREAKING NEWS: TRUMP WINS ELECTION", "", "", "en", id="en: a headline in capitals"),
        pytest.param("日銀総裁会見", "", "", "ja", id="ja: no kana, characters that only Japanese writes so"),
        pytest.param("中国外交部发言人", "", "", "zh", id="zh: characters that only Chinese writes so"),
        pytest.param("東京株式市場", "", "ja", "ja", id="ja: no kana, declared"),
        pytest.param("Statsministeren går av", "", "nb", "nb", id="nb: the model knows one Norwegian"),
        pytest.param(
            "Predsjednik posjetio Zagreb", "Razgovarao je s premijerom o novom zakonu.", "bs", "bs", id="bs, not hr"
        ),
        pytest.param(
            "Shugaban kasa ya isa Abuja", "Gwamnati za ta biya albashi.", "ha", "ha", id="ha: the model knows it not"
        ),
        pytest.param(
            "The president arrives in Abuja on Monday", "", "ha", "en", id="en in a feed of a language it knows not"
        ),
        pytest.param("Trump, Putin", "", "x-default", "und", id="declared, no code"),
        pytest.param("השר הגיע", "", "iw", "he", id="declared by a code of old"),
    ],
)
def test_detect(title: str, text: str, declared: str, expected: str) -> None:
    detected = detect(title, text, declared)
    assert detected.language == expected, detected.reason
    assert detected.reason


@pytest.mark.parametrize("language", MAIN + NEIGHBOURS)
def test_title_and_text_tell_every_language(language: str) -> None:
    samples = SAMPLES[language]
    assert len(samples) >= (8 if language in MAIN else 3)
    wrong = {
        sample["title"]: found.language
        for sample in samples
        if (found := detect(sample["title"], sample["text"])).language != language
    }
    assert not wrong


@pytest.mark.parametrize(
    ("languages", "share"),
    [pytest.param(MAIN, 0.98, id="the main languages"), pytest.param(NEIGHBOURS, 0.88, id="their neighbours")],
)
def test_titles_alone_tell_nearly_every_language(languages: tuple[str, ...], share: float) -> None:
    titles = [(language, sample["title"]) for language in languages for sample in SAMPLES[language]]
    wrong = [(language, title) for language, title in titles if detect(title, "").language != language]
    assert len(wrong) <= (1 - share) * len(titles), wrong


@pytest.mark.parametrize("language", MAIN)
def test_a_feed_that_declares_the_language_is_always_right_about_titles(language: str) -> None:
    assert {detect(sample["title"], "", language).language for sample in SAMPLES[language]} == {language}


@pytest.mark.parametrize("declared", ["en-US", "ar", "fa", "tr", "zh"])
def test_a_feed_that_declares_another_language_is_not_believed(declared: str) -> None:
    wrong = [
        (language, sample["title"])
        for language in MAIN
        for sample in SAMPLES[language]
        if detect(sample["title"], sample["text"], declared).language != language
    ]
    assert not wrong


@given(
    sample=st.sampled_from(SAMPLES["ar"]),
    typed=st.lists(st.tuples(st.integers(min_value=0), st.sampled_from("یکگ")), max_size=8),
)
def test_a_few_persian_letters_do_not_make_arabic_persian(sample: dict[str, str], typed: list[tuple[int, str]]) -> None:
    text = sample["text"]
    for place, letter in typed:
        cut = place % (len(text) + 1)
        text = text[:cut] + letter + text[cut:]
    assert detect(sample["title"], text).language == "ar"


@given(sample=st.sampled_from(SAMPLES["ar"]))
def test_a_persian_keyboard_does_not_make_arabic_persian(sample: dict[str, str]) -> None:
    keyboard = str.maketrans("يكى", "یکی")
    assert detect(sample["title"].translate(keyboard), sample["text"].translate(keyboard)).language == "ar"


@settings(max_examples=300)
@given(
    title=st.text(st.characters(exclude_categories=())),
    text=st.text(st.characters(exclude_categories=()), max_size=700),
    declared=st.text(max_size=12) | st.sampled_from(["ar", "en-US", "und", "zh_TW"]),
)
def test_every_text_has_an_answer(title: str, text: str, declared: str) -> None:
    detected = detect(title, text, declared)
    assert detected.language.isascii()
    assert detected.language.isalpha()
    assert len(detected.language) in {2, 3}
    assert detected.reason
