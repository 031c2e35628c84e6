"""Decision rounds at one instant, and the state that goes from one instant to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.confirm import Confirmation
from engine.effects import Effects
from engine.facts import Event, SubjectRef
from engine.ledger import Ledger, task_action
from engine.plan import Line, Plan, Rung
from engine.relationship import Decision, Firing, Relationship, Task, Watch
from engine.rulebook import BecomesTrue, OnEvent
from engine.schedule import Occurrence, after_a_late_step, due_of, occurrences_of, start_of_window
from engine.turning import earliest
from engine.world import Subject, World

if TYPE_CHECKING:
    from engine.decide import Terms

MOST_PASSES = 50
"""More passes than this at one instant are a loop of rules that feed each other."""


@dataclass(slots=True, eq=False)
class Pair:
    """A rule and a subject. *next* is when it must be looked at again without an event."""

    line: Line
    subject: Subject
    next: dt.datetime | None = None
    is_stale: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """A step that may fire now."""

    pair: Pair
    rung: Rung
    occurrence: Occurrence
    due: dt.datetime
    attempt: int


class Round:
    """One relationship being decided. `settle` runs rounds at the current instant until nothing changes."""

    def __init__(self, plan: Plan, relationship: Relationship, terms: Terms, start: dt.datetime) -> None:
        self.plan = plan
        self.terms = terms
        self.relationship = relationship
        self.world = World(
            plan.book.vocabulary, plan.calendar, relationship.customer, relationship.directory, start
        )
        for event in relationship.history:
            self.world.apply(event)
        self.ledger = Ledger(plan, relationship)
        self.effects = Effects(plan, self.world, self.ledger, terms)
        self._confirmation = Confirmation(plan.reference, terms.matcher) if terms.matcher else None
        self._pairs: dict[tuple[int, SubjectRef], Pair] = {}
        self._takes_history = False
        self._stage = plan.book.lifecycle.fact.partition(".")[2] if plan.book.lifecycle else ""
        for line in plan.lines:
            for subject in self.world.of(line.rule.who):
                self._pairs[line.number, subject.ref] = Pair(line, subject)

    @property
    def now(self) -> dt.datetime:
        """The instant that is being decided."""
        return self.world.now

    def move_clock(self, now: dt.datetime) -> None:
        """Go on to a later instant."""
        self.world.move_clock(now)

    def next_due(self) -> dt.datetime | None:
        """The earliest instant at which anything could change without a new event; now, when something is stale."""
        if any(pair.is_stale for pair in self._pairs.values()):
            return self.now
        return earliest(pair.next for pair in self._pairs.values())

    def take(self, event: Event) -> None:
        """Take an event in: an answer closes its task, anything else changes facts."""
        if event.kind == "task.answered":
            self._answer(event)
            return
        self.world.apply(event)
        self._takes_history = self._takes_history or event.is_history
        self._touch({event.subject.entity})

    def settle(self) -> None:
        """Run rounds on snapshots until nothing changes: lifecycle moves first, then rules in file order."""
        for _ in range(MOST_PASSES):
            if not (self._move() or self._fire()):
                break
        else:
            self.world.trouble(
                "loop", self.world.customer.ref, "Rules set each other off without end: this round was cut short."
            )
            for pair in self._pairs.values():
                pair.is_stale = False
        self._takes_history = False

    def answered(self) -> Iterator[Event]:
        """The answers that a rehearsal's people will give to the tasks opened since the last call."""
        for task in self.effects.take_opened():
            event = self.terms.answers(task) if self.terms.answers else None
            if event is not None:
                yield event

    def decision(self, consumed: tuple[str, ...], until: dt.datetime) -> Decision:
        """Everything decided so far."""
        return Decision(
            relationship=self.relationship.id,
            decided_until=until,
            next_due=self.next_due(),
            firings=tuple(self.ledger.changed_firings.values()),
            messages=tuple(self.effects.messages),
            tasks=tuple(self.ledger.changed_tasks.values()),
            events=tuple(self.effects.events),
            consumed=consumed,
            watches=tuple(self.ledger.changed_watches.values()),
            troubles=tuple(self.world.troubles.values()),
        )

    # Lifecycle moves

    def _move(self) -> bool:
        """Make the one move that is possible, if any; two at once are a trouble and the first in the file wins."""
        possible: list[Pair] = []
        for pair in self._due_pairs(self.plan.moves):
            pair.is_stale, pair.next = False, None
            if self._stage_of(pair.subject) not in pair.line.rule.moves_from:
                self._watch_tasks(pair)
                continue
            if self._is_valid(pair.line) and self._holds(pair) is True:
                possible.append(pair)
            self._watch_tasks(pair)
            pair.next = earliest([pair.next, self._next_change(pair), self._becomes_valid(pair.line)])
        if not possible:
            return False
        if len(possible) > 1:
            rules = ", ".join(pair.line.rule.id for pair in possible)
            self.world.trouble(
                "overlapping-moves", self.world.customer.ref, f"Two moves are possible at once: {rules}."
            )
        self._make_move(possible[0])
        return True

    def _make_move(self, pair: Pair) -> None:
        rung = pair.line.rungs[0]
        made = self.ledger.latest(pair.line.rule.id, pair.subject.ref, "moves", rung.step.id)
        attempt = made.key.attempt + 1 if made else 1
        candidate = Candidate(pair, rung, Occurrence("moves", self.now), self.now, attempt)
        quiet = self._takes_history or self._was_before(pair, self.now)
        self._touch(self.effects.fire(candidate, moves_only=quiet))

    def _stage_of(self, customer: Subject) -> str:
        assert self.plan.book.lifecycle is not None
        stage = customer.facts.get(self._stage, self.plan.book.lifecycle.start)
        return str(stage)

    # Rules

    def _fire(self) -> bool:
        candidates = [
            candidate
            for pair in self._due_pairs(self.plan.rules)
            for candidate in self._consider(pair)
        ]
        changed: set[str] = set()
        fired = False
        for candidate in sorted(candidates, key=lambda c: (c.due, c.pair.line.number)):
            lifts = self._cap_lifts(candidate)
            if lifts is not None:
                candidate.pair.next = earliest([candidate.pair.next, lifts])
                continue
            changed |= self.effects.fire(candidate)
            candidate.pair.is_stale = fired = True
        changed |= self.effects.apply_sets()
        self._touch(changed)
        return fired or bool(changed)

    def _consider(self, pair: Pair) -> list[Candidate]:
        """Look at one rule and subject: note when to look again, and give the steps that may fire now."""
        pair.is_stale, pair.next = False, None
        line, subject = pair.line, pair.subject
        if isinstance(line.rule.start, BecomesTrue):
            self._follow_truth(pair)
        if not self._is_valid(line):
            pair.next = earliest([pair.next, self._becomes_valid(line)])
            return []
        watch = self.ledger.watch(line, subject.ref)
        found = []
        for occurrence in occurrences_of(line, subject, watch, self._events_for(line, subject)):
            candidate = self._climb(pair, occurrence)
            if candidate is not None:
                found.append(candidate)
        self._watch_tasks(pair)
        return found

    def _climb(self, pair: Pair, occurrence: Occurrence) -> Candidate | None:
        """Go up a ladder to its lowest undone step; give it when it may fire now."""
        line, subject = pair.line, pair.subject
        previous: tuple[Rung, Firing] | None = None
        for rung in line.rungs:
            firing = self.ledger.latest(line.rule.id, subject.ref, occurrence.id, rung.step.id)
            again = self.ledger.again(line, firing) if firing else None
            if firing is not None and again is None and firing.status != "withdrawn":
                if firing.status in {"claimed", "dropped"}:
                    return None  # the next level requires this one to be accepted
                previous = (rung, firing)
                continue
            due = self._due(rung, occurrence, previous)
            if again is not None:
                after = self.plan.calendar.add(again[1], again[0].after)
                due = start_of_again(after, rung, self.plan)
            elif firing is None and self._was_before(pair, due):
                continue
            attempt = firing.key.attempt + 1 if firing else 1
            candidate = Candidate(pair, rung, occurrence, due, attempt)
            if not self._is_over(candidate):
                return self._when_permitted(candidate)
        return None

    def _when_permitted(self, candidate: Candidate) -> Candidate | None:
        pair = candidate.pair
        if candidate.due > self.now:
            pair.next = earliest([pair.next, candidate.due])
            return None
        if self._holds(pair) is not True:
            expiry = self._expiry(candidate)
            pair.next = earliest([pair.next, self._next_change(pair), expiry])
            return None
        return candidate

    def _is_over(self, candidate: Candidate) -> bool:
        """Write off a step that has expired, or whose own condition did not hold when it came due."""
        if candidate.due > self.now:
            return False
        expiry, own = self._expiry(candidate), candidate.rung.when
        if expiry is not None and self.now >= expiry:
            self.effects.write_off(candidate, "expired", "It could not happen in time.")
            return True
        if own is not None and self._holds(candidate.pair) is True and own(candidate.pair.subject) is not True:
            self.effects.write_off(candidate, "passed", "The step's own condition did not hold when it was due.")
            return True
        return False

    def _due(
        self, rung: Rung, occurrence: Occurrence, previous: tuple[Rung, Firing] | None
    ) -> dt.datetime:
        plan = self.plan
        due = due_of(rung, occurrence, plan.calendar, plan.hours)
        if previous is None or previous[1].status != "done":
            return due
        return after_a_late_step(
            due, rung, occurrence, previous, plan.calendar, plan.hours, plan.book.policy
        )

    def _expiry(self, candidate: Candidate) -> dt.datetime | None:
        within = candidate.pair.line.rule.within
        return None if within is None else self.plan.calendar.add(candidate.due, within)

    def _cap_lifts(self, candidate: Candidate) -> dt.datetime | None:
        """When the customer may be reached again, if the day's messages are used up; None when it may be now."""
        most = self.plan.book.policy.at_most_per_day
        if most is None or not candidate.rung.to_customer or candidate.pair.line.rule.status == "shadow":
            return None
        if self.ledger.contacts_on(self.world.today) < most:
            return None
        tomorrow = self.world.today + dt.timedelta(days=1)
        return start_of_window(tomorrow, candidate.rung, self.plan.calendar, self.plan.hours)

    def _is_valid(self, line: Line) -> bool:
        rule, today = line.rule, self.world.today
        begun = rule.valid_from is None or rule.valid_from <= today
        return self.plan.as_live or (begun and (rule.valid_to is None or today <= rule.valid_to))

    def _becomes_valid(self, line: Line) -> dt.datetime | None:
        start = line.rule.valid_from
        if start is None or start <= self.world.today or self.plan.as_live:
            return None
        return self.plan.calendar.start_of(start)

    def _was_before(self, pair: Pair, due: dt.datetime) -> bool:
        """Whether this was already past when the rule came into force, or when the subject was imported."""
        rule, subject = pair.line.rule, pair.subject
        if rule.from_the_start:
            return False
        activated = self.terms.activated.get(rule.id)
        if activated is not None and rule.valid_from is not None and not self.plan.as_live:
            activated = max(activated, self.plan.calendar.start_of(rule.valid_from))
        if activated is not None and due <= activated and subject.known_at <= activated:
            return True
        return subject.was_imported and due < subject.known_at

    # Truth

    def _follow_truth(self, pair: Pair) -> None:
        """Note when the `when` becomes true and when it no longer is; a rise that is history is passed over."""
        line, subject = pair.line, pair.subject
        watch = self.ledger.watch(line, subject.ref)
        holds = self._holds(pair) is True
        pair.next = earliest([pair.next, self._next_change(pair)])
        if holds and (watch is None or watch.true_since is None):
            watch = Watch(line.rule.id, subject.ref, self.now, watch.rises + 1 if watch else 1)
            self.ledger.remember(watch)
            if self._takes_history or self._was_before(pair, self.now):
                self._pass_over(pair, watch)
        elif not holds and watch is not None and watch.true_since is not None:
            self.ledger.remember(replace(watch, true_since=None))

    def _pass_over(self, pair: Pair, watch: Watch) -> None:
        if pair.line.rule.from_the_start:
            return
        for occurrence in occurrences_of(pair.line, pair.subject, watch, ()):
            for rung in pair.line.rungs:
                candidate = Candidate(pair, rung, occurrence, self.now, 1)
                known = self.ledger.latest(
                    pair.line.rule.id, pair.subject.ref, occurrence.id, rung.step.id
                )
                if known is None:
                    self.effects.write_off(candidate, "passed", "It was already so when the rule came into force.")

    def _holds(self, pair: Pair) -> bool | None:
        truth = pair.line.holds(pair.subject)
        if self._confirmation is not None:
            self._confirmation.compare(pair.line, pair.subject, truth)
        return truth

    def _next_change(self, pair: Pair) -> dt.datetime | None:
        changes = pair.line.changes
        return changes(pair.subject) if changes is not None else None

    # Tasks

    def _watch_tasks(self, pair: Pair) -> None:
        """Withdraw open tasks whose rule no longer holds; find those that are late; note when either may be."""
        for task in self.ledger.open_tasks(pair.line.rule.id, pair.subject.ref):
            action = task_action(pair.line, task.firing.step)
            if (action is None or not action.keep) and self._holds(pair) is not True:
                self.ledger.withdraw(task, self.now, "The rule no longer holds.")
                pair.is_stale = True
                continue
            if action is not None and action.late and not task.late:
                if task.due > self.now:
                    pair.next = earliest([pair.next, task.due])
                else:
                    self.ledger.change_task(replace(task, late=True))
                    self._touch(self.effects.follow_up(pair.line, pair.subject, task, "late", action.late, {}))
            pair.next = earliest([pair.next, self._next_change(pair)])

    def _answer(self, event: Event) -> None:
        task = self.ledger.tasks.get(event.subject.id)
        outcome = str(event.facts.get("outcome", ""))
        if task is None or task.status != "open":
            state = "is not known" if task is None else f"was already {task.status}"
            self.world.trouble("answer", event.subject, f"An answer came to a task that {state}.")
            return
        self.ledger.change_task(
            replace(task, status="answered", outcome=outcome, closed_at=max(event.happened_at, self.now))
        )
        line = self.plan.by_id.get(task.firing.rule)
        subject = self.world.find(task.firing.subject)
        action = task_action(line, task.firing.step) if line else None
        if line is None or subject is None or action is None or outcome not in action.outcomes:
            self.world.trouble("answer", event.subject, f"Nothing follows the answer “{outcome}”.")
            return
        actions = action.outcomes[outcome]
        self._touch(self.effects.follow_up(line, subject, task, outcome, actions, event.facts))
        pair = self._pairs.get((line.number, subject.ref))
        if pair is not None:
            pair.is_stale = True

    # Bookkeeping

    def _due_pairs(self, lines: tuple[Line, ...]) -> list[Pair]:
        """Pairs of these rules that are stale or whose instant has come, new subjects included, in file order."""
        if not lines:
            return []
        is_move = lines[0].is_move
        return sorted(
            (
                pair
                for pair in self._pairs.values()
                if pair.line.is_move == is_move
                and (pair.is_stale or (pair.next is not None and pair.next <= self.now))
            ),
            key=lambda pair: pair.line.number,
        )

    def _touch(self, entities: set[str]) -> None:
        """Facts of these entities changed: every rule that reads them is looked at again."""
        if not entities:
            return
        for line in self.plan.lines:
            if line.reads.isdisjoint(entities) and not isinstance(line.rule.start, OnEvent):
                continue
            for subject in self.world.of(line.rule.who):
                pair = self._pairs.get((line.number, subject.ref))
                if pair is None:
                    self._pairs[line.number, subject.ref] = Pair(line, subject)
                else:
                    pair.is_stale = True

    def _events_for(self, line: Line, subject: Subject) -> list[Event]:
        if not isinstance(line.rule.start, OnEvent):
            return []
        kind, happenings = line.rule.start.kind, self.world.happenings
        if subject is self.world.customer:
            return [event for (name, _), events in happenings.items() if name == kind for event in events]
        return happenings.get((kind, subject.ref), [])


def start_of_again(after: dt.datetime, rung: Rung, plan: Plan) -> dt.datetime:
    """When a task may be opened once more."""
    return plan.hours.next_permitted(after, plan.calendar) if rung.reaches_people else after
