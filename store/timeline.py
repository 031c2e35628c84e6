"""Everything that happened in one relationship, in order."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import Connection, select

from engine.facts import Event
from engine.relationship import Firing, Task
from store.events import read_events
from store.outbox import OutboxMessage, outbox_messages
from store.rows import task_of, traced
from store.tables import event as event_table
from store.tables import fact as fact_table
from store.tables import firing as firing_table
from store.tables import task as task_table


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """When, and what: an event, a step that fired (or was passed, withdrawn ...), a task, a message."""

    at: dt.datetime
    item: Event | Firing | Task | OutboxMessage


def timeline(connection: Connection, owner: int) -> Sequence[TimelineRow]:
    """At the same moment events come first, then what they led to."""
    return sorted(_rows(connection, owner), key=attrgetter("at"))


def _rows(connection: Connection, owner: int) -> Iterator[TimelineRow]:
    theirs = read_events(
        connection, event_table.c.relationship_id == owner, fact_table.c.relationship_id == owner
    )
    for event in sorted((stored.event for stored in theirs), key=attrgetter("order")):
        yield TimelineRow(event.happened_at, event)
    firings = select(firing_table).where(firing_table.c.relationship_id == owner).order_by(firing_table.c.due)
    for row in connection.execute(firings.order_by(*firing_table.primary_key)):
        yield TimelineRow(row.at, traced(row))
    tasks = select(task_table).where(task_table.c.relationship_id == owner).order_by(task_table.c.id)
    for row in connection.execute(tasks):
        yield TimelineRow(row.opened_at, task_of(row))
    for message in sorted(outbox_messages(connection, owner), key=lambda each: each.message.key):
        yield TimelineRow(message.finished_at or message.message.at, message)
