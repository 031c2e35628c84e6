"""A country's days off and make-up workdays (调休), and whether its schedule is already published.

The library knows China's State Council notices from 2001 on; a year without notice is computed from the law alone:
the feast days are right, the bridges and make-up workdays around them are not known yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import holidays
from holidays import HolidayBase

from engine.values import ValueProblem

_NAMED_DAY = ("month", "day", "name")
_LAST_WEEK = (12, 25)


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """What one country decrees for one calendar year."""

    days_off: frozenset[dt.date]
    made_up: frozenset[dt.date]
    """Weekend days that are worked in exchange for a bridge."""


@cache
def known_country(country: str) -> str:
    """The code itself, when the holidays of that country are known.

    Raises:
        ValueProblem: they are not.
    """
    try:
        holidays.country_holidays(country)
    except NotImplementedError as error:
        raise ValueProblem(
            f"no holidays are known for country {country!r}: write an ISO 3166 code such as CN, or leave it out "
            "and list the company's own days"
        ) from error
    return country


@cache
def holiday_year(country: str, year: int) -> HolidayYear:
    """Days off and make-up workdays that fall in *year*."""
    # With its neighbours: a weekend at New Year lies between the days of two years.
    schedule = _schedule(country, year - 1, year, year + 1)
    made_up = {day for day in schedule.weekend_workdays if day.year == year}
    days_off = {day for day in schedule if day.year == year}
    return HolidayYear(
        frozenset(days_off.union(_enclosed_weekends(schedule, year)) - made_up), frozenset(made_up)
    )


def is_projected(country: str, day: dt.date) -> bool:
    """The working days around *day* are computed, not decreed: the notice for them is not in the library yet."""
    # The notice for a year may claim the last days of the year before: 2018-12-29 was worked by that for 2019.
    year = day.year + 1 if (day.month, day.day) >= _LAST_WEEK else day.year
    return _is_projected_year(country, year)


@cache
def _is_projected_year(country: str, year: int) -> bool:
    """Past the last yearly notice; without such notices, a year with a feast the library calls estimated (Eid)."""
    schedule = _schedule(country, year)
    if year > schedule.end_year:
        return True
    noticed = list(_years_with_exchanges(schedule))
    return (
        year > max(noticed) if noticed else any(_is_estimated(name, schedule) for name in schedule.values())
    )


def _schedule(country: str, *years: int) -> HolidayBase:
    language = getattr(holidays.country_holidays(country), "default_language", None)
    return holidays.country_holidays(country, years=years, expand=False, language=language)


def _years_with_exchanges(schedule: HolidayBase) -> Iterator[int]:
    """Years whose notice exchanges a workday for a weekend day: entries (to month, to day, from month, from day…)."""
    for year, entries in getattr(schedule, "special_public_holidays", {}).items():
        several = entries if isinstance(entries[0], tuple) else (entries,)
        if any(len(entry) > len(_NAMED_DAY) for entry in several):
            yield year


def _is_estimated(name: str, schedule: HolidayBase) -> bool:
    labels = (getattr(schedule, label, "") for label in ("estimated_label", "observed_estimated_label"))
    return any(label.replace("%s", "").strip() in name for label in labels if label)


def _enclosed_weekends(schedule: HolidayBase, year: int) -> Iterator[dt.date]:
    """Weekends inside one long holiday: the library lists only its weekdays, but a Mon-Sat company is off too.

    Only where notices make such long holidays; elsewhere the Saturday between Good Friday and Easter Monday is worked.
    """
    if not any(_years_with_exchanges(schedule)):
        return
    for day in _days_of(year):
        if schedule.is_weekend(day) and all(
            _next_weekday(schedule, day, step) in schedule for step in (-1, 1)
        ):
            yield day


def _next_weekday(schedule: HolidayBase, day: dt.date, step: int) -> dt.date:
    while schedule.is_weekend(day):
        day += dt.timedelta(days=step)
    return day


def _days_of(year: int) -> Iterator[dt.date]:
    first = dt.date(year, 1, 1).toordinal()
    return map(dt.date.fromordinal, range(first, dt.date(year, 12, 31).toordinal() + 1))
