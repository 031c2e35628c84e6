"""What the store knows already of the subjects of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select

from engine.facts import SubjectRef
from engine.values import Value
from store import Store
from store.codec import decode, is_storable
from store.tables import fact, subject

_AT_ONCE = 400


@dataclass
class Known:
    """One subject. *facts* are what files said last, else what people or programs said; what rules did is left out.

    *last_event* is the newest of them, *until* when that one happened.
    """

    facts: dict[str, Value | None] = field(default_factory=dict)
    last_event: str = ""
    until: dt.datetime | None = None


def stored(store: Store, subjects: Iterable[SubjectRef]) -> frozenset[SubjectRef]:
    """Those of *subjects* that the store knows."""
    found: set[SubjectRef] = set()
    # TODO: the store should answer both questions itself; it has neither yet.
    with store._database.reading() as connection:  # noqa: SLF001 - see above
        for entity, ids in _in_parts(subjects):
            query = select(subject.c.id).where(subject.c.entity == entity, subject.c.id.in_(ids))
            found.update(SubjectRef(entity, id_) for id_ in connection.execute(query).scalars())
    return frozenset(found)


def told(store: Store, subjects: Iterable[SubjectRef]) -> Mapping[SubjectRef, Known]:
    """What was said of *subjects* so far; those of whom nothing was said are left out."""
    found: dict[SubjectRef, Known] = {}
    columns = fact.c
    with store._database.reading() as connection:  # noqa: SLF001 - as above
        for entity, ids in _in_parts(subjects):
            query = (
                select(columns.subject_id, columns.name, columns.value, columns.event_id, columns.valid_from)
                .where(columns.entity == entity, columns.subject_id.in_(ids), columns.origin != "rule")
                # What files said comes last and so wins: a file tells nothing new when it repeats itself.
                .order_by(
                    columns.origin == "import", columns.recorded_at, columns.valid_from, columns.event_id
                )
            )
            for id_, name, value, event_id, valid_from in connection.execute(query):
                each = found.setdefault(SubjectRef(entity, id_), Known())
                each.facts[name] = decode(value)
                each.last_event = event_id
                each.until = max(each.until or valid_from, valid_from)
    return found


def _in_parts(subjects: Iterable[SubjectRef]) -> Iterator[tuple[str, list[str]]]:
    wanted = sorted({each for each in subjects if is_storable(each.id)})
    for entity, group in groupby(wanted, key=attrgetter("entity")):
        ids = [each.id for each in group]
        for start in range(0, len(ids), _AT_ONCE):
            yield entity, ids[start : start + _AT_ONCE]
