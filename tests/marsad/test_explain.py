"""``marsad explain``: a file, a page, an article of the topic; for people, for browsers, for scripts."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from typer.testing import CliRunner

from marsad import explaining, services
from marsad.cli import application
from marsad.config import parse
from marsad.explain_page import page
from marsad.explained_values import values
from marsad.explanation import SURNAME, Explanation
from marsad.options import Asked, settle
from streams.errors import MarsadError, SetupError
from streams.understanding.matcher import Matcher
from streams.understanding.tagger import Tagger
from tests.connectors.feeds import FeedServer, feed_server

RUNNER = CliRunner()
CONFIGURATION = """feeds: [{id: one, url: one.xml}]
fetch: {allow_addresses: [127.0.0.0/8], host_pause: 0s}
actors:
  - {id: al-harrasi, name: Salim al-Harrasi, country: OM, aliases: [Salim al-Harrasi, سالم الحراصي]}
  - id: qatar-foreign-ministry
    name: Ministry of Foreign Affairs of Qatar
    kind: ministry
    country: QA
    aliases: [Ministry of Foreign Affairs of Qatar, وزارة خارجية قطر]
rules: [{id: all, name: All, match: {languages: [ar]}, receivers: [desk]}]
receivers: [{id: desk, channels: [{kind: console}]}]
"""
ARABIC = """روسيا وأوكرانيا تتبادلان الأسرى
20 نوفمبر 2026
أتمت روسيا وأوكرانيا تبادل أسرى شمل ستة وثمانين شخصا من كل جانب، وفق بيان صدر مساء الخميس.
وقالت وزارة خارجية قطر إن طائرتين توقفتا قبل مواصلة الرحلة، وإن فريقا طبيا رافق المفرج عنهم حتى وصولهم.
وقال سالم الحراصي إن الجهود مستمرة للإفراج عن آخرين. وأضاف الحراصي أن جولة أخرى ستعقد خلال ثلاثة أسابيع.
اقرأ أيضا:
مالي والنيجر وبوركينا فاسو توقع ميثاقا أمنيا
حقوق النشر محفوظة © 2026
"""
PAGE = """<!doctype html><html lang="en"><head><title>Oman and Iran edge closer to a corridor</title>
<meta property="og:site_name" content="The Meridian">
<meta property="article:published_time" content="2026-11-17T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Oman and Iran edge closer to a corridor</h1>
<p>Oman said on Monday that talks with Iran had settled the paperwork for a shipping corridor, though not who would
insure it. "One document &lt;script&gt;alert(1)&lt;/script&gt; is a good day's work," said Salim al-Harrasi.</p>
<p>The Ministry of Foreign Affairs of Qatar welcomed the news 😀🇴🇲, and al-Harrasi thanked it for its help. Reading
it aloud took him an hour, and delegates of both sides will meet again before the year ends.</p>
<p>Share this article</p><p>Copyright 2026 The Meridian. All rights reserved.</p></article></body></html>
"""


@pytest.fixture(scope="module")
def one_tagger() -> Iterator[None]:
    """Loading the patterns takes a second; all configurations here are the same."""
    made = services.tagger(parse(Path("watch.yml"), CONFIGURATION, {}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "tagger", lambda _: made)
        yield


@pytest.fixture
def folder(tmp_path: Path, one_tagger: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "watch.yml").write_text(CONFIGURATION, "utf-8")
    (tmp_path / "exchange.txt").write_text(ARABIC, "utf-8")
    (tmp_path / "corridor.html").write_text(PAGE, "utf-8")
    return tmp_path


def explained(*words: str) -> str:
    result = RUNNER.invoke(application, ["explain", *words], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0, result.output + str(result.exception)
    return result.stdout


def data(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(explained(*words, "--json"))
    return found


async def explanation(folder: Path, named: str) -> Explanation:
    path = folder / "watch.yml"
    configuration = parse(path, CONFIGURATION, {})
    material = await explaining.found(configuration, settle(path, configuration, Asked()), named)
    return explaining.explanation_of(configuration, material)


def rows(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(row["surface"], row["id"], row["rule"]) for row in found["mentions"]}


def test_an_arabic_text(folder: Path) -> None:
    found = data("exchange.txt")
    assert found["language"]["code"] == "ar"
    assert {
        ("روسيا", "RU", "as written"),
        ("وأوكرانيا", "UA", "Arabic particle taken off"),
        ("قطر", "QA", "as written"),
        ("وزارة خارجية قطر", "qatar-foreign-ministry", "as written"),
        ("الحراصي", "al-harrasi", SURNAME),
    } <= rows(found)
    assert {row["id"] for row in found["countries"] if row["about"]} >= {"RU", "UA"}
    assert [piece["kind"] for piece in found["cut"]] == ["dateline", "related", "related", "copyright"]
    assert found["cut"][0]["text"] == "20 نوفمبر 2026"
    assert found["record"] is None
    texts = found["article"]
    for row in found["mentions"]:
        assert texts[row["field"]][row["start"] : row["end"]] == row["surface"]


def test_an_english_page_in_a_file(folder: Path) -> None:
    found = data("corridor.html")
    assert found["article"]["publisher"] == "The Meridian"
    assert found["article"]["published_at"] == "2026-11-17T10:00:00+00:00"
    assert {("Oman", "OM", "as written"), ("al-Harrasi", "al-harrasi", SURNAME)} <= rows(found)
    assert {"share bar", "copyright"} <= {piece["kind"] for piece in found["cut"]}
    assert "Reading" in {row["surface"] for row in found["refused"]}
    groups = {row["id"]: (row["group"], row["kind"]) for row in found["mentions"]}
    assert groups["OM"] == ("country", "country")
    assert groups["al-harrasi"] == ("person", "person")
    assert groups["qatar-foreign-ministry"] == ("organisation", "ministry")


def test_the_keys_for_scripts_stay(folder: Path) -> None:
    found = data("corridor.html")
    assert list(found) == [
        "article", "language", "mentions", "countries", "actors", "refused", "cut", "kept_whole", "record", "changed",
    ]  # fmt: skip
    assert list(found["article"]) == [
        "id", "url", "source", "publisher", "title", "lead", "body", "declared_language", "published_at", "fetched_at",
    ]  # fmt: skip
    assert list(found["mentions"][0]) == [
        "field", "start", "end", "surface", "group", "kind", "id", "name", "about", "pattern", "rule", "form",
        "language",
    ]  # fmt: skip
    assert list(found["countries"][0]) == ["id", "name", "kind", "group", "weight", "about", "why"]
    assert list(found["refused"][0]) == ["field", "start", "end", "surface", "kind", "id", "name", "reason"]
    assert list(found["cut"][0]) == ["kind", "text"]


def test_without_colours_mentions_stand_in_brackets(folder: Path) -> None:
    text = explained("exchange.txt")
    assert text.startswith("[روسيا|RU] [وأوكرانيا|UA] تتبادلان الأسرى\n")
    assert "[وزارة خارجية [قطر|QA]|qatar-foreign-ministry]" in text
    for part in ("Arabic particle taken off", "named in the title", "Cut before reading", "dateline:"):
        assert part in text
    assert "Reading" in explained("corridor.html").partition("Found and refused")[2]


def test_a_page_for_browsers_is_whole_and_escaped(folder: Path) -> None:
    assert explained("corridor.html", "--html") == "explain.html written; open it in a browser.\n"
    document = (folder / "explain.html").read_text("utf-8")
    assert document.startswith('<!DOCTYPE html>\n<html lang="en" dir="ltr">')
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in document
    tree = html.document_fromstring(document)
    assert not tree.xpath("//script | //link | //img | //iframe | //*[@src] | //@*[starts-with(name(), 'on')]")
    assert tree.xpath("//article/div[@class='text'][@dir='ltr'][@lang='en']")
    (outer,) = tree.xpath("//article//mark[mark]")
    assert outer.text_content() == "Ministry of Foreign Affairs of Qatar"
    assert outer.get("class").split()[0] == "organisation"
    assert outer.find("mark").get("class").split()[0] == "country"
    assert "QA · Qatar · country, mentioned · found by" in outer.find("mark").get("title")
    assert [node.text_content() for node in tree.xpath("//h1")] == ["Oman and Iran edge closer to a corridor"]
    body = " ".join(tree.xpath("//article/div[@class='text']")[0].text_content().split())
    assert "welcomed the news 😀🇴🇲, and al-Harrasi thanked" in body
    assert len(tree.xpath("//details")) == len(data("corridor.html")["cut"])


def test_an_arabic_page_runs_from_the_right(folder: Path) -> None:
    tree = html.document_fromstring(explained("exchange.txt", "-", "--html"))
    assert tree.xpath("//h1[@dir='rtl'][@lang='ar']/mark/text()") == ["روسيا", "وأوكرانيا"]
    assert tree.xpath("//div[@class='text'][@dir='rtl'][@lang='ar']")
    assert not (folder / "explain.html").exists()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("corridor.html", "page.html", "--html"), id="option last"),
        pytest.param(("--html", "corridor.html", "page.html"), id="option first"),
        pytest.param(("corridor.html", "--html", "page.html"), id="option between"),
    ],
)
def test_where_the_page_goes(folder: Path, words: tuple[str, ...]) -> None:
    explained(*words)
    assert (folder / "page.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_an_article_of_the_topic_by_its_id_or_the_beginning(folder: Path) -> None:
    options = ["--data", str(folder / "data")]
    ingested = RUNNER.invoke(application, ["ingest", "exchange.txt", "--json", *options])
    assert ingested.exit_code == 0, ingested.output
    identifier = json.loads(ingested.stdout.splitlines()[-1])["article"]
    whole = data(identifier, *options)
    assert whole["article"]["id"] == identifier
    assert whole["record"]["story"]
    assert whole["changed"] == ""
    assert rows(whole) == rows(data("exchange.txt"))
    assert data(identifier[:6], *options) == whole
    none = RUNNER.invoke(application, ["explain", "ffff0000", *options])
    assert "no tagged article whose id begins so" in str(none.exception)


def test_what_was_tagged_otherwise_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = ["--data", str(folder / "data")]
    ingested = RUNNER.invoke(application, ["ingest", "exchange.txt", "--json", *options])
    identifier = json.loads(ingested.stdout.splitlines()[-1])["article"]
    monkeypatch.setattr(services, "tagger", lambda _: Tagger(Matcher(())))
    changed = data(identifier, *options)["changed"]
    assert changed.startswith("It was tagged otherwise when it came")
    assert "RU" in changed
    assert changed.endswith("now none.")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(("nothing.txt",), "there is no file 'nothing.txt'; mend the path", id="no file"),
        pytest.param(
            ("deadbeef", "--data", "nowhere"),
            "no file 'deadbeef', so it is taken for an article's id: there is no data in",
            id="no data",
        ),
        pytest.param(("ftp://example.org/a",), "is no address of a page", id="no web address"),
        pytest.param(("empty.txt",), "holds no text", id="empty file"),
        pytest.param(("empty.html",), "no article was found on the page; save its text", id="page without an article"),
        pytest.param(("many.jsonl",), "holds many articles", id="many articles"),
        pytest.param((".",), "is not a file", id="folder"),
        pytest.param(("exchange.txt", "--html", "--json"), "exclude each other", id="page and JSON"),
        pytest.param(("exchange.txt", "page.html"), "add --html", id="page without the option"),
        pytest.param(("exchange.txt", "no/folder.html", "--html"), "cannot be written", id="folder that is missing"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(folder: Path, words: tuple[str, ...], sentence: str) -> None:
    (folder / "empty.txt").write_text(" \n", "utf-8")
    (folder / "empty.html").write_text("<html><body><p></p></body></html>", "utf-8")
    (folder / "many.jsonl").write_text("{}\n", "utf-8")
    result = RUNNER.invoke(application, ["explain", *words])
    assert isinstance(result.exception, SetupError)
    assert sentence in str(result.exception)
    assert "\n" not in str(result.exception)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as one:
        yield one


async def test_a_page_of_the_web(server: FeedServer, folder: Path) -> None:
    url = server.serve("/news/corridor", PAGE.encode(), Content_Type="text/html; charset=utf-8")
    found = values(await explanation(folder, url))
    assert found["article"]["url"] == url
    assert found["article"]["publisher"] == "The Meridian"
    assert found["cut"]
    assert [request.path for request in server.requests] == ["/robots.txt", "/news/corridor"]
    assert f'href="{url}"' in page(await explanation(folder, url))


@pytest.mark.parametrize(
    ("robots", "content_type", "reason"),
    [
        pytest.param(b"User-agent: *\nDisallow: /\n", "text/html", "robots.txt", id="not permitted"),
        pytest.param(b"", "application/pdf", "it is application/pdf, not a page", id="no page"),
    ],
)
async def test_a_page_that_cannot_be_had(
    server: FeedServer, folder: Path, robots: bytes, content_type: str, reason: str
) -> None:
    server.serve("/robots.txt", robots, Content_Type="text/plain")
    url = server.serve("/a", PAGE.encode(), Content_Type=content_type)
    with pytest.raises(MarsadError, match="gives no article") as error:
        await explanation(folder, url)
    assert reason in str(error.value)
