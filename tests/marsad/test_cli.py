"""The command line: what each command says of itself, and the answers that need no server."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marsad import __version__
from marsad.cli import application
from marsad.environment import VARIABLES

RUNNER = CliRunner()


def said(*words: str) -> str:
    """The output of a command that ends well, in one line without the frames."""
    result = RUNNER.invoke(application, [*words], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0, result.output
    return " ".join(result.output.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        pytest.param(
            (),
            ("run", "check", "ingest", "explain", "feeds", "watchlist", "version", "topics", "dead-letters"),
            id="all commands",
        ),
        pytest.param(("run",), ("until Ctrl-C", "Polls the feeds", "--once", "--role", "--engine"), id="run"),
        pytest.param(("check",), ("file, line and column", "Exit code 0 if it can be run, 2 if not"), id="check"),
        pytest.param(("ingest",), ("the first line or sentence is the title", "beside a running monitor"), id="ingest"),
        pytest.param(
            ("explain",),
            ("FILE|URL|ID", "found and refused", "Nothing is kept or published", "--html", "Default: explain.html"),
            id="explain",
        ),
        pytest.param(
            ("evaluate",),
            ("on sets that people marked", "--set", "--baseline", "--write-baseline", "worse than the baseline"),
            id="evaluate",
        ),
        pytest.param(
            ("feeds",),
            ("list", "show", "add", "remove", "import", "export", "test", "what a feed would bring"),
            id="feeds",
        ),
        pytest.param(("feeds", "list"), ("beside a running monitor", "--broken", "not read yet"), id="feeds list"),
        pytest.param(("feeds", "show"), ("polled next and why then", "--json"), id="feeds show"),
        pytest.param(("feeds", "add"), ("tried first", "--no-check", "--publisher", "--language"), id="feeds add"),
        pytest.param(("feeds", "remove"), ("A feed that a rule names is not removed",), id="feeds remove"),
        pytest.param(("feeds", "import"), ("'kind: opml'", "FILE.opml"), id="feeds import"),
        pytest.param(
            ("feeds", "export"), ("another secret is left out", "Default: standard output"), id="feeds export"
        ),
        pytest.param(("feeds", "test"), ("Nothing is kept or published", "1 if not", "--pages"), id="feeds test"),
        pytest.param(("watchlist",), ("check", "import", "explain", "Whom Marsad watches for"), id="watchlist"),
        pytest.param(("watchlist", "check"), ("Exit code 2 if there are errors", "'starter'"), id="watchlist check"),
        pytest.param(
            ("watchlist", "import"), ("weak aliases are not", "--kind", "--country", "--force"), id="watchlist import"
        ),
        pytest.param(
            ("watchlist", "explain"), ("by which spelling and which rule", "1 if not"), id="watchlist explain"
        ),
        pytest.param(("topics",), ("create", "describe"), id="topics"),
        pytest.param(("topics", "create"), ("partitions, replication and retention",), id="topics create"),
        pytest.param(("topics", "describe"), ("records kept, size, retention", "--json"), id="topics describe"),
        pytest.param(("dead-letters",), ("list", "show", "retry", "with their reasons"), id="dead-letters"),
        pytest.param(("dead-letters", "list"), ("id, when, stage, reason, error", "--all"), id="dead-letters list"),
        pytest.param(("dead-letters", "show"), ("the record as it was", "or its beginning"), id="dead-letters show"),
        pytest.param(("dead-letters", "retry"), ("What succeeds now is delivered", "--all"), id="dead-letters retry"),
        pytest.param(("version",), ("version of Marsad and of the Python",), id="version"),
    ],
)
def test_every_command_says_what_it_does(words: tuple[str, ...], parts: tuple[str, ...]) -> None:
    text = said(*words, "--help")
    for part in parts:
        assert part in text


def test_every_variable_of_the_environment_with_an_option_is_in_the_help() -> None:
    text = said("run", "--help")
    without = {"MARSAD_KAFKA_PREFIX", "MARSAD_LOG_FORMAT", "MARSAD_LOG_LEVEL"}
    assert {name for name in VARIABLES if name not in text} == without


def test_version() -> None:
    assert said("version").startswith(f"marsad {__version__} (Python 3.")
    assert json.loads(said("version", "--json"))["marsad"] == __version__


def test_topics_describe_in_json(tmp_path: Path) -> None:
    path = tmp_path / "watch.yml"
    path.write_text(
        "feeds: [{id: one, url: feed.xml}]\n"
        "rules: [{id: talks, name: Talks, match: {countries: [IR]}, receivers: [desk]}]\n"
        "receivers: [{id: desk, channels: [{kind: console}]}]\n",
        "utf-8",
    )
    options = ["--config", str(path), "--data", str(tmp_path / "data")]
    too_early = RUNNER.invoke(application, ["topics", "describe", *options])
    assert "there is no data in" in str(too_early.exception)
    assert RUNNER.invoke(application, ["topics", "create", *options]).exit_code == 0
    result = RUNNER.invoke(application, ["topics", "describe", "--json", *options])
    assert result.exit_code == 0, result.output
    topics = [json.loads(line) for line in result.stdout.splitlines()]
    assert [topic["topic"] for topic in topics] == ["articles", "tagged", "feed-events", "alerts", "dead-letters"]
    assert all(topic["records"] == 0 for topic in topics)
