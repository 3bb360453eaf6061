"""HTML pages, invented, into articles."""

import pickle
import subprocess
import sys

import pytest

from connectors.extraction import ExtractedPage, NoArticle, extract_page

ADDRESS = "https://gazette.example/2026/03/ferry"
PARAGRAPHS = [
    "The ferry line between Meridian and the outer islands opened again on Thursday after a winter of repairs.",
    "Engineers had worked on the piers since October, and the harbour master said that they had done well.",
    "Islanders waited on the quay from the early morning to see the first ferry of the year come in.",
    "The council of the islands meets again in April to decide on the fares, which nobody expects to fall.",
]
TITLE = "Ferry line to Meridian opens again after a winter of repairs"
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(head: str = "", story: str = STORY, *, title: str = TITLE, language: str = "en") -> bytes:
    return (
        f"<!DOCTYPE html><html lang={language}><head><meta charset=utf-8><title>{title} | Gazette</title>{head}</head>"
        "<body><nav><a href=/>Home</a> <a href=/world>World</a></nav>"
        f"<article><h1>{title}</h1>{story}</article>"
        "<aside><a href=/loaf>Bakery bakes its millionth loaf</a></aside><footer>All rights reserved</footer>"
    ).encode()


def read(body: bytes, url: str = ADDRESS, charset: str = "", language: str = "") -> ExtractedPage:
    found = extract_page(body, url, charset, language)
    assert isinstance(found, ExtractedPage)
    return found


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


NEWS = (
    '{"@type":"NewsArticle","headline":"From JSON-LD","datePublished":"2026-03-12T10:15:00+01:00",'
    '"publisher":{"@type":"Organization","name":"The Gazette"},"author":[{"name":"Ada Quill"},{"name":"Ben Ink"}],'
    '"inLanguage":"en-GB"}'
)


def test_the_article_without_what_stands_around_it() -> None:
    found = read(page(story=f"{STORY}<p>Read also</p><ul><li>Choir of retired miners sings for all</li></ul>"))
    assert found.title == TITLE
    assert found.text == "\n".join(PARAGRAPHS)
    assert found.how == "trafilatura"
    assert sum(piece.characters for piece in found.removed if piece.kind == "related") > 0


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(ld(NEWS), id="one object"),
        pytest.param(ld(f'[{{"@type":"WebSite","name":"x"}},{NEWS}]'), id="an array"),
        pytest.param(ld(f'{{"@graph":[{{"@type":"BreadcrumbList"}},{NEWS}]}}'), id="a graph"),
        pytest.param(ld(NEWS.replace('"NewsArticle"', '["Thing","ReportageNewsArticle"]')), id="several types"),
        pytest.param(
            ld(NEWS.replace('"@type"', '"description":"two\nlines","@type"', 1)), id="a line break in a string"
        ),
        pytest.param(ld(NEWS[:-1] + ",}"), id="a comma too many"),
        pytest.param(ld(f"<!--\n{NEWS}\n-->"), id="in a comment"),
        pytest.param(ld(f"//<![CDATA[\n{NEWS}\n//]]>"), id="in a CDATA section"),
        pytest.param(ld(f"{NEWS};"), id="with a semicolon"),
        pytest.param(ld("{broken") + ld(NEWS), id="after a script that cannot be read"),
        pytest.param(ld("[" * 100_000) + ld(NEWS), id="after a script that is nested without end"),
        pytest.param(
            ld(NEWS.replace("From JSON-LD", "Another story").replace("}", "}", 1))
            + ld(
                NEWS.replace('"@type"', f'"url":"{ADDRESS}","@type"', 1).replace("Ada", "Ida", 1).replace("Ida", "Ada")
            ),
            id="the one at the page's address among several",
        ),
    ],
)
def test_json_ld(script: str) -> None:
    found = read(page(script))
    assert (found.title, found.publisher, found.language) == ("From JSON-LD", "The Gazette", "en-GB")
    assert (found.published_raw, found.author) == ("2026-03-12T10:15:00+01:00", "Ada Quill, Ben Ink")


