"""Dates and moments as files write them: ``2026/1/31``, ``31.01.2026 14:05``, ``20260131``, ``2026年1月31日``, 46053."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from engine.calendar.wall_time import instant_at, zone_named
from engine.language.quantities import NotThisKind
from intake.amounts import folded

DayOrder: TypeAlias = Literal["dmy", "mdy"]
"""How ``01/02/2026`` is meant; without it such a date is refused."""

_TIME = (
    r"(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp][Mm])?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})(?:[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})"
    rf"|年\s*(?P<month_zh>\d{{1,2}})\s*月\s*(?P<day_zh>\d{{1,2}})\s*[日号]?"
    rf"|(?P<month_8>\d{{2}})(?P<day_8>\d{{2}})){_TIME}"
)
_YEAR_LAST = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<sign>[-/.])(?P<two>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}){_TIME}"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_START = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock; Excel's day 0, its false leap day counted
_MONTHS = 12
_HALF_DAY = 12
_EARLIEST, _LATEST = 1900, 2199


class Stamp(NamedTuple):
    """What a cell says of a day: the wall clock, whether it names an hour, and its offset if it gives one."""

    wall: dt.datetime
    has_time: bool


@lru_cache(maxsize=65_536)
def stamp_of(text: str, order: DayOrder | None) -> Stamp:
    """The day, and the hour if there is one, that a text means.

    Raises:
        NotThisKind: none, one that does not exist, or one that can be read in two ways.
    """
    plain = folded(text)
    if _SERIAL.fullmatch(plain):
        return serial_stamp(float(plain))
    if found := _YEAR_FIRST.fullmatch(plain):
        month = found["month"] or found["month_zh"] or found["month_8"]
        day = found["day"] or found["day_zh"] or found["day_8"]
        return _stamp(text, found, int(month), int(day))
    if found := _YEAR_LAST.fullmatch(plain):
        day, month = _day_and_month(text, found, order)
        return _stamp(text, found, month, day)
    raise NotThisKind(f"“{text}” is no date.", "Write year-month-day, e.g. 2026-01-31.")


def serial_stamp(number: float) -> Stamp:
    """A spreadsheet's date: days since 30 December 1899, the hour as a fraction.

    Raises:
        NotThisKind: no such day.
    """
    try:
        wall = _SERIAL_START + dt.timedelta(seconds=round(number * 86_400))
    except (OverflowError, ValueError):
        wall = _SERIAL_START
    if not _EARLIEST <= wall.year <= _LATEST:
        raise NotThisKind(f"“{number:g}” is no date.", "Write year-month-day, e.g. 2026-01-31.")
    return Stamp(wall, has_time=wall.time() != dt.time())


def day_of(stamp: Stamp, zone: str) -> dt.date:
    """The local date; one that is given with an offset may be another day here."""
    if stamp.wall.tzinfo is None:
        return stamp.wall.date()
    return instant_of(stamp, zone).astimezone(zone_named(zone)).date()


def instant_of(stamp: Stamp, zone: str) -> dt.datetime:
    """The moment in UTC; without an hour the local start of the day.

    Raises:
        NotThisKind: a year that nobody can mean.
    """
    wall = stamp.wall
    if not _EARLIEST <= wall.year <= _LATEST:
        raise NotThisKind(f"The year {wall.year} cannot be meant.", "Check the date.")
    if wall.tzinfo is not None:
        return wall.astimezone(dt.UTC)
    return instant_at(zone_named(zone), wall.date(), wall.time())


def _day_and_month(text: str, found: re.Match[str], order: DayOrder | None) -> tuple[int, int]:
    one, two = int(found["one"]), int(found["two"])
    if found["sign"] == "." or one == two or one > _MONTHS or order == "dmy":
        return one, two
    if two > _MONTHS or order == "mdy":
        return two, one
    mend = "Say which with --day-order dmy or --day-order mdy."
    raise NotThisKind(f"“{text}” can be read in two ways.", mend, "ambiguous-date")


def _stamp(text: str, found: re.Match[str], month: int, day: int) -> Stamp:
    parts = found.groupdict()
    has_time = parts["hour"] is not None
    try:
        wall = dt.datetime(int(parts["year"]), month, day, *_clock(parts))  # noqa: DTZ001 - the zone comes later
        if offset := parts["offset"]:
            wall = wall.replace(tzinfo=dt.datetime.strptime(offset, "%z").tzinfo)
    except ValueError:
        raise NotThisKind(f"“{text}”: there is no such day or hour.", "Check it.") from None
    return Stamp(wall, has_time)


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int, int]:
    hour = int(parts["hour"] or 0)
    if half := parts["half"]:
        if not 1 <= hour <= _HALF_DAY:
            raise ValueError(hour)
        hour = hour % _HALF_DAY + (_HALF_DAY if half in {"PM", "pm", "Pm", "pM"} else 0)
    fraction = (parts["fraction"] or "0")[:6].ljust(6, "0")
    return hour, int(parts["minute"] or 0), int(parts["second"] or 0), int(fraction)
