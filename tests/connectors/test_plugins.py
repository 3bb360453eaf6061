"""Kinds of connectors that installed packages add."""

import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

import pytest

from connectors.plugins import GROUP, load_plugin, plugin_kinds
from streams.errors import SetupError
from streams.settings import Identifier, Settings


class TickerSettings(Settings):
    kind: Literal["ticker"]
    id: Identifier


class OtherKind(Settings):
    kind: Literal["other"]
    id: Identifier


class AnyKind(Settings):
    kind: str
    id: Identifier


class WithoutId(Settings):
    kind: Literal["ticker"]


def build(settings: Settings, surroundings: object) -> None:
    raise NotImplementedError


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    found = ModuleType("marsad_ticker")
    monkeypatch.setitem(sys.modules, "marsad_ticker", found)
    return found


def point(value: str = "marsad_ticker", name: str = "ticker") -> EntryPoint:
    return EntryPoint(name, value, GROUP)


def test_a_plugin(module: ModuleType) -> None:
    vars(module).update(settings=TickerSettings, build=build)
    plugin = load_plugin(point())
    assert plugin.settings is TickerSettings
    assert plugin.build is build


@pytest.mark.parametrize(
    ("members", "message"),
    [
        pytest.param({}, "has no settings that derive from streams.settings.Settings", id="no settings"),
        pytest.param({"settings": dict}, "has no settings that derive", id="settings of another kind"),
        pytest.param({"settings": TickerSettings}, "has no function build", id="no build"),
        pytest.param({"settings": OtherKind, "build": build}, 'kind: Literal\\["ticker"\\]', id="another kind"),
        pytest.param({"settings": AnyKind, "build": build}, 'kind: Literal\\["ticker"\\]', id="any kind"),
        pytest.param({"settings": WithoutId, "build": build}, "id: Identifier", id="no id"),
    ],
)
def test_what_cannot_be_used(module: ModuleType, members: dict[str, Any], message: str) -> None:
    vars(module).update(members)
    with pytest.raises(SetupError, match=f"The connector kind ticker of .* cannot be used.*{message}"):
        load_plugin(point())


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param("no_such_module", "ModuleNotFoundError", id="no module"),
        pytest.param("connectors.plugins:nothing", "AttributeError", id="no such name"),
    ],
)
def test_what_cannot_be_loaded(value: str, message: str) -> None:
    with pytest.raises(SetupError, match=rf"the module .* cannot be used: loading {value} fails \({message}"):
        load_plugin(point(value))


def test_a_fault_names_the_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "marsad_broken.py").write_text("1 / 0")
    description = tmp_path / "marsad_broken-1.0.dist-info"
    description.mkdir()
    (description / "METADATA").write_text("Metadata-Version: 2.1\nName: marsad-broken\nVersion: 1.0\n")
    (description / "entry_points.txt").write_text(f"[{GROUP}]\nbroken = marsad_broken\n")
    monkeypatch.syspath_prepend(tmp_path)
    kinds = plugin_kinds()  # finds it without loading it
    with pytest.raises(SetupError, match=r"of the distribution marsad-broken cannot be used.*ZeroDivisionError"):
        load_plugin(kinds["broken"])


def test_two_of_one_name() -> None:
    with pytest.raises(SetupError, match="offered by the module one and by the module two"):
        plugin_kinds([point("one"), point("two")])
    assert plugin_kinds([point("one"), point("one")]) == {"ticker": point("one")}
