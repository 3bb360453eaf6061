"""Which of the forms that were found count: the decision about every form that is also something else.

A form without a cue counts. One with a cue counts by the words around it
(:class:`~streams.understanding.patterns.Cue`), or because its country is named otherwise in the same article. Where two
countries claim the same words, the one that the article names more often takes them.

Promises: pure; what does not count comes back too, with the reason.
"""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from streams.understanding import surroundings
from streams.understanding.folding import fold
from streams.understanding.patterns import Cue, Found


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was found in ``field`` and does not count, and why."""

    field: str
    found: Found
    reason: str


def settle(
    texts: Mapping[str, str], found: Mapping[str, Sequence[Found]], language: str
) -> tuple[dict[str, list[Found]], list[Refused]]:
    """What counts of ``found``, by the fields of ``texts``, and what does not."""
    named = Named()
    placed = placements(texts, found)
    asked = [(field, one, _asked(one, language)) for field, ones in found.items() for one in ones]
    persons = _persons(texts, asked) - placed.keys()
    open_cases: list[tuple[str, Found, Cue]] = []
    accepted: dict[str, list[Found]] = {field: [] for field in found}
    refused: list[Refused] = []
    for field, one, cue in asked:
        verdict = "" if cue is None else _by_the_words(one, cue, texts[field], persons)
        if verdict is None and cue is not None:
            open_cases.append((field, one, cue))
        elif verdict:
            refused.append(Refused(field, one, verdict))
        else:
            named.add(one)
            accepted[field].append(one)
    for field, one, cue in open_cases:
        enough = cue.company and named.apart_from(one) >= cue.company
        if enough or not cue.regions.isdisjoint(named.forms) or fold(one.surface) in placed:
            accepted[field].append(one)
        else:
            refused.append(Refused(field, one, f"{cue.reason}; nothing in the article tells that it is meant"))
    return {field: _one_country_each(ones, named, placed) for field, ones in accepted.items()}, refused


def _persons(texts: Mapping[str, str], asked: Sequence[tuple[str, Found, Cue | None]]) -> set[str]:
    """The forms that are a person's name somewhere in the article, folded: there they are it throughout."""
    return {
        fold(one.surface)
        for field, one, cue in asked
        if cue is not None and cue.person and surroundings.in_a_persons_name(texts[field], one.start, one.end)
    }


class Named:
    """What an article names for sure: how often each country, and by which forms."""

    def __init__(self) -> None:
        self._times: Counter[tuple[str, str]] = Counter()
        self._countries: Counter[str] = Counter()
        self.forms: set[str] = set()

    def add(self, one: Found) -> None:
        """Take in another mention."""
        form = _form(one.pattern.text)
        self._times[one.id, form] += 1
        self._countries[one.id] += 1
        self.forms.add(form)

    def apart_from(self, one: Found) -> int:
        """How often the country of ``one`` is named by other forms."""
        return self._countries[one.id] - self._times[one.id, _form(one.pattern.text)]


@lru_cache(maxsize=10_000)
def _form(text: str) -> str:
    """The form of a pattern as mentions of it are counted: folded, without the dots of an abbreviation."""
    return fold(text).replace(".", "")


def _asked(one: Found, language: str) -> Cue | None:
    """The cue that an article in ``language`` asks of that form, None if it counts freely."""
    cues = one.pattern.cues
    if not cues:
        return None
    for cue in cues:
        if not cue.languages or language in cue.languages:
            return cue
    return None if language in one.pattern.language.split(",") else cues[0]


def _by_the_words(one: Found, cue: Cue, text: str, persons: Container[str]) -> str | None:
    """Nothing ("") if the words around make the form count, the reason if not, None if they do not tell."""
    if cue.person and fold(one.surface) in persons:
        return "a person of that name is named in the article"
    said = _which_words(one, cue, text)
    if cue.only_if:
        return "" if said else None
    return f"{cue.reason} ({said})" if said else ""


def _which_words(one: Found, cue: Cue, text: str) -> str:
    """The first of the cue's conditions on the words around that holds, in words; "" if none does."""
    around = (_glued if one.surface[0] >= _FIRST_OF_EAST_ASIA else _spaced)(one, cue, text)
    return next((f"{how} {word}" for how, word in around if word), "")


