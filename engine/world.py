"""The facts of one relationship as they stand at an instant, moved forward event by event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from engine.calendar import Calendar
from engine.facts import Event, SubjectRef
from engine.relationship import Trouble
from engine.values import Value
from engine.vocabulary import Vocabulary


class Subject:
    """One subject with its stored facts; `derived` caches what formulas gave for a version of the world."""

    __slots__ = ("derived", "facts", "known_at", "ref", "was_imported", "world")

    def __init__(self, world: World, ref: SubjectRef, known_at: dt.datetime) -> None:
        self.world = world
        self.ref = ref
        self.facts: dict[str, Value] = {}
        self.derived: dict[str, tuple[Any, Value | None]] = {}
        self.known_at = known_at
        self.was_imported = False


class World:
    """All subjects of one relationship, and the people and units that they refer to.

    *version* rises with every change of a fact; *today* and *now* are arguments of the decision, never the clock.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        calendar: Calendar,
        customer: SubjectRef,
        directory: Mapping[SubjectRef, Mapping[str, Value]],
        now: dt.datetime,
    ) -> None:
        self.vocabulary = vocabulary
        self.calendar = calendar
        self.version = 0
        self.subjects: dict[str, dict[str, Subject]] = {name: {} for name in vocabulary.entities}
        self.children: dict[tuple[str, SubjectRef], list[Subject]] = {}
        self.happenings: dict[tuple[str, SubjectRef], list[Event]] = {}
        self.troubles: dict[tuple[str, SubjectRef, str], Trouble] = {}
        self.move_clock(now)
        for ref, facts in directory.items():
            self._set(ref, facts, now)
        self.customer = self._subject(customer, now)

    def move_clock(self, now: dt.datetime) -> None:
        """Make *now* the instant that `today` and `now` mean."""
        self.now = now
        self.today = self.calendar.date_of(now)

    def apply(self, event: Event) -> None:
        """Take an event in: its facts replace the earlier ones, and rules may start on its kind."""
        subject = self._set(event.subject, event.facts, event.recorded_at)
        if event.kind != "facts.changed":
            self.happenings.setdefault((event.kind, event.subject), []).append(event)
        if event.origin == "import" and subject.known_at == event.recorded_at:
            subject.was_imported = True

    def of(self, entity: str) -> Iterable[Subject]:
        """Every subject of an entity, in the order in which they became known."""
        if entity == "customer":
            return (self.customer,)
        return self.subjects.get(entity, {}).values()

    def find(self, ref: SubjectRef) -> Subject | None:
        """The subject, if this relationship knows it."""
        return self.subjects.get(ref.entity, {}).get(ref.id)

    def trouble(self, code: str, subject: SubjectRef, what: str, rule: str = "") -> None:
        """Note something that a person must look at, once."""
        self.troubles.setdefault((code, subject, what), Trouble(code, subject, self.now, what, rule))

    def _subject(self, ref: SubjectRef, known_at: dt.datetime) -> Subject:
        known = self.subjects.setdefault(ref.entity, {})
        if ref.id not in known:
            known[ref.id] = Subject(self, ref, known_at)
        return known[ref.id]

    def _set(self, ref: SubjectRef, facts: Mapping[str, Value | None], known_at: dt.datetime) -> Subject:
        subject = self._subject(ref, known_at)
        for name, value in facts.items():
            self._relate(subject, name, value)
            if value is None:
                subject.facts.pop(name, None)
            else:
                subject.facts[name] = value
        self.version += 1
        return subject

    def _relate(self, subject: Subject, name: str, value: Value | None) -> None:
        definition = self.vocabulary.fact(subject.ref.entity, name)
        if definition is None or definition.type.entity is None:
            return
        before = subject.facts.get(name)
        if before == value:
            return
        if isinstance(before, str):
            self._siblings(subject, definition.type.entity, before).remove(subject)
        if isinstance(value, str):
            self._siblings(subject, definition.type.entity, value).append(subject)

    def _siblings(self, subject: Subject, entity: str, parent: str) -> list[Subject]:
        return self.children.setdefault((subject.ref.entity, SubjectRef(entity, parent)), [])
