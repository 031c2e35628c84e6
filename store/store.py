"""The store: one object for everything that is remembered."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Self

from sqlalchemy import select

from engine.facts import Event, SubjectRef
from engine.relationship import Decision, Relationship
from engine.values import Value
from store import positions
from store.belonging import CUSTOMER, Belonging
from store.codec import is_storable
from store.database import Database
from store.deciding import Decided, decide
from store.directory import Directory, current_facts, referring_to
from store.ids import number
from store.imports import Imports
from store.ingest import Ingested, Intake
from store.loading import load, load_pages
from store.outbox import Outbox
from store.owners import stored_subjects
from store.positions import PAGE, Position
from store.reports import Reports
from store.rulebooks import Rulebooks
from store.tables import subject as subject_table
from store.timeline import TimelineRow, timeline
from store.told import Told, told
from store.versions import migrate, prepare


class Store:
    """All that is remembered, in SQLite (``sqlite:///path``) or PostgreSQL (``postgresql://…``).

    Many threads may share one. Pages of ids go on behind the last id of the page before: ``after=page[-1].id``.
    """

    def __init__(self, url: str) -> None:
        """Only prepares to connect: `prepare` or `migrate` comes before anything else."""
        self._database = Database(url)
        self.outbox = Outbox(self._database)
        self.rulebooks = Rulebooks(self._database)
        self.imports = Imports(self._database)
        self.reports = Reports(self._database)

    @classmethod
    def open(cls, url: str) -> Self:
        """A store ready to use: an empty database gets its tables, one of another version is refused."""
        store = cls(url)
        try:
            store.prepare()
        except BaseException:  # whatever it was, nobody gets this store to close it
            store.close()
            raise
        return store

    def prepare(self) -> None:
        """Make the tables of an empty database.

        Raises:
            DatabaseNewer: the database is ahead of the program.
            DatabaseOlder: it is behind; `migrate` helps.
            DatabaseOutOfReach: it cannot be opened.
        """
        prepare(self._database)

    def migrate(self) -> None:
        """Bring the tables to the version of the program.

        Raises:
            DatabaseNewer: the database is ahead of the program.
            DatabaseOutOfReach: it cannot be opened.
        """
        migrate(self._database)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # --- what happens -------------------------------------------------------------------------------------------

    def ingest(
        self,
        events: Iterable[Event],
        *,
        belonging: Belonging | None = None,
        new_customers: bool = True,
        import_id: int | None = None,
    ) -> Ingested:
        """Take events in, 200 in a transaction; the same id once more is *unchanged*.

        An event on an unknown customer makes that customer, unless *new_customers* is False. One that belongs to
        no known customer is rejected with the reason. Within a batch the order does not matter; across batches
        a customer must come before what belongs to it.
        """
        batches = self.ingest_batches(
            events, belonging=belonging, new_customers=new_customers, import_id=import_id
        )
        return sum(batches, start=Ingested())

    def ingest_batches(
        self,
        events: Iterable[Event],
        *,
        belonging: Belonging | None = None,
        new_customers: bool = True,
        import_id: int | None = None,
    ) -> Iterator[Ingested]:
        """As `ingest`, telling what came of each batch once it is committed."""
        intake = Intake(belonging or Belonging(), new_customers, import_id)
        return intake.each_batch(self._database, events)

    def decide(
        self,
        relationship_id: str,
        choose: Callable[[Relationship], Decision],
        *,
        rulebook: str = "",
        as_of_people: dt.datetime | None = None,
    ) -> Decided:
        """Let *choose* decide on a relationship under its lock and write all of its decision, or nothing.

        Raises:
            UnknownRelationship: there is none of that id.
            DecisionDoesNotFit: the decision is about another one, or about events that were not pending.
        """
        return decide(self._database, relationship_id, choose, rulebook=rulebook, as_of_people=as_of_people)

    # --- relationships ------------------------------------------------------------------------------------------

    def load(self, relationship_id: str, *, as_of_people: dt.datetime | None = None) -> Relationship:
        """One relationship; people and units as known at *as_of_people* (None: all that is known).

        Raises:
            UnknownRelationship: there is none of that id.
        """
        with self._database.reading() as connection:
            return load(connection, relationship_id, as_of_people)

    def load_many(
        self,
        ids: Iterable[str] | None = None,
        *,
        split_at: dt.datetime | None = None,
        as_of_people: dt.datetime | None = None,
    ) -> Iterator[Relationship]:
        """All relationships, or those of *ids*, in order of id, 500 in memory at a time.

        With *split_at* as they were at that moment, with what came later as pending events: see `as_it_was`.
        """
        return load_pages(self._database, ids, split_at, as_of_people)

    def relationship_of(self, customer: str) -> str | None:
        """The surrogate id for a customer's own number."""
        return self.relationship_of_subject(SubjectRef(CUSTOMER, customer))

    def relationship_of_subject(self, subject: SubjectRef) -> str | None:
        """The relationship that an invoice, a task ... belongs to; None for people, units and the unknown."""
        columns = subject_table.c
        query = select(columns.relationship_id).where(
            columns.entity == subject.entity, columns.id == subject.id
        )
        with self._database.reading() as connection:
            owner = connection.execute(query).scalar()
        return None if owner is None else str(owner)

    def facts_of(self, subject: SubjectRef) -> dict[str, Value]:
        """What is known of one subject now, what rules said included; nothing of one that is not known."""
        with self._database.reading() as connection:
            return dict(current_facts(connection, subject))

    def known(self, subjects: Iterable[SubjectRef]) -> frozenset[SubjectRef]:
        """Those of *subjects* that the store knows."""
        wanted = {each for each in subjects if is_storable(each.id)}
        with self._database.reading() as connection:
            return frozenset(stored_subjects(connection, wanted))

    def told(self, subjects: Iterable[SubjectRef]) -> Mapping[SubjectRef, Told]:
        """What files, people and programs said of *subjects* so far; those of whom nothing was said are left out."""
        with self._database.reading() as connection:
            return told(connection, subjects)

    def referring_to(self, subjects: Iterable[SubjectRef]) -> frozenset[str]:
        """The relationships to wake when these people or units change."""
        with self._database.reading() as connection:
            return frozenset(str(owner) for owner in referring_to(connection, subjects))

    def directory(self, as_of: dt.datetime | None = None) -> Directory:
        """All people and units."""
        with self._database.reading() as connection:
            return Directory.whole(connection, as_of)

    def timeline(self, relationship_id: str) -> Sequence[TimelineRow]:
        """Everything that happened in one relationship, in order."""
        with self._database.reading() as connection:
            return timeline(connection, number(relationship_id))

    # --- what waits ---------------------------------------------------------------------------------------------

    def positions(self, *, after: str = "0", limit: int = PAGE) -> Sequence[Position]:
        """A page of all relationships."""
        with self._database.reading() as connection:
            return positions.positions(connection, after, limit)

    def position(self, relationship_id: str) -> Position:
        """Of one relationship.

        Raises:
            UnknownRelationship: there is none of that id.
        """
        with self._database.reading() as connection:
            return positions.position(connection, relationship_id)

    def due(self, before: dt.datetime, *, after: str = "0", limit: int = PAGE) -> Sequence[Position]:
        """A page of those with something due until *before*, that moment included."""
        with self._database.reading() as connection:
            return positions.due(connection, before, after, limit)

    def undecided(self, as_of: dt.datetime, *, after: str = "0", limit: int = PAGE) -> Sequence[Position]:
        """A page of those to be woken: events not decided on, a due moment past, messages to be delivered."""
        with self._database.reading() as connection:
            return positions.undecided(connection, as_of, after, limit)

    def oldest_pending(self) -> dt.datetime | None:
        """When the oldest event was recorded that is not decided on."""
        with self._database.reading() as connection:
            return positions.oldest_pending(connection)
