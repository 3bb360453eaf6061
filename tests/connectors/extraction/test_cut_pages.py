"""Copied pages, invented for these tests, one rule or more each: all of the article stays, nothing else does."""

import pytest

from connectors.extraction import extract_text
from tests.connectors.extraction.marked import marked

ENGLISH = """
- Skip to main content
- Home
- World
- Coast & Sea
- Home > World > Coast & Sea
= Ferry line to Meridian opens again after a winter of repairs
- By Ada Quill
- Published: 12 March 2026, 10:15 GMT | Updated: 13 March 2026
- Share on WhatsApp
- Copy link
- pier-seven_1200x675.jpg
+ The ferry line between Meridian and the outer islands opened again on Thursday, the harbour office has said.
+ Engineers had worked on the piers through the winter, and the harbour master said that they had done well.
- Read also: Lighthouse keeper wins the annual rowing cup
+ Islanders waited on the quay from the early morning, some of them with goats, to see the first ferry of the year.
- Advertisement
+ "We have been waiting since October," said a fisherman from the outer islands who had crossed in his own boat.
- Source: Harbourwire
- Tags: ferry, Meridian, islands, harbour
- Comments (3)
- Be the first to comment
- Most read
- Bakery in the old town bakes its millionth loaf
- The bakery in the old town of Castor baked its millionth loaf on Monday, and gave it to a schoolboy.
- © 2026 Meridian Gazette. All rights reserved.
"""

ARABIC = """
- الرئيسية
- أخبار
- اقتصاد
= افتتاح خط العبّارات بين مرفأ النورس والجزر البعيدة بعد شتاء من الترميم
- نُشر في: ١٢ آذار ٢٠٢٦
- بقلم: سلمى الراوي
- عبارة عند الرصيف
- عبارة عند الرصيف
+ أعلنت إدارة مرفأ النورس يوم الخميس افتتاح خط العبّارات الذي يصل المدينة بالجزر البعيدة، بعد شتاء من الترميم.
- اقرأ أيضاً: حارس المنارة يفوز بكأس التجديف
+ وقال مدير المرفأ إن المهندسين أنهوا ترميم الأرصفة قبل الموعد، وإن العبّارات ستعمل كل يوم حتى الخريف.
+ وأضاف المصدر: "لم نكن نتوقع هذا العدد من الركاب في اليوم الأول".
+ وانتظر أهالي الجزر على الرصيف منذ الفجر لرؤية العبّارة الأولى، وكان بعضهم يحمل أقفاص الدجاج.
- المصدر: وكالة البحر
- كلمات دلالية: عبارات الجزر النورس مرفأ ترميم صيد البحر
- أخبار ذات صلة
- مخبز البلدة القديمة يخبز رغيفه المليون
- خبز مخبز البلدة القديمة في قسطرة يوم الاثنين رغيفه المليون وأهداه إلى تلميذ في المدرسة المجاورة.
- جميع الحقوق محفوظة ٢٠٢٦
"""

PERSIAN = """
- صفحه نخست
= بازگشایی خط کشتی جزیره‌های دور پس از یک زمستان تعمیر
- تاریخ انتشار: ۲۱ اسفند ۱۴۰۴ - ۱۰:۱۵
- اشتراک گذاری
+ خط کشتی میان بندر مرغابی و جزیره‌های دور روز پنجشنبه پس از یک زمستان تعمیر بازگشایی شد.
+ مدیر بندر گفت که مهندسان تعمیر اسکله‌ها را زودتر از موعد به پایان رساندند و کشتی هر روز حرکت خواهد کرد.
- بیشتر بخوانید: نگهبان فانوس دریایی جام قایقرانی را برد
+ ساکنان جزیره‌ها از سپیده دم در اسکله منتظر نخستین کشتی بودند و برخی بزهای خود را آورده بودند.
- منبع: خبرگزاری دریا
- برچسب‌ها: کشتی، جزیره، بندر
- مطالب مرتبط
- نانوایی شهر قدیم یک میلیونمین نان خود را پخت
- نظرات
"""

