"""docker-compose.yml fits the checkout, the command line and itself, and it is closed to the outside."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from alerts.settings import EmailSettings
from connectors.settings import FeedSettings
from marsad.cli import application
from marsad.config import Configuration, load
from marsad.environment import VARIABLES
from marsad.options import Asked, settle
from marsad.web import Address, StatusServer
from streams.readiness import Readiness
from streams.topics import TOPICS
from tests.deploy.checkout import (
    CHECKOUT,
    COMPOSE,
    COMPOSE_FILE,
    METRICS_PORT,
    ONE_SHOTS,
    OURS,
    ROLES,
    SERVICES,
    handed_on,
    mounts,
    on_this_side,
    read_yaml,
    texts,
)

WRITABLE: Final = {"kafka": "its start script writes the configuration into the folders of the image"}
"""Services whose root file system is not read-only, and why."""

SECRET_NAME: Final = re.compile(r"password|passwd|secret|token|api_?key|credential", re.IGNORECASE)
SECRET_VALUE: Final = re.compile(
    r"""xox[abeprs]-\w          # Slack
      | gh[pousr]_\w{20}        # GitHub
      | AKIA[0-9A-Z]{16}        # Amazon
      | hooks\.slack\.com/services/\w
      | -----BEGIN
      | ://[^/\s@:]*:[^/\s@$]+@ # a password in a URL
    """,
    re.VERBOSE,
)
REQUIRED: Final = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")


def looks_like_a_secret(name: str, value: str) -> bool:
    """Whether the value is one that should come from the outside."""
    if SECRET_VALUE.search(value):
        return True
    from_outside = REQUIRED.fullmatch(value) or value.startswith("/run/secrets/")
    return bool(SECRET_NAME.search(name)) and not from_outside


def environment(service: str) -> dict[str, str]:
    """The environment that compose gives the service."""
    return {name: str(value) for name, value in SERVICES[service].get("environment", {}).items()}


async def health_check(port: int) -> int:
    """The exit code of the containers' health check, asked of ``port``."""
    _, python, *arguments = (
        word.replace(str(METRICS_PORT), str(port)) for word in SERVICES["streams"]["healthcheck"]["test"]
    )
    assert python == "python"
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, stderr=asyncio.subprocess.DEVNULL)
    return await process.wait()


def mounted_configuration(service: str) -> Path:
    return on_this_side(service, environment(service)["MARSAD_CONFIG"])


def configuration(service: str) -> Configuration:
    path = mounted_configuration(service)
    return load(path, dict.fromkeys(handed_on(path.read_text("utf-8")), "from the environment"))


@pytest.mark.parametrize("service", SERVICES)
def test_every_path_is_there_and_every_volume_declared(service: str) -> None:
    for target, source in mounts(service).items():
        if source.startswith("."):
            assert (CHECKOUT / source).exists(), f"{service} mounts {source} at {target}; it is not in the checkout"
        else:
            assert source in COMPOSE["volumes"]
    if build := SERVICES[service].get("build"):
        assert (CHECKOUT / build["context"] / build["dockerfile"]).is_file()


def test_no_volume_is_declared_in_vain() -> None:
    assert set(COMPOSE["volumes"]) <= {source for service in SERVICES for source in mounts(service).values()}


@pytest.mark.parametrize("service", OURS)
def test_every_variable_is_one_that_is_read(service: str) -> None:
    read = set(VARIABLES) | handed_on(mounted_configuration(service).read_text("utf-8"))
    assert set(environment(service)) <= read


@pytest.mark.parametrize("service", ROLES)
def test_settings_fit_together(service: str) -> None:
    given = environment(service)
    role = SERVICES[service]["command"][-1]
    asked = Asked(
        engine=given["MARSAD_ENGINE"],
        role=role,
        redis=given["MARSAD_REDIS_URL"],
        kafka=given["MARSAD_KAFKA_BOOTSTRAP"],
        http=given["MARSAD_HTTP"],
    )
    options = settle(mounted_configuration(service), configuration(service), asked)
    assert (options.engine, options.role) == ("kafka", service)
    assert options.http == Address("0.0.0.0", METRICS_PORT)
    assert options.kafka in SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    assert urlsplit(options.redis or "").hostname in SERVICES


def test_every_role_has_a_service() -> None:
    assert set(ROLES) == {"connectors", "streams", "alerts"}


