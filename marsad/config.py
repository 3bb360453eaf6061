"""The configuration, ``watch.yml``: what to watch, what to alert on, whom to tell.

:func:`load` reads it whole and reports every fault at once, each as ``file:line:column: field: what is wrong``.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import Field, PrivateAttr, SecretStr, ValidationError

from alerts.settings import ReceiverSettings, RuleSettings
from connectors.kinds import ConnectorSettings
from connectors.settings import FetchSettings
from marsad import references, watchlists
from marsad.positions import Document, Location, NotYamlError, Position, read_document
from marsad.secrets import MissingSecretError, has_reference, read_secret_file, redaction, substitute, taken_from
from streams.errors import SetupError
from streams.settings import Actor, Duration, Secret, Settings
from streams.understanding.actors import Actors
from streams.understanding.watchlist import watched

EngineName = Literal["embedded", "kafka"]
KAFKA_PREFIX: Final = r"^[A-Za-z0-9._-]{0,40}$"
_OPEN_SECRETS: Final = frozenset({"url"})
"""Secret fields that may stand in the file as they are: an address is a secret only if it holds a token."""


class RedisSettings(Settings):
    """The Redis or Valkey to use. Without ``url`` the embedded engine starts a server of its own."""

    url: Secret | None = None
    budget_megabytes: int = Field(default=128, ge=16)


class KafkaSettings(Settings):
    """The Kafka to use with ``engine: kafka``. ``prefix`` goes before every topic and consumer group."""

    bootstrap: str = "127.0.0.1:9092"
    prefix: str = Field(default="", pattern=KAFKA_PREFIX)
    partitions: int = Field(default=4, ge=1, le=1000)
    replication: int = Field(default=1, ge=1, le=9)


class HttpSettings(Settings):
    """Where ``/metrics``, ``/healthz`` and ``/readyz`` answer."""

    bind: str = Field(default="127.0.0.1:9464", pattern=r"^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$")


class DeliverySettings(Settings):
    """How long a delivery is tried before it becomes a dead letter."""

    give_up_after: Duration = Field(default="24h", validate_default=True)


class Configuration(Settings):
    """Everything that ``watch.yml`` can say."""

    feeds: tuple[ConnectorSettings, ...] = Field(min_length=1)
    watchlists: tuple[str, ...] = ()
    actors: tuple[Actor, ...] = ()
    rules: tuple[RuleSettings, ...] = Field(min_length=1)
    receivers: tuple[ReceiverSettings, ...] = Field(min_length=1)
    engine: EngineName = "embedded"
    data: Path | None = None
    fetch: FetchSettings = FetchSettings()
    redis: RedisSettings = RedisSettings()
    kafka: KafkaSettings = KafkaSettings()
    http: HttpSettings = HttpSettings()
    delivery: DeliverySettings = DeliverySettings()
    _watched: Actors | None = PrivateAttr(default=None)

    @property
    def watched(self) -> Actors:
        """Everybody to watch for: the actors of the watch lists, which are read with the file, and of the file."""
        if self._watched is None:
            return Actors(map(watched, self.actors))
        return self._watched

    def watching(self, actors: Actors) -> Self:
        """The same configuration, with ``actors`` to be watched for."""
        self._watched = actors
        return self


@dataclass(frozen=True)
class Problem:
    """One fault of a configuration and where it stands."""

    path: Path
    position: Position
    field: str
    message: str

    def __str__(self) -> str:
        """``file:line:column: field: message``."""
        where = f"{self.path}:{self.position.line}:{self.position.column}"
        return f"{where}: {self.field}: {self.message}" if self.field else f"{where}: {self.message}"


class ConfigurationError(SetupError):
    """A configuration that cannot be used, with all of its problems."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(
            problems, key=lambda problem: (problem.path, problem.position.line, problem.position.column)
        )
        super().__init__(redaction.clean("\n".join(str(problem) for problem in self.problems)))


