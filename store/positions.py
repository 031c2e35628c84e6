"""Where each relationship stands in time: what waits to be decided, and when the next thing is due."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, or_, select, update

from store.deciding import UNDELIVERED
from store.ids import UnknownRelationship, number
from store.tables import event, message, publication, relationship

PAGE = 500


@dataclass(frozen=True, slots=True)
class Position:
    """A relationship for `reconcile` and `publish`: until when it was decided, under which rulebook, what next."""

    id: str
    decided_until: dt.datetime | None
    next_due: dt.datetime | None
    rulebook: str


def position(connection: Connection, relationship_id: str) -> Position:
    """Of one relationship.

    Raises:
        UnknownRelationship: there is none of that id.
    """
    for found in _page(connection, _positions().where(relationship.c.id == number(relationship_id)), "0", 1):
        return found
    raise UnknownRelationship(relationship_id)


def positions(connection: Connection, after: str, limit: int) -> Sequence[Position]:
    """A page of all relationships, in order of id, those behind *after*."""
    return _page(connection, _positions(), after, limit)


def due(connection: Connection, before: dt.datetime, after: str, limit: int) -> Sequence[Position]:
    """A page of those with something due until *before*, that moment included."""
    return _page(connection, _positions().where(relationship.c.next_due <= before), after, limit)


def undecided(connection: Connection, as_of: dt.datetime, after: str, limit: int) -> Sequence[Position]:
    """A page of those that should have been woken by *as_of*.

    They have events not yet decided on, a due moment in the past, messages still to be delivered, or were last
    decided under another rulebook than the one in force: a publication was cut off.
    """
    pending = select(event.c.relationship_id).where(
        event.c.decided_at.is_(None), event.c.relationship_id.is_not(None)
    )
    waiting = select(message.c.relationship_id).where(message.c.status.in_(UNDELIVERED))
    columns = relationship.c
    in_force = select(publication.c.rulebook).order_by(publication.c.id.desc()).limit(1).scalar_subquery()
    overdue = or_(
        columns.next_due <= as_of,
        columns.id.in_(pending),
        columns.id.in_(waiting),
        columns.rulebook != in_force,
    )
    return _page(connection, _positions().where(overdue), after, limit)


def oldest_pending(connection: Connection) -> dt.datetime | None:
    """When the oldest event was recorded that is not decided on: the age of the queue."""
    pending = select(func.min(event.c.recorded_at)).where(
        event.c.decided_at.is_(None), event.c.relationship_id.is_not(None)
    )
    return connection.execute(pending).scalar()


def look_again(connection: Connection, owner: int, at: dt.datetime) -> None:
    """Something changed that no event tells of: the relationship is due *at* the latest."""
    columns = relationship.c
    later = or_(columns.next_due.is_(None), columns.next_due > at)
    connection.execute(update(relationship).where(columns.id == owner, later).values(next_due=at))


def _positions() -> Select[int, dt.datetime | None, dt.datetime | None, str]:
    columns = relationship.c
    return select(columns.id, columns.decided_until, columns.next_due, columns.rulebook).order_by(columns.id)


def _page(
    connection: Connection,
    query: Select[int, dt.datetime | None, dt.datetime | None, str],
    after: str,
    limit: int,
) -> Sequence[Position]:
    rows = connection.execute(query.where(relationship.c.id > number(after)).limit(limit))
    return [Position(str(id_), decided, due_, book) for id_, decided, due_, book in rows]
