"""The last look before a message leaves: the same pure check as the decision, to catch races only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from engine.decide import Terms
from engine.decide.case import open_case
from engine.decide.competition import capped, held
from engine.decide.fact_changes import openings_of
from engine.decide.ledger import Ledger
from engine.decide.running import has_begun_afresh
from engine.due.schedule import too_late_from
from engine.plan import Line, Plan
from engine.relationship import Firing, FiringKey, OutgoingMessage, Relationship
from engine.truth.world import World


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to hand the message over now, not before *until*, or never (*reason* says why)."""

    action: Literal["deliver", "wait", "withdraw"]
    until: dt.datetime | None = None
    reason: str = ""


def check_delivery(
    plan: Plan, relationship: Relationship, message: OutgoingMessage, as_of: dt.datetime
) -> Verdict:
    """Judge a message that was decided earlier, with everything that is known now, events not yet decided included.

    What the message's own firing has set does not count against it: a step that notes its level would else take
    its own letter back.
    """
    line = plan.by_id.get(message.firing.rule)
    if line is None or not plan.is_for(line.rule, relationship.customer.id):
        return Verdict("withdraw", reason="The rule is no longer in force.")
    if plan.is_shadow(line.rule):
        return Verdict("withdraw", reason="The rule is only recorded now.")
    world = _world_without(message, plan, relationship, as_of)
    line = plan.for_customer(line, world.customer)
    reason = _no_longer(line, message, relationship, world)
    if reason:
        return Verdict("withdraw", reason=reason)
    permitted = max(plan.hours.next_permitted(as_of, line.calendar), message.at)
    lifts_on = _reached_until(plan, line, relationship, as_of) if message.reaches_customer else None
    if lifts_on is not None:
        permitted = plan.hours.next_permitted(plan.calendar.start_of(lifts_on), line.calendar)
    return Verdict("wait", until=permitted) if permitted > as_of else Verdict("deliver")


def _no_longer(line: Line, message: OutgoingMessage, relationship: Relationship, world: World) -> str:
    """Why a message may not leave: one firing that is no longer wanted takes a joined one back whole."""
    for key in message.firings:
        reason = _of_one(line, key, relationship, world)
        if reason:
            return f"{key.subject}: {reason}" if message.also else reason
    competes = message.reaches_customer and not line.is_critical and "/" not in message.firing.step
    hold = held(line, world.customer) if competes else None
    return hold.reason if hold is not None else ""


def _of_one(line: Line, key: FiringKey, relationship: Relationship, world: World) -> str:
    firing = next((each for each in relationship.firings if each.key == key), None)
    if firing is None or firing.status != "claimed":
        return "It was settled otherwise in the meantime."
    too_late = too_late_from(line.rule, firing.due, line.calendar)
    if too_late is not None and world.now >= too_late:
        return "It could not be delivered in time."
    branch = key.step.partition("/")[2]
    if branch:
        return _branch_is_over(relationship, firing) if branch == "late" else ""
    subject = world.find(key.subject)
    if subject is None or line.holds(subject) is not True:
        return "Its rule no longer held when it was about to leave."
    if has_begun_afresh(world, line, subject, key.occurrence):
        return "The ladder has begun afresh."
    return ""


def _world_without(
    message: OutgoingMessage, plan: Plan, relationship: Relationship, as_of: dt.datetime
) -> World:
    """All that is known, but for what the message's own firings have set."""
    own = tuple(begin for key in message.firings for begin in (f"{key}/", openings_of(key)))
    known = (
        event
        for event in (*relationship.history, *relationship.pending)
        if event.happened_at <= as_of and not (event.origin == "rule" and event.id.startswith(own))
    )
    seen = replace(relationship, history=tuple(sorted(known, key=lambda event: event.order)), pending=())
    return open_case(plan, seen, Terms(), as_of).world


def _reached_until(plan: Plan, line: Line, relationship: Relationship, as_of: dt.datetime) -> dt.date | None:
    """The day until which the caps are used up by what was accepted meanwhile: this one may be days late."""
    if line.is_critical:
        return None
    done = replace(
        relationship, firings=tuple(each for each in relationship.firings if each.status == "done")
    )
    hindrance = capped(plan, Ledger(plan, done), line, plan.calendar.date_of(as_of))
    return hindrance.lifts_on if hindrance else None


def _branch_is_over(relationship: Relationship, firing: Firing) -> str:
    step = firing.key.step.partition("/")[0]
    opened = firing.key._replace(step=step)
    is_open = any(task.firing == opened and task.status == "open" for task in relationship.tasks)
    return "" if is_open else "The task is no longer open."
