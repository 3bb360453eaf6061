"""deploy/Dockerfile finds what it copies, copies what the installation needs, and makes a small image without root."""

import json
import re
import tomllib
from fnmatch import fnmatch
from typing import Final

import pytest

from marsad.environment import VARIABLES
from tests.deploy.checkout import CHECKOUT, DOCKERFILE, METRICS_PORT, OURS, SERVICES

PROJECT: Final = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
IGNORED: Final = (CHECKOUT / ".dockerignore").read_text("utf-8").split("\n")


def instructions() -> list[tuple[str, str]]:
    """Each instruction of the Dockerfile with its words, comments left out and lines joined."""
    lines = [line for line in DOCKERFILE.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


INSTRUCTIONS: Final = instructions()
LAST_STAGE: Final = INSTRUCTIONS[max(place for place, (word, _) in enumerate(INSTRUCTIONS) if word == "FROM") :]
BUILD_STAGE: Final = INSTRUCTIONS[: len(INSTRUCTIONS) - len(LAST_STAGE)]
COPIED: Final = [
    source.rstrip("/")
    for word, rest in INSTRUCTIONS
    if word == "COPY" and not rest.startswith("--from")
    for source in rest.split()[:-1]
]


def in_the_context(path: str) -> bool:
    """Whether .dockerignore lets the path through: the last pattern that fits decides."""
    answer = True
    for line in IGNORED:
        pattern = line.strip()
        if pattern and not pattern.startswith("#") and fnmatch(path, pattern.lstrip("!").rstrip("/")):
            answer = pattern.startswith("!")
    return answer


def only(word: str) -> str:
    """The words of the one instruction of that kind in the last stage."""
    (found,) = [rest for instruction, rest in LAST_STAGE if instruction == word]
    return found


@pytest.mark.parametrize("path", COPIED)
def test_copies_only_what_is_there(path: str) -> None:
    assert (CHECKOUT / path).exists()
    assert in_the_context(path)


def test_copies_all_that_the_installation_reads() -> None:
    needed = {
        "pyproject.toml",
        "requirements.lock",
        PROJECT["project"]["readme"],
        *PROJECT["project"]["license-files"],
        *PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"],
    }
    assert set(COPIED) == needed


@pytest.mark.parametrize("path", [".git", ".env", ".venv", ".marsad", ".services", "tests", "docker-compose.yml"])
def test_nothing_else_reaches_the_build(path: str) -> None:
    assert not in_the_context(path)


def test_dependencies_come_from_the_lock_file_with_their_hashes() -> None:
    installs = [rest for word, rest in BUILD_STAGE if word == "RUN" and "install" in rest]
    assert len(installs) == 2
    assert "--require-hashes -r requirements.lock" in installs[0]
    assert "--no-deps ." in installs[1]


def test_the_last_stage_installs_nothing() -> None:
    runs = " ".join(rest for word, rest in LAST_STAGE if word == "RUN")
    assert not re.search(r"\bpip\b|\bapt|\bcurl\b|\bwget\b", runs)
    assert [rest for word, rest in LAST_STAGE if word == "COPY"] == ["--from=build /opt/marsad /opt/marsad"]


def test_python_is_one_that_the_project_supports() -> None:
    version = re.findall(r"python:(\d+\.\d+)-slim", DOCKERFILE.read_text("utf-8"))[0]
    assert f"Programming Language :: Python :: {version}" in PROJECT["project"]["classifiers"]


def test_runs_the_console_script_as_an_ordinary_user() -> None:
    (entry,) = json.loads(only("ENTRYPOINT"))
    assert entry in PROJECT["project"]["scripts"]
    assert only("USER") == "10001:10001"
    assert {SERVICES[service]["user"] for service in OURS} == {only("USER")}


def test_environment_is_one_that_is_read() -> None:
    names = set(re.findall(r"(\w+)=", only("ENV")))
    assert {name for name in names if name.startswith("MARSAD_")} <= set(VARIABLES)
    assert "PYTHONUNBUFFERED" in names


def test_health_check_is_that_of_the_compose_file() -> None:
    command = json.loads(only("HEALTHCHECK").partition("CMD ")[2])
    assert ["CMD", *command] == SERVICES["streams"]["healthcheck"]["test"]
    assert only("EXPOSE") == str(METRICS_PORT)
