"""Decides one relationship over a stretch of time: which steps fire, and when to look again.

The stretch goes from the last decision to an instant, turning point by turning point, in order of (happened,
recorded); so an outage or a late event changes nothing that a rehearsal would not show. Deciding again from the
same input gives the same output, and from its output nothing new.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from engine.decide.round import Round
from engine.decide.terms import Terms
from engine.due.turning import earliest
from engine.plan import Plan
from engine.relationship import Decision, Relationship


def decide(
    plan: Plan, relationship: Relationship, until: dt.datetime, terms: Terms | None = None
) -> Decision:
    """Decide everything that is due up to and including *until* (aware UTC, whole seconds)."""
    start = _start(plan, relationship, until)
    until = max(until, start)  # a clock that went back decides nothing anew
    terms = terms or Terms()
    run = Round(
        plan, relationship, terms, start, until - terms.late_by if terms.late_by is not None else None
    )
    run.tasks.withdraw_of_gone_rules()
    run.watching.forget()
    queue = sorted(relationship.pending, key=lambda event: event.order, reverse=True)
    consumed: list[str] = []
    while True:
        coming = earliest([run.pairs.next_look(), max(queue[-1].happened_at, run.now) if queue else None])
        if coming is None or coming > until:
            break
        run.move_clock(coming)
        while queue and queue[-1].happened_at <= coming:
            event = queue.pop()
            run.take(event)
            consumed.append(event.id)
        run.settle()
        for event in run.answered():
            queue.append(event)
            queue.sort(key=lambda event: event.order, reverse=True)
    run.move_clock(until)
    decision = run.decision(tuple(consumed), until)
    to_come = queue[-1].happened_at if queue else None
    return replace(decision, next_due=earliest([decision.next_due, to_come]))


def _start(plan: Plan, relationship: Relationship, until: dt.datetime) -> dt.datetime:
    """Where the stretch begins: where the last decision ended, or at the first thing since then.

    Under the same rulebook nothing happens before the promised `next_due` or the next event, so the stretch may
    begin there. A relationship never decided begins with its first event.
    """
    first = min((event.happened_at for event in relationship.pending), default=until)
    decided = relationship.decided_until
    if decided is None:
        return min(first, until)
    if not plan.book.hash or relationship.rulebook != plan.book.hash:
        return decided
    return max(decided, min(until, first, relationship.next_due or until))
