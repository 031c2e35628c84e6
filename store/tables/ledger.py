"""What was decided and done: firings, messages, tasks, watches, troubles, and each decision in numbers."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from store.columns import Moment, key_text
from store.tables.metadata import metadata

KEY = ("rule", "step", "entity", "subject_id", "occurrence", "attempt")
"""The columns of a firing's key, in the order of `FiringKey`."""


def _key_columns() -> list[Column[str] | Column[int]]:
    texts: list[Column[str] | Column[int]] = [Column(name, key_text(), nullable=False) for name in KEY[:-1]]
    return [*texts, Column("attempt", Integer, nullable=False)]


def _of_firing() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(KEY, [f"firing.{name}" for name in KEY])


def _of_relationship() -> Column[int]:
    return Column("relationship_id", ForeignKey("relationship.id"), nullable=False, index=True)


firing = Table(
    "firing",
    metadata,
    *(Column(name, key_text(), primary_key=True) for name in KEY[:-1]),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    _of_relationship(),
    Column("status", String, nullable=False),
    Column("due", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    Column("shadow", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    # JSON of the trace; NULL when there is none.
    Column("trace", Text),
)

message = Table(
    "message",
    metadata,
    # Surrogate: the key holds the customer's own id, which a workflow must not carry.
    Column("id", Integer, primary_key=True),
    Column("key", key_text(), nullable=False, unique=True),
    *_key_columns(),
    _of_relationship(),
    Column("channel", String, nullable=False),
    Column("recipient_entity", key_text(), nullable=False),
    Column("recipient_id", key_text(), nullable=False),
    Column("reaches_customer", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("locale", String, nullable=False),
    Column("subject", Text),
    Column("text", Text, nullable=False),
    Column("status", String, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    # When sending began whose outcome nobody has told yet.
    Column("claimed_at", Moment),
    Column("provider_reference", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("finished_at", Moment),
    # JSON: the keys of the other firings that a joined message tells of, each a list in the order of KEY.
    Column("also", JSON, nullable=False, server_default="[]"),
    _of_firing(),
    Index("ix_message_firing", *KEY),
)

task = Table(
    "task",
    metadata,
    Column("id", key_text(), primary_key=True),
    *_key_columns(),
    _of_relationship(),
    Column("kind", String, nullable=False),
    Column("assignee_entity", key_text(), nullable=False),
    Column("assignee_id", key_text(), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Column("text", Text, nullable=False),
    Column("outcomes", JSON, nullable=False),
    Column("status", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("closed_at", Moment),
    Column("late", Boolean, nullable=False),
    Column("form", JSON, nullable=False, server_default="{}"),
    _of_firing(),
    Index(None, "status", "due"),
)

watch = Table(
    "watch",
    metadata,
    Column("rule", key_text(), primary_key=True),
    Column("entity", key_text(), primary_key=True),
    Column("subject_id", key_text(), primary_key=True),
    _of_relationship(),
    Column("true_since", Moment),
    Column("rises", Integer, nullable=False),
    Column("once_per", key_text(), nullable=False),
)

trouble = Table(
    "trouble",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_relationship(),
    Column("code", key_text(), nullable=False),
    Column("entity", key_text(), nullable=False),
    Column("subject_id", key_text(), nullable=False),
    Column("at", Moment, nullable=False),
    Column("what", Text, nullable=False),
    Column("rule", key_text(), nullable=False),
    UniqueConstraint("code", "entity", "subject_id", "rule", "at"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_relationship(),
    Column("at", Moment, nullable=False),
    Column("rulebook", key_text(), nullable=False),
    Column("next_due", Moment),
    Column("consumed", Integer, nullable=False),
    Column("firings", Integer, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("tasks", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("troubles", Integer, nullable=False),
)
"""Each decision in numbers; why something fired stands in the firing's trace."""
