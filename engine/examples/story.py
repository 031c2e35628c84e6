"""One example as a story: a customer as it finds them, what happens to them, and what the rules make of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.calendar import Calendar
from engine.decide import Terms, decide
from engine.decide.case import open_case
from engine.facts import Event, SubjectRef
from engine.plan import Line, Plan
from engine.relationship import Decision, Relationship, Task
from engine.rulebook import Example, ExampleEvent, OpenSubject, with_what_follows
from engine.values import Value

_A_DAY = dt.timedelta(days=1)
_A_SECOND = dt.timedelta(seconds=1)


class Story:
    """One example as a relationship with events.

    What is given and what happens is told by the company's clock, what is expected by the clock of its own rule.
    """

    def __init__(self, plan: Plan, example: Example) -> None:
        self.plan, self.example = plan, example
        self.calendar: Calendar = plan.calendar
        self.customer = SubjectRef("customer", "example")
        self.start = self._instant(example.start)
        self.answers = [event for event in example.events if event.answer is not None]
        self.unopened = _opened_by_rules(plan, example) - _told_of(example)
        """What is there only once a rule opens it. The first of its kind is the one that the story speaks of."""
        self.called: dict[SubjectRef, SubjectRef] = {}

    def relationship(self) -> Relationship:
        """The customer as the story finds it, with all that will happen."""
        return Relationship(
            id="example",
            customer=self.customer,
            history=tuple(self._given()),
            pending=tuple(sorted(self._happens(), key=lambda event: event.order)),
            decided_until=self.start,
        )

    def terms(self) -> Terms:
        """Messages are accepted at once, and people answer as the story says."""
        return Terms(delivers_at_once=True, renders=False, answers=self._answer, called=self._called)

    def play(self) -> Decision:
        """Decide from the start to the end of the last day, by the clock by which it ends last."""
        last = self.example.until + _A_DAY
        clocks = [self.calendar, *(self.calendar_of(line) for line in self.plan.lines)]
        until = max(calendar.start_of(last) for calendar in clocks) - _A_SECOND
        return decide(self.plan, self.relationship(), until, self.terms())

    def calendar_of(
        self, line: Line, at: dt.datetime | None = None, done: tuple[Event, ...] = ()
    ) -> Calendar:
        """By which clock a rule goes at a moment (at the start of the story), after what rules have *done*."""
        if not line.is_by_customer:
            return self.calendar
        at = at or self.start
        events = [each for each in (*self._given(), *self._happens(), *done) if each.happened_at <= at]
        seen = replace(
            self.relationship(), history=tuple(sorted(events, key=lambda event: event.order)), pending=()
        )
        customer = open_case(self.plan, seen, self.terms(), at).world.customer
        return self.plan.for_customer(line, customer).calendar

    def _called(self, opened: SubjectRef) -> SubjectRef:
        if opened not in self.called:
            is_known = any(ref.entity == opened.entity for ref in self.called)
            is_first = opened.entity in self.unopened and not is_known
            self.called[opened] = self._subject(opened.entity) if is_first else opened
        return self.called[opened]

    def _subject(self, entity: str) -> SubjectRef:
        return self.customer if entity == "customer" else SubjectRef(entity, "example")

    def _given(self) -> Iterator[Event]:
        facts: dict[str, dict[str, Value]] = {"customer": {}}
        # Whoever tells of accounts row by row does not mean one more of which nothing is known.
        told_as_rows = {entity for entity, _ in self.example.rows}
        for rule_id in self.example.rules:
            rule = self.plan.book.rule(rule_id)
            if rule is not None and rule.who not in self.unopened | told_as_rows:
                facts.setdefault(rule.who, {})
        for path, value in self.example.given.items():
            facts.setdefault(path.names[0], {})[path.names[-1]] = value
        for number, (entity, values) in enumerate(facts.items()):
            yield self._event(f"0-given-{number}", self._subject(entity), self.start, values)
        for number, (entity, row) in enumerate(self.example.rows):
            yield self._row(f"row-{number}", entity, row, self.start)

    def _happens(self) -> Iterator[Event]:
        for number, event in enumerate(self.example.events):
            at = self._instant(event.at)
            name = f"event-{number}"
            for entity in sorted({path.names[0] for path in event.facts}):
                values = {path.names[-1]: v for path, v in event.facts.items() if path.names[0] == entity}
                yield self._event(f"{name}-{entity}", self._subject(entity), at, values)
            for row, (entity, values_) in enumerate(event.rows):
                yield self._row(f"{name}-row-{row}", entity, values_, at)
            if event.event is not None:
                entity = event.event.partition(".")[0]
                yield Event(name, event.event, self._subject(entity), at, at)

    def _row(self, name: str, entity: str, row: Mapping[str, Value], at: dt.datetime) -> Event:
        values: dict[str, Value] = dict(row)
        definition = self.plan.book.vocabulary.entities[entity]
        if "date" in definition.facts:
            values.setdefault("date", self.calendar.date_of(at))
        for fact in definition.facts.values():
            if fact.type.entity is not None and fact.source is None:
                values.setdefault(fact.name, self._subject(fact.type.entity).id)
        kind = next((kind for kind in definition.events), "facts.changed")
        subject = SubjectRef(entity, str(row.get("number", name)))
        return self._event(name, subject, at, values, kind)

    def _event(
        self,
        name: str,
        subject: SubjectRef,
        at: dt.datetime,
        values: Mapping[str, Value],
        kind: str = "facts.changed",
    ) -> Event:
        facts: dict[str, Value | None] = dict(values)
        owner = self.plan.book.vocabulary.fact(subject.entity, "customer")
        if owner is not None and owner.source is None:
            facts.setdefault("customer", self.customer.id)
        return Event(name, kind, subject, at, at, facts)

    def _answer(self, task: Task) -> Event | None:
        """The first answer of the story to a task of this kind, not before it was opened."""
        for event in self.answers:
            assert event.answer is not None
            kind, outcome, fields = event.answer
            at = self._instant(event.at)
            if kind == task.kind and (at >= task.opened_at or self._on_the_day(event, task)):
                self.answers.remove(event)
                facts: dict[str, Value | None] = {"outcome": outcome, **fields}
                at = max(at, task.opened_at)
                return Event(f"answer-{task.id}", "task.answered", SubjectRef("task", task.id), at, at, facts)
        return None

    def _on_the_day(self, event: ExampleEvent, task: Task) -> bool:
        calendar = self.calendar_of(self.plan.by_id[task.firing.rule], task.opened_at)
        return not isinstance(event.at, dt.datetime) and event.at == calendar.date_of(task.opened_at)

    def _instant(self, at: dt.date | dt.datetime) -> dt.datetime:
        return at if isinstance(at, dt.datetime) else self.calendar.start_of(at)


def _opened_by_rules(plan: Plan, example: Example) -> set[str]:
    """The entities that the rules of an example open."""
    rules = [rule for rule_id in example.rules if (rule := plan.book.rule(rule_id)) is not None]
    actions = with_what_follows(action for rule in rules for step in rule.steps for action in step.do)
    return {action.entity for action in actions if isinstance(action, OpenSubject)}


def _told_of(example: Example) -> set[str]:
    """The entities of which an example tells by itself."""
    named = {event.event.partition(".")[0] for event in example.events if event.event is not None}
    return named | {path.names[0] for path in example.given} | {entity for entity, _ in example.rows}
