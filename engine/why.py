"""Why a rule did, or did not: how every step of it stands for one subject at an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from engine.decide import Terms, decide
from engine.explain import trace, values
from engine.facts import SubjectRef
from engine.plan import Line, Plan, Rung
from engine.problems import GuanxiError
from engine.relationship import Decision, Firing, Relationship, TraceLine
from engine.round import Pair, Round, start_of_again
from engine.rulebook import AtMoment, Every, Status
from engine.schedule import Occurrence, due_of
from engine.values import Duration

Standing: TypeAlias = Literal[
    "recorded",  # the ledger has it: see the firing
    "due",  # it happens as soon as the relationship is decided
    "time",  # it waits until its moment
    "conditions",  # its moment has come, the rule's `when` does not hold
    "cap",  # the customer was reached often enough today
    "passed",  # it was past before the rule came into force or the subject was known: it never happens
    "delivery",  # the step before it has not been accepted by a provider
    "later",  # a lower step comes first
]


class NoSuchSubject(GuanxiError):
    """The relationship has no such subject."""


@dataclass(frozen=True, slots=True)
class StepStanding:
    """One step of one occurrence. *until* is when it may happen at the earliest, where that is known.

    *lines* are the step's own conditions; *offset* counts from the occurrence's *anchor*.
    """

    step: str
    occurrence: str
    anchor: dt.date | dt.datetime
    offset: Duration
    standing: Standing
    until: dt.datetime | None = None
    firing: Firing | None = None
    lines: tuple[TraceLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How a rule stands for a subject.

    *holds* and *lines* judge its `when` now; *changes* is when that could change by the passing of time alone.
    *begins* holds the facts that its start is computed from, with their values. *stage* is the customer's, for a move.
    """

    rule: str
    subject: SubjectRef
    as_of: dt.datetime
    status: Status
    is_valid: bool
    holds: bool | None
    lines: tuple[TraceLine, ...]
    steps: tuple[StepStanding, ...]
    begins: Mapping[str, str]
    activated: dt.datetime | None = None
    changes: dt.datetime | None = None
    stage: str | None = None


def inquire(plan: Plan, relationship: Relationship, as_of: dt.datetime, terms: Terms) -> Inquiry:
    """A look at the relationship at *as_of*, with all that is known or due by then decided on."""
    terms = replace(terms, renders=False)
    until = max(as_of, relationship.decided_until or as_of)
    decided = after(relationship, decide(plan, relationship, until, terms))
    return Inquiry(plan, decided, terms, until)


def after(relationship: Relationship, decision: Decision) -> Relationship:
    """The relationship as it will be once *decision* is written."""
    consumed = set(decision.consumed)
    taken = [event for event in relationship.pending if event.id in consumed]
    history = sorted((*relationship.history, *taken, *decision.events), key=lambda event: event.order)
    firings = {firing.key: firing for firing in (*relationship.firings, *decision.firings)}
    tasks = {task.id: task for task in (*relationship.tasks, *decision.tasks)}
    watches = {(watch.rule, watch.subject): watch for watch in (*relationship.watches, *decision.watches)}
    return replace(
        relationship,
        history=tuple(history),
        pending=tuple(event for event in relationship.pending if event.id not in consumed),
        firings=tuple(firings.values()),
        tasks=tuple(tasks.values()),
        watches=tuple(watches.values()),
        decided_until=decision.decided_until,
    )


