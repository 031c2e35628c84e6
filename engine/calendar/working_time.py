"""Counting inside working hours, forwards and backwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TypeAlias

from engine.calendar.wall_time import Stretch

WorkingStretches: TypeAlias = Callable[[dt.date], tuple[Stretch, ...]]
"""The working hours of a local day, in order; none on a day off."""

_ONE_DAY = dt.timedelta(days=1)


def after_working_days(day: dt.date, count: int, is_working: Callable[[dt.date], bool]) -> dt.date:
    """The *count*-th working day after *day* (before it when negative); *day* itself never counts."""
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    for _ in range(abs(count)):
        day += step
        while not is_working(day):
            day += step
    return day


def after_working_time(
    instant: dt.datetime, length: dt.timedelta, day: dt.date, on: WorkingStretches
) -> dt.datetime:
    """When *length* of working time has passed since *instant*, which lies on local *day*.

    A length that ends with the day's work ends there, not on the next morning.
    """
    if length < dt.timedelta(0):
        return _before(instant, -length, day, on)
    left = length
    for start, end in _stretches_from(instant, day, on):
        if end - start >= left:
            return start + left
        left -= end - start
    raise AssertionError("a working week has hours")


def _stretches_from(instant: dt.datetime, day: dt.date, on: WorkingStretches) -> Iterator[Stretch]:
    """What is left of the working hours of *day*, then those of the days after, without end."""
    while True:
        for start, end in on(day):
            if end > instant:
                yield max(start, instant), end
        day += _ONE_DAY


def _before(instant: dt.datetime, length: dt.timedelta, day: dt.date, on: WorkingStretches) -> dt.datetime:
    left = length
    while True:
        for start, stop in reversed(on(day)):
            end = min(stop, instant)
            if end - start >= left:
                return end - left
            left -= max(end - start, dt.timedelta(0))
        day -= _ONE_DAY
