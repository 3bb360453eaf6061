"""An explanation as one page for a browser: nothing to load, nothing to run, right-to-left text on its proper side.

Built as a tree with lxml, so that whatever an article holds is text and cannot become markup.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import E

from alerts.direction import FSI, PDI, harmless, is_right_to_left, one_line
from alerts.rendering import web_link
from marsad import __version__
from marsad.explain_terminal import alike, places
from marsad.explanation import Explanation, MentionRow, SubjectRow
from marsad.marking import Marked, Piece, nested, paragraphs
from marsad.report import counted
from streams.records import MentionField
from streams.understanding.tagger import FIELDS

_STYLE: Final = Path(__file__).with_name("explain_page.css")
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_LONGEST_CELL: Final = 300
_LEFT_TO_RIGHT: Final = "\u2066"

Child: TypeAlias = "HtmlElement | str"
"""What an element may hold."""


def page(explanation: Explanation) -> str:
    """The page. The same explanation gives the same one."""
    title = one_line(explanation.article.title, _LONGEST_CELL)
    parts: list[Child] = [_article(explanation), *_changed(explanation)]
    parts += _subjects("Countries", explanation.countries)
    parts += _subjects("Actors", explanation.actors)
    parts += _mentions(explanation.mentions)
    parts += _refused(explanation)
    parts += _cut(explanation)
    foot = f"Marsad {__version__}. Numbers are the places of the first letters, counted from 0."
    document = E.html(
        E.head(
            E.meta(charset="utf-8"),
            E.meta({"http-equiv": "Content-Security-Policy", "content": _POLICY}),
            E.meta(name="viewport", content="width=device-width, initial-scale=1"),
            E.meta(name="color-scheme", content="light dark"),
            E.title(f"Why: {title}"),
            E.style(_STYLE.read_text("utf-8")),
        ),
        E.body(E.main(*parts), E.footer(foot)),
        lang="en",
        dir="ltr",
    )
    text: str = html.tostring(document, encoding="unicode", doctype="<!DOCTYPE html>")
    return text + "\n"


def _article(explanation: Explanation) -> HtmlElement:
    """The text, with what is known of it and the legend above it."""
    language = explanation.language
    side = _side(explanation.article.title, language)
    parts = [_field(explanation, field) for field in FIELDS]
    title, texts = parts[0], [part for field in parts[1:] for part in field]
    return E.article(
        E.header(E.h1(*title, side), _particulars(explanation)),
        *([_legend()] if explanation.mentions else []),
        E.div({"class": "text"}, side, *texts),
    )


def _field(explanation: Explanation, field: MentionField) -> list[Child]:
    """The paragraphs of a field; of the title, what stands in its line."""
    mentions = explanation.mentions_in(field)
    found = paragraphs(explanation.text(field), [(row.start, row.end) for row in mentions])
    if field == "title":
        return [part for line in found for part in _marked(line, mentions)]
    return [E.p({"class": field}, *_marked(line, mentions)) for line in found]


def _marked(line: Iterable[Piece], mentions: Sequence[MentionRow]) -> list[Child]:
    def built(parts: Iterable[str | Marked]) -> list[Child]:
        return [harmless(part) if isinstance(part, str) else mark(part) for part in parts]

    def mark(part: Marked) -> HtmlElement:
        row = mentions[part.mark]
        return E.mark({"class": _classes(row.group, about=row.about), "title": _tooltip(row)}, *built(part.inside))

    return built(nested(line))


def _tooltip(row: MentionRow) -> str:
    """What is meant and how it was found, in an order of its own whatever the text around."""
    pattern = f"{FSI}{one_line(row.pattern, _LONGEST_CELL)}{PDI}"
    weight = "about" if row.about else "mentioned"
    words = f"{row.id} · {one_line(row.name)} · {row.kind}, {weight} · found by {pattern}, {row.form}, {row.rule}"
    return f"{_LEFT_TO_RIGHT}{words}{PDI}"


def _particulars(explanation: Explanation) -> HtmlElement:
    article, record = explanation.article, explanation.material.tagged
    when = article.published_at or article.fetched_at
    link = web_link(article.url)
    facts: list[tuple[str, Child]] = [
        ("Publisher", E.bdi(one_line(article.publisher, _LONGEST_CELL))),
        ("Published" if article.published_at else "Found", f"{when:%Y-%m-%d %H:%M} UTC"),
        ("Language", f"{explanation.language}: {explanation.language_reason}"),
        ("Article", E.code(one_line(article.id, 64))),
    ]
    if link:
        facts.append(("Address", E.a(one_line(link, _LONGEST_CELL), href=link, rel="noreferrer noopener")))
    if record is not None and record.story:
        facts.append(("Story", E.code(one_line(record.story, 64))))
    if record is not None and record.duplicate_of:
        facts.append(("Copy of", E.code(one_line(record.duplicate_of, 64))))
    return E.dl(*(E.div(E.dt(name), E.dd(value)) for name, value in facts))


def _legend() -> HtmlElement:
    return E.p(
        {"class": "legend"},
        E.mark("countries", {"class": "country"}),
        " ",
        E.mark("persons", {"class": "person"}),
        " ",
        E.mark("organisations and groups", {"class": "organisation"}),
        " ",
        E.mark("bold", {"class": "about"}),
        " is what the article is about; a mark tells more when the pointer rests on it",
    )


def _changed(explanation: Explanation) -> list[Child]:
    return [E.p({"class": "note"}, explanation.changed)] if explanation.changed else []


def _subjects(title: str, rows: Sequence[SubjectRow]) -> list[Child]:
    cells = [
        (
            _identifier(row.group, row.id, about=row.about),
            _foreign(row.name),
            row.kind,
            E.span({"class": "bar", "style": f"--share: {row.weight:.4f}"}, f"{row.weight:.0%}"),
            E.strong("about") if row.about else "mentioned",
            row.why,
        )
        for row in rows
    ]
    return _table(title, ("Id", "Name", "Kind", "Weight", "About or mentioned", "Why"), cells)


def _mentions(mentions: Sequence[MentionRow]) -> list[Child]:
    if not mentions:
        return [E.p({"class": "note"}, "No country and no actor is named.")]
    cells = [
        (
            _foreign(rows[0].surface),
            places(rows),
            _identifier(rows[0].group, rows[0].id, about=rows[0].about),
            _foreign(rows[0].pattern),
            rows[0].rule,
            rows[0].form,
            rows[0].language.replace(",", ", ") or "all",
        )
        for rows in alike(mentions)
    ]
    heads = ("Words", "Where", "What it is", "Found by", "Rule", "Form", "Language of the form")
    return _table("Mentions", heads, cells)


def _refused(explanation: Explanation) -> list[Child]:
    cells = [
        (_foreign(row.surface), f"{row.field} {row.start}", f"{row.id} {row.name}", _foreign(row.reason))
        for row in explanation.refused
    ]
    return _table("Found and refused", ("Words", "Where", "Would be", "Why it does not count"), cells)


def _cut(explanation: Explanation) -> list[Child]:
    """What was cut as not being the article, folded."""
    material = explanation.material
    parts: list[Child] = []
    if material.kept_whole:
        parts.append(E.p({"class": "note"}, f"{material.kept_whole[:1].upper()}{material.kept_whole[1:]}."))
    if material.cut:
        parts.append(E.h2("Cut before reading"))
    for kind, text in material.cut:
        lines = [E.p(harmless(line.strip()), dir="auto") for line in text.splitlines() if line.strip()]
        length = counted(len(text), "character")
        parts.append(E.details(E.summary(f"{kind}, {length}"), E.div({"class": "cut"}, *lines)))
    return parts


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[Child]]) -> list[Child]:
    """A table under its heading; nothing without rows."""
    if not rows:
        return []
    head = E.thead(E.tr(*(E.th(name, scope="col") for name in heads)))
    body = E.tbody(*(E.tr(*(E.td(cell) for cell in row)) for row in rows))
    return [E.section(E.h2(title), E.div({"class": "wide"}, E.table(head, body)))]


def _identifier(group: str, identifier: str, *, about: bool) -> HtmlElement:
    return E.mark(one_line(identifier, _LONGEST_CELL), {"class": _classes(group, about=about)})


def _classes(group: str, *, about: bool) -> str:
    return f"{group} about" if about else group


def _foreign(text: str) -> HtmlElement:
    """Words that may run either way."""
    return E.bdi(one_line(text, _LONGEST_CELL))


def _side(text: str, language: str) -> dict[str, Any]:
    return {"dir": "rtl" if is_right_to_left(text, language) else "ltr", "lang": one_line(language, 35) or "und"}
