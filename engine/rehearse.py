"""Lets a rulebook run over virtual time: history replayed, the future forecast, nothing sent.

A rehearsal is the very decision of `engine.decide` over one long stretch; messages count as accepted at once, and
people answer tasks as `Habits` says.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from engine.calendar import Calendar
from engine.decide import Answers, Terms, decide
from engine.facts import Event, SubjectRef
from engine.ledger import task_action
from engine.plan import Plan
from engine.relationship import Decision, Firing, FiringStatus, Relationship, Task
from engine.rulebook import MoveTo, OpenTask, Send
from engine.values import Duration, Value

Deed: TypeAlias = Literal["message", "task", "move", "fact"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a rehearsal did. *detail* names it: the task's kind, the channel, the stage moved to."""

    at: dt.datetime
    due: dt.datetime
    rule: str
    step: str
    subject: SubjectRef
    occurrence: str
    status: FiringStatus
    deeds: tuple[tuple[Deed, str], ...]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal did with one relationship, in order of time."""

    relationship: str
    customer: SubjectRef
    entries: tuple[Entry, ...]
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Habit:
    """One way in which people answer a kind of task. *share* of 100; *after* the task was opened.

    An answer field that is a duration means that long after the day of the answer: ``date: 7 days``.
    """

    outcome: str
    after: Duration
    share: int = 100
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Habits:
    """How people answer tasks, by kind of task; the same task is always answered the same way."""

    calendar: Calendar
    by_kind: Mapping[str, Sequence[Habit]]

    def answer(self, task: Task) -> Event | None:
        """The event that will close *task*; None when nobody answers it."""
        habit = self._habit_for(task)
        if habit is None:
            return None
        at = self.calendar.add(task.opened_at, habit.after)
        day = self.calendar.date_of(at)
        facts: dict[str, Value | None] = {"outcome": habit.outcome}
        for name, value in habit.fields.items():
            facts[name] = self.calendar.add_to_date(day, value) if isinstance(value, Duration) else value
        return Event(f"answer/{task.id}", "task.answered", SubjectRef("task", task.id), at, at, facts, "person")

    def _habit_for(self, task: Task) -> Habit | None:
        drawn = int.from_bytes(hashlib.sha256(task.id.encode()).digest()[:4]) % 100
        for habit in self.by_kind.get(task.kind, ()):
            drawn -= habit.share
            if drawn < 0:
                return habit
        return None


def rehearse(
    plan: Plan,
    relationship: Relationship,
    start: dt.datetime,
    end: dt.datetime,
    *,
    activated: Mapping[str, dt.datetime] | None = None,
    answers: Answers | None = None,
    renders: bool = False,
) -> tuple[Rehearsed, Decision]:
    """Run one relationship from *start* to *end*: its pending events are the future.

    A rule that is not yet *activated* comes into force at *start*: what is already true or past then is passed over.
    """
    since = {line.rule.id: start for line in plan.lines} | dict(activated or {})
    terms = Terms(activated=since, delivers_at_once=True, renders=renders, answers=answers)
    decision = decide(plan, replace(relationship, decided_until=start), end, terms)
    entries = sorted(
        (_entry(plan, firing) for firing in decision.firings if firing.at >= start),
        key=lambda entry: (entry.at, entry.rule, entry.step, entry.subject),
    )
    troubles = tuple(trouble.what for trouble in decision.troubles)
    return Rehearsed(relationship.id, relationship.customer, tuple(entries), troubles), decision


def belonging(
    events: Iterable[Event], owners: Mapping[SubjectRef, str], references: Mapping[str, Sequence[tuple[str, str]]]
) -> tuple[dict[str, list[Event]], list[Event]]:
    """Sort events by the relationship that they belong to; those that belong to none come second.

    *owners* maps known subjects to relationships, *references* each entity to its reference facts (fact, entity).
    """
    known, found, strays = dict(owners), dict[str, list[Event]](), list[Event]()
    for event in events:
        owner = known.get(event.subject)
        for fact, entity in references.get(event.subject.entity, ()):
            target = event.facts.get(fact)
            owner = owner or (known.get(SubjectRef(entity, target)) if isinstance(target, str) else None)
        if owner is None:
            strays.append(event)
            continue
        known[event.subject] = owner
        found.setdefault(owner, []).append(event)
    return found, strays


def _entry(plan: Plan, firing: Firing) -> Entry:
    key = firing.key
    return Entry(
        at=firing.at,
        due=firing.due,
        rule=key.rule,
        step=key.step,
        subject=key.subject,
        occurrence=key.occurrence,
        status=firing.status,
        deeds=tuple(_deeds(plan, firing)),
    )


def _deeds(plan: Plan, firing: Firing) -> Iterable[tuple[Deed, str]]:
    line = plan.by_id.get(firing.key.rule)
    if line is None or firing.status in {"passed", "expired"}:
        return
    name, _, branch = firing.key.step.partition("/")
    for rung in line.rungs:
        if rung.step.id != name:
            continue
        task = task_action(line, name)
        follows = () if task is None else task.late if branch == "late" else task.outcomes.get(branch, ())
        for action in follows if branch else rung.step.do:
            match action:
                case Send():
                    yield "message", "customer" if action.reaches_customer else action.channel
                case OpenTask():
                    yield "task", action.kind
                case MoveTo(stage):
                    yield "move", stage
                case _:
                    yield "fact", firing.key.step
