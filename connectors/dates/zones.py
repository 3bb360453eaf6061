"""From a local time to UTC: the zone that is written, or else the publisher's, or else UTC; and what that assumed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from connectors.dates.outcome import Unreadable
from connectors.dates.zone_names import BY_COUNTRY, CAPITALS, EXACT, SEVERAL_CLOCKS, STANDARD_OF, USUAL

FARTHEST: Final = timedelta(hours=14)
"""No place's clock is further from Greenwich."""


@dataclass(frozen=True, slots=True)
class WrittenZone:
    """A zone as the text has it: minutes east of Greenwich, or an IANA name, or an abbreviation."""

    minutes: int | None = None
    place: str = ""
    abbreviation: str = ""


@dataclass(frozen=True, slots=True)
class Locality:
    """Where the publisher is: the country (ISO 3166-1, upper case or ""), the zone or None, and how we know it."""

    country: str
    zone: ZoneInfo | None
    how: str


@lru_cache(maxsize=1024)
def locality(country: str, time_zone: str) -> Locality:
    """The publisher's place: the configured zone wins over the country's; an unknown name counts as none."""
    country = country.strip().upper()
    if configured := place(time_zone):
        return Locality(country, ZoneInfo(configured), f"{configured}, the publisher's zone")
    known: list[str] = get_global("territory_zones").get(country, [])
    key = CAPITALS.get(country) or (known[0] if len(known) == 1 else "")
    if not place(key):
        return Locality(country, None, "UTC, since the publisher's zone is not known")
    how = f"{key}, of the capital of {country}" if country in SEVERAL_CLOCKS else f"{key}, the zone of {country}"
    return Locality(country, ZoneInfo(key), how)


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() if "/" in name and not name.startswith("posix")}


def place(name: str) -> str:
    """The IANA name in its own spelling; "" if there is no such place."""
    return _places().get(name.strip().lower(), "")


def to_utc(local: datetime, written: WrittenZone | None, where: Locality) -> tuple[datetime, str]:
    """The moment at which clocks showed ``local`` (naive), and what was assumed. Raises Unreadable for no such zone."""
    if written is None:
        zone = where.zone or UTC
        return _at(local, zone), f"no zone is written: {where.how}{_doubled(local, zone)}"
    if written.place:
        zone = ZoneInfo(written.place)
        return _at(local, zone), _doubled(local, zone).removeprefix("; ")
    if written.minutes is not None:
        offset = timedelta(minutes=written.minutes)
        if abs(offset) > FARTHEST:
            raise Unreadable("the offset from Greenwich is one that no place has")
        return (local - offset).replace(tzinfo=UTC), ""
    return _abbreviated(local, written.abbreviation, where)


def _at(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _doubled(local: datetime, zone: tzinfo) -> str:
    """What is to be said of an hour that the clock shows twice or never, when it is set back or forward."""
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return "" if first == second else "; the clocks were changed in that hour: the time before the change"


def _abbreviated(local: datetime, name: str, where: Locality) -> tuple[datetime, str]:
    shown = name.upper()
    if name in STANDARD_OF:
        return _standard(local, name, where)
    for countries, minutes in BY_COUNTRY.get(name, ()):
        if where.country in countries:
            said = "" if USUAL.get(name) == minutes else f"{shown} is {clock(minutes)} in {where.country}"
            return _shifted(local, minutes), said
    minutes_or_none = USUAL.get(name) if name in BY_COUNTRY else EXACT.get(name)
    if minutes_or_none is None:
        zone = where.zone or UTC
        return _at(local, zone), f"{shown} has several meanings: {where.how}"
    unsure = name in BY_COUNTRY and name not in ("est", "edt")
    return _shifted(local, minutes_or_none), f"{shown} is taken as {clock(minutes_or_none)}" if unsure else ""


def _standard(local: datetime, name: str, where: Locality) -> tuple[datetime, str]:
    """EET and its like, which newspapers leave standing in summer: the country's clock at that moment decides."""
    minutes, neighbour = STANDARD_OF[name]
    shown = name.upper()
    if where.zone is not None and where.country != "RU":
        offset = local.replace(tzinfo=where.zone).utcoffset() or timedelta()
        if offset == timedelta(minutes=minutes):
            return _shifted(local, minutes), ""
        if offset == timedelta(minutes=minutes + 60):
            said = f"{shown} is written, but the clock there showed {clock(minutes + 60)}"
            return _shifted(local, minutes + 60), said
    summer = bool(local.replace(tzinfo=ZoneInfo(neighbour)).dst())
    return _shifted(local, minutes), f"{shown} is taken as {clock(minutes)}, although it is summer" if summer else ""


def _shifted(local: datetime, minutes: int) -> datetime:
    return (local - timedelta(minutes=minutes)).replace(tzinfo=UTC)


def clock(minutes: int) -> str:
    """An offset as people write it: UTC+03:00."""
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
