"""The Arabic particles that are written as part of the word that they precede.

و and ف (and, so), then ب ك ل (in, as, to); ل and the article ال meet as لل. The article itself is part of a name:
it is never taken off, or the adjective المالي (the financial) would become the country مالي.
"""

from collections.abc import Container
from typing import Final

_CONJUNCTIONS: Final = ("", "و", "ف")
_PREPOSITIONS: Final = ("", "ب", "ك", "ل")
_FIRST_LETTERS: Final = frozenset("وفبكل")
_SHORTEST: Final = 3


def without_clitics(folded: str, known: Container[str]) -> tuple[str, ...]:
    """The words of ``known`` that ``folded`` is with particles before it, the fewest particles first.

    What remains has at least three letters, since shorter ones are too often part of another word.
    """
    if len(folded) <= _SHORTEST or folded[0] not in _FIRST_LETTERS:
        return ()
    stripped: list[str] = []
    for conjunction in _CONJUNCTIONS:
        if not folded.startswith(conjunction):
            continue
        for preposition in _PREPOSITIONS:
            particles = conjunction + preposition
            if not particles or not folded.startswith(particles):
                continue
            rest = folded[len(particles) :]
            forms = [rest]
            if preposition == "ل" and rest.startswith("ل"):
                # للصين is ل and الصين; للاذقية is ل and اللاذقية, where one of three lams is not written.
                forms += ["ا" + rest, "ال" + rest]
            stripped += [form for form in forms if len(form) >= _SHORTEST and form in known]
    return tuple(stripped)
