"""Where mentions lie in a text: the text in pieces, each with the mentions that cover it.

A mention may lie inside another, as a country does in the name of its ministry, and two may cover the same words or
overlap. Offsets count code points, as those of mentions do.

Promises: pure; the pieces put together are the text, to the character.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text with the numbers of the mentions that cover all of it, the outermost first."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """The mention of that number with what it covers; of one that overlaps another there are two."""

    mark: int
    inside: tuple["str | Marked", ...]


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """``text`` cut wherever a span begins or ends; what of a span lies outside of the text is left out."""
    limits = [(max(0, start), min(len(text), end)) for start, end in spans]
    order = sorted(
        (number for number, (start, end) in enumerate(limits) if start < end),
        key=lambda number: (limits[number][0], -limits[number][1], number),
    )
    cuts = sorted({0, len(text), *(place for number in order for place in limits[number])})
    found: list[Piece] = []
    covering: list[int] = []
    ahead = 0
    for start, end in pairwise(cuts):
        covering = [number for number in covering if limits[number][1] > start]
        while ahead < len(order) and limits[order[ahead]][0] == start:
            covering.append(order[ahead])
            ahead += 1
        found.append(Piece(text[start:end], tuple(covering)))
    return found


def paragraphs(text: str, spans: Sequence[tuple[int, int]]) -> list[list[Piece]]:
    """The pieces of each line of ``text`` that holds more than blanks."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces(text, spans):
        first, *others = piece.text.split("\n")
        lines[-1].append(Piece(first, piece.marks))
        lines += [[Piece(other, piece.marks)] for other in others]
    return [[piece for piece in line if piece.text] for line in lines if "".join(piece.text for piece in line).strip()]


def nested(found: Iterable[Piece], depth: int = 0) -> tuple[str | Marked, ...]:
    """The pieces as texts and mentions, the inner ones inside of the outer ones."""
    parts: list[str | Marked] = []
    for mark, group in groupby(found, key=lambda piece: piece.marks[depth] if len(piece.marks) > depth else None):
        covered = tuple(group)
        text = "".join(piece.text for piece in covered)
        parts.append(text if mark is None else Marked(mark, nested(covered, depth + 1)))
    return tuple(parts)
