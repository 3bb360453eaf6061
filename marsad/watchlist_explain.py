"""``marsad watchlist explain``: who is found in a name or a text, why, and how it is looked for."""

import difflib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from marsad.report import emit, shown
from streams.understanding.actors import Actors
from streams.understanding.language import detect
from streams.understanding.matcher import Matcher
from streams.understanding.name_forms import consonants, forms_of, sharing
from streams.understanding.patterns import Found
from streams.understanding.watched_actor import WatchedActor
from streams.understanding.watchlist import actor_patterns, spellings
from streams.understanding.words import folded_words

_MOST: Final = 20
_LONGEST_NAME: Final = 8
"""How many words a name may have; what has more is a text, and only what is found in it is told."""


@dataclass(frozen=True)
class Explanation:
    """Whom a text names, and why.

    ``language``: that of the article as which it was read. ``named``: the actors that were found. ``others``: with a
    spelling, those of the same consonants that were not. ``near``: the name most like the text, if nobody was found.
    """

    text: str
    language: str
    found: Sequence[Found]
    named: Sequence[WatchedActor] = ()
    others: Sequence[tuple[WatchedActor, str]] = ()
    near: str = ""

    @property
    def is_name(self) -> bool:
        """Whether the text is short enough to be a name."""
        return _is_name(self.text)


def explain(actors: Actors, text: str, language: str, *, as_json: bool) -> int:
    """Tell whom ``text`` names and why; 0 if anybody, else 1. ``language``: of the text, "" to be told from it."""
    explanation = explained(actors, text, language)
    if as_json:
        emit(_values(explanation))
    else:
        _print(explanation)
    return 0 if explanation.found else 1


def explained(actors: Actors, text: str, language: str) -> Explanation:
    """Whom ``text`` names among the ``actors``. Pure."""
    read_as, found = _found(actors, text, language)
    numbers = (actors.number(identifier) for identifier in dict.fromkeys(one.id for one in found))
    named = [actors[number] for number in numbers if number is not None]
    if not _is_name(text):
        return Explanation(text, read_as, found, named)
    known = {actor.id for actor in named}
    spelt = [text, *(one.pattern.text for one in found)]
    others = [(actor, spelling) for actor, spelling in sharing(spelt, actors) if actor.id not in known]
    return Explanation(text, read_as, found, named, others, "" if found else _near(text, actors))


def _is_name(text: str) -> bool:
    return len(folded_words(text)) <= _LONGEST_NAME


def _found(actors: Actors, text: str, language: str) -> tuple[str, list[Found]]:
    """The language that was read, and what is found. A name alone tells none, so those are tried where it is listed."""
    matcher = Matcher(actor_patterns(actors))
    languages = dict.fromkeys([language or detect(text, "", "").language])
    if _is_name(text) and not language:
        normal = " ".join(folded_words(text))
        for actor in actors:
            for form in forms_of(actor):
                if form.only_in and form.normal == normal:
                    languages |= dict.fromkeys(form.only_in)
    for tried in languages:
        found = matcher.find(text, tried)
        if found:
            return tried, found
    return next(iter(languages)), []


def _near(text: str, actors: Actors) -> str:
    """The spelling most like ``text``; only those with its first letter are compared."""
    known = {" ".join(folded_words(one)): one for actor in actors for one in spellings(actor) if one[:1] == text[:1]}
    near = difflib.get_close_matches(" ".join(folded_words(text)), known, n=1, cutoff=0.6)
    return known[near[0]] if near else ""


def _values(told: Explanation) -> dict[str, Any]:
    values: dict[str, Any] = {
        "ok": bool(told.found),
        "text": told.text,
        "language": told.language,
        "found": [
            {
                "actor": one.id,
                "surface": one.surface,
                "start": one.start,
                "end": one.end,
                "as": one.pattern.text,
                "rule": one.rule.words,
            }
            for one in told.found
        ],
    }
    if told.is_name:
        values |= {
            "normal": " ".join(folded_words(told.text)),
            "skeleton": consonants(told.text),
            "actors": [_actor_values(actor) for actor in told.named],
            "same_skeleton": [{"actor": actor.id, "name": actor.name, "as": spelt} for actor, spelt in told.others],
            "near": told.near,
        }
    return values


def _actor_values(actor: WatchedActor) -> dict[str, Any]:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country,
        "foreign": actor.foreign,
        "spellings": [form._asdict() for form in forms_of(actor)],
    }


def _print(told: Explanation) -> None:
    console = Console()
    if told.found:
        console.print(_hits(told, console))
    console.print(f"Read as an article in {told.language}.", style="dim", highlight=False)
    if told.is_name:
        none = "none: too short, or one word; variants are not looked for"
        for label, value in (
            ("normal form", " ".join(folded_words(told.text))),
            ("consonants", consonants(told.text) or none),
        ):
            console.print(
                Text(f"{label:12} ", style="dim").append(shown(value, console), style="not dim"), soft_wrap=True
            )
        for actor in told.named[:_MOST]:
            variants = ", variants included" if actor.foreign else ""
            console.print(Text(f"\n{actor.name}: how it is looked for{variants}", style="bold"))
            console.print(_spellings(actor, console))
        if told.others:
            console.print(Text("\nOthers with the same consonants", style="bold"))
            table = Table("Actor", "Spelling")
            for actor, spelt in told.others[:_MOST]:
                table.add_row(Text(actor.id), Text(shown(spelt, console)))
            console.print(table)
    if not told.found:
        hint = f", did you mean '{told.near}'?" if told.near else "; nobody has a name like it."
        sys.stdout.write(f"No actor is found in it{hint}\n")


def _hits(told: Explanation, console: Console) -> Table:
    """What was found, in reading order."""
    known = {actor.id: actor for actor in told.named}
    table = Table("Found", "Actor", "By its spelling", "How")
    for one in told.found:
        facts = ", ".join(filter(None, (known[one.id].kind, known[one.id].country)))
        who = Text(one.id, style="bold").append(f"\n{facts}", style="dim not bold")
        how = Text(one.rule.words, style="green" if one.rule.words == "as written" else "yellow")
        table.add_row(Text(shown(one.surface, console)), who, Text(shown(one.pattern.text, console)), how)
    return table


def _spellings(actor: WatchedActor, console: Console) -> Table:
    """In which spellings an actor is found."""
    table = Table("Language", "Spelling", "Normal form")
    if actor.foreign:
        table.add_column("Consonants")
    for form in forms_of(actor):
        languages = ", ".join(language or "all" for language in form.languages) + (" only" if form.only_in else "")
        cells = [languages, shown(form.spelling, console), shown(form.normal, console)]
        table.add_row(*map(Text, cells + ([form.skeleton] if actor.foreign else [])))
    return table