def test_a_publisher_that_is_referred_to() -> None:
    graph = NEWS.replace('{"@type":"Organization","name":"The Gazette"}', '{"@id":"#us"}')
    assert read(page(ld(f'{{"@graph":[{graph},{{"@id":"#us","name":"Us"}}]}}'))).publisher == "Us"


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        pytest.param(
            '<meta property="article:published_time" content="2026-03-12">', "published_raw", "2026-03-12", id="date"
        ),
        pytest.param(
            '<meta itemprop="datePublished" content="12 March 2026">', "published_raw", "12 March 2026", id="item"
        ),
        pytest.param('<meta property="og:site_name" content="Gazette">', "publisher", "Gazette", id="site name"),
        pytest.param(
            (
                '<meta property="og:title" content="Other title | Gazette"><meta property="og:site_name" '
                'content="Gazette">'
            ),
            "title",
            "Other title",
            id="title without the site",
        ),
        pytest.param(
            '<link rel="canonical" href="/a/1">', "canonical_url", "https://gazette.example/a/1", id="canonical"
        ),
        pytest.param('<link rel="canonical" href="/">', "canonical_url", "", id="the front page is not the article"),
        pytest.param(
            '<meta property="og:url" content="https://gazette.example/b">',
            "canonical_url",
            "https://gazette.example/b",
            id="og url",
        ),
        pytest.param('<meta name="author" content="Ada Quill">', "author", "Ada Quill", id="author"),
        pytest.param(
            '<meta name="original-source" content="https://www.wire.example/x">',
            "original_source",
            "wire.example",
            id="original source",
        ),
    ],
)
def test_meta_elements(head: str, field: str, value: str) -> None:
    assert getattr(read(page(head)), field) == value


def test_a_date_in_a_time_element_and_one_in_the_text() -> None:
    inside = f"<header><time datetime='2026-03-12T10:15Z'>Thursday</time></header>{STORY}"
    assert read(page(story=inside)).published_raw == "2026-03-12T10:15Z"
    assert read(page(story=f"<p>Published: 12 March 2026</p>{STORY}")).published_raw == "12 March 2026"


def test_a_headline_that_json_ld_cuts_is_completed() -> None:
    assert read(page(ld(NEWS.replace("From JSON-LD", f"{TITLE[:30]}…")))).title == TITLE


def test_the_body_of_json_ld_where_the_page_shows_only_its_beginning() -> None:
    body = " ".join(PARAGRAPHS)
    found = read(page(ld(NEWS[:-1] + f',"articleBody":"{body}"}}'), story=f"<p>{PARAGRAPHS[0]}</p>"))
    assert (found.text, found.how) == (body, "json-ld")


@pytest.mark.parametrize(
    ("declared", "charset"),
    [
        pytest.param("windows-1256", "", id="in the markup"),
        pytest.param("", "windows-1256", id="in the header"),
    ],
)
def test_the_encoding(declared: str, charset: str) -> None:
    story = "".join(
        f"<p>عاد القطار الجبلي يوم الأحد إلى محطة الصنوبر رقم {number} بعد عامين من التوقف.</p>" for number in range(9)
    )
    markup = page(story=story, title="عودة القطار الجبلي إلى محطة الصنوبر").decode().replace("utf-8", declared or "x")
    assert read(markup.encode("cp1256"), charset=charset).text.startswith("عاد القطار الجبلي")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "the page is empty", id="nothing"),
        pytest.param(b"<!-- -->", "the page is empty", id="a comment"),
        pytest.param(
            b"<html><body><div id=app></div></body></html>", "no article was found on the page", id="an empty frame"
        ),
        pytest.param(
            page(title="Just a moment...", story="<p>Checking that you are not a robot, it takes a second or two.</p>"),
            "a challenge for robots answered in the article's place",
            id="a challenge",
        ),
        pytest.param(
            page(title="404 Not Found", story="<p>We are sorry, there is nothing here that we could show you.</p>"),
            "an error page answered in the article's place",
            id="an error",
        ),
        pytest.param(
            page(
                story=(
                    "<p>We and our 1431 partners store and/or access information on a device, such as unique names.</p>"
                )
            ),
            "a consent wall answered in the article's place",
            id="a consent wall",
        ),
        pytest.param(
            page(story=("<p>Subscribe to continue reading this article and all the others of our fine newspaper.</p>")),
            "a paywall answered in the article's place",
            id="a paywall",
        ),
    ],
)
def test_no_article(body: bytes, reason: str) -> None:
    assert extract_page(body, ADDRESS) == NoArticle(reason)


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("<" * 200_000, id="only openings"),
        pytest.param("<div>" * 100_000 + "deep", id="deep nesting"),
        pytest.param("<p " + " ".join(f"a{number}='1'" for number in range(200_000)) + ">x", id="attributes"),
        pytest.param(
            "<p " + " ".join(f"a{number}='<>'" for number in range(200_000)) + ">x", id="quoted brackets in attributes"
        ),
        pytest.param("<!--" * 100_000, id="comments that never end"),
        pytest.param("&" * 500_000, id="ampersands"),
        pytest.param("<table>" * 20_000, id="tables in tables"),
    ],
)
@pytest.mark.timeout(30)
def test_hostile_pages_come_to_an_end(hostile: str) -> None:
    extract_page(hostile.encode(), ADDRESS)


def test_answers_can_be_pickled() -> None:
    found = read(page(ld(NEWS)))
    assert pickle.loads(pickle.dumps(found)) == found


def test_parsers_are_loaded_only_for_the_first_page() -> None:
    asked = "import sys, connectors.extraction; print({'lxml', 'trafilatura'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "set()"
