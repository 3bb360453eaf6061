"""docs/connectors.md: its examples are valid, its tables complete, and the connector in it keeps the contract."""

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import get_args

import pytest
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from connectors.plugins import GROUP, load_plugin, plugin_kinds
from connectors.source_settings import SourceSettings
from connectors.sources import push_signature
from connectors.sources.push_body import MAXIMUM_ARTICLES
from streams.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[2]
TEXT = (CHECKOUT / "docs" / "connectors.md").read_text("utf-8")
MODELS: tuple[type[Settings], ...] = get_args(SourceSettings)
EXPLAINED_FOR_FEEDS = {
    "kind",
    "id",
    "publisher",
    "language",
    "country",
    "time_zone",
    "every",
    "backfill",
    "pages",
    "url",
}
READ: TypeAdapter[Settings] = TypeAdapter(SourceSettings)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def kind_of(model: type[Settings]) -> str:
    (kind,) = get_args(model.model_fields["kind"].annotation)
    return str(kind)


def example(name: str) -> str:
    (found,) = [text for text in blocks("python") if text.startswith(f"# {name}\n")]
    return found


@pytest.mark.parametrize("model", MODELS, ids=kind_of)
def test_every_kind_has_a_valid_example_and_all_its_fields(model: type[Settings]) -> None:
    (source,) = [
        item for text in blocks("yaml") for item in YAML(typ="safe").load(text) if item["kind"] == kind_of(model)
    ]
    source = {
        name: value.replace("${", "x" * 16) if isinstance(value, str) else value for name, value in source.items()
    }
    assert isinstance(READ.validate_python(source), model)
    (section,) = [part for part in TEXT.split("\n## ") if f"- kind: {kind_of(model)}\n" in part]
    for name in set(model.model_fields) - EXPLAINED_FOR_FEEDS:
        assert f"`{name}`" in section


def test_what_is_said_of_push_holds() -> None:
    assert f"{MAXIMUM_ARTICLES:,}" in TEXT
    assert push_signature.TOLERANCE_SECONDS == 5 * 60
    (script,) = (block for block in blocks("sh") if "PUSH_SECRET" in block)
    signing = script.partition("curl")[0] + 'printf "%s" "$t,$v1,$body"'
    made = subprocess.run(["bash", "-c", signing], env={**os.environ, "PUSH_SECRET": "a secret"}, capture_output=True)
    t, v1, body = made.stdout.decode().split(",", 2)
    assert v1 == push_signature.signature("a secret", int(t), body.encode())


def test_the_connector_in_it_keeps_the_contract(tmp_path: Path) -> None:
    for name in ("marsad_ticker.py", "test_marsad_ticker.py"):
        (tmp_path / name).write_text(example(name), "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(CHECKOUT)))},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"[89] passed", run.stdout)


def test_its_entry_point_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "marsad_ticker.py").write_text(example("marsad_ticker.py"), "utf-8")
    (toml,) = blocks("toml")
    points = tomllib.loads(toml)["project"]["entry-points"][GROUP]
    description = tmp_path / "marsad_ticker-1.0.dist-info"
    description.mkdir()
    (description / "METADATA").write_text("Metadata-Version: 2.1\nName: marsad-ticker\nVersion: 1.0\n")
    lines = [f"[{GROUP}]", *(f"{name} = {value}" for name, value in points.items())]
    (description / "entry_points.txt").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(tmp_path)
    kinds = plugin_kinds()
    assert isinstance(kinds["ticker"], EntryPoint)
    plugin = load_plugin(kinds["ticker"])
    assert plugin.settings.model_validate({"kind": "ticker", "id": "a", "path": "b"})


def test_the_example_is_short() -> None:
    """What is left without imports and empty lines."""
    lines = [line for line in example("marsad_ticker.py").splitlines() if line.strip()]
    assert len([line for line in lines if not line.startswith(("from ", "import ", "#"))]) <= 35
