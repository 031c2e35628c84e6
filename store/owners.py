"""Finds, for the events of one batch, the relationships that they belong to; makes those of new customers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Self

from sqlalchemy import Connection, select

from engine.facts import Event, SubjectRef
from store.belonging import CUSTOMER, Belonging
from store.codec import is_storable
from store.database import insert_new
from store.directory import in_parts
from store.tables import event as event_table
from store.tables import relationship as relationship_table
from store.tables import subject as subject_table


@dataclass(frozen=True, slots=True)
class Owners:
    """Which relationship each subject of a batch belongs to; None is the directory's.

    *stored* are the subjects that the database knew before.
    """

    _known: dict[SubjectRef, int | None]
    _belonging: Belonging
    stored: frozenset[SubjectRef]

    @classmethod
    def of(
        cls, connection: Connection, events: Iterable[Event], belonging: Belonging, *, new_customers: bool
    ) -> Self:
        events = list(events)
        mentioned = {event.subject for event in events}
        mentioned.update(
            owner for event in events for owner in belonging.owners(event) if is_storable(owner.id)
        )
        known = stored_subjects(connection, mentioned)
        stored = frozenset(known)
        unknown = [each for each in events if each.subject.entity == CUSTOMER and each.subject not in known]
        if new_customers and unknown:
            known |= _made(connection, unknown)
        owners = cls(known, belonging, stored)
        owners.settle(events)
        return owners

    @property
    def relationships(self) -> set[int]:
        return {owner for owner in self._known.values() if owner is not None}

    def relationship(self, subject: SubjectRef) -> int | None:
        return self._known[subject]

    def of_event(self, event: Event) -> int | None:
        return self._known[event.subject]

    def settle(self, events: Iterable[Event]) -> None:
        """Find the owner of every new subject, whichever order the events come in."""
        waiting = [event for event in events if event.subject not in self._known]
        while still := [event for event in waiting if not self._settled(event)]:
            if len(still) == len(waiting):
                return
            waiting = still

    def why_unknown(self, event: Event) -> str:
        """Why the event belongs to nobody, for whoever sent it; empty when it does belong."""
        if event.subject in self._known:
            return self._why_moved(event)
        if event.subject.entity == CUSTOMER:
            return f"{_named(event.subject)} is not known. Import the customers first, or correct the id."
        if named := next((each for each in self._belonging.owners(event) if each.entity == CUSTOMER), None):
            return f"{_named(named)} is not known. Import the customers first, or correct the id."
        return (
            f"{_named(event.subject)} is not known, and none of the facts given with it names its customer "
            "or something that belongs to one."
        )

    def _why_moved(self, event: Event) -> str:
        """Why an event would tear its subject from its customer: letters would go to a stranger."""
        owner = self._known[event.subject]
        for named in self._belonging.parents(event):
            of_named = self._known.get(named)
            if owner is not None and of_named is not None and of_named != owner:
                return (
                    f"{_named(event.subject)} belongs to another customer than {named}. "
                    "What is known of one customer cannot be moved to another: give it an id of its own."
                )
        return ""

    def _settled(self, event: Event) -> bool:
        if event.subject.entity in self._belonging.directory:
            self._known[event.subject] = None
            return True
        through = (self._known.get(owner) for owner in self._belonging.owners(event))
        if (owner := next((each for each in through if each is not None), None)) is not None:
            self._known[event.subject] = owner
        return event.subject in self._known


def _named(subject: SubjectRef) -> str:
    return f"{subject.entity.capitalize()} {subject.id}"


def stored_subjects(connection: Connection, subjects: Iterable[SubjectRef]) -> dict[SubjectRef, int | None]:
    """Those of *subjects* that the database knows, each with its relationship."""
    known: dict[SubjectRef, int | None] = {}
    columns = subject_table.c
    for entity, group in groupby(sorted(subjects), key=attrgetter("entity")):
        for ids in in_parts([each.id for each in group]):
            same = (columns.entity == entity, columns.id.in_(ids))
            rows = connection.execute(select(columns.id, columns.relationship_id).where(*same))
            known.update((SubjectRef(entity, id_), owner) for id_, owner in rows)
    return known


def _made(connection: Connection, events: Sequence[Event]) -> dict[SubjectRef, int | None]:
    """The relationships of new customers, made unless somebody else just made them.

    Not for an event whose id is taken: it will be refused, and would leave a customer of whom nothing is known.
    """
    ids = event_table.c.id
    taken = set(connection.execute(select(ids).where(ids.in_([event.id for event in events]))).scalars())
    created = {event.subject.id: event.recorded_at for event in events if event.id not in taken}
    # In order, so that two writers never wait for each other.
    rows = [{"customer": customer, "created_at": created[customer]} for customer in sorted(created)]
    insert_new(connection, relationship_table, rows)
    columns = relationship_table.c
    query = select(columns.customer, columns.id).where(columns.customer.in_(created))
    return {SubjectRef(CUSTOMER, customer): id_ for customer, id_ in connection.execute(query)}
