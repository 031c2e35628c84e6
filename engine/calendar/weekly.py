"""Windows of time that come back every week, as people write them: ``mon-fri 09:00-12:00, 13:30-18:00``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from engine.values import ValueProblem

Window: TypeAlias = tuple[int, int]
"""From and to in minutes after midnight of the wall clock, half-open; 1440 is the end of the day."""

Week: TypeAlias = tuple[tuple[Window, ...], ...]
"""The windows of each day, Monday first, in order and apart from each other."""

DAY_END = 24 * 60
EVERY_DAY = tuple(range(7))

_SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_DAYS = {name: number for names in (_SHORT, _LONG, _CHINESE) for number, name in enumerate(names)}
_ALL_DAYS = {"every day", "daily", "每天"}
_AS_ASCII = str.maketrans(
    {"：": ":", "，": ",", "；": ",", "、": ",", ";": ",", "\n": ",", "–": "-", "至": "-", "到": "-"}
)
_PART = re.compile(r"(?P<days>\D*?)\s*(?:(?P<start>\d{1,2}:[0-5]\d)\s*-\s*(?P<end>\d{1,2}:[0-5]\d))?")


def parse_week(text: str, unnamed_days: Sequence[int] = ()) -> Week:
    """The week that *text* describes; windows before any day is named go to *unnamed_days*.

    Hours without days of their own belong to the days named last.

    Raises:
        ValueProblem: unknown day, impossible or overlapping hours, a window over midnight, or no window at all.
    """
    week: list[list[Window]] = [[] for _ in EVERY_DAY]
    days, waiting = list(unnamed_days), []
    for part in filter(None, (part.strip() for part in text.lower().translate(_AS_ASCII).split(","))):
        named, window = _read(part, text)
        waiting += named
        if window is not None:
            days, waiting = waiting or days, []
            _enter(window, days, week, text)
    if waiting or not any(week):
        raise ValueProblem(f"{text!r} lacks hours: write for example 'mon-fri 09:00-18:00'")
    return tuple(tuple(sorted(windows)) for windows in week)


def _read(part: str, text: str) -> tuple[list[int], Window | None]:
    match = _PART.fullmatch(part)
    if match is None:
        raise ValueProblem(
            f"{part!r} in {text!r} is no days and hours: write for example 'mon-fri 09:00-18:00'"
        )
    named = _days_named(match["days"], text)
    return named, (_window(match["start"], match["end"], text) if match["start"] else None)


def _days_named(name: str, text: str) -> list[int]:
    if name == "":
        return []
    if name in _ALL_DAYS:
        return list(EVERY_DAY)
    from_name, _, to_name = name.partition("-")
    first = _DAYS.get(from_name.strip())
    last = _DAYS.get(to_name.strip() or from_name.strip())
    if first is None or last is None:
        raise ValueProblem(
            f"{name!r} in {text!r} names no days: write mon, tue, wed, thu, fri, sat, sun or mon-fri"
        )
    return [(first + step) % 7 for step in range((last - first) % 7 + 1)]


def _window(start_text: str, end_text: str, text: str) -> Window:
    start, end = _minutes(start_text, text), _minutes(end_text, text)
    if start == end:
        raise ValueProblem(f"{start_text}-{end_text} in {text!r} is empty: the whole day is 00:00-24:00")
    if start > end:
        remedy = (
            f"{start_text}-24:00 and, on the day after, 00:00-{end_text}" if end else f"{start_text}-24:00"
        )
        raise ValueProblem(f"{start_text}-{end_text} in {text!r} runs over midnight: write {remedy}")
    return start, end


def _minutes(clock: str, text: str) -> int:
    hour, minute = map(int, clock.split(":"))
    if hour * 60 + minute > DAY_END:
        raise ValueProblem(f"{clock} in {text!r} is no time of day: write 00:00 to 24:00")
    return hour * 60 + minute


def _enter(window: Window, days: Sequence[int], week: list[list[Window]], text: str) -> None:
    if not days:
        raise ValueProblem(f"{text!r} does not say on which days: write for example 'mon-fri 09:00-18:00'")
    for day in days:
        if any(start < window[1] and window[0] < end for start, end in week[day]):
            raise ValueProblem(f"{text!r} names hours of {_SHORT[day]} twice: let the windows not overlap")
        week[day].append(window)
