"""The deployment files of the checkout, read the way that their programs read them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

CHECKOUT: Final = Path(__file__).resolve().parents[2]
COMPOSE_FILE: Final = CHECKOUT / "docker-compose.yml"
DOCKERFILE: Final = CHECKOUT / "deploy" / "Dockerfile"
PROMETHEUS_FILE: Final = CHECKOUT / "deploy" / "prometheus" / "prometheus.yml"
DASHBOARDS: Final = CHECKOUT / "deploy" / "grafana" / "dashboards"
METRICS_PORT: Final = 9464


def read_yaml(path: Path) -> Any:
    """What the YAML file says, with anchors and merges resolved."""
    return YAML(typ="safe").load(path)


COMPOSE: Final[dict[str, Any]] = read_yaml(COMPOSE_FILE)
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
OURS: Final = tuple(name for name, service in SERVICES.items() if "build" in service)
ROLES: Final = tuple(name for name in OURS if SERVICES[name]["command"][0] == "run")
ONE_SHOTS: Final = {"topics": "creates the topics and ends"}
"""Services that end by themselves, and why."""


def mounts(service: str) -> dict[str, str]:
    """What the service mounts: the source by its place in the container."""
    volumes = [volume.split(":") for volume in SERVICES[service].get("volumes", ())]
    return {target: source for source, target, *_ in volumes}


def on_this_side(service: str, path: str) -> Path:
    """The file of the checkout that the service sees at ``path``."""
    for target, source in mounts(service).items():
        if path == target or path.startswith(f"{target}/"):
            return CHECKOUT / source / path.removeprefix(target).lstrip("/")
    raise AssertionError(f"{service} mounts nothing at {path}")


def texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in ``value`` with the name that it stands under."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, name)
    elif isinstance(value, str):
        yield name, value


def handed_on(text: str) -> set[str]:
    """The names that ``text`` takes from the environment as ``${NAME}``."""
    return set(re.findall(r"(?<!\$)\$\{([A-Za-z_][A-Za-z0-9_]*)", text))
