"""The occurrences of ``every 3 months on DATE``: the 0th is the anchor, the k-th is *k* periods after it."""

from __future__ import annotations

import datetime as dt

from engine.calendar.months import add_months
from engine.values import Duration, ValueProblem

_MEAN_MONTH = 365.2425 / 12


def nth(anchor: dt.date, every: Duration, k: int) -> dt.date:
    """The k-th occurrence, counted from the anchor: every month on 31 January is 28 February, then 31 March.

    Raises:
        ValueProblem: *every* is no positive number of months and days, or the date lies after the year 9999.
    """
    _check(every)
    try:
        return add_months(anchor, every.months * k) + dt.timedelta(days=every.days * k)
    except OverflowError as error:
        raise ValueProblem(f"{anchor} + {k} x {every} leaves the calendar (years 1 to 9999)") from error


def index_on_or_before(anchor: dt.date, every: Duration, day: dt.date) -> int:
    """The number of the last occurrence not after *day*; -1 when *day* precedes the anchor.

    Raises:
        ValueProblem: *every* is no positive number of months and days.
    """
    _check(every)
    if day < anchor:
        return -1
    # The mean period misses by days at most, hence by an occurrence or two.
    k = int((day - anchor).days / (every.months * _MEAN_MONTH + every.days))
    while not _is_reached(anchor, every, k, day):
        k -= 1
    while _is_reached(anchor, every, k + 1, day):
        k += 1
    return k


def _is_reached(anchor: dt.date, every: Duration, k: int, day: dt.date) -> bool:
    try:
        return nth(anchor, every, k) <= day
    except ValueProblem:  # after the year 9999
        return False


def _check(every: Duration) -> None:
    is_calendar = not (every.working_days or every.minutes or every.working_minutes)
    if not is_calendar or min(every.months, every.days) < 0 or not (every.months or every.days):
        raise ValueProblem(
            f"'every {every}' does not repeat on the calendar: use whole days, weeks, months or years"
        )
