"""Reading a watch list from its file, whatever its format: the extension says which.

==========================================  =====================================================
``.yml``, ``.yaml``                         Marsad's own, :mod:`streams.understanding.watchlist_yaml`
``.csv``, ``.tsv``                          a table, :mod:`streams.understanding.watchlist_csv`
``.jsonl``, ``.ndjson``, ``.ftm.json``      entities, :mod:`streams.understanding.watchlist_entities`
==========================================  =====================================================

Promises: streaming, an entry at a time; never raises for what the file holds: what cannot be read comes as
:class:`~streams.understanding.watched_actor.Unreadable`, with its line, and the reading goes on where it can.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, Literal, TypeAlias

from streams.errors import SetupError
from streams.understanding.watched_actor import Heading, Listed, Skipped, Unreadable
from streams.understanding.watchlist_csv import read_csv
from streams.understanding.watchlist_entities import read_entities
from streams.understanding.watchlist_yaml import read_yaml

Format = Literal["marsad", "csv", "ftm"]
Item: TypeAlias = Heading | Listed | Unreadable | Skipped
"""What a watch list is read as."""

STARTER: Final = Path(__file__).with_name("watchlists")
"""The folder of the lists that come with Marsad."""

_EXTENSIONS: Final[dict[str, Format]] = {
    ".yml": "marsad",
    ".yaml": "marsad",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "ftm",
    ".ndjson": "ftm",
    ".ftm.json": "ftm",
}


def starter_files() -> list[Path]:
    """The lists that come with Marsad."""
    return sorted(STARTER.glob("*.yml"))


def format_of(path: Path) -> Format:
    """The format that the file's name speaks of. Raises SetupError if it speaks of none."""
    name = path.name.lower()
    for extension, found in _EXTENSIONS.items():
        if name.endswith(extension):
            return found
    raise SetupError(f"{path}: no name of a watch list; it must end in {', '.join(_EXTENSIONS)}")


def read_watchlist(
    path: Path,
    form: Format | None = None,
    seen: Callable[[int], None] | None = None,
) -> Iterator[Item]:
    """Everything in the list. ``seen`` is told the bytes of each line as it is read.

    Raises SetupError, at the first item, for a file that cannot be opened or whose name tells no format.
    """
    chosen = form or format_of(path)
    count = _Count(seen)
    try:
        with path.open("rb") as file:
            lines = count.lines(file)
            if chosen == "ftm":
                yield from read_entities(lines)
            else:
                yield from (read_csv if chosen == "csv" else read_yaml)(_text(lines))
    except UnicodeDecodeError:
        yield Unreadable(count.line, "", "not UTF-8 text; save the file as UTF-8")
    except OSError as error:
        raise SetupError(f"{path}: cannot be read: {error.strerror}; mend the path or its permissions") from error


class _Count:
    """The lines of a file on their way to a reader, counted."""

    def __init__(self, seen: Callable[[int], None] | None) -> None:
        self._seen = seen
        self.line = 0

    def lines(self, file: Iterable[bytes]) -> Iterator[bytes]:
        """The lines of ``file``."""
        for self.line, line in enumerate(file, 1):
            if self._seen is not None:
                self._seen(len(line))
            yield line


def _text(lines: Iterable[bytes]) -> Iterator[str]:
    """The lines as text, whatever ends them. Raises UnicodeDecodeError."""
    for number, line in enumerate(lines):
        text = line.decode("utf-8-sig" if number == 0 else "utf-8")
        yield text[:-2] + "\n" if text.endswith("\r\n") else text
