"""The words with which pages mark what is not their article, in the languages of the feeds.

A label counts only where it is a label: a line of its own, or the beginning of a line with a sign after it. The same
word within a sentence is a word. All are compared in their folded spelling, so that أيضاً, ايضا and أيضًا are one.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, Literal, NamedTuple

from connectors.extraction.lines import Line, remembered
from streams.understanding.folding import fold

LabelKind = Literal[
    "related", "tags", "source", "share", "comments", "copyright", "byline", "code", "navigation", "card"
]


class Label(NamedTuple):
    """A label at the beginning of a line, and what stands after it on the line."""

    kind: LabelKind
    rest: str


LABELS: Final[dict[LabelKind, str]] = {
    "related": """
        اقرأ أيضا, اقرأ أيضا على, اقرأ كذلك, إقرئي أيضا, طالع أيضا, شاهد أيضا, تابع أيضا, أخبار ذات صلة, مواضيع ذات صلة,
        موضوعات ذات صلة, مقالات ذات صلة, ذات صلة, أخبار متعلقة, مواضيع متعلقة, موضوعات متعلقة, مقالات متعلقة, قد يهمك,
        قد يهمك أيضا, قد يعجبك, قد يعجبك أيضا, أخبار مشابهة, مقالات مشابهة, مواضيع مشابهة, مواضيع إضافية, الأكثر قراءة,
        الأكثر مشاهدة, الأكثر تداولا, المزيد من الأخبار, أهم الأخبار, آخر الأخبار, أحدث الأخبار, مقترحات لك, نرشح لك,
        اخترنا لك, لا يفوتك, يعرض الآن, فيديو قد يعجبك, فيديوهات قد تعجبك,
        Read also, Also read, See also, Related, Related article, Related articles, Related stories, Related news,
        Related topics, Related content, Related coverage, Related posts, Related links, More on this story,
        More on this topic, You may also like, You might also like, You may be interested in, Recommended,
        Recommended for you, Recommended stories, Most read, Most popular, Most viewed, Trending now, More stories,
        More news, More from our site, Read next, Up next, Don't miss, Latest news, Editors' picks, Editor's picks,
        Top stories, Sponsored content, Promoted stories, From our partners, Around the web,
        Lire aussi, À lire aussi, Lire également, À lire également, À lire, À voir aussi, Voir aussi,
        Sur le même sujet, Sur le même thème, Articles liés, Articles similaires, Dans la même rubrique, Les plus lus,
        Читайте также, Читать также, Читайте ещё, Смотрите также, По теме, Ещё по теме, Материалы по теме,
        Новости по теме, Также по теме, Похожие новости, Похожие материалы, Другие новости, Самое читаемое,
        Главные новости, Картина дня, Рекомендуем, Рекомендуем прочитать, Новости партнёров,
        بیشتر بخوانید, همچنین بخوانید, بیشتر ببینید, مطالب مرتبط, اخبار مرتبط, خبرهای مرتبط, مطالب پیشنهادی,
        اخبار پیشنهادی, در همین زمینه, مطالب مشابه, اخبار مشابه, پربازدیدترین ها, پربازدیدها, آخرین اخبار,
        İlgili haberler, İlgili haber, İlgili içerikler, Benzer haberler, Ayrıca okuyun, Bunu da okuyun,
        Bunlar da ilginizi çekebilir, İlginizi çekebilir, Diğer haberler, Çok okunanlar, En çok okunanlar,
        Önerilen haberler, Sıradaki haber, Haberin devamında,
        Lesen Sie auch, Mehr zum Thema, Auch interessant, Das könnte Sie auch interessieren, Meistgelesen,
        Lea también, Lee también, Te puede interesar, Noticias relacionadas, Leia também, Leggi anche, Baca juga,
        مزید پڑھیں, یہ بھی پڑھیں, Читайте також, קראו גם
    """,
    "tags": """
        كلمات دلالية, الكلمات الدلالية, كلمات مفتاحية, الكلمات المفتاحية, وسوم, الوسوم, علامات, هاشتاغ, هاشتاغز, هاشتاج,
        تاغات, الدلالات, مواضيع هذا المقال,
        Tags, Tag, Keywords, Key words, Hashtags, Topics, Filed under, Topics in this article, Mots-clés, Mots clés,
        Теги, Тэги, Метки, Ключевые слова, برچسب ها, برچسب, کلیدواژه ها, کلید واژه, کلمات کلیدی, Etiketler, Etiket,
        Anahtar kelimeler, Schlagwörter, Etiquetas, ٹیگز
    """,
    "source": """
        المصدر, المصادر, مصدر الخبر, نقلا عن, Source, Sources, Source of the article, Original source, Via,
        Источник, Источники, منبع, منبع خبر, منابع, Kaynak, Kaynaklar, Quelle, Quellen, Fuente, Fonte, ماخذ, Джерело
    """,
    "share": """
        شارك, شارك هذا المقال, شارك هذا الخبر, شارك الخبر, شارك المقال, مشاركة, مشاركة المقال, شاركها, انشر,
        انشر الخبر, نسخ الرابط, رابط مختصر, الرابط المختصر, طباعة, إرسال, حفظ, حجم الخط, استمع, استمع للمقال,
        إرسال بالبريد الإلكتروني, واتساب, تلغرام, تليجرام, فيسبوك, تويتر, ماسنجر, لينكد إن,
        Share, Share this, Share this article, Share this story, Share on, Share via, Share on Facebook,
        Share on Twitter, Share on X, Share on WhatsApp, Share on Telegram, Copy link, Link copied, Print, Email,
        Save, Save article, Bookmark, Listen, Listen to this article, Font size, Facebook, Twitter, WhatsApp, Telegram,
        LinkedIn, Pinterest, Reddit, Messenger, Instagram, Tweet, Tweeter, Viber, VK,
        Partager, Partager cet article, Partager sur, Copier le lien, Imprimer, Envoyer par e-mail,
        Поделиться, Поделиться в соцсетях, Скопировать ссылку, Распечатать, ВКонтакте, Одноклассники, Телеграм,
        اشتراک گذاری, به اشتراک بگذارید, اشتراک گذاری خبر, لینک کوتاه, کپی لینک, چاپ, پرینت, ارسال به دوستان, تلگرام,
        Paylaş, Haberi paylaş, Bağlantıyı kopyala, Yazdır, Teilen, Drucken, Compartir
    """,
    "comments": """
        التعليقات, تعليقات, رأيكم, آراؤكم, أضف تعليقا, أضف تعليق, اترك تعليقا, اترك تعليق, اكتب تعليقك,
        تعليقات القراء, شارك برأيك,
        Comments, Comment, Leave a comment, Leave a reply, Add a comment, Post a comment, Join the discussion,
        Show comments, View comments, Reader comments, Commentaires, Laisser un commentaire, Ajouter un commentaire,
        Комментарии, Комментировать, Оставить комментарий, Обсудить, دیدگاه ها, نظرات, نظر شما, نظرات کاربران,
        ارسال نظر, Yorumlar, Yorum yap, Yorum yaz, Kommentare, Comentarios
    """,
    "copyright": """
        جميع الحقوق محفوظة, حقوق النشر محفوظة, كل الحقوق محفوظة, All rights reserved, Copyright, Tous droits réservés,
        Все права защищены, تمامی حقوق محفوظ است, کلیه حقوق محفوظ است, Tüm hakları saklıdır, Her hakkı saklıdır,
        Alle Rechte vorbehalten, Todos los derechos reservados
    """,
    "byline": """
        رئيس التحرير, رئيس مجلس الإدارة, مدير التحرير, كتب, كتبت, بقلم, تحرير, إعداد, المحرر, الكاتب, متابعة, ترجمة,
        By, Author, Written by, Edited by, Editor, Reporting by, Editor-in-chief, Par, Auteur, Rédigé par,
        Photo, Photos, Photo credit, Image, Фото, تصوير, عکس, Fotoğraf, Автор, Редактор, Текст, نویسنده,
        خبرنگار, سردبیر, دبیر, Yazar, Haber, Muhabir, Editör, Von, Por
    """,
    "code": """
        رمز الخبر, كود الخبر, رقم الخبر, News ID, Article ID, News code, کد خبر, شناسه خبر, Haber kodu, Код новости
    """,
    "navigation": """
        ما الجديد, الرئيسية, الصفحة الرئيسية, القائمة, البحث, بحث, عودة, أعلى, العودة إلى الأعلى, إلى الأعلى, التالي,
        السابق, الخبر السابق, الخبر التالي, اقرأ المزيد, المزيد, للمزيد, إعلان, إعلانات, تخطي الإعلان, تسجيل الدخول,
        دخول, اشترك, اشترك الآن, تابعنا, تابعونا, اتصل بنا, من نحن, مباشر, البث المباشر, محادثة,
        Home, Menu, Search, Skip to content, Skip to main content, Go to accessibility shortcuts, Back to top, Top,
        Back, Next, Previous, Next article, Previous article, Read more, Show more, Load more, See more, More,
        Advertisement, Advertising, Ad, Continue reading, Continue reading below, Story continues below advertisement,
        Log in, Login, Sign in, Sign up, Register, Subscribe, Newsletter, Contact us, About us, Follow us, Follow,
        Privacy policy, Cookie policy, Terms of use, Terms of service, Close, Loading, Open in app, Watch live, Live TV,
        Accueil, Retour en haut, Lire la suite, Publicité, Suivant, Précédent, S'abonner, Se connecter, Rechercher,
        Главная, Наверх, Подробнее, Читать далее, Реклама, Поиск, Меню, Войти, Подписаться, Следующая, Предыдущая,
        خانه, صفحه نخست, صفحه اصلی, ادامه مطلب, جستجو, ورود, بازگشت به بالا, تبلیغات, آگهی,
        Anasayfa, Ana sayfa, Devamı, Devamını oku, Reklam, Giriş yap, Üye ol, Abone ol, Yukarı çık, Ara, Menü,
        Startseite, Weiterlesen, Anzeige, Nach oben, Inicio, Publicidad
    """,
    "card": """
        المشاركات, عدد المشاركات, مستوى التفاعل, النقاط, الدولة, الإقامة, عضو مميز, عضو جديد, عضو نشيط, عضو ذهبي, عضو,
        تاريخ التسجيل, تاريخ الانضمام, إنضم, المشرف, مشرف, الإعجابات, آخر نشاط, بادئ الموضوع,
        Messages, Reaction score, Points, Joined, Posts, Likes, Location, Well-known member, New member, Active member,
        Moderator, Administrator, Staff member, Thread starter, Member since, Registered, Senior member,
        Сообщения, Регистрация, Реакции, Баллы, Откуда, Модератор, Новичок, Участник, Репутация,
        Mesajlar, Tepkime puanı, Puanları, Katılım, Konum, Konu sahibi, ارسال ها, تاریخ عضویت, عضو ویژه, امتیاز,
        Inscrit le, Membre, Localisation
    """,
}
"""The labels by kind, separated by commas. ``card`` are the fields of a user card, ``code`` is a page's number."""