RUSSIAN = """
- Главная
= Паромная линия на Дальние острова открылась после зимнего ремонта
- 12 марта 2026, 10:15
- Поделиться
+ Паромная линия между портом Чайкин и Дальними островами открылась в четверг после зимнего ремонта причалов.
+ Начальник порта сообщил, что инженеры закончили ремонт раньше срока и паромы будут ходить каждый день.
- Читайте также: Смотритель маяка выиграл кубок по гребле
+ Островитяне с раннего утра ждали на причале первый паром, некоторые пришли с козами.
- Источник: Морские вести
- Теги: паром, острова, порт
- Материалы по теме
- Пекарня старого города испекла миллионный хлеб
- Комментарии
- Комментариев пока нет
"""

TURKISH = """
- Ana sayfa
= Uzak Adalar feribot hattı kış onarımından sonra yeniden açıldı
- Giriş: 12 Mart 2026 Perşembe 10:15
- Paylaş
+ Martı limanı ile Uzak Adalar arasındaki feribot hattı kış boyunca süren onarımın ardından perşembe günü açıldı.
+ Liman müdürü, mühendislerin iskeleleri zamanından önce onardığını ve feribotların her gün sefer yapacağını söyledi.
- İlgili haber: Fener bekçisi kürek kupasını kazandı
+ Adalılar ilk feribotu görmek için sabahın erken saatlerinden beri iskelede bekledi.
- Kaynak: Deniz Ajansı
- Etiketler: feribot, ada, liman
- İlgili haberler
- Eski şehrin fırını milyonuncu ekmeğini pişirdi
- Yorumlar
"""

FRENCH = """
- Accueil
= La ligne de bac vers les îles lointaines rouvre après un hiver de travaux
- Publié le 12 mars 2026 à 10h15
- Par Colette Varenne
+ La ligne de bac entre le port de la Mouette et les îles lointaines a rouvert jeudi après un hiver de travaux.
+ Les ingénieurs ont terminé les quais avant la date prévue, a déclaré le capitaine du port aux habitants.
- Lire aussi : Le gardien du phare remporte la coupe d'aviron
+ Les habitants attendaient le premier bac depuis l'aube, certains avec leurs chèvres, sous une pluie fine.
- Source : Agence de la Mer
- Mots-clés : bac, îles, port
- Sur le même sujet
- La boulangerie de la vieille ville cuit son millionième pain
- Tous droits réservés
"""

FORUM = """
- What's new
- Sign up for a free account today to become a member of this forum and to post your own topics and replies.
= Article Ferry line to Meridian opens again after a winter of repairs
- Newsbot
- Well-known member
- Messages
- 12,400
- Reaction score
- 7
- Location
- Freedonia
- 9f1c2d_640x360.webp
+ The ferry line between Meridian and the outer islands opened again on Thursday after a winter of repairs.
+ Engineers had worked on the piers since October, and the harbour master said that they had done well.
- Source: https://www.gazette.example/2026/03/ferry-line
- Back
- Top
"""

CARDS = """
= Ferry line to Meridian opens again after a winter of repairs
+ The ferry line between Meridian and the outer islands opened again on Thursday after a winter of repairs.
+ Engineers had worked on the piers since October, and the harbour master said that they had done well.
+ Islanders waited on the quay from the early morning to see the first ferry of the year come in.
- Castor Times
- 6 minutes ago
- Bakery in the old town bakes its millionth loaf
- The bakery in the old town of Castor baked its millionth loaf on Monday, and gave it to a schoolboy.
- Pollux Today
- 2 hours ago
- Choir of retired miners sings for the whole valley
- A choir of retired miners sang on the market square on Sunday, and the whole valley came to listen.
"""

GLUED = """
= عودة القطار الجبلي إلى محطة الصنوبر بعد عامين من التوقف
+ عاد القطار الجبلي يوم الأحد إلى محطة الصنوبر بعد عامين من التوقف بسبب انهيار أحد الجسور.
+ وقال رئيس المحطة إن القطار سيقطع المسافة بين الصنوبر والوادي في ساعتين، وإن التذاكر نفدت.
- Skip to main contentمشاركة المقالمحادثة مواضيع إضافية مهرجان الكرز يعود إلى الساحة جبال قطاراتالمصدر: صحيفة الجبل
"""

