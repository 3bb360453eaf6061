"""What a command was asked to do: command line first, then environment, then ``watch.yml``, then defaults."""

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from marsad.config import KAFKA_PREFIX, Configuration, EngineName
from marsad.secrets import redaction
from marsad.web import Address
from streams.errors import SetupError

Role = Literal["all", "connectors", "streams", "alerts"]
ROLES: Final[tuple[Role, ...]] = ("all", "connectors", "streams", "alerts")
ENGINES: Final[tuple[EngineName, ...]] = ("embedded", "kafka")

_REDIS_SCHEMES: Final = {
    "redis": "redis",
    "rediss": "rediss",
    "unix": "unix",
    "valkey": "redis",
    "valkeys": "rediss",
}
"""Each scheme of an address, and the client's word for it."""

_BROKER: Final = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")


@dataclass(frozen=True)
class Asked:
    """The options as they came from the command line or the environment; None where nothing was said."""

    engine: str | None = None
    role: str | None = None
    data: Path | None = None
    redis: str | None = None
    kafka: str | None = None
    http: str | None = None
    worker: str | None = None


def asked_by(environment: Mapping[str, str]) -> Asked:
    """What the environment asks for by itself, as a command reads it that is given no options."""
    data = environment.get("MARSAD_DATA")
    return Asked(
        engine=environment.get("MARSAD_ENGINE"),
        role=environment.get("MARSAD_ROLE"),
        data=Path(data) if data else None,
        redis=environment.get("MARSAD_REDIS_URL"),
        kafka=environment.get("MARSAD_KAFKA_BOOTSTRAP"),
        http=environment.get("MARSAD_HTTP"),
        worker=environment.get("MARSAD_WORKER"),
    )


@dataclass(frozen=True)
class Options:
    """What holds for this process. ``base`` is the folder that relative paths of the configuration start from."""

    config: Path
    base: Path
    engine: EngineName
    role: Role
    data: Path
    redis: str | None
    kafka: str
    prefix: str
    http: Address
    worker: str

    @property
    def state_prefix(self) -> str:
        """What goes before every key in Redis."""
        return f"marsad:{self.prefix}"


def settle(path: Path, configuration: Configuration, asked: Asked) -> Options:
    """The options that hold. Raises SetupError for a word that is none of the choices or choices that do not fit."""
    engine = asked.engine or configuration.engine
    role = asked.role or "all"
    if engine not in ENGINES:
        raise SetupError(f"'{engine}' is no engine; choose --engine embedded or --engine kafka")
    if role not in ROLES:
        raise SetupError(f"'{role}' is no role; choose --role {', '.join(ROLES[:-1])} or {ROLES[-1]}")
    if engine == "embedded" and role != "all":
        raise SetupError(f"--role {role} needs --engine kafka; the embedded engine runs everything in one process")
    redis = asked.redis or (configuration.redis.url.get_secret_value() if configuration.redis.url else None)
    if redis is None and engine == "kafka":
        raise SetupError("--engine kafka keeps its state in Redis; give its address with --redis URL or redis.url")
    if redis is not None:
        redaction.add(_password(redis))
        redis = _redis_address(redis)
    base = path.resolve().parent
    data = asked.data or (base / configuration.data if configuration.data else _default_data_directory())
    return Options(
        config=path,
        base=base,
        engine="kafka" if engine == "kafka" else "embedded",
        role=next(choice for choice in ROLES if choice == role),
        data=data.expanduser().resolve(),
        redis=redis,
        kafka=_brokers(asked.kafka or configuration.kafka.bootstrap) if engine == "kafka" else "",
        prefix=_prefix(os.environ.get("MARSAD_KAFKA_PREFIX", configuration.kafka.prefix)),
        http=Address.parse(asked.http or configuration.http.bind),
        worker=asked.worker or socket.gethostname(),
    )


def _default_data_directory() -> Path:
    """Where the embedded engine keeps its data if nobody says: the XDG state directory."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "marsad"


def _prefix(text: str) -> str:
    """``text`` if topics may begin with it. Raises SetupError."""
    if re.fullmatch(KAFKA_PREFIX, text) is None:
        raise SetupError(
            f"MARSAD_KAFKA_PREFIX is '{text}'; use up to 40 letters, digits, '.', '_' and '-', which topics may have"
        )
    return text


def _redis_address(url: str) -> str:
    """``url`` as the client takes it. Raises SetupError, which never shows the URL, for one that leads nowhere."""
    scheme, _, rest = url.partition("://")
    known = _REDIS_SCHEMES.get(scheme)
    if known is None or not (rest.startswith("/") if known == "unix" else _names_a_server(rest)):
        raise SetupError("the address of Redis is not understood; write redis://HOST:PORT/0 or unix:///PATH")
    return f"{known}://{rest}"


def _names_a_server(rest: str) -> bool:
    """Whether what follows ``redis://`` has a host, a port that can be one, and no database but a number."""
    try:
        address = urlsplit(f"//{rest}")
        port_is_possible = address.port != 0
    except ValueError:
        return False
    database = address.path.strip("/")
    return bool(address.hostname) and port_is_possible and (not database or database.isdecimal())


def _brokers(bootstrap: str) -> str:
    """``bootstrap`` without blanks. Raises SetupError unless it is a list of HOST:PORT."""
    addresses = [address.strip() for address in bootstrap.split(",")]
    for address in addresses:
        if _BROKER.fullmatch(address) is None or not 0 < int(address.rpartition(":")[2]) < 65536:
            raise SetupError(f"'{address}' is no address of a Kafka broker; write --kafka HOST:PORT[,HOST:PORT...]")
    return ",".join(addresses)


def _password(url: str) -> list[str]:
    """The password in a URL, if there is one, as it is written there and as it is sent."""
    authority = url.partition("://")[2].partition("/")[0]
    credentials, at, _ = authority.rpartition("@")
    password = credentials.partition(":")[2] or credentials
    return [password, unquote(password)] if at else []
