"""Reading and checking days that come back every year."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from engine.calendar.lunar import is_ever_leap, months_of
from engine.values import ValueProblem, YearlyDate

_TEXT = re.compile(
    r"(?P<lunar>(?:lunar|农历)\s*)?(?:(?P<year>\d{4})-)?(?P<month>\d{1,2})(?P<leap>L)?-(?P<day>\d{1,2})",
    re.IGNORECASE,
)
_A_LEAP_YEAR = 2000


def parse_yearly_date(text: str) -> YearlyDate:
    """The day written ``1992-02-29``, ``02-29``, ``lunar 1988-08-15``, ``lunar 1987-06L-12`` or ``lunar 08-15``.

    Raises:
        ValueProblem: no such text, or a day that no year has.
    """
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        raise ValueProblem(
            f"{text!r} is no yearly date: write 1992-02-29, 02-29, lunar 1988-08-15 or lunar 1987-06L-12"
        )
    return checked_yearly_date(
        YearlyDate(
            month=int(match["month"]),
            day=int(match["day"]),
            year=int(match["year"]) if match["year"] else None,
            calendar="lunar" if match["lunar"] else "solar",
            leap=match["leap"] is not None,
        )
    )


def checked_yearly_date(yearly: YearlyDate) -> YearlyDate:
    """The date itself, when such a day exists.

    Raises:
        ValueProblem: it does not: 30 February, lunar month 13, 29 February 2023, a leap month that year had not.
    """
    if yearly.month not in range(1, 13):
        raise ValueProblem(f"{yearly} is impossible: months go from 1 to 12")
    last = _last_lunar_day(yearly) if yearly.calendar == "lunar" else _last_solar_day(yearly)
    if not 1 <= yearly.day <= last:
        raise ValueProblem(f"{yearly} is impossible: that month has days 1 to {last}")
    return yearly


def _last_solar_day(yearly: YearlyDate) -> int:
    if yearly.leap:
        raise ValueProblem(
            f"{yearly} is impossible: only lunar dates have a leap month; write 'lunar {yearly}'"
        )
    year = _A_LEAP_YEAR if yearly.year is None else yearly.year
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueProblem(f"{yearly} is impossible: years go from 1 to 9999; leave an unknown year out")
    return monthrange(year, yearly.month)[1]


def _last_lunar_day(yearly: YearlyDate) -> int:
    if yearly.leap and not is_ever_leap(yearly.month):
        raise ValueProblem(
            f"{yearly} is impossible: no year from 1900 to 2100 has that leap month; leave out the L"
        )
    if yearly.year is None:
        return 30
    month = months_of(yearly.year).get((yearly.month, yearly.leap))
    if month is None:
        raise ValueProblem(
            f"{yearly} is impossible: {yearly.year} had no leap month {yearly.month}; leave out the L"
        )
    return month.days
