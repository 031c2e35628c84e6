"""Ledger rows as the engine's types, and back."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row as ResultRow

from engine.facts import SubjectRef
from engine.relationship import Decision, Firing, FiringKey, OutgoingMessage, Task, TraceLine, Trouble, Watch
from engine.vocabulary import FactType
from store.database import Row
from store.tables.ledger import KEY


def key_of(row: ResultRow[Any]) -> FiringKey:
    return FiringKey(row.rule, row.step, SubjectRef(row.entity, row.subject_id), row.occurrence, row.attempt)


def key_columns(key: FiringKey) -> dict[str, Any]:
    return dict(zip(KEY, (key.rule, key.step, *key.subject, key.occurrence, key.attempt), strict=True))


def firing_of(row: ResultRow[Any]) -> Firing:
    """The firing without its trace, which no decision reads: `traced` reads it too."""
    return Firing(key_of(row), row.status, row.due, row.at, row.shadow, row.reason)


def traced(row: ResultRow[Any]) -> Firing:
    return Firing(key_of(row), row.status, row.due, row.at, row.shadow, row.reason, _trace_of(row.trace))


def firing_row(firing: Firing, relationship: int) -> Row:
    return {
        **key_columns(firing.key),
        "relationship_id": relationship,
        "status": firing.status,
        "due": firing.due,
        "at": firing.at,
        "shadow": firing.shadow,
        "reason": firing.reason,
        "trace": _trace_text(firing.trace),
    }


def _trace_text(trace: Iterable[TraceLine]) -> str | None:
    lines = [[line.text, line.truth, dict(line.values)] for line in trace]
    return json.dumps(lines) if lines else None


def _trace_of(text: str | None) -> tuple[TraceLine, ...]:
    return tuple(TraceLine(*line) for line in json.loads(text or "[]"))


def task_of(row: ResultRow[Any]) -> Task:
    return Task(
        id=row.id,
        firing=key_of(row),
        kind=row.kind,
        assignee=SubjectRef(row.assignee_entity, row.assignee_id),
        opened_at=row.opened_at,
        due=row.due,
        text=row.text,
        outcomes=tuple(row.outcomes),
        status=row.status,
        outcome=row.outcome,
        closed_at=row.closed_at,
        late=row.late,
        form={
            name: FactType(kind, tuple(choices), entity) for name, (kind, choices, entity) in row.form.items()
        },
    )


def task_row(task: Task, relationship: int) -> Row:
    return {
        "id": task.id,
        **key_columns(task.firing),
        "relationship_id": relationship,
        "kind": task.kind,
        "assignee_entity": task.assignee.entity,
        "assignee_id": task.assignee.id,
        "opened_at": task.opened_at,
        "due": task.due,
        "text": task.text,
        "outcomes": list(task.outcomes),
        "status": task.status,
        "outcome": task.outcome,
        "closed_at": task.closed_at,
        "late": task.late,
        "form": {name: [each.kind, list(each.choices), each.entity] for name, each in task.form.items()},
    }


def watch_of(row: ResultRow[Any]) -> Watch:
    return Watch(row.rule, SubjectRef(row.entity, row.subject_id), row.true_since, row.rises, row.once_per)


def watch_row(watch: Watch, relationship: int) -> Row:
    return {
        "rule": watch.rule,
        "entity": watch.subject.entity,
        "subject_id": watch.subject.id,
        "relationship_id": relationship,
        "true_since": watch.true_since,
        "rises": watch.rises,
        "once_per": watch.once_per,
    }


def trouble_of(row: ResultRow[Any]) -> Trouble:
    return Trouble(row.code, SubjectRef(row.entity, row.subject_id), row.at, row.what, row.rule)


def trouble_row(trouble: Trouble, relationship: int) -> Row:
    return {
        "relationship_id": relationship,
        "code": trouble.code,
        "entity": trouble.subject.entity,
        "subject_id": trouble.subject.id,
        "at": trouble.at,
        "what": trouble.what,
        "rule": trouble.rule,
    }


def message_of(row: ResultRow[Any]) -> OutgoingMessage:
    return OutgoingMessage(
        key=row.key,
        firing=key_of(row),
        channel=row.channel,
        recipient=SubjectRef(row.recipient_entity, row.recipient_id),
        reaches_customer=row.reaches_customer,
        at=row.at,
        locale=row.locale,
        subject=row.subject,
        text=row.text,
        also=tuple(_also_of(each) for each in row.also),
    )


def _also_of(texts: list[Any]) -> FiringKey:
    rule, step, entity, subject_id, occurrence, attempt = texts
    return FiringKey(rule, step, SubjectRef(entity, subject_id), occurrence, attempt)


def message_row(message: OutgoingMessage, relationship: int) -> Row:
    """A message that nobody has tried to send."""
    return {
        "key": message.key,
        **key_columns(message.firing),
        "relationship_id": relationship,
        "channel": message.channel,
        "recipient_entity": message.recipient.entity,
        "recipient_id": message.recipient.id,
        "reaches_customer": message.reaches_customer,
        "at": message.at,
        "locale": message.locale,
        "subject": message.subject,
        "text": message.text,
        "status": "pending",
        "attempts": 0,
        "provider_reference": "",
        "detail": "",
        "also": [list(key_columns(key).values()) for key in message.also],
    }


def decision_row(decision: Decision, relationship: int, rulebook: str) -> Mapping[str, Any]:
    return {
        "relationship_id": relationship,
        "at": decision.decided_until,
        "rulebook": rulebook,
        "next_due": decision.next_due,
        "consumed": len(decision.consumed),
        "firings": len(decision.firings),
        "messages": len(decision.messages),
        "tasks": len(decision.tasks),
        "events": len(decision.events),
        "troubles": len(decision.troubles),
    }
