"""What the entities of FollowTheMoney are in our words: their schemas as kinds, their countries as ISO codes.

Source: https://followthemoney.tech/explorer/schemata/. Its countries are ISO 3166-1 codes in small letters, and some of
its own (``suhh`` for the Soviet Union), which are no country here.
"""

import re
from collections.abc import Iterable
from typing import Final

_KINDS: Final = {
    "person": "person",
    "organization": "organisation",
    "legalentity": "organisation",
    "company": "company",
    "publicbody": "ministry",
    "vessel": "vessel",
}
_CODE: Final = re.compile("[A-Za-z]{2}")
_NO_COUNTRY: Final = frozenset({"EU", "ZZ", "XX", "UN"})


def kind_of(schema: str) -> str | None:
    """Our kind for a schema; None for one that nobody watches, such as an address."""
    return _KINDS.get(schema.lower())


def country_of(codes: Iterable[str]) -> str | None:
    """The first of the ``codes`` that is a country's."""
    for code in codes:
        if _CODE.fullmatch(code) and code.upper() not in _NO_COUNTRY:
            return code.upper()
    return None
