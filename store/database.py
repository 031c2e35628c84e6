"""The connection to SQLite or PostgreSQL, and the two kinds of transaction: reading and writing."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError

from engine.problems import GuanxiError
from store.tables import relationship

Row: TypeAlias = Mapping[str, Any]

BUSY_TIMEOUT_MS = 30_000
"""How long a writer on SQLite waits for the one before it."""


class BadDatabaseUrl(GuanxiError):
    """The database URL names no database that this program can use."""


class DatabaseOutOfReach(GuanxiError):
    """The database cannot be opened; the text says why."""


class Database:
    """Hands out transactions; knows nothing of what is in the tables."""

    def __init__(self, url: str) -> None:
        self.url = _database_url(url)
        self.engine = _engine(self.url)
        # SQLite lets writers knock again and again, with longer and longer pauses; here they wait their turn instead.
        one_writer = self.url.get_backend_name() == "sqlite"
        self._turn: AbstractContextManager[object] = threading.Lock() if one_writer else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of everything, however many queries."""
        with self.engine.connect() as connection:
            if not _is_sqlite(connection):
                connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write; on SQLite it has the write lock from its first moment."""
        with self._turn, self.engine.connect() as connection:
            writing = connection.execution_options(guanxi_writes=True)
            with writing.begin():
                yield writing

    def reach(self) -> None:
        """Connect once, to fail in plain words.

        Raises:
            DatabaseOutOfReach: there is no such server or file, or it lets nobody in.
        """
        try:
            self.engine.connect().close()
        except DBAPIError as error:
            name = self.url.render_as_string(hide_password=True)
            raise DatabaseOutOfReach(f"The database {name} cannot be opened: {error.orig}") from error

    def close(self) -> None:
        self.engine.dispose()


def lock_relationships(connection: Connection, ids: Iterable[int]) -> None:
    """Hold these relationships until the transaction ends.

    In order of id, so that two writers never wait for each other. SQLite needs nothing: there is one writer.
    """
    if not _is_sqlite(connection):
        rows = select(relationship.c.id).where(relationship.c.id.in_(sorted(ids)))
        connection.execute(rows.order_by(relationship.c.id).with_for_update()).all()


def lock_named(connection: Connection, name: str) -> None:
    """Hold what has no row of its own (the directory, publishing) until the transaction ends."""
    if not _is_sqlite(connection):
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"guanxi {name}"))))


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows whose key is free; the others stay as they are."""
    if rows:
        connection.execute(_insert_of(connection.dialect.name, table).on_conflict_do_nothing(), list(rows))


def upsert(connection: Connection, table: Table, rows: Sequence[Row], *, keep_if_null: str = "") -> None:
    """Insert or replace by primary key; the column *keep_if_null* keeps its value when the new one is NULL."""
    if rows:
        connection.execute(_upsert_of(connection.dialect.name, table, keep_if_null), list(rows))


@cache
def _upsert_of(dialect: str, table: Table, keep_if_null: str) -> sqlite.Insert | postgresql.Insert:
    """The statement, made once: to make it takes as long as to run it."""
    insert = _insert_of(dialect, table)
    changes: dict[str, Any] = {
        column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key
    }
    if keep_if_null:
        changes[keep_if_null] = func.coalesce(insert.excluded[keep_if_null], table.c[keep_if_null])
    key = [column.name for column in table.primary_key]
    return insert.on_conflict_do_update(index_elements=key, set_=changes)


def _insert_of(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _database_url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        url = None
    match url and url.get_backend_name():
        case "sqlite" if url is not None:
            return url
        case "postgresql" if url is not None:
            return url.set(drivername="postgresql+psycopg")
        case _:
            raise BadDatabaseUrl(
                f"“{text}” names no database that guanxi knows. "
                "Write sqlite:///path/to/file.db or postgresql://user@host/name."
            )


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, connect_args={"options": "-c timezone=UTC"}, pool_pre_ping=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions by its own rules, too late and never for reading: `_begin_sqlite` does it.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS:d}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails when another wrote in between; IMMEDIATE waits instead.
    writes = connection.get_execution_options().get("guanxi_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
