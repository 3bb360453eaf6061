"""What Arabic newspapers write."""

import pytest

from tests.connectors.dates.reading import moment


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        pytest.param("02-11-2026 10:05 مساءً", "SA", "2026-11-02T19:05:00", id="evening, day first, in Riyadh"),
        pytest.param("02-11-2026 10:05 مساءً", "", "2026-11-02T22:05:00", id="evening, day first, nowhere"),
        pytest.param("02-11-2026 10:05 صباحا", "EG", "2026-11-02T08:05:00", id="morning in Cairo"),
        pytest.param("٢ نوفمبر ٢٠٢٦ ١٠:٠٥ ص", "", "2026-11-02T10:05:00", id="Arabic-Indic digits"),
        pytest.param("٠٢/١١/٢٠٢٦ ١٠:٠٥ م", "SA", "2026-11-02T19:05:00", id="Arabic-Indic digits throughout"),
        pytest.param("السبت 30/نوفمبر/2024 - 09:21 م", "EG", "2024-11-30T19:21:00", id="a Cairo page's line"),
        pytest.param(
            "الأحد 01 ديسمبر 2024 الموافق 29 جمادى الأولى 1446",
            "EG",
            "2024-11-30T22:00:00",
            id="both calendars, one day",
        ),
        pytest.param(
            "تاريخ النشر: 30th, November 2024 GMT",
            "",
            "2024-11-30T00:00:00",
            id="an English ordinal behind an Arabic label",
        ),
        pytest.param(
            "الإثنين 21 جمادى الأولى 1448 هـ - 2 نوفمبر 2026 م",
            "",
            "2026-11-02T00:00:00",
            id="the Gregorian of two wins",
        ),
        pytest.param("21 جمادى الأولى 1448 هـ", "", "2026-11-01T00:00:00", id="Hijri with a month's name"),
        pytest.param("21 جماد الأول 1448", "", "2026-11-01T00:00:00", id="Hijri, spelled as spoken"),
        pytest.param("1 رمضان 1447", "", "2026-02-18T00:00:00", id="the first of Ramadan"),
        pytest.param("9 ذو الحجة 1447 هـ", "", "2026-05-26T00:00:00", id="a month of two words"),
        pytest.param("٢١/٠٥/١٤٤٨هـ", "SA", "2026-10-31T21:00:00", id="Hijri in digits with its era"),
        pytest.param("1448-05-21", "", "2026-11-01T00:00:00", id="Hijri in digits, year first"),
        pytest.param("1448/05/21 10:05 ص", "SA", "2026-11-01T07:05:00", id="Hijri in digits with a time"),
        pytest.param("21/05/1448", "", "2026-11-01T00:00:00", id="Hijri in digits, day first"),
        pytest.param("2 نوفمبر 2026", "", "2026-11-02T00:00:00", id="Egypt's November"),
        pytest.param("2 تشرين الثاني 2026", "", "2026-11-02T00:00:00", id="the Levant's November"),
        pytest.param("2 تشرين ثاني 2026", "", "2026-11-02T00:00:00", id="the Levant's November without articles"),
        pytest.param("2 نونبر 2026", "MA", "2026-11-01T23:00:00", id="Morocco's November"),
        pytest.param("14 غشت 2026", "", "2026-08-14T00:00:00", id="Morocco's August"),
        pytest.param("14 شتنبر 2026", "", "2026-09-14T00:00:00", id="Morocco's September"),
        pytest.param("14 يوليوز 2026", "", "2026-07-14T00:00:00", id="Morocco's July"),
        pytest.param("14 جويلية 2026 | 10:05", "DZ", "2026-07-14T09:05:00", id="Algeria's July"),
        pytest.param("14 جوان 2026", "", "2026-06-14T00:00:00", id="Tunisia's June"),
        pytest.param("14 أوت 2026", "", "2026-08-14T00:00:00", id="Tunisia's August"),
        pytest.param("14 جانفي 2026", "", "2026-01-14T00:00:00", id="Tunisia's January"),
        pytest.param("14 فيفري 2026", "", "2026-02-14T00:00:00", id="Tunisia's February"),
        pytest.param("14 أفريل 2026", "", "2026-04-14T00:00:00", id="Tunisia's April"),
        pytest.param("14 ماي 2026", "", "2026-05-14T00:00:00", id="the Maghreb's May"),
        pytest.param("14 يونيه 2026", "", "2026-06-14T00:00:00", id="Egypt's other June"),
        pytest.param("14 يوليه 2026", "", "2026-07-14T00:00:00", id="Egypt's other July"),
        pytest.param("14 اغسطس 2026", "", "2026-08-14T00:00:00", id="without hamza"),
        pytest.param("14 أَغُسْطُس 2026", "", "2026-08-14T00:00:00", id="with vowel marks"),
        pytest.param("14 أغســطس 2026", "", "2026-08-14T00:00:00", id="with tatweel"),
        pytest.param("\u200f14 أغسطس\u200f 2026", "", "2026-08-14T00:00:00", id="with marks of direction"),
        pytest.param("2 مايو/أيار 2026", "", "2026-05-02T00:00:00", id="two names of one month"),
        pytest.param("2 تشرين الثاني (نوفمبر) 2026", "", "2026-11-02T00:00:00", id="the other name in parentheses"),
        pytest.param(
            "2 كانون الثاني/يناير 2026 10:05 مساءً بتوقيت مكة المكرمة", "", "2026-01-02T19:05:00", id="the time of Mecca"
        ),
        pytest.param("2 نوفمبر 2026 - 10:05 بتوقيت غرينتش", "SA", "2026-11-02T10:05:00", id="the time of Greenwich"),
        pytest.param(
            "آخر تحديث: 10:05 ص بتوقيت القاهرة 2 نوفمبر 2026",
            "",
            "2026-11-02T08:05:00",
            id="the time of Cairo, before the day",
        ),
        pytest.param("10:05 م - 2 نوفمبر 2026", "", "2026-11-02T22:05:00", id="time first"),
        pytest.param("2 نوفمبر 2026 م", "", "2026-11-02T00:00:00", id="م after a year is an era"),
        pytest.param("2 نوفمبر 2026 م - 10:05 م", "", "2026-11-02T22:05:00", id="م in both meanings"),
        pytest.param("الساعة 10 مساءً 2 نوفمبر 2026", "", "2026-11-02T22:00:00", id="an hour without minutes"),
        pytest.param("2 نوفمبر 2026 الساعة 10 ليلا", "", "2026-11-02T22:00:00", id="at night"),
        pytest.param("2 نوفمبر 2026 12:30 ليلا", "", "2026-11-02T00:30:00", id="after midnight"),
        pytest.param("2 نوفمبر 2026 12:30 ظهرا", "", "2026-11-02T12:30:00", id="at noon"),
        pytest.param("2 نوفمبر 2026 1:30 ظهرا", "", "2026-11-02T13:30:00", id="past noon"),
        pytest.param("2 نوفمبر 2026 12:30 ص", "", "2026-11-02T00:30:00", id="half past midnight"),
        pytest.param("2 نوفمبر 2026 22:05 م", "", "2026-11-02T22:05:00", id="24 hours and م"),
        pytest.param("يوم الاثنين الموافق 2 نوفمبر 2026", "", "2026-11-02T00:00:00", id="words around it"),
        pytest.param("نشر في: الاثنين، 2 نوفمبر 2026", "", "2026-11-02T00:00:00", id="an Arabic comma"),
        pytest.param("2 نوفمبر", "", "2026-11-02T00:00:00", id="the year is this one"),
        pytest.param("5 نوفمبر", "", "2025-11-05T00:00:00", id="the year is the last one"),
    ],
)
def test_an_arabic_date_is_read(raw: str, country: str, expected: str) -> None:
    assert moment(raw, country) == expected
