"""A relationship as it was at an earlier moment, with what came after it as the future: what a rehearsal replays."""

import datetime as dt
from dataclasses import replace

from engine.facts import Event
from engine.relationship import Relationship, Task, Watch


def as_it_was(relationship: Relationship, split_at: dt.datetime) -> Relationship:
    """What had happened until *split_at* is history, what came later is pending.

    Everything counts as recorded when it happened. What rules did later is left out: they will do it again, or
    not. A firing keeps the status that it has by now, since the ledger holds no earlier one.
    """
    events = [_known_at_once(each) for each in (*relationship.history, *relationship.pending)]
    events.sort(key=lambda each: each.order)
    until = relationship.decided_until
    return replace(
        relationship,
        history=tuple(each for each in events if each.happened_at <= split_at),
        pending=tuple(each for each in events if each.happened_at > split_at and each.origin != "rule"),
        firings=tuple(each for each in relationship.firings if each.at <= split_at),
        tasks=tuple(_task(each, split_at) for each in relationship.tasks if each.opened_at <= split_at),
        watches=tuple(_watch(each, split_at) for each in relationship.watches),
        decided_until=min(until, split_at) if until else None,
        next_due=None,
        rulebook="",
    )


def _known_at_once(event: Event) -> Event:
    if event.origin == "rule" or event.recorded_at == event.happened_at:
        return event  # what rules did in one instant keeps its order
    return Event(
        event.id, event.kind, event.subject, event.happened_at, event.happened_at, event.facts, event.origin
    )


def _task(task: Task, split_at: dt.datetime) -> Task:
    late = task.late and task.due <= split_at
    if task.closed_at is None or task.closed_at <= split_at:
        return replace(task, late=late)
    return replace(task, late=late, status="open", outcome="", closed_at=None)


def _watch(watch: Watch, split_at: dt.datetime) -> Watch:
    """Its last rise is undone when it came later; earlier ones are not on record."""
    if watch.true_since is None or watch.true_since <= split_at:
        return watch
    return replace(watch, true_since=None, rises=max(watch.rises - 1, 0))
