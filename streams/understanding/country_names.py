"""What CLDR does not tell about the names of countries: the short names that news uses, and the names to beware of.

Written and reviewed by hand. Russian and Ukrainian rows give the nominative; :mod:`streams.understanding.slavic` makes
the other cases.
"""

from typing import Final, NamedTuple

# One row: country, language, names.
_SUPPLEMENT: Final = """
AE ar الإمارات | دولة الإمارات
AE en UAE | U.A.E.
AE fa امارات
AE fr Émirats
AE ru Объединенные Арабские Эмираты
AE tr BAE
AE uk ОАЕ
BA ar البوسنة
BA en Bosnia
BA fr Bosnie
BA ru Босния
BA tr Bosna
BJ ar جمهورية بنين | دولة بنين
BY ar بيلاروسيا | روسيا البيضاء
BY en Byelorussia
BY ru Белоруссия
CD ar جمهورية الكونغو الديمقراطية | الكونغو الديمقراطية | الكونغو الديموقراطية
CD en DR Congo | DRC | Democratic Republic of Congo | Democratic Republic of the Congo
CD fr RDC | République démocratique du Congo | RD Congo
CD ru ДР Конго | ДРК
CD tr Kongo Demokratik Cumhuriyeti
CF ar أفريقيا الوسطى
CF fr Centrafrique
CF ru ЦАР
CG ar جمهورية الكونغو
CG en Republic of the Congo
CI en Ivory Coast
CI tr Fildişi Sahili
CN ar جمهورية الصين الشعبية
CN en PRC | People's Republic of China
CN fr République populaire de Chine
CN ru КНР
CZ ar جمهورية التشيك
CZ en Czech Republic
CZ fa جمهوری چک
CZ fr République tchèque
DK ar الدنمارك
GB ar بريطانيا | بريطانيا العظمى
GB de Großbritannien
GB en UK | U.K. | Britain | Great Britain
GB es Gran Bretaña
GB fa انگلیس | انگلستان
GB fr Grande-Bretagne
GB it Gran Bretagna
GB ku Brîtanya
GB pt Grã-Bretanha
GB ru Британия
GB tr İngiltere | Büyük Britanya
GB uk Британія
GB ur برطانیہ
GE ar جمهورية جورجيا
GE en Republic of Georgia
HK ar هونغ كونغ | هونج كونج
HK de Hongkong
HK fa هنگ‌کنگ
HU ar المجر
IL ar الكيان الصهيوني
IL fa رژیم صهیونیستی
IR ar الجمهورية الإسلامية الإيرانية
IR en Islamic Republic of Iran
IR fa جمهوری اسلامی ایران
IR ru Исламская Республика Иран
KG ar قرغيزستان | قيرغيزيا
KG ru Кыргызстан
KP ar جمهورية كوريا الديمقراطية الشعبية | كوريا الديمقراطية
KP en DPRK | N. Korea | Democratic People's Republic of Korea
KP fr RPDC
KP ru Северная Корея
KP tr KDHC
KR ar جمهورية كوريا
KR en Republic of Korea | S. Korea
KR ru Южная Корея
KZ ar كزاخستان
LK ar سري لانكا
MD ru Молдавия
ME ar مونتينيغرو
MK ar مقدونيا
MK en Macedonia
ML ar جمهورية مالي | دولة مالي
MM ar بورما
MM en Burma
MM fr Birmanie
MM ru Бирма
MO en Macao
MU fr île Maurice
MV ar المالديف
NL en Holland
NL ru Голландия
NZ ar نيوزيلاندا
PS ar فلسطين | دولة فلسطين
PS de Palästina
PS en Palestine | State of Palestine
PS es Palestina
PS he פלסטין
PS ku Filistîn
PS ru Палестина
PS uk Палестина
RU ar روسيا الاتحادية | الاتحاد الروسي
RU en Russian Federation
RU fr Fédération de Russie
RU ru Российская Федерация | РФ
RU uk РФ | Російська Федерація
SA ar السعودية | العربية السعودية
SA en KSA | Kingdom of Saudi Arabia
SA fa عربستان
SY ar الجمهورية العربية السورية
SY en Syrian Arab Republic
SY ru Сирийская Арабская Республика
TL en East Timor
TR en Turkey | Republic of Türkiye
US ar أمريكا | أميركا | الولايات المتحدة الأمريكية | الولايات المتحدة الأميركية
US ckb ئەمریکا | ئەمەریکا
US de USA | Amerika
US en US | U.S. | USA | U.S.A. | America | United States of America
US es EE.UU. | EE. UU. | EEUU
US fa ایالات متحده آمریکا
US fr Amérique
US he ארה"ב
US ku DYA | Amerîka
US pt EUA
US ru США | Соединенные Штаты Америки | Америка
US tr ABD
US uk США | Америка
US ur امریکہ
VA ar الكرسي الرسولي
VA en Vatican | Holy See
VA fr Saint-Siège
ZA ru ЮАР
ZA uk ПАР
"""


class Risky(NamedTuple):
    """A name that is also something else. ``only_in``: the languages in which it counts nevertheless."""

    name: str
    only_in: tuple[str, ...]
    reason: str


