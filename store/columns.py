"""Column types that SQLite and PostgreSQL store, compare and return alike."""

import datetime as dt
from typing import Any

from sqlalchemy import DateTime, Dialect, String, TypeDecorator
from sqlalchemy.types import TypeEngine


class Moment(TypeDecorator[dt.datetime]):
    """An instant: aware and in UTC on the way in and out, whatever the database makes of it.

    SQLite keeps it as text of fixed width, which sorts as the instants do; PostgreSQL as ``timestamptz``.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} names no zone: moments are stored with one")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:  # noqa: ANN401, ARG002
        if value is None:
            return None
        moment: dt.datetime = value
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def key_text() -> TypeEngine[str]:
    """An id or another key. PostgreSQL compares it byte by byte, as SQLite and Python do, not by a language."""
    return String().with_variant(String(collation="C"), "postgresql")
