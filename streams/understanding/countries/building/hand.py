"""The files in ``hand/``: forms, phrases that are no mention of a state, and when a risky form counts.

A row of a risky form has examples: ``yes`` where it must count, ``no`` where it must not, ``missed`` what its cues do
not decide rightly yet.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from streams.understanding.countries.building.form import KINDS, Form
from streams.understanding.folding import fold

HAND: Final = Path(__file__).parents[1] / "hand"

_KEYS: Final = frozenset("forms country languages counts before after near company person reason yes no missed".split())


def forms(language: str, countries: frozenset[str]) -> Iterator[Form]:
    """Every form of ``<language>.txt``. Raises ValueError with file and line for what is no form."""
    path = HAND / f"{language}.txt"
    for number, line in enumerate(_lines(path), 1):
        if not line.strip() or line.startswith("#"):
            continue
        country, kind, texts = line.split(None, 2)
        if country not in countries or kind not in KINDS:
            raise ValueError(f"{path}:{number}: {country} {kind} is no country and kind; mend the line")
        for text in filter(None, map(str.strip, texts.split("|"))):
            yield Form(country, kind, language, text, reviewed=True)


def phrases(language: str) -> Iterator[str]:
    """Every phrase of ``phrases-<language>.txt``."""
    for line in _lines(HAND / f"phrases-{language}.txt"):
        if line.strip() and not line.startswith("#"):
            yield from filter(None, map(str.strip, line.split("|")))


def risky(language: str) -> Iterator[dict[str, Any]]:
    """Every row of ``risky-<language>.yml`` as the program reads it: forms and words folded, examples left out."""
    for row in rows(language):
        compiled: dict[str, Any] = {key: row[key] for key in ("country", "counts", "reason") if key in row}
        compiled["languages"] = row.get("languages") or [language]
        compiled["forms"] = sorted({fold(str(text)) for text in row["forms"]})
        for key in ("before", "after", "near"):
            if row.get(key):
                compiled[key] = sorted({fold(str(word)) for word in row[key]})
        for key in ("company", "person"):
            if row.get(key):
                compiled[key] = True
        yield compiled


def rows(language: str) -> Iterator[dict[str, Any]]:
    """Every row of ``risky-<language>.yml`` as it stands there. Raises ValueError for a key or a value that is none."""
    path = HAND / f"risky-{language}.yml"
    for row in YAML(typ="safe").load("\n".join(_lines(path))) or ():
        unknown = row.keys() - _KEYS
        if unknown or row["counts"] not in ("never", "cue", "unless"):
            raise ValueError(f"{path}: the row of {row['forms']} has {unknown or row['counts']}; mend it")
        yield row


def _lines(path: Path) -> list[str]:
    """The lines of ``path``; none where a language has no such file."""
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