@dataclass
class _Resolved:
    """The values with secrets in place, and which of them came from outside the file."""

    document: Document
    environment: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    from_outside: set[Location] = field(default_factory=set)

    def resolve(self, value: Any, location: Location) -> Any:
        """``value`` with ``${NAME}`` and ``*_file`` resolved throughout."""
        if isinstance(value, Mapping):
            return self._mapping(value, location)
        if isinstance(value, list):
            return [self.resolve(inner, (*location, index)) for index, inner in enumerate(value)]
        if isinstance(value, str):
            return self._text(value, location)
        return value

    def _mapping(self, value: Mapping[Any, Any], location: Location) -> dict[Any, Any]:
        resolved: dict[Any, Any] = {}
        for key, inner in value.items():
            here = (*location, key)
            target = key.removesuffix("_file") if isinstance(key, str) else key
            if target == key or target not in _FILE_FIELDS:
                resolved[key] = self.resolve(inner, here)
                continue
            if target in value:
                self._problem(here, f"give either {target} or {key}, not both")
                continue
            try:
                resolved[target] = read_secret_file(str(inner), self.document.path.parent)
            except MissingSecretError as error:
                self._problem(here, str(error))
                resolved[target] = "missing"
            redaction.add([resolved[target]])
            self.from_outside.add((*location, target))
        return resolved

    def _text(self, value: str, location: Location) -> str:
        if "${" not in value:
            return value
        try:
            text = substitute(value, self.environment)
        except MissingSecretError as error:
            self._problem(location, str(error))
            self.from_outside.add(location)
            return value
        if has_reference(value):
            self.from_outside.add(location)
            redaction.add(taken_from(value, self.environment))
        return text

    def _problem(self, location: Location, message: str) -> None:
        self.problems.append(
            Problem(self.document.path, self.document.at(location), references.dotted(location), message)
        )


_FILE_FIELDS: Final = frozenset({"token", "password", "secret", "previous_secret", "url"})
"""Fields that may be given as ``NAME_file``."""


