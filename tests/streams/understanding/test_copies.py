"""Copies: what shares a fingerprint, what does not, and who came first."""

import pytest

from streams.records import Article, TaggedArticle
from streams.topics import TAGGED
from streams.understanding.copies import CopiesInMemory, CopyFolder, fingerprint, without_agency
from tests.streams.understanding.articles import article

ENGLISH = (
    "The foreign ministers of two neighbouring states met on Monday to speak about the border crossing that was closed "
    "last month, officials on both sides said after the talks ended."
)
ARABIC = (
    "بحث وزيرا خارجية البلدين الجارين يوم الاثنين مسألة المعبر الحدودي الذي أُغلق الشهر الماضي، وقال مسؤولون من "
    "الجانبين إن المحادثات انتهت من دون اتفاق على موعد لإعادة فتح المعبر أمام المسافرين والبضائع."
)


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(article("Another title", body=ENGLISH), id="retitled"),
        pytest.param(article(body=ENGLISH.upper()), id="case"),
        pytest.param(article(body=ENGLISH.replace(" ", "\n ").replace(",", " –")), id="white space and punctuation"),
        pytest.param(article(body="MOSCOW, Nov 3 (Agency) — " + ENGLISH), id="place, date and agency"),
        pytest.param(article(body="PARIS (AFP) – " + ENGLISH), id="place and agency"),
        pytest.param(article(body="LONDON - Reuters - " + ENGLISH), id="agency between dashes"),
        pytest.param(article(summary=ENGLISH), id="as a summary, without a body"),
    ],
)
def test_copies_share_a_fingerprint(copy: Article) -> None:
    assert fingerprint(copy) == fingerprint(article("Title", body=ENGLISH))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("(رويترز) - " + ARABIC, id="agency"),
        pytest.param("القاهرة في 3 نوفمبر /قنا/ - " + ARABIC, id="agency between strokes"),
        pytest.param("القاهرة - د ب أ: " + ARABIC, id="agency after a dash"),
        pytest.param(ARABIC.replace("أُغلق", "اغلق").replace("ي", "ى"), id="letters and vowel signs"),
    ],
)
def test_arabic_copies_share_a_fingerprint(body: str) -> None:
    assert fingerprint(article("عنوان", body=body)) == fingerprint(article("عنوان آخر", body=ARABIC))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(article(body=ENGLISH), article(body=ENGLISH.replace("two", "three")), id="another word"),
        pytest.param(article(body=ENGLISH + " 12"), article(body=ENGLISH + " 13"), id="another figure"),
        pytest.param(
            article("Border stays closed", body="More to follow."),
            article("Border opens again", body="More to follow."),
            id="short texts differ by title",
        ),
        pytest.param(article("Photos", id="a"), article("Photos", id="b"), id="too short to compare"),
        pytest.param(article(id="a"), article(id="b"), id="nothing to compare"),
    ],
)
def test_other_texts_do_not(one: Article, other: Article) -> None:
    assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("МОСКВА, 3 ноября. /ТАСС/. Министр прибыл.", "Министр прибыл.", id="ru: strokes"),
        pytest.param("МОСКВА, 3 ноя - РИА Новости. Министр прибыл.", "Министр прибыл.", id="ru: dash"),
        pytest.param("تهران - ایرنا - وزیر گفت", "وزیر گفت", id="fa: dashes"),
        pytest.param(
            "The minister (left) met his colleague.", "The minister (left) met his colleague.", id="no agency"
        ),
        pytest.param("Talks end. Both sides agree.", "Talks end. Both sides agree.", id="a plain sentence"),
    ],
)
def test_without_agency(text: str, expected: str) -> None:
    assert without_agency(text) == expected


async def test_the_first_article_is_no_copy_and_stays_none_when_handled_again() -> None:
    folder = CopyFolder(CopiesInMemory())
    batch = [TaggedArticle(article=article(body=ENGLISH, id=name), language="en") for name in ("a", "b")]
    once = await folder.handle(batch)
    again = await folder.handle(batch)
    assert once == again
    [(topic, first)], [(_, second)] = once
    assert isinstance(first, TaggedArticle)
    assert isinstance(second, TaggedArticle)
    assert topic is TAGGED
    assert (first.duplicate_of, second.duplicate_of) == (None, "a")
    assert first.story == second.story == f"story-{first.fingerprint[:16]}"
    assert [(why.decision, why.subject) for why in second.why] == [("copy", "a")]


async def test_an_edit_stays_in_its_story() -> None:
    folder = CopyFolder(CopiesInMemory())
    texts = [("a", ENGLISH), ("b", ENGLISH), ("b", ARABIC), ("c", ARABIC), ("b", ENGLISH)]
    batch = [TaggedArticle(article=article(body=body, id=name), language="en") for name, body in texts]
    once = await folder.handle(batch)
    assert await folder.handle(batch) == once
    folded = [record for ((_, record),) in once if isinstance(record, TaggedArticle)]
    assert {one.story for one in folded} == {f"story-{folded[0].fingerprint[:16]}"}
    assert [one.duplicate_of for one in folded] == [None, "a", None, "b", "a"]
    assert folded[2].fingerprint == folded[3].fingerprint != folded[0].fingerprint
