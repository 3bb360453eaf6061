"""Where things stand in a page: CSS selectors and XPath expressions that a user wrote, read and checked.

XPath is evaluated without extension functions and variables, so it can reach nothing but the page. How long it may
take, the worker's time limit decides: the expression is the user's, the page is not.
"""

import re
from functools import lru_cache
from typing import Final

from cssselect import GenericTranslator, SelectorError
from lxml import etree

MAXIMUM_SELECTOR: Final = 500
"""Characters of a selector."""

_XPATH: Final = re.compile(r"\s*(?:xpath:|\.?\.?/|\(|\.$)")
_PREFIX: Final = re.compile(r"\s*xpath:\s*")

Match = etree._Element | str
"""What a selector finds: an element, or a text such as an attribute's value."""


def is_xpath(selector: str) -> bool:
    """Whether the selector is an XPath expression: it begins with ``/``, ``./``, ``(`` or ``xpath:``."""
    return _XPATH.match(selector) is not None


def checked_selector(selector: str) -> str:
    """The selector as it was written. Raises ValueError, which says what is wrong with it."""
    if selector:
        _compiled(selector)
    return selector


def select(element: etree._Element, selector: str, limit: int) -> list[Match]:
    """What the selector finds in ``element``, in the order of the page, at most ``limit`` of it.

    Raises ValueError for a selector that is not valid or that gives a number or a truth value.
    """
    found = _compiled(selector)(element)
    if isinstance(found, str):
        return [found] if found else []
    if not isinstance(found, list):
        # A mistake in the configuration like every other that this module finds, hence the same error.
        raise ValueError(  # noqa: TRY004  # see above
            f"the XPath expression {selector!r} gives no part of the page; select elements or attributes"
        )
    return [match for match in found[:limit] if isinstance(match, str | etree._Element)]


@lru_cache(maxsize=1_000)
def _compiled(selector: str) -> etree.XPath:
    """The selector ready to use. Raises ValueError."""
    if is_xpath(selector):
        expression = _PREFIX.sub("", selector, count=1)
        try:
            return etree.XPath(expression, regexp=False, smart_strings=False)
        except etree.XPathError as error:
            raise ValueError(f"{selector!r} is no valid XPath expression ({error})") from error
    try:
        expression = GenericTranslator().css_to_xpath(selector, prefix="descendant-or-self::")
        return etree.XPath(expression, regexp=False, smart_strings=False)
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(
            f"{selector!r} is no valid CSS selector ({error}); an XPath expression begins with / or xpath:"
        ) from error
