"""Reading the names on which spelling variants are measured: two tables of a checkout, and the persons of a corpus."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from marsad.evaluation.sets import Tokens

VARIANTS_FILE: Final = "variants.yml"
DIFFERENT_FILE: Final = "different-names.yml"
_BEGINS: Final = "B-PERS"
_GOES_ON: Final = "I-PERS"


@dataclass(frozen=True, slots=True)
class Spellings:
    """A name as a watch list has it, and how else it is spelt in texts of that script."""

    id: str
    language: str
    listed: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """The names of two persons that look alike."""

    language: str
    listed: str
    other: str


def spellings(path: Path) -> list[Spellings]:
    """The names of the table of variants. Raises OSError where it is missing."""
    return [
        Spellings(row["id"], row["language"], row["listed"], tuple(map(str, row["variants"]))) for row in _rows(path)
    ]


def different_names(path: Path) -> list[Pair]:
    """The pairs of the table of different names. Raises OSError where it is missing."""
    return [Pair(row["language"], row["listed"], row["other"]) for row in _rows(path)]


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text("utf-8"))
    return rows


def persons(sentences: Iterable[Tokens]) -> list[str]:
    """Each name of a person that has two words or more, once, in the order of the text."""
    return list(dict.fromkeys(name for sentence in sentences for name in _persons(sentence) if " " in name))


def _persons(sentence: Tokens) -> Iterator[str]:
    name: list[str] = []
    ends = (*(start - 1 for start in sentence.starts[1:]), len(sentence.text))
    for start, end, tag in zip(sentence.starts, ends, sentence.tags, strict=True):
        token = sentence.text[start:end]
        if tag == _GOES_ON and name:
            name.append(token)
            continue
        if name:
            yield " ".join(name)
        name = [token] if tag == _BEGINS else []
    if name:
        yield " ".join(name)
