"""Whether a step whose turn has come may happen now, and otherwise when to look at it again."""

from __future__ import annotations

import datetime as dt

from engine.decide.candidate import Candidate
from engine.decide.case import Case
from engine.decide.watching import Watching
from engine.due.schedule import permitted_from, too_late_from


class Permission:
    """What holds a step back: its moment, its rule's `when`, an outage, the cooldown, the permitted hours, its end.

    Before *reached_from* nobody is reached: it is where an outage ended.
    """

    def __init__(self, case: Case, watching: Watching, reached_from: dt.datetime) -> None:
        self._case, self._watching, self._reached_from = case, watching, reached_from

    def is_given(self, candidate: Candidate) -> bool:  # noqa: PLR0911 - one return for each hindrance
        """Whether the step may happen now, but for what competes with it; where not, its pair will be looked at again."""
        pair, now = candidate.pair, self._case.now
        if candidate.due > now:
            pair.look_at(candidate.due)
            return False
        if self._watching.holds(pair) is not True:
            pair.look_at(pair.next_change(), self.expiry(candidate))
            return False
        if candidate.rung.reaches_people and now < self._reached_from:  # nobody was reached in an outage
            pair.look_at(self._reached_from, pair.next_change(), self.expiry(candidate))
            return False
        lifts = self.cooldown_lifts(candidate)
        if lifts is not None:
            pair.look_at(lifts, self.expiry(candidate))
            return False
        permitted = permitted_from(now, candidate.rung, pair.line.calendar, self._case.plan.hours)
        if permitted > now:  # it was held back, and may happen at last while people sleep
            pair.look_at(permitted, pair.next_change(), self.expiry(candidate))
            return False
        nobody = self._case.effects.nobody_to_send_to(candidate)
        if nobody:
            self._case.effects.wait_for_recipient(candidate, nobody)
            pair.look_at(pair.next_change(), self.expiry(candidate))
            return False
        return True

    def is_expired(self, candidate: Candidate) -> bool:
        """Whether it is too late for the step."""
        expiry = self.expiry(candidate)
        return expiry is not None and self._case.now >= expiry

    def expiry(self, candidate: Candidate) -> dt.datetime | None:
        """When it will be too late for the step, if ever."""
        line = candidate.pair.line
        return too_late_from(line.rule, candidate.due, line.calendar)

    def cooldown_lifts(self, candidate: Candidate) -> dt.datetime | None:
        """When the rule may begin another occurrence; None when it may be now, or this one has begun already."""
        line, key = candidate.pair.line, candidate.key
        if line.rule.cooldown is None:
            return None
        steps = self._case.ledger.steps_done(line, key.subject)
        if any(firing.key.occurrence == key.occurrence for firing in steps):
            return None
        last = max((firing.at for firing in steps), default=None)
        lifts = line.calendar.add(last, line.rule.cooldown) if last is not None else None
        return lifts if lifts is not None and lifts > self._case.now else None
