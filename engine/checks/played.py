"""What really happens to a witness: the engine's own decision over some days, with the rules in question alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from engine.checks.witnesses import CUSTOMER, Search, Witness
from engine.decide import Terms, decide
from engine.plan import Plan
from engine.relationship import Decision, Relationship
from engine.rulebook import Rule, Rulebook

_NOON = dt.time(12)


def played(
    book: Rulebook, rules: Iterable[Rule], witness: Witness, search: Search, days: int = 2
) -> Decision:
    """So many days with a customer who becomes what the witness says, at noon of the first."""
    plan = Plan(book, as_live=True, only=frozenset(rule.id for rule in rules))
    noon = search.calendar.at(witness.today, _NOON)
    relationship = Relationship(id="check", customer=CUSTOMER, pending=tuple(search.events(witness, noon)))
    return decide(
        plan, relationship, noon + dt.timedelta(days=days), Terms(delivers_at_once=True, renders=False)
    )


def troubles_of(decision: Decision) -> set[str]:
    """The codes of what went wrong."""
    return {trouble.code for trouble in decision.troubles}
