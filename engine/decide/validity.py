"""From which day to which a rule is valid."""

from __future__ import annotations

import datetime as dt

from engine.decide.case import Case
from engine.plan import Line


class Validity:
    """The `valid` of rules, as of the instant that is being decided; a plan taken as live ignores it."""

    def __init__(self, case: Case) -> None:
        self._plan, self._world = case.plan, case.world

    def is_given(self, line: Line) -> bool:
        """Whether the rule is valid today."""
        rule, today = line.rule, self._world.today
        begun = rule.valid_from is None or rule.valid_from <= today
        return self._plan.as_live or (begun and (rule.valid_to is None or today <= rule.valid_to))

    def begins(self, line: Line) -> dt.datetime | None:
        """When the rule becomes valid, if that is still to come."""
        start = line.rule.valid_from
        if start is None or start <= self._world.today or self._plan.as_live:
            return None
        return self._plan.calendar.start_of(start)
