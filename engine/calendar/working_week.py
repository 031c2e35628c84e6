"""The hours in which a company works, week by week."""

from __future__ import annotations

from dataclasses import dataclass

from engine.calendar.weekly import Week, Window, parse_week


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """Working hours of each weekday; a day without hours is a day off."""

    week: Week

    @classmethod
    def parse(cls, text: str) -> WorkingWeek:
        """Hours from text such as ``mon-fri 09:00-12:00, 13:30-18:00, sat 09:00-12:00``.

        Raises:
            ValueProblem: no such hours; the message says how to mend them.
        """
        return cls(parse_week(text))

    def works_on(self, weekday: int) -> bool:
        """Whether that weekday (0 is Monday) has working hours at all."""
        return bool(self.week[weekday])

    def hours_on(self, weekday: int) -> tuple[Window, ...]:
        """The hours of a day that is worked; a make-up Saturday has those of the week's first working day."""
        return self.week[weekday] or next(filter(None, self.week))
