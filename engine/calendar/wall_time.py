"""Wall clocks and instants: where a zone skips an hour, repeats one, or loses a whole day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, available_timezones

from engine.calendar.weekly import Window
from engine.problems import nearest
from engine.values import ValueProblem

Stretch: TypeAlias = tuple[dt.datetime, dt.datetime]
"""From one instant to another, half-open, both UTC."""

MIDNIGHT = dt.time()


@cache
def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name.

    Raises:
        ValueProblem: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # OSError: 'Asia' is a folder of the zone database
        near = nearest(name, available_timezones())
        hint = f"did you mean {near}?" if near else "write an IANA name such as Asia/Shanghai"
        raise ValueProblem(f"{name!r} is no time zone: {hint}") from error


@lru_cache(maxsize=1 << 16)
def instant_at(zone: ZoneInfo, day: dt.date, time: dt.time) -> dt.datetime:
    """The instant at which the clocks of *zone* show this; of two such instants the first.

    A wall time that the clocks skip becomes the moment at which they go on.
    """
    wall = dt.datetime.combine(day, time).replace(tzinfo=zone, fold=0)
    instant = wall.astimezone(dt.UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    # PEP 495: in a gap, fold 1 reads with the offset after it, which is the earlier instant.
    earlier, later = (wall.replace(fold=side).astimezone(dt.UTC) for side in (1, 0))
    return _clock_change(zone, earlier, later) or later


@lru_cache(maxsize=1 << 16)
def stretches_on(zone: ZoneInfo, day: dt.date, windows: tuple[Window, ...]) -> tuple[Stretch, ...]:
    """When on that local day the wall clock shows a time within *windows*, in order.

    A repeated hour counts both times, a skipped one not at all; a day that the zone skipped has no stretch.
    An evening repeated from beyond midnight (only Newfoundland before 2011) counts once.
    """
    begin = instant_at(zone, day, MIDNIGHT)
    end = instant_at(zone, day + dt.timedelta(days=1), MIDNIGHT)
    change = _clock_change(zone, begin, end)
    parts = ((begin, end),) if change is None else ((begin, change), (change, end))
    return tuple(sorted(stretch for part in parts for stretch in _within(part, day, windows, zone)))


def _within(part: Stretch, day: dt.date, windows: tuple[Window, ...], zone: ZoneInfo) -> Iterator[Stretch]:
    """The windows inside a part of the day that has one offset throughout."""
    midnight = dt.datetime.combine(day, MIDNIGHT, tzinfo=dt.UTC) - _offset(zone, part[0])
    for start, end in windows:
        first = max(part[0], midnight + dt.timedelta(minutes=start))
        last = min(part[1], midnight + dt.timedelta(minutes=end))
        if first < last:
            yield first, last


def _clock_change(zone: ZoneInfo, begin: dt.datetime, end: dt.datetime) -> dt.datetime | None:
    """The first instant after *begin*, up to *end*, with another offset; zones change on whole seconds."""
    before = _offset(zone, begin)
    if _offset(zone, end) == before:
        return None
    seconds = range(int(begin.timestamp()), int(end.timestamp()) + 1)
    found = bisect_left(
        seconds, 1, key=lambda s: _offset(zone, dt.datetime.fromtimestamp(s, dt.UTC)) != before
    )
    return dt.datetime.fromtimestamp(seconds[found], dt.UTC)


def _offset(zone: ZoneInfo, instant: dt.datetime) -> dt.timedelta:
    return instant.astimezone(zone).utcoffset() or dt.timedelta(0)
