"""Reads relationships as a decision takes them: one, or page by page with few queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from engine.facts import Event, SubjectRef
from engine.relationship import Relationship, Task
from store.belonging import CUSTOMER
from store.database import Database
from store.directory import Directory, text_facts
from store.events import StoredEvent, read_events
from store.ids import UnknownRelationship, number
from store.rows import firing_of, task_of, watch_of
from store.splitting import as_it_was
from store.tables import event, fact, firing, relationship, task, watch

PAGE = 500
"""Relationships read at once."""

Which: TypeAlias = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""A condition on the surrogate id of a relationship, in whichever table it stands."""

T = TypeVar("T")


def load(connection: Connection, relationship_id: str, as_of_people: dt.datetime | None) -> Relationship:
    """One relationship, as a decision takes it.

    Raises:
        UnknownRelationship: there is none of that id.
    """
    one = number(relationship_id)
    page = _Page(connection, lambda id_: id_ == one)
    directory = Directory.reached_from(connection, page.names(one), as_of_people)
    for found in page.relationships(directory):
        return found
    raise UnknownRelationship(relationship_id)


def load_pages(
    database: Database,
    ids: Iterable[str] | None,
    split_at: dt.datetime | None,
    as_of_people: dt.datetime | None,
) -> Iterator[Relationship]:
    """All relationships, or those of *ids*, in order of id; each page is one consistent view."""
    with database.reading() as connection:
        directory = Directory.whole(connection, as_of_people)
    for which in _pages_of(ids) if ids is not None else _pages(database):
        with database.reading() as connection:
            page = _Page(connection, which).relationships(directory)
        for each in page:
            yield each if split_at is None else as_it_was(each, split_at)


def _pages_of(ids: Iterable[str]) -> Iterator[Which]:
    numbers = sorted({number(each) for each in ids})
    for start in range(0, len(numbers), PAGE):
        part = numbers[start : start + PAGE]
        yield lambda id_, part=part: id_.in_(part)  # type: ignore[misc]


def _pages(database: Database) -> Iterator[Which]:
    after = 0
    while True:
        column = relationship.c.id
        with database.reading() as connection:
            ids = select(column).where(column > after).order_by(column).limit(PAGE)
            last = max(connection.execute(ids).scalars(), default=None)
        if last is None:
            return
        yield lambda id_, after=after, last=last: id_.between(after + 1, last)  # type: ignore[misc]
        after = last


class _Page:
    """Everything of some relationships: six queries, however many they are."""

    def __init__(self, connection: Connection, which: Which) -> None:
        ids = relationship.c
        self.rows = connection.execute(
            select(ids.id, ids.customer, ids.decided_until, ids.next_due, ids.rulebook)
            .where(which(ids.id))
            .order_by(ids.id)
        ).all()
        self.events: defaultdict[int, list[StoredEvent]] = defaultdict(list)
        for stored in read_events(connection, which(event.c.relationship_id), which(fact.c.relationship_id)):
            if stored.relationship is not None:
                self.events[stored.relationship].append(stored)
        self.firings = _grouped(connection, firing, which, firing_of)
        self.tasks: Mapping[int, list[Task]] = _grouped(connection, task, which, task_of)
        self.watches = _grouped(connection, watch, which, watch_of)

    def relationships(self, directory: Directory) -> list[Relationship]:
        return [
            Relationship(
                id=str(id_),
                customer=SubjectRef(CUSTOMER, customer),
                history=_in_order(each for each in self.events[id_] if each.decided_at is not None),
                pending=_in_order(each for each in self.events[id_] if each.decided_at is None),
                directory=directory.closure(self.names(id_)),
                firings=tuple(self.firings.get(id_, ())),
                tasks=tuple(self.tasks.get(id_, ())),
                watches=tuple(self.watches.get(id_, ())),
                decided_until=decided_until,
                next_due=next_due,
                rulebook=rulebook,
            )
            for id_, customer, decided_until, next_due, rulebook in self.rows
        ]

    def names(self, id_: int) -> set[str]:
        """Texts that may be the id of a person or unit."""
        named = text_facts(each.event for each in self.events[id_])
        return named | {task.assignee.id for task in self.tasks.get(id_, ())}


def _grouped(
    connection: Connection, table: Table, which: Which, read: Callable[[Row[Any]], T]
) -> Mapping[int, list[T]]:
    # By primary key, so that every database gives the same order.
    query = select(table).where(which(table.c.relationship_id)).order_by(*table.primary_key)
    groups: defaultdict[int, list[T]] = defaultdict(list)
    for row in connection.execute(query):
        groups[row.relationship_id].append(read(row))
    return groups


def _in_order(stored: Iterable[StoredEvent]) -> tuple[Event, ...]:
    return tuple(sorted((each.event for each in stored), key=lambda each: each.order))
