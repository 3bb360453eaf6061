"""Watch lists as JSON Lines of FollowTheMoney entities, as OpenSanctions publishes them, an entity a line.

Read are persons, organisations, companies, public bodies, other legal entities and vessels: their names and aliases,
each under the language that its letters tell, the country (else the nationality), the Wikidata item. Weak aliases are
left out: they are nicknames and single words that would fire at everybody. Other entities are passed over.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from streams.settings import spelling
from streams.understanding.entity_schema import country_of, kind_of
from streams.understanding.name_language import language_of_name
from streams.understanding.watched_actor import Listed, Row, Skipped, Unreadable, actor_of

_WIKIDATA: Final = "Q"


class _Properties(msgspec.Struct):
    name: list[str] = []
    alias: list[str] = []
    country: list[str] = []
    nationality: list[str] = []
    jurisdiction: list[str] = []
    flag: list[str] = []
    wikidataId: list[str] = []  # noqa: N815 - the register's own spelling


class _Entity(msgspec.Struct):
    id: str
    schema: str
    caption: str = ""
    properties: _Properties = msgspec.field(default_factory=_Properties)


_DECODER: Final = msgspec.json.Decoder(_Entity)


def read_entities(lines: Iterable[bytes]) -> Iterator[Listed | Unreadable | Skipped]:
    """What the file holds, line by line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entity = _DECODER.decode(line)
        except msgspec.ValidationError as error:
            yield Unreadable(number, "", f"no entity of FollowTheMoney: {error}")
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield Unreadable(number, "", f"not valid JSON: {error}; every line must be one entity")
        else:
            yield _actor(number, entity)


def _actor(line: int, entity: _Entity) -> Listed | Unreadable | Skipped:
    kind = kind_of(entity.schema)
    if kind is None:
        return Skipped(line, f"the schema {entity.schema} is nobody to watch for")
    properties = entity.properties
    names: dict[str, list[str]] = {}
    for name in (*properties.name, *properties.alias):
        text = name.strip()
        if _has_word(text):
            names.setdefault(language_of_name(text) or "en", []).append(text)
    caption = entity.caption.strip()
    shown = caption if _has_word(caption) else next((found[0] for found in names.values()), "")
    if not shown or not names:
        return Skipped(line, "it has no name or alias")
    values: dict[str, object] = {
        "id": entity.id,
        "name": shown,
        "kind": kind,
        "country": country_of(
            (*properties.country, *properties.nationality, *properties.jurisdiction, *properties.flag)
        ),
        "names": names,
        "opensanctions": entity.id,
    }
    item = next(
        (item for item in (*properties.wikidataId, entity.id) if item[:1] == _WIKIDATA and item[1:].isdigit()), None
    )
    if item:
        values["wikidata"] = item
    actor = actor_of(Row(line, values))
    return actor[0] if isinstance(actor, list) else Listed(line, actor)


def _has_word(text: str) -> bool:
    try:
        return bool(text) and bool(spelling(text))
    except ValueError:
        return False