PASTED = """
= مزارعو الوادي الأخضر يتفقون مع البلدية على تقاسم مياه النهر
+ اتفق مزارعو الوادي الأخضر مع البلدية يوم الثلاثاء على تقاسم مياه النهر خلال أشهر الصيف المقبلة.
+ وينص الاتفاق على أن يحصل المزارعون على مياه النهر ليلا، وأن تحصل البلدية على حصتها نهارا.

- متحف العاصمة يعرض مخطوطات نادرة للمرة الأولى منذ قرن

- وكان متحف العاصمة قد عرض مخطوطات نادرة للمرة الأولى منذ قرن كامل، وسط إقبال كبير من الباحثين والطلاب.
- وقالت أمينة القاعة إن الزوار وقفوا في صفوف طويلة، وإن العرض سيستمر حتى نهاية الشهر.
- وتعود أقدم القطع المعروضة إلى خزانة أحد القضاة، وقد رممتها ورشة متخصصة على مدى ست سنوات.
"""


@pytest.mark.parametrize(
    ("page", "source", "published"),
    [
        pytest.param(ENGLISH, "Harbourwire", "12 March 2026, 10:15 GMT", id="a news site in English"),
        pytest.param(ARABIC, "وكالة البحر", "١٢ آذار ٢٠٢٦", id="a news site in Arabic"),
        pytest.param(PERSIAN, "خبرگزاری دریا", "۲۱ اسفند ۱۴۰۴ - ۱۰:۱۵", id="a news site in Persian"),
        pytest.param(RUSSIAN, "Морские вести", "12 марта 2026, 10:15", id="a news site in Russian"),
        pytest.param(TURKISH, "Deniz Ajansı", "12 Mart 2026 Perşembe 10:15", id="a news site in Turkish"),
        pytest.param(FRENCH, "Agence de la Mer", "12 mars 2026 à 10h15", id="a news site in French"),
        pytest.param(FORUM, "gazette.example", "", id="a forum's repost: user card, image, thread prefix"),
        pytest.param(CARDS, "", "", id="cards with relative times below the article"),
        pytest.param(GLUED, "صحيفة الجبل", "", id="glued navigation, with the source at its end"),
        pytest.param(PASTED, "", "", id="a second story under its own headline"),
    ],
)
def test_pages(page: str, source: str, published: str) -> None:
    expected = marked(page)
    found = extract_text(expected.text)
    assert found.title == expected.title.removeprefix("Article ")
    assert [line for line in found.body.split("\n") if line] == expected.body
    assert (found.source, found.published_raw, found.kept_whole) == (source, published, "")
    assert "".join(expected.text[start:end] for start, end in found.body_spans) == found.body.replace("\n", "") or all(
        expected.text[start:end] in found.body for start, end in found.body_spans
    )


P1 = "The ferry line between Meridian and the outer islands opened again on Thursday after a winter of repairs."
P2 = "Engineers had worked on the piers since October, and the harbour master said that they had done well."
P3 = "Islanders waited on the quay from the early morning to see the first ferry of the year come in."
TITLE = "Ferry line to Meridian opens again after a winter of repairs"
CARD = "Storm closes the port of Pollux for three days - Pollux GazetteThe port of Pollux was closed on Monday."


