"""The command: its table, its JSON, its exit codes. The data is invented, the tagger the real one."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from marsad.cli import application
from marsad.evaluation import run
from marsad.evaluation.instruments import Instruments

RUNNER = CliRunner()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with one sentence on protests, and nothing else."""
    folder = tmp_path / "shared" / "eval" / "country"
    folder.mkdir(parents=True)
    role = {"main": "TUN", "role": "None"}
    rows = [{"text": "تظاهر المئات في تونس", "spans": [{"source_role": role, "target_role": {}}]}]
    (folder / "ar-protest-spans.json").write_text(json.dumps(rows), "utf-8")
    return tmp_path / "shared"


def said(*words: str) -> tuple[int, str, str]:
    result = RUNNER.invoke(application, ["evaluate", *words])
    return result.exit_code, result.stdout, result.stderr


def test_json(data: Path) -> None:
    code, out, _ = said("--data", str(data), "--set", "protest", "--set", "cliff", "--json")
    values: dict[str, Any] = json.loads(out)
    assert code == 0
    assert values == {
        "ok": True,
        "rows": [
            {
                "set": "protest",
                "measure": "actors' countries",
                "language": "ar",
                "articles": 1,
                "ours": {"recall": 100.0, "part": 1, "whole": 1},
                "peer": None,
                "bounds": [{"figure": "recall", "at_least": 95.0, "reached": True}],
                "mistakes": [],
            }
        ],
        "skipped": [{"set": "cliff", "reason": values["skipped"][0]["reason"]}],
        "worse": [],
        "speed": None,
    }
    assert "en-cliff-bbc.json is not there" in values["skipped"][0]["reason"]


def test_the_table_names_figures_peer_bound_and_what_is_skipped(data: Path) -> None:
    dictionaries = data / "eval" / "peer-dictionaries"
    dictionaries.mkdir()
    (dictionaries / "newsmap-arabic.yml").write_text("AFRICA:\n  NORTH:\n    'LY': [ليبيا]\n", "utf-8")
    code, out, _ = said("--data", str(data), "--set", "protest", "--set", "tr-news")
    assert code == 0
    row = next(line.split() for line in out.splitlines() if line.strip().startswith("protest"))
    assert row == ["protest", "actors'", "countries", "ar", "1", "100.00", "1", "of", "1", "0.00", "R", "≥", "95", "ok"]
    assert "tr-news  skipped" in out
    assert "tr-news is skipped: " in out


def test_a_missed_bound_ends_with_one_and_says_which(data: Path) -> None:
    path = data / "eval" / "country" / "ar-protest-spans.json"
    path.write_text(path.read_text("utf-8").replace("TUN", "JPN"), "utf-8")
    code, out, _ = said("--data", str(data), "--set", "protest")
    assert code == 1
    assert "Missed: protest, actors' countries: recall 0.00 %." in out


def test_no_data_ends_with_two_and_a_sentence_for_each_set(tmp_path: Path) -> None:
    code, out, err = said("--data", str(tmp_path), "--set", "cliff", "--set", "speed")
    assert (code, out) == (2, "")
    assert "cliff is skipped: " in err
    assert "name the folder that holds 'seeds' and 'eval' with --data" in err
    assert "speed is skipped: " in err


def test_the_tables_of_names_come_with_a_checkout(tmp_path: Path) -> None:
    evaluation = run.evaluate(Instruments(tmp_path, lambda items, _: items, tmp_path), ["variants"])
    assert evaluation.empty
    assert "come with a checkout of Marsad, not with an installed one" in evaluation.skipped[0].reason


def test_a_baseline_is_written_and_compared_with(data: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    options = ["--data", str(data), "--set", "protest"]
    assert said(*options, "--write-baseline", str(baseline))[0] == 0
    assert json.loads(baseline.read_text("utf-8")) == {"protest": {"actors' countries: recall": 100.0}}
    assert said(*options, "--baseline", str(baseline))[0] == 0
    baseline.write_text('{"protest": {"actors\' countries: recall": 101}}', "utf-8")
    code, out, _ = said(*options, "--baseline", str(baseline))
    assert code == 1
    assert "Worse than the baseline: protest, actors' countries: recall: 100.00 %, and was 101.00 %" in out


def test_speed(data: Path) -> None:
    path = data / "eval" / "country" / "ar-protest-spans.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) * 200), "utf-8")
    code, out, _ = said("--data", str(data), "--set", "speed", "--json")
    speed = json.loads(out)["speed"]
    assert code == 0
    assert set(speed) == {"articles", "found_a_second", "tagged_a_second", "resident_bytes"}
    assert speed["articles"] == 2
    assert all(value > 0 for value in speed.values())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        pytest.param(("--set", "nothing"), "--set nothing: there is no such set", id="a set that is none"),
        pytest.param(("--baseline", "/nowhere.json"), "/nowhere.json: cannot be read", id="no baseline"),
    ],
)
def test_what_the_caller_must_mend(options: tuple[str, ...], message: str) -> None:
    result = RUNNER.invoke(application, ["evaluate", *options])
    assert message in str(result.exception)
