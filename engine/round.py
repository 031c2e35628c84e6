"""Decision rounds at one instant, and the state that goes from one instant to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.confirm import Confirmation
from engine.effects import Effects
from engine.facts import HISTORY_AFTER, Event, SubjectRef
from engine.ledger import Ledger
from engine.open_tasks import OpenTasks
from engine.plan import Line, Plan, Rung
from engine.relationship import Decision, Firing, Relationship, Watch
from engine.rulebook import BecomesTrue, Every, OnEvent, step_of
from engine.schedule import (
    Occurrence,
    after_a_late_step,
    due_of,
    occurrences_of,
    start_of_window,
    turn_of_period,
)
from engine.turning import earliest
from engine.values import ValueProblem
from engine.world import State, Subject, World

if TYPE_CHECKING:
    from engine.decide import Terms

MOST_PASSES = 50
"""More passes than this at one instant are a loop of rules that feed each other."""


@dataclass(slots=True, eq=False)
class Pair:
    """A rule and a subject. *next* is when it must be looked at again without an event.

    *ended* are the occurrences of events of which nothing is left to do.
    """

    line: Line
    subject: Subject
    next: dt.datetime | None = None
    is_stale: bool = True
    ended: set[str] = field(default_factory=set)
    _truth: tuple[State, bool | None] | None = None
    _change: tuple[State, dt.datetime | None] | None = None

    def truth(self) -> bool | None:
        """Whether the rule's `when` holds; judged once for each state of the world."""
        state = self.subject.world.state
        if self._truth is None or self._truth[0] != state:
            self._truth = state, self.line.holds(self.subject)
        return self._truth[1]

    def next_change(self) -> dt.datetime | None:
        """When the `when` could change by the passing of time; computed once for each state of the world."""
        if self.line.changes is None:
            return None
        state = self.subject.world.state
        if self._change is None or self._change[0] != state:
            self._change = state, self.line.changes(self.subject)
        return self._change[1]

    def look_at(self, *instants: dt.datetime | None) -> None:
        """Look again at the earliest of these, if that is sooner than planned."""
        for instant in instants:
            if instant is not None and (self.next is None or instant < self.next):
                self.next = instant


@dataclass(frozen=True, slots=True)
class Candidate:
    """A step that may fire now. *again* is the kind of the task that is opened once more; it does nothing else then."""

    pair: Pair
    rung: Rung
    occurrence: Occurrence
    due: dt.datetime
    attempt: int
    again: str | None = None
    is_wanted: bool = True
    """Whether the step's own condition holds."""


