"""The ladder of a rule's steps: climbed from the lowest, each step after the one before it was accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
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
    rungs: tuple[Rung, ...] = field(init=False)
    """The steps with their offsets as they are for this subject."""
    lowest: int = field(init=False, default=0)
    """The number of the lowest rung that is not skipped."""

    def __post_init__(self) -> None:
        line = self.pair.line
        self.rungs = line.rungs
        if line.computes_offsets:
            self.rungs = tuple(rung.for_subject(self.pair.subject) for rung in line.rungs)
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
        """Go up to the lowest undone step, or to the latest that is due; give it when it may happen now."""
        previous: Previous = None
        is_ended = True
        for number, rung in enumerate(self.rungs):
            firing = self.settled(rung)
            if firing is None:
                if self.is_unknown(rung):
                    return None  # it waits until its offset is known
                candidate = self.candidate(rung, previous)
                if candidate is None:
                    continue
                if not permission.is_expired(candidate):
                    turn = self.turn(candidate, previous, self.rungs[number + 1 :], permission)
                    return turn if permission.is_given(turn) else None
                self.case.effects.write_off(candidate, "expired", "It could not happen in time.")
            elif firing.status in {"claimed", "dropped"} and number >= self.lowest:
                return None  # the next level requires this one to be accepted
            else:
                is_ended = is_ended and not self.case.ledger.has_open_task(firing.key)
                previous = self.first_done(rung, firing) or previous
        if is_ended:
            self.pair.ended.add(self.occurrence.id)
        return None

    def turn(
        self, lowest: Candidate, previous: Previous, above: tuple[Rung, ...], permission: Permission
    ) -> Candidate:
        """Whose turn it is: the lowest undone step, or with ``catch up: latest`` the last of those that are due."""
        is_held = lowest.due > self.case.now or lowest.again is not None  # an answer asked for it once more
        if is_held or self.pair.line.rule.catch_up != "latest":
            return lowest
        due = [lowest, *self._due_above(previous, above, permission)]
        for candidate in due:  # which one it is can change while they wait
            changes = candidate.rung.changes
            self.pair.look_at(changes(self.pair.subject) if changes else None, permission.expiry(candidate))
        latest = next((number for number in reversed(range(len(due))) if due[number].is_wanted), 0)
        return replace(due[latest], instead_of=tuple(due[:latest]))

    def _due_above(
        self, previous: Previous, above: tuple[Rung, ...], permission: Permission
    ) -> Iterator[Candidate]:
        for rung in above:
            if self.is_unknown(rung):
                return
            candidate = self.candidate(rung, previous) if self.settled(rung) is None else None
            if candidate is None or permission.is_expired(candidate):
                continue
            if candidate.due > self.case.now:
                self.pair.look_at(candidate.due)
                return
            yield candidate

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
        return self.lowest > 0 and self.rungs.index(rung) < self.lowest

    def is_unknown(self, rung: Rung) -> bool:
        """Whether nobody knows when this step is due: the figure that its offset comes from is missing."""
        return rung.offset is None and rung.step.id not in self.skips and not self.is_skipped(rung)

    def first_done(self, rung: Rung, firing: Firing) -> Previous:
        """A step that was done, as the next one counts from it."""
        return (rung, self.case.ledger.first_done(firing)) if firing.status == "done" else None

    def candidate(self, rung: Rung, previous: Previous) -> Candidate | None:
        """A step not yet done, or to be done again; None when it is passed over."""
        if self.is_skipped(rung):
            return None
        calendar, firing = self.pair.line.calendar, self.latest(rung)
        attempt = firing.key.attempt + 1 if firing else 1
        again = self.case.ledger.again(self.pair.line, firing) if firing else None
        if again is not None:
            action, task = again
            wanted = calendar.add(task.closed_at or self.case.now, action.after)
            due = permitted_from(wanted, rung, calendar, self.case.plan.hours)
            return Candidate(self.pair, rung, self.occurrence, due, attempt, task.kind)
        due = self.due(rung, previous)
        if firing is None and self._is_past(due, rung):
            return None
        found = Candidate(self.pair, rung, self.occurrence, due, attempt)
        if (
            rung.when is None or self.case.ledger.waiting(found.key) is not None
        ):  # judged once, when it is due
            return found
        return replace(found, is_wanted=rung.when(self.pair.subject) is True)

    def due(self, rung: Rung, previous: Previous) -> dt.datetime:
        """When a step is due: at once when skipped to, late after one that came late, never before a new beginning."""
        plan, occurrence, line = self.case.plan, self.occurrence, self.pair.line
        calendar, hours = line.calendar, plan.hours
        skipped_to = self.skips.get(rung.step.id)
        if skipped_to is not None:
            return permitted_from(skipped_to, rung, calendar, hours)
        due = due_of(rung, occurrence, calendar, hours)
        if previous is not None:
            due = after_a_late_step(due, rung, occurrence, previous, line, plan)
        if line.rule.restart_on is not None and occurrence.began is not None and due < occurrence.began:
            return permitted_from(occurrence.began, rung, calendar, hours)
        return due

    def _is_past(self, due: dt.datetime, rung: Rung) -> bool:
        return self.past.was_before(self.pair, due, rung) or self.past.was_so_before(
            self.pair, self.occurrence
        )
