"""A person's surname alone: it counts once the article has given the full name.

News names a man in full once and by his surname after that (سيرغي لافروف … لافروف). Alone such a word is too often
another person or an ordinary word, so it counts only in an article in which the watch-list's name stands in full, after
that place, or anywhere in title and lead. Where two of the named share it, the one named last before it is meant. It
does not count right behind another given name (ماهر الأسد is not Bashar).

The surname is the last word of the name, with a بن, bin, von or de before it; in Korean, Chinese and Vietnamese names,
which begin with it, the first word, and the rest of the name as well (سون هوي).

Promises: pure; nothing is found twice: what a longer name covers is left out.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from streams.understanding import surroundings
from streams.understanding.folding import fold
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Found
from streams.understanding.skeleton import is_native
from streams.understanding.words import folded_words

FAMILY_FIRST: Final = frozenset({"KP", "KR", "CN", "TW", "HK", "VN", "MO"})
"""Countries whose names begin with the family's."""

_LINKS: Final = frozenset("بن ابن بنت bin ibn bint ben von van de der den da di al el".split())
_SHORTEST: Final = 3
_BODY: Final = "body"


class Named(NamedTuple):
    """A person whose full name stands in an article: where first, under which pattern, and the country."""

    field: str
    found: Found
    country: str | None


def short_forms(name: str, country: str | None) -> tuple[tuple[str, ...], ...]:
    """The sequences of folded words by which news goes on calling somebody of that full name; none of a single word."""
    words = folded_words(name)
    if len(words) < 2:
        return ()
    if country in FAMILY_FIRST:
        forms = [words[:1], words[1:]] if len(words) > 2 else [words[:1]]
    else:
        last = len(words) - 1
        while last > 1 and words[last - 1] in _LINKS:
            last -= 1
        forms = [words[last:]]
        if forms[0][0] in _LINKS:
            forms.append(words[-1:])
    return tuple(form for form in forms if len(form) > 1 or len(form[0]) >= _SHORTEST)


def surnames(
    texts: Mapping[str, str],
    found: Mapping[str, Sequence[Found]],
    named: Sequence[Named],
    matcher: Matcher,
    language: str,
) -> dict[str, list[Found]]:
    """The surnames in ``texts`` of the persons ``named``, by field; ``found`` is what stands there already."""
    wanted: dict[tuple[str, ...], list[Named]] = {}
    for one in named:
        for name in {one.found.surface, one.found.pattern.text}:
            for form in short_forms(name, one.country):
                wanted.setdefault(form, []).append(one)
    if not wanted:
        return {}
    return {
        field: [
            _hit(text, start, end, person)
            for start, end, form in matcher.find_words(text, language, wanted)
            for person in _meant(field, start, wanted[form])
            if not _covered(found.get(field, ()), start, end) and not _another_person(text, start, form)
        ]
        for field, text in texts.items()
    }


def _hit(text: str, start: int, end: int, person: Named) -> Found:
    full = person.found
    return Found("actor", full.id, start, end, text[start:end], full.pattern, full.rule, surname=True)


def _meant(field: str, start: int, people: Sequence[Named]) -> Sequence[Named]:
    """The one person who is meant at that place, if any was named before it; title and lead may come before."""
    if field != _BODY:
        return people[-1:]
    before = [one for one in people if one.field != _BODY or one.found.start < start]
    return before[-1:]


def _covered(found: Sequence[Found], start: int, end: int) -> bool:
    """Whether another actor is named there already."""
    return any(one.kind == "actor" and one.start < end and start < one.end for one in found)


def _another_person(text: str, start: int, form: tuple[str, ...]) -> bool:
    """Whether a given name that is not the person's own stands right before."""
    word = surroundings.before(text, start)
    if not word:
        return False
    folded = fold(word)
    if "a" <= folded[0] <= "\u024f":
        return word[0].isupper() and folded in surroundings.given_names() and folded not in form
    return any(is_native(one) and one not in form for one in surroundings.forms(word))
