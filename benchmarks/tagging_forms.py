"""Names as news writes them: which of them a matcher finds that was given the name in its plain form.

Each row is a name and the ways in which it stands in a sentence. The rows of ``FALSE_HITS`` hold letters of a name that
are none there.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple


class Form(NamedTuple):
    """A sentence in ``language`` that names ``name``, or, as a false hit, only seems to."""

    kind: str
    language: str
    name: str
    text: str


FALSE_HITS: Final = "false hits"
FOREIGN: Final = "foreign names, spelt otherwise"
"""The one kind whose names are given to the matchers as foreign."""

_ROWS: Final = {
    ("Arabic particles", "ar", "زار الوفد {} أمس"): """
        روسيا: وروسيا، بروسيا، لروسيا، ولروسيا، فروسيا
        الصين: للصين، والصين، بالصين، وللصين
        إيران: وإيران، بإيران، فبإيران
        العراق: للعراق، والعراق، كالعراق
    """,
    ("letter variants", "ar", "قال {} اليوم"): """
        إيران: ايران، إيـران
        أوكرانيا: اوكرانيا، أُوكرانيا
        ألمانيا: المانيا، ألمانیا
        غزة: غزه
        تركيا: ترکیا، تُركيا
        الأردن: الاردن
        TÜRKİYE: Türkiye
        Côte d'Ivoire: COTE D'IVOIRE، Côte d’Ivoire
        México: MEXICO
    """,
    ("Russian cases", "ru", "Сообщили о {} вчера"): """
        Россия: России، Россию، Россией
        Москва: Москве، Москвой
        Китай: Китая، Китаем
        Лавров: Лаврова، Лавровым
        Сергей Лавров: Сергея Лаврова، Сергеем Лавровым
        Турция: Турции، Турцией
    """,
    ("Turkish endings", "tr", "Dün {} görüşme yapıldı"): """
        Rusya: Rusya'nın، Rusya’ya، Rusyada
        İran: İran'da، İran’ın، Iran'dan
        Ankara: Ankara'dan، Ankaraya
        Suriye: Suriye'ye، Suriyede
        Erdoğan: Erdoğan'ın، Erdoğan’la
    """,
    ("Hebrew prefixes", "he", "אתמול {} נפגשו"): """
        רוסיה: ברוסיה، לרוסיה، מרוסיה، ורוסיה، שברוסיה
        איראן: באיראן، ומאיראן، שאיראן
        אוקראינה: לאוקראינה، ובאוקראינה
    """,
    ("Korean particles", "ko", "어제 {} 밝혔다"): """
        러시아: 러시아는، 러시아가، 러시아에서
        중국: 중국과، 중국은، 중국의
        이란: 이란이، 이란에
        우크라이나: 우크라이나를، 우크라이나에서는
    """,
    (FOREIGN, "ar", "التقى {} الوزير"): """
        سيرغي لافروف: سيرجي لافروف، سيرغى لافروف، سيرغي لاڤروف
        فلاديمير بوتين: فلادمير بوتين، ڤلاديمير بوتين
        بنيامين نتنياهو: بنيامين نتانياهو
        دونالد ترامب: دونالد ترمب
        فولوديمير زيلينسكي: فولوديمير زيلنسكي
    """,
    (FOREIGN, "en", "Yesterday {} met the minister"): """
        Sergei Lavrov: Sergey Lavrov، Serguei Lavrov، Sergej Lawrow
        Volodymyr Zelensky: Volodymyr Zelenskyy، Volodymyr Zelenskiy
        Muammar Gaddafi: Muammar Qaddafi، Moammar Gadhafi
        Bashar al-Assad: Bashar Assad، Bachar el-Assad
        Hassan Nasrallah: Hasan Nasralla
    """,
    ("Chinese, Japanese", "zh", "昨天{}外交部"): """
        俄罗斯: 俄罗斯
        中国: 中国
        乌克兰: 在乌克兰的
    """,
    ("Chinese, Japanese ", "ja", "昨日、{}大統領"): """
        ロシア: ロシア
        イラン: とイランの
        ウクライナ: ウクライナの
    """,
    (FALSE_HITS, "ar", "كان {} هنا"): """
        ترك: مشترك، التركة
        مالي: المالي، رأسمالي
        قطر: قطرات، القطري
        عمان: عثمانية
    """,
    (FALSE_HITS, "en", "They saw {} there"): """
        Oman: a woman، Romania
        Mali: Somali people
        Niger: Nigeria
        Turkey: a turkey
        US: us and you
        Iran: Tirana
        Georgia: Georgian
    """,
    (FALSE_HITS, "ja", "昨日{}へ"): """
        イラン: ブイランド
    """,
}


def forms() -> Iterator[Form]:
    """Every sentence."""
    for (kind, language, sentence), rows in _ROWS.items():
        for row in filter(None, map(str.strip, rows.splitlines())):
            name, spellings = row.split(":")
            for spelling in spellings.split("،"):
                yield Form(kind.strip(), language, name, sentence.format(spelling.strip()))
