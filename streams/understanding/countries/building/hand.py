"""The files in ``hand/``: forms, phrases that are no mention of a state, and when a risky form counts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from streams.understanding.countries.building.form import KINDS, Form
from streams.understanding.folding import fold

HAND = Path(__file__).parents[1] / "hand"


def forms(language: str, countries: frozenset[str]) -> Iterator[Form]:
    """Every form of ``<language>.txt`` and ``<language>-*.txt``. Raises ValueError with file and line for no form."""
    for path in _files(language, "txt"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            country, kind, texts = line.split(None, 2)
            if country not in countries or kind not in KINDS:
                raise ValueError(f"{path}:{number}: {country} {kind} is no country and kind; mend the line")
            for text in filter(None, map(str.strip, texts.split("|"))):
                yield Form(country, kind, language, text, reviewed=True)


def phrases(language: str) -> Iterator[str]:
    """Every phrase of ``phrases-<language>.txt`` and ``phrases-<language>-*.txt``."""
    for path in _files(f"phrases-{language}", "txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield from filter(None, map(str.strip, line.split("|")))


def risky(language: str) -> Iterator[dict[str, Any]]:
    """Every row of ``risky-<language>.yml`` as the program reads it: forms and words folded, examples left out."""
    for path in _files(f"risky-{language}", "yml"):
        for row in YAML(typ="safe").load(path.read_text(encoding="utf-8")) or ():
            unknown = row.keys() - _KEYS
            if unknown or row["counts"] not in ("never", "cue", "unless"):
                raise ValueError(f"{path}: the row of {row['forms']} has {unknown or row['counts']}; mend it")
            yield _compiled(row, language)


_KEYS: Final = frozenset(
    "forms country languages counts before after near company person reason yes no".split()
)


def _compiled(row: dict[str, Any], language: str) -> dict[str, Any]:
    compiled = {key: row[key] for key in ("country", "counts", "reason") if key in row}
    compiled["languages"] = row.get("languages") or [language]
    compiled["forms"] = sorted({fold(str(text)) for text in row["forms"]})
    for key in ("before", "after", "near"):
        if row.get(key):
            compiled[key] = sorted({fold(str(word)) for word in row[key]})
    for key in ("company", "person"):
        if row.get(key):
            compiled[key] = True
    return compiled


def _files(name: str, ending: str) -> list[Path]:
    """``name`` with that ending, and its parts; none where a language has no such file."""
    return [path for path in (HAND / f"{name}.{ending}", *sorted(HAND.glob(f"{name}-*.{ending}"))) if path.is_file()]
