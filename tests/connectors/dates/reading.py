"""One moment of the fetch for all tables of dates, and how a row is read."""

from datetime import UTC, datetime

from connectors.dates import Dated, Undated, read_date

FETCHED: datetime = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
"""A Tuesday."""


def read(raw: str, country: str = "", time_zone: str = "") -> Dated | Undated:
    return read_date(raw, FETCHED, country=country, time_zone=time_zone)


def moment(raw: str, country: str = "", time_zone: str = "") -> str:
    """What was read, as ``2026-11-02T10:05:00`` in UTC; "undated: reason" if nothing was."""
    outcome = read(raw, country, time_zone)
    if isinstance(outcome, Undated):
        return f"undated: {outcome.reason}"
    assert outcome.moment.tzinfo is UTC
    return outcome.moment.replace(tzinfo=None).isoformat(timespec="seconds")