class Round:
    """One relationship being decided. `settle` runs rounds at the current instant until nothing changes."""

    def __init__(
        self,
        plan: Plan,
        relationship: Relationship,
        terms: Terms,
        start: dt.datetime,
        reached_from: dt.datetime | None = None,
    ) -> None:
        self.plan = plan
        self.terms = terms
        self.relationship = relationship
        self._reached_from = reached_from or start
        self.world = World(
            plan.book.vocabulary, plan.calendar, relationship.customer, relationship.directory, start
        )
        for event in relationship.history:
            self.world.apply(event)
        self.ledger = Ledger(plan, relationship)
        self.effects = Effects(plan, self.world, self.ledger, terms)
        self.tasks = OpenTasks(plan, self.world, self.ledger, self.effects)
        self._confirmation = Confirmation(plan.reference, terms.matcher) if terms.matcher else None
        self._pairs: dict[tuple[int, SubjectRef], Pair] = {}
        self._takes_history = False
        recorded = (event.recorded_at for event in (*relationship.history, *relationship.pending))
        self._known_since = min(recorded, default=start)
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
        self.world.apply(event)
        self._takes_history = self._takes_history or event.is_history
        self._touch({event.subject}, event.kind)
        followed = self.tasks.answer(event) if event.kind == "task.answered" else None
        if followed is not None:
            line, subject, changed = followed
            self._touch(changed)
            self._pairs[line.number, subject.ref].is_stale = True

    def settle(self) -> None:
        """Run rounds on snapshots until nothing changes: lifecycle moves first, then rules in file order."""
        self._touch(self.effects.apply_sets())
        for _ in range(MOST_PASSES):
            if not (self._move() or self._fire()):
                break
        else:
            self._cut_short()
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

    def _cut_short(self) -> None:
        """End a loop. What it would set off next is passed over, so that the next decision does not go on with it."""
        self.world.trouble(
            "loop", self.world.customer.ref, "Rules set each other off without end: this round was cut short."
        )
        self._takes_history = True
        for pair in [pair for pair in self._pairs.values() if pair.is_stale and not pair.line.is_move]:
            self._consider(pair)
        for pair in self._pairs.values():
            pair.is_stale = False

    # Lifecycle moves

    def _move(self) -> bool:
        """Make the one move that is possible, if any; two at once are a trouble and the first in the file wins."""
        possible = [pair for pair in self._due_pairs(self.plan.moves) if self._is_possible(pair)]
        if not possible:
            return False
        if len(possible) > 1:
            rules = ", ".join(pair.line.rule.id for pair in possible)
            self.world.trouble(
                "overlapping-moves", self.world.customer.ref, f"Two moves are possible at once: {rules}."
            )
        self._make_move(possible[0])
        return True

    def _is_possible(self, pair: Pair) -> bool:
        """Look at one move; one that is only recorded is so here, once each time that it becomes possible."""
        line, subject = pair.line, pair.subject
        pair.is_stale, pair.next = False, None
        self._watch_tasks(pair)
        possible = False
        if (
            self._stage_of(subject) in line.rule.moves_from
        ):  # any other stage ends by a move, which asks again
            pair.look_at(pair.next_change(), self._becomes_valid(line))
            possible = self._is_valid(line) and self._holds(pair) is True
        if not self.plan.is_shadow(line.rule):
            return possible
        if self._rises(pair, holds=possible):
            self._make_move(pair)
        return False

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
            candidate for pair in self._due_pairs(self.plan.rules) for candidate in self._consider(pair)
        ]
        changed: set[SubjectRef] = set()
        for candidate in sorted(candidates, key=lambda c: (c.due, c.pair.line.number)):
            lifts = self._cap_lifts(candidate)
            if lifts is not None:
                candidate.pair.look_at(lifts, self._expiry(candidate))
                continue
            candidate.pair.is_stale = True
            if candidate.is_wanted:
                changed |= self.effects.fire(candidate)
            else:
                reason = "The step's own condition did not hold when it was due."
                self.effects.write_off(candidate, "passed", reason)
        self._touch(changed | self.effects.apply_sets())
        return any(pair.is_stale for pair in self._pairs.values())

    def _consider(self, pair: Pair) -> list[Candidate]:
        """Look at one rule and subject: note when to look again, and give the steps that may fire now."""
        pair.is_stale, pair.next = False, None
        try:
            self._watch_tasks(pair)
            return self._candidates(pair)
        except (ValueProblem, OverflowError) as problem:  # a date so far off that nothing can be added to it
            self.world.trouble("calendar", pair.subject.ref, str(problem), pair.line.rule.id)
            return []

    def _candidates(self, pair: Pair) -> list[Candidate]:
        line, subject = pair.line, pair.subject
        if (
            self.now < self._known_since
        ):  # the past of a relationship moves its stage, but nobody is called for it
            pair.look_at(self._known_since)
            return []
        pair.look_at(line.shifts(subject) if line.shifts is not None else None)
        if isinstance(line.rule.start, BecomesTrue):
            self._follow_truth(pair)
        if not self._is_valid(line):
            pair.look_at(self._becomes_valid(line))
            return []
        climbed = (self._climb(pair, occurrence) for occurrence in self._occurrences(pair))
        return [candidate for candidate in climbed if candidate is not None]

    def _occurrences(self, pair: Pair) -> list[Occurrence]:
        """Those that are running or come next. What comes back does not begin before its subject was known."""
        line, subject = pair.line, pair.subject
        watch = self.ledger.watch(line, subject.ref)
        events = [event for event in self._events_for(line, subject) if event.id not in pair.ended]
        found = occurrences_of(line, subject, watch, events)
        if not isinstance(line.rule.start, Every):
            return found
        turns = [turn_of_period(occurrence, self.plan.calendar) for occurrence in found]
        pair.look_at(*(turn for turn in turns if turn > self.now))
        if line.rule.from_the_start:
            return found
        known = self.plan.calendar.start_of(self.plan.calendar.date_of(min(subject.known_at, self.now)))
        return [occurrence for occurrence, turn in zip(found, turns, strict=True) if turn >= known]

    def _climb(self, pair: Pair, occurrence: Occurrence) -> Candidate | None:
        """Go up a ladder to its lowest undone step; give it when it may fire now."""
        line, subject = pair.line, pair.subject
        previous: tuple[Rung, Firing] | None = None
        is_ended = True
        for rung in line.rungs:
            firing = self.ledger.latest(line.rule.id, subject.ref, occurrence.id, rung.step.id)
            again = self.ledger.again(line, firing) if firing else None
            if firing is not None and again is None and firing.status != "withdrawn":
                if firing.status in {"claimed", "dropped"}:
                    return None  # the next level requires this one to be accepted
                is_ended = is_ended and not self.ledger.has_open_task(firing.key)
                previous = (rung, self.ledger.first_done(firing)) if firing.status == "done" else previous
                continue
            candidate = self._candidate(pair, rung, occurrence, previous, firing)
            if candidate is not None and not self._is_expired(candidate):
                return self._when_permitted(candidate)
        if is_ended:
            pair.ended.add(occurrence.id)
        return None

    def _candidate(
        self,
        pair: Pair,
        rung: Rung,
        occurrence: Occurrence,
        previous: tuple[Rung, Firing] | None,
        firing: Firing | None,
    ) -> Candidate | None:
        """A step not yet done, or to be done again after *firing*; None when it is passed over."""
        attempt = firing.key.attempt + 1 if firing else 1
        again = self.ledger.again(pair.line, firing) if firing else None
        if again is not None:
            action, task = again
            due = start_of_again(
                self.plan.calendar.add(task.closed_at or self.now, action.after), rung, self.plan
            )
            return Candidate(pair, rung, occurrence, due, attempt, task.kind)
        due = self._due(rung, occurrence, previous)
        if firing is None and self._was_before(pair, due, rung):
            return None
        own = rung.when
        return Candidate(pair, rung, occurrence, due, attempt, None, own is None or own(pair.subject) is True)

    def _when_permitted(self, candidate: Candidate) -> Candidate | None:
        pair = candidate.pair
        if candidate.due > self.now:
            pair.look_at(candidate.due)
            return None
        if self._holds(pair) is not True:
            pair.look_at(pair.next_change(), self._expiry(candidate))
            return None
        if candidate.rung.reaches_people and self.now < self._reached_from:  # nobody was reached in an outage
            pair.look_at(self._reached_from, pair.next_change(), self._expiry(candidate))
            return None
        permitted = start_of_again(self.now, candidate.rung, self.plan)
        if permitted > self.now:  # it was held back, and may happen at last while people sleep
            pair.look_at(permitted, pair.next_change(), self._expiry(candidate))
            return None
        return candidate

    def _is_expired(self, candidate: Candidate) -> bool:
        """Write off a step that could not happen in time."""
        expiry = self._expiry(candidate)
        if expiry is None or self.now < expiry:
            return False
        self.effects.write_off(candidate, "expired", "It could not happen in time.")
        return True

    def _due(self, rung: Rung, occurrence: Occurrence, previous: tuple[Rung, Firing] | None) -> dt.datetime:
        plan = self.plan
        due = due_of(rung, occurrence, plan.calendar, plan.hours)
        if previous is None:
            return due
        return after_a_late_step(due, rung, occurrence, previous, plan)

    def _expiry(self, candidate: Candidate) -> dt.datetime | None:
        within = candidate.pair.line.rule.within
        return None if within is None else self.plan.calendar.add(candidate.due, within)

    def _cap_lifts(self, candidate: Candidate) -> dt.datetime | None:
        """When the customer may be reached again, if the day's messages are used up; None when it may be now."""
        most = self.plan.book.policy.at_most_per_day
        reaches = candidate.rung.to_customer and candidate.again is None
        if most is None or not reaches or self.plan.is_shadow(candidate.pair.line.rule):
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

    def _was_before(self, pair: Pair, due: dt.datetime, rung: Rung | None = None) -> bool:
        """Whether this was already past when the rule or the step came into force, or the subject was imported."""
        rule, subject = pair.line.rule, pair.subject
        if rule.from_the_start:
            return False
        activated = self.terms.activated.get(rule.id)
        if activated is not None and rung is not None:
            activated = max(activated, self.terms.activated.get(step_of(rule, rung.step), activated))
        if activated is not None and rule.valid_from is not None and not self.plan.as_live:
            activated = max(activated, self.plan.calendar.start_of(rule.valid_from))
        if activated is not None and due <= activated and subject.known_at <= activated:
            return True
        return subject.was_imported and due <= self._past_of(subject, by_time=rung is not None)

    def _past_of(self, subject: Subject, *, by_time: bool) -> dt.datetime:
        """Until when what concerns an imported subject is its past.

        A file of last night brings what happened yesterday: that is news, unless the customer itself is new, of whom
        nothing was known that could have changed. What falls due *by time* is never lost for having come by night.
        """
        is_news = by_time or subject.known_at - self.world.customer.known_at > HISTORY_AFTER
        return subject.known_at - HISTORY_AFTER if is_news else subject.known_at

    # Truth

    def _follow_truth(self, pair: Pair) -> None:
        """Note when the `when` becomes true and when it no longer is; a rise that is history is passed over."""
        pair.look_at(pair.next_change())
        risen = self._rises(pair, holds=self._holds(pair) is True)
        if risen is not None and (self._takes_history or self._was_before(pair, self.now)):
            self._pass_over(pair, risen)

    def _rises(self, pair: Pair, *, holds: bool) -> Watch | None:
        """Remember whether it *holds*; give what is remembered when it has just become so."""
        rule, ref = pair.line.rule.id, pair.subject.ref
        watch = self.ledger.watch(pair.line, ref)
        was_true = watch is not None and watch.true_since is not None
        value = pair.line.once_per(pair.subject) if pair.line.once_per and holds else None
        once_per = "" if value is None else str(value)
        if holds and not (was_true and watch and watch.once_per == once_per):
            risen = Watch(rule, ref, self.now, watch.rises + 1 if watch else 1, once_per)
            self.ledger.remember(risen)
            return risen
        if watch is not None and was_true and not holds:
            self.ledger.remember(replace(watch, true_since=None))
        return None

    def _pass_over(self, pair: Pair, watch: Watch) -> None:
        if pair.line.rule.from_the_start:
            return
        for occurrence in occurrences_of(pair.line, pair.subject, watch, ()):
            for rung in pair.line.rungs:
                candidate = Candidate(pair, rung, occurrence, self.now, 1)
                known = self.ledger.latest(pair.line.rule.id, pair.subject.ref, occurrence.id, rung.step.id)
                if known is None:
                    self.effects.write_off(
                        candidate, "passed", "It was already so when the rule came into force."
                    )

    def _holds(self, pair: Pair) -> bool | None:
        truth = pair.truth()
        if self._confirmation is not None:
            self._confirmation.compare(pair.line, pair.subject, truth)
        return truth

    def _watch_tasks(self, pair: Pair) -> None:
        line, subject = pair.line, pair.subject
        if not self.ledger.open_tasks(line.rule.id, subject.ref):
            return
        pair.is_stale = self.tasks.withdraw(line, subject, holds=pair.truth() is True)
        self._touch(self.tasks.remind(line, subject))
        if self.ledger.open_tasks(line.rule.id, subject.ref):
            pair.look_at(pair.next_change(), self.tasks.next_look(line, subject))

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

    def _touch(self, changed: set[SubjectRef], kind: str = "") -> None:
        """Facts of these subjects changed, or an event happened: every rule that reads them is looked at again."""
        if not changed:
            return
        entities = {ref.entity for ref in changed}
        for line in self.plan.lines:
            starts = isinstance(line.rule.start, OnEvent) and line.rule.start.kind == kind
            concerns_all = starts or not line.reads.isdisjoint(entities)
            if not concerns_all and line.rule.who not in entities:
                continue
            for subject in self.world.of(line.rule.who):
                if not concerns_all and subject.ref not in changed:
                    continue
                self._pairs.setdefault((line.number, subject.ref), Pair(line, subject)).is_stale = True

    def _events_for(self, line: Line, subject: Subject) -> list[Event]:
        """The events that start a rule: of the customer those of all that belongs to it; none that is history."""
        rule = line.rule
        if not isinstance(rule.start, OnEvent):
            return []
        return [
            event
            for event in self.world.happenings.get(rule.start.kind, ())
            if (subject is self.world.customer or event.subject == subject.ref)
            and (rule.from_the_start or not event.is_history)
        ]


def start_of_again(after: dt.datetime, rung: Rung, plan: Plan) -> dt.datetime:
    """When a task may be opened once more."""
    return plan.hours.next_permitted(after, plan.calendar) if rung.reaches_people else after
