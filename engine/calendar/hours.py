"""Permitted hours: when a message may reach somebody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from engine.calendar.company_calendar import Calendar
from engine.calendar.weekly import DAY_END, EVERY_DAY, Week, parse_week
from engine.values import ValueProblem

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Windows of the wall clock, half-open: 09:00-20:00 permits 09:00 and no longer 20:00."""

    week: Week

    def __post_init__(self) -> None:
        if not any(self.week):
            raise ValueProblem("permitted hours need a window: write for example '09:00-20:00'")

    @classmethod
    def parse(cls, text: str) -> Hours:
        """Hours from ``always``, ``09:00-20:00`` (every day) or ``mon-fri 09:00-20:00, sat 10:00-16:00``.

        Raises:
            ValueProblem: no such hours, or a window over midnight; the message says how to mend it.
        """
        return ALWAYS if text.strip().lower() == "always" else cls(parse_week(text, unnamed_days=EVERY_DAY))

    def next_permitted(self, instant: dt.datetime, calendar: Calendar) -> dt.datetime:
        """The instant itself when it is permitted, else the start of the next window."""
        wall = calendar.local(instant)
        minute = wall.hour * 60 + wall.minute
        if any(start <= minute < end for start, end in self.week[wall.weekday()]):
            return instant
        return self._next_start(instant, wall.date(), calendar)

    def _next_start(self, instant: dt.datetime, day: dt.date, calendar: Calendar) -> dt.datetime:
        while True:
            for start, _ in calendar.stretches_on(day, self.week[day.weekday()]):
                if start > instant:
                    return start
            day += _ONE_DAY


ALWAYS = Hours((((0, DAY_END),),) * 7)
"""No quiet hours at all."""
