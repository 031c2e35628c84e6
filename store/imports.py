"""Which files were taken in, when, and what came of their rows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from store.database import Database
from store.tables import import_


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One file, once; *finished_at* is None when it did not come to its end. *content_hash* names what it held."""

    id: int
    file_name: str
    kind: str
    at: dt.datetime
    content_hash: str
    read: int
    new: int
    unchanged: int
    rejected: int
    finished_at: dt.datetime | None


class Imports:
    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, *, file_name: str, kind: str, content_hash: str, at: dt.datetime) -> int:
        """The id under which the events of this import are recorded."""
        nothing_yet = {"read": 0, "new": 0, "unchanged": 0, "rejected": 0}
        row = {"file_name": file_name, "kind": kind, "content_hash": content_hash, "at": at, **nothing_yet}
        with self._database.writing() as connection:
            id_ = connection.execute(insert(import_).values(row).returning(import_.c.id)).scalar_one()
        return int(id_)

    def finish(  # noqa: PLR0913, each count has its name
        self, import_id: int, *, read: int, new: int, unchanged: int, rejected: int, at: dt.datetime
    ) -> None:
        counts = {"read": read, "new": new, "unchanged": unchanged, "rejected": rejected}
        with self._database.writing() as connection:
            connection.execute(
                update(import_).where(import_.c.id == import_id).values(finished_at=at, **counts)
            )

    def runs(self, limit: int = 1000) -> Sequence[ImportRun]:
        """The newest imports, newest first."""
        columns = [import_.c[name] for name in ImportRun.__dataclass_fields__]
        with self._database.reading() as connection:
            rows = connection.execute(select(*columns).order_by(import_.c.id.desc()).limit(limit)).all()
        return [ImportRun(*row) for row in rows]