def _spaced(one: Found, cue: Cue, text: str) -> Iterator[tuple[str, str]]:
    """What stands before, after and near, word by word."""
    if cue.before:
        particle = _particle(one)
        words = [particle] if particle else surroundings.phrases_before(text, one.start)
        yield "after", next((form for form in words if form in cue.before), "")
    if cue.after:
        yield "before", next((form for form in surroundings.phrases_after(text, one.end) if form in cue.after), "")
    if cue.near:
        yield "near", min(cue.near & surroundings.near(text, one.start, one.end), default="")


def _glued(one: Found, cue: Cue, text: str) -> Iterator[tuple[str, str]]:
    """The same in Chinese, Japanese and Korean, where what stands around bears particles, or no space parts it."""
    left, right = (
        fold("".join(side.split())) for side in (text[: one.start][-_REACH:], text[one.end : one.end + _REACH])
    )
    yield "after", next((word for word in sorted(cue.before) if left.endswith("".join(word.split()))), "")
    yield "before", next((word for word in sorted(cue.after) if right.startswith("".join(word.split()))), "")
    yield "near", next((word for word in sorted(cue.near) if "".join(word.split()) in left + " " + right), "")


_FIRST_OF_EAST_ASIA: Final = "\u1100"
_REACH: Final = 40
"""How many characters count as near where words have no spaces between them."""


def _particle(one: Found) -> str:
    """The preposition that is written as part of the word, without a conjunction; "" if there is none."""
    surface, form = fold(one.surface), fold(one.pattern.text)
    if surface.endswith(form):
        particle = surface[: len(surface) - len(form)]
    else:
        particle = (
            surface[:2] if surface.startswith(("ولل", "فلل")) else surface[:1] if surface.startswith("لل") else ""
        )
    return particle.lstrip("وف") if len(particle) < 3 and particle.isalpha() else ""


def placements(texts: Mapping[str, str], found: Mapping[str, Sequence[Found]]) -> dict[str, str]:
    """The cities that the text itself places, by their form: Paris, Texas; London, Ont.

    What follows the comma must be a region, or a country's name behind a large city that is no capital: capitals and
    countries stand side by side in lists. Once said, it holds for the whole article.
    """
    placed: dict[str, str] = {}
    for field, ones in found.items():
        regions = {one.start: one for one in ones if one.pattern.form in ("region", "name")}
        for one in ones:
            region = regions.get(one.end + 2) if one.pattern.form in _CITIES else None
            if region is None or texts[field][one.end : region.start] != ", ":
                continue
            if region.pattern.form == "region" or one.pattern.form == "city":
                placed.setdefault(fold(one.surface), region.id)
    return placed


def _one_country_each(ones: Sequence[Found], named: Named, placed: Mapping[str, str]) -> list[Found]:
    """Of countries that claim the same words by cue, the one that the article tells of; a city that was placed moves.

    A town takes the name from a famous namesake if nothing else in the article is of the namesake's country.
    """
    by_place: dict[tuple[int, int], list[Found]] = {}
    for one in ones:
        by_place.setdefault((one.start, one.end), []).append(one)
    kept: list[Found] = []
    for rivals in by_place.values():
        country = placed.get(fold(rivals[0].surface)) if placed else None
        if country is not None and rivals[0].pattern.form in _CITIES:
            kept.append(replace(rivals[0], id=country))
        elif len(rivals) > 1 and any(one.pattern.cues for one in rivals) and not _is_pair(rivals[0]):
            kept.append(max(rivals, key=lambda one: _claim(one, named)))
        else:
            kept += rivals
    return sorted(kept, key=lambda one: one.start)


def _is_pair(one: Found) -> bool:
    """Whether the form may name two countries at once, as headlines in East Asia do (中美, 일중)."""
    return one.surface[0] >= _FIRST_OF_EAST_ASIA and one.pattern.form == "name"


def _claim(one: Found, named: Named) -> tuple[int, int, bool]:
    """How good the claim of ``one`` is: who has company in the article, then a local namesake, then the surest form."""
    apart = named.apart_from(one)
    if one.pattern.cues and one.pattern.cues[0].regions:
        return 1, 0, False
    return (2 if apart else 0), apart, not one.pattern.cues


_CITIES: Final = frozenset({"capital", "city", "town"})
