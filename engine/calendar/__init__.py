"""Dates, working time, permitted hours and days that come back.

Pure: no clock is read here; what a country decrees and where zones change comes with the libraries.
"""

from engine.calendar.anniversaries import index_on_or_before, nth
from engine.calendar.company_calendar import Calendar
from engine.calendar.hours import ALWAYS, Hours
from engine.calendar.working_week import WorkingWeek
from engine.calendar.yearly import (
    LeapMonth,
    MissingDay,
    last_occurrence,
    nominal_year_of,
    occurrence_in,
    occurrences,
)
from engine.calendar.yearly_text import checked_yearly_date, parse_yearly_date

__all__ = [
    "ALWAYS",
    "Calendar",
    "Hours",
    "LeapMonth",
    "MissingDay",
    "WorkingWeek",
    "checked_yearly_date",
    "index_on_or_before",
    "last_occurrence",
    "nominal_year_of",
    "nth",
    "occurrence_in",
    "occurrences",
    "parse_yearly_date",
]
