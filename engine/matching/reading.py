"""What matching asks of its surroundings: the facts of one subject, and the calendar."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from engine.language.syntax import FactPath
from engine.values import Duration, Value


class Reading(Protocol):
    """One subject as the rules read it at one instant; derived facts and defaults are already applied."""

    @property
    def entity(self) -> str: ...

    @property
    def today(self) -> dt.date:
        """The local date of *now*."""

    @property
    def now(self) -> dt.datetime:
        """The instant of the decision, in UTC."""

    def read(self, path: FactPath, /) -> Value | None:
        """The value of a fact, None when it is missing."""


class DateArithmetic(Protocol):
    """The part of `engine.calendar.Calendar` that sentences need."""

    def add_to_date(self, day: dt.date, duration: Duration, /) -> dt.date: ...

    def add(self, instant: dt.datetime, duration: Duration, /) -> dt.datetime: ...

    def date_of(self, instant: dt.datetime, /) -> dt.date: ...
