"""The facts of one relationship as they stand at an instant, moved forward event by event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from engine.calendar import Calendar
from engine.facts import Event, SubjectRef
from engine.relationship import Trouble
from engine.values import Value
from engine.vocabulary import Vocabulary

NOT_YET = dt.datetime.max.replace(tzinfo=dt.UTC)
"""Since when a subject is known of which nothing was recorded."""

State: TypeAlias = tuple[int, dt.datetime]
"""What a world can be told by: the version of its facts, and its instant."""

_Order: TypeAlias = tuple[dt.datetime, dt.datetime, str]
_FROM_THE_DIRECTORY: _Order = (dt.datetime.min.replace(tzinfo=dt.UTC),) * 2 + ("",)
_A_MOMENT = dt.timedelta(microseconds=1)
_NO_REFERENCES: Mapping[str, str] = {}


class Subject:
    """One subject with its stored facts; for a version of the world, `derived` keeps what formulas gave, `chosen` rows.

    *first* is what was first known, *set_by* then what set each fact. *known_at* is when it was first heard of, *was_imported* whether by an import.
    """

    # There are many, and few of them are asked anything: what most never need is made when it is.
    __slots__ = ("chosen", "derived", "facts", "first", "known_at", "ref", "set_by", "was_imported", "world")

    def __init__(self, world: World, ref: SubjectRef) -> None:
        self.world = world
        self.ref = ref
        self.facts: dict[str, Value] = {}
        self.first: tuple[Mapping[str, Value | None], _Order] | None = None
        self.set_by: dict[str, _Order] | None = None
        self.derived: dict[str, tuple[Any, Value | None]] | None = None
        self.chosen: dict[Any, tuple[Any, Any]] | None = None
        self.known_at = NOT_YET
        self.was_imported = False

    def heard_of(self, event: Event) -> None:
        """Note an event that was recorded about it; what rules did tells nothing new, unless a rule opened it."""
        is_news = event.origin != "rule" or (event.is_opening and event.subject == self.ref)
        if is_news and event.recorded_at < self.known_at:
            self.known_at, self.was_imported = event.recorded_at, event.origin == "import"


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
        self._parents: dict[tuple[str, str], SubjectRef] = {}
        self.happenings: dict[str, list[Event]] = {}
        self.troubles: dict[tuple[str, SubjectRef, str], Trouble] = {}
        self._latest: tuple[dt.datetime, dt.datetime] | None = None
        self.move_clock(now)
        for ref, facts in directory.items():
            self._set(self._subject(ref), facts, _FROM_THE_DIRECTORY)
        self.customer = self._subject(customer)

    @property
    def state(self) -> State:
        """The same as long as nothing can have another value."""
        return self.version, self.now

    def move_clock(self, now: dt.datetime) -> None:
        """Make *now* the instant that `today` and `now` mean."""
        self.now = now
        self.today = self.calendar.date_of(now)

    def apply(self, event: Event) -> None:
        """Take an event in: its facts replace the earlier ones, and rules may start on its kind.

        One that comes late changes no fact that a later happening has set since.
        """
        subject, order = self._subject(event.subject), event.order
        self._set(subject, event.facts, order)
        subject.heard_of(event)
        self.customer.heard_of(event)
        if event.kind != "facts.changed":
            self.happenings.setdefault(event.kind, []).append(event)
        if self._latest is None or order[:2] > self._latest:
            self._latest = order[:2]

    def record_time(self) -> dt.datetime:
        """When to record what a rule does now: after all that it could see, for `Event.order` is the history's."""
        if self._latest is None or self._latest < (self.now, self.now):
            return self.now
        return self._latest[1] + _A_MOMENT

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

    def _subject(self, ref: SubjectRef) -> Subject:
        known = self.subjects.setdefault(ref.entity, {})
        if ref.id not in known:
            known[ref.id] = Subject(self, ref)
        return known[ref.id]

    def _set(self, subject: Subject, facts: Mapping[str, Value | None], order: _Order) -> None:
        is_new = subject.first is None
        if is_new:
            subject.first = facts, order
        else:
            facts = self._not_outdated(subject, facts, order)
        for name, parents in self.vocabulary.references.get(subject.ref.entity, _NO_REFERENCES).items():
            if name in facts:
                self._relate(subject, name, facts[name], parents)
        if is_new:  # as most are: of ten thousand orders each is told once
            subject.facts = {name: value for name, value in facts.items() if value is not None}
        else:
            self._change(subject, facts)
        self.version += 1

    @staticmethod
    def _change(subject: Subject, facts: Mapping[str, Value | None]) -> None:
        for name, value in facts.items():
            if value is None:
                subject.facts.pop(name, None)
            else:
                subject.facts[name] = value

    def _not_outdated(
        self, subject: Subject, facts: Mapping[str, Value | None], order: _Order
    ) -> Mapping[str, Value | None]:
        """Those facts that no later happening has set."""
        assert subject.first is not None
        known = subject.set_by
        if known is None:
            known = subject.set_by = dict.fromkeys(*subject.first)
        facts = {name: value for name, value in facts.items() if known.get(name, order) <= order}
        known.update(dict.fromkeys(facts, order))
        return facts

    def _relate(self, subject: Subject, name: str, value: Value | None, parents: str) -> None:
        before = subject.facts.get(name)
        if before == value:
            return
        if isinstance(before, str):
            self._siblings(subject, parents, before).remove(subject)
        if isinstance(value, str):
            self._siblings(subject, parents, value).append(subject)

    def _siblings(self, subject: Subject, entity: str, parent: str) -> list[Subject]:
        known = self._parents.get((entity, parent))
        if known is None:
            known = self._parents[entity, parent] = SubjectRef(entity, parent)
        return self.children.setdefault((subject.ref.entity, known), [])
