"""Dates, moments and days of the year as people write them: ``2026-01-31 10:00``, ``lunar 1988-08-15``."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from engine.calendar import parse_yearly_date
from engine.language.quantities import NotThisKind, Raw, text_of
from engine.language.words import narrow
from engine.values import ValueProblem, YearlyDate

DAY = r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
_HOUR = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?"
MOMENT = re.compile(rf"{DAY}[ T]+{_HOUR}\s*(Z|[+-][0-9]{{2}}:?[0-9]{{2}})?")
_LUNAR = re.compile(r"农历\s*")
_YEARLY = re.compile(r"(lunar\s+)?(?:([0-9]{4})-)?([0-9]{2})(L?)-([0-9]{2})")


def read_date(raw: Raw) -> dt.date:
    """A day; a spreadsheet's midnight counts as its day."""
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date()
    if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
        return raw
    match = re.fullmatch(DAY, narrow(text_of(raw)))
    if not match:
        raise NotThisKind(f"“{raw}” is no date.", "Write year-month-day, e.g. 2026-01-31.")
    try:
        return dt.date(*map(int, match.groups()))
    except ValueError:
        raise NotThisKind(f"“{raw}”: there is no such day.", "Check the month and the day.") from None


def read_time(text: str) -> dt.time:
    """An hour of the day: ``09:00``."""
    try:
        return dt.datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError:
        raise NotThisKind(f"“{text}” is no time of day.", "Write hours and minutes, e.g. 09:00.") from None


def read_moment(raw: Raw, zone: str | None) -> dt.datetime:
    if isinstance(raw, dt.datetime):
        return _in_utc(raw, str(raw), zone)
    match = MOMENT.fullmatch(narrow(text_of(raw)))
    if not match:
        raise NotThisKind(f"“{raw}” is no moment.", "Write a day and an hour, e.g. 2026-01-31 10:00.")
    *parts, fraction, offset = match.groups()
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        naive = dt.datetime(year, month, day, hour, minute, second, int((fraction or "0").ljust(6, "0")))  # noqa: DTZ001 - the zone comes later
        tz = dt.datetime.strptime(offset, "%z").tzinfo if offset else None
    except ValueError:
        raise NotThisKind(f"“{raw}”: there is no such moment.", "Check the day and the hour.") from None
    return _in_utc(naive.replace(tzinfo=tz), str(raw), zone)


def read_yearly_date(raw: Raw) -> YearlyDate:
    """A day that comes back, and exists: no 30th in a lunar month of 29 days, no leap month that the year had not."""
    if isinstance(raw, dt.date):
        return YearlyDate(raw.month, raw.day, raw.year)
    text = _LUNAR.sub("lunar ", narrow(text_of(raw)))
    if not _YEARLY.fullmatch(text):
        mend = "Write 1992-02-29, 02-29, lunar 1988-08-15 or, for a leap month, lunar 1987-06L-12."
        raise NotThisKind(f"“{text}” is no day of the year.", mend)
    try:
        return parse_yearly_date(text)
    except ValueProblem as problem:
        reason = str(problem)
        mend = f"{reason[:1].upper()}{reason[1:]}."
        raise NotThisKind(f"“{text}”: there is no such day.", mend) from None


def show_moment(moment: dt.datetime, zone: str | None) -> str:
    local = moment.astimezone(ZoneInfo(zone) if zone else dt.UTC)
    shape = "%H:%M:%S.%f" if local.microsecond else "%H:%M:%S" if local.second else "%H:%M"
    text = f"{local.date().isoformat()} {local.strftime(shape)}"
    if zone is None:
        return f"{text}Z"
    # An hour that comes twice when clocks go back is told apart by its offset.
    return text if local.replace(fold=0).utcoffset() == local.utcoffset() else text + local.strftime("%z")


def _in_utc(moment: dt.datetime, text: str, zone: str | None) -> dt.datetime:
    if moment.tzinfo is None and zone is None:
        raise NotThisKind(
            f"“{text}” does not say in which time zone.", "Write its offset: 2026-01-31 10:00+08:00."
        )
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone or "UTC"))
        return aware.astimezone(dt.UTC)
    except (OverflowError, ValueError, KeyError):
        raise NotThisKind(f"“{text}” cannot be placed in the time zone “{zone}”.", "Check both.") from None
