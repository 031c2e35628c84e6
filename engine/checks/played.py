"""What really happens to a witness: the engine's own decision over some days, with the rules in question alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from engine.checks.witnesses import CUSTOMER, Search, Witness
from engine.decide import Terms, decide
from engine.facts import Event, SubjectRef
from engine.plan import Plan
from engine.relationship import Decision, Relationship
from engine.rulebook import OnEvent, Rule, Rulebook

_NOON = dt.time(12)


def played(
    book: Rulebook, rules: Sequence[Rule], witness: Witness, search: Search, days: int = 2
) -> Decision:
    """So many days with a customer who becomes what the witness says, at noon of the first."""
    plan = Plan(book, as_live=True, only=frozenset(rule.id for rule in rules))
    noon = search.calendar.at(witness.today, _NOON)
    pending = [*search.events(witness, noon), *_happenings(rules, noon)]
    relationship = Relationship(id="check", customer=CUSTOMER, pending=tuple(pending))
    return decide(
        plan, relationship, noon + dt.timedelta(days=days), Terms(delivers_at_once=True, renders=False)
    )


def _happenings(rules: Iterable[Rule], at: dt.datetime) -> Iterator[Event]:
    """Each event on which one of the rules starts, once, after the facts are known."""
    for kind in sorted({rule.start.kind for rule in rules if isinstance(rule.start, OnEvent)}):
        yield Event(f"1-{kind}", kind, SubjectRef(kind.partition(".")[0], "example"), at, at)


def troubles_of(decision: Decision) -> set[str]:
    """The codes of what went wrong."""
    return {trouble.code for trouble in decision.troubles}
