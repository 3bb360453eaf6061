"""An article's own text out of pages, and out of text that was copied from pages.

``extract_page`` reads HTML, ``extract_text`` plain text; both cut with the same rules, one module for each.
``is_teaser`` decides whether a feed's item needs its page, ``completed`` puts the two together. Nothing here fetches,
and importing it loads no parser.
"""

from connectors.extraction.page import extract_page
from connectors.extraction.results import (
    Cut,
    Excluded,
    ExtractedPage,
    ExtractedText,
    NoArticle,
    Removed,
    cut_from,
    in_words,
)
from connectors.extraction.teaser import Full, Teaser, completed, is_teaser
from connectors.extraction.text import extract_text

__all__ = [
    "Cut",
    "Excluded",
    "ExtractedPage",
    "ExtractedText",
    "Full",
    "NoArticle",
    "Removed",
    "Teaser",
    "completed",
    "cut_from",
    "extract_page",
    "extract_text",
    "in_words",
    "is_teaser",
]
