"""What `--json` gives: plain data with keys that stay the same. Moments are ISO 8601 in UTC."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeAlias

from console.views.sentences import Item
from engine.facts import Event, SubjectRef
from engine.language.scalars import show_value
from engine.relationship import Firing, OutgoingMessage, Task, TraceLine
from store.outbox import OutboxMessage

Data: TypeAlias = dict[str, Any]


def moment(at: dt.datetime | None) -> str | None:
    """``2026-11-21T09:00:00Z``."""
    return None if at is None else at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def subject(ref: SubjectRef) -> str:
    """``invoice/INV-7``, as `--subject` takes it."""
    return f"{ref.entity}/{ref.id}"


def item_data(item: Item) -> Data:
    """Any thing of a timeline; ``kind`` tells which."""
    match item:
        case Event():
            return {"kind": "event", **event_data(item)}
        case Firing():
            return {"kind": "step", **firing_data(item)}
        case Task():
            return {"kind": "task", **task_data(item)}
        case OutboxMessage():
            return {"kind": "message", **message_data(item)}
        case OutgoingMessage():
            return {"kind": "message", **_written(item)}


def event_data(event: Event) -> Data:
    """An event with its facts as rule files write them."""
    facts = {name: None if value is None else show_value(value) for name, value in event.facts.items()}
    return {
        "id": event.id,
        "event": event.kind,
        "subject": subject(event.subject),
        "happened_at": moment(event.happened_at),
        "recorded_at": moment(event.recorded_at),
        "origin": event.origin,
        "facts": facts,
    }


def firing_data(firing: Firing) -> Data:
    """A row of the ledger, with its trace."""
    key = firing.key
    return {
        "rule": key.rule,
        "step": key.step,
        "subject": subject(key.subject),
        "occurrence": key.occurrence,
        "attempt": key.attempt,
        "status": firing.status,
        "due": moment(firing.due),
        "at": moment(firing.at),
        "shadow": firing.shadow,
        "reason": firing.reason,
        "sentences": trace_data(firing.trace),
    }


def trace_data(lines: Iterable[TraceLine]) -> list[Data]:
    """Sentences with their truth (null: unknown) and values."""
    return [{"text": line.text, "truth": line.truth, "values": dict(line.values)} for line in lines]


def task_data(task: Task) -> Data:
    """A task."""
    return {
        "id": task.id,
        "task": task.kind,
        "to": subject(task.assignee),
        "rule": task.firing.rule,
        "step": task.firing.step,
        "subject": subject(task.firing.subject),
        "opened_at": moment(task.opened_at),
        "due": moment(task.due),
        "text": task.text,
        "outcomes": list(task.outcomes),
        "form": {
            name: {"kind": each.kind, "choices": list(each.choices), "entity": each.entity}
            for name, each in task.form.items()
        },
        "status": task.status,
        "outcome": task.outcome,
        "closed_at": moment(task.closed_at),
        "late": task.late,
    }


def message_data(sent: OutboxMessage) -> Data:
    """A message and what became of it."""
    return {
        **_written(sent.message),
        "status": sent.status,
        "attempts": sent.attempts,
        "detail": sent.detail,
        "provider_reference": sent.provider_reference,
        "finished_at": moment(sent.finished_at),
    }


def _written(message: OutgoingMessage) -> Data:
    return {
        "id": message.key,
        "channel": message.channel,
        "to": subject(message.recipient),
        "rule": message.firing.rule,
        "step": message.firing.step,
        "about": subject(message.firing.subject),
        "at": moment(message.at),
        "locale": message.locale,
        "title": message.subject,
        "text": message.text,
    }