@pytest.mark.parametrize(
    ("below", "body"),
    [
        pytest.param(f"{P1}\n{P2}{CARD} {P3}", f"{P1}\n{P2} {P3}", id="a link card within a paragraph"),
        pytest.param(f"{P1}\n{P2}Share this article\n{P3}", f"{P1}\n{P2}\n{P3}", id="a control glued to a paragraph"),
        pytest.param(f"{P1}\n{P2}\n#ferry #islands", f"{P1}\n{P2}", id="hash tags"),
        pytest.param(f"Tags: ferry, islands\n{P1}\n{P2}", f"{P1}\n{P2}", id="tags above the text"),
        pytest.param(
            f"{P1}\n{P2}\nSource: Harbour office\n{P3}", f"{P1}\n{P2}\n{P3}", id="a table's source amid the text"
        ),
        pytest.param(
            f"{P1}\n{P2}\nRelated\nStorm closes the port of Pollux for three days\n"
            f"A storm has closed the port of Pollux for three days, and the fishermen mend their nets.\n{P3}",
            f"{P1}\n{P2}\n{P3}",
            id="a related card with its lead amid the text",
        ),
        pytest.param(
            f"{P1}\n{P2}\n{P3}\n\nRelated topics\n- Storm closes port\n- Choir sings\n\nBack to top",
            f"{P1}\n{P2}\n{P3}",
            id="a list of links below the text",
        ),
        pytest.param(f"{P1}\n{P2}\nHome\nNews\nWorld\nSport\nCulture", f"{P1}\n{P2}", id="a menu below the text"),
        pytest.param(
            f"{P1}\nSubscribe to our newsletter for the best of the Gazette every day.\n{P2}",
            f"{P1}\n{P2}",
            id="an invitation amid the text",
        ),
        pytest.param(
            f"{P1}\n{P2}\n" + "ferry island port quay goat pier boat lamp master " * 3,
            f"{P1}\n{P2}",
            id="a heap of tags without a label",
        ),
        pytest.param(
            f"{P1}\nStorm closes the port Storm closes the port\n{P2}",
            f"{P1}\n{P2}",
            id="a headline twice: picture and link",
        ),
        pytest.param(f"{P1}\n{P2}\n- ENDS -", f"{P1}\n{P2}", id="an agency's end mark"),
        pytest.param(f"{P1}\n{P2}\nانتهى/3276", f"{P1}\n{P2}", id="an end mark with a number"),
        pytest.param(
            f"{P1}\n{P2}\n{P3}\n6 dakika önceGÜNDEM\n1 saat önceGENEL",
            f"{P1}\n{P2}\n{P3}",
            id="times glued to sections",
        ),
        pytest.param(f"Photo: Ada Quill\nNews ID: 4711\n{P1}\n{P2}", f"{P1}\n{P2}", id="a picture's credit, a number"),
        pytest.param(
            f"Castor Gazette\n12 March 2026\nكتب - سليم الراوي:\n{P1}\n{P2}",
            f"{P1}\n{P2}",
            id="the site's name, the date, the author",
        ),
        pytest.param(
            f"Harbour master praises the engineers\n{P1}\n{P2}",
            f"Harbour master praises the engineers\n{P1}\n{P2}",
            id="a line between title and text stays",
        ),
    ],
)
def test_pieces(below: str, body: str) -> None:
    found = extract_text(f"{TITLE}\n{below}")
    assert (found.title, found.body) == (TITLE, body)


@pytest.mark.parametrize(
    ("above", "kept"),
    [
        pytest.param("World", False, id="the name of a section"),
        pytest.param("Home\nNews\nWorld\nSport", False, id="a menu"),
        pytest.param("We use cookies to give you the best experience. Accept all cookies", False, id="a cookie notice"),
        pytest.param("Home > World > Coast", False, id="crumbs"),
        pytest.param("Meridian ferry runs after long winter", True, id="a title, with another line below it"),
    ],
)
def test_what_stands_above_the_title(above: str, *, kept: bool) -> None:
    found = extract_text(f"{above}\n{TITLE}\n{P1}\n{P2}")
    assert (found.title, found.body) == ((above, f"{TITLE}\n{P1}\n{P2}") if kept else (TITLE, f"{P1}\n{P2}"))


@pytest.mark.parametrize(
    ("lead", "source"),
    [
        pytest.param(f"MERIDIAN (Reuters) - {P1}", "Reuters", id="a wire's place line"),
        pytest.param(
            'عاد القطار الجبلي إلى محطة الصنوبر يوم الأحد، وفقا لوكالة "الجبل" التي نشرت الخبر.',
            "الجبل",
            id="a name in quotes",
        ),
        pytest.param(
            ("According to the AFP news agency, the ferry line between Meridian and the islands opened again."),
            "AFP",
            id="according to",
        ),
        pytest.param(
            "Поезд вернулся на станцию после двух лет перерыва, сообщает ТАСС со ссылкой на начальника.",
            "ТАСС",
            id="in Russian",
        ),
        pytest.param(
            "The ferry opened again, its captain told Reuters on the quay of Meridian on Thursday.",
            "",
            id="who spoke to an agency",
        ),
    ],
)
def test_the_agency_that_the_first_paragraph_credits(lead: str, source: str) -> None:
    assert extract_text(f"{TITLE}\n{lead}\n{P2}").source == source
