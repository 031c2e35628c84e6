"""The ladder of a rule's steps: climbed from the lowest, each step after the one before it was accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from engine.decide.candidate import Candidate
from engine.decide.case import Case
from engine.decide.pairs import Pair
from engine.decide.past import Past
from engine.decide.permission import Permission
from engine.due.schedule import Occurrence, after_a_late_step, due_of, permitted_from
from engine.plan import Rung
from engine.relationship import Firing

_NO_SKIPS: Mapping[str, dt.datetime] = {}

Previous: TypeAlias = tuple[Rung, Firing] | None
"""The step before, as it was first done."""


@dataclass(slots=True, eq=False)  # not frozen: there is one a pair and decision, and freezing takes its time
class Ladder:
    """The steps of one rule for one subject in one occurrence."""

    case: Case
    past: Past
    pair: Pair
    occurrence: Occurrence
    skips: Mapping[str, dt.datetime] = field(init=False)
    """The steps at which tasks let it go on, and since when."""
    lowest: int = field(init=False, default=0)
    """The number of the lowest rung that is not skipped."""

    def __post_init__(self) -> None:
        line = self.pair.line
        self.skips = (
            self.case.ledger.skips(line, self.pair.subject.ref, self.occurrence.id)
            if len(line.rungs) > 1
            else _NO_SKIPS
        )
        if self.skips:
            self.lowest = max(
                (number for number, rung in enumerate(line.rungs) if rung.step.id in self.skips), default=0
            )

    def climb(self, permission: Permission) -> Candidate | None:
        """Go up to the lowest undone step; give it when it may fire now."""
        previous: Previous = None
        is_ended = True
        for number, rung in enumerate(self.pair.line.rungs):
            firing = self.settled(rung)
            if firing is None:
                candidate = self.candidate(rung, previous)
                if candidate is None:
                    continue
                if not permission.is_expired(candidate):
                    return candidate if permission.is_given(candidate) else None
                self.case.effects.write_off(candidate, "expired", "It could not happen in time.")
            elif firing.status in {"claimed", "dropped"} and number >= self.lowest:
                return None  # the next level requires this one to be accepted
            else:
                is_ended = is_ended and not self.case.ledger.has_open_task(firing.key)
                previous = self.first_done(rung, firing) or previous
        if is_ended:
            self.pair.ended.add(self.occurrence.id)
        return None

    def latest(self, rung: Rung) -> Firing | None:
        """The last attempt at a step."""
        line, subject = self.pair.line, self.pair.subject
        return self.case.ledger.latest(line.rule.id, subject.ref, self.occurrence.id, rung.step.id)

    def settled(self, rung: Rung) -> Firing | None:
        """The last attempt at a step, unless it is to be made once more: withdrawn, or asked for by an answer.

        What was skipped is not made once more.
        """
        firing = self.latest(rung)
        if self.is_skipped(rung):
            return firing
        if firing is None or firing.status == "withdrawn" or self.case.ledger.again(self.pair.line, firing):
            return None
        return firing

    def is_skipped(self, rung: Rung) -> bool:
        """Whether the ladder went on above this step."""
        return self.lowest > 0 and self.pair.line.rungs.index(rung) < self.lowest

    def first_done(self, rung: Rung, firing: Firing) -> Previous:
        """A step that was done, as the next one counts from it."""
        return (rung, self.case.ledger.first_done(firing)) if firing.status == "done" else None

    def candidate(self, rung: Rung, previous: Previous) -> Candidate | None:
        """A step not yet done, or to be done again; None when it is passed over."""
        if self.is_skipped(rung):
            return None
        plan, firing = self.case.plan, self.latest(rung)
        attempt = firing.key.attempt + 1 if firing else 1
        again = self.case.ledger.again(self.pair.line, firing) if firing else None
        if again is not None:
            action, task = again
            wanted = plan.calendar.add(task.closed_at or self.case.now, action.after)
            due = permitted_from(wanted, rung, plan)
            return Candidate(self.pair, rung, self.occurrence, due, attempt, task.kind)
        due = self.due(rung, previous)
        if firing is None and self.past.was_before(self.pair, due, rung):
            return None
        found = Candidate(self.pair, rung, self.occurrence, due, attempt)
        if (
            rung.when is None or self.case.ledger.waiting(found.key) is not None
        ):  # judged once, when it is due
            return found
        return replace(found, is_wanted=rung.when(self.pair.subject) is True)

    def due(self, rung: Rung, previous: Previous) -> dt.datetime:
        """When a step is due; later than planned when the one before it came late, at once when skipped to."""
        plan, skipped_to = self.case.plan, self.skips.get(rung.step.id)
        if skipped_to is not None:
            return permitted_from(skipped_to, rung, plan)
        due = due_of(rung, self.occurrence, plan.calendar, plan.hours)
        if previous is None:
            return due
        return after_a_late_step(due, rung, self.occurrence, previous, plan)
