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


def identifier(value: str) -> str:
    """``value`` if it can name something. Raises ValueError."""
    if _IDENTIFIER.fullmatch(value) is None:
        raise ValueError(
            f"'{value}' is no name; use up to 64 letters, digits, '.', '_' and '-', a letter or digit first"
        )
    return value


Identifier = Annotated[str, AfterValidator(identifier)]
"""A name that other parts of the configuration refer to: letters, digits, ``.``, ``_`` and ``-``."""

Secret = SecretStr
"""A value that is never printed. In the file it is ``${NAME}`` from the environment, or the field's name with
``_file`` names a file that holds it; ``marsad.config`` resolves both before a model sees them."""


_WORD: Final = re.compile(r"(?<!\S)(?!\S*://|www\.)\S*?[^\W_\u0640ʼʻʹ]")
"""A letter or digit in a chunk that is no web address; tatweel and the letters that serve as apostrophes are none."""


def spelling(value: str) -> str:
    """``value`` if it can be looked for in a text. Raises ValueError."""
    if _WORD.search(value) is None:
        raise ValueError(f"'{value}' holds no word to look for; give it letters or digits")
    return value


Spelling = Annotated[str, AfterValidator(spelling)]
"""A name as it is written in articles."""

LANGUAGE: Final = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
"""The form of a language tag in a list of names: ``ar``, ``pt-BR``."""

COUNTRY: Final = r"^[A-Z]{2}$"
"""The form of a country's code, ISO 3166-1 alpha-2."""


class Actor(Settings):
    """Somebody to watch for: a person, an organisation, an armed group, a ministry, a vessel.

    ``names`` are spellings by language; ``aliases`` those whose language does not matter. ``foreign`` says that the
    name is transliterated in Arabic, so that its spelling variants count too. The rest is for people.
    """

    id: Identifier
    name: Spelling
    kind: str = "person"
    country: Annotated[str, Field(pattern=COUNTRY)] | None = None
    aliases: tuple[Spelling, ...] = ()
    names: dict[Annotated[str, Field(pattern=LANGUAGE)], tuple[Spelling, ...]] = {}
    foreign: bool = False
    wikidata: Annotated[str, Field(pattern=r"^Q[0-9]+$")] | None = None
    opensanctions: str | None = None
    notes: str = ""
