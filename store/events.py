"""Events and their facts as rows, and back."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, select

from engine.facts import Event, SubjectRef
from engine.values import Value
from store.codec import decode, encode, is_storable
from store.database import Row
from store.tables import event as event_table
from store.tables import fact as fact_table

LONGEST_REFERENCE = 200
"""Characters of an id up to which facts that name it are found from it."""


class StoredEvent(NamedTuple):
    """An event with whose it is, and when it was decided on (None: not yet)."""

    relationship: int | None
    decided_at: dt.datetime | None
    event: Event


def event_row(
    event: Event,
    relationship: int | None,
    *,
    decided_at: dt.datetime | None = None,
    import_id: int | None = None,
) -> Row:
    return {
        "id": event.id,
        "kind": event.kind,
        "entity": event.subject.entity,
        "subject_id": event.subject.id,
        "relationship_id": relationship,
        "happened_at": event.happened_at,
        "recorded_at": event.recorded_at,
        "origin": event.origin,
        "import_id": import_id,
        "decided_at": decided_at,
    }


def fact_rows(event: Event, relationship: int | None) -> list[Row]:
    return [
        {
            "event_id": event.id,
            "name": name,
            "relationship_id": relationship,
            "entity": event.subject.entity,
            "subject_id": event.subject.id,
            "value": encode(value),
            "reference": _reference(value),
            "valid_from": event.happened_at,
            "recorded_at": event.recorded_at,
            "origin": event.origin,
        }
        for name, value in event.facts.items()
    ]


def _reference(value: Value | None) -> str | None:
    if isinstance(value, str) and len(value) <= LONGEST_REFERENCE and is_storable(value):
        return value
    return None


def read_events(
    connection: Connection, of_events: ColumnElement[bool], of_facts: ColumnElement[bool]
) -> list[StoredEvent]:
    """Events with their facts, in no order; the two conditions select the same ones in their tables."""
    facts = read_facts(connection, of_facts)
    columns = event_table.c
    query = select(
        columns.relationship_id,
        columns.decided_at,
        columns.id,
        columns.kind,
        columns.entity,
        columns.subject_id,
        columns.happened_at,
        columns.recorded_at,
        columns.origin,
    ).where(of_events)
    nothing: Mapping[str, Value | None] = {}
    return [
        StoredEvent(
            owner,
            decided_at,
            Event(id_, kind, SubjectRef(entity, of), happened, recorded, facts.get(id_, nothing), origin),
        )
        for owner, decided_at, id_, kind, entity, of, happened, recorded, origin in connection.execute(query)
    ]


def read_facts(
    connection: Connection, of_facts: ColumnElement[bool]
) -> Mapping[str, Mapping[str, Value | None]]:
    """The facts that each event set, by the event's id."""
    query = select(fact_table.c.event_id, fact_table.c.name, fact_table.c.value).where(of_facts)
    facts: defaultdict[str, dict[str, Value | None]] = defaultdict(dict)
    # In order of name, so that the same event reads alike from every database.
    for event_id, name, value in connection.execute(query.order_by(fact_table.c.name)):
        facts[event_id][name] = decode(value)
    return facts


def stored_events(connection: Connection, ids: Iterable[str]) -> Mapping[str, Event]:
    """The events of these ids that are there already."""
    wanted = list(ids)
    rows = read_events(connection, event_table.c.id.in_(wanted), fact_table.c.event_id.in_(wanted))
    return {stored.event.id: stored.event for stored in rows}
