"""Writes what was decided, all of it or nothing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from engine.problems import GuanxiError
from engine.relationship import Decision, Relationship
from store.database import Database, insert_new, lock_relationships, upsert
from store.directory import in_parts
from store.events import event_row, fact_rows
from store.ids import number
from store.loading import load
from store.rows import decision_row, firing_row, message_row, task_row, trouble_row, watch_row
from store.tables import decision as decision_table
from store.tables import event, fact, firing, message, relationship, subject, task, trouble, watch

UNDELIVERED = ("pending", "failed")
"""Statuses of a message that is still to be delivered."""


class DecisionDoesNotFit(GuanxiError):
    """A decision that is not about the relationship it was asked for; nothing of it was written."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that is in the store, and all messages of the relationship still to be delivered.

    *undelivered* are their keys, *undelivered_ids* their surrogate ids in the same order: what a workflow may carry.
    """

    decision: Decision
    undelivered: tuple[str, ...]
    undelivered_ids: tuple[int, ...]


def decide(
    database: Database,
    relationship_id: str,
    choose: Callable[[Relationship], Decision],
    *,
    rulebook: str,
    as_of_people: dt.datetime | None,
) -> Decided:
    """Load under the lock, let *choose* decide, write: events that come in meanwhile wait, and stay pending."""
    owner = number(relationship_id)
    with database.writing() as connection:
        lock_relationships(connection, [owner])
        decision = choose(load(connection, relationship_id, as_of_people))
        if decision.relationship != relationship_id:
            raise DecisionDoesNotFit(
                f"Relationship {relationship_id} was to be decided, the decision is about {decision.relationship}."
            )
        _write(connection, decision, owner, rulebook)
        waiting = undelivered(connection, owner)
        return Decided(decision, tuple(waiting.values()), tuple(waiting))


def undelivered(connection: Connection, owner: int) -> dict[int, str]:
    """Ids and keys of the messages that nobody has accepted, refused or taken back, in the order in which they were decided."""
    query = select(message.c.id, message.c.key).where(
        message.c.relationship_id == owner, message.c.status.in_(UNDELIVERED)
    )
    rows = connection.execute(query.order_by(message.c.at, message.c.key))
    return {row.id: row.key for row in rows}


def _write(connection: Connection, decision: Decision, owner: int, rulebook: str) -> None:
    _consume(connection, decision, owner)
    _write_events(connection, decision, owner)
    upsert(connection, firing, [firing_row(each, owner) for each in decision.firings], keep_if_null="trace")
    insert_new(connection, message, [message_row(each, owner) for each in decision.messages])
    upsert(connection, task, [task_row(each, owner) for each in decision.tasks])
    upsert(connection, watch, [watch_row(each, owner) for each in decision.watches])
    insert_new(connection, trouble, [trouble_row(each, owner) for each in decision.troubles])
    connection.execute(insert(decision_table).values(decision_row(decision, owner, rulebook)))
    connection.execute(
        update(relationship)
        .where(relationship.c.id == owner)
        .values(decided_until=decision.decided_until, next_due=decision.next_due, rulebook=rulebook)
    )


def _consume(connection: Connection, decision: Decision, owner: int) -> None:
    consumed = set(decision.consumed)
    done = 0
    for ids in in_parts(sorted(consumed)):
        theirs = (event.c.id.in_(ids), event.c.relationship_id == owner, event.c.decided_at.is_(None))
        done += connection.execute(
            update(event).where(*theirs).values(decided_at=decision.decided_until)
        ).rowcount
    if done != len(consumed):
        raise DecisionDoesNotFit(
            f"The decision of relationship {owner} is about {len(consumed)} events, of which only {done} were pending."
        )


def _write_events(connection: Connection, decision: Decision, owner: int) -> None:
    """What rules did to facts, already decided on; and the subjects that tasks and events bring with them."""
    subjects = {each.subject for each in decision.events} | {("task", each.id) for each in decision.tasks}
    rows = [{"entity": entity, "id": id_, "relationship_id": owner} for entity, id_ in sorted(subjects)]
    insert_new(connection, subject, rows)
    if decision.events:
        connection.execute(
            insert(event),
            [event_row(each, owner, decided_at=decision.decided_until) for each in decision.events],
        )
    if facts := [row for each in decision.events for row in fact_rows(each, owner)]:
        connection.execute(insert(fact), facts)
