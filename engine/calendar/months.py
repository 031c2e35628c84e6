"""Months on the calendar: clamped to the last day, always counted from the anchor."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from engine.values import ValueProblem

_IN_EVERY_MONTH = 28


def add_months(anchor: dt.date, months: int) -> dt.date:
    """31 January + 1 month is the last of February; + 2 months is 31 March, for months are never chained.

    Raises:
        ValueProblem: the result lies outside the years 1 to 9999.
    """
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueProblem(
            f"{anchor} + {months} months leaves the calendar (years 1 to 9999): use a shorter duration"
        )
    day = anchor.day if anchor.day <= _IN_EVERY_MONTH else min(anchor.day, monthrange(year, month + 1)[1])
    return dt.date(year, month + 1, day)


def whole_months(start: dt.date, end: dt.date) -> int:
    """The largest k with ``start + k months <= end``; negative when *end* precedes *start*."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1
