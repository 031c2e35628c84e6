"""The story of one relationship, each thing at the moment when it happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from console.views.names import Names
from console.views.sentences import Item, describe
from engine.facts import Event
from engine.relationship import Firing, FiringKey, Task
from store.timeline import TimelineRow


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the story, and the thing of the store that it tells."""

    at: dt.datetime
    text: str
    item: Item


def story(rows: Sequence[TimelineRow], names: Names) -> list[Happening]:
    """In order of time. What was withdrawn stands twice: when it was done, and when it was withdrawn and why."""
    reasons = {
        row.item.key: row.item.reason
        for row in rows
        if isinstance(row.item, Firing) and row.item.status == "withdrawn"
    }
    told = [happening for row in rows for happening in _told(row, reasons, names)]
    return sorted(told, key=lambda happening: (happening.at, _rank(happening.item)))


def _rank(item: Item) -> int:
    """At the same moment: what happened, the step that it led to, and then what the step did."""
    match item:
        case Event(origin="rule"):
            return 2
        case Event():
            return 0
        case Firing():
            return 1
        case _:
            return 3


def _told(row: TimelineRow, reasons: Mapping[FiringKey, str], names: Names) -> Iterable[Happening]:
    match row.item:
        case Task() as task:
            return _task(task, reasons, names)
        case Firing() as firing:
            return _firing(firing, names)
        case Event(origin="rule") as event if _is_move(event, names):
            return ()  # the move itself stands beside it
        case item:
            return (Happening(row.at, describe(item, names), item),)


def _task(task: Task, reasons: Mapping[FiringKey, str], names: Names) -> Iterator[Happening]:
    opened = replace(task, status="open", late=False)
    yield Happening(task.opened_at, describe(opened, names), task)
    # Its answer is an event of its own.
    if task.status == "withdrawn" and task.closed_at is not None:
        reason = reasons.get(task.firing, "")
        text = describe(task, names).rstrip(".") + (f": {reason}" if reason else ".")
        yield Happening(task.closed_at, text, task)


def _firing(firing: Firing, names: Names) -> Iterator[Happening]:
    branch = firing.key.step.partition("/")[2]
    if firing.status == "done" and branch not in {"", "late"}:
        return  # the answer tells it
    if firing.status == "withdrawn":
        yield Happening(firing.at, describe(replace(firing, status="done"), names), firing)
        return
    yield Happening(firing.at, describe(firing, names), firing)


def _is_move(event: Event, names: Names) -> bool:
    lifecycle = names.book.lifecycle if names.book else None
    stage = lifecycle.fact.partition(".")[2] if lifecycle else ""
    return stage in event.facts
