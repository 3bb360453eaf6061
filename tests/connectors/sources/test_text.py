"""Plain text files into articles."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.connector import NOTHING_REMEMBERED, NewArticles, Unchanged
from connectors.parsing.entries import MAXIMUM_BODY, Origin
from connectors.settings import DEFAULT_INTERVAL
from connectors.sources.text import TextConnector, article_from_text
from streams.errors import BadRecord
from streams.records import Article, derived_id
from tests.virtual_clock import START, VirtualClock

LONG = "word " * 50
FETCHED = datetime(2026, 4, 1, tzinfo=UTC)


def made(content: bytes | str, path: str = "a.txt", publisher: str = "") -> Article:
    body = content.encode() if isinstance(content, str) else content
    return article_from_text(body, Path(path), START, source="folder", publisher=publisher)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        pytest.param("Title\n\nFirst.\nSecond.\n", "Title", "First.\nSecond.", id="the first line is the title"),
        pytest.param("\n \n  Title  \nBody", "Title", "Body", id="empty lines before it do not count"),
        pytest.param("Title", "Title", "", id="a title alone"),
        pytest.param("Title\r\nBody\r\nMore", "Title", "Body\nMore", id="line ends of Windows"),
        pytest.param("x" * 200 + "\nBody", "x" * 200, "Body", id="as long as a title may be"),
        pytest.param(
            f"It begins with this sentence. {LONG}\nBody",
            "It begins with this sentence.",
            f"It begins with this sentence. {LONG}\nBody",
            id="a long first line: its first sentence, and the whole as body",
        ),
        pytest.param(
            f"قال الوزير إن المحادثات بدأت؟ {LONG}",
            "قال الوزير إن المحادثات بدأت؟",
            f"قال الوزير إن المحادثات بدأت؟ {LONG}".strip(),
            id="an Arabic question mark",
        ),
        pytest.param(
            f"U.S. envoys met on Friday. {LONG}",
            "U.S. envoys met on Friday.",
            f"U.S. envoys met on Friday. {LONG}".strip(),
            id="an abbreviation ends no sentence",
        ),
        pytest.param(LONG, ("word " * 39).strip() + "…", LONG.strip(), id="a sentence without an end: whole words"),
        pytest.param("x" * 300, "x" * 199 + "…", "x" * 300, id="a word without an end"),
    ],
)
def test_title_and_body(text: str, title: str, body: str) -> None:
    article = made(text)
    assert (article.title, article.body) == (title, body)


@pytest.mark.parametrize("content", [b"", b" \n\t\n", "\ufeff".encode(), b"\x00\x01"])
def test_a_file_without_text_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(BadRecord, match=r"a\.txt holds no text; write the title") as caught:
        made(content)
    assert caught.value.reason == "rejected"


def test_windows_1256_is_read() -> None:
    assert made("روسيا وقطر\nنص الخبر هنا".encode("cp1256")).title == "روسيا وقطر"


def test_the_same_text_is_the_same_article_under_any_name() -> None:
    assert made("T\nb", "a.txt").id == made("T\r\nb", "b.txt").id
    assert made("T\nb").id != made("T\nc").id


def test_where_it_stands_and_who_publishes() -> None:
    article = made("T\nb", "/news/a b.txt", publisher="Wire")
    assert article.url == "file:///news/a%20b.txt"
    assert (article.publisher, made("T").publisher) == ("Wire", "folder")


def test_a_very_long_text_is_cut_and_says_so() -> None:
    article = made("T\n" + "x" * (MAXIMUM_BODY + 1))
    assert len(article.body) == MAXIMUM_BODY
    assert article.extra == {"cut": "body"}


COPIED = """الرئيسية
أخبار
عودة القطار الجبلي إلى محطة الصنوبر بعد عامين من التوقف
الأحد 15 مارس 2026 - 09:21 م
عاد القطار الجبلي يوم الأحد إلى محطة الصنوبر بعد عامين من التوقف بسبب انهيار أحد الجسور.
وقال رئيس المحطة إن القطار سيقطع المسافة بين الصنوبر والوادي في ساعتين، وإن التذاكر نفدت.
المصدر: صحيفة الجبل
كلمات دلالية: قطار جبل محطة"""


def test_what_the_page_had_around_the_article_is_cut_read_and_named() -> None:
    article = article_from_text(COPIED.encode(), Path("a.txt"), FETCHED, source="folder", country="EG")
    assert article.title == COPIED.split("\n")[2]
    assert article.body == "\n".join(COPIED.split("\n")[4:6])
    assert article.extra["original_source"] == "صحيفة الجبل"
    assert article.extra["removed"].startswith("dateline 28, tags 27, source line 19, page header 14")
    assert article.published_raw == "الأحد 15 مارس 2026 - 09:21 م"
    assert article.published_at == datetime(2026, 3, 15, 19, 21, tzinfo=UTC)


def test_the_publisher_s_country_tells_the_zone_and_without_a_date_there_is_none() -> None:
    there = article_from_text(COPIED.encode(), Path("a.txt"), FETCHED, source="folder", time_zone="Asia/Baghdad")
    assert there.published_at == datetime(2026, 3, 15, 18, 21, tzinfo=UTC)
    assert made("T\nb").published_at is None


def test_a_text_that_would_lose_nearly_all_is_kept_whole_and_says_so() -> None:
    story = "The ferry opened again on Thursday, and the harbour master said so twice.\n" * 2
    other = "Loaf after loaf went to the schoolboys of the valley, as the baker had promised them.\n" * 60
    article = made(f"Ferry opens again\n{story}Source: Harbourwire\nRelated\n{other}")
    assert article.body.endswith(other.strip())
    assert article.extra["removed"].startswith("the text is kept whole: the cut would have taken 9")


def test_the_id_does_not_depend_on_what_is_cut() -> None:
    assert made("Title\nBy Ada Quill\nBody").id == derived_id("folder", "Title", "By Ada Quill\nBody")


def connector(base: Path, *patterns: str) -> TextConnector:
    return TextConnector("folder", DEFAULT_INTERVAL, Origin("folder", "Folder"), base, patterns, VirtualClock())


@pytest.mark.parametrize(
    ("pattern", "titles"),
    [
        pytest.param("one.txt", ["one"], id="a file"),
        pytest.param("*.txt", ["one", "two"], id="a pattern"),
        pytest.param("**/*.txt", ["one", "three", "two"], id="folders below"),
        pytest.param("../*/*/t*.txt", ["three"], id="a path upwards"),
        pytest.param("{absolute}/t*.txt", ["two"], id="an absolute path"),
        pytest.param("deep", [], id="a folder is no file"),
    ],
)
async def test_patterns(tmp_path: Path, pattern: str, titles: list[str]) -> None:
    base = tmp_path / "ba[s]e"
    (base / "deep").mkdir(parents=True)
    for name in ("one.txt", "two.txt", "deep/three.txt"):
        (base / name).write_text(Path(name).stem, "utf-8")
    if "{absolute}" in pattern:
        pattern = str(tmp_path / "*" / "t*.txt")
    poll = await connector(base, pattern).poll(NOTHING_REMEMBERED)
    assert isinstance(poll, NewArticles)
    assert sorted(article.title for article in poll.articles) == titles


async def test_a_bad_file_keeps_no_other_back(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("", "utf-8")
    (tmp_path / "b.txt").write_text("Title", "utf-8")
    poll = await connector(tmp_path, "*.txt").poll(NOTHING_REMEMBERED)
    assert isinstance(poll, NewArticles)
    assert [article.title for article in poll.articles] == ["Title"]
    (skipped,) = poll.skipped
    assert "a.txt holds no text" in skipped


async def test_no_files_yet_is_said_and_no_failure(tmp_path: Path) -> None:
    source = connector(tmp_path, "*.txt")
    poll = await source.poll(NOTHING_REMEMBERED)
    assert isinstance(poll, NewArticles)
    assert poll.skipped == (f"no file matches *.txt in {tmp_path}",)
    assert isinstance(await source.poll(poll.memory), Unchanged)
    (tmp_path / "a.txt").write_text("Title", "utf-8")
    poll = await source.poll(poll.memory)
    assert isinstance(poll, NewArticles)
    assert len(poll.articles) == 1