class Inquiry(Round):
    """A round that decides nothing: it looks at a rule with the eyes of the decision."""

    def subjects(self, line: Line) -> list[SubjectRef]:
        """Every subject of the rule that this relationship has."""
        return [subject.ref for subject in self.world.of(line.rule.who)]

    def explain(self, line: Line, ref: SubjectRef) -> Explanation:
        """How the rule, one of the plan's, stands for a subject.

        Raises:
            NoSuchSubject: the relationship knows no such subject.
        """
        subject = self.world.find(ref)
        if subject is None:
            raise NoSuchSubject(f"Nothing is known of {ref} here.")
        rule, pair = line.rule, Pair(line, subject)
        return Explanation(
            rule=rule.id,
            subject=ref,
            as_of=self.now,
            status=rule.status,
            is_valid=self._is_valid(line),
            holds=self._holds(pair),
            lines=trace(self.plan.reference, rule.when, rule.who, subject),
            steps=self._moves_made(pair) if line.is_move else self._ladders(pair),
            begins=self._begins(pair),
            activated=self.terms.activated.get(rule.id),
            changes=pair.next_change(),
            stage=self._stage_of(subject) if line.is_move else None,
        )

    def _begins(self, pair: Pair) -> Mapping[str, str]:
        """What the moment of the rule's start is computed from."""
        match pair.line.rule.start:
            case AtMoment(moment) | Every(_, moment):
                return values(self.plan.reference, moment, pair.line.rule.who, pair.subject)
            case _:
                return {}

    def _moves_made(self, pair: Pair) -> tuple[StepStanding, ...]:
        """Every time that the move was made."""
        rule, step = pair.line.rule, pair.line.rungs[0].step
        made = [
            firing
            for firing in self.relationship.firings
            if (firing.key.rule, firing.key.subject, firing.key.step) == (rule.id, pair.subject.ref, step.id)
        ]
        return tuple(
            StepStanding(step.id, each.key.occurrence, each.at, step.offset, "recorded", firing=each)
            for each in sorted(made, key=lambda firing: firing.at)
        )

    def _ladders(self, pair: Pair) -> tuple[StepStanding, ...]:
        return tuple(standing for each in self._occurrences(pair) for standing in self._ladder(pair, each))

    def _ladder(self, pair: Pair, occurrence: Occurrence) -> list[StepStanding]:
        """Every step from the lowest: the first that is still to come says what the rest waits for."""
        found: list[StepStanding] = []
        previous: tuple[Rung, Firing] | None = None
        ahead: Standing | None = None
        for rung in pair.line.rungs:
            if ahead is not None:
                due = due_of(rung, occurrence, self.plan.calendar, self.plan.hours)
                found.append(self._standing(pair, rung, occurrence, ahead, due))
                continue
            standing = self._step(pair, rung, occurrence, previous)
            found.append(standing)
            if standing.standing not in {"recorded", "passed"}:
                ahead = "later"
            elif standing.firing is not None and standing.firing.status in {"claimed", "dropped"}:
                ahead = "delivery"
            if standing.firing is not None and standing.firing.status == "done":
                previous = (rung, standing.firing)
        return found

    def _step(
        self, pair: Pair, rung: Rung, occurrence: Occurrence, previous: tuple[Rung, Firing] | None
    ) -> StepStanding:
        """As `Round._climb`, saying what it finds."""
        firing = self.ledger.latest(pair.line.rule.id, pair.subject.ref, occurrence.id, rung.step.id)
        is_again = firing is not None and self.ledger.again(pair.line, firing) is not None
        if firing is not None and not is_again and firing.status != "withdrawn":
            return self._standing(pair, rung, occurrence, "recorded", None, firing)
        candidate = self._candidate(pair, rung, occurrence, previous, firing)
        if candidate is None:
            due = self._due(rung, occurrence, previous)
            return self._standing(pair, rung, occurrence, "passed", due)
        if candidate.due > self.now:
            return self._standing(pair, rung, occurrence, "time", candidate.due, firing)
        if self._holds(pair) is not True:
            return self._standing(pair, rung, occurrence, "conditions", pair.next_change(), firing)
        permitted = start_of_again(self.now, rung, self.plan)
        if permitted > self.now:
            return self._standing(pair, rung, occurrence, "time", permitted, firing)
        lifts = self._cap_lifts(candidate)
        return self._standing(pair, rung, occurrence, "cap" if lifts else "due", lifts, firing)

    def _standing(  # noqa: PLR0913, PLR0917 - the parts of one row
        self,
        pair: Pair,
        rung: Rung,
        occurrence: Occurrence,
        standing: Standing,
        until: dt.datetime | None,
        firing: Firing | None = None,
    ) -> StepStanding:
        own, reference = rung.step.when, self.plan.reference
        lines = trace(reference, own, pair.line.rule.who, pair.subject) if own else ()
        return StepStanding(
            rung.step.id, occurrence.id, occurrence.anchor, rung.step.offset, standing, until, firing, lines
        )
