"""Why a rule did, or did not: how every step of it stands for one subject at an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from engine.decide import Terms, decide
from engine.decide.candidate import Candidate
from engine.decide.ladder import Ladder, Previous
from engine.decide.pairs import Pair
from engine.decide.round import Round
from engine.due.schedule import permitted_from
from engine.explain.standing import Explanation, Standing, StepStanding
from engine.explain.trace import trace, values
from engine.facts import SubjectRef
from engine.plan import Line, Plan, Rung
from engine.problems import GuanxiError
from engine.relationship import Decision, Firing, FiringKey, Relationship
from engine.rulebook import AtMoment, Every
from engine.values import Duration


class NoSuchSubject(GuanxiError):
    """The relationship has no such subject."""


def inquire(plan: Plan, relationship: Relationship, as_of: dt.datetime, terms: Terms) -> Inquiry:
    """A look at the relationship at *as_of*, with all that is known or due by then decided on."""
    terms = replace(terms, renders=False)
    until = max(as_of, relationship.decided_until or as_of)
    decided = after(relationship, decide(plan, relationship, until, terms))
    return Inquiry(Round(plan, decided, terms, until))


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


class Inquiry:
    """Looks at a rule with the eyes of a decision, and decides nothing."""

    def __init__(self, run: Round) -> None:
        self._run, self._case, self._plan = run, run.case, run.case.plan

    def subjects(self, line: Line) -> list[SubjectRef]:
        """Every subject of the rule that this relationship has."""
        return [subject.ref for subject in self._case.world.of(line.rule.who)]

    def explain(self, line: Line, ref: SubjectRef) -> Explanation:
        """How the rule, one of the plan's, stands for a subject.

        Raises:
            NoSuchSubject: the relationship knows no such subject.
        """
        subject = self._case.world.find(ref)
        if subject is None:
            raise NoSuchSubject(f"Nothing is known of {ref} here.")
        line = self._plan.for_customer(line, self._case.world.customer)
        run, rule, pair = self._run, line.rule, Pair(line, subject)
        is_included = self._plan.is_for(rule, self._case.world.customer.ref.id)
        steps = self._moves_made(pair) if line.is_move else self._ladders(pair) if is_included else ()
        return Explanation(
            rule=rule.id,
            subject=ref,
            as_of=run.now,
            status=rule.status,
            is_valid=run.validity.is_given(line),
            holds=run.watching.holds(pair),
            lines=trace(line.reference, rule.when, rule.who, subject),
            steps=steps,
            begins=self._begins(pair),
            activated=run.past.in_force_since(line),
            changes=pair.next_change(),
            stage=run.moves.stage_of(subject) if line.is_move else None,
            is_included=is_included,
            matures=run.moves.matures(pair) if line.is_move else None,
        )

    def _begins(self, pair: Pair) -> Mapping[str, str]:
        """What the moment of the rule's start is computed from."""
        match pair.line.rule.start:
            case AtMoment(moment) | Every(_, moment):
                return values(pair.line.reference, moment, pair.line.rule.who, pair.subject)
            case _:
                return {}

    def _moves_made(self, pair: Pair) -> tuple[StepStanding, ...]:
        """Every time that the move was made."""
        rule, step = pair.line.rule, pair.line.rungs[0].step
        made = [
            firing
            for firing in self._case.relationship.firings
            if (firing.key.rule, firing.key.subject, firing.key.step) == (rule.id, pair.subject.ref, step.id)
        ]
        return tuple(
            StepStanding(step.id, each.key.occurrence, each.at, Duration(), "recorded", firing=each)
            for each in sorted(made, key=lambda firing: firing.at)
        )

    def _ladders(self, pair: Pair) -> tuple[StepStanding, ...]:
        return tuple(standing for ladder in self._run.ladders(pair) for standing in self._ladder(ladder))

    def _ladder(self, ladder: Ladder) -> list[StepStanding]:
        """Every step from the lowest: the first that is still to come says what the rest waits for."""
        found: list[StepStanding] = []
        previous: Previous = None
        ahead: Standing | None = None
        for number, rung in enumerate(ladder.rungs):
            if ahead is not None and ladder.is_unknown(rung):
                found.append(self._unknown(ladder, rung))
                continue
            if ahead is not None:
                due = ladder.due(rung, previous)
                found.append(self._standing(ladder, rung, ahead, due))
                previous = _as_if_done(ladder, rung, due)
                continue
            standing = self._step(ladder, number, previous)
            found.append(standing)
            if standing.standing not in {"recorded", "passed", "overtaken"}:
                ahead = "later"
                previous = _as_if_done(ladder, rung, standing.until or self._run.now)
            elif _waits_for_delivery(standing) and not ladder.is_skipped(rung):
                ahead = "delivery"
            if standing.firing is not None and standing.firing.status == "done":
                previous = ladder.first_done(rung, standing.firing)
        return found

    def _step(  # noqa: PLR0911 - one for each standing
        self, ladder: Ladder, number: int, previous: Previous
    ) -> StepStanding:
        """As `Ladder.climb`, saying what it finds."""
        run, pair, now = self._run, ladder.pair, self._run.now
        rung, *above = ladder.rungs[number:]
        settled = ladder.settled(rung)
        if settled is not None:
            return self._standing(ladder, rung, "recorded", None, settled)
        if ladder.is_unknown(rung):
            return self._unknown(ladder, rung)
        candidate, firing = ladder.candidate(rung, previous), ladder.latest(rung)
        if candidate is None:
            return self._standing(ladder, rung, "passed", ladder.due(rung, previous))
        if candidate.due > now:
            return self._standing(ladder, rung, "time", candidate.due, firing)
        if ladder.turn(candidate, previous, tuple(above), run.permission).rung is not rung:
            return self._standing(ladder, rung, "overtaken", None, firing)
        if run.watching.holds(pair) is not True:
            return self._standing(ladder, rung, "conditions", pair.next_change(), firing)
        return self._come_due(ladder, candidate, firing)

    def _come_due(self, ladder: Ladder, candidate: Candidate, firing: Firing | None) -> StepStanding:
        """A step whose moment has come, of a rule that holds: what keeps it back yet."""
        run, rung, rule, now = self._run, candidate.rung, ladder.pair.line.rule, self._run.now
        lifts = run.permission.cooldown_lifts(candidate)
        if lifts is not None:
            reason = f"{rule.id} happened less than {rule.cooldown} ago."
            return replace(self._standing(ladder, rung, "waits", lifts, firing), reason=reason)
        permitted = permitted_from(now, rung, ladder.pair.line.calendar, self._plan.hours)
        if permitted > now:
            return self._standing(ladder, rung, "time", permitted, firing)
        return self._competing(ladder, candidate, firing)

    def _unknown(self, ladder: Ladder, rung: Rung) -> StepStanding:
        """A step of which nobody knows when it is due."""
        line, subject = ladder.pair.line, ladder.pair.subject
        offset = rung.step.offset
        read = {} if isinstance(offset, Duration) else values(line.reference, offset, line.rule.who, subject)
        told = ", ".join(f"{path} is {value}" for path, value in read.items())
        reason = f"how long after the start it is due cannot be told: {told}"
        return replace(self._standing(ladder, rung, "waits", None), reason=reason)

    def _competing(self, ladder: Ladder, candidate: Candidate, firing: Firing | None) -> StepStanding:
        """A step whose moment has come: nothing keeps it back but that it goes to nobody, or what competes with it."""
        competition, rung = self._run.competition, candidate.rung
        nobody = self._case.effects.nobody_to_send_to(candidate)
        if nobody:
            return replace(self._standing(ladder, rung, "waits", None, firing), reason=nobody)
        hindrance = competition.hindrance(candidate)
        if hindrance is None:
            return self._standing(ladder, rung, "due", None, firing)
        lifts = competition.lifts(candidate, hindrance)
        standing = self._standing(ladder, rung, "waits", lifts, firing)
        return replace(standing, reason=hindrance.reason)

    def _standing(
        self,
        ladder: Ladder,
        rung: Rung,
        standing: Standing,
        until: dt.datetime | None,
        firing: Firing | None = None,
    ) -> StepStanding:
        pair, occurrence, step = ladder.pair, ladder.occurrence, rung.step
        lines = trace(pair.line.reference, step.when, pair.line.rule.who, pair.subject) if step.when else ()
        return StepStanding(
            step.id,
            occurrence.id,
            occurrence.anchor,
            rung.offset or Duration(),
            standing,
            until,
            firing,
            lines,
        )


def _waits_for_delivery(standing: StepStanding) -> bool:
    return standing.firing is not None and standing.firing.status in {"claimed", "dropped"}


def _as_if_done(ladder: Ladder, rung: Rung, at: dt.datetime) -> Previous:
    """The step as it will be done at the earliest: what comes after keeps its distance from it."""
    key = FiringKey(ladder.pair.line.rule.id, rung.step.id, ladder.pair.subject.ref, ladder.occurrence.id)
    return rung, Firing(key, "done", at, at)