_PREFIXES: Final = "مقالة مقال خبر أخبار موضوع تقرير نقاش سؤال Article News Discussion Question Статья Новость Haber"
THREAD_PREFIXES: Final = frozenset(map(fold, _PREFIXES.split()))
"""What a forum's software puts before the title of a thread."""

_PROMPTS: Final = """
    سجل حسابا, سجل دخولك, سجل الآن, أنشئ حسابا, اشترك في النشرة, اشترك في نشرتنا, اشترك في قناتنا, اشترك في خدمة,
    اشترك الآن, اشتركوا في, تابعونا على, تابعنا على, تابعوا صفحتنا, تابعوا قناتنا, حمل التطبيق, حمل تطبيق, حملوا
    تطبيق, انضم إلى قناتنا, انضموا إلى قناة, للاشتراك في, جرب ميزات الذكاء الاصطناعي, اكتشف ما يمكن أن يفعله, لا
    يوجد تعليقات, لا توجد تعليقات, كن أول من يعلق, لمتابعة آخر الأخبار, يمكنكم متابعة, يمكنكم الآن متابعة, اضغط
    هنا, إضغط هنا, Click here to subscribe, نستخدم ملفات تعريف الارتباط, يستخدم هذا
    الموقع ملفات تعريف, احصل على آخر الأخبار, Sign up for, Sign up to, Sign in to, Subscribe to our, Subscribe now,
    Subscribe today, Log in to, Create a free account, Register now, Register for free, Join our channel, Join our
    newsletter, Join our WhatsApp, Join our Telegram, Follow us on, Download our app, Download the app, Get the
    latest news, Get our newsletter, No comments yet, There are no comments, Be the first to comment, You must be
    logged in, Please enable JavaScript, Enable JavaScript, JavaScript is disabled, We use cookies, This site uses
    cookies, This website uses cookies, By continuing to use, Accept all cookies, Try our AI, Discover what our AI,
    Ask our AI, Your email address will not be published, Already a subscriber, Already have an account,
    Abonnez-vous, Inscrivez-vous, Suivez-nous, Téléchargez l'application, Nous utilisons des cookies, Recevez
    chaque, Ce site utilise des cookies, Aucun commentaire, Подпишитесь на наш, Подписывайтесь на наш,
    Подписывайтесь на канал, Подпишитесь на канал, Следите за нами, Следите за новостями, Читайте нас в,
    Комментариев пока нет, Комментариев нет, Зарегистрируйтесь, Мы используем файлы cookie, Скачайте приложение, Наш
    канал в, ما را در تلگرام دنبال, ما را در شبکه های اجتماعی, در کانال ما عضو, عضو کانال ما شوید, نظری ثبت نشده,
    اولین نظر را, این سایت از کوکی, نشانی ایمیل شما منتشر نخواهد شد, Bizi takip edin, Bizi sosyal medyada,
    Bültenimize abone, Haber bültenimize, Henüz yorum yok, İlk yorumu, Bu site çerez, Sitemizde çerez, Uygulamamızı
    indirin, WhatsApp kanalımıza, Google News'te
"""
"""With what invitations begin: to subscribe, to follow, to accept cookies, to comment."""

