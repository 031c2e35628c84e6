"""One relationship on the desk: what a decision looks at, and what it writes on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from engine.decide.effects import Effects
from engine.decide.ledger import Ledger
from engine.decide.pairs import Pairs
from engine.decide.terms import Terms
from engine.plan import Plan
from engine.relationship import Relationship
from engine.truth.world import World


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A relationship being decided under a plan: its facts, its ledger, and whom to look at."""

    plan: Plan
    terms: Terms
    relationship: Relationship
    world: World
    ledger: Ledger
    effects: Effects
    pairs: Pairs

    @property
    def now(self) -> dt.datetime:
        """The instant that is being decided."""
        return self.world.now


def open_case(plan: Plan, relationship: Relationship, terms: Terms, start: dt.datetime) -> Case:
    """The case as it stands at *start*, with what was decided on so far; events still pending are not in it."""
    world = World(plan.book.vocabulary, plan.calendar, relationship.customer, relationship.directory, start)
    for event in relationship.history:
        world.apply(event)
    ledger = Ledger(plan, relationship)
    effects = Effects(plan, world, ledger, terms)
    return Case(plan, terms, relationship, world, ledger, effects, Pairs(plan, world))