def load(path: Path, environment: Mapping[str, str] | None = None) -> Configuration:
    """The configuration in the file. Raises ConfigurationError with every problem found."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise SetupError(f"{path}: there is no such file; name a configuration with --config FILE") from error
    except UnicodeDecodeError as error:
        raise SetupError(f"{path}: not UTF-8 text (byte {error.start}); save the file as UTF-8") from error
    except OSError as error:
        raise SetupError(f"{path}: cannot be read: {error.strerror}; mend the path or its permissions") from error
    return parse(path, text, os.environ if environment is None else environment)


def parse(path: Path, text: str, environment: Mapping[str, str]) -> Configuration:
    """The configuration in ``text``; ``path`` names it in messages and is the base of relative paths."""
    try:
        document = read_document(path, text)
    except NotYamlError as error:
        raise ConfigurationError([Problem(path, error.position, "", f"not valid YAML: {error.problem}")]) from error
    if not isinstance(document.values, dict):
        message = "the file must hold a mapping with feeds, rules and receivers"
        raise ConfigurationError([Problem(path, Position(1, 1), "", message)])
    resolved = _Resolved(document, environment)
    values = resolved.resolve(document.values, ())
    problems = resolved.problems
    lists = watchlists.gathered(values, path.parent)
    known = {problem.field for problem in problems}
    configuration: Configuration | None = None
    try:
        configuration = Configuration.model_validate(values)
    except ValidationError as error:
        found = [dict(fault) for fault in error.errors(include_url=False)]
        problems.extend(
            problem
            for problem in (_problem(document, fault) for fault in found if not _follows_from_another(fault, found))
            if problem.field not in known
        )
    problems.extend(
        Problem(path, document.at(location), references.dotted(location), message)
        for location, message in (*references.faults(values, lists.actors), *lists.misnamed)
    )
    problems.extend(Problem(fault.path, Position(fault.line, 1), fault.field, fault.message) for fault in lists.faults)
    if configuration is not None:
        for actor in configuration.actors:
            lists.actors.add(watched(actor))
        configuration.watching(lists.actors)
        problems.extend(_open_secrets(configuration, document, resolved.from_outside))
    if problems or configuration is None:
        raise ConfigurationError(problems)
    return configuration


def _follows_from_another(fault: dict[str, Any], faults: list[dict[str, Any]]) -> bool:
    """Whether a list counts as empty only because what is in it is at fault too."""
    location = fault["loc"]
    return fault["type"] == "too_short" and any(
        other["loc"][: len(location)] == location and len(other["loc"]) > len(location) for other in faults
    )


def _problem(document: Document, fault: dict[str, Any]) -> Problem:
    """A fault that pydantic found, at its place in the file and in words of ours where they are clearer."""
    location = document.existing(fault["loc"])
    message = str(fault["msg"]).removeprefix("Value error, ")
    kind = fault["type"]
    if kind == "extra_forbidden":
        name = str(fault["loc"][-1])
        message = f"unknown field{references.suggestion(name, _fields_at(fault['loc'][:-1]))}"
    elif kind == "missing":
        location = (*location, str(fault["loc"][-1]))
        message = "is missing; add it"
    elif kind == "too_short":
        message = "is empty; give at least one"
    elif kind == "union_tag_not_found":
        message = "has no kind; add one, such as kind: console"
    elif kind == "union_tag_invalid":
        context = fault.get("ctx", {})
        expected = [tag.strip("' ") for tag in str(context.get("expected_tags", "")).split(",")]
        location = (*location, "kind")
        message = (
            f"unknown kind {context.get('tag')!r}{references.suggestion(str(context.get('tag')), expected)}"
            f" (one of {', '.join(expected)})"
        )
    elif kind == "string_pattern_mismatch":
        message = f"does not have the right form ({fault['ctx']['pattern']})"
    position = document.at(location, key=kind == "extra_forbidden")
    return Problem(document.path, position, references.dotted(location), message)


def _fields_at(location: tuple[str | int, ...]) -> list[str]:
    """The field names that the model at ``location`` knows, found through its JSON schema."""
    schema = Configuration.model_json_schema(by_alias=True)
    nodes = [schema]
    for part in location:
        following: list[dict[str, Any]] = []
        for node in nodes:
            for candidate in _resolved_nodes(node, schema):
                if isinstance(part, int):
                    following.extend(inner for inner in [candidate.get("items")] if inner)
                elif part in candidate.get("properties", {}):
                    following.append(candidate["properties"][part])
                elif candidate.get("properties", {}).get("kind", {}).get("const") == part:
                    following.append(candidate)
        nodes = following or nodes
    return sorted(
        {name for node in nodes for inner in _resolved_nodes(node, schema) for name in inner.get("properties", {})}
    )


def _resolved_nodes(node: dict[str, Any], schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema ``node`` with references followed and unions opened."""
    if "$ref" in node:
        yield from _resolved_nodes(schema["$defs"][node["$ref"].rsplit("/", 1)[-1]], schema)
        return
    for union in ("anyOf", "oneOf", "allOf"):
        for member in node.get(union, ()):
            yield from _resolved_nodes(member, schema)
    yield node


def _open_secrets(model: Settings, document: Document, from_outside: set[Location]) -> Iterator[Problem]:
    """Register every secret of the model; complain of those that stand in the file itself."""
    for location, value in _secrets(model, ()):
        redaction.add([value.get_secret_value()])
        name = str(location[-1])
        if name not in _OPEN_SECRETS and location not in from_outside:
            message = f"a secret may not stand in the file; write {name}: ${{NAME}} or {name}_file: PATH"
            yield Problem(document.path, document.at(location), references.dotted(location), message)


def _secrets(value: Any, location: Location) -> Iterator[tuple[Location, SecretStr]]:
    """Every secret in ``value`` with its location."""
    if isinstance(value, SecretStr):
        yield location, value
    elif isinstance(value, Settings):
        for name, information in type(value).model_fields.items():
            yield from _secrets(getattr(value, name), (*location, information.alias or name))
    elif isinstance(value, tuple | list):
        for index, inner in enumerate(value):
            yield from _secrets(inner, (*location, index))
