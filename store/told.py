"""What was said of subjects so far: what an import compares its rows with."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection, select

from engine.facts import SubjectRef
from engine.values import Value
from store.codec import decode, is_storable
from store.directory import in_parts
from store.tables import fact


@dataclass(slots=True)
class Told:
    """One subject. *facts* are what files said last, else what people or programs said; what rules did is left out.

    *last_event* is the newest of them, *until* when that one happened.
    """

    facts: dict[str, Value | None] = field(default_factory=dict)
    last_event: str = ""
    until: dt.datetime | None = None


def told(connection: Connection, subjects: Iterable[SubjectRef]) -> Mapping[SubjectRef, Told]:
    """What was said of *subjects*; those of whom nothing was said are left out."""
    found: dict[SubjectRef, Told] = {}
    columns = fact.c
    wanted = sorted({each for each in subjects if is_storable(each.id)})
    for entity, group in groupby(wanted, key=attrgetter("entity")):
        for ids in in_parts([each.id for each in group]):
            query = (
                select(columns.subject_id, columns.name, columns.value, columns.event_id, columns.valid_from)
                .where(columns.entity == entity, columns.subject_id.in_(ids), columns.origin != "rule")
                # What files said comes last and so wins: a file tells nothing new when it repeats itself.
                .order_by(
                    columns.origin == "import", columns.recorded_at, columns.valid_from, columns.event_id
                )
            )
            for id_, name, value, event_id, valid_from in connection.execute(query):
                each = found.setdefault(SubjectRef(entity, id_), Told())
                each.facts[name] = decode(value)
                each.last_event = event_id
                each.until = max(each.until or valid_from, valid_from)
    return found
