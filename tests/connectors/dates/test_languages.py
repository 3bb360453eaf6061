"""What newspapers in other languages write."""

import pytest

from tests.connectors.dates.reading import moment


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        pytest.param("November 2, 2026", "", "2026-11-02T00:00:00", id="en: month first"),
        pytest.param("Nov 2nd, 2026", "", "2026-11-02T00:00:00", id="en: an ordinal"),
        pytest.param("31st, October 2024 GMT", "", "2024-10-31T00:00:00", id="en: an ordinal and a comma"),
        pytest.param("November 2, 2026 at 10:05 a.m. ET", "", "2026-11-02T15:05:00", id="en: Eastern Time"),
        pytest.param("Oct 31, 2026 | 11:45pm IST", "IN", "2026-10-31T18:15:00", id="en: India"),
        pytest.param("12:30 pm, 2 Nov 2026", "", "2026-11-02T12:30:00", id="en: time first"),
        pytest.param("2 Nov 2026 00:30 AM", "", "2026-11-02T00:30:00", id="en: zero hours in the morning"),
        pytest.param(
            "Last Updated: 3 Nov 2026 11:00 | Published 2 Nov 2026",
            "",
            "2026-11-02T00:00:00",
            id="en: the publication wins over the update",
        ),
        pytest.param(
            "Published: 2 Nov 2026 10:05, Updated: 3 Nov 2026 11:00",
            "",
            "2026-11-02T10:05:00",
            id="en: published, then updated",
        ),
        pytest.param("2 Nov 2026 - 3 min read", "", "2026-11-02T00:00:00", id="en: the time that reading takes"),
        pytest.param("2 Nov 2026, by John Smith", "", "2026-11-02T00:00:00", id="en: an author"),
        pytest.param("2 novembre 2026 à 22h30", "FR", "2026-11-02T21:30:00", id="fr: 22h30"),
        pytest.param("le 1er novembre 2026", "", "2026-11-01T00:00:00", id="fr: the first"),
        pytest.param("publié le 02/11/2026 à 22h30", "FR", "2026-11-02T21:30:00", id="fr: a label"),
        pytest.param("mar 3 nov 2026", "", "2026-11-03T00:00:00", id="fr: mar is Tuesday"),
        pytest.param("mar. 3 mar. 2026", "", "2026-03-03T00:00:00", id="fr: mar is Tuesday and March"),
        pytest.param("mar 03/11/2026 GMT", "", "2026-11-03T00:00:00", id="fr: mar beside digits"),
        pytest.param("Mar 03 2026", "", "2026-03-03T00:00:00", id="en: March first"),
        pytest.param("14 août 2026", "", "2026-08-14T00:00:00", id="fr: a circumflex"),
        pytest.param("2 de noviembre de 2026", "", "2026-11-02T00:00:00", id="es: de"),
        pytest.param(
            "lunes, 2 de noviembre de 2026 - 10:05 h", "ES", "2026-11-02T09:05:00", id="es: h behind the time"
        ),
        pytest.param("02 ago 2026", "", "2026-08-02T00:00:00", id="es: ago is August"),
        pytest.param(
            "Segunda-feira, 2 de novembro de 2026 às 10h05",
            "BR",
            "2026-11-02T13:05:00",
            id="pt: a weekday of two words",
        ),
        pytest.param("lunedì 2 novembre 2026, ore 10:05", "IT", "2026-11-02T09:05:00", id="it: ore"),
        pytest.param("02.11.2026, 10.05 Uhr", "DE", "2026-11-02T09:05:00", id="de: a dot in the time"),
        pytest.param("Montag, 2. November 2026, 10:05 Uhr", "DE", "2026-11-02T09:05:00", id="de: a dot behind the day"),
        pytest.param("2. März 2026", "", "2026-03-02T00:00:00", id="de: an umlaut"),
        pytest.param("2 Kasım 2026 Pazartesi 10:05", "TR", "2026-11-02T07:05:00", id="tr: the weekday behind"),
        pytest.param("2 Ağustos 2026", "", "2026-08-02T00:00:00", id="tr: its own letters"),
        pytest.param("3 ноября 2026, 10:05 МСК", "", "2026-11-03T07:05:00", id="ru: Moscow"),
        pytest.param("3 ноября 2026 в 10:05", "RU", "2026-11-03T07:05:00", id="ru: в"),
        pytest.param("2 нояб. 2026 г., 10:05", "", "2026-11-02T10:05:00", id="ru: a short month and год"),
        pytest.param("понедельник, 2 ноября 2026", "", "2026-11-02T00:00:00", id="ru: a weekday"),
        pytest.param("2 листопада 2026", "UA", "2026-11-01T22:00:00", id="uk: listopad is November"),
        pytest.param("۱۱ آبان ۱۴۰۵ - ۱۰:۰۵", "IR", "2026-11-02T06:35:00", id="fa: a Solar Hijri month"),
        pytest.param(
            "سه\u200cشنبه ۱۲ آبان ۱۴۰۵ ساعت ۱۰:۰۵", "IR", "2026-11-03T06:35:00", id="fa: a weekday with a joiner"
        ),
        pytest.param("1405/08/11 10:05", "IR", "2026-11-02T06:35:00", id="fa: Solar Hijri in digits"),
        pytest.param("1405/08/11", "", "2026-11-02T00:00:00", id="fa: Solar Hijri in digits, nowhere"),
        pytest.param("۲ نوامبر ۲۰۲۶", "", "2026-11-02T00:00:00", id="fa: a Gregorian month"),
        pytest.param("11 عقرب 1405", "AF", "2026-11-01T19:30:00", id="fa: Kabul's month"),
        pytest.param("2 בנובמבר 2026", "IL", "2026-11-01T22:00:00", id="he: in November, one word"),
        pytest.param("יום שני, 2 נובמבר 2026 10:05", "IL", "2026-11-02T08:05:00", id="he: a weekday"),
        pytest.param("ہفتہ 31 اکتوبر 2026", "", "2026-10-31T00:00:00", id="ur: Saturday"),
        pytest.param("2 نومبر 2026", "PK", "2026-11-01T19:00:00", id="ur: Pakistan"),
        pytest.param("٢ تشرینی دووەمی ٢٠٢٦", "", "2026-11-02T00:00:00", id="ckb: the genitive"),
        pytest.param("2026年11月2日(月) 10時05分", "JP", "2026-11-02T01:05:00", id="ja: marks and a weekday"),
        pytest.param("令和8年11月2日", "", "2026-11-02T00:00:00", id="ja: an era"),
        pytest.param("2026年11月2日 星期一 下午10:05", "CN", "2026-11-02T14:05:00", id="zh: afternoon first"),
        pytest.param("2026年11月2日10时05分", "CN", "2026-11-02T02:05:00", id="zh: without spaces"),
        pytest.param("2026년 11월 2일 오후 10:05", "KR", "2026-11-02T13:05:00", id="ko: afternoon first"),
        pytest.param("2026. 11. 2.", "", "2026-11-02T00:00:00", id="ko: dots"),
        pytest.param("2 listopada 2026", "", "2026-11-02T00:00:00", id="pl: listopad is November"),
        pytest.param("2 november 2026 om 10:05", "", "2026-11-02T10:05:00", id="nl: a word that is passed over"),
        pytest.param("2 Νοεμβρίου 2026", "", "2026-11-02T00:00:00", id="el: accents"),
        pytest.param("2 Desember 2025", "", "2025-12-02T00:00:00", id="id: December"),
    ],
)
def test_a_date_in_another_language_is_read(raw: str, country: str, expected: str) -> None:
    assert moment(raw, country) == expected
