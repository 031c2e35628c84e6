"""The calendar of a company or of a customer: its zone, its working hours, its days off.

Instants are aware datetimes in UTC, dates are local to the zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from engine.calendar import public_holidays
from engine.calendar.months import add_months
from engine.calendar.wall_time import MIDNIGHT, Stretch, instant_at, stretches_on, zone_named
from engine.calendar.working_time import after_working_days, after_working_time
from engine.calendar.working_week import WorkingWeek
from engine.values import Duration, ValueProblem


@dataclass(frozen=True, slots=True)
class Calendar:
    """Answers what day it is, which days are worked, and when a duration is over.

    The company's own exceptions (*extra*: is that date worked?) outrank the country's days off and make-up
    workdays, which outrank the working week. Without *country* no public holidays count. *hours_zone*: where the
    clocks hang that tell the working hours, if that is not *zone*.

    Raises:
        ValueProblem: unknown zone or country.
    """

    zone: str
    working: WorkingWeek
    country: str | None = None
    extra: Mapping[dt.date, bool] = field(default_factory=dict, hash=False)
    hours_zone: str | None = None
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _hours_zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _working_days: dict[int, frozenset[dt.date]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    _stretches: dict[dt.date, tuple[Stretch, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "_zone", zone_named(self.zone))
        object.__setattr__(self, "_hours_zone", zone_named(self.hours_zone or self.zone))
        object.__setattr__(self, "extra", dict(self.extra))
        if self.country is not None:
            public_holidays.known_country(self.country)

    def in_zone(self, zone: str) -> Calendar:
        """The days and the wall clock of another zone; what is worked, and in which hours, stays as it is here.

        Raises:
            ValueProblem: there is no such zone.
        """
        return replace(self, zone=zone, hours_zone=self.hours_zone or self.zone)

    def local(self, instant: dt.datetime) -> dt.datetime:
        """What the wall clock shows at *instant*."""
        if instant.tzinfo is None:  # astimezone would take the zone of this machine
            raise ValueProblem(f"{instant} has no time zone: an instant is an aware datetime in UTC")
        return instant.astimezone(self._zone)

    def date_of(self, instant: dt.datetime) -> dt.date:
        """The local day on which *instant* falls."""
        return self.local(instant).date()

    def at(self, day: dt.date, time: dt.time) -> dt.datetime:
        """The instant at which the wall clock shows *time* on *day*.

        A time that the clocks skip becomes the first moment after the gap; of a repeated time, the first.
        """
        return instant_at(self._zone, day, time)

    def start_of(self, day: dt.date) -> dt.datetime:
        """The first instant of the local day; of a day that the zone skipped, the start of the next."""
        return instant_at(self._zone, day, MIDNIGHT)

    def stretches_on(self, day: dt.date, windows: tuple[tuple[int, int], ...]) -> tuple[Stretch, ...]:
        """When on that day the wall clock is within *windows* (minutes after midnight)."""
        return stretches_on(self._zone, day, windows)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether the company works on that day at all."""
        days = self._working_days.get(day.year)
        if days is None:
            days = self._working_days[day.year] = self._working_days_of(day.year)
        return day in days

    def is_projected(self, day: dt.date) -> bool:
        """Whether `is_working_day` is only computed, because the country's schedule for it is not published.

        China publishes each November for the next year: true after the last notice that the library knows, and
        for the week before it ends, which the next notice may claim. Never true of the company's own *extra* days.
        """
        return (
            self.country is not None
            and day not in self.extra
            and public_holidays.is_projected(self.country, day)
        )

    def add_to_date(self, day: dt.date, duration: Duration) -> dt.date:
        """The day plus months (clamped to the month's last day), then days, then working days.

        One working day after a Saturday is Monday; negative counts go back.

        Raises:
            ValueProblem: the duration has minutes, or the result lies outside the years 1 to 9999.
        """
        if not duration.keeps_dates:
            raise ValueProblem(
                f"{day} + {duration} gives no date: add hours and minutes to a moment, not to a date"
            )
        try:
            moved = add_months(day, duration.months) + dt.timedelta(days=duration.days)
            return after_working_days(moved, duration.working_days, self.is_working_day)
        except OverflowError as error:
            raise ValueProblem(f"{day} + {duration} leaves the calendar (years 1 to 9999)") from error

    def add(self, instant: dt.datetime, duration: Duration) -> dt.datetime:
        """The instant plus months, days and working days at the same wall-clock time, then minutes, then working minutes.

        Minutes are real elapsed time; working minutes pass in working hours only.

        Raises:
            ValueProblem: the result lies outside the years 1 to 9999.
        """
        try:
            if duration.months or duration.days or duration.working_days:
                by_date = Duration(
                    months=duration.months, days=duration.days, working_days=duration.working_days
                )
                wall = self.local(instant)
                instant = self.at(self.add_to_date(wall.date(), by_date), wall.time())
            instant += dt.timedelta(minutes=duration.minutes)
            length = dt.timedelta(minutes=duration.working_minutes)
            return self._add_working_time(instant, length) if length else instant
        except OverflowError as error:
            raise ValueProblem(f"{instant} + {duration} leaves the calendar (years 1 to 9999)") from error

    def _add_working_time(self, instant: dt.datetime, length: dt.timedelta) -> dt.datetime:
        day = instant.astimezone(self._hours_zone).date()
        return after_working_time(instant, length, day, self._working_stretches)

    def _working_stretches(self, day: dt.date) -> tuple[Stretch, ...]:
        found = self._stretches.get(day)
        if found is None:
            hours = self.working.hours_on(day.weekday()) if self.is_working_day(day) else ()
            found = self._stretches[day] = stretches_on(self._hours_zone, day, hours)
        return found

    def _working_days_of(self, year: int) -> frozenset[dt.date]:
        first = dt.date(year, 1, 1).toordinal()
        days = map(dt.date.fromordinal, range(first, dt.date(year, 12, 31).toordinal() + 1))
        worked = {day for day in days if self.working.works_on(day.weekday())}
        if self.country is not None:
            decreed = public_holidays.holiday_year(self.country, year)
            worked = (worked - decreed.days_off) | decreed.made_up
        own = {day: works for day, works in self.extra.items() if day.year == year}
        return frozenset(day for day in worked | own.keys() if own.get(day, True))