@pytest.mark.parametrize("service", OURS)
def test_the_command_line_knows_the_command(service: str) -> None:
    # Click reads every word before it shows the help, and refuses what it does not know.
    result = CliRunner().invoke(application, [*SERVICES[service]["command"], "--help"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("service", ROLES)
def test_the_configuration_works_inside_the_container(service: str) -> None:
    inside = Path(environment(service)["MARSAD_CONFIG"]).parent
    found = configuration(service)
    for feed in found.feeds:
        if isinstance(feed, FeedSettings) and "://" not in feed.url:
            assert on_this_side(service, str(inside / feed.url)).is_file()
    channels = [channel for receiver in found.receivers for channel in receiver.channels]
    assert {channel.host for channel in channels if isinstance(channel, EmailSettings)} == {"mailpit"}


@pytest.mark.parametrize("service", SERVICES)
def test_is_watched_and_restarted(service: str) -> None:
    health = SERVICES[service]["healthcheck"]
    if service in ONE_SHOTS:
        assert (health, SERVICES[service]["restart"]) == ({"disable": True}, "no")
    else:
        assert health["test"][0] == "CMD"
        assert SERVICES[service]["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", SERVICES)
def test_has_no_more_rights_than_it_needs(service: str) -> None:
    assert str(SERVICES[service]["user"]).split(":")[0] not in ("0", "root", "")
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & set(SERVICES[service])
    assert SERVICES[service].get("read_only", False) is (service not in WRITABLE)


@pytest.mark.parametrize("service", SERVICES)
def test_what_comes_from_the_checkout_is_mounted_read_only(service: str) -> None:
    assert all(
        volume.endswith(":ro") for volume in SERVICES[service].get("volumes", ()) if volume.startswith((".", "/"))
    )


@pytest.mark.parametrize("service", SERVICES)
def test_ports_are_open_to_this_machine_alone(service: str) -> None:
    assert all(str(port).startswith("127.0.0.1:") for port in SERVICES[service].get("ports", ()))


@pytest.mark.parametrize("service", [name for name in SERVICES if "build" not in SERVICES[name]])
def test_images_are_pinned(service: str) -> None:
    assert re.search(r":v?\d+\.\d+\.\d+", SERVICES[service]["image"])


@pytest.mark.parametrize("service", SERVICES)
def test_waits_for_what_it_needs(service: str) -> None:
    for needed, how in SERVICES[service].get("depends_on", {}).items():
        expected = "service_completed_successfully" if needed in ONE_SHOTS else "service_healthy"
        assert how == {"condition": expected}
        assert needed in SERVICES


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        pytest.param("GF_SECURITY_ADMIN_PASSWORD", "admin", True, id="a password in the file"),
        pytest.param("SLACK_TOKEN", "${SLACK_TOKEN:-something}", True, id="a default for a secret"),
        pytest.param("SLACK_TOKEN", "${SLACK_TOKEN:?set it}", False, id="a secret that must be set outside"),
        pytest.param("X_PASSWORD_FILE", "/run/secrets/x", False, id="a file with a secret"),
        pytest.param("url", "redis://:hunter2@redis:6379/0", True, id="a password in a URL"),
        pytest.param("url", "redis://redis:6379/0", False, id="a URL without a password"),
        pytest.param("note", "xoxb-1234", True, id="a token by its look"),
    ],
)
def test_secrets_are_told_from_other_values(name: str, value: str, found: bool) -> None:
    assert looks_like_a_secret(name, value) is found


@pytest.mark.parametrize(
    "path",
    [
        COMPOSE_FILE,
        CHECKOUT / "deploy" / "compose" / "watch.yml",
        *sorted((CHECKOUT / "deploy" / "prometheus").glob("*.yml")),
        *sorted((CHECKOUT / "deploy" / "grafana").rglob("*.yml")),
    ],
    ids=lambda path: str(path.relative_to(CHECKOUT)),
)
def test_holds_no_secret(path: Path) -> None:
    assert [name for name, value in texts(read_yaml(path)) if looks_like_a_secret(name, value)] == []
    assert not SECRET_VALUE.search(path.read_text("utf-8"))


def test_the_broker_is_the_one_of_the_tests_and_takes_our_largest_records() -> None:
    pom = (CHECKOUT / "deploy" / "kafka" / "pom.xml").read_text("utf-8")
    version = re.findall(r"<kafka\.version>(.*)</kafka\.version>", pom)[0]
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{version}"
    limit = SERVICES["kafka"]["environment"]["KAFKA_MESSAGE_MAX_BYTES"]
    assert limit >= max(topic.maximum_bytes for topic in TOPICS)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        pytest.param(None, 0, id="ready is healthy"),
        pytest.param("Kafka is out of reach.", 1, id="not ready is not healthy"),
    ],
)
async def test_the_health_check_tells_what_readyz_says(fault: str | None, code: int) -> None:
    readiness = Readiness()
    if fault:
        readiness.failed("kafka", fault)
    server = StatusServer(Address("127.0.0.1", 0), readiness, lambda: None)
    address = await server.start()
    try:
        assert await health_check(address.port) == code
    finally:
        await server.stop()
    assert await health_check(address.port) == 1


def compose_plugin() -> bool:
    """Whether ``docker compose`` is there; reading a file needs no engine."""
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0


@pytest.mark.skipif(not compose_plugin(), reason="docker compose is not installed")
@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        pytest.param("chosen for this test", True, id="with Grafana's password"),
        pytest.param("", False, id="without it"),
    ],
)
def test_compose_accepts_the_file(password: str, accepted: bool) -> None:
    result = subprocess.run(
        ["docker", "compose", "--file", COMPOSE_FILE, "config", "--quiet"],
        env={**os.environ, "GRAFANA_ADMIN_PASSWORD": password},
        capture_output=True,
        text=True,
    )
    assert (result.returncode == 0) is accepted, result.stderr
    assert accepted or "GRAFANA_ADMIN_PASSWORD" in result.stderr
