"""JSON Lines, a part at a time: one article a line."""

from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from connectors.sources.archive_budget import Budget
from connectors.sources.archive_pieces import Fault, Part, Piece, Place, Value

MAXIMUM_LINE_BYTES: Final = 2 * 1024 * 1024
"""A longer line is left out."""

_decoder: Final = msgspec.json.Decoder()


def read_jsonl(path: Path, place: Place, budget: Budget) -> Part:
    """The lines from ``place`` on, as many as the budget allows. Raises OSError.

    A line that is no JSON is a fault, and the others go on. A last line without an end that is no JSON either is still
    being written: it is left for the next time.
    """
    pieces: list[Piece] = []
    offset, number = place.offset, place.number
    with path.open("rb") as file:
        file.seek(offset)
        while not budget.spent:
            line = file.readline(MAXIMUM_LINE_BYTES + 1)
            if not line:
                return Part(tuple(pieces), Place(offset, number, place.head), ended=True)
            where = f"{path}, line {number + 1}"
            piece: Piece | None
            if len(line) > MAXIMUM_LINE_BYTES:
                whole = _skip_line(file, line)
                piece = Fault(f"{where}: the line is longer than the {MAXIMUM_LINE_BYTES} bytes that are read")
            else:
                whole = line.endswith(b"\n")
                piece = _piece(line, where)
            if isinstance(piece, Fault) and not whole:
                pieces.append(Fault(f"{where}: the line is cut off; it is read when the rest is there"))
                return Part(tuple(pieces), Place(offset, number, place.head), ended=True)
            if piece is not None:
                pieces.append(piece)
            budget.spend(len(line))
            offset, number = file.tell(), number + 1
    return Part(tuple(pieces), Place(offset, number, place.head), ended=False)


def _piece(line: bytes, where: str) -> Piece | None:
    """What a line holds; None for an empty one."""
    content = line.removeprefix(b"\xef\xbb\xbf").strip()
    if not content:
        return None
    try:
        return Value(_decoder.decode(content), where)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
        return Fault(f"{where}: the line is no JSON ({reason})")


def _skip_line(file: BinaryIO, line: bytes) -> bool:
    """Read to the end of a line whose beginning was read; whether it has one."""
    while line and not line.endswith(b"\n"):
        line = file.readline(MAXIMUM_LINE_BYTES)
    return bool(line)
