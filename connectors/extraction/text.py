"""The article in a plain text that was copied from a page: title, body, source and date, and what was cut.

The order matters: the title first, since the other rules ask what shares its words; then what stands between it and
the first paragraph; then the body. A poem, an interview, a list, a live blog are text and lose nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from connectors.extraction.body import Body
from connectors.extraction.head import MAXIMUM_TITLE, Head, below_title, read_head
from connectors.extraction.lines import Line, lines_of
from connectors.extraction.results import Excluded, ExtractedText
from connectors.extraction.sources import cited_agency
from connectors.parsing.headline import first_sentence

MOST_REMOVED: Final = 0.85
"""The share of a text that is never cut away: a cut of more is rather our mistake than the page's furniture."""


def extract_text(text: str, title: str = "", *, pasted: bool = True) -> ExtractedText:
    r"""The article in ``text``, whose line breaks are ``\n``. Pure; takes time in proportion to the length.

    The title is found in the text unless it is given; then the text is all body. A text without a line that can be a
    title has its first sentence for one, which stays in the body. ``pasted``: another story may have been copied along
    below; where the markup told the article from the rest, what looks like one is a part of it. If the cut would take
    more than 85 % of the characters, nothing is cut but the title, and ``kept_whole`` says so. An empty text has
    an empty title and body.
    """
    lines = lines_of(text)
    if not lines:
        return ExtractedText(title, "")
    head = _head(lines, title)
    named = title or (first_sentence(lines[0].text) if head.first == 0 else text[slice(*head.title)])
    body = Body(lines, head.first, named, source=head.source, published_raw=head.published_raw, pasted=pasted).read()
    excluded = sorted({*head.excluded, *body.excluded}, key=lambda piece: (piece.start, piece.end))
    spans = _kept(lines, head.first, excluded)
    found = ExtractedText(
        title=named,
        body=_joined(text, spans),
        source=body.source or cited_agency(_first_paragraph(lines, spans)),
        published_raw=body.published_raw,
        title_span=head.title,
        body_spans=tuple(spans),
        excluded=tuple(excluded),
    )
    whole = sum(line.end - line.start for line in lines)
    kept = sum(end - start for start, end in spans)
    own_line = 0 if title or head.first == 0 else len(named)
    if kept + own_line >= (1 - MOST_REMOVED) * whole:
        return found
    rest = [line for line in lines if line.start >= head.title[1]] if own_line else lines
    everything = ((rest[0].start, rest[-1].end),) if rest else ()
    return replace(
        found,
        body=_joined(text, everything),
        body_spans=everything,
        excluded=(),
        kept_whole=f"the text is kept whole: the cut would have taken {1 - kept / whole:.0%} of it",
    )


def _first_paragraph(lines: Sequence[Line], spans: Sequence[tuple[int, int]]) -> str:
    """The first running text of the body, if it begins with any."""
    start, end = spans[0] if spans else (0, 0)
    return next((line.text for line in lines if start <= line.start < end and line.prose), "")


def _head(lines: Sequence[Line], title: str) -> Head:
    if title:
        return below_title(lines, Head((0, 0), 0), title)
    first = lines[0]
    if len(first.text) > MAXIMUM_TITLE:
        return Head((first.start, first.start + len(first_sentence(first.text).removesuffix("…"))), 0)
    return read_head(lines)


def _kept(lines: Sequence[Line], first: int, cuts: Sequence[Excluded]) -> list[tuple[int, int]]:
    """The places of the lines from ``first`` on without what is excluded; neighbouring lines are one place."""
    spans: list[tuple[int, int]] = []
    joined = False
    position = 0
    for line in lines[first:]:
        while position < len(cuts) and cuts[position].end <= line.start:
            position += 1
        at = line.start
        ahead = position
        while ahead < len(cuts) and cuts[ahead].start < line.end:
            if cuts[ahead].start > at:
                _add(spans, at, cuts[ahead].start, joined=joined)
            at, joined = max(at, cuts[ahead].end), False
            ahead += 1
        if at < line.end:
            _add(spans, at, line.end, joined=joined)
            joined = True
    return spans


def _add(spans: list[tuple[int, int]], start: int, end: int, *, joined: bool) -> None:
    if joined and spans:
        start = spans.pop()[0]
    spans.append((start, end))


def _joined(text: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces: list[str] = []
    previous = 0
    for start, end in spans:
        if pieces and "\n" in text[previous:start]:
            pieces.append("\n")
        pieces.append(text[start:end])
        previous = end
    return "".join(pieces)
