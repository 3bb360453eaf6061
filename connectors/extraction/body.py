"""The body of a text: which of its lines are the article, from the first paragraph on.

Line by line. A label line is cut, and with it what it labels: headlines below "related", names below "tags". A source
line, tags or comments below some paragraphs mean that the article has ended: what follows is the page's, unless a
paragraph takes up the story again. Where a card's own lead cannot be told from the story, the text stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from connectors.extraction.affinity import restates, stems
from connectors.extraction.datelines import ago, dateline
from connectors.extraction.furniture import CUT_AS, WITHOUT_PROSE, furniture, live
from connectors.extraction.glued import glued_navigation, glued_source, link_cards, trailing_controls
from connectors.extraction.labels import Label, label_of
from connectors.extraction.lines import Line
from connectors.extraction.results import CutKind, Excluded
from connectors.extraction.second_story import second_story
from connectors.extraction.sources import named_source

_ENDING: Final = ("tags", "source", "comments")
"""Labels that stand below an article."""

_ARTICLE_LETTERS: Final = 300
_ARTICLE_PARAGRAPHS: Final = 2
"""So much text must stand above such a label for the article to have ended there."""

_OWN_SHARE: Final = 0.2
"""The share of a paragraph's words that the story has, for it to belong to the story."""

_MENU_LINES: Final = 4
_MENU_WORDS: Final = 3
_NAME_WORDS: Final = 4
_CARDS_AFTER: Final = 3


