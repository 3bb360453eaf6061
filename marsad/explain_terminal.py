"""What ``marsad explain`` shows in a terminal: the text with its mentions in colour, then the tables.

Where there are no colours, as in a file, a mention stands in brackets with what it is: [روسيا|RU].
"""

import os
import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.channels.console import lays_out_both_directions
from alerts.direction import harmless, is_right_to_left, one_line
from marsad.explanation import Explanation, MentionRow, SubjectRow
from marsad.marking import Marked, Piece, nested, paragraphs
from marsad.report import counted, shown
from marsad.secrets import redaction
from marsad.terminal_text import lines
from streams.records import MentionField
from streams.understanding.tagger import FIELDS

COLOURS: Final = {"country": "green", "person": "cyan", "organisation": "magenta"}
_CELL_WIDTH: Final = 18
_NARROWEST: Final = {"what it is": 14, "form": 10}
_LONGEST_CUT: Final = 600


def show(explanation: Explanation, console: Console | None = None) -> None:
    """Print everything, each part under its heading; parts without a row are left out, or say so where that tells."""
    console = console or Console()
    for field in FIELDS:
        _text(explanation, field, console)
        if field == "title":
            _particulars(explanation, console)
    _mentions(explanation.mentions, console)
    _subjects("Countries", explanation.countries, console)
    _subjects("Actors", explanation.actors, console)
    _refused(explanation, console)
    _cut(explanation, console)


def places(rows: Iterable[MentionRow]) -> str:
    """Where mentions stand: ``title 0; body 12, 140``."""
    by_field: dict[str, list[str]] = {}
    for row in rows:
        by_field.setdefault(row.field, []).append(str(row.start))
    return "; ".join(f"{field} {', '.join(starts)}" for field, starts in by_field.items())


def alike(mentions: Iterable[MentionRow]) -> list[list[MentionRow]]:
    """The mentions of the same words found in the same way, together, by their first place."""
    together: dict[tuple[str, ...], list[MentionRow]] = {}
    for row in mentions:
        key = (row.surface, row.kind, row.id, row.pattern, row.rule, row.form)
        together.setdefault(key, []).append(row)
    return list(together.values())


def _text(explanation: Explanation, field: MentionField, console: Console) -> None:
    """One field of the article, its mentions marked."""
    mentions = explanation.mentions_in(field)
    text = explanation.text(field)
    language = explanation.language if field == "body" else ""
    for line in paragraphs(text, [(row.start, row.end) for row in mentions]):
        marked = _coloured(line, mentions) if _has_colours(console) else _bracketed(line, mentions)
        _print(marked, console, is_right_to_left("".join(piece.text for piece in line), language))
    if text.strip():
        console.print()


def _coloured(line: Sequence[Piece], mentions: Sequence[MentionRow]) -> Text:
    """Each piece in the colour of its innermost mention; what lies inside of another is underlined."""
    text = Text()
    for piece in line:
        rows = [mentions[number] for number in piece.marks]
        words = [COLOURS[rows[-1].group]] if rows else []
        words += ["bold"] if any(row.about for row in rows) else []
        words += ["underline"] if len({(row.start, row.end) for row in rows}) > 1 else []
        text.append(harmless(piece.text), style=" ".join(words))
    return text


def _bracketed(line: Sequence[Piece], mentions: Sequence[MentionRow]) -> Text:
    def written(parts: Iterable[str | Marked]) -> str:
        return "".join(
            harmless(part) if isinstance(part, str) else f"[{written(part.inside)}|{mentions[part.mark].id}]"
            for part in parts
        )

    return Text(written(nested(line)))


def _particulars(explanation: Explanation, console: Console) -> None:
    """Who says it, when, in which language, and what the colours mean."""
    article, record = explanation.article, explanation.material.tagged
    when = article.published_at or article.fetched_at
    story = f"story {record.story}" if record and record.story else ""
    copied = f"copy of {record.duplicate_of}" if record and record.duplicate_of else ""
    notes = [
        " · ".join(filter(None, (article.publisher, f"{when:%Y-%m-%d %H:%M} UTC", article.url))),
        " · ".join(filter(None, (f"article {article.id}", story, copied))),
        f"language {explanation.language}: {explanation.language_reason}",
        explanation.changed,
    ]
    for note in filter(None, notes):
        console.print(Text(shown(redaction.clean(note), console), style="dim"), soft_wrap=True)
    if _has_colours(console) and explanation.mentions:
        plural = {"country": "countries", "person": "persons", "organisation": "organisations"}
        legend = Text("marked: ", style="dim")
        for group, colour in COLOURS.items():
            legend.append(plural[group], style=colour).append(", ")
        legend.append("bold", style="bold").append(" what it is about, ")
        legend.append("underlined", style="underline").append(" inside of another")
        console.print(legend)
    console.print()


