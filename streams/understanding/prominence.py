"""What an article is about, of what it names: one score, for countries and for actors.

* A mention in the title counts 3, in the lead 2, in the rest of the body 1; of one country or actor no more than 3, 4
  and 8 mentions count there, so that a long text does not outweigh its headline.
* The lead is the article's summary, or the body's first paragraph (300 characters at the most) where there is none.
* Who is named first in the title, and first in the lead, gets 1 more each: news puts who acts, or where, first.
* An actor of a country counts half a mention of that country, since "Lavrov meets Kim" is about Russia and North Korea
  before either is named.
* A town or district that counts only in company counts half.
* ``weight`` is the share of that score in the scores of all countries (or all actors) of the article.
* ``about`` is true for what is named in the title, itself or by an actor; for what is named in the lead, if it has a
  tenth of the weight; and for what has a quarter of the weight.

The numbers are conventions of news writing (the inverted pyramid) put into points, and were checked, not fitted, on the
development sets.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from streams.records import Weighted, Why

Place = Literal["title", "lead", "body"]

POINTS: Final[dict[Place, float]] = {"title": 3, "lead": 2, "body": 1}
"""What one mention counts."""

MOST_MENTIONS: Final[dict[Place, float]] = {"title": 3, "lead": 4, "body": 8}
"""How many mentions of one country or actor count."""

FIRST: Final = 1.0
"""What being named first adds, in the title and in the lead."""

BY_ACTOR: Final = 0.5
"""What an actor counts as a mention of its country."""

WEAK: Final = 0.5
"""What a town or district that counts only in company counts as a mention of its country."""

ABOUT_SHARE: Final = 0.25
"""The share of the weight from which the body alone makes an article be about something."""

LEAD_SHARE: Final = 0.1
"""The share of the weight from which a mention in the lead does."""

FIRST_PARAGRAPH: Final = 300
"""The most characters of the body that stand in for a missing summary."""


@dataclass(frozen=True, slots=True)
class Naming:
    """One time that something is named: where in the article, the order in which it is read, and what it counts.

    ``through`` is the actor by whom a country is named, "" where it is named itself.
    """

    subject: str
    place: Place
    start: int
    worth: float = 1.0
    through: str = ""


def weigh(kind: str, namings: Sequence[Naming]) -> tuple[tuple[Weighted, ...], tuple[Why, ...]]:
    """What the ``namings`` amount to, weightiest first, and why each subject is what the article is about, or not."""
    counts: dict[str, dict[Place, float]] = defaultdict(lambda: dict.fromkeys(POINTS, 0.0))
    for one in namings:
        counts[one.subject][one.place] += one.worth
    first = _first(namings)
    scores = {
        subject: sum(POINTS[place] * min(count, MOST_MENTIONS[place]) for place, count in places.items())
        + FIRST * first[subject]
        for subject, places in counts.items()
    }
    total = sum(scores.values())
    weighted: list[Weighted] = []
    why: list[Why] = []
    for subject in sorted(scores, key=lambda subject: (-scores[subject], subject)):
        share = scores[subject] / total
        about, reason = _about(counts[subject], share)
        through = sorted({one.through for one in namings if one.subject == subject and one.through})
        if through:
            reason += f"; also by {', '.join(through)}"
        weighted.append(Weighted(id=subject, weight=round(share, 4), about=about))
        why.append(Why(decision=f"about {kind}" if about else f"mentions {kind}", subject=subject, reason=reason))
    return tuple(weighted), tuple(why)


def _first(namings: Iterable[Naming]) -> Counter[str]:
    """How often each subject is the first one, of title and lead."""
    first: dict[Place, Naming] = {}
    for one in namings:
        if one.place != "body" and (one.place not in first or one.start < first[one.place].start):
            first[one.place] = one
    return Counter(one.subject for one in first.values())


def _about(places: dict[Place, float], share: float) -> tuple[bool, str]:
    """Whether an article is about what it names at ``places``, and why."""
    if places["title"]:
        return True, "named in the title"
    if places["lead"] and share >= LEAD_SHARE:
        return True, f"named in the lead, {share:.0%} of the weight"
    if share >= ABOUT_SHARE:
        return True, f"{share:.0%} of the weight, named in the body only"
    where = "named in the lead" if places["lead"] else "named in the body only"
    least = LEAD_SHARE if places["lead"] else ABOUT_SHARE
    return False, f"{where}, {share:.0%} of the weight, under {least:.0%}"


def lead_ends(summary: str, body: str) -> int:
    """Where the body's first paragraph ends, if it has to stand in for a summary; otherwise 0."""
    if summary.strip():
        return 0
    begins = len(body) - len(body.lstrip())
    ends = body.find("\n", begins)
    return min(ends if ends >= 0 else len(body), begins + FIRST_PARAGRAPH)
