"""Who must be looked at, and when: every rule with every subject that it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.due.turning import earliest
from engine.facts import SubjectRef
from engine.plan import Line, Plan
from engine.truth.world import State, Subject, World


@dataclass(slots=True, eq=False)
class Pair:
    """A rule and a subject. *next* is when it must be looked at again without an event.

    *ended* are the occurrences of events of which nothing is left to do. It *waits* while one of its steps is kept
    from the customer: whenever the customer is reached, it looks again.
    """

    line: Line
    subject: Subject
    next: dt.datetime | None = None
    is_stale: bool = True
    waits: bool = False
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

    def go_by(self, line: Line) -> None:
        """The same rule by another clock: the customer has moved."""
        if line is not self.line:
            self.line, self.is_stale, self._truth, self._change = line, True, None, None

    def begin_look(self) -> None:
        """It is looked at now; it rests after that until something asks for another look."""
        self.is_stale, self.waits, self.next = False, False, None

    def look_at(self, *instants: dt.datetime | None) -> None:
        """Look again at the earliest of these, if that is sooner than planned."""
        for instant in instants:
            if instant is not None and (self.next is None or instant < self.next):
                self.next = instant


class Pairs:
    """The rules and subjects of one relationship; a pair is *stale* once something that it depends on has changed."""

    def __init__(self, plan: Plan, world: World) -> None:
        self._plan, self._world = plan, world
        self._zone = plan.clocks.zone_of(world.customer)
        lines = [line for line in plan.lines if plan.is_for(line.rule, world.customer.ref.id)]
        self._lines = [plan.in_zone(line, self._zone) for line in lines]
        self._pairs = {
            (line.number, subject.ref): Pair(line, subject)
            for line in self._lines
            for subject in world.of(line.rule.who)
        }

    def __iter__(self) -> Iterator[Pair]:
        """All of them, in the order in which they became known."""
        return iter(self._pairs.values())

    def of(self, line: Line, subject: Subject) -> Pair:
        """A rule and one of its subjects."""
        return self._pairs[line.number, subject.ref]

    def are_stale(self) -> bool:
        """Whether anything must be looked at now."""
        return any(pair.is_stale for pair in self)

    def next_look(self) -> dt.datetime | None:
        """The earliest instant at which anything could change without a new event; now, when something is stale."""
        return self._world.now if self.are_stale() else earliest(pair.next for pair in self)

    def due(self, *, moves: bool) -> list[Pair]:
        """Those of the lifecycle's *moves*, or of the rules, to be looked at now: stale or come due, in file order."""
        now = self._world.now
        due = (
            pair
            for pair in self
            if pair.line.is_move == moves and (pair.is_stale or (pair.next is not None and pair.next <= now))
        )
        return sorted(due, key=lambda pair: pair.line.number)

    def touch(self, changed: set[SubjectRef], kind: str = "") -> None:
        """Facts of these subjects changed, or an event of *kind* happened: every rule that reads them looks again."""
        if not changed:
            return
        self._keep_to_the_clock()
        entities = {ref.entity for ref in changed}
        for line in self._lines:
            concerns_all = line.awaits == kind or not line.reads.isdisjoint(entities)
            if not concerns_all and line.rule.who not in entities:
                continue
            for subject in self._world.of(line.rule.who):
                if concerns_all or subject.ref in changed:
                    self._pairs.setdefault((line.number, subject.ref), Pair(line, subject)).is_stale = True

    def _keep_to_the_clock(self) -> None:
        """Go by the clock of the place where the customer lives by now."""
        zone = self._plan.clocks.zone_of(self._world.customer)
        if zone == self._zone:
            return
        self._zone = zone
        self._lines = [self._plan.in_zone(line, zone) for line in self._lines]
        for pair in self:
            pair.go_by(self._plan.in_zone(pair.line, zone))
