"""Messages between the decision that wrote them and the provider that takes them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, select, update

from engine.problems import GuanxiError
from engine.relationship import FiringKey, FiringStatus, OutgoingMessage, Trouble
from store.database import Database, insert_new, lock_relationships
from store.deciding import UNDELIVERED
from store.ids import number
from store.positions import look_again
from store.rows import key_columns, message_of, trouble_row
from store.tables import firing as firing_table
from store.tables import message as message_table
from store.tables import trouble as trouble_table

MessageStatus: TypeAlias = Literal["pending", "failed", "uncertain", "accepted", "dropped", "withdrawn"]
"""`pending` and `failed` are still to be delivered (`failed`: tried, and may be tried again); `uncertain` may have
arrived and waits for a person; the other three are final."""

FINAL: tuple[MessageStatus, ...] = ("accepted", "dropped", "withdrawn")


LATE_AFTER = dt.timedelta(hours=1)
"""A message accepted later than this after it should have left was late."""


class UnknownMessage(GuanxiError):
    """There is no message of this key."""


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A message with what became of it.

    *attempts* counts the tries. *claimed_at* is when a try began of which nobody has told the outcome.
    *finished_at* is when it was accepted, dropped or withdrawn; *provider_reference* the provider's own id.
    """

    message: OutgoingMessage
    relationship: str
    status: MessageStatus
    attempts: int
    claimed_at: dt.datetime | None
    provider_reference: str
    detail: str
    finished_at: dt.datetime | None

    @property
    def is_undelivered(self) -> bool:
        return self.status in UNDELIVERED


