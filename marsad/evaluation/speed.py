"""How fast articles are read: one core, everything warm, on the texts of the other sets.

The texts of a language are joined and cut into articles of 3,000 bytes of UTF-8, at white space. All are read once to
warm the memo; then three times more, and the fastest counts. The memory is that of the whole process when this is done.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from marsad.evaluation import sets
from marsad.evaluation.instruments import Instruments, article
from marsad.evaluation.places import FILE as PLACES_FILE
from marsad.evaluation.results import Speed
from marsad.evaluation.seed_pages import SET as SEEDS
from marsad.evaluation.sentences import PROTEST_FILE
from streams.records import Article

SET: Final = "speed"
BYTES: Final = 3000
"""The size of an article."""

_ROUNDS: Final = 3
_PAGES: Final = Path("/proc/self/statm")


def measure(instruments: Instruments) -> Speed | None:
    """The speed on whatever texts are there; None if there are none."""
    articles = [
        article(text, language=language)
        for language, texts in _texts(instruments).items()
        for text in cut(texts, BYTES)
    ]
    if not articles:
        return None
    matcher, tagger = instruments.matcher, instruments.tagger

    def find(one: Article) -> None:
        matcher.find(one.body, one.language)

    def tag(one: Article) -> None:
        tagger.tag(one)

    found = _per_second(find, articles, instruments)
    tagged = _per_second(tag, articles, instruments)
    return Speed(len(articles), found, tagged, resident_bytes())


def cut(texts: Iterable[str], size: int) -> Iterator[str]:
    """The ``texts`` in pieces of at most ``size`` bytes, if no word has more; a rest that fills none is left out."""
    piece: list[str] = []
    length = 0
    for word in (word for text in texts for word in text.split()):
        bytes_ = len(word.encode("utf-8", "surrogatepass")) + 1
        if piece and length + bytes_ > size:
            yield " ".join(piece)
            piece, length = [], 0
        piece.append(word)
        length += bytes_


def resident_bytes() -> int:
    """The memory that this process has in use; where the system does not tell, the most that it ever had."""
    if _PAGES.exists():
        return int(_PAGES.read_text("ascii").split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _texts(instruments: Instruments) -> dict[str, list[str]]:
    """What the sets hold that are there, by language."""
    found: dict[str, list[str]] = {"ar": [], "en": []}
    if (instruments.country / PROTEST_FILE).is_file():
        found["ar"] += [one.text for one in sets.protest_spans(instruments.country / PROTEST_FILE)]
    if (instruments.data / SEEDS / "gold.yaml").is_file():
        found["ar"] += [one.text for one in sets.seeds(instruments.data / SEEDS)]
    if (instruments.country / PLACES_FILE).is_file():
        found["en"] += [one.text for one in sets.toponyms(instruments.country / PLACES_FILE)]
    return found


def _per_second(read: Callable[[Article], None], articles: Sequence[Article], instruments: Instruments) -> float:
    """Articles a second, in the fastest of the rounds after the first."""
    best = 0.0
    for _ in instruments.track(range(_ROUNDS + 1), SET):
        started = time.perf_counter()
        for one in articles:
            read(one)
        best = max(best, len(articles) / (time.perf_counter() - started))
    return best
