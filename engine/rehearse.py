"""Lets a rulebook run over virtual time: history replayed, the future forecast, nothing sent.

A rehearsal is the very decision of `engine.decide` over one long stretch; messages count as accepted at once, and
people answer tasks as `Habits` says. Without a *matcher* the reference evaluator decides alone, as it does anyway where
the two differ.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from engine.calendar import Calendar
from engine.decide import Answers, Terms, decide
from engine.decide.ledger import actions_of
from engine.decide.outgoing import joined_along
from engine.facts import Event, SubjectRef
from engine.matching import Matcher
from engine.plan import Plan
from engine.relationship import (
    Decision,
    Firing,
    FiringKey,
    FiringStatus,
    Relationship,
    Task,
    Trouble,
)
from engine.rollout import activations_after
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
    attempt: int = 1
    is_again: bool = False
    """Only the task of the attempt before was opened once more; nothing else was done."""
    reason: str = ""
    """Why it was not done, or what it had to wait for."""


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
        return Event(
            f"answer/{task.id}", "task.answered", SubjectRef("task", task.id), at, at, facts, "person"
        )

    def _habit_for(self, task: Task) -> Habit | None:
        drawn = int.from_bytes(hashlib.sha256(task.id.encode()).digest()[:4]) % 100
        for habit in self.by_kind.get(task.kind, ()):
            drawn -= habit.share
            if drawn < 0:
                return habit
        return None


def rehearse(  # noqa: PLR0913 - the circumstances of a rehearsal, each by name
    plan: Plan,
    relationship: Relationship,
    start: dt.datetime,
    end: dt.datetime,
    *,
    activated: Mapping[str, dt.datetime] | None = None,
    answers: Answers | None = None,
    matcher: Matcher | None = None,
    renders: bool = False,
) -> tuple[Rehearsed, Decision]:
    """Run one relationship from *start* to *end*: its pending events are the future.

    A rule that was not *activated* before comes into force at *start*: what is already true or past then is passed
    over. What is not decided before *start* is decided on the way, and not told.
    """
    before = activated or {}
    since = {
        each: min(when, start) for each, when in activations_after(plan.activates(), before, start).items()
    }
    people = _People(answers)
    terms = Terms(
        activated=since,
        delivers_at_once=True,
        renders=renders,
        answers=people.answer if answers else None,
        matcher=matcher,
    )
    decision = decide(plan, _at_the_start(plan, relationship, start), end, terms)
    firings = {firing.key: firing for firing in (*relationship.firings, *decision.firings)}
    along = joined_along(decision.messages)
    entries = sorted(
        (
            _entry(plan, firing, firings, along)
            for firing in decision.firings
            if firing.at >= start and firing.status != "waiting"  # what waits did nothing yet
        ),
        key=lambda entry: (entry.at, entry.rule, entry.step, entry.subject, entry.attempt),
    )
    troubles = tuple(
        trouble.what for trouble in decision.troubles if trouble.at >= start and not people.caused(trouble)
    )
    return Rehearsed(relationship.id, relationship.customer, tuple(entries), troubles), decision


class _People:
    """Those who answer. Who answers a task that was withdrawn meanwhile is no trouble: nobody would have."""

    def __init__(self, answers: Answers | None) -> None:
        self._answers = answers
        self._answered: set[SubjectRef] = set()

    def answer(self, task: Task) -> Event | None:
        event = self._answers(task) if self._answers else None
        if event is not None:
            self._answered.add(event.subject)
        return event

    def caused(self, trouble: Trouble) -> bool:
        return trouble.code == "answer" and trouble.subject in self._answered


def _at_the_start(plan: Plan, relationship: Relationship, start: dt.datetime) -> Relationship:
    """What the rehearsal begins with. What was decided last lies before *start*, or nothing was ever decided.

    The stages of one that was never decided follow from its history, so that is gone through as well.
    """
    decided = relationship.decided_until
    if decided is None and not plan.moves:
        decided = start
    if decided is not None and decided >= start:
        return replace(relationship, decided_until=start)
    known = [event for event in relationship.history if decided is not None and event.happened_at <= decided]
    later = [event for event in relationship.history if decided is None or event.happened_at > decided]
    pending = sorted((*later, *relationship.pending), key=lambda event: event.order)
    return replace(relationship, history=tuple(known), pending=tuple(pending), decided_until=decided)


def belonging(
    events: Iterable[Event],
    owners: Mapping[SubjectRef, str],
    references: Mapping[str, Sequence[tuple[str, str]]],
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


def _entry(
    plan: Plan, firing: Firing, firings: Mapping[FiringKey, Firing], along: Container[FiringKey]
) -> Entry:
    key = firing.key
    before = firings.get(key._replace(attempt=key.attempt - 1))
    is_again = before is not None and before.status != "withdrawn"
    return Entry(
        at=firing.at,
        due=firing.due,
        rule=key.rule,
        step=key.step,
        subject=key.subject,
        occurrence=key.occurrence,
        status=firing.status,
        deeds=tuple(
            (kind, what)
            for kind, what in _deeds(plan, firing)
            if (kind == "task" or not is_again) and (kind != "message" or key not in along)
        ),
        attempt=key.attempt,
        is_again=is_again,
        reason=firing.reason,
    )


def _deeds(plan: Plan, firing: Firing) -> Iterable[tuple[Deed, str]]:
    line = plan.by_id.get(firing.key.rule)
    if line is None or firing.status in {"passed", "expired"}:
        return
    for action in actions_of(line, firing.key.step):
        match action:
            case Send():
                yield "message", "customer" if action.reaches_customer else action.channel
            case OpenTask():
                yield "task", action.kind
            case MoveTo(stage):
                yield "move", stage
            case _:
                yield "fact", firing.key.step
