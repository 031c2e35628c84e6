"""The Chinese lunar calendar, 1900 to 2100 (borax's table, which agrees with the astronomy from 1950 to 2050)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from borax.calendars.lunardate import LCalendars, LunarDate

from engine.values import ValueProblem

FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class LunarMonth:
    """A lunar month on the solar calendar; it has 29 or 30 days."""

    first_day: dt.date
    days: int


@cache
def months_of(lunar_year: int) -> dict[tuple[int, bool], LunarMonth]:
    """The 12 or 13 months of a lunar year, by number and whether it is the leap month of that number.

    Raises:
        ValueProblem: the year is outside 1900 to 2100.
    """
    if not FIRST_YEAR <= lunar_year <= LAST_YEAR:
        raise ValueProblem(
            f"lunar year {lunar_year} is not known: lunar dates reach from {FIRST_YEAR} to {LAST_YEAR}"
        )
    months: dict[tuple[int, bool], LunarMonth] = {}
    first_day: dt.date = LunarDate(lunar_year, 1, 1).to_solar_date()
    for number, days, leap in LCalendars.iter_year_month(lunar_year):
        months[number, bool(leap)] = LunarMonth(first_day, days)
        first_day += dt.timedelta(days=days)
    return months


def lunar_year_of(day: dt.date) -> int:
    """The lunar year in which a solar date falls: January may still belong to the year before.

    Raises:
        ValueProblem: the date is outside the lunar years 1900 to 2100.
    """
    year = min(day.year, LAST_YEAR)  # the last lunar year ends in January 2101
    return year if months_of(year)[1, False].first_day <= day else _checked(year - 1)


def is_ever_leap(month: int) -> bool:
    """Whether any year from 1900 to 2100 repeats that month; the 1st and the 12th never are."""
    return bool(LCalendars.get_leap_years(month))


def _checked(lunar_year: int) -> int:
    months_of(lunar_year)
    return lunar_year
