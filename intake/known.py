"""What the store knows already of the subjects of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
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


def known(store: Store, subjects: Iterable[SubjectRef]) -> Mapping[SubjectRef, Known]:
    """Those of *subjects* that are stored."""
    found: dict[SubjectRef, Known] = {}
    # TODO: the store should answer this itself (`Store.last_told`); it has no such question yet.
    with store._database.reading() as connection:  # noqa: SLF001 - see above
        for entity, ids in _in_parts(subjects):
            stored = select(subject.c.id).where(subject.c.entity == entity, subject.c.id.in_(ids))
            here = {id_: Known() for id_ in connection.execute(stored).scalars()}
            found.update({SubjectRef(entity, id_): each for id_, each in here.items()})
            if not here:
                continue
            columns = fact.c
            told = (
                select(columns.subject_id, columns.name, columns.value, columns.event_id, columns.valid_from)
                .where(columns.entity == entity, columns.subject_id.in_(list(here)), columns.origin != "rule")
                # What files said comes last and so wins: a file tells nothing new when it repeats itself.
                .order_by(
                    columns.origin == "import", columns.recorded_at, columns.valid_from, columns.event_id
                )
            )
            for id_, name, value, event_id, valid_from in connection.execute(told):
                each = here[id_]
                each.facts[name] = decode(value)
                each.last_event = event_id
                each.until = max(each.until or valid_from, valid_from)
    return found


def _in_parts(subjects: Iterable[SubjectRef]) -> Iterable[tuple[str, list[str]]]:
    wanted = sorted({each for each in subjects if is_storable(each.id)})
    for entity, group in groupby(wanted, key=attrgetter("entity")):
        ids = [each.id for each in group]
        for start in range(0, len(ids), _AT_ONCE):
            yield entity, ids[start : start + _AT_ONCE]
