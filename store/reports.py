"""What people ask the store: customers, tasks, troubles, the history of a fact, how much there is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from engine.facts import Origin, SubjectRef
from engine.relationship import Firing, Task, TaskStatus, Trouble
from engine.values import Value
from store.codec import decode
from store.current import current_fact
from store.database import Database
from store.ids import number
from store.rows import task_of, traced, trouble_of
from store.tables import event, fact, firing, message, relationship, task, trouble


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list; *name* and *stage* are empty while nobody has told them."""

    relationship: str
    customer: str
    name: str
    stage: str
    decided_until: dt.datetime | None
    next_due: dt.datetime | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task and whose customer it is about."""

    relationship: str
    customer: str
    task: Task


@dataclass(frozen=True, slots=True)
class TroubleRow:
    relationship: str
    customer: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class FactChange:
    """One row of a fact's history; *value* None took it away."""

    value: Value | None
    valid_from: dt.datetime
    recorded_at: dt.datetime
    origin: Origin
    event: str


class Reports:
    """Reads only; each report is one consistent view."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def customers(
        self, *, name: str = "name", stage: str = "stage", after: str = "0", limit: int = 1000
    ) -> Sequence[CustomerRow]:
        """A page of customers in order of relationship; *name* and *stage* are the facts that tell these."""
        ids = relationship.c
        names, stages = (current_fact(ids.customer, each) for each in (name, stage))
        query = select(ids.id, ids.customer, names, stages, ids.decided_until, ids.next_due)
        query = query.where(ids.id > number(after)).order_by(ids.id).limit(limit)
        return [
            CustomerRow(str(id_), customer, _text(name_), _text(stage_), decided, due)
            for id_, customer, name_, stage_, decided, due in self._rows(query)
        ]

    def tasks(
        self,
        *,
        status: TaskStatus | None = "open",
        assignee: SubjectRef | None = None,
        relationship_id: str | None = None,
        limit: int = 1000,
    ) -> Sequence[TaskRow]:
        """Tasks, the soonest due first."""
        query = _with_customer(task).order_by(task.c.due, task.c.id).limit(limit)
        if status is not None:
            query = query.where(task.c.status == status)
        if assignee is not None:
            query = query.where(task.c.assignee_entity == assignee.entity, task.c.assignee_id == assignee.id)
        if relationship_id is not None:
            query = query.where(task.c.relationship_id == number(relationship_id))
        return [TaskRow(str(row.relationship_id), row.customer, task_of(row)) for row in self._rows(query)]

    def task(self, task_id: str) -> TaskRow | None:
        """The task of that id, whatever its status."""
        rows = self._rows(_with_customer(task).where(task.c.id == task_id))
        return TaskRow(str(rows[0].relationship_id), rows[0].customer, task_of(rows[0])) if rows else None

    def troubles(self, limit: int = 1000) -> Sequence[TroubleRow]:
        """What a person must look at, the newest first."""
        query = _with_customer(trouble).order_by(trouble.c.at.desc(), trouble.c.id.desc()).limit(limit)
        return [
            TroubleRow(str(row.relationship_id), row.customer, trouble_of(row)) for row in self._rows(query)
        ]

    def firings(self, relationship_id: str) -> Sequence[Firing]:
        """The ledger of a relationship with its traces, in order of when it was decided."""
        query = select(firing).where(firing.c.relationship_id == number(relationship_id))
        return [
            traced(row) for row in self._rows(query.order_by(firing.c.at, firing.c.due, *firing.primary_key))
        ]

    def fact_history(
        self, subject: SubjectRef, name: str, *, origin: Origin | None = None
    ) -> Sequence[FactChange]:
        """Every value that a fact had, the oldest first; a stage's with origin ``rule`` is the lifecycle."""
        rows = fact.c
        query = select(rows.value, rows.valid_from, rows.recorded_at, rows.origin, rows.event_id).where(
            rows.entity == subject.entity, rows.subject_id == subject.id, rows.name == name
        )
        if origin is not None:
            query = query.where(rows.origin == origin)
        query = query.order_by(rows.valid_from, rows.recorded_at, rows.event_id)
        return [FactChange(decode(value), *rest) for value, *rest in self._rows(query)]

    def counts(self) -> Mapping[str, int]:
        """How much there is of everything; messages, firings and tasks by status (``message pending``)."""
        totals = {
            table.name + "s": self._rows(select(func.count()).select_from(table))[0][0]
            for table in (relationship, event, fact, trouble)
        }
        for table in (firing, message, task):
            by_status = select(table.c.status, func.count()).group_by(table.c.status).order_by(table.c.status)
            totals |= {f"{table.name} {status}": count for status, count in self._rows(by_status)}
        return totals

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        with self._database.reading() as connection:
            return connection.execute(query).all()


def _with_customer(table: Any) -> Select[Any]:  # noqa: ANN401
    joined = table.join(relationship, relationship.c.id == table.c.relationship_id)
    return select(table, relationship.c.customer).select_from(joined)


def _text(value: str | None) -> str:
    decoded = decode(value) if value is not None else None
    return "" if decoded is None else str(decoded)
