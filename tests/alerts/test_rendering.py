"""What an alert looks like, whatever the article brings."""

import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.channels.email import message
from alerts.direction import PDI, RLM, is_right_to_left, one_line
from alerts.rendering import html, plain, slack_blocks, summary, web_link
from streams.records import FeedEventKind, Why
from tests.alerts.samples import alert, delivery, feed_alert
from tests.stand_ins import within_slack_limits

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=400)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_a_line_is_a_line(text: str) -> None:
    line = one_line(text, 100)
    assert len(line) <= 100
    assert len(line.splitlines()) <= 1
    assert line == one_line(line, 100)
    line.encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(title=ANY_TEXT, publisher=ANY_TEXT, reason=ANY_TEXT, url=ANY_TEXT.map("https://x.example/".__add__))
def test_any_article_gives_a_mail_with_our_headers_only_and_blocks_that_slack_takes(
    title: str, publisher: str, reason: str, url: str
) -> None:
    reference = msgspec.structs.replace(alert().articles[0], title=title, publisher=publisher, url=url)
    one = alert(articles=(reference,), why=(Why(decision="keywords", subject="", reason=reason),) * 40)
    parsed = message_from_bytes(
        message(delivery(), one, "a@b.example", "c@d.example").as_bytes(), EmailMessage, policy=SMTP
    )
    assert set(parsed.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "X-Marsad-Alert",
        "X-Marsad-Delivery",
        "MIME-Version",
        "Content-Type",
    }
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    assert within_slack_limits(slack_blocks(one))
    json.dumps(slack_blocks(one)).encode("utf-8")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)


@settings(max_examples=100, deadline=None)
@given(ANY_TEXT)
def test_no_article_adds_a_tag(text: str) -> None:
    tags = _Tags()
    tags.feed(html(alert(f"<img src=x onerror=y>{text}")))
    assert tags.tags <= {"html", "head", "meta", "title", "body", "p", "strong", "bdi", "div", "h2", "a", "ul", "li"}


@pytest.mark.parametrize(
    ("url", "link"),
    [
        pytest.param("https://a.example/b?c=d&e=f", "https://a.example/b?c=d&e=f", id="as it is"),
        pytest.param("javascript:alert(1)", "", id="a script"),
        pytest.param("java\nscript:alert(1)", "", id="a script, broken in two"),
        pytest.param(" https://a.example/\x1b[2J b", "https://a.example/[2Jb", id="controls and space"),
        pytest.param("http://[", "", id="no address"),
        pytest.param("https://a.example/" + "x" * 3000, "", id="too long"),
    ],
)
def test_links_are_to_the_web(url: str, link: str) -> None:
    assert web_link(url) == link


@pytest.mark.parametrize(
    ("text", "language", "does"),
    [
        pytest.param("EU عقوبات", "ar", True, id="the language decides"),
        pytest.param("EU عقوبات", "und", False, id="the first strong character"),
        pytest.param("\u2068عقوبات\u2069 EU", "", False, id="an isolate does not count"),
        pytest.param("2026 عقوبات", "", True, id="figures do not count"),
        pytest.param("123", "", False, id="nothing strong"),
    ],
)
def test_which_way_a_line_runs(text: str, language: str, does: bool) -> None:
    assert is_right_to_left(text, language) is does


def test_plain_text_keeps_the_directions_apart() -> None:
    lines = plain(alert("EU: عقوبات")).splitlines()
    assert f"{RLM}EU: عقوبات" in lines
    assert f"\u2068وكالة الخليج{PDI} · OM, IR · 20 Nov 2026 11:59 UTC" in lines


def test_the_summary_is_one_line_of_the_length_asked_for() -> None:
    assert summary(alert("x" * 500)).endswith("…")
    assert len(summary(alert("x" * 500), 80)) == 80


@pytest.mark.parametrize(
    ("kind", "headline", "since"),
    [
        pytest.param("broken", "Feed riwaq cannot be read", "since", id="broken"),
        pytest.param("recovered", "Feed riwaq works again", "broken since", id="recovered"),
        pytest.param("missed items", "Feed riwaq lost items between two polls", "last read", id="missed items"),
        pytest.param("silent", "Feed riwaq has fallen silent", "last article", id="silent"),
        pytest.param("resumed", "Feed riwaq brings articles again", "silent since", id="resumed"),
    ],
)
def test_what_happened_to_a_feed_is_told_without_an_article(kind: FeedEventKind, headline: str, since: str) -> None:
    one = feed_alert(kind=kind)
    moments = f"{since} 20 Nov 2026 10:59 UTC · noticed 20 Nov 2026 11:59 UTC"
    assert summary(one) == f"HIGH: Envoys in the Gulf: {headline}"
    assert plain(one).splitlines()[1:] == [
        "",
        headline,
        f"\u2068رواق{PDI} · {moments}",
        "",
        "Why (feed event):",
        f"- \u2068Feed riwaq cannot be read: the server answered 503.{PDI}",
    ]
    _, title, particulars, why = slack_blocks(one)
    assert title["text"]["text"] == headline
    assert particulars["elements"][0]["text"] == f"\u2068رواق{PDI} · {moments}"
    assert "the server answered 503" in why["text"]["text"]
    assert f">{headline}</h2>" in html(one)
    assert "the server answered 503" in html(one)


@settings(max_examples=100, deadline=None)
@given(feed=ANY_TEXT, publisher=ANY_TEXT, reason=ANY_TEXT)
def test_any_feed_gives_a_mail_without_a_tag_of_its_own_and_blocks_that_slack_takes(
    feed: str, publisher: str, reason: str
) -> None:
    one = feed_alert(feed=f"<b>{feed}", publisher=publisher, reason=f"<i>{reason}")
    tags = _Tags()
    tags.feed(html(one))
    assert not tags.tags & {"b", "i"}
    assert within_slack_limits(slack_blocks(one))
    assert len(summary(one).splitlines()) == 1
    message(delivery(), one, "a@b.example", "c@d.example").as_bytes()
