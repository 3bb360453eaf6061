r"""The plain form of an entry of a watch list, read a hundred times as fast as YAML in general, and written.

Plain is an entry of one field a line: words without quotes, or in quotes with no more than a quote or a backslash
escaped, and lists in brackets on one line::

    - id: united-nations
      name: United Nations
      names:
        ar: [الأمم المتحدة]
        he: ["האו\"ם"]

Promises: pure. :func:`plain_values` gives what ruamel gives, or None for what is not surely plain; the tests hold both
beside each other. What :func:`written` makes is plain.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from streams.understanding.watched_actor import DETAILS, Heading, WatchedActor

_STRANGE: Final = "\\x00-\\x1f\\x7f-\\x9f\u2028\u2029\\ud800-\\udfff\\ufeff\\ufffe\\uffff"
"""What YAML does not print, or takes for the end of a line."""
_PLAIN: Final = rf"[^\W\d_][^{_STRANGE}:#,\[\]{{}}]*"
_LONG_PLAIN: Final = rf"[^\W\d_][^{_STRANGE}:#]*"
_DAY: Final = r"\d{4}-\d\d-\d\d"
_DOUBLE: Final = rf'"(?:[^{_STRANGE}"\\]|\\["\\])*"'
_SINGLE: Final = rf"'(?:[^{_STRANGE}']|'')*'"
_FIELD: Final = re.compile(
    rf"( *)([a-z][A-Za-z_-]*):(?: +(?:({_LONG_PLAIN}|{_DAY})|({_DOUBLE}|{_SINGLE})|\[([^{_STRANGE}]*)\]))? *"
)
_ITEM: Final = re.compile(rf" *(?:({_PLAIN})|({_DOUBLE}|{_SINGLE}) *)(?:,|$)")
_PLAIN_WORD: Final = re.compile(rf"{_PLAIN}(?<! )")
_NO_TEXT: Final = frozenset(word for text in ("true", "false", "null") for word in (text, text.title(), text.upper()))
_TRUTH: Final = {"true": True, "false": False}


def plain_values(lines: Sequence[str], indent: int) -> dict[str, object] | None:
    """The fields of the entry whose dash stands behind ``indent`` spaces; None if it is not plain."""
    values: dict[str, object] = {}
    names: dict[str, object] | None = None
    deep = 0
    for number, raw in enumerate(lines):
        line = raw.rstrip(" \n")
        if not line or line.lstrip(" ").startswith("#"):
            continue
        match = _FIELD.fullmatch(" " * (indent + 2) + line[indent + 2 :] if number == 0 else line)
        if match is None:
            return None
        space, name, word, quoted, listed = match.groups()
        value = _value(word, quoted, listed)
        depth = len(space)
        if names is not None and depth > indent + 2:
            deep = deep or depth
            if depth != deep or name in names or value is None:
                return None
            names[name] = value
            continue
        if depth != indent + 2 or name in values or names == {}:
            return None
        names = None
        if name == "names" and value is None:
            value = names = {}
            deep = 0
        elif value is None and word != "false":
            return None
        values[name] = value
    return None if names == {} else values


def _value(word: str | None, quoted: str | None, listed: str | None) -> object:
    """What stands behind a colon, None for nothing and for what is not plain."""
    if word is not None:
        word = word.rstrip(" ")
        return _TRUTH.get(word) if word in _NO_TEXT else word
    if quoted is not None:
        return _unquoted(quoted)
    return None if listed is None else _items(listed)


def _items(listed: str) -> list[str] | None:
    """The words between brackets; None if they are not plain."""
    found: list[str] = []
    place, end = 0, len(listed)
    while place < end:
        match = _ITEM.match(listed, place)
        if match is None:
            return [] if not found and not listed.strip(" ") else None
        word, quoted = match.groups()
        if word is not None:
            word = word.rstrip(" ")
            if word in _NO_TEXT:
                return None
        found.append(word if word is not None else _unquoted(quoted))
        place = match.end()
    return found


def _unquoted(text: str) -> str:
    """What stands between the quotes."""
    inner = text[1:-1]
    if text[0] == "'":
        return inner.replace("''", "'")
    return re.sub(r"\\(.)", r"\1", inner) if "\\" in inner else inner


def written_heading(heading: Heading) -> str:
    """What stands above the entries."""
    as_of = f"as_of: {heading.as_of}\n" if heading.as_of else ""
    return f"list: {_word(heading.list)}\n{as_of}source: {_word(heading.source)}\nactors:\n"


def written(actor: WatchedActor) -> str:
    """The entry of ``actor``, as lines; its dash stands behind two spaces."""
    lines = [f"  - id: {_word(actor.id)}", f"    name: {_word(actor.name)}", f"    kind: {_word(actor.kind)}"]
    if actor.country is not None:
        lines.append(f"    country: {_word(actor.country)}")
    if actor.foreign:
        lines.append("    foreign: true")
    lines += [f"    {name}: {_detail(name, actor.details)}" for name in DETAILS if name in actor.details]
    named = [f"      {language}: {_list(names)}" for language, names in actor.names.items() if language]
    lines += ["    names:", *named] if named else []
    if actor.names.get(""):
        lines.append(f"    aliases: {_list(actor.names[''])}")
    return "\n".join(lines) + "\n"


def _list(names: Sequence[str]) -> str:
    return f"[{', '.join(map(_word, names))}]"


def _detail(name: str, details: Mapping[str, str]) -> str:
    text = details[name]
    return text if name in ("until", "as_of") else _word(text)


def _word(text: str) -> str:
    """``text`` bare where that is plain, else in double quotes."""
    if _PLAIN_WORD.fullmatch(text) and text not in _NO_TEXT:
        return text
    return re.sub(f"[{_STRANGE}]", lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
