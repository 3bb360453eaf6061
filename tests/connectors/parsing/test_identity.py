"""By what an item is known again, and by what an edit of it is told."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from connectors.parsing.entries import Entry, Origin
from connectors.parsing.identity import aliases, content_mark, folded_title
from connectors.parsing.parsed_feed import ParsedFeed, parsed_feed
from streams.records import Article, derived_id

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORIGIN = Origin("wire", "Wire")
FIRST = Entry(guid="1", link="https://wire.example/a-1", title="Talks open", summary="In short", body="At length")


def read(*entries: Entry) -> ParsedFeed:
    return parsed_feed(entries, ORIGIN, NOW, base_url="", dialect="")


def only(entry: Entry) -> Article:
    (one,) = read(entry).articles
    return one


@dataclass(frozen=True)
class Same:
    """Entries of one document, and what identifies each."""

    entries: tuple[Entry, ...]
    identities: tuple[tuple[str, ...], ...]


A = "https://wire.example/a-1"
B = "https://wire.example/b-2"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(Same((FIRST,), (("1",),)), id="the guid"),
        pytest.param(Same((replace(FIRST, guid=""),), ((A,),)), id="else the address"),
        pytest.param(Same((Entry(title="t", summary="s", body="b"),), (("t", "s", "b"),)), id="else title and text"),
        pytest.param(
            Same((FIRST, replace(FIRST, link=B, title="Others")), ((A,), (B,))),
            id="a guid of two items identifies neither",
        ),
        pytest.param(
            Same(
                (FIRST, replace(FIRST, title="Others")),
                (("url+title", A, "talks open"), ("url+title", A, "others")),
            ),
            id="a guid and an address of two items",
        ),
        pytest.param(
            Same(
                (replace(FIRST, guid="", link=f"{A}#1"), replace(FIRST, guid="", link=f"{A}#2", title="Others")),
                (("url+title", A, "talks open"), ("url+title", A, "others")),
            ),
            id="a live blog without guids",
        ),
        pytest.param(
            Same(
                (FIRST, replace(FIRST, link=B, title="Others"), replace(FIRST, guid="3", link=B)), ((A,), (B,), ("3",))
            ),
            id="the others keep their guids",
        ),
        pytest.param(
            Same((FIRST, replace(FIRST, link=f"{A}?utm_source=rss", title="Talks  open!")), (("1",),)),
            id="the same item twice is one",
        ),
        pytest.param(
            Same((Entry(guid="1", title="a"), Entry(guid="1", title="b")), (("a", "", ""), ("b", "", ""))),
            id="a guid of two items without addresses",
        ),
    ],
)
def test_what_identifies_the_items_of_a_document(case: Same) -> None:
    result = read(*case.entries)
    assert [one.id for one in result.articles] == [derived_id("wire", *identity) for identity in case.identities]
    assert len(result.articles) + result.repeated == len(case.entries)


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        pytest.param({"guid": "2"}, True, id="another guid"),
        pytest.param(
            {"guid": "", "link": "http://m.wire.example/a-1?utm_source=x"}, True, id="no guid, another device"
        ),
        pytest.param({"guid": "2", "title": "TALKS  open."}, True, id="another spelling of the title"),
        pytest.param({"guid": "2", "body": "Edited"}, True, id="another text"),
        pytest.param({"guid": "2", "title": "Talks fail"}, False, id="another title"),
        pytest.param({"guid": "2", "link": "https://wire.example/a-2"}, False, id="another address"),
    ],
)
def test_an_item_whose_guid_changed_is_known_again(changes: dict[str, Any], same: bool) -> None:
    before, after = only(FIRST), only(replace(FIRST, **changes))
    known = {before.id, *aliases(before)}
    assert bool(known & {after.id, *aliases(after)}) is same


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        pytest.param({}, True, id="another guid alone"),
        pytest.param({"body": "Other text"}, False, id="another text"),
        pytest.param({"title": "Other"}, False, id="another title"),
    ],
)
@pytest.mark.parametrize("link", ["", "https://wire.example/"], ids=["no address", "the front page"])
def test_an_item_without_an_address_of_its_own_is_known_by_its_text(
    link: str, changes: dict[str, Any], same: bool
) -> None:
    first = replace(FIRST, link=link)
    before, after = only(first), only(replace(first, guid="2", **changes))
    assert bool(set(aliases(before)) & set(aliases(after))) is same


def test_aliases_are_scoped_to_the_feed() -> None:
    here = only(FIRST)
    assert not set(aliases(here)) & set(aliases(msgspec.structs.replace(here, source="other")))


def test_nothing_is_its_own_alias() -> None:
    for article in read(FIRST, replace(FIRST, title="Others")).articles:
        assert article.id not in aliases(article)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        pytest.param("At length", "At  length\n\n", True, id="spaces"),
        pytest.param("گفت‌وگو", "گفتوگو\u200f", True, id="invisible characters"),
        pytest.param("منذ 5 دقائق\nنص", "منذ ساعتين\nنص", True, id="a relative time in Arabic"),
        pytest.param("نص | منذ دقيقة", "نص | منذ 9 دقائق", True, id="a relative time in a line"),
        pytest.param("5 minutes ago\nText", "an hour ago\nText", True, id="in English"),
        pytest.param("۵ دقیقه پیش\nمتن", "۲ ساعت پیش\nمتن", True, id="in Persian"),
        pytest.param("5 минут назад\nТекст", "час назад\nТекст", True, id="in Russian"),
        pytest.param("3 dakika önce\nMetin", "2 saat önce\nMetin", True, id="in Turkish"),
        pytest.param("Text\n1,234 views", "Text\n1,235 views", True, id="a counter"),
        pytest.param("نص\nعدد المشاهدات: 12", "نص\nعدد المشاهدات: ١٣", True, id="a counter in Arabic"),
        pytest.param("Текст\nПросмотров: 12", "Текст\nПросмотров: 13", True, id="a counter in Russian"),
        pytest.param("Text\nShare on Facebook | WhatsApp", "Text", True, id="share buttons"),
        pytest.param("نص\nشارك فيسبوك تويتر واتساب", "نص", True, id="share buttons in Arabic"),
        pytest.param("Last updated 12:05\nText", "Last updated 12:10\nText", True, id="the time of the update"),
        pytest.param("5 killed", "7 killed", False, id="a toll"),
        pytest.param("مقتل 5 أشخاص", "مقتل 7 أشخاص", False, id="a toll in Arabic"),
        pytest.param("The talks open.", "The talks close.", False, id="a word"),
        pytest.param("One.", "One.\nTwo.", False, id="another paragraph"),
        pytest.param("Talks on Monday", "Talks on Tuesday", False, id="a weekday"),
    ],
)
def test_what_counts_as_an_edit(before: str, after: str, same: bool) -> None:
    first, second = (content_mark(only(replace(FIRST, body=body))) for body in (before, after))
    assert (first == second) is same


def test_moving_text_between_fields_is_an_edit() -> None:
    assert content_mark(only(replace(FIRST, summary="Words", body=""))) != content_mark(
        only(replace(FIRST, summary="", body="Words"))
    )


@pytest.mark.parametrize(
    ("title", "folded"),
    [
        pytest.param("«Talks»: Open!", "talks open", id="punctuation and case"),
        pytest.param("أحـمـد  إلى عُمان", "احمد الي عمان", id="Arabic letters and marks"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_folded_titles(title: str, folded: str) -> None:
    assert folded_title(title) == folded


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        pytest.param(
            Entry(summary="They arrived in Muscat. More."), "They arrived in Muscat.", id="its first sentence"
        ),
        pytest.param(Entry(body="وصل الوفد إلى مسقط اليوم؟ نعم"), "وصل الوفد إلى مسقط اليوم؟", id="in Arabic"),
        pytest.param(Entry(body="word " * 100), ("word " * 39).strip() + "…", id="whole words"),
        pytest.param(Entry(link=A), "", id="an address alone has none"),
    ],
)
def test_an_item_without_a_title_is_headed_by_its_text(entry: Entry, title: str) -> None:
    article = only(entry)
    assert article.title == title
    assert article.extra.get("title_from") == ("text" if title else None)
