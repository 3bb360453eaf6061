"""``marsad watchlist explain``: who is found in a name or a text, why, and how it is looked for."""

import difflib
import sys
from collections.abc import Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from marsad.report import emit, shown
from streams.understanding.actors import Actors
from streams.understanding.language import detect
from streams.understanding.matcher import Matcher
from streams.understanding.name_forms import NameForm, consonants, forms_of, normal_form, sharing
from streams.understanding.patterns import Found
from streams.understanding.watched_actor import WatchedActor
from streams.understanding.watchlist import actor_patterns, spellings

_MOST: Final = 20
_LONGEST_NAME: Final = 8
"""How many words a name may have; what has more is a text, and only what is found in it is told."""


def explain(actors: Actors, text: str, language: str, *, as_json: bool) -> int:
    """Tell whom ``text`` names and why; 0 if anybody, else 1. ``language``: of the text, "" to be told from it."""
    is_name = len(normal_form(text)) <= _LONGEST_NAME
    detected, found = _found(actors, text, language, is_name=is_name)
    named = [
        actors[number] for one in dict.fromkeys(hit.id for hit in found) if (number := actors.number(one)) is not None
    ]
    spelt = [text, *(one.pattern.text for one in found)]
    others = [pair for pair in sharing(spelt, actors) if pair[0] not in named] if is_name else []
    if as_json:
        emit(_values(text, detected, found, named, others, is_name=is_name))
    else:
        _print(text, detected, found, named, others, is_name=is_name)
        if not found:
            sys.stdout.write(f"No actor is found in it{_near(text, actors)}\n")
    return 0 if found else 1


def _found(actors: Actors, text: str, language: str, *, is_name: bool) -> tuple[str, list[Found]]:
    """What is found, and the language that was read. A name alone tells none, so those are tried where it is listed."""
    matcher = Matcher(actor_patterns(actors))
    languages = dict.fromkeys([language or detect(text, "", "").language])
    if is_name and not language:
        normal = normal_form(text)
        for actor in actors:
            for form in forms_of(actor):
                if form.only_in and normal_form(form.spelling) == normal:
                    languages |= dict.fromkeys(form.only_in)
    for tried in languages:
        found = matcher.find(text, tried)
        if found:
            return tried, found
    return next(iter(languages)), []


def _near(text: str, actors: Actors) -> str:
    """The actor whose name is most like ``text``, as a question; only names with its first letter are compared."""
    normal = " ".join(normal_form(text))
    known = {" ".join(normal_form(one)): one for actor in actors for one in spellings(actor) if one[:1] == text[:1]}
    near = difflib.get_close_matches(normal, known, n=1, cutoff=0.6)
    return f", did you mean '{known[near[0]]}'?" if near else "; nobody has a name like it."


def _values(
    text: str,
    language: str,
    found: Sequence[Found],
    named: Sequence[WatchedActor],
    others: Sequence[tuple[WatchedActor, str]],
    *,
    is_name: bool,
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "ok": bool(found),
        "text": text,
        "language": language,
        "found": [
            {
                "actor": one.id,
                "surface": one.surface,
                "start": one.start,
                "end": one.end,
                "as": one.pattern.text,
                "rule": one.rule.words,
            }
            for one in found
        ],
    }
    if is_name:
        values |= {
            "normal": " ".join(normal_form(text)),
            "skeleton": consonants(text),
            "actors": [_actor_values(actor) for actor in named],
            "same_skeleton": [{"actor": actor.id, "name": actor.name, "as": spelt} for actor, spelt in others],
        }
    return values


def _actor_values(actor: WatchedActor) -> dict[str, Any]:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country,
        "foreign": actor.foreign,
        "spellings": [_form_values(form) for form in forms_of(actor)],
    }


def _form_values(form: NameForm) -> dict[str, Any]:
    return form._asdict()


def _print(
    text: str,
    language: str,
    found: Sequence[Found],
    named: Sequence[WatchedActor],
    others: Sequence[tuple[WatchedActor, str]],
    *,
    is_name: bool,
) -> None:
    console = Console()
    known = {actor.id: actor for actor in named}
    if found:
        table = Table("Found", "Actor", "By its spelling", "How")
        for one in found:
            who = Text(one.id, style="bold").append(f"\n{_facts(known[one.id])}", style="dim not bold")
            table.add_row(shown(one.surface, console), who, shown(one.pattern.text, console), _how(one))
        console.print(table)
    console.print(f"Read as an article in {language}.", style="dim", highlight=False)
    if not is_name:
        return
    lines = [("normal form", " ".join(normal_form(text)))]
    lines.append(("consonants", consonants(text) or "none: too short, or one word; variants are not looked for"))
    for label, value in lines:
        console.print(Text(f"{label:12} ", style="dim").append(shown(value, console), style="not dim"), soft_wrap=True)
    for actor in named[:_MOST]:
        console.print(_spellings(actor, console))
    if others:
        table = Table("Actor", "Spelling", title="Others with the same consonants", title_justify="left")
        for actor, spelt in others[:_MOST]:
            table.add_row(actor.id, shown(spelt, console))
        console.print(table)


def _facts(actor: WatchedActor) -> str:
    return ", ".join(filter(None, (actor.kind, actor.country)))


def _how(one: Found) -> Text:
    return Text(one.rule.words, style="green" if one.rule.words == "as written" else "yellow")


def _spellings(actor: WatchedActor, console: Console) -> Table:
    """In which spellings an actor is found."""
    title = f"{actor.name}: how it is looked for" + (", variants included" if actor.foreign else "")
    table = Table("Language", "Spelling", "Normal form", title=title, title_justify="left")
    if actor.foreign:
        table.add_column("Consonants")
    for form in forms_of(actor):
        languages = ", ".join(language or "all" for language in form.languages)
        cells = [
            languages + (" only" if form.only_in else ""),
            shown(form.spelling, console),
            shown(form.normal, console),
        ]
        table.add_row(*cells, *([form.skeleton] if actor.foreign else []))
    return table
