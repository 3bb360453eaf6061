"""The files that a pattern names."""

from collections.abc import Iterator
from pathlib import Path


def matching_files(base: Path, pattern: str) -> Iterator[Path]:
    """The files that ``pattern`` names, relative to ``base``.

    The parts before the first wildcard are taken as they are, ``..`` included.
    """
    parts = Path(pattern).parts
    fixed = next((number for number, part in enumerate(parts) if set(part) & set("*?[")), len(parts))
    root = base.joinpath(*parts[:fixed])
    found = root.glob(str(Path(*parts[fixed:]))) if fixed < len(parts) else iter([root])
    return (path for path in found if path.is_file())
