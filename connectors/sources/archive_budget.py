"""How much one poll reads of an archive, so that a file of any size is read in pieces."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ARTICLES_A_POLL: Final = 2_000
PAGES_A_POLL: Final = 200
"""Pages cost a hundred times what a line of JSON does, since their text has to be found first."""

BYTES_A_POLL: Final = 32 * 1024 * 1024
SECONDS_A_POLL: Final = 10.0


@dataclass
class Budget:
    """What one poll may still read. ``seconds`` is a monotonic clock."""

    seconds: Callable[[], float]
    articles: int = ARTICLES_A_POLL
    pages: int = PAGES_A_POLL
    size: int = BYTES_A_POLL
    time: float = SECONDS_A_POLL

    def __post_init__(self) -> None:
        self._until = self.seconds() + self.time

    def spend(self, size: int, *, page: bool = False) -> None:
        """One article of ``size`` bytes was read, or one page that may hold an article."""
        self.articles -= 1
        self.pages -= page
        self.size -= size

    @property
    def spent(self) -> bool:
        """Whether the poll has read enough."""
        return min(self.articles, self.pages, self.size) <= 0 or self.seconds() >= self._until
