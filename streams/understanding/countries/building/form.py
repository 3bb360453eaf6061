"""One form under which a country is named, and which of two claims on a form outranks the other."""

from typing import Final, NamedTuple

from streams.understanding.gazetteer import WEAK

KINDS: Final = (
    "name", "adjective", "people", "capital", "seat", "region", "city", "cityadjective", "prefix", "town",
)  # fmt: skip
"""In the order in which they outrank each other. A ``town`` is of a register only, nobody reviewed it: it counts in
company of another mention of its country."""


class Form(NamedTuple):
    """A form of a country in a language. ``reviewed``: it stands in a file in ``hand/``.

    ``region``: the code of the first-level region without which a small town does not count (US-KY).
    """

    country: str
    kind: str
    language: str
    text: str
    reviewed: bool
    population: int = 0
    region: str = ""

    @property
    def rank(self) -> tuple[int, int, int]:
        """The smaller, the better the claim."""
        return (not self.reviewed and self.kind in WEAK, KINDS.index(self.kind), -self.population)
