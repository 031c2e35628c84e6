"""Brute force: look at everything at every instant of a grid, and never ask when anything is due."""

import datetime as dt
from collections.abc import Callable, Iterable

from engine.decide import Terms
from engine.decide.round import Round
from engine.plan import Plan
from engine.relationship import Decision, Relationship


def decide_at_every(
    instants: Iterable[dt.datetime],
    plan: Plan,
    relationship: Relationship,
    terms: Terms,
    *,
    look: Callable[[Round], None] = lambda _: None,
) -> Decision:
    """What a decision over these instants does when every rule and subject is judged anew at each of them.

    *look* sees how things stand when an instant is over.
    """
    instants = list(instants)
    run = Round(plan, relationship, terms, instants[0])
    waiting = sorted(relationship.pending, key=lambda event: event.order)
    consumed: list[str] = []
    for now in instants:
        run.move_clock(now)
        for pair in run.pairs:
            pair.is_stale = True
        while True:
            while waiting and waiting[0].happened_at <= now:
                event = waiting.pop(0)
                run.take(event)
                consumed.append(event.id)
            run.settle()
            waiting = sorted([*waiting, *run.answered()], key=lambda event: event.order)
            is_waiting = bool(waiting) and waiting[0].happened_at <= now
            if not is_waiting and not any(pair.is_stale for pair in run.pairs):
                break
        look(run)
    return run.decision(tuple(consumed), instants[-1])


def difference(slept: Decision, forced: Decision) -> list[str]:
    """Every row that only one of the two wrote; nothing when they agree."""
    return [
        f"{who}: {row}"
        for mine, theirs in zip(_rows(slept), _rows(forced), strict=True)
        for who, rows in (("sleeping", mine - theirs), ("brute force", theirs - mine))
        for row in sorted(rows)
    ]


def _rows(decision: Decision) -> tuple[set[str], ...]:
    firings = {f"{each.key} {each.status} due {each.due} at {each.at}" for each in decision.firings}
    tasks = {
        f"{each.id} {each.status} {each.outcome} late {each.late} due {each.due} closed {each.closed_at}"
        for each in decision.tasks
    }
    events = {f"{each.id} {each.happened_at} {dict(each.facts)}" for each in decision.events}
    watches = {f"{each.rule} {each.subject} {each.true_since} {each.rises}" for each in decision.watches}
    messages = {f"{each.key} at {each.at}" for each in decision.messages}
    return firings, tasks, events, watches, messages