class Outbox:
    """Every mark is a transaction under the lock of the relationship; a final mark stays as it is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def message(self, key: str) -> OutboxMessage:
        """The message of that key.

        Raises:
            UnknownMessage: there is none.
        """
        with self._database.reading() as connection:
            return _read(connection, key)

    def key_of(self, message_id: int) -> str:
        """The key of a message by its surrogate id.

        Raises:
            UnknownMessage: there is none.
        """
        query = select(message_table.c.key).where(message_table.c.id == message_id)
        with self._database.reading() as connection:
            key: str | None = connection.execute(query).scalar()
        if key is None:
            raise UnknownMessage(f"There is no message number {message_id} in the outbox.")
        return key

    def messages(
        self, *, status: MessageStatus | None = None, relationship: str | None = None, limit: int = 1000
    ) -> Sequence[OutboxMessage]:
        """The newest messages, newest first."""
        query = select(message_table).order_by(message_table.c.at.desc(), message_table.c.key).limit(limit)
        if status is not None:
            query = query.where(message_table.c.status == status)
        if relationship is not None:
            query = query.where(message_table.c.relationship_id == number(relationship))
        with self._database.reading() as connection:
            return [_outbox_message(row) for row in connection.execute(query)]

    def claim(self, key: str, at: dt.datetime) -> OutboxMessage:
        """Begin a try, and tell how things stood before it.

        Send only what `is_undelivered`. Is *claimed_at* set, an earlier try was cut off: it may have arrived.
        """
        with self._database.writing() as connection:
            before = _locked(connection, key)
            if before.is_undelivered:
                _set(connection, key, attempts=before.attempts + 1, claimed_at=at)
            return before

    def mark_accepted(self, key: str, at: dt.datetime, reference: str = "") -> bool:
        """The provider has it; False if the message was final already, which then stays as it was."""
        return self._mark(key, "accepted", at, provider_reference=reference, detail="")

    def mark_dropped(self, key: str, at: dt.datetime, detail: str) -> bool:
        """Refused for good: opted out, no such address."""
        return self._mark(key, "dropped", at, detail=detail)

    def mark_withdrawn(self, key: str, at: dt.datetime, detail: str) -> bool:
        """No longer true when it was about to leave; the next attempt of its firing is free."""
        return self._mark(key, "withdrawn", at, detail=detail)

    def mark_uncertain(self, key: str, at: dt.datetime, detail: str) -> bool:
        """Nobody knows whether it arrived: a person looks, and then marks it or has it sent again (`retry`)."""
        return self._mark(key, "uncertain", at, detail=detail)

    def mark_failed(self, key: str, at: dt.datetime, detail: str) -> bool:
        """Certainly not sent this time; still to be delivered."""
        return self._mark(key, "failed", at, detail=detail)

    def retry(self, key: str, at: dt.datetime, detail: str = "") -> bool:
        """Have a message sent again that is uncertain, or was refused for good and now has a better address.

        False when it is neither. The ladder that a refusal held up waits for this one again.
        """
        with self._database.writing() as connection:
            before = _locked(connection, key)
            if before.status not in {"uncertain", "dropped"}:
                return False
            _set(connection, key, status="pending", claimed_at=None, finished_at=None, detail=detail)
            for firing in before.message.firings:
                dropped = _is(firing_table, firing) & (firing_table.c.status == "dropped")
                connection.execute(update(firing_table).where(dropped).values(status="claimed"))
            look_again(connection, number(before.relationship), at)
            return True

    def _mark(self, key: str, status: MessageStatus, at: dt.datetime, **columns: str) -> bool:
        with self._database.writing() as connection:
            before = _locked(connection, key)
            if before.status in FINAL:
                return False
            finished = at if status in FINAL else None
            _set(connection, key, status=status, claimed_at=None, finished_at=finished, **columns)
            if finished:
                _settle(connection, before, at, columns["detail"])
            return True


def outbox_messages(connection: Connection, relationship: int) -> list[OutboxMessage]:
    """All messages of a relationship."""
    query = select(message_table).where(message_table.c.relationship_id == relationship)
    return [_outbox_message(row) for row in connection.execute(query)]


def _settle(connection: Connection, last: OutboxMessage, at: dt.datetime, detail: str) -> None:
    """Give each claimed firing its end of whose messages this was the last, and let the next decision come at once.

    The next step may wait for this end: a crash before the next decision must not lose it.
    """
    for key in last.message.firings:
        _end(connection, key, last, at, detail)
    look_again(connection, number(last.relationship), at)


def _end(connection: Connection, key: FiringKey, last: OutboxMessage, at: dt.datetime, detail: str) -> None:
    """Once all messages of a firing are final, it has its end; one that was accepted makes it done.

    Was its channel away, it was done only when it was accepted: the next step keeps its distance from then, and
    that day's contacts count it. A refusal holds up the steps behind it, so people are told.
    """
    relationship = number(last.relationship)
    statuses = _statuses(connection, key, relationship)
    if statuses - set(FINAL):
        return
    end: FiringStatus = (
        "done" if "accepted" in statuses else "dropped" if "dropped" in statuses else "withdrawn"
    )
    claimed = _is(firing_table, key) & (firing_table.c.status == "claimed")
    late = {"at": at} if end == "done" and at - last.message.at > LATE_AFTER else {}
    ended = connection.execute(update(firing_table).where(claimed).values(status=end, **late)).rowcount
    if ended and end == "dropped":
        what = (
            f"{key.rule}: the message of {key.step} was refused for good, so no later step follows. {detail}"
        )
        trouble = Trouble("not-delivered", key.subject, at, what.rstrip(), key.rule)
        insert_new(connection, trouble_table, [trouble_row(trouble, relationship)])


def _statuses(connection: Connection, key: FiringKey, relationship: int) -> set[str]:
    """How the messages stand that tell of a firing, alone or with others."""
    columns = message_table.c
    same_step = (columns.relationship_id == relationship, columns.rule == key.rule, columns.step == key.step)
    rows = connection.execute(select(message_table).where(*same_step))
    return {row.status for row in rows if key in message_of(row).firings}


def _is(table: Table, key: FiringKey) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in key_columns(key).items()))


def _locked(connection: Connection, key: str) -> OutboxMessage:
    lock_relationships(connection, [number(_read(connection, key).relationship)])
    return _read(connection, key)


def _read(connection: Connection, key: str) -> OutboxMessage:
    row = connection.execute(select(message_table).where(message_table.c.key == key)).one_or_none()
    if row is None:
        raise UnknownMessage(f"There is no message “{key}” in the outbox.")
    return _outbox_message(row)


def _set(connection: Connection, key: str, **columns: object) -> None:
    connection.execute(update(message_table).where(message_table.c.key == key).values(**columns))


def _outbox_message(row: Row[Any]) -> OutboxMessage:
    return OutboxMessage(
        message_of(row),
        str(row.relationship_id),
        row.status,
        row.attempts,
        row.claimed_at,
        row.provider_reference,
        row.detail,
        row.finished_at,
    )
