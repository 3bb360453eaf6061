"""What every set is measured with: where the data is, the tagger as it ships, and the peer.

The tagger finds our countries and the actors of the starter lists, as under ``watchlists: [starter]``. It is built
once, when the first set asks for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final, Protocol, TypeVar

from marsad.evaluation.peer import FILES, peer_matcher
from marsad.watchlists import STARTER, Gathered, gathered
from streams.records import Article
from streams.understanding.gazetteer import country_patterns
from streams.understanding.matcher import Matcher
from streams.understanding.tagger import Tagger
from streams.understanding.watchlist import actor_patterns

FETCHED: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When every article of the evaluation was fetched; nothing that is measured depends on it."""

NAME_TABLES: Final = Path(__file__).parents[2] / "tests" / "streams" / "understanding" / "data"
"""Where a checkout keeps the tables of names; an installed program has none."""

T = TypeVar("T")


class Track(Protocol):
    """Hands the items on and shows how far it is with what."""

    def __call__(self, items: Sequence[T], what: str, /) -> Iterable[T]:
        """The items, in order."""


@dataclass(frozen=True)
class Instruments:
    """``data`` holds ``seeds`` and ``eval``; ``name_tables`` the tables of spelling variants."""

    data: Path
    track: Track
    name_tables: Path = NAME_TABLES

    @property
    def country(self) -> Path:
        """The folder of the sets on countries."""
        return self.data / "eval" / "country"

    @cached_property
    def matcher(self) -> Matcher:
        """The matcher of everything that Marsad knows."""
        return Matcher(chain(country_patterns(), actor_patterns(self._lists.actors)))

    @cached_property
    def tagger(self) -> Tagger:
        """The tagger around that matcher."""
        return Tagger(self.matcher, self._lists.actors)

    @cached_property
    def _lists(self) -> Gathered:
        return gathered({"watchlists": [STARTER]}, Path())

    def peer(self, language: str, texts: Iterable[str]) -> Matcher | None:
        """The peer for those texts; None where its dictionary is not there."""
        path = self.data / "eval" / "peer-dictionaries" / FILES[language]
        return peer_matcher(path, language, texts) if path.is_file() else None


def article(text: str, title: str = "", language: str = "") -> Article:
    """A text as an article; ``language`` is what its publisher says, "" to have it told from the text."""
    return Article(
        id="evaluation",
        url="",
        canonical_url="",
        source="evaluation",
        publisher="evaluation",
        title=title,
        body=text,
        language=language,
        fetched_at=FETCHED,
    )
