"""Dates as newspapers write them, read into UTC or kept as undated with the reason.

`read_date` is pure, never raises, and says in words what it took for granted. The way of a text: `reading` tries the
`standard_forms`; else `folding` gives it one spelling, `sentence` turns it into tokens by the `lexicon`, and
`relative`, `clock_time` and `calendar_day` take out what they understand; `zones` brings it to UTC.
"""

from connectors.dates.outcome import Dated, Precision, Undated
from connectors.dates.reading import read_date

__all__ = ["Dated", "Precision", "Undated", "read_date"]
