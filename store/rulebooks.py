"""Rulebooks by the hash of their content: which one is in force, and since when each of its rules is."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, select, update

from engine.rollout import activations_after
from store.database import Database, insert_new, lock_named
from store.tables import activation, publication, rulebook, rulebook_file


@dataclass(frozen=True, slots=True)
class Publication:
    """A rulebook put in force."""

    hash: str
    published_at: dt.datetime
    published_by: str


class Rulebooks:
    """The files are the draft; what was published stands here and does not change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def publish(
        self, files: Mapping[str, bytes], hash_: str, rules: Iterable[str], at: dt.datetime, by: str = ""
    ) -> None:
        """Put a rulebook in force; *rules* are the ids of its rules, moves, steps (``rule/step``) and shares (``rule@20``).

        A rule keeps its activation while it stays in force; one that was gone and comes back is activated anew. A
        share that is lowered keeps the moment since which its customers were in force. The same rulebook once more changes nothing.
        """
        with self._database.writing() as connection:
            lock_named(connection, "publish")
            insert_new(connection, rulebook, [{"hash": hash_, "stored_at": at}])
            insert_new(
                connection,
                rulebook_file,
                [{"rulebook": hash_, "path": path, "content": content} for path, content in files.items()],
            )
            newest = _newest(connection)
            if newest is None or newest.rulebook != hash_:
                row = {"rulebook": hash_, "published_at": at, "published_by": by}
                connection.execute(insert(publication).values(row))
            _activate(connection, set(rules), hash_, at)

    def in_force(self) -> Publication | None:
        """The rulebook in force; None before the first `publish`."""
        with self._database.reading() as connection:
            newest = _newest(connection)
        return newest and Publication(newest.rulebook, newest.published_at, newest.published_by)

    def files(self, hash_: str) -> Mapping[str, bytes]:
        """The files of a stored rulebook by path; none if it is not stored."""
        columns = rulebook_file.c
        query = select(columns.path, columns.content).where(columns.rulebook == hash_).order_by(columns.path)
        with self._database.reading() as connection:
            return {path: bytes(content) for path, content in connection.execute(query)}

    def activations(self) -> Mapping[str, dt.datetime]:
        """Since when each rule in force is in force, by its id."""
        with self._database.reading() as connection:
            return _activations(connection)

    def history(self) -> Sequence[Publication]:
        """Every publication, the newest first."""
        columns = publication.c
        query = select(columns.rulebook, columns.published_at, columns.published_by).order_by(
            columns.id.desc()
        )
        with self._database.reading() as connection:
            return [Publication(*row) for row in connection.execute(query)]


def _newest(connection: Connection) -> Row[int, str, dt.datetime, str] | None:
    columns = publication.c
    query = select(columns.id, columns.rulebook, columns.published_at, columns.published_by)
    return connection.execute(query.order_by(columns.id.desc()).limit(1)).one_or_none()


def _activate(connection: Connection, rules: set[str], hash_: str, at: dt.datetime) -> None:
    active = _activations(connection)
    after = activations_after(rules, active, at)
    in_force = activation.c.ended_at.is_(None)
    gone = sorted(set(active) - set(after))
    connection.execute(update(activation).where(in_force, activation.c.rule.in_(gone)).values(ended_at=at))
    if new := sorted(set(after) - set(active)):
        rows = [{"rule": rule, "rulebook": hash_, "activated_at": after[rule]} for rule in new]
        connection.execute(insert(activation), rows)


def _activations(connection: Connection) -> dict[str, dt.datetime]:
    columns = activation.c
    query = (
        select(columns.rule, columns.activated_at).where(columns.ended_at.is_(None)).order_by(columns.rule)
    )
    return {row.rule: row.activated_at for row in connection.execute(query)}
