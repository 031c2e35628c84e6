"""Who may reach the customer, when more want to than may: holds, caps, and in which order steps are weighed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from engine.decide.candidate import Candidate
from engine.decide.case import Case
from engine.decide.ledger import Ledger
from engine.due.schedule import permitted_from
from engine.due.turning import earliest
from engine.plan import Line, Plan
from engine.relationship import Firing
from engine.rulebook import Cap
from engine.truth.world import Subject


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What keeps a step from the customer. *lifts_on*: the day on which it is over by itself, if a cap is the reason."""

    reason: str
    lifts_on: dt.date | None = None


class Competition:
    """Weighs the steps that would reach the customer against what the policy allows."""

    def __init__(self, case: Case) -> None:
        self._case, self._plan, self._world, self._ledger = case, case.plan, case.world, case.ledger

    def hindrance(self, candidate: Candidate) -> Hindrance | None:
        """What keeps a step back whose moment has come; None when it may go."""
        line = candidate.pair.line
        if not self._competes(candidate):
            return None
        hold = held(line, self._world.customer)
        if hold is not None or self._goes_along(candidate):
            return hold
        return capped(self._plan, self._ledger, line, self._world.today)

    def lifts(self, candidate: Candidate, hindrance: Hindrance) -> dt.datetime | None:
        """When a used-up cap is free again, by the company's days, and the customer may be reached."""
        if hindrance.lifts_on is None:
            return None
        lifts = self._plan.calendar.start_of(hindrance.lifts_on)
        return permitted_from(lifts, candidate.rung, candidate.pair.line.calendar, self._plan.hours)

    def holds_change(self, line: Line) -> dt.datetime | None:
        """When what holds the rule's group could change by the passing of time."""
        return earliest(hold.changes(self._world.customer) for hold in line.holds_back if hold.changes)

    def _goes_along(self, candidate: Candidate) -> bool:
        """A message that goes to the customer now tells of this subject too: that takes nothing from anybody."""
        key, outgoing = candidate.key, self._case.effects.outgoing
        return outgoing.reaches_customer_anyway(key.rule, key.step, self._case.now)

    def _competes(self, candidate: Candidate) -> bool:
        """A shadow neither wins nor loses; what is critical never waits; what sends nothing takes nothing away."""
        line = candidate.pair.line
        sends = candidate.rung.to_customer and candidate.again is None and candidate.is_wanted
        return sends and not line.is_critical and not self._plan.is_shadow(line.rule)


def precedence(candidate: Candidate) -> tuple[tuple[int, int], dt.datetime, int]:
    """Sorts the steps of one pass: by group, by place in it, then the longest due, then file order."""
    line = candidate.pair.line
    return line.place, candidate.due, line.number


def held(line: Line, customer: Subject) -> Hindrance | None:
    """The first hold of the rule's group that is true, or of which nobody knows: unknown never lets go."""
    for hold in line.holds_back:
        truth = hold.truth(customer)
        if truth is not False:
            name = line.group.name if line.group else ""
            known = f"{name} wait while {hold.text}" if truth else f"nobody knows whether {hold.text}"
            return Hindrance(f"{known}.")
    return None


def capped(plan: Plan, ledger: Ledger, line: Line, today: dt.date) -> Hindrance | None:
    """The used-up cap that lifts last."""
    found = [
        (lifts, reason)
        for cap, group in _caps(plan, line)
        for lifts, reason in _used_up(plan, ledger, cap, group, today)
    ]
    if not found:
        return None
    lifts_on, reason = max(found, key=lambda each: each[0])
    return Hindrance(reason, lifts_on)


def _caps(plan: Plan, line: Line) -> Iterator[tuple[Cap, str | None]]:
    yield from ((cap, None) for cap in plan.book.policy.caps)
    if line.group is not None:
        yield from ((cap, line.group.name) for cap in line.group.caps)


def _used_up(
    plan: Plan, ledger: Ledger, cap: Cap, group: str | None, today: dt.date
) -> Iterator[tuple[dt.date, str]]:
    """The day on which a cap that is used up lifts, and who had its last message; nothing when it is not."""
    since = today - dt.timedelta(days=cap.days - 1)
    contacts = [
        (plan.calendar.date_of(firing.at), firing)
        for firing in ledger.contacts()
        if group is None or plan.by_id[firing.key.rule].rule.group == group
    ]
    days = sorted(day for day, _ in contacts if day >= since)
    if len(days) < cap.most:
        return
    last = max((firing for day, firing in contacts if day >= since), key=lambda each: (each.at, each.key))
    yield days[-cap.most] + dt.timedelta(days=cap.days), _lost_to(last, cap, group)


def _lost_to(winner: Firing, cap: Cap, group: str | None) -> str:
    who = f"{winner.key.rule}/{winner.key.step.partition('/')[0]}"
    which = "message" if cap.most == 1 else f"last of {cap.most} messages"
    of_group = f" of {group}" if group is not None else ""
    if cap.days == 1:
        return f"{who} had the day's {which}{of_group}."
    one = "one " if cap.most == 1 else ""
    return f"{who} had the {one}{which}{of_group} in {cap.days} days."
