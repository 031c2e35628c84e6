"""A subject's own rows in order of their date, and the windows that choose among them."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from engine.truth.world import Subject

NO_DATE = dt.date.min
"""Stands for the date of a row that has none: before every window."""


class Rows(NamedTuple):
    """Rows in order of their date, and these dates."""

    subjects: Sequence[Subject]
    days: Sequence[dt.date]

    def within(self, span: Span) -> Rows:
        """Those after the start of *span* up to its end."""
        first, last = bisect_right(self.days, span.start), bisect_right(self.days, span.end)
        return Rows(self.subjects[first:last], self.days[first:last])

    def last(self, count: int) -> Rows:
        """The latest so many."""
        return Rows(self.subjects[-count:], self.days[-count:])

    def before_last(self, count: int) -> Rows:
        """As many before the latest; fewer where there are not so many."""
        return Rows(self.subjects[-2 * count : -count], self.days[-2 * count : -count])


class Span(NamedTuple):
    """Local dates of a window: after *start*, up to and including *end*."""

    start: dt.date
    end: dt.date


def row_date(row: Subject) -> dt.date | None:
    """The local date of a row's fact ``date``."""
    value = row.facts.get("date")
    if isinstance(value, dt.datetime):
        return row.world.calendar.date_of(value)
    return value if isinstance(value, dt.date) else None
