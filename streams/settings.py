"""What the parts of a configuration have in common: strict models, durations, secrets.

Each package describes its own part of ``watch.yml`` with these; ``marsad.config`` puts them together and adds file,
line and column to the errors.
"""

import re
from datetime import timedelta
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

_DURATION: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*")
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SECONDS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Settings(BaseModel):
    """A part of the configuration. Unknown fields are errors; values do not change after they were read."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True)


def duration(value: Any) -> Any:
    """``5m`` as a timedelta; a plain number and what else cannot be read raises ValueError."""
    if isinstance(value, timedelta):
        return value
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("not a duration; write a number and a unit such as 30s, 5m, 2h or 1d")
    return timedelta(seconds=float(match[1]) * _SECONDS[match[2]])


Duration = Annotated[timedelta, BeforeValidator(duration)]
"""A length of time, written ``30s``, ``5m``, ``2h`` or ``1d``."""


def _identifier(value: str) -> str:
    """``value`` if it can name something. Raises ValueError."""
    if _IDENTIFIER.fullmatch(value) is None:
        raise ValueError(
            f"'{value}' is no name; use up to 64 letters, digits, '.', '_' and '-', a letter or digit first"
        )
    return value


Identifier = Annotated[str, AfterValidator(_identifier)]
"""A name that other parts of the configuration refer to: letters, digits, ``.``, ``_`` and ``-``."""

Secret = SecretStr
"""A value that is never printed. In the file it is ``${NAME}`` from the environment, or the field's name with
``_file`` names a file that holds it; ``marsad.config`` resolves both before a model sees them."""


def _spelling(value: str) -> str:
    """``value`` if it can be looked for in a text. Raises ValueError."""
    if not any(character.isalnum() for character in value):
        raise ValueError(f"'{value}' holds no word to look for; give it letters or digits")
    return value


Spelling = Annotated[str, AfterValidator(_spelling)]
"""A name as it is written in articles."""


class Actor(Settings):
    """Somebody to watch for: a person, an organisation, an armed group, a ministry, a vessel."""

    id: Identifier
    name: Spelling
    kind: str = "person"
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    aliases: tuple[Spelling, ...] = ()