_SIGNS: Final = re.compile(r"^[\s\W_]+|[\s\W_]+$")
_SEPARATOR: Final = re.compile(r"\s*(?:[:：|–—»›>]|-(?=\s)|\.\.+|…)\s*")
_COUNT: Final = re.compile(r"\s*[(\[]?\s*\d[\d.,]*\s*[)\]]?\s*")
_APART: Final = re.compile(r"\s*,\s+")
_LEADING: Final = " \t\u00a0-–—•·*>»›|:.…\"'«“([#★☆▶►◄←→✅🔴📌👇"
_LONGEST_LABEL: Final = 100

_LONGEST_PROMPT: Final = 45
_LONGEST_SOURCE: Final = 8
_SHORTEST_OPEN: Final = 2
"""Words of a label that may be followed by a headline without a sign between: "اقرأ أيضا مصر تعلن…"."""


@remembered
def label_of(line: Line) -> Label | None:
    """The label that the line is, or begins with; None if it is none."""
    beginning = _SIGNS.sub("", fold(line.text[:_LONGEST_LABEL]))
    if len(line.text) < _LONGEST_LABEL:
        kind = _labels().get(beginning) or _labels().get(_SIGNS.sub("", _COUNT.sub(" ", beginning, count=1)))
        if kind is not None:
            return Label(kind, "")
    match = _openings().match(beginning)
    if match is None:
        return None
    label, sign = match[1], match[2] or ""
    kind = _labels()[label]
    separator = _SEPARATOR.search(line.text.lstrip(_LEADING)) if sign else None
    rest = (
        separator.string[separator.end() :]
        if separator is not None
        else " ".join(line.text.lstrip(_LEADING).split()[label.count(" ") + 1 :])
    )
    return Label(kind, rest) if _fits(kind, label, sign, rest, line) else None