@dataclass
class Body:
    """Reads the lines from ``first`` on. ``excluded`` is what is not the article; the rest is.

    ``pasted`` says whether a second story may stand below.
    """

    lines: Sequence[Line]
    first: int
    title: str
    source: str = ""
    published_raw: str = ""
    pasted: bool = True
    excluded: list[Excluded] = field(default_factory=list)
    _story: set[str] = field(default_factory=set)
    _paragraphs: int = 0
    _letters: int = 0
    _ended: bool = False
    _source_line: int = -1
    _card: str = ""

    def read(self) -> "Body":
        """Read all lines; answers itself."""
        self._announced = stems(self.title)
        self._live = live(self.lines)
        self.source = self.source or self._source_ahead()
        at = self.first
        if not any(line.prose for line in self.lines[at:]):
            return self._without_prose()
        while at < len(self.lines):
            at = self._line(at)
        self._trailing_menu()
        return self

    def _without_prose(self) -> "Body":
        """Cut hardly anything of a poem or a list."""
        for at in range(self.first, len(self.lines)):
            kind = furniture(self.lines[at])
            if kind in WITHOUT_PROSE and kind != "dateline":
                self._cut(at, kind)
        return self

    def _line(self, at: int) -> int:
        """Decide about one line or more; answers the next one."""
        line = self.lines[at]
        label = label_of(line)
        if label is not None:
            return self._labelled(at, label)
        if glued_navigation(line):
            return self._cut(at, "navigation")
        kind = furniture(line)
        if kind == "dateline":
            return self._dated(at)
        if kind is not None and not (kind == "prompt" and self._belongs(line)):
            return self._cut(at, kind)
        if (self._ended or self._card) and not self._resumes(at):
            return self._cut(at, "related" if self._card else "footer")
        self._ended, self._card = False, ""
        if self.pasted and second_story(self.lines, at, self.first, self.title):
            return self._cut_until_the_end(at, "second story")
        return self._keep(at)

    def _keep(self, at: int) -> int:
        line = self.lines[at]
        cards = link_cards(line, self.source)
        self.excluded += (Excluded("link card", line.start + start, line.start + end) for start, end in cards)
        controls = trailing_controls(line)
        if controls < len(line.text):
            self.excluded.append(Excluded("share bar", line.start + controls, line.end))
        self._story |= stems(line.text)
        self._paragraphs += line.prose
        self._letters += len(line.text)
        return at + 1

    def _cut(self, at: int, kind: CutKind) -> int:
        line = self.lines[at]
        self.excluded.append(Excluded(kind, line.start, line.end))
        return at + 1

    def _cut_until_the_end(self, at: int, kind: CutKind) -> int:
        self.excluded.append(Excluded(kind, self.lines[at].start, self.lines[-1].end))
        return len(self.lines)

    def _labelled(self, at: int, label: Label) -> int:
        if label.kind == "related":
            return self._related(at, label)
        amid = at + 1 < len(self.lines) and self.lines[at + 1].prose
        if label.kind == "card" or (label.kind == "byline" and self._paragraphs and (amid or not label.rest)):
            return self._keep(at) if not self._ended else self._cut(at, "footer")
        if label.kind == "source":
            self.source = self.source or named_source(label.rest)
            self._source_line = at
        following = self._cut(at, CUT_AS[label.kind])
        if label.kind == "tags" and not label.rest:
            while following < len(self.lines) and self._name(following):
                following = self._cut(following, "tags")
        if label.kind in _ENDING and self._article_stands():
            self._ended = True
        return following

    def _related(self, at: int, label: Label) -> int:
        """A link to other articles, one or many; after the end of the article, all the rest."""
        if self._ended:
            return self._cut_until_the_end(at, "related")
        following = self._cut(at, "related")
        headline = label.rest
        if not headline:
            following, headline = self._headlines(following)
        lead = self.lines[following] if following < len(self.lines) else None
        if lead is not None and lead.prose and not label.rest and self._tells(lead, headline):
            self._card = headline
        elif lead is None or (self._article_stands() and not label.rest and not lead.prose):
            self._ended = True
        return following

    def _headlines(self, at: int) -> tuple[int, str]:
        """Cut the headlines from ``at`` on; answers the next line, and the last headline."""
        last = ""
        while at < len(self.lines):
            line = self.lines[at]
            if label_of(line) is not None:
                break
            if furniture(line) is None and (line.prose and not (line.like_headline and not last)):
                break
            if last and line.apart and self._heads_own_text(at):
                break
            last = line.text if furniture(line) is None else last
            at = self._cut(at, "related")
        return at, last

    def _heads_own_text(self, at: int) -> bool:
        """Whether the line is a subheading of the story and no further headline of others."""
        following = self.lines[at + 1 : at + 2]
        return bool(following) and following[0].prose and not self._tells(following[0], self.lines[at].text)

    def _tells(self, lead: Line, headline: str) -> bool:
        """Whether a paragraph is the lead of a headline that is not this story's."""
        told = stems(lead.text)
        closer = len(told & stems(headline)) > len(told & self._announced)
        return closer and restates(lead.text, headline)

    def _dated(self, at: int) -> int:
        """A line with a date or a "… ago": a stamp of a live blog, the date of the article, or a card's."""
        line = self.lines[at]
        date = dateline(line.text)
        if date is not None and date.kind:
            self.published_raw = self.published_raw or date.raw
            return self._cut(at, "dateline")
        if self._ended or self._card:
            return self._cut(at, "related")
        if not ago(line.text) or self._live or self._paragraphs < _CARDS_AFTER:
            return self._keep(at)
        before = self.lines[at - 1]
        if not before.prose and before.words <= _NAME_WORDS:
            self.excluded.append(Excluded("related", before.start, before.end))
        self._ended = True
        return self._cut(at, "related")

    def _resumes(self, at: int) -> bool:
        """Whether the story goes on with this line, after its seeming end or after a card."""
        line, before = self.lines[at], self.lines[at - 1]
        if line.prose and self._source_line == at - 1:
            return True  # a picture's or a table's source, amid the text
        if not line.prose or not self._belongs(line):
            return False
        if before.like_headline and not before.prose and restates(line.text, before.text, least=3):
            return False
        told = stems(line.text)
        return not self._card or len(told & self._announced) > len(told & stems(self._card))

    def _belongs(self, line: Line) -> bool:
        told = stems(line.text)
        return bool(told & self._announced) and len(told & self._story) >= _OWN_SHARE * len(told)

    def _article_stands(self) -> bool:
        return self._paragraphs >= _ARTICLE_PARAGRAPHS or self._letters >= _ARTICLE_LETTERS

    def _name(self, at: int) -> bool:
        line = self.lines[at]
        return line.words <= _NAME_WORDS and not line.ends and label_of(line) is None and furniture(line) is None

    def _source_ahead(self) -> str:
        """The source below the text; it is read first, since cards within the text bear its name."""
        for line in self.lines[self.first :]:
            label = label_of(line)
            if label is not None and label.kind == "source":
                return named_source(label.rest)
            if glued_navigation(line) and (source := glued_source(line)):
                return source
            if label is not None and label.kind == "related" and not label.rest:
                return ""
        return ""

    def _trailing_menu(self) -> None:
        """Cut a menu at the very end: several lines of a word or three after the last paragraph."""
        menu: list[Line] = []
        cut = {(piece.start, piece.end) for piece in self.excluded}
        for line in reversed(self.lines[self.first :]):
            if (line.start, line.end) in cut:
                continue
            if line.words > _MENU_WORDS or line.ends or stems(line.text) & self._announced:
                break
            menu.append(line)
        if len(menu) >= _MENU_LINES and self._paragraphs >= _ARTICLE_PARAGRAPHS:
            self.excluded += (Excluded("footer", line.start, line.end) for line in menu)