RISKY: Final = (
    Risky("مالي", (), "in Arabic, Persian, Urdu and Kurdish also the adjective financial"),
    Risky("Mali", ("en", "fr", "de", "es", "it", "pt"), "in Turkish and Kurdish also the adjective financial"),
    Risky("عمان", ("fa", "ur"), "in Arabic, without vowel signs, Oman and Amman are written alike"),
    Risky("بنين", ("fa", "ckb"), "in Arabic also sons, as in boys' schools"),
    Risky("בנין", (), "in Hebrew also a building"),
    Risky("غنا", ("fa",), "in Arabic without its hamza also singing and wealth"),
    Risky("چلی", (), "in Urdu also the verb went"),
    Risky("پیرو", ("ur",), "in Persian also following"),
    Risky("میسر", ("ckb",), "in Arabic also available, and gambling"),
    Risky("سوید", ("fa", "ckb"), "in Arabic also a family name; the Persian سوئد folds to the same"),
    Risky("شام", (), "in Persian also dinner, in Urdu also evening"),
    Risky("چک", (), "in Persian also a cheque"),
    Risky("هند", ("fa", "ur"), "in Arabic a woman's name, India being الهند"),
    Risky("امارات", ("fa",), "in Arabic also emirates and signs of any kind"),
    Risky("عربستان", ("fa",), "in Arabic a name of Khuzestan"),
    Risky("Gana", ("pt", "tr", "ku"), "in Spanish also the verb wins"),
    Risky("أروبا", (), "Aruba, but far oftener a misspelt Europe"),
    Risky("جيرسي", (), "inside New Jersey, and the textile"),
    Risky("Jersey", (), "inside New Jersey, and the garment"),
    Risky("Georgia", ("es", "it"), "in English the American state too"),
    Risky("Dominique", (), "in French a first name"),
    Risky("Maurice", (), "in French and English a first name"),
    Risky("Maurício", (), "in Portuguese a first name"),
    Risky("Granada", (), "in Spanish Grenada is spelt like the Andalusian city"),
    Risky("Réunion", (), "in French and Spanish also a meeting at the start of a sentence"),
    Risky("La Réunion", (), "in French also the meeting"),
    Risky("Fas", ("tr", "ku"), "outside Turkish and Kurdish an abbreviation"),
    Risky("Irã", ("pt",), "without its tilde the Irish Republican Army"),
    Risky("Omã", ("pt",), "without its tilde the German grandmother"),
    Risky("Mısır", ("tr", "ku"), "elsewhere a family name; in Turkish a capital tells it from maize"),
    Risky("America", ("en", "it"), "in Spanish and Portuguese the continent"),
    Risky("BAE", ("tr",), "in English a maker of arms"),
    Risky("ABD", ("tr",), "outside Turkish part of names and an abbreviation"),
    Risky("DYA", ("ku",), "outside Kurdish an abbreviation"),
    Risky("EUA", ("pt",), "outside Portuguese an abbreviation"),
    Risky("ПАР", ("uk",), "in a Russian heading also steam"),
    Risky("Того", (), "in Russian and Ukrainian also a form of the pronoun that"),
)

# One row: country that is not meant, names that hold its name.
_SILENT: Final = """
AE Emirates Stadium | Fly Emirates
CN South China Sea | East China Sea | بحر الصين الجنوبي | بحر الصين الشرقي | mer de Chine
FR Île-de-France | Ile-de-France
GE ولاية جورجيا
GN Gulf of Guinea | خليج غينيا
MA المغرب العربي | صلاة المغرب | أذان المغرب
MC Monaco di Baviera
MX New Mexico | Gulf of Mexico | خليج المكسيك | نيو مكسيكو | Golfe du Mexique | Nuevo México
OM Gulf of Oman | خليج عمان | خلیج عمان | دریای عمان
US Latin America | South America | North America | Central America | Bank of America
US أمريكا اللاتينية | أميركا اللاتينية | أمريكا الجنوبية | أميركا الجنوبية | أمريكا الشمالية | أميركا الشمالية
US أمريكا الوسطى | أميركا الوسطى | آمریکای لاتین | آمریکای جنوبی | لاطینی امریکہ | جنوبی امریکہ
US Латинская Америка | Южная Америка | Северная Америка | Latin Amerika | Güney Amerika | Kuzey Amerika
US Amérique latine | Amérique du Sud | Amérique du Nord | América Latina | America Latina
"""


def supplement() -> list[tuple[str, str, str]]:
    """Country, language and name of every row."""
    rows = []
    for line in _SUPPLEMENT.strip().splitlines():
        country, language, names = line.split(" ", 2)
        rows += [(country, language, name.strip()) for name in names.split("|")]
    return rows


def silent() -> list[tuple[str, str]]:
    """Country and name of the phrases that hold a country's name and do not mean it."""
    rows = []
    for line in _SILENT.strip().splitlines():
        country, names = line.split(" ", 1)
        rows += [(country, name.strip()) for name in names.split("|")]
    return rows
