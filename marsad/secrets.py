"""Secrets: how they come into a configuration, and how they are kept out of everything that is printed.

A value may hold ``${NAME}`` (from the environment; ``${NAME:-default}`` where a default will do, ``$${`` for a
literal ``${``). A field ``token_file`` names a file that holds ``token``. Whatever came in by either way, and every
value of a secret field, is registered with a :class:`Redaction`, which replaces it in logs and messages.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

_REFERENCE: Final = re.compile(r"\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_SHORTEST: Final = 4
"""Shorter values are not redacted: they would blot out half of every line."""


class MissingSecretError(Exception):
    """A secret that is not there; the message says which one and what to do."""


def has_reference(text: str) -> bool:
    """Whether ``text`` takes something from the environment."""
    return any(match[2] for match in _REFERENCE.finditer(text))


def taken_from(text: str, environment: Mapping[str, str]) -> list[str]:
    """The values that ``text`` takes from the environment; a default stands in the file and is no secret."""
    return [environment[match[2]] for match in _REFERENCE.finditer(text) if match[2] and environment.get(match[2])]


def substitute(text: str, environment: Mapping[str, str]) -> str:
    """``text`` with every ``${NAME}`` replaced. Raises MissingSecretError for a name that is not set."""

    def value(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        found = environment.get(match[2]) or match[3]
        if found is None:
            raise MissingSecretError(f"the environment variable {match[2]} is not set; set it before the start")
        return found

    return _REFERENCE.sub(value, text)


def read_secret_file(name: str, base: Path) -> str:
    """The first line of a secret's file. Raises MissingSecretError with the file and the reason."""
    path = base / Path(name).expanduser()
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise MissingSecretError(
            f"the secret file {path} cannot be read: {reason}; create it or mend the path"
        ) from error
    if not text:
        raise MissingSecretError(f"the secret file {path} is empty; write the secret into it")
    return text.splitlines()[0].strip()


class Redaction:
    """The secrets of this process, and their removal from texts."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def add(self, secrets: Iterable[str]) -> None:
        """Take note of more secrets."""
        self._secrets.update(secret for secret in secrets if len(secret) >= _SHORTEST)
        longest_first = sorted(self._secrets, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def clean(self, value: Any) -> Any:
        """``value`` with every secret in its texts replaced by ``[secret]``; containers are cleaned throughout."""
        if self._pattern is None:
            return value
        if isinstance(value, str):
            return self._pattern.sub("[secret]", value)
        if isinstance(value, Mapping):
            return {key: self.clean(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.clean(inner) for inner in value) if type(value) in (list, tuple) else value
        return value


redaction: Final = Redaction()
"""The secrets of this process."""
