"""Prometheus scrapes services that exist, and the dashboards ask for metrics that exist."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from prometheus_client import REGISTRY

import alerts.metrics
import connectors.metrics
import streams.metrics
from tests.deploy.checkout import (
    CHECKOUT,
    DASHBOARDS,
    METRICS_PORT,
    PROMETHEUS_FILE,
    ROLES,
    SERVICES,
    mounts,
    read_yaml,
)

METRIC_MODULES: Final = (streams.metrics, alerts.metrics, connectors.metrics)
"""The modules whose import puts our metrics into the registry."""

PROVISIONING: Final = CHECKOUT / "deploy" / "grafana" / "provisioning"
(DATASOURCE,) = read_yaml(PROVISIONING / "datasources" / "prometheus.yml")["datasources"]
DASHBOARD_FILES: Final = sorted(DASHBOARDS.glob("*.json"))
LANGUAGE: Final = {"sum", "max", "rate", "increase", "histogram_quantile"}
"""The words of PromQL that the dashboards use."""

LABELS_ADDED: Final = {"role", "job", "le"}
"""Labels that Prometheus adds itself, or because prometheus.yml says so."""


def exposed() -> dict[str, set[str]]:
    """The names that our metrics have in Prometheus, each with its labels; ``up`` is Prometheus' own."""
    names: dict[str, set[str]] = {"up": set()}
    for family in REGISTRY.collect():
        for sample in family.samples:
            names.setdefault(sample.name, set()).update(sample.labels)
    for module in METRIC_MODULES:
        for metric in vars(module).values():
            # A metric whose owner has not started has no samples yet; it describes itself all the same.
            if hasattr(metric, "describe") and hasattr(metric, "_labelnames"):
                for family in metric.describe():
                    for suffix in {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}.get(
                        family.type, ("",)
                    ):
                        names.setdefault(family.name + suffix, set()).update(metric._labelnames)
    return names


def panels(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["panels"]
    return found


EXPRESSIONS: Final = [
    pytest.param(target["expr"], id=f"{path.stem}: {panel['title']} {target['refId']}")
    for path in DASHBOARD_FILES
    for panel in panels(path)
    for target in panel["targets"]
]


def test_every_role_is_scraped_where_it_listens() -> None:
    (job,) = [job for job in read_yaml(PROMETHEUS_FILE)["scrape_configs"] if job["job_name"] == "marsad"]
    (found,) = job["dns_sd_configs"]
    assert set(found["names"]) == set(ROLES)
    assert found["port"] == METRICS_PORT
    for role in ROLES:
        assert SERVICES[role]["environment"]["MARSAD_HTTP"].endswith(f":{found['port']}")


def test_other_targets_are_prometheus_itself() -> None:
    jobs = [job for job in read_yaml(PROMETHEUS_FILE)["scrape_configs"] if job["job_name"] != "marsad"]
    assert [job["static_configs"] for job in jobs] == [[{"targets": ["127.0.0.1:9090"]}]]


def test_grafana_asks_the_prometheus_of_the_compose_file() -> None:
    assert DATASOURCE["url"] == "http://prometheus:9090"
    assert "prometheus" in SERVICES
    assert DATASOURCE["jsonData"]["timeInterval"] == read_yaml(PROMETHEUS_FILE)["global"]["scrape_interval"]


def test_grafana_finds_its_files() -> None:
    inside = {target: CHECKOUT / source for target, source in mounts("grafana").items()}
    assert inside["/etc/grafana/provisioning"] == PROVISIONING
    (provider,) = read_yaml(PROVISIONING / "dashboards" / "marsad.yml")["providers"]
    assert inside[provider["options"]["path"]] == DASHBOARDS
    home = Path(SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert (inside[str(home.parent)] / home.name).is_file()


@pytest.mark.parametrize("path", DASHBOARD_FILES, ids=lambda path: path.stem)
def test_dashboard_is_whole(path: Path) -> None:
    dashboard = json.loads(path.read_text("utf-8"))
    assert dashboard["uid"] == f"marsad-{path.stem}"
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    expected = {"type": DATASOURCE["type"], "uid": DATASOURCE["uid"]}
    assert all(panel["datasource"] == expected and panel["description"] for panel in dashboard["panels"])


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_dashboard_asks_for_metrics_and_labels_that_exist(expression: str) -> None:
    bare = re.sub(r"\[[^\]]*\]", "", expression)
    labels = {name for group in re.findall(r"\bby \(([^)]*)\)", bare) for name in re.split(r"[,\s]+", group)} | set(
        re.findall(r"(\w+)\s*=~?\"", bare)
    )
    rest = re.sub(r"\{[^}]*\}|\bby \([^)]*\)", "", bare)
    metrics = set(re.findall(r"\b[a-z][a-z0-9_]*", rest)) - LANGUAGE
    known = exposed()
    assert metrics
    assert metrics <= set(known)
    assert labels <= LABELS_ADDED.union(*(known[metric] for metric in metrics))
