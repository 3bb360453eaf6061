"""The documentation names everything that a user can set, call or measure, and its links lead somewhere."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, get_args

import pytest
import typer
from prometheus_client import REGISTRY
from pydantic import BaseModel
from ruamel.yaml import YAML

import alerts.metrics
import connectors.metrics
import marsad.monitor
import streams.metrics
from marsad.cli import application
from marsad.config import Configuration, parse
from marsad.environment import VARIABLES
from streams.metrics import DEAD_LETTER_REASONS
from streams.topics import TOPICS

CHECKOUT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md"), *(CHECKOUT / "examples").rglob("*.md")])
CONFIGURATION = (CHECKOUT / "docs" / "configuration.md").read_text("utf-8")
CONNECTORS = (CHECKOUT / "docs" / "connectors.md").read_text("utf-8")
OPERATIONS = (CHECKOUT / "docs" / "operations.md").read_text("utf-8")
EXAMPLES = [dedent(text) for text in re.findall(r"```yaml\n(.*?)```", CONFIGURATION, re.DOTALL)]
ENVIRONMENT = {"SLACK_TOKEN": "xoxb-invented", "WEBHOOK_SECRET": "invented", "REDIS_PASSWORD": "invented"}
METRICS_MODULES = (alerts.metrics, connectors.metrics, marsad.monitor, streams.metrics)


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that an annotation speaks of, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models(argument)


def all_models(model: type[BaseModel], known: set[type[BaseModel]] | None = None) -> set[type[BaseModel]]:
    known = {model} if known is None else known | {model}
    for field in model.model_fields.values():
        for inner in models(field.annotation):
            if inner not in known:
                known |= all_models(inner, known)
    return known


def section(name: str) -> str:
    """The part of the documentation that explains a field of the top level."""
    parts = re.split(r"^## ", CONFIGURATION, flags=re.MULTILINE)
    if name == "feeds":
        return CONNECTORS + next(part for part in parts if part.startswith("`feeds`:"))
    return next((part for part in parts if part.startswith(f"`{name}`:")), None) or next(
        part for part in parts if part.startswith("The rest:")
    )


def fields() -> list[tuple[str, str]]:
    """Each field of each model, with the field of the top level that it stands under."""
    return sorted(
        {
            (top, field.alias or name)
            for top, information in Configuration.model_fields.items()
            for outer in models(information.annotation)
            for model in all_models(outer)
            for name, field in model.model_fields.items()
        }
        | {(top, top) for top in Configuration.model_fields}
    )


def commands(group: typer.Typer, before: str = "marsad") -> Iterator[str]:
    for command in group.registered_commands:
        assert command.callback is not None
        yield f"{before} {command.name or command.callback.__name__}"
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        yield from commands(inner.typer_instance, f"{before} {inner.name}")


def metrics() -> list[str]:
    """The names as Prometheus shows them: a counter's ends in _total, an info's in _info."""
    endings = {"counter": "_total", "info": "_info"}
    assert METRICS_MODULES
    return sorted(
        metric.name + endings.get(metric.type, "") for metric in REGISTRY.collect() if metric.name.startswith("marsad_")
    )


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, made as GitHub makes them."""
    headings = re.findall(r"^#+ +(.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def links(document: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.DOTALL)
    return [
        link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link and not link.startswith("mailto:")
    ]


@pytest.mark.parametrize(("top", "field"), fields())
def test_every_field_of_the_configuration_is_explained_where_it_belongs(top: str, field: str) -> None:
    """In code, alone or as a part of a dotted name."""
    assert re.search(rf"`(?:\w+\.)?{field}(?:\.\w+)?(?::[^`]*)?`", section(top))


@pytest.mark.parametrize("example", EXAMPLES[1:])
def test_every_example_is_valid_in_the_first_one(example: str, tmp_path: Path) -> None:
    yaml = YAML(typ="safe")
    whole, part = yaml.load(EXAMPLES[0]), yaml.load(example.replace("/run/secrets", str(tmp_path)))
    (tmp_path / "smtp-password").write_text("invented")
    if isinstance(part, list):
        whole["feeds"] += part
    elif "match" in part:
        whole["rules"][0] |= part
    else:
        whole |= part
    text = io.StringIO()
    yaml.dump(whole, text)
    assert parse(tmp_path / "watch.yml", text.getvalue(), ENVIRONMENT).feeds


@pytest.mark.parametrize("variable", sorted(VARIABLES))
def test_every_environment_variable_is_explained(variable: str) -> None:
    assert f"`{variable}`" in CONFIGURATION


@pytest.mark.parametrize("command", sorted(commands(application)))
def test_every_command_is_listed(command: str) -> None:
    assert f"`{command}`" in CONFIGURATION


@pytest.mark.parametrize("metric", metrics())
def test_every_metric_is_explained(metric: str) -> None:
    assert f"`{metric}`" in OPERATIONS


def test_no_metric_is_invented() -> None:
    assert set(re.findall(r"marsad_\w+", OPERATIONS)) == set(metrics())


@pytest.mark.parametrize("reason", DEAD_LETTER_REASONS)
def test_every_reason_of_a_dead_letter_is_explained(reason: str) -> None:
    assert f"| `{reason}` |" in OPERATIONS


@pytest.mark.parametrize("topic", [topic.name for topic in TOPICS])
def test_every_topic_is_explained(topic: str) -> None:
    assert f"| `{topic}` |" in (CHECKOUT / "docs" / "records.md").read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = (document.parent / path) if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_readme_is_short() -> None:
    assert len((CHECKOUT / "README.md").read_text("utf-8").splitlines()) < 120
