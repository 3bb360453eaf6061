"""``marsad dead-letters``: look at what could not be handled, and put it back on its topic.

A topic cannot forget a single record, so which letters were retried is remembered in Redis. Losing that shows a letter
in the list again; retrying it twice is harmless, since every stage is idempotent.
"""

import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from marsad import report, services
from marsad.config import Configuration
from marsad.options import Options
from marsad.services import Platform
from streams.errors import BadRecord, SetupError
from streams.records import MAXIMUM_DEAD_PAYLOAD_BYTES, DeadLetter, decode
from streams.topics import DEAD_LETTERS, topic_named

_SHORTEST_PREFIX: Final = 4


async def listing(configuration: Configuration, options: Options, *, everything: bool, as_json: bool) -> int:
    """Print the letters that wait, or all of them."""
    async with services.opened(configuration, options, services.surroundings(), beside=True, existing=True) as platform:
        report.letter_table(await _letters(platform, everything=everything), as_json=as_json)
    return 0


async def show(configuration: Configuration, options: Options, identifier: str, *, as_json: bool) -> int:
    """Print one letter whole."""
    async with services.opened(configuration, options, services.surroundings(), beside=True, existing=True) as platform:
        chosen = _chosen(await _letters(platform, everything=True), identifier)
        async for letter in _whole(platform, {chosen.id}):
            report.letter_whole(letter, as_json=as_json)
    return 0


async def retry(
    configuration: Configuration, options: Options, identifiers: Sequence[str], *, everything: bool, as_json: bool
) -> int:
    """Put letters back on the topics that they came from.

    Raises SetupError, before anything is put back, if none or an unknown one is named, or one that was too large to
    be kept whole. Of all letters those that were too large are left.
    """
    if bool(identifiers) == everything:
        raise SetupError("name the dead letters to retry, or say --all, not both")
    async with services.opened(configuration, options, services.surroundings(), beside=True, existing=True) as platform:
        waiting = await _letters(platform, everything=not everything)
        chosen = waiting if everything else [_chosen(waiting, identifier) for identifier in identifiers]
        cut = [letter for letter in chosen if letter.payload_bytes > MAXIMUM_DEAD_PAYLOAD_BYTES]
        if cut and not everything:
            raise SetupError(
                f"dead letter {cut[0].id[:10]} holds only {MAXIMUM_DEAD_PAYLOAD_BYTES} of {cut[0].payload_bytes} bytes,"
                " so it cannot be retried; publish the record again at its source"
            )
        wanted = {letter.id for letter in chosen} - {letter.id for letter in cut}
        retried = []
        async for letter in _whole(platform, wanted):
            await _put_back(platform, letter)
            retried.append(letter.id)
    if as_json:
        report.emit({"retried": retried, "left": [letter.id for letter in cut]})
        return 0
    count = report.counted(len(retried), "record")
    when = "the running monitor handles them now" if platform.attended else "the next 'marsad run' handles them"
    left = f" {len(cut)} left, since they were too large to be kept whole." if cut else ""
    sys.stdout.write(f"{count} put back; {when}. What fails again comes back to the dead letters.{left}\n")
    return 0


async def _put_back(platform: Platform, letter: DeadLetter) -> None:
    """Reopen the delivery that failed, if it was one, publish the original bytes, and remember that it was done."""
    if letter.delivery:
        await services.ledger(platform).reopen(letter.delivery)
    topic = topic_named(letter.topic)
    try:
        key = topic.key(decode(topic.record, letter.payload, limit=topic.maximum_bytes))
    except BadRecord:
        key = letter.id
    await platform.engine.publish_raw(topic, [(key.encode("utf-8", "replace"), letter.payload)])
    await platform.redis.sadd(_retried_key(platform), letter.id)


async def _letters(platform: Platform, *, everything: bool) -> list[DeadLetter]:
    """The letters on the topic, oldest first, once each, without those that were retried unless ``everything``.

    Their payloads are left out: many large ones would not fit in memory. ``payload_bytes`` stays.
    """
    retried = {
        name.decode() if isinstance(name, bytes) else name
        for name in await platform.redis.smembers(_retried_key(platform))
    }
    found: dict[str, DeadLetter] = {}
    async for stored in platform.engine.read(DEAD_LETTERS):
        letter = decode(DeadLetter, stored.value, limit=DEAD_LETTERS.maximum_bytes)
        if everything or letter.id not in retried:
            found[letter.id] = replace(letter, payload=b"")
    return list(found.values())


async def _whole(platform: Platform, identifiers: Iterable[str]) -> AsyncIterator[DeadLetter]:
    """The letters of these ids with their payloads, oldest first, once each."""
    wanted = set(identifiers)
    async for stored in platform.engine.read(DEAD_LETTERS):
        letter = decode(DeadLetter, stored.value, limit=DEAD_LETTERS.maximum_bytes)
        if letter.id in wanted:
            wanted.remove(letter.id)
            yield letter


def _chosen(letters: Sequence[DeadLetter], identifier: str) -> DeadLetter:
    """The letter whose id begins so. Raises SetupError for none and for more than one."""
    found = [letter for letter in letters if letter.id.startswith(identifier)]
    if len(identifier) < _SHORTEST_PREFIX or not found:
        raise SetupError(f"there is no dead letter '{identifier}'; 'marsad dead-letters list --all' shows their ids")
    if len(found) > 1:
        raise SetupError(f"'{identifier}' begins the ids of {len(found)} dead letters; write more of it")
    return found[0]


def _retried_key(platform: Platform) -> str:
    return f"{platform.state_prefix}dead-letters:retried"
