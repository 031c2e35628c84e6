"""Calendars that show only what matters to a test."""

import datetime as dt
from collections.abc import Mapping

from engine.calendar import Calendar, WorkingWeek


def a_calendar(
    zone: str = "Asia/Shanghai",
    working: str = "mon-fri 09:00-18:00",
    country: str | None = None,
    extra: Mapping[dt.date, bool] | None = None,
) -> Calendar:
    return Calendar(zone, WorkingWeek.parse(working), country, extra or {})


def utc(text: str) -> dt.datetime:
    """The instant of a text such as ``2026-03-08 10:00``."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def on(text: str, calendar: Calendar) -> dt.datetime:
    """The instant at which the wall clock of *calendar* shows ``2026-11-20 16:00``."""
    wall = dt.datetime.fromisoformat(text)
    return calendar.at(wall.date(), wall.time())


def wall(instant: dt.datetime, calendar: Calendar) -> str:
    """What people there see: ``Mon 2026-11-23 11:00``."""
    return format(calendar.local(instant), "%a %Y-%m-%d %H:%M")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
