"""Decides a relationship of the store by the rulebook in force."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import replace

from engine.decide import Terms, decide
from engine.relationship import Decision, Relationship
from store import Decided as Written
from store import Store, UnknownRelationship
from workflows.activities import Decided
from workflows.in_force import InForce, Rulebooks
from workflows.metrics import METRICS

LATE_BY = dt.timedelta(hours=1)
"""A decision that comes no later than this after its moment is made as of its moment; see `Terms.late_by`."""


log = logging.getLogger(__name__)


class StoreDecides:
    """The activity `decide`, for real: locks, decides, commits; harmless to repeat.

    *listener* hears of each decision once it is committed.
    """

    def __init__(
        self, store: Store, rulebooks: Rulebooks, listener: Callable[[Decision], None] | None = None
    ) -> None:
        self._store, self._rulebooks, self._listener = store, rulebooks, listener

    def decide(self, relationship_id: int, as_of: dt.datetime) -> Decided:
        """Decide up to *as_of*, in whole seconds.

        Raises:
            NothingPublished: no rulebook is in force.
        """
        until = as_of.replace(microsecond=0)
        try:
            return self._decide_by_the_newest(relationship_id, until)
        except (
            UnknownRelationship
        ) as error:  # somebody else's workflow, or a store that was replaced: let it end
            log.warning("%s Its workflow ends.", error)
            return Decided(None)

    def _decide_by_the_newest(self, relationship_id: int, until: dt.datetime) -> Decided:
        while True:
            in_force = self._rulebooks.current()
            written = self._decide(relationship_id, in_force, until)
            # A publication decides every relationship anew. What an older rulebook decided after it, because it
            # had waited for the lock, would undo that: decide once more.
            if self._rulebooks.current() is in_force:
                return Decided(written.decision.next_due, list(written.undelivered_ids))

    def _decide(self, relationship_id: int, in_force: InForce, until: dt.datetime) -> Written:
        written = self._store.decide(
            str(relationship_id),
            lambda relationship: decision_of(in_force, relationship, until),
            rulebook=in_force.hash,
        )
        METRICS.count(written.decision)
        if self._listener is not None:
            self._listener(written.decision)
        return written


def decision_of(in_force: InForce, relationship: Relationship, until: dt.datetime) -> Decision:
    """What the rulebook in force decides; a clock that went backwards decides nothing anew."""
    until = max(until, relationship.decided_until or until)
    terms = Terms(activated=in_force.activated, late_by=LATE_BY, matcher=in_force.matcher)
    decision = decide(in_force.plan, relationship, until, terms)
    return replace(decision, decided_until=until)