def prompt(line: Line) -> bool:
    """Whether the line invites to something instead of telling something."""
    if line.words > _LONGEST_PROMPT:
        return False
    return _prompts().match(_SIGNS.sub("", fold(line.text[:_LONGEST_LABEL]))) is not None


def _fits(kind: LabelKind, label: str, sign: str, rest: str, line: Line) -> bool:
    """Whether what follows a label is what such a label has after it, and not the sentence that it begins."""
    told = len(rest.split())
    match kind:
        case "related":
            one_sentence = told <= LONGEST_HEADLINE and not rest.endswith(".")
            return one_sentence and (bool(sign) or label.count(" ") + 1 >= _SHORTEST_OPEN)
        case "tags":
            return bool(sign) and not rest.endswith((".", "؟", "?"))
        case "source":
            return ":" in sign and told <= _LONGEST_SOURCE and not _reported(rest)
        case "byline":
            named = not rest.rstrip(" :").endswith((".", "!", "?", "؟", "…", '"', "»"))
            return (bool(sign) or label in _BARE_BYLINES) and 0 < told <= _LONGEST_SOURCE and named
        case "code":
            return told == 1
        case "copyright":
            return told <= LONGEST_HEADLINE
        case "share" | "comments":
            return ":" in sign and told <= _LONGEST_SOURCE and not line.ends
        case "navigation" | "card":
            return False


LONGEST_HEADLINE: Final = 25
_BARE_BYLINES: Final = frozenset(map(fold, ("By", "Par", "Von", "Por", "بقلم", "Written by", "Reporting by", "Автор")))


def _reported(rest: str) -> bool:
    """Whether a source is not named but speaks, as in "Source: we saw it all"."""
    return rest.endswith((".", "!", "?", "؟", "»", '"')) and "." not in rest.rstrip(".")


@cache
def _labels() -> dict[str, LabelKind]:
    return {_SIGNS.sub("", fold(phrase)): kind for kind, phrases in LABELS.items() for phrase in _phrases(phrases)}


@cache
def _openings() -> re.Pattern[str]:
    longest_first = sorted(_labels(), key=len, reverse=True)
    return re.compile(f"({_any(longest_first)})(?:({_SEPARATOR.pattern})|\\s+(?=\\S))")


@cache
def _prompts() -> re.Pattern[str]:
    return re.compile(f"(?:{_any(fold(phrase) for phrase in _phrases(_PROMPTS))})")


def _phrases(listed: str) -> list[str]:
    return [phrase for phrase in _APART.split(" ".join(listed.split()) + ", ") if phrase]


def _any(phrases: Iterable[str]) -> str:
    return "|".join(map(re.escape, phrases))
