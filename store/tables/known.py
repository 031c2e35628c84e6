"""What is known: customers, what belongs to them, what happened, and each fact that it set."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from store.columns import Moment, key_text
from store.tables.metadata import metadata

relationship = Table(
    "relationship",
    metadata,
    # Surrogate: the only id of a customer that a workflow may carry.
    Column("id", Integer, primary_key=True),
    Column("customer", key_text(), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("decided_until", Moment),
    Column("next_due", Moment, index=True),
    Column("rulebook", key_text(), nullable=False, server_default=""),
)
"""One customer. Its row is the lock under which events come in and decisions are made."""

subject = Table(
    "subject",
    metadata,
    Column("entity", key_text(), primary_key=True),
    Column("id", key_text(), primary_key=True),
    # NULL: a person or a unit, known to all relationships.
    Column("relationship_id", ForeignKey("relationship.id"), index=True),
)
"""Whatever facts are about, and whose it is."""

event = Table(
    "event",
    metadata,
    Column("id", key_text(), primary_key=True),
    Column("kind", String, nullable=False),
    Column("entity", key_text(), nullable=False),
    Column("subject_id", key_text(), nullable=False),
    Column("relationship_id", ForeignKey("relationship.id"), index=True),
    Column("happened_at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("origin", String, nullable=False),
    Column("import_id", ForeignKey("import.id")),
    # NULL: not yet decided on. What happens to people and units is never decided on.
    Column("decided_at", Moment),
)

_PENDING = text("decided_at IS NULL AND relationship_id IS NOT NULL")
Index(
    "ix_event_pending",
    event.c.relationship_id,
    event.c.recorded_at,
    sqlite_where=_PENDING,
    postgresql_where=_PENDING,
)

fact = Table(
    "fact",
    metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("name", key_text(), primary_key=True),
    Column("relationship_id", ForeignKey("relationship.id"), index=True),
    Column("entity", key_text(), nullable=False),
    Column("subject_id", key_text(), nullable=False),
    Column("value", Text, nullable=False),
    # The value again when it is a short text: it may be the id of somebody, to be found from there.
    Column("reference", key_text()),
    Column("valid_from", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("origin", String, nullable=False),
    Index("ix_fact_latest", "entity", "subject_id", "name", "valid_from", "recorded_at", "event_id"),
)
"""Append-only. `valid_from`, `recorded_at` and `origin` repeat the event's, so that the latest is found by index."""

_REFERS = text("reference IS NOT NULL")
Index("ix_fact_reference", fact.c.reference, sqlite_where=_REFERS, postgresql_where=_REFERS)

# People and units: few rows among many.
_DIRECTORY = text("relationship_id IS NULL")
Index("ix_fact_directory", fact.c.subject_id, sqlite_where=_DIRECTORY, postgresql_where=_DIRECTORY)
