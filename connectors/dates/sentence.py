"""A text as a row of tokens, and that row as a string with one letter a token: its shape.

``السبت 30/نوفمبر/2024 - 09:21 م`` has the shape ``wd/G/y=d:dx``. What reads dates and times looks for patterns in the
shape and takes the tokens that it understood out of it, so that nothing is read twice and what is left over is seen.

Numbers are ``d`` (one or two digits), ``t`` (three), ``y`` (four) and ``L`` (longer); the letters of words are those of
`lexicon`; ``?`` is a word that nobody knows, ``_`` a token that has been taken. A dash between two tokens without
spaces is ``-``, with a space before it alone ``~``, otherwise ``=``.
"""

import re
from dataclasses import dataclass
from typing import Final

from connectors.dates import lexicon
from connectors.dates.lexicon import Meanings, meanings

UNKNOWN: Final = "?"
TAKEN: Final = "_"

_HAN: Final = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_HAN_WORDS: Final = sorted(
    (phrase for phrase in lexicon.MEANINGS if re.fullmatch(f"[{_HAN}]+", phrase)), key=len, reverse=True
)
_TOKEN: Final = re.compile(
    rf"(?P<han>{'|'.join(_HAN_WORDS)})|(?P<number>[0-9]+)|(?P<word>[^\W\d_{_HAN}]+|[{_HAN}])|(?P<other>\S)"
)
_DAY_IN_DIGITS: Final = re.compile(r"[0-9][-/.][0-9]{1,2}[-/.][0-9]")
_DASHES: Final = "-–—―"
_KEPT: Final = ":/.=+(|,"
_JOINS: Final = ".-'"
"""Signs that may stand between the words of one phrase: p.m., day-before, aujourd'hui."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign: its folded text, its number if it is one, its chosen letter and that letter's value."""

    text: str
    letter: str
    value: int | str = ""
    attached: bool = False


@dataclass(slots=True)
class _Raw:
    kind: str
    text: str
    start: int
    end: int


class Sentence:
    """The tokens of a text and its shape, from which what is understood is taken."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.shape = "".join(token.letter for token in tokens)

    def take(self, start: int, end: int) -> None:
        """Mark the tokens from ``start`` to before ``end`` as understood."""
        self.shape = self.shape[:start] + TAKEN * (end - start) + self.shape[end:]

    def number(self, position: int) -> int:
        """The number at a position of the shape, be it digits, a month or a weekday."""
        return int(self.tokens[position].value)

    def values(self, letter: str) -> set[int | str]:
        """The values of the tokens of one letter that are not taken."""
        return {token.value for token, kept in zip(self.tokens, self.shape, strict=True) if kept == letter}


def tokenise(folded: str) -> list[Token]:
    """The tokens of a folded text, in linear time. Signs that mean nothing in a date are left out."""
    raw = [_Raw(str(found.lastgroup), found[0], *found.span()) for found in _TOKEN.finditer(folded)]
    read: list[tuple[_Raw, Meanings]] = []
    position = 0
    while position < len(raw):
        token = raw[position]
        if token.kind == "word" or token.kind == "han":
            last, known = _phrase(raw, position)
            read.append((token, known))
            position = last + 1
            if position < len(raw) and raw[position].text == "." and raw[position].start == raw[last].end:
                position += 1
        else:
            read.append((token, {}))
            position += 1
    return _chosen(read, folded)


def _phrase(raw: list[_Raw], start: int) -> tuple[int, Meanings]:
    """The longest phrase of the lexicon that begins at ``start``: its last token and its meanings."""
    parts: list[str] = []
    best: tuple[int, Meanings] = (start, {})
    position = start
    while position < len(raw) and len(parts) < lexicon.LONGEST_PHRASE and raw[position].kind in ("word", "han"):
        parts.append(raw[position].text)
        if known := meanings(" ".join(parts)):
            best = (position, known)
        position += 1
        if position < len(raw) and raw[position].text in _JOINS:
            position += 1
    return best


def _chosen(read: list[tuple[_Raw, Meanings]], folded: str) -> list[Token]:
    """Give every token one letter: where a word has several meanings, its neighbours choose."""
    ago = any(
        lexicon.AGO in known and (len(known) == 1 or (before and _is_unit(read[before - 1][1])))
        for before, (_, known) in enumerate(read)
    )
    month = _month_among_weekdays(read, folded)
    tokens: list[Token] = []
    for position, (raw, known) in enumerate(read):
        attached = position > 0 and read[position - 1][0].end == raw.start
        if raw.kind == "number":
            letter = {1: "d", 2: "d", 3: "t", 4: "y"}.get(len(raw.text), "L")
            tokens.append(Token(raw.text, letter, int(raw.text), attached))
        elif raw.kind == "other":
            if (sign := _sign(raw, folded)) in _KEPT or sign in "-~":
                tokens.append(Token(raw.text, sign, "", attached))
        elif not known:
            tokens.append(Token(raw.text, UNKNOWN, raw.text, attached))
        else:
            previous = read[position - 1][1] if position else {}
            letter = _letter(known, previous, tokens, attached=attached, ago=ago, month=position == month)
            if letter != lexicon.SILENT:
                tokens.append(Token(raw.text, letter, known[letter], attached))
    return tokens


def _letter(known: Meanings, previous: Meanings, before: list[Token], *, attached: bool, ago: bool, month: bool) -> str:
    """The one meaning of a word: the first of these that fits its place."""
    after_number = bool(before) and before[-1].letter in "dty"
    if lexicon.ORDINAL in known:
        if after_number and attached and before[-1].letter == "d":
            return lexicon.ORDINAL
        known = {kind: value for kind, value in known.items() if kind != lexicon.ORDINAL} or {lexicon.SILENT: ""}
    if lexicon.GREGORIAN_MONTH in known and lexicon.WEEKDAY in known:
        return lexicon.GREGORIAN_MONTH if month else lexicon.WEEKDAY
    if lexicon.AGO in known and len(known) > 1:
        if _is_unit(previous) or lexicon.GREGORIAN_MONTH not in known:
            return lexicon.AGO
        return lexicon.GREGORIAN_MONTH
    if lexicon.COUNT in known and lexicon.UNIT in known:
        return lexicon.UNIT if after_number or lexicon.COUNT in previous else lexicon.COUNT
    if ago:
        order = "NuUDAcQ"
    elif after_number:
        order = "YOJHMSGIFpuzexD"
    else:
        order = "zNQGIFwpPBKs"
    for letter in order:
        if letter in known:
            return letter
    return next(iter(known))


def _month_among_weekdays(read: list[tuple[_Raw, Meanings]], folded: str) -> int:
    """Of the words such as ``mar``, month or weekday, the one that is the month: the last, if no other is; else -1."""
    both = -1
    for position, (_, known) in enumerate(read):
        if lexicon.GREGORIAN_MONTH in known:
            if lexicon.WEEKDAY not in known:
                return -1
            both = position
    return -1 if _DAY_IN_DIGITS.search(folded) else both


def _is_unit(known: Meanings) -> bool:
    return bool(known.keys() & {lexicon.UNIT, lexicon.UNITS, lexicon.TWO_UNITS})


def _sign(raw: _Raw, folded: str) -> str:
    """The letter of a sign. A dash tells by the spaces around it whether it joins, opens a number, or parts."""
    if raw.text not in _DASHES:
        return raw.text
    space_before = raw.start > 0 and folded[raw.start - 1].isspace()
    space_after = raw.end < len(folded) and folded[raw.end].isspace()
    if raw.text != "-" or space_after:
        return "="
    return "~" if space_before else "-"
