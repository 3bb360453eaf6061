"""The language of an article, told from its letters and words."""

import pytest

from streams.understanding.language import detect


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
    ],
)
def test_detect(title: str, text: str, declared: str, expected: str) -> None:
    detected = detect(title, text, declared)
    assert detected.language == expected, detected.reason
    assert detected.reason
