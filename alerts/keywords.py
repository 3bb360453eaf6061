"""The words that rules ask for: where an article has them, in whatever spelling."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from alerts.settings import MatchSettings, RuleSettings
from streams.errors import SetupError
from streams.records import MentionField, TaggedArticle
from streams.understanding.matcher import Matcher
from streams.understanding.patterns import Pattern

PLACES: Final[Mapping[MentionField, str]] = {"title": "in the title", "lead": "in the lead", "body": "in the body"}
"""The parts of an article in words, in the order in which they are looked through."""

_ARTICLE: Final = "ال"
_ARABIC_WORD: Final = re.compile(r"[\u0621-\u064a]+")
_WITH_ARTICLE: Final = frozenset({"", "und", "ar"})


class Keywords:
    """Every keyword of every rule in one matcher, so that a text is read once.

    Raises SetupError for a keyword that holds no word.
    """

    def __init__(self, rules: Sequence[RuleSettings]) -> None:
        texts = dict.fromkeys(text for rule in rules for text in _keywords_of(rule.match))
        # Patterns compete within their kind, and "oil" must be found inside "oil embargo": each is a kind of its own.
        patterns = [pattern for text in texts for pattern in _patterns(text)]
        try:
            self._matcher = Matcher(patterns)
        except ValueError as error:
            raise SetupError(f"A rule has a keyword that cannot be looked for: {error}.") from error
        self._none = not patterns

    def found(self, tagged: TaggedArticle) -> Mapping[str, str]:
        """The keywords in the article, each with where it stands first."""
        found: dict[str, str] = {}
        if self._none:
            return found
        article = tagged.article
        texts: tuple[tuple[MentionField, str], ...] = (
            ("title", article.title),
            ("lead", article.summary),
            ("body", article.body),
        )
        for field, text in texts:
            for hit in self._matcher.find(text, tagged.language):
                if hit.id not in found:
                    spelling = "" if hit.surface == hit.id else f" found as '{hit.surface}'"
                    found[hit.id] = f"keyword '{hit.id}'{spelling} {PLACES[field]}"
        return found


def _patterns(keyword: str) -> Iterator[Pattern]:
    """The keyword, and in Arabic also with the article: who asks for عقوبات means العقوبات as well."""
    kind = f"keyword {keyword}"
    yield Pattern(kind, keyword, keyword, capitalised=False)
    words = keyword.split()
    if all(_ARABIC_WORD.fullmatch(word) for word in words):
        definite = " ".join(word if word.startswith(_ARTICLE) else _ARTICLE + word for word in words)
        yield Pattern(kind, keyword, definite, capitalised=False, only_in=_WITH_ARTICLE)


def _keywords_of(match: MatchSettings) -> Iterator[str]:
    """Every keyword in ``match`` and whatever nests in it."""
    if match.keywords is not None:
        yield from (*match.keywords.any, *match.keywords.all, *match.keywords.none)
    for nested in (*match.all, *match.any, *((match.not_,) if match.not_ else ())):
        yield from _keywords_of(nested)
