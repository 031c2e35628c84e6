"""Which rules are in force since when, and which files were taken in."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, text

from store.columns import Moment, key_text
from store.tables.metadata import metadata

rulebook = Table(
    "rulebook",
    metadata,
    Column("hash", key_text(), primary_key=True),
    Column("stored_at", Moment, nullable=False),
)

rulebook_file = Table(
    "rulebook_file",
    metadata,
    Column("rulebook", ForeignKey("rulebook.hash"), primary_key=True),
    Column("path", key_text(), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

publication = Table(
    "publication",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rulebook", ForeignKey("rulebook.hash"), nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_by", String, nullable=False),
)
"""The newest row names the rulebook in force; going back is publishing an older one again."""

activation = Table(
    "activation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rule", key_text(), nullable=False),
    Column("rulebook", ForeignKey("rulebook.hash"), nullable=False),
    Column("activated_at", Moment, nullable=False),
    # NULL: in force.
    Column("ended_at", Moment),
)

_IN_FORCE = text("ended_at IS NULL")
Index(
    "ix_activation_in_force",
    activation.c.rule,
    unique=True,
    sqlite_where=_IN_FORCE,
    postgresql_where=_IN_FORCE,
)

import_ = Table(
    "import",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file_name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("content_hash", key_text(), nullable=False),
    Column("read", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    # NULL: it did not come to its end.
    Column("finished_at", Moment),
)
