"""Decision rounds at one instant, and the state that goes from one instant to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from engine.decide.candidate import Candidate
from engine.decide.case import open_case
from engine.decide.competition import Competition, Hindrance, precedence
from engine.decide.ladder import Ladder
from engine.decide.moves import Moves
from engine.decide.open_tasks import OpenTasks
from engine.decide.pairs import Pair
from engine.decide.past import Past
from engine.decide.permission import Permission
from engine.decide.running import running_occurrences
from engine.decide.terms import Terms
from engine.decide.validity import Validity
from engine.decide.watching import Watching
from engine.facts import Event, SubjectRef
from engine.plan import Plan
from engine.relationship import Decision, Relationship
from engine.rulebook import BecomesTrue
from engine.values import ValueProblem

MOST_PASSES = 50
"""More passes than this at one instant are a loop of rules that feed each other."""


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
        self.case = open_case(plan, relationship, terms, start)
        self.pairs = self.case.pairs
        self.tasks = OpenTasks(self.case)
        self.validity = Validity(self.case)
        self.past = Past(self.case)
        self.watching = Watching(self.case, self.past)
        self.permission = Permission(self.case, self.watching, reached_from or start)
        self.competition = Competition(self.case)
        self._reached = self.case.ledger.contacts_changed
        self.moves = Moves(self.case, self.tasks, self.validity, self.past, self.watching)

    @property
    def now(self) -> dt.datetime:
        """The instant that is being decided."""
        return self.case.now

    def move_clock(self, now: dt.datetime) -> None:
        """Go on to a later instant."""
        self.case.world.move_clock(now)

    def take(self, event: Event) -> None:
        """Take an event in: an answer closes its task, anything else changes facts."""
        self.case.world.apply(event)
        self.past.is_told = self.past.is_told or event.is_history
        self.pairs.touch({event.subject}, event.kind)
        if event.kind == "task.answered":
            self.tasks.answer(event)

    def settle(self) -> None:
        """Run rounds on snapshots until nothing changes: lifecycle moves first, then rules in file order."""
        self._take_changes()
        for _ in range(MOST_PASSES):
            if not (self.moves.move() or self._fire()):
                break
        else:
            self._cut_short()
        self.past.is_told = False

    def answered(self) -> Iterator[Event]:
        """The answers that a rehearsal's people will give to the tasks opened since the last call."""
        answers = self.case.terms.answers
        for task in self.case.effects.take_opened():
            event = answers(task) if answers else None
            if event is not None:
                yield event

    def decision(self, consumed: tuple[str, ...], until: dt.datetime) -> Decision:
        """Everything decided so far."""
        case, ledger = self.case, self.case.ledger
        return Decision(
            relationship=case.relationship.id,
            decided_until=until,
            next_due=self.pairs.next_look(),
            firings=tuple(ledger.changed_firings.values()),
            messages=tuple(case.effects.outgoing.messages),
            tasks=tuple(ledger.changed_tasks.values()),
            events=tuple(case.effects.changes.events),
            consumed=consumed,
            watches=tuple(ledger.changed_watches.values()),
            troubles=tuple(case.world.troubles.values()),
        )

    def ladders(self, pair: Pair) -> Iterator[Ladder]:
        """One for each occurrence that is running or comes next."""
        for occurrence in running_occurrences(self.case, pair):
            yield Ladder(self.case, self.past, pair, occurrence)

    def _fire(self) -> bool:
        """One pass over the rules: all see the same facts; say whether another pass is needed."""
        case = self.case
        self._wake_who_waits()
        candidates = [candidate for pair in self.pairs.due(moves=False) for candidate in self._consider(pair)]
        changed: set[SubjectRef] = set()
        for candidate in sorted(candidates, key=precedence):
            # Asked again: a step of another occurrence may have happened in this very pass.
            cooled = self.permission.cooldown_lifts(candidate)
            if cooled is not None:
                candidate.pair.look_at(cooled, self.permission.expiry(candidate))
                continue
            hindrance = self.competition.hindrance(candidate)
            if hindrance is not None and self._waits(candidate, hindrance):
                continue
            candidate.pair.is_stale = True
            if hindrance is not None:
                case.effects.write_off(candidate, "passed", f"It lost its turn: {hindrance.reason}")
            elif candidate.is_wanted:
                for lower in candidate.instead_of:
                    case.effects.write_off(lower, "passed", "A later step of the ladder was due as well.")
                changed |= case.effects.fire(candidate)
            else:
                reason = "The step's own condition did not hold when it was due."
                case.effects.write_off(candidate, "passed", reason)
        self.pairs.touch(changed)
        self._take_changes()
        return self.pairs.are_stale()

    def _waits(self, candidate: Candidate, hindrance: Hindrance) -> bool:
        """Let a step wait whole for its turn; false when its group gives it up instead, as only a cap can make it."""
        pair, group = candidate.pair, candidate.pair.line.group
        if group is not None and group.loser == "dropped" and hindrance.lifts_on is not None:
            return False
        self.case.effects.wait(candidate, hindrance.reason)
        pair.waits = True
        pair.look_at(self.competition.lifts(candidate, hindrance), self.permission.expiry(candidate))
        pair.look_at(self.competition.holds_change(pair.line))
        return True

    def _wake_who_waits(self) -> None:
        """Once the customer was reached, or was not after all, each that waits looks again what it waits for."""
        reached = self.case.ledger.contacts_changed
        if reached != self._reached:
            self._reached = reached
            for pair in self.pairs:
                pair.is_stale = pair.is_stale or pair.waits

    def _take_changes(self) -> None:
        """Let what the rules of this pass want happen, and everybody look again whom it concerns."""
        for kind, changed in self.case.effects.changes.apply().items():
            self.pairs.touch(changed, kind)

    def _consider(self, pair: Pair) -> list[Candidate]:
        """Look at one rule and subject: note when to look again, and give the steps that may fire now."""
        pair.begin_look()
        try:
            self.tasks.watch_over(pair)
            return self._candidates(pair)
        except (ValueProblem, OverflowError) as problem:  # a date so far off that nothing can be added to it
            self.case.world.trouble("calendar", pair.subject.ref, str(problem), pair.line.rule.id)
            return []

    def _candidates(self, pair: Pair) -> list[Candidate]:
        line = pair.line
        if self.now < self.past.known_since:  # the past moves the stage, but nobody is called for it
            pair.look_at(self.past.known_since)
            return []
        pair.look_at(line.shifts(pair.subject) if line.shifts is not None else None)
        if isinstance(line.rule.start, BecomesTrue):
            self.watching.follow(pair)
        if not self.validity.is_given(line):
            pair.look_at(self.validity.begins(line))
            return []
        climbed = (ladder.climb(self.permission) for ladder in self.ladders(pair))
        return [candidate for candidate in climbed if candidate is not None]

    def _cut_short(self) -> None:
        """End a loop. What it would set off next is passed over, so that the next decision does not go on with it."""
        world = self.case.world
        world.trouble(
            "loop", world.customer.ref, "Rules set each other off without end: this round was cut short."
        )
        self.past.is_told = True
        for pair in [pair for pair in self.pairs if pair.is_stale and not pair.line.is_move]:
            for candidate in self._consider(pair):
                hindrance = self.competition.hindrance(candidate)
                if hindrance is not None and self._waits(candidate, hindrance):
                    continue
                self.case.effects.write_off(candidate, "passed", "Rules set each other off without end.")
        for pair in self.pairs:
            pair.is_stale = False
