"""What is past, and so is passed over: it was so before its rule came into force, or before its subject was known."""

from __future__ import annotations

import datetime as dt

from engine.decide.case import Case
from engine.decide.pairs import Pair
from engine.due.schedule import Occurrence
from engine.facts import HISTORY_AFTER
from engine.plan import Line, Rung
from engine.rollout import in_force_since
from engine.rulebook import step_of
from engine.truth.world import Subject


class Past:
    """Tells what is news from what is history. *known_since* is when anything of the relationship was first recorded."""

    def __init__(self, case: Case) -> None:
        self._plan, self._world, self._activated = case.plan, case.world, case.terms.activated
        known = case.relationship
        recorded = (event.recorded_at for event in (*known.history, *known.pending))
        self.known_since = min(recorded, default=case.now)
        self.is_told = False
        """Whether the events just taken in tell of the past."""

    def covers(self, pair: Pair) -> bool:
        """Whether what happens now to a rule and a subject is their past."""
        return self.is_told or self.was_before(pair, self._world.now)

    def was_before(self, pair: Pair, due: dt.datetime, rung: Rung | None = None) -> bool:
        """Whether this was already past when the rule or the step came into force, or the subject was imported."""
        line, subject = pair.line, pair.subject
        if line.rule.from_the_start:
            return False
        in_force = self.in_force_since(line, rung)
        if in_force is not None and due <= in_force and subject.known_at <= in_force:
            return True
        return subject.was_imported and due <= self._past_of(subject, by_time=rung is not None)

    def was_so_before(self, pair: Pair, occurrence: Occurrence) -> bool:
        """Whether a `when` that must hold for a while was true already when the rule came into force.

        Such a step falls due later than what it is about began. A rise seen by the rule is passed over as it comes;
        this one was seen before the rule went out of force and came back.
        """
        is_for_a_while = pair.line.rule.holds_for is not None and occurrence.began is not None
        return is_for_a_while and self.was_before(pair, occurrence.began or self._world.now)

    def in_force_since(self, line: Line, rung: Rung | None = None) -> dt.datetime | None:
        """When the rule, or the step if it came later, came into force for the customer; None: it takes everything."""
        rule = line.rule
        activated = in_force_since(rule, self._world.customer.ref.id, self._activated)
        if activated is not None and rung is not None:
            activated = max(activated, self._activated.get(step_of(rule, rung.step), activated))
        if activated is not None and rule.valid_from is not None and not self._plan.as_live:
            activated = max(activated, self._plan.calendar.start_of(rule.valid_from))
        return activated

    def _past_of(self, subject: Subject, *, by_time: bool) -> dt.datetime:
        """Until when what concerns an imported subject is its past.

        A file of last night brings what happened yesterday: that is news, unless the customer itself is new, of whom
        nothing was known that could have changed. What falls due *by time* is never lost for having come by night.
        """
        is_news = by_time or subject.known_at - self._world.customer.known_at > HISTORY_AFTER
        return subject.known_at - HISTORY_AFTER if is_news else subject.known_at
