"""When a yearly date comes round: solar or lunar, with declared answers for days that a year lacks.

An occurrence is named by its nominal year. The 20th of the 12th month of lunar 2026 is that of 2026, although the sun
is already in January 2027; so it is never mistaken for the one before or after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count
from typing import Literal, TypeAlias, assert_never

from engine.calendar.lunar import FIRST_YEAR, lunar_year_of, months_of
from engine.calendar.yearly_text import checked_yearly_date
from engine.values import ValueProblem, YearlyDate

MissingDay: TypeAlias = Literal["day before", "day after", "skip"]
"""What stands for 29 February in a common year and for the 30th of a lunar month of 29 days."""

LeapMonth: TypeAlias = Literal["regular month", "leap month"]
"""Born in a lunar leap month: the ordinary month every year, or the leap month in the years that repeat it."""

_ONE_DAY = dt.timedelta(days=1)


def occurrence_in(
    yearly: YearlyDate, year: int, missing_day: MissingDay, leap_month: LeapMonth
) -> dt.date | None:
    """The date on which *yearly* comes round in nominal *year*; None before its first year or when skipped.

    In the first year itself it is the day itself, leap month or not.

    Raises:
        ValueProblem: an impossible day, or a year that the calendar does not reach (lunar: 1900 to 2100).
    """
    if yearly.year is not None and year < yearly.year:
        return None
    match yearly.calendar:
        case "solar":
            return _solar(yearly, year, missing_day)
        case "lunar":
            return _lunar(yearly, year, missing_day, leap_month)
        case _:
            assert_never(yearly.calendar)


def nominal_year_of(yearly: YearlyDate, on: dt.date) -> int:
    """The year in which *on* falls in the calendar of *yearly*: lunar for a lunar date.

    Raises:
        ValueProblem: a lunar date is asked outside 1900 to 2100.
    """
    return lunar_year_of(on) if yearly.calendar == "lunar" else on.year


def occurrences(
    yearly: YearlyDate, start: dt.date, missing_day: MissingDay, leap_month: LeapMonth
) -> Iterator[tuple[int, dt.date]]:
    """Nominal year and date of every occurrence on or after *start*, in order.

    Raises:
        ValueProblem: while iterating, once the calendar ends (lunar year 2100, solar year 9999).
    """
    # One year early: the day after lunar 12-30 already lies in the next lunar year.
    for year in count(_first_year(yearly, start)):
        day = occurrence_in(yearly, year, missing_day, leap_month)
        if day is not None and day >= start:
            yield year, day


def last_occurrence(
    yearly: YearlyDate, on_or_before: dt.date, missing_day: MissingDay, leap_month: LeapMonth
) -> tuple[int, dt.date] | None:
    """Nominal year and date of the latest occurrence not after *on_or_before*; None when there was none yet.

    Raises:
        ValueProblem: a lunar date of unknown year is asked for what came before 1900.
    """
    first = dt.MINYEAR if yearly.year is None else yearly.year
    for year in range(nominal_year_of(yearly, on_or_before), first - 1, -1):
        day = occurrence_in(yearly, year, missing_day, leap_month)
        if day is not None and day <= on_or_before:
            return year, day
    return None


def _first_year(yearly: YearlyDate, start: dt.date) -> int:
    if yearly.year is not None and start.year <= yearly.year:
        return yearly.year
    nominal = nominal_year_of(yearly, start)
    return max(nominal - 1, FIRST_YEAR) if yearly.calendar == "lunar" else nominal


def _solar(yearly: YearlyDate, year: int, missing_day: MissingDay) -> dt.date | None:
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueProblem(f"{yearly} does not come round in {year}: the calendar has the years 1 to 9999")
    try:
        return dt.date(year, yearly.month, yearly.day)
    except ValueError:
        checked_yearly_date(yearly)  # what passes is 29 February
        return _instead(dt.date(year, 2, 28), missing_day)


def _lunar(yearly: YearlyDate, year: int, missing_day: MissingDay, leap_month: LeapMonth) -> dt.date | None:
    checked_yearly_date(yearly)
    months = months_of(year)
    keeps_leap = yearly.leap and (leap_month == "leap month" or year == yearly.year)
    month = months.get((yearly.month, keeps_leap)) or months[yearly.month, False]
    if yearly.day > month.days:
        return _instead(month.first_day + dt.timedelta(days=month.days - 1), missing_day)
    return month.first_day + dt.timedelta(days=yearly.day - 1)


def _instead(last_day: dt.date, missing_day: MissingDay) -> dt.date | None:
    """What stands for the day after *last_day* of its month, which this year lacks."""
    match missing_day:
        case "day before":
            return last_day
        case "day after":
            return last_day + _ONE_DAY
        case "skip":
            return None
        case _:
            assert_never(missing_day)