def _mentions(mentions: Sequence[MentionRow], console: Console) -> None:
    if not mentions:
        console.print("No country and no actor is named.\n")
        return
    rows = [
        (
            _cell(same[0].surface, console),
            places(same),
            Text(same[0].id, style=_style(same[0].group, about=same[0].about)),
            _cell(same[0].pattern, console),
            same[0].rule,
            f"{same[0].form}; {same[0].language.replace(',', ' ') or 'all languages'}",
        )
        for same in alike(mentions)
    ]
    _table("Mentions", ("words", "where", "what it is", "found by", "rule", "form"), rows, console)


def _subjects(title: str, subjects: Sequence[SubjectRow], console: Console) -> None:
    rows = [
        (
            Text(row.id, style=_style(row.group, about=row.about)),
            _cell(row.name, console),
            row.kind,
            f"{row.weight:.2f}",
            Text("about", style="bold") if row.about else "mentioned",
            row.why,
        )
        for row in subjects
    ]
    _table(title, ("id", "name", "kind", "weight", "", "why"), rows, console)


def _refused(explanation: Explanation, console: Console) -> None:
    rows = [
        (
            _cell(row.surface, console),
            f"{row.field} {row.start}",
            row.id,
            Text(shown(row.reason, console)),
        )
        for row in explanation.refused
    ]
    _table("Found and refused", ("words", "where", "would be", "why it does not count"), rows, console)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[Text | str]], console: Console) -> None:
    """A table without frames, which takes the least room; nothing without rows."""
    if not rows:
        return
    table = Table(
        title=title, title_justify="left", title_style="bold", box=None, header_style="dim", padding=(0, 2, 0, 0)
    )
    for head in heads:
        narrowest = _NARROWEST.get(head)
        table.add_column(head, overflow="fold", no_wrap=head in ("words", "found by"), min_width=narrowest)
    for row in rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    console.print(table)
    console.print()


def _cut(explanation: Explanation, console: Console) -> None:
    """What was cut as not being the article, dimmed."""
    material = explanation.material
    if material.kept_whole:
        console.print(Text(f"{material.kept_whole[:1].upper()}{material.kept_whole[1:]}.", style="dim"))
    if not material.cut:
        return
    console.print(Text(f"Cut before reading, {counted(len(material.cut), 'piece')}", style="bold"))
    for piece in material.cut:
        console.print(Text(f"{piece.kind}:", style="dim italic"))
        left = len(piece.text) - _LONGEST_CUT
        for line in piece.text[:_LONGEST_CUT].splitlines():
            if line.strip():
                _print(Text(harmless(line.strip()), style="dim"), console, is_right_to_left(line))
        if left > 0:
            console.print(Text(f"… {left:,} more characters; all of them with --json", style="dim"))


def _style(group: str, *, about: bool) -> str:
    return f"bold {COLOURS[group]}" if about else COLOURS[group]


def _cell(text: str, console: Console) -> Text:
    """Words in a narrow column, broken while in logical order."""
    parts = textwrap.wrap(one_line(redaction.clean(text)), _CELL_WIDTH)
    return Text("\n".join(shown(part, console) for part in parts))


def _has_colours(console: Console) -> bool:
    return console.color_system is not None


def _print(text: Text, console: Console, right_to_left: bool) -> None:
    """Print a paragraph; into a file as it is, in logical order."""
    if not console.is_terminal:
        console.print(text, soft_wrap=True, highlight=False)
        return
    reorders = not lays_out_both_directions(os.environ)
    for line in lines(text, console, right_to_left, reorders=reorders):
        console.print(line, highlight=False, soft_wrap=reorders)
