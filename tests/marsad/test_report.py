"""What commands print, for people and for scripts."""

import json
from datetime import UTC, datetime

import pytest

from marsad import report
from marsad.secrets import redaction
from streams.engines import TopicDescription
from streams.errors import SetupError
from streams.records import Alert, Article, ArticleReference, DeadLetter, TaggedArticle, Weighted, Why

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SECRET = "open-sesame-in-the-report"
LETTER = DeadLetter(
    id="0123456789abcdef0123",
    stage="tag",
    topic="articles",
    position="1-0",
    reason="schema",
    error=f"not a valid Article: {SECRET}",
    at=AT,
    payload=b'{"body": "\xff open-sesame-in-the-report"}',
    payload_bytes=40,
    traceback=f"a traceback with {SECRET}",
)


@pytest.fixture(autouse=True)
def known_secret() -> None:
    redaction.add([SECRET])


def test_topics(capsys: pytest.CaptureFixture[str]) -> None:
    topics = [TopicDescription("articles", 4, 1234, -1, 172_800), TopicDescription("tagged", 1, 0, 2048, 3600)]
    report.topic_table(topics, as_json=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {
        "topic": "articles",
        "partitions": 4,
        "records": 1234,
        "bytes": -1,
        "retention_seconds": 172_800,
    }
    report.topic_table(topics, as_json=False)
    words = capsys.readouterr().out
    for part in ("1,234", "unknown", "48 h", "2 KiB", "1 h"):
        assert part in words


@pytest.mark.parametrize("as_json", [True, False])
def test_a_dead_letter_shows_everything_but_secrets(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    report.letter_table([LETTER], as_json=as_json)
    report.letter_whole(LETTER, as_json=as_json)
    shown = capsys.readouterr().out
    assert SECRET not in shown
    assert "[secret]" in shown
    for part in ("0123456789", "tag", "schema", "articles", "a traceback with"):
        assert part in shown
    if as_json:
        listed, whole = map(json.loads, shown.splitlines())
        assert listed.items() <= whole.items()
        assert whole["payload"] == '{"body": "\\xff [secret]"}'


def test_no_dead_letters(capsys: pytest.CaptureFixture[str]) -> None:
    report.letter_table([], as_json=False)
    assert capsys.readouterr().out == "No dead letters.\n"
    report.letter_table([], as_json=True)
    assert capsys.readouterr().out == ""


def test_a_long_payload_is_cut_for_people_and_whole_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    letter = DeadLetter(
        id="1",
        stage="tag",
        topic="articles",
        position="1",
        reason="schema",
        error="e",
        at=AT,
        payload=b"x" * 5000,
        payload_bytes=5000,
    )
    report.letter_whole(letter, as_json=False)
    assert "… 1,000 more characters; all of it with --json" in capsys.readouterr().out
    report.letter_whole(letter, as_json=True)
    assert len(json.loads(capsys.readouterr().out)["payload"]) == 5000


def test_a_fault_without_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    report.problems(SetupError(f"no such thing as {SECRET}"), as_json=True)
    report.problems(SetupError(f"no such thing as {SECRET}"), as_json=False)
    output, errors = capsys.readouterr()
    assert json.loads(output) == {"ok": False, "problems": [{"message": "no such thing as [secret]"}]}
    assert errors == "marsad: no such thing as [secret]\n"


def test_ingested_articles_and_their_alerts(capsys: pytest.CaptureFixture[str]) -> None:
    article = Article(
        id="a", url="u", canonical_url="u", source="ingest", publisher="p", title="محادثات في مسقط", fetched_at=AT
    )
    item = TaggedArticle(
        article=article, language="ar", countries=(Weighted(id="OM", weight=0.75, about=True),), story="a"
    )
    reference = ArticleReference(
        id="a", url="u", title="t", publisher="p", source="ingest", language="ar", fetched_at=AT
    )
    why = (Why(decision="match", subject="countries", reason="country OM in the title"),)
    alert = Alert(
        id="x",
        rule="oman",
        rule_name="Oman",
        story="a",
        severity="high",
        reason="first",
        receivers=("desk",),
        at=AT,
        articles=(reference,),
        why=why,
    )
    report.ingested([item], [alert], as_json=True)
    answer = json.loads(capsys.readouterr().out)
    assert answer["title"] == "محادثات في مسقط"
    assert answer["countries"] == [{"id": "OM", "weight": 0.75, "about": True}]
    assert [(one["rule"], one["why"]) for one in answer["alerts"]] == [("oman", ["countries: country OM in the title"])]
    report.ingested([item], [], as_json=False)
    words = capsys.readouterr().out
    assert "OM 0.75" in words
    assert "محادثات في مسقط" in words
