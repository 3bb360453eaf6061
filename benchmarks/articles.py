"""Articles to measure with: 3 kB in one of three languages, with words that repeat as they do in news."""

import random
from datetime import UTC, datetime

from streams.records import Article

ALERTS_ONE_IN = 50
"""How many of the articles of a throughput run name the actor of the rule."""
SENTENCES = {
    "ar": (
        "قال المتحدث في بيان اليوم إن الاجتماع ناقش ملف التعاون الاقتصادي بين الجانبين في حضور عدد من المسؤولين",
        "وأكدت تركيا أن المحادثات مع العراق مستمرة وأن اللجنة المشتركة سوف تعود إلى الملف في جلسة أخرى",
        "وأضاف أن الوفد بحث مع نظرائه مشروعات النقل والطاقة وتبادل الخبرات في مجال إدارة المياه",
        "ومن المقرر أن تعقد الجولة المقبلة من المشاورات خلال الشهر القادم على مستوى الخبراء",
        "ونقلت وسائل الإعلام عن مصادر مطلعة أن الطرفين اتفقا على تشكيل فريق عمل مشترك",
        "وشدد الوزير على أهمية احترام القانون الدولي وحل الخلافات عن طريق الحوار والوسائل السلمية",
    ),
    "en": (
        "The ministry said on Tuesday that the delegation had discussed trade and transit with its partners",
        "Officials in Egypt and Greece described the meeting as useful and agreed to continue next month",
        "He added that experts would draft a joint paper on water management before the next round",
        "The envoy declined to comment on reports that the agreement could be signed before the end of the year",
        "Local media quoted sources close to the talks as saying that several questions remained open",
        "The committee will publish a summary of its conclusions once both sides have approved the text",
    ),
    "ru": (
        "Представители сторон сообщили, что переговоры о транзите продолжатся на следующей неделе в столице",
        "Россия и Индия обсудили вопросы торговли и совместные проекты в области энергетики",
        "По словам собеседника агентства, проект соглашения будет подготовлен до конца года",
        "Участники встречи отметили важность диалога и договорились создать рабочую группу",
        "Комиссия опубликует итоги консультаций после того, как текст будет согласован",
    ),
}


def article(number: int, chance: random.Random, one_in: int = ALERTS_ONE_IN) -> Article:
    """An article of 3 kB in UTF-8, in one of three languages; every ``one_in``-th names the actor of the rule."""
    sentences = SENTENCES[chance.choice(sorted(SENTENCES))]
    body = f"{number} {'Miro Varlan' if number % one_in == 0 else ''}"
    while len(body.encode()) < 2600:
        body += f" {chance.choice(sentences)} {chance.randrange(1000)}."
    return Article(
        id=f"article-{number}",
        url=f"https://news.example/{number}",
        canonical_url=f"https://news.example/{number}",
        source="wire",
        publisher="Wire",
        title=f"Report number {number} of the day",
        body=body,
        fetched_at=datetime.now(UTC),
    )
