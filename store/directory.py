"""People and units: what is known of them, and who refers to whom."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from sqlalchemy import ColumnElement, Connection, select

from engine.facts import Event, SubjectRef
from engine.values import Value
from store.codec import decode
from store.tables import fact as fact_table

AT_ONCE = 500
"""Ids in one query."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The facts of people and units that hold at one moment, by subject."""

    facts: Mapping[SubjectRef, Mapping[str, Value]]
    _by_id: Mapping[str, tuple[SubjectRef, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Mapping[SubjectRef, Mapping[str, Value]]) -> Self:
        by_id: dict[str, tuple[SubjectRef, ...]] = {}
        for subject in facts:
            by_id[subject.id] = (*by_id.get(subject.id, ()), subject)
        return cls(facts, by_id)

    @classmethod
    def whole(cls, connection: Connection, as_of: dt.datetime | None = None) -> Self:
        """Everybody, as known at *as_of* (None: all that is known)."""
        return cls.of(_current(connection, fact_table.c.relationship_id.is_(None), as_of))

    @classmethod
    def reached_from(
        cls, connection: Connection, texts: Iterable[str], as_of: dt.datetime | None = None
    ) -> Self:
        """Those whose ids are among *texts*, whom these refer to, and so on."""
        facts: dict[SubjectRef, Mapping[str, Value]] = {}
        seen: set[str] = set()
        while new := sorted(set(texts) - seen):
            seen.update(new)
            found: dict[SubjectRef, Mapping[str, Value]] = {}
            for ids in in_parts(new):
                theirs = fact_table.c.relationship_id.is_(None) & fact_table.c.subject_id.in_(ids)
                found |= _current(connection, theirs, as_of)
            facts |= found
            texts = [text for each in found.values() for text in _texts(each)]
        return cls.of(facts)

    def closure(self, texts: Iterable[str]) -> Mapping[SubjectRef, Mapping[str, Value]]:
        """Those whose ids are among *texts*, whom these refer to, and so on."""
        found: dict[SubjectRef, Mapping[str, Value]] = {}
        waiting = list(texts)
        while waiting:
            for subject in self._by_id.get(waiting.pop(), ()):
                if subject not in found:
                    found[subject] = self.facts[subject]
                    waiting += _texts(self.facts[subject])
        return found


def current_facts(connection: Connection, subject: SubjectRef) -> Mapping[str, Value]:
    """What is known of one subject now, of whatever entity."""
    theirs = (fact_table.c.entity == subject.entity) & (fact_table.c.subject_id == subject.id)
    return _current(connection, theirs, None).get(subject, {})


def text_facts(events: Iterable[Event]) -> set[str]:
    """Every text among the facts: any of them may be the id of a person."""
    return {text for event in events for text in _texts(event.facts)}


def referring_to(connection: Connection, subjects: Iterable[SubjectRef]) -> set[int]:
    """The relationships that refer to these people or units, directly or through others of the directory.

    A fact that once named them counts too: being woken for nothing does no harm.
    """
    found: set[int] = set()
    seen: set[str] = set()
    waiting = {subject.id for subject in subjects}
    while waiting:
        seen |= waiting
        before: set[str] = set()
        for ids in in_parts(sorted(waiting)):
            columns = fact_table.c
            named = columns.reference.in_(ids)
            owners = (
                select(columns.relationship_id).distinct().where(named, columns.relationship_id.is_not(None))
            )
            found.update(connection.execute(owners).scalars())
            people = select(columns.subject_id).distinct().where(named, columns.relationship_id.is_(None))
            before.update(connection.execute(people).scalars())
        waiting = before - seen
    return found


def in_parts(ids: list[str]) -> Iterator[list[str]]:
    """So many at once as a query takes."""
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _texts(facts: Mapping[str, Value | None] | Mapping[str, Value]) -> list[str]:
    return [value for value in facts.values() if isinstance(value, str)]


def _current(
    connection: Connection, of_facts: ColumnElement[bool], as_of: dt.datetime | None
) -> dict[SubjectRef, Mapping[str, Value]]:
    columns = fact_table.c
    query = select(columns.entity, columns.subject_id, columns.name, columns.value).where(of_facts)
    if as_of is not None:
        query = query.where(columns.valid_from <= as_of)
    facts: dict[SubjectRef, dict[str, Value]] = {}
    for entity, id_, name, text in connection.execute(
        query.order_by(columns.valid_from, columns.recorded_at, columns.event_id)
    ):
        known = facts.setdefault(SubjectRef(entity, id_), {})
        value = decode(text)
        if value is None:
            known.pop(name, None)
        else:
            known[name] = value
    return dict(facts)
