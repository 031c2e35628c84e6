"""Takes events in: each once, each under the lock of the relationship that it belongs to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Self

from sqlalchemy import Connection

from engine.facts import Event, SubjectRef
from store.belonging import Belonging
from store.codec import is_storable
from store.database import Database, insert_new, lock_named, lock_relationships
from store.events import event_row, fact_rows, stored_events
from store.owners import Owners
from store.tables import event as event_table
from store.tables import fact as fact_table
from store.tables import subject as subject_table

BATCH = 200
"""Events in one transaction: SQLite has one writer, and others wait for it."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """An event that was not taken in, and why, said to whoever sent it."""

    event: Event
    reason: str


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of the events.

    *touched* are the relationships that have something new to decide on. *directory* are the people and units
    of whom something changed: `Store.referring_to` finds the relationships that may care.
    """

    new: int = 0
    unchanged: int = 0
    rejected: tuple[Rejected, ...] = ()
    touched: frozenset[str] = frozenset()
    directory: frozenset[SubjectRef] = frozenset()

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.new + other.new,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.touched | other.touched,
            self.directory | other.directory,
        )


@dataclass(frozen=True, slots=True)
class Intake:
    """How events are taken in: see `Store.ingest`."""

    belonging: Belonging = field(default_factory=Belonging)
    new_customers: bool = True
    import_id: int | None = None

    def each_batch(self, database: Database, events: Iterable[Event]) -> Iterator[Ingested]:
        """Take in *events*, a batch in a transaction; what came of each batch once it is committed."""
        rest = iter(events)
        while batch := list(islice(rest, BATCH)):
            with database.writing() as connection:
                ingested = self._take_in(connection, batch)
            yield ingested

    def _take_in(self, connection: Connection, batch: list[Event]) -> Ingested:
        if any(event.subject.entity in self.belonging.directory for event in batch):
            lock_named(connection, "directory")
        owners = Owners.of(
            connection, filter(_is_storable, batch), self.belonging, new_customers=self.new_customers
        )
        lock_relationships(connection, owners.relationships)
        # Looked up under the lock: the same event may come in twice at the same time.
        stored = dict(stored_events(connection, (event.id for event in batch if _is_storable(event))))

        new: list[Event] = []
        rejected: list[Rejected] = []
        for event in batch:
            if reason := owners.why_unknown(event) if _is_storable(event) else _UNSTORABLE:
                rejected.append(Rejected(event, reason))
            elif event.id not in stored:
                stored[event.id] = event
                new.append(event)
            elif not _is_same(event, stored[event.id]):
                rejected.append(Rejected(event, _used(stored[event.id])))
        self._write(connection, new, owners)
        return Ingested(
            len(new),
            len(batch) - len(new) - len(rejected),
            tuple(rejected),
            frozenset(str(owner) for event in new if (owner := owners.of_event(event)) is not None),
            frozenset(event.subject for event in new if owners.of_event(event) is None),
        )

    def _write(self, connection: Connection, events: list[Event], owners: Owners) -> None:
        subjects = sorted({event.subject for event in events} - owners.stored)
        insert_new(
            connection,
            subject_table,
            [
                {"entity": each.entity, "id": each.id, "relationship_id": owners.relationship(each)}
                for each in subjects
            ],
        )
        events_with_owners = [(event, owners.of_event(event)) for event in events]
        if events:
            rows = [event_row(event, owner, import_id=self.import_id) for event, owner in events_with_owners]
            connection.execute(event_table.insert(), rows)
        if facts := [row for event, owner in events_with_owners for row in fact_rows(event, owner)]:
            connection.execute(fact_table.insert(), facts)


def _is_same(event: Event, stored: Event) -> bool:
    """Whether both tell the same; when and by whom it was recorded does not matter."""
    told, known = ((each.kind, each.subject, each.happened_at, dict(each.facts)) for each in (event, stored))
    return told == known


def _is_storable(event: Event) -> bool:
    texts = (event.id, event.kind, *event.subject, *event.facts)
    return all(is_storable(text) for text in texts)


_UNSTORABLE = "Its id, kind, subject or the name of a fact holds a character that no database stores (NUL or half a character)."


def _used(stored: Event) -> str:
    if stored.kind == "task.answered":
        outcome = stored.facts.get("outcome")
        return f"The task was answered already: “{outcome}”, at {stored.happened_at:%Y-%m-%d %H:%M} UTC. One answer counts."
    return (
        f"The id {stored.id} was already used for something else: {stored.kind} of {stored.subject} "
        f"at {stored.happened_at:%Y-%m-%d %H:%M}. A new happening needs an id of its own."
    )
