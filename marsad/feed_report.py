"""What ``marsad feeds list`` and ``show`` print: for people in words and tables, for scripts as JSON."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from connectors.scheduling.rhythm import haste, silent_after
from connectors.web.http_errors import without_credentials
from marsad.feed_standing import ILL, Condition, Overview, Standing
from marsad.report import counted, emit, shown
from marsad.secrets import redaction

_STYLES: Final[dict[Condition, str]] = {
    "broken": "bold red",
    "failing": "yellow",
    "silent": "yellow",
    "not read yet": "dim",
    "listens": "cyan",
}
_LONGEST_FAULT: Final = 200
_LABEL_WIDTH: Final = 18


def table(overview: Overview, *, only_ill: bool, as_json: bool) -> None:
    """A line for each source, or for each that something is wrong with."""
    chosen = [one for one in overview.standings if not only_ill or one.condition in ILL]
    if as_json:
        for standing in chosen:
            emit(_values(standing))
        return
    console = Console()
    if chosen:
        console.print(_table(chosen, overview.now))
        for one in chosen:
            if one.wrong:
                line = Text(f"{one.id}: ", style=_STYLES.get(one.condition, ""))
                line.append(shown(redaction.clean(one.wrong), console, _LONGEST_FAULT), style="default not bold")
                console.print(line, soft_wrap=True)
    elif only_ill:
        sys.stdout.write("Nothing is wrong with any feed.\n")
    counts = dict.fromkeys(("well", *ILL, "not read yet", "listens"), 0)
    for one in overview.standings:
        counts[one.condition] += 1
    words = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)
    sys.stdout.write(f"{counted(len(overview.standings), 'source')}: {words}.{_hint(overview)}\n")


def _hint(overview: Overview) -> str:
    """Where to look next."""
    if overview.missing is not None:
        return f" There is no data in {overview.missing} yet; 'marsad run' reads them."
    ill = next((one.id for one in overview.standings if one.condition in ILL), None)
    return f" Look closer with 'marsad feeds show {ill}'." if ill else ""


def _table(standings: Sequence[Standing], now: datetime) -> Table:
    found = Table("Feed")
    for heading in ("State", "Read", "New item", "Next poll"):
        found.add_column(heading, no_wrap=True)
    for heading in ("A day", "Articles"):
        found.add_column(heading, justify="right", no_wrap=True)
    for one in standings:
        polled = one.source is not None
        rate = one.items_a_day
        found.add_row(
            Text(one.id, overflow="fold"),
            Text(one.condition, style=_STYLES.get(one.condition, "green")),
            _ago(one.state.read_at, now) if polled else "",
            _ago(one.state.last_new_at, now) if polled else "",
            _next(one, now),
            "" if rate is None else _number(rate),
            f"{one.state.articles:,}" if polled else "",
        )
    return found


def whole(standing: Standing, now: datetime, *, as_json: bool) -> None:
    """Everything that is known of one source."""
    if as_json:
        emit(_values(standing) | _details(standing, now))
        return
    console = Console()
    for name, words in _lines(standing, now):
        if words:
            line = Text(f"{name:{_LABEL_WIDTH}}", style="dim")
            style = _STYLES.get(standing.condition, "green") if name == "state" else ""
            line.append(shown(redaction.clean(words), console), style=style)
            console.print(line, soft_wrap=True)


def _lines(one: Standing, now: datetime) -> list[tuple[str, str]]:
    """What there is to say of a source, label by label; what is empty is not said."""
    state, memory, rhythm = one.state, one.memory, one.state.rhythm
    lines = [
        ("feed", one.id),
        ("kind", one.kind),
        ("publisher", one.publisher),
        ("address", one.address),
        ("moved", _moved(one)),
        ("state", one.condition),
    ]
    if one.source is None:
        return [*lines, ("polled", "never: it brings articles by itself while 'marsad run' runs")]
    missed = f"{counted(state.missed, 'time')}: polls that had no item in common; told {_when(state.missed_at, now)}"
    limit = silent_after(rhythm)
    return [
        *lines,
        ("what is wrong", one.wrong),
        ("failures", f"{state.failures} in a row since {_when(state.failing_since, now)}" if state.failures else ""),
        ("first read", _when(state.first_read_at, now) if state.first_read_at else ""),
        ("last poll", _when(state.polled_at, now)),
        ("last read", _when(state.read_at, now) if state.read_at != state.polled_at else ""),
        ("last new item", _when(state.last_new_at, now) if state.read_at else ""),
        ("items", f"{state.items:,} when it last changed" if state.items else ""),
        ("articles", f"{state.articles:,} so far"),
        ("missed items", missed if state.missed else ""),
        ("skipped", state.skipped if state.skipped != one.wrong else ""),
        ("next poll", f"{_next(one, now)}{_due(one)}"),
        ("because of", state.next_poll),
        ("rhythm", _rhythm(one)),
        ("faster by", f"{haste(rhythm, now):.1f}, since items were missed" if haste(rhythm, now) > 1 else ""),
        ("silent after", "" if limit is None else f"{length(limit.total_seconds())} without a new item"),
        ("validators", ", ".join(filter(None, (memory.etag, memory.last_modified)))),
        ("content", f"last read in full {_when(memory.read_at, now)}" if memory.read_at else ""),
        ("position", memory.position[:_LONGEST_FAULT]),
        *((name.replace("_", " "), str(value)) for name, value in _in_force(one).items()),
        ("changed", "the configuration of it; it is polled at the next start" if _is_changed(one) else ""),
    ]


def _values(one: Standing) -> dict[str, Any]:
    """A source for JSON."""
    state = one.state
    rate = one.items_a_day
    return {
        "id": one.id,
        "kind": one.kind,
        "publisher": one.publisher,
        "state": one.condition,
        "address": one.address,
        "read_at": _moment(state.read_at),
        "last_new_at": _moment(state.last_new_at),
        "next_poll_at": _moment(one.scheduled.due if one.scheduled else None),
        "items_a_day": None if rate is None else round(rate, 2),
        "articles": state.articles,
        "missed": state.missed,
        "failures": state.failures,
        "wrong": one.wrong,
    }


def _details(one: Standing, now: datetime) -> dict[str, Any]:
    """What JSON has of one source besides."""
    state, memory, limit = one.state, one.memory, silent_after(one.state.rhythm)
    return {
        "first_read_at": _moment(state.first_read_at),
        "polled_at": _moment(state.polled_at),
        "failing_since": _moment(state.failing_since),
        "failure": state.failure,
        "failure_kind": state.failure_kind if state.failures else "",
        "skipped": state.skipped,
        "items": state.items,
        "missed_at": _moment(state.missed_at),
        "schedule": one.scheduled.state if one.scheduled else None,
        "next_poll": state.next_poll,
        "rhythm": {
            "items_seen": state.rhythm.seen,
            "watched_since": _moment(state.rhythm.since),
            "haste": round(haste(state.rhythm, now), 2),
            "silent_after_seconds": None if limit is None else limit.total_seconds(),
        },
        "memory": {
            "address": without_credentials(memory.address),
            "moved_to": without_credentials(memory.moved_to),
            "moved_times": memory.moved_times,
            "etag": memory.etag,
            "last_modified": memory.last_modified,
            "fingerprint": memory.fingerprint,
            "read_at": _moment(memory.read_at),
            "position": memory.position,
        },
        "settings": _in_force(one) | {"changed": _is_changed(one)} if one.source else {},
    }


def _in_force(one: Standing) -> dict[str, Any]:
    """How a source is treated, defaults included."""
    if one.source is None:
        return {}
    every, backfill = one.source.connector.every, one.source.backfill
    return {
        "every": "its own rhythm" if every is None else length(every.total_seconds()),
        "backfill": backfill if isinstance(backfill, str) else length(backfill.total_seconds()),
        "pages": one.source.pages,
        "gates": ", ".join(one.source.gates),
    }


def _is_changed(one: Standing) -> bool:
    return one.source is not None and one.state.polled_at is not None and one.state.settings != one.source.settings


def _moved(one: Standing) -> str:
    """Where the address leads."""
    target = without_credentials(one.memory.moved_to)
    times = one.memory.moved_times
    if not target or not times:
        return ""
    if times == 1:
        return f"to {target}, as a permanent redirect says; believed after the third"
    sure = "it is asked there directly; put it into the configuration" if times >= 3 else "believed after the third"
    return f"to {target}, as {times} permanent redirects in a row say; {sure}"


def _rhythm(one: Standing) -> str:
    """What was learned of how much it brings; nothing of one that was never read."""
    rate, rhythm = one.items_a_day, one.state.rhythm
    if rate is None or rhythm.since is None:
        return "not known yet" if one.state.read_at else ""
    return f"{_number(rate)} items a day, learned from {counted(rhythm.seen, 'item')} since {rhythm.since:%Y-%m-%d}"


def _next(one: Standing, now: datetime) -> str:
    """When the source is polled next, for a person."""
    if one.source is None:
        return "by itself"
    if one.scheduled is None:
        return "at the start"
    if one.scheduled.state == "polling":
        return "now"
    seconds = (one.scheduled.due - now).total_seconds()
    if one.scheduled.state == "waiting":
        return "waits its turn"
    return "due" if seconds <= 0 else f"in {length(seconds)}"


def _due(one: Standing) -> str:
    if one.scheduled is None or one.scheduled.state == "polling":
        return ""
    waits = "; others of its host or publisher are before it" if one.scheduled.state == "waiting" else ""
    return f" ({one.scheduled.due:%Y-%m-%d %H:%M:%S} UTC){waits}"


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def _when(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S} UTC, {_ago(moment, now)}"


def _ago(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else f"{length(max(0.0, (now - moment).total_seconds()))} ago"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def length(seconds: float) -> str:
    """A length of time in the largest unit that tells enough: ``40 s``, ``12 min``, ``3 h``, ``5 d``."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size or (unit == "min" and seconds >= size) or seconds == size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
